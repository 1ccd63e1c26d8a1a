/** The application's own users, its clock and its ear (distribution.md L-3). */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, afterEach, before, describe, it } from 'node:test';
import { type ApplicationUser, type GrantorEvent, IssueRefused, type LogLine } from '../../src/index.ts';
import { hiddenFields, plainBrowser } from '../e2e/plain-browser.ts';
import {
  askAsClient,
  clientRequest,
  type Embedded,
  embed,
  obtainTokens,
  type Served,
  serveEmbedded,
} from './embedded.ts';

const grace = { username: 'grace', password: 'a nanosecond of wire' };
const profile: ApplicationUser = {
  id: 'employee-17',
  username: 'grace',
  email: 'grace@navy.example',
  emailVerified: true,
  claims: { name: 'Grace Hopper' },
};

const table = new Map<string, ApplicationUser>();
const events: GrantorEvent[] = [];
const lines: LogLine[] = [];
let embedded: Embedded;
let served: Served;
let origin: string;

before(async () => {
  served = await serveEmbedded({
    ports: {
      accounts: {
        find: async (id) => table.get(id) ?? null,
        verify: async (name, password) =>
          name === grace.username && password === grace.password ? (table.get(profile.id) ?? null) : null,
      },
      onEvent: (event) => void events.push(event),
      log: (line) => void lines.push(line),
    },
  });
  ({ origin, embedded } = served);
});
after(() => served.stop());
const enabled = () => table.set(profile.id, profile);
before(enabled);
afterEach(enabled);

const userinfo = (token: string) =>
  fetch(`${origin}/auth/oauth/userinfo`, { headers: { authorization: `Bearer ${token}` } });

const introspect = async (token: string): Promise<boolean> => {
  const answer = await askAsClient(`${origin}/auth/oauth/introspect`, { token });
  return ((await answer.json()) as { active: boolean }).active;
};

