import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { isListed } from '../../src/people/allow-list.ts';
import { authorizationRequest, redeemCode } from '../e2e/authorization-request.ts';
import { alice, declarations, webApplication } from '../e2e/declarations.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { type RelyingParty, startRelyingParty } from '../e2e/relying-party.ts';
import { asOpenId, rowsOf, startThroughWorld, type ThroughWorld } from './world.ts';

describe('the list of a provider', () => {
  const zoe = { id: '42', username: 'Zoe', email: 'zoe@acme.example', emailVerified: true };
  // product.md I-5, security.md F-14, operations.md §2 ALLOWED_{P}_USERS
  for (const [entry, expected] of [
    ['42', true],
    [' ZOE ', true],
    ['zoe@ACME.example', true],
    ['@acme.example', true],
    ['*', true],
    ['@example', false],
    ['@sub.acme.example', false],
    ['4', false],
    ['zo', false],
  ] as const) {
    it(`${expected ? 'admits' : 'does not admit'} by ${entry}`, () => {
      assert.equal(isListed([entry], zoe), expected);
    });
  }
  it('admits nobody when it is empty, and nobody by an address that is not verified — product.md I-5', () => {
    assert.equal(isListed([], zoe), false);
    for (const entry of ['zoe@acme.example', '@acme.example'])
      assert.equal(isListed([entry], { ...zoe, emailVerified: false }), false);
  });
});

