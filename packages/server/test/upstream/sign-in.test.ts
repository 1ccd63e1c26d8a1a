import { strict as assert } from 'node:assert';
import { after, before, beforeEach, describe, it } from 'node:test';
import { alice, bob } from '../e2e/declarations.ts';
import { plainBrowser } from '../e2e/plain-browser.ts';
import { rowsOf, startThroughWorld, type ThroughWorld } from './world.ts';

const people = {
  users: [
    { ...alice, email: 'alice@example.org', email_verified: true },
    { ...bob, email: 'bob@example.org' },
  ],
};

const isSignedIn = async (browser: ReturnType<typeof plainBrowser>): Promise<boolean> =>
  (await browser.get('/account')).status === 200;

describe('sign-in through an OpenID provider', () => {
  let world: ThroughWorld;
  before(async () => {
    world = await startThroughWorld({ bootstrap: people });
  });
  after(() => world.stop());
  beforeEach(() => {
    world.upstream.denies = false;
    world.upstream.profile = { sub: 'zoe-1', preferred_username: 'Zoé Ω' };
  });

  // product.md I-3: who is new becomes a user, called as there as far as names go
  // product.md §6 each name in OIDC_PROVIDERS
  it('makes a user of somebody new, and knows them the next time', async () => {
    world.upstream.profile = {
      ...{ sub: 'new-1', preferred_username: 'New.Person', name: 'New Person' },
      ...{ email: 'new@example.org', email_verified: true },
    };
    for (const time of ['first', 'second']) {
      const browser = plainBrowser(world.server);
      const answer = await world.signsIn(browser);
      assert.equal(answer.headers.get('location'), '/account/sessions', time);
      assert.ok(await isSignedIn(browser), time);
    }
    const users = (await rowsOf(world, 'user_account')).filter(({ email }) => email === 'new@example.org');
    assert.equal(users.length, 1);
    assert.equal(users[0]?.['username'], 'new.person');
    assert.equal(users[0]?.['role'], 'user');
    assert.notEqual(users[0]?.['email_verified_at'], null);
    const events = await rowsOf(world, 'audit_event');
    const created = events.filter(({ event_type }) => event_type === 'OAUTH_CONNECTION_CREATED');
    assert.equal(created.length, 1);
  });

  // product.md I-1: PKCE S256 and nonce always
  it('asks with PKCE, state and nonce of its own', async () => {
    await world.signsIn(plainBrowser(world.server));
    const asked = world.upstream.lastRequest;
    assert.equal(asked.get('code_challenge_method'), 'S256');
    for (const name of ['state', 'nonce', 'code_challenge']) assert.equal(asked.get(name)?.length, 43, name);
  });

  // product.md I-7: sealed with a key id, and nowhere else
  it('keeps the tokens of the provider sealed', async () => {
    await world.signsIn(plainBrowser(world.server));
    const connections = await rowsOf(world, 'connection');
    assert.ok(connections.length > 0);
    for (const { tokens } of connections)
      assert.match(String(tokens), /^v1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/);
    assert.doesNotMatch(world.server.logged.join('\n'), /access_token|id_token/);
  });

  // product.md I-3, security.md F-13, clients.md §12 third-party sign-in
  it('links whom both sides verified', async () => {
    world.upstream.profile = { sub: 'alice-there', email: 'Alice@Example.org', email_verified: true };
    await world.signsIn(plainBrowser(world.server));
    const connection = (await rowsOf(world, 'connection')).find(({ subject }) =>
      String(subject).endsWith(' alice-there'),
    );
    assert.equal(connection?.['user_id'], alice.sub);
    // whoever says so next is another one, and alice has her connection
    world.upstream.profile = { sub: 'second-alice', email: 'alice@example.org', email_verified: true };
    assert.equal((await world.signsIn(plainBrowser(world.server))).status, 409);
  });

  // product.md I-3, product.md I-4, security.md F-13
  for (const [side, email, email_verified] of [
    ['the provider', 'alice@example.org', false],
    ['this server', 'bob@example.org', true],
  ] as const) {
    it(`refuses an address in use that ${side} has not verified`, async () => {
      world.upstream.profile = { sub: `claims-${email}`, email, email_verified };
      const browser = plainBrowser(world.server);
      const answer = await world.signsIn(browser);
      assert.equal(answer.status, 409);
      assert.match(await answer.text(), /already uses your e-mail address/);
      assert.equal(await isSignedIn(browser), false);
    });
  }

  it('is no administrator by an address, whatever the provider says of it — product.md I-4', async () => {
    const setRole = (role: 'admin' | 'user') =>
      world.server.running.database.kysely
        .updateTable('user_account')
        .set({ role })
        .where('id', '=', alice.sub)
        .execute();
    await setRole('admin');
    const { kysely } = world.server.running.database;
    await kysely.deleteFrom('connection').where('user_id', '=', alice.sub).execute();
    const email = 'alice@example.org';
    world.upstream.profile = { sub: 'of-an-administrator', email, email_verified: true };
    const browser = plainBrowser(world.server);
    assert.equal((await world.signsIn(browser)).status, 409);
    assert.equal(await isSignedIn(browser), false);
    await setRole('user');
  });

  // security.md F-12, security.md R-8: without the cookie, twice, made up
  it('takes each way back once, from the browser that left', async () => {
    const browser = plainBrowser(world.server);
    await browser.get('/login');
    const sent = await browser.get('/auth/login/acme');
    const back = await world.travels(sent.headers.get('location'));
    const stranger = plainBrowser(world.server);
    assert.equal((await stranger.get(back)).status, 400);
    assert.equal(await isSignedIn(stranger), false);
    assert.equal((await browser.get(back)).status, 303);
    assert.equal((await plainBrowser(world.server).get(back)).status, 400);
    assert.equal((await browser.get(back)).status, 400);
    assert.equal((await browser.get('/auth/callback/acme?code=x&state=made-up')).status, 400);
  });

  // product.md I-1 `iss`: the answer of another issuer is none
  it('refuses what another issuer says to have answered', async () => {
    const browser = plainBrowser(world.server);
    const sent = await browser.get('/auth/login/acme');
    const back = new URL(await world.travels(sent.headers.get('location')), world.server.origin);
    back.searchParams.set('iss', 'https://mix-up.example');
    const answer = await browser.get(back.pathname + back.search);
    assert.equal(answer.status, 502);
    assert.equal(await isSignedIn(browser), false);
  });

  // product.md I-9
  it('says that the person denied it, and notes why', async () => {
    world.upstream.denies = true;
    const answer = await world.signsIn(plainBrowser(world.server));
    assert.equal(answer.status, 403);
  });

  // product.md I-1: the aliases of earlier servers
  it('answers at the aliases', async () => {
    const browser = plainBrowser(world.server);
    const sent = await browser.get('/oauth/acme');
    const back = await world.travels(sent.headers.get('location'));
    const answer = await browser.get(back.replace('/auth/callback/acme', '/oauth/acme/callback'));
    assert.equal(answer.status, 303);
    assert.ok(await isSignedIn(browser));
  });

  // product.md S-6, product.md S-5
  it('remembers, and leads where it was asked to', async () => {
    const browser = plainBrowser(world.server);
    const answer = await world.signsIn(browser, '/login?redirect=%2Faccount%2Fbrowsers', {
      remember_me: '1',
    });
    assert.equal(answer.headers.get('location'), '/account/browsers');
    assert.match(answer.headers.getSetCookie().join(), /grantor_session[^;]*;[^,]*Max-Age=\d{6}/);
  });
});
