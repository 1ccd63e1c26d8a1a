import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { alice, bob } from '../e2e/declarations.ts';
import { hiddenFields, type PlainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { answers, type FactorServer, locationOf, startFactorServer } from '../factors/signed-in.ts';
import { until } from '../operations/program.ts';

const grantType = 'urn:openid:params:grant-type:ciba';
type Told = { readonly status: number; readonly told: Readonly<Record<string, string | undefined>> };
type Heard = { readonly authorization: string | undefined; readonly body: Record<string, unknown> };

/** A program that hears what it is told. */
async function listener(heard: Heard[]): Promise<{ readonly server: Server; readonly address: string }> {
  const server = createServer(async (request: IncomingMessage, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    heard.push({ authorization: request.headers.authorization, body: JSON.parse(body) });
    response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/told` };
}

describe('a request to a person', () => {
  const heard: Heard[] = [];
  let program: Awaited<ReturnType<typeof listener>>;
  let world: FactorServer;
  let person: PlainBrowser;

  before(async () => {
    program = await listener(heard);
    world = await startFactorServer({
      environment: {
        ...{ ENABLE_CIBA: 'true', CIBA_NOTIFY_URL: program.address, OUTBOUND_ALLOWED_HOSTS: '127.0.0.1' },
      },
      more: { grant_types: ['authorization_code', 'refresh_token', grantType] },
    });
    person = world.browser();
    await signInPlainly(person, alice);
  });
  after(async () => {
    await world.stop();
    program.server.close();
  });

  const post = async (path: string, fields: Record<string, string>): Promise<Told> => {
    const authorization = `Basic ${btoa('photo-album:f3b1c5d7-92aa-4d1e-8f0b-6d1f2a3b4c5d')}`;
    const init = { method: 'POST', headers: { authorization }, body: new URLSearchParams(fields) };
    const reply = await fetch(`${world.server.origin}${path}`, init);
    return { status: reply.status, told: (await reply.json()) as Told['told'] };
  };
  const ask = (fields: Record<string, string> = {}, path = '/oauth/bc-authorize') =>
    post(path, { scope: 'openid read', login_hint: 'alice', binding_message: 'W4SCT', ...fields });
  const poll = (value = '') => post('/oauth/token', { grant_type: grantType, auth_req_id: value });

  /** The addresses of those that wait, the newest first. */
  const waiting = async (browser = person): Promise<readonly string[]> => {
    const page = await (await browser.get('/account/requests')).text();
    return [...page.matchAll(/href="(\/account\/requests\/[\w-]+)"/g)].map(([, path = '']) => path);
  };
  const newest = async (): Promise<string> => (await waiting())[0] ?? assert.fail('one waits');
  const decide = (path: string, action: string, browser = person) => answers(browser, path, { action });

  it('is told to the operator’s program, waits on the account, and is allowed there — advanced.md CIB-1, CIB-5, CIB-6, product.md §12.2 /account/requests', async () => {
    const asked = await ask();
    assert.equal(asked.status, 200);
    await until('the program hears', () => heard.length > 0);
    const { authorization, body } = heard[0] ?? assert.fail('it heard');
    assert.equal(authorization, undefined);
    const path = await newest();
    assert.deepEqual(
      { ...body, issued_at: 0, expires_at: 0 },
      {
        ...{ event: 'backchannel_request', sub: alice.sub, client_id: 'photo-album' },
        ...{ binding_message: 'W4SCT', issued_at: 0, expires_at: 0, uri: `${world.server.origin}${path}` },
      },
    );
    assert.equal(JSON.stringify(body).includes(asked.told['auth_req_id'] ?? '?'), false);
    assert.match(await (await person.get('/account')).text(), /1 application asks you for something now/);
    const page = await (await person.get(path)).text();
    for (const text of ['Photo Album', 'W4SCT']) assert.match(page, new RegExp(text));
    assert.equal((await poll(asked.told['auth_req_id'])).told['error'], 'authorization_pending');
    assert.equal(locationOf(await decide(path, 'approve')), '/account/requests?done=request_approved');
    const { told: tokens } = await poll(asked.told['auth_req_id']);
    assert.equal(tokens['scope'], 'openid read');
    assert.equal((await poll(asked.told['auth_req_id'])).told['error'], 'invalid_grant');
    assert.deepEqual(await waiting(), []);
    assert.doesNotMatch(await (await person.get('/account')).text(), /asks you for something/);
  });

  it('is answered at the alias, and not where it is not served — advanced.md CIB-1', async () => {
    const { status } = await ask({}, '/api/backchannel/authentication');
    assert.equal(status, 200);
    assert.equal(locationOf(await decide(await newest(), 'deny')), '/account/requests?done=request_denied');
    const silent = await startFactorServer();
    try {
      const reply = await fetch(`${silent.server.origin}/oauth/bc-authorize`, { method: 'POST' });
      assert.equal(reply.status, 404);
      const browser = silent.browser();
      await signInPlainly(browser, alice);
      assert.equal((await browser.get('/account/requests')).status, 404);
    } finally {
      await silent.stop();
    }
  });

  it('is for nobody else, and once only — protocol.md IN-6', async () => {
    const asked = await ask();
    const path = await newest();
    const other = world.browser();
    await signInPlainly(other, bob);
    assert.deepEqual(await waiting(other), []);
    const theirs = await other.get(path);
    assert.match(await theirs.text(), /Already answered/);
    const fields = hiddenFields(await (await person.get(path)).text());
    const [first, second] = await Promise.all(
      ['approve', 'approve'].map((action) => person.post(path, { ...fields, action })),
    );
    for (const answer of [first, second])
      assert.equal(answer && locationOf(answer), '/account/requests?done=request_approved');
    assert.equal((await person.post(path, { ...fields, action: 'deny' })).status, theirs.status);
    assert.equal((await poll(asked.told['auth_req_id'])).told['scope'], 'openid read');
  });

  it('counts for the page that was shown, and its form for itself — protocol.md IN-6, security.md B-4', async () => {
    const asked = await ask();
    const path = await newest();
    const fields = hiddenFields(await (await person.get(path)).text());
    const forged = await person.post(path, { ...fields, shown: 'x', action: 'approve' });
    assert.match(await forged.text(), /W4SCT/);
    const foreign = await person.post(path, { ...fields, csrf_token: 'x', action: 'approve' });
    assert.notEqual(locationOf(foreign), '/account/requests?done=request_approved');
    assert.equal((await poll(asked.told['auth_req_id'])).told['error'], 'authorization_pending');
    await decide(path, 'deny');
    assert.equal((await poll(asked.told['auth_req_id'])).told['error'], 'access_denied');
  });

  it('is allowed once the session has the level that was asked for — advanced.md CIB-5', async () => {
    const browser = world.browser();
    await signInPlainly(browser, bob);
    const asked = await ask({ login_hint: 'bob', acr_values: '2' });
    const app = await world.setsUpApp(browser);
    const [path = ''] = await waiting(browser);
    assert.match(await (await browser.get(path)).text(), /one more proof that it is you/);
    const factor = locationOf(await decide(path, 'approve', browser));
    assert.match(factor, /^\/login\/factor\?purpose=raise&factor=any&redirect=/);
    assert.equal((await poll(asked.told['auth_req_id'])).told['error'], 'authorization_pending');
    const raised = await answers(browser, factor, { code: world.code(app) });
    assert.equal(locationOf(raised), path);
    assert.equal(
      locationOf(await decide(path, 'approve', browser)),
      '/account/requests?done=request_approved',
    );
    const { id_token = '' } = (await poll(asked.told['auth_req_id'])).told;
    const claims = JSON.parse(Buffer.from(id_token.split('.')[1] ?? '', 'base64url').toString());
    assert.deepEqual([claims.sub, claims.acr], [bob.sub, '2']);
  });

  it('names people by verified addresses only — advanced.md CIB-2', async () => {
    assert.equal((await ask({ login_hint: 'ALICE@example.org' })).status, 200);
    await decide(await newest(), 'deny');
    assert.equal((await ask({ login_hint: 'bob@example.org' })).told['error'], 'unknown_user_id');
  });
});