describe('who is on the list of a provider', () => {
  let party: RelyingParty;
  let world: ThroughWorld;
  before(async () => {
    party = await startRelyingParty();
    world = await startThroughWorld({
      bootstrap: declarations(party),
      environment: (upstream) => asOpenId(upstream, 'listed@acme.example, zoe-7'),
    });
  });
  after(async () => {
    await world.stop();
    await party.stop();
  });

  const listed = { sub: 'listed-1', email: 'listed@acme.example', email_verified: true };

  /** What the application got from the person of this browser. */
  async function allows(browser: PlainBrowser): Promise<Readonly<Record<string, string>>> {
    const scope = 'openid offline_access';
    const request = authorizationRequest(world.server, party, { scope, prompt: 'consent' });
    const toPage = await browser.get(request.address);
    const page = await browser.get(toPage.headers.get('location') ?? '');
    const answer = await browser.post('/consent', { ...hiddenFields(await page.text()), action: 'approve' });
    return redeemCode(world.server, new URL(answer.headers.get('location') ?? ''), request);
  }

  const refresh = async (refresh_token: string): Promise<Readonly<Record<string, unknown>>> => {
    const { client_id, client_secret } = webApplication;
    const form = { grant_type: 'refresh_token', refresh_token, client_id, client_secret };
    const response = await fetch(`${world.server.origin}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    return (await response.json()) as Record<string, unknown>;
  };

  const stored = () => world.server.running.database.kysely;

  // product.md I-6, security.md F-14: taken off the list, neither session nor refresh is left
  it('stays signed in and refreshes as long as it names them, and no longer', async () => {
    world.upstream.profile = listed;
    const browser = plainBrowser(world.server);
    await world.signsIn(browser);
    const tokens = await allows(browser);
    assert.ok(tokens['refresh_token'], JSON.stringify(tokens));
    const next = await refresh(tokens['refresh_token']);
    assert.equal(typeof next['refresh_token'], 'string');
    assert.equal((await browser.get('/account')).status, 200);
    // what the provider says of them by now is somebody whom the list does not name
    await stored().updateTable('connection').set({ email: 'other@acme.example' }).execute();
    assert.equal((await refresh(String(next['refresh_token'])))['error'], 'invalid_grant');
    const page = await browser.get('/account');
    assert.match(page.headers.get('location') ?? '', /^\/login/);
  });

  // product.md I-6, product.md I-9: the waiting client hears of it
  it('sends whoever is not on it back to the application, denied', async () => {
    world.upstream.profile = { sub: 'stranger-1', email: 'stranger@acme.example', email_verified: true };
    const browser = plainBrowser(world.server);
    const request = authorizationRequest(world.server, party, {});
    const toLogin = await browser.get(request.address);
    const answer = await world.signsIn(browser, toLogin.headers.get('location') ?? '');
    const back = new URL(answer.headers.get('location') ?? '');
    assert.equal(back.origin + back.pathname, party.redirectUri);
    assert.equal(back.searchParams.get('error'), 'access_denied');
    assert.equal(back.searchParams.get('state'), request.state);
    const users = await rowsOf(world, 'user_account');
    assert.ok(users.every(({ email }) => email !== 'stranger@acme.example'));
  });

  // product.md I-9: without a client, a page
  it('tells them on a page where nobody waits', async () => {
    world.upstream.profile = { sub: 'stranger-2' };
    const answer = await world.signsIn(plainBrowser(world.server));
    assert.equal(answer.status, 403);
    assert.match(await answer.text(), /may not sign in here/);
  });

  // product.md I-1, product.md S-6: the request goes on where it was
  it('leads a listed person back into the request that waits', async () => {
    world.upstream.profile = { sub: 'zoe-7' };
    const browser = plainBrowser(world.server);
    const request = authorizationRequest(world.server, party, {});
    const toLogin = await browser.get(request.address);
    const answer = await world.signsIn(browser, toLogin.headers.get('location') ?? '');
    assert.match(answer.headers.get('location') ?? '', /^\/continue\?flow=/);
  });

  // product.md I-8, product.md I-7, product.md §12.2 /account/connections
  it('connects a person who is signed in, and takes the connection away again', async () => {
    world.upstream.profile = { sub: 'zoe-7' };
    const browser = plainBrowser(world.server);
    await signInPlainly(browser, alice);
    const fields = hiddenFields(await (await browser.get('/account/connections')).text());
    // zoe-7 is somebody by now
    const taken = await browser.post('/account/connections/acme/link', fields);
    const refused = await browser.get(await world.travels(taken.headers.get('location')));
    assert.equal(refused.status, 409);
    await stored().deleteFrom('connection').execute();
    const sent = await browser.post('/account/connections/acme/link', fields);
    const linked = await browser.get(await world.travels(sent.headers.get('location')));
    assert.equal(linked.headers.get('location'), '/account/connections?done=connection_linked');
    const [connection] = await rowsOf(world, 'connection');
    assert.equal(connection?.['user_id'], alice.sub);
    const path = `/account/connections/${connection?.['id']}/delete`;
    const ended = await browser.post(path, hiddenFields(await (await browser.get(path)).text()));
    assert.equal(ended.headers.get('location'), '/account/connections?done=connection_ended');
    assert.deepEqual(await rowsOf(world, 'connection'), []);
    const told = (await rowsOf(world, 'audit_event')).map((row) => row['event_type']);
    assert.ok(told.includes('OAUTH_CONNECTION_DELETED')); // operations.md §5 WARNING
  });

  // product.md I-6: the list counts at linking, too
  it('connects nobody whom the list does not name', async () => {
    world.upstream.profile = { sub: 'unlisted-1' };
    const browser = plainBrowser(world.server);
    await signInPlainly(browser, alice);
    const fields = hiddenFields(await (await browser.get('/account/connections')).text());
    const sent = await browser.post('/account/connections/acme/link', fields);
    const refused = await browser.get(await world.travels(sent.headers.get('location')));
    assert.equal(refused.status, 403);
    assert.match(await refused.text(), /may not sign in here/);
    assert.deepEqual(await rowsOf(world, 'connection'), []);
  });

  // product.md I-8: the last way in
  it('keeps the only way in', async () => {
    world.upstream.profile = { ...listed, sub: 'listed-2', email: 'listed@acme.example' };
    await stored().updateTable('user_account').set({ email: null, email_folded: null }).execute();
    const browser = plainBrowser(world.server);
    await world.signsIn(browser);
    const [connection] = await rowsOf(world, 'connection');
    const path = `/account/connections/${connection?.['id']}/delete`;
    const kept = await browser.post(path, hiddenFields(await (await browser.get(path)).text()));
    assert.equal(kept.status, 409);
    assert.match(await kept.text(), /your only way in/);
    assert.equal((await rowsOf(world, 'connection')).length, 1);
  });

  // product.md S-8: whoever came through a provider confirms there, and as the same person only
  it('confirms at the provider that somebody is there', async () => {
    world.upstream.profile = { ...listed, sub: 'listed-2' };
    const browser = plainBrowser(world.server);
    await world.signsIn(browser);
    const page = '/login/confirm?redirect=%2Faccount%2Fpassword';
    const answer = await world.signsIn(browser, page, { purpose: 'confirm' });
    assert.equal(answer.headers.get('location'), '/account/password');
    assert.equal(world.upstream.lastRequest.get('prompt'), 'login');
    // Somebody else, who may sign in here, but was not asked for: nobody is made of them
    world.upstream.profile = { sub: 'zoe-7' };
    const before = [await rowsOf(world, 'user_account'), await rowsOf(world, 'connection')];
    assert.equal((await world.signsIn(browser, page, { purpose: 'confirm' })).status, 403);
    assert.deepEqual([await rowsOf(world, 'user_account'), await rowsOf(world, 'connection')], before);
  });
});