describe("the application's own users", () => {
  it('sign in, and are who the application says they are now — distribution.md L-3', async () => {
    const tokens = await obtainTokens(`${origin}/auth`, plainBrowser({ origin }), grace);
    const claims = async () => (await userinfo(tokens.access_token)).json();
    assert.equal(Object(await claims()).sub, profile.id);
    assert.equal(Object(await claims()).name, 'Grace Hopper');
    table.set(profile.id, { ...profile, claims: { name: 'Rear Admiral Hopper' } });
    assert.equal(Object(await claims()).name, 'Rear Admiral Hopper');
  });

  it('are nobody here with an id that would pass for a client — security.md T-6', async () => {
    for (const id of ['client:embedded', ':', '', 'a b']) {
      table.set(profile.id, { ...profile, id });
      const browser = plainBrowser({ origin });
      const page = await (await browser.get('/auth/login')).text();
      const answer = await browser.post('/auth/login', { ...hiddenFields(page), ...grace });
      assert.equal(answer.status, 500, id);
    }
    const database = new DatabaseSync(join(embedded.folder, 'data', 'grantor.db'), { readOnly: true });
    const found = database.prepare("select id from user_account where id like '%:%'").all();
    database.close();
    assert.deepEqual(found, []);
  });

  it('are not copied: their id is all there is of them — distribution.md L-3', async () => {
    await obtainTokens(`${origin}/auth`, plainBrowser({ origin }), grace);
    const database = new DatabaseSync(join(embedded.folder, 'data', 'grantor.db'), { readOnly: true });
    const row = database.prepare('select * from user_account where id = ?').get(profile.id) ?? {};
    database.close();
    const kept = JSON.stringify(row);
    for (const theirs of ['grace', 'navy', 'Hopper']) assert.ok(!kept.includes(theirs), kept);
    assert.equal(row['password_hash'], null);
  });

  it('are out with all they had once the application disables them — distribution.md L-3', async () => {
    for (const gone of [{ ...profile, disabled: true }, null]) {
      enabled();
      const browser = plainBrowser({ origin });
      const tokens = await obtainTokens(`${origin}/auth`, browser, grace);
      assert.equal((await browser.get('/auth/account')).status, 200);
      assert.equal(await introspect(tokens.access_token), true);
      if (gone === null) table.delete(profile.id);
      else table.set(profile.id, gone);
      assert.equal(await introspect(tokens.access_token), false);
      assert.equal((await userinfo(tokens.access_token)).status, 401);
      assert.equal((await browser.get('/auth/account')).status, 303);
      const refreshed = await askAsClient(`${origin}/auth/oauth/token`, {
        grant_type: 'refresh_token',
        refresh_token: tokens.refresh_token ?? '',
      });
      assert.equal(refreshed.status, 400);
    }
  });

  it('have tokens made for them, also before they ever signed in — distribution.md L-3, L-4', async () => {
    const { tokens } = embedded.grantor;
    const newcomer: ApplicationUser = { id: 'employee-18', username: 'barbara' };
    const order = { client: 'photo-album', user: newcomer.id, scopes: ['read'] };
    await assert.rejects(tokens.issue(order), (failure) => failure instanceof IssueRefused);
    table.set(newcomer.id, newcomer);
    const { accessToken } = await tokens.issue(order);
    const audience = embedded.grantor.issuer;
    assert.equal((await tokens.verify(accessToken, { audience })).username, 'barbara');
    table.set(newcomer.id, { ...newcomer, disabled: true });
    await assert.rejects(tokens.verify(accessToken, { audience }));
    await assert.rejects(tokens.issue(order), (failure) => failure instanceof IssueRefused);
  });

  it('see a token that was made for them among what applications hold, and may end it', async () => {
    const browser = plainBrowser({ origin });
    await obtainTokens(`${origin}/auth`, browser, grace);
    const page = async () => (await browser.get('/auth/account/sessions')).text();
    const endings = async () =>
      (await page()).match(/\/account\/sessions\/[\w-]+\/revoke(?=")/g)?.length ?? 0;
    const before = await endings();
    await embedded.grantor.tokens.issue({ client: 'photo-album', user: profile.id, scopes: ['read'] });
    assert.equal(await endings(), before + 1);
  });

  it('are kept by the application: no page of ours changes them — distribution.md L-3', async () => {
    table.set(profile.id, { ...profile, role: 'admin' });
    const browser = plainBrowser({ origin });
    await obtainTokens(`${origin}/auth`, browser, grace);
    assert.equal((await browser.get('/auth/admin')).status, 200);
    for (const path of ['', '/new', `/${profile.id}`, `/${profile.id}/edit`])
      assert.equal((await browser.get(`/auth/admin/users${path}`)).status, 404, path);
    const page = await (await browser.get('/auth/account/password')).text();
    assert.match(page, /Your password is kept elsewhere/);
    const fields = hiddenFields(await (await browser.get('/auth/admin')).text());
    const posted = await browser.post('/auth/account/password', {
      ...fields,
      new_password: 'seven grey lanterns',
    });
    assert.match(await posted.text(), /Your password is kept elsewhere/);
    assert.equal((await browser.post('/auth/admin/users', { ...fields, username: 'new' })).status, 404);
  });

  it('are the only ones: nobody of the database signs in, and no administrator is made', async () => {
    const browser = plainBrowser({ origin });
    const page = await (await browser.get('/auth/login')).text();
    const alice = { username: 'alice', password: 'correct horse battery' };
    const answer = await browser.post('/auth/login', { ...hiddenFields(page), ...alice });
    assert.notEqual(answer.status, 303);
    const database = new DatabaseSync(join(embedded.folder, 'data', 'grantor.db'), { readOnly: true });
    const admin = database.prepare("select id from user_account where username = 'admin'").get();
    database.close();
    assert.equal(admin, undefined);
  });

  it('fail the request and nothing else when the application fails', async () => {
    const tokens = await obtainTokens(`${origin}/auth`, plainBrowser({ origin }), grace);
    table.set(profile.id, { ...profile, id: '' });
    assert.equal((await userinfo(tokens.access_token)).status, 500);
    assert.ok(lines.some(({ level, message }) => level === 'error' && message === 'request failed'));
    enabled();
    assert.equal((await userinfo(tokens.access_token)).status, 200);
  });
});

describe('events', () => {
  it('are told once each, as they are committed — distribution.md L-3', async () => {
    events.length = 0;
    await obtainTokens(`${origin}/auth`, plainBrowser({ origin }), grace);
    const types = events.map(({ type }) => type);
    for (const type of [
      'AUTHENTICATION_SUCCESS',
      'AUTHORIZATION_CODE_GENERATED',
      'AUTHORIZATION_CODE_EXCHANGED',
    ])
      assert.equal(types.filter((each) => each === type).length, 1, `${type}: ${types}`);
    const signedIn = events.find(({ type }) => type === 'AUTHENTICATION_SUCCESS');
    assert.deepEqual(signedIn?.actor, {
      userId: profile.id,
      username: 'grace',
      clientId: null,
      address: '127.0.0.1',
    });
  });
});

it('the clock of the application is the time — distribution.md L-3', async () => {
  let now = Date.UTC(2030, 0, 1);
  const later = await embed('https://later.example/auth', { clock: () => now });
  const { issuer, fetch: ask } = later.grantor;
  const answer = await ask(clientRequest(`${issuer}/oauth/token`, { grant_type: 'client_credentials' }));
  const { access_token: token, expires_in: life } = (await answer.json()) as {
    access_token: string;
    expires_in: number;
  };
  const isActive = async () =>
    Object(await (await ask(clientRequest(`${issuer}/oauth/introspect`, { token }))).json()).active;
  assert.equal(await isActive(), true);
  now += life * 1000 + 1000;
  assert.equal(await isActive(), false);
  await later.stop();
});
