import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { allows, connectsDevice, presses, reads, signsIn } from '@grantor/server/testing';
import { startGrantor } from '../child.ts';
import { type Example, startExample } from '../doctor/example.ts';
import { readStore } from '../stored.ts';
import { ada, login, openedBy, type Page, signsInAt, startWithBrowser, workplace } from './desk.ts';

const at = workplace();

const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('login at a Grantor', () => {
  it('registers itself, signs in with the browser, and says who, for what and where — cli.md §1 login, cli.md §2 browser, cli.md §2 After success', async () => {
    const { out, err } = await login(at.desk, at.home);
    assert.match(err, /Registered this program at/);
    assert.match(out, new RegExp(`Signed in to ${at.origin} as Ada Lovelace \\(ada@example\\.org\\)`));
    assert.match(out, /Scopes +openid profile email offline_access/);
    assert.match(out, /Valid until .*then renewed by itself/);
    assert.match(out, /Kept in +~\/config\/grantor\/tokens\.json/);
    const who = JSON.parse((await at.run('whoami', '--json')).out);
    assert.deepEqual(
      [who.name, who.email, who.source, who.issuer],
      ['Ada Lovelace', 'ada@example.org', 'userinfo', at.origin],
    );
  });

  it('has nothing to do while the sign-in is good, and lets the person choose the account with --force — cli.md §2 Signed in already', async () => {
    const child = startWithBrowser(at.home, 'login', at.origin);
    const page = await at.desk.chromium.newPage();
    await signsInAt(page, await openedBy(at.home, child));
    assert.equal((await child.ended).code, 0);
    const again = await at.run('login', at.origin);
    assert.deepEqual([again.code, again.err], [0, '']);
    assert.match(again.out, /✓ You are signed in to .* as Ada Lovelace/);
    const forced = startWithBrowser(at.home, 'login', at.origin, '--force');
    await page.goto(await openedBy(at.home, forced));
    await reads(page, 'Choose an account');
    await presses(page, 'Continue as Ada Lovelace');
    await allows(page);
    await reads(page, 'You are signed in');
    assert.equal((await forced.ended).code, 0);
    assert.equal(readStore(at.home).clients.length, 1); // the stored client serves again
  });

  it('uses the client the server was seeded with where its credentials can be read — cli.md §2 Client', async () => {
    const { err } = await login(at.desk, at.home, '--data', join(at.desk.server.folder, 'data'));
    assert.doesNotMatch(err, /Registered/);
    assert.deepEqual(readStore(at.home).clients, []);
    assert.equal((await at.run('token', '--min-ttl', '7200')).code, 0); // refreshed with it, too
  });

  it('tells of a denial, in the terminal and in the browser — cli.md §5 exit 4', async () => {
    const child = startWithBrowser(at.home, 'login', at.origin);
    const page = await at.desk.chromium.newPage();
    await page.goto(await openedBy(at.home, child));
    await signsIn(page, ada);
    await reads(page, /^Allow .+ to use your account\?$/);
    await presses(page, 'Deny');
    await page.getByText('The sign-in was denied.').waitFor();
    const { code, out, err } = await child.ended;
    assert.deepEqual([code, out], [4, '']);
    assert.match(err, /✗ The sign-in was denied\.\n[\s\S]*error access_denied/);
  });

  it('names the scopes that were not granted', async () => {
    const { out } = await login(at.desk, at.home, '--scope', 'openid profile no-such-scope');
    assert.match(out, /Scopes +openid profile\n +Refused +no-such-scope/);
  });

  it('registers again when the server no longer knows it — cli.md §2 Client', async () => {
    await login(at.desk, at.home);
    const [client] = readStore(at.home).clients;
    const { registrationUri = '', registrationToken = '' } = client ?? {};
    const headers = { authorization: `Bearer ${registrationToken}` };
    assert.equal((await fetch(registrationUri, { method: 'DELETE', headers })).status, 204);
    const { err } = await login(at.desk, at.home, '--force');
    assert.match(err, /no longer knows this program, so it registers again/);
    assert.notEqual(readStore(at.home).clients[0]?.clientId, client?.clientId);
    assert.equal((await at.run('token')).code, 0);
  });
});

describe('login for an API that a Grantor protects', () => {
  let example: Example;
  before(async () => {
    example = await startExample(at.origin);
  });
  after(() => example.stop());

  it('finds its server, its scopes and its name by its address alone — RFC 9728', async () => {
    const child = startWithBrowser(at.home, 'login', example.resource);
    const page = await at.desk.chromium.newPage();
    await signsInAt(page, await openedBy(at.home, child));
    const { code, out } = await child.ended;
    assert.equal(code, 0);
    assert.match(out, new RegExp(`Signed in to ${example.resource} as .+\\n +Signed in at +${at.origin}`));
    const token = (await at.run('token', example.resource)).out.trim();
    assert.deepEqual([claimsOf(token)['aud']].flat(), [example.resource]);
    const answer = await fetch(example.resource, { headers: { authorization: `Bearer ${token}` } });
    assert.notEqual(answer.status, 401);
  });

  it('registers itself where the seeded client may not have the scopes of the API — cli.md §2 Client', async () => {
    const data = join(at.desk.server.folder, 'data');
    const child = startWithBrowser(at.home, 'login', example.resource, '--data', data);
    const page = await at.desk.chromium.newPage();
    await signsInAt(page, await openedBy(at.home, child));
    const { code, err } = await child.ended;
    assert.equal(code, 0, err);
    assert.match(err, /may not have the scopes of this service, so this program registers itself\.\n/);
    assert.equal(readStore(at.home).clients.length, 1);
  });
});

/** Makes it a browser of another machine, where nothing waits for it; answers the address it ends on. */
async function whereNothingListens(page: Page): Promise<{ readonly address: Promise<string> }> {
  const inspector = await page.context().newCDPSession(page);
  const ended = Promise.withResolvers<string>();
  inspector.on('Fetch.requestPaused', ({ request, requestId }) => {
    ended.resolve(request.url);
    return inspector.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionRefused' });
  });
  await inspector.send('Fetch.enable', { patterns: [{ urlPattern: '*/callback?*' }] });
  return { address: ended.promise };
}

describe('login at a Grantor without a browser here', () => {
  it('shows a code, and is signed in when it was entered elsewhere — cli.md §2 device', async () => {
    const child = startGrantor(['login', at.origin], {
      folder: at.home,
      environment: { SSH_CONNECTION: 'yes' },
    });
    await child.says(/This is a session over SSH, so use another device:/);
    const [, link = ''] = await child.says(/Or open\s+(http\S+)/);
    await connectsDevice(await at.desk.chromium.newPage(), link, ada);
    const { code, out } = await child.ended;
    assert.equal(code, 0);
    assert.match(out, /as Ada Lovelace/);
    assert.equal((await at.run('token', '--min-ttl', '7200')).code, 0);
  });

  it('takes the address that a browser ended on elsewhere — cli.md §2 paste', async () => {
    const child = startGrantor(['login', at.origin, '--no-browser'], { folder: at.home });
    const [, link = ''] = await child.says(/Open this page: +(http\S+)/);
    const page = await at.desk.chromium.newPage();
    const ended = await whereNothingListens(page);
    await page.goto(link);
    await signsIn(page, ada);
    await allows(page);
    const address = await ended.address;
    child.process.stdin?.write('what?\n');
    await child.says(/That is not it\. Copy the whole address/);
    child.process.stdin?.write(`${address}\n`);
    const { code, out } = await child.ended;
    assert.equal(code, 0);
    assert.match(out, /as Ada Lovelace/);
  });
});
