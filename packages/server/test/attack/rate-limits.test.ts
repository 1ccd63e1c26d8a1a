import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { cookieNames } from '../../src/accounts/cookies.ts';
import { hiddenFields } from '../races/person.ts';
import {
  asOther,
  asWeb,
  authorizationPath,
  basic,
  callback,
  codeFor,
  deviceGrant,
  json,
  type Moved,
  movedClock,
  person,
  pkce,
  redemption,
  startWorld,
  tokensFor,
  type World,
} from './world.ts';

const minute = 60_000;
const proxied = (address: string) => ({ 'x-forwarded-for': address });

describe('rate limits', () => {
  let world: World;
  let clock: Moved;
  before(async () => {
    clock = movedClock();
    world = await startWorld({
      clock,
      environment: { ENABLE_RATE_LIMIT: 'true', TRUSTED_PROXIES: '127.0.0.1', SESSION_IDLE_TIMEOUT: '0' },
    });
  });
  beforeEach(() => clock.move(16 * minute)); // every budget is whole again
  after(() => world.server.stop());

  const statuses = async (count: number, act: (index: number) => Promise<Response>): Promise<number[]> => {
    const seen: number[] = [];
    for (let index = 0; index < count; index++) seen.push((await act(index)).status);
    return seen;
  };
  const badToken = () =>
    world.form('/oauth/token', { grant_type: 'refresh_token', refresh_token: 'grt_x' }, asWeb);
  const badIntrospection = () => world.form('/oauth/introspect', { token: 'x' });
  const badUserinfo = () => world.send('/oauth/userinfo');
  const deviceRequest = () => world.form('/oauth/device/code', { client_id: 'device', scope: 'read' });
  const badLogin = () => world.browser().signIn('wrong', `nobody-${Math.random()}`);
  const registration = () => world.send('/oauth/register', { method: 'POST' });
  const anonymous = () => world.send(authorizationPath());

  it('refuses the 21st failure at the token endpoint and says when to come back — security.md L-4, protocol.md G-10', async () => {
    assert.deepEqual(await statuses(21, badToken), [...Array(20).fill(400), 429]);
    const refused = await badToken();
    assert.match(refused.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.equal(refused.headers.get('x-ratelimit-limit'), '20');
    assert.equal(refused.headers.get('x-ratelimit-remaining'), '0');
    assert.match(refused.headers.get('x-ratelimit-reset') ?? '', /^\d+$/);
    assert.equal((await json(refused))['error'], 'rate_limit_exceeded');
    clock.move(Number(refused.headers.get('retry-after')) * 1000);
    assert.equal((await badToken()).status, 400);
  });

  it('never charges successes and grace replays — security.md L-4', async () => {
    const browser = world.browser();
    await browser.signIn();
    const { refresh_token: first = '' } = await tokensFor(world, browser);
    const refresh = () =>
      world.form('/oauth/token', { grant_type: 'refresh_token', refresh_token: first }, asWeb);
    const machine = () => world.form('/oauth/token', { grant_type: 'client_credentials' }, asWeb);
    assert.deepEqual(new Set(await statuses(30, refresh)), new Set([200]));
    assert.deepEqual(new Set(await statuses(30, machine)), new Set([200]));
    for (let index = 0; index < 25; index++) {
      const answer = await world.form('/oauth/token', redemption(await codeFor(browser)), asWeb);
      assert.equal(answer.status, 200);
    }
  });

  it('never charges a pending poll, not even an impatient one — security.md L-4, operations.md Q-4', async () => {
    const { device_code } = await json(await deviceRequest());
    const poll = () =>
      world.form('/oauth/token', {
        grant_type: deviceGrant,
        device_code: String(device_code),
        client_id: 'device',
      });
    assert.deepEqual(new Set(await statuses(60, poll)), new Set([400]));
  });

  const limited: Record<string, readonly [() => Promise<Response>, number]> = {
    token: [badToken, 21],
    introspection: [badIntrospection, 21],
    'device authorization': [deviceRequest, 11],
    login: [badLogin, 6],
    registration: [registration, 31],
    default: [anonymous, 301],
  };
  for (const [name, [exhaust, most]] of Object.entries(limited)) {
    it(`exhausting ${name} moves no other limit — security.md L-1`, async () => {
      let count = 0;
      while ((await exhaust()).status !== 429) assert.ok(++count < most, `${name} let ${count} through`);
      for (const [other, [act]] of Object.entries(limited)) {
        if (other !== name) assert.notEqual((await act()).status, 429, `${other} after ${name}`);
      }
      if (name !== 'default') assert.equal((await badUserinfo()).status, 401);
    });
  }

  it('answers 429 as a page where people look — protocol.md G-10, security.md B-10', async () => {
    while ((await anonymous()).status !== 429);
    const answer = await world.send(authorizationPath(), { headers: { accept: 'text/html' } });
    assert.equal(answer.status, 429);
    assert.match(answer.headers.get('content-type') ?? '', /text\/html/);
    assert.match(answer.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.equal((await world.send('/.well-known/openid-configuration')).status, 200);
    assert.equal((await world.send('/livez')).status, 200);
  });

  it('limits the authorization requests of a person, wherever they come from — security.md L-8, operations.md §6 authorization with session', async () => {
    const browser = world.browser(proxied('192.0.2.1'));
    await browser.signIn();
    const asked = () => browser.get(authorizationPath());
    assert.deepEqual(await statuses(61, asked), [...Array(60).fill(303), 429]);
    const elsewhere = world.browser(proxied('192.0.2.2'));
    await elsewhere.signIn();
    const refused = await elsewhere.get(authorizationPath());
    assert.equal(refused.status, 429);
    assert.match(refused.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.notEqual((await anonymous()).status, 429);
  });

  it('counts IPv6 by /64 and ignores a header of a stranger — operations.md Q-2, security.md P-1', async () => {
    const from = (address: string, peer = '127.0.0.1') =>
      world.send('/oauth/introspect', { method: 'POST', headers: proxied(address) }, peer);
    const spread = await statuses(40, (index) => from(`2001:db8:1:2::${index.toString(16)}`));
    assert.ok(spread.includes(429));
    assert.notEqual((await from('2001:db8:1:3::1')).status, 429);
    const spoofed = await statuses(40, (index) => from(`198.51.100.${index}`, '203.0.113.9'));
    assert.ok(spoofed.includes(429));
  });

  it('limits what people post on the pages of their own account, and moves no other limit — security.md L-8', async () => {
    const browser = world.browser();
    await browser.signIn();
    const path = '/account/sessions/revoke-all';
    const fields = hiddenFields(await (await browser.get(path)).text());
    const posted = await statuses(61, () => browser.post(path, fields));
    assert.deepEqual(posted, [...Array(60).fill(303), 429]);
    const refused = await browser.post('/account/profile', fields, { accept: 'text/html' });
    assert.equal(refused.status, 429);
    assert.match(refused.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.match(await refused.text(), /<html/);
    assert.equal((await browser.get('/account')).status, 200);
    assert.equal((await browser.get(authorizationPath())).status, 303);
  });

  it('limits the choice of a language where it is written into the account — security.md L-8', async () => {
    const browser = world.browser();
    await browser.signIn();
    const fields = hiddenFields(await (await browser.get('/account/profile')).text());
    const chosen = (index: number) =>
      browser.post('/preferences', { ...fields, language: index % 2 === 0 ? 'de' : 'en' });
    assert.deepEqual(await statuses(70, chosen), Array(70).fill(303), 'it is this browser’s alone');
    await world.server.running.database.kysely
      .updateTable('user_account')
      .set({ claims: JSON.stringify({ locale: 'en' }) })
      .where('username', '=', person.username)
      .execute();
    assert.deepEqual(await statuses(61, chosen), [...Array(60).fill(303), 429]);
  });

  it('answers the 11th wrong user code of an address, and the 6th of a session, with a 429 page — protocol.md DV-5', async () => {
    const entering = async () => {
      const browser = world.browser();
      await browser.signIn();
      const fields = hiddenFields(await (await browser.get('/device')).text());
      return () => browser.post('/device/verify', { ...fields, user_code: 'BBBB-BBBB' });
    };
    const [first, second, third] = [await entering(), await entering(), await entering()];
    assert.deepEqual(await statuses(6, first), [...Array(5).fill(400), 429]);
    assert.deepEqual(await statuses(5, second), Array(5).fill(400));
    const refused = await third();
    assert.equal(refused.status, 429);
    assert.match(refused.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.match(await refused.text(), /<html/);
  });

  it('closes an account that is attacked from 1,000 addresses, but not to its owner’s browser — security.md L-2, operations.md §6 POST /login', async () => {
    const owner = world.browser(proxied('192.0.2.1'));
    assert.equal((await owner.signIn()).status, 303);
    const known = owner.cookies.get(cookieNames(world.origin).device) ?? '';
    const attacker = world.browser();
    const fields = hiddenFields(await (await attacker.get('/login')).text());
    const guess = (index: number, password: string) =>
      attacker.post(
        '/login',
        { ...fields, username: person.username, password },
        proxied(`10.0.${index >> 8}.${index & 255}`),
      );
    const seen = await statuses(1000, (index) => guess(index, 'wrong'));
    assert.deepEqual(seen, [...Array(10).fill(400), ...Array(990).fill(429)]);
    assert.equal((await guess(1001, person.password)).status, 429); // right, but locked
    const again = world.browser(proxied('192.0.2.2'));
    again.cookies.set(cookieNames(world.origin).device, known);
    assert.equal((await again.signIn()).status, 303);
  });

  it('never slows 100 polite pollers behind one address in 5 minutes — security.md L-5, RFC 8628 §3.5, protocol.md §8.4 A well-paced poller', async () => {
    const codes: string[] = [];
    for (let index = 0; index < 100; index++) {
      const started = await world.form(
        '/oauth/device/code',
        { client_id: 'device' },
        proxied(`192.0.2.${index + 1}`),
      );
      codes.push(String((await json(started))['device_code']));
    }
    const errors = new Map<unknown, number>();
    for (let round = 0; round < 60; round++) {
      clock.move(5000 + [1000, -1000, 0, 500, -500][round % 5]! * (round % 2)); // ± 1 s of jitter
      for (const device_code of codes) {
        const fields = { grant_type: deviceGrant, device_code, client_id: 'device' };
        const { error } = await json(await world.form('/oauth/token', fields));
        errors.set(error, (errors.get(error) ?? 0) + 1);
      }
    }
    assert.deepEqual([...errors], [['authorization_pending', 6000]]);
  });
});

describe('the limit of a client', () => {
  it('counts each request of an authenticated client, successes too, and no other client’s — operations.md Q-3, operations.md §6 authenticated client', async () => {
    const world = await startWorld({ environment: { CLIENT_RATE_LIMIT: '3' } });
    try {
      const request = () =>
        world.form('/oauth/token', { grant_type: 'client_credentials', scope: 'read' }, asWeb);
      const seen = [];
      for (let index = 0; index < 4; index++) seen.push((await request()).status);
      assert.deepEqual(seen, [200, 200, 200, 429]);
      assert.equal((await world.form('/oauth/introspect', { token: 'x' }, asWeb)).status, 429);
      assert.equal((await world.form('/oauth/introspect', { token: 'x' }, asOther)).status, 200);
    } finally {
      await world.server.stop();
    }
  });

  it('is not spent by whoever only names it: a public client stays open to its people — operations.md §6 authenticated client', async () => {
    const world = await startWorld({ environment: { CLIENT_RATE_LIMIT: '3' } });
    try {
      const token = (fields: Readonly<Record<string, string>>) =>
        world.form('/oauth/token', { client_id: 'device', ...fields });
      for (let index = 0; index < 4; index++) {
        await token({ grant_type: 'refresh_token', refresh_token: 'grt_x' });
        await world.form('/oauth/introspect', { client_id: 'device', token: 'x' });
        await world.form('/oauth/revoke', { client_id: 'device', token: 'x' });
      }
      const started = await json(
        await world.form('/oauth/device/code', { client_id: 'device', scope: 'read' }),
      );
      const polled = await token({ grant_type: deviceGrant, device_code: String(started['device_code']) });
      assert.equal((await json(polled))['error'], 'authorization_pending');
    } finally {
      await world.server.stop();
    }
  });
});

describe('what strangers leave behind', () => {
  it('is no more by a client that they registered with a secret — security.md L-8, advanced.md PAR-4', async () => {
    const world = await startWorld({
      environment: { ENABLE_RATE_LIMIT: 'true', DEFAULT_RATE_LIMIT: '3' },
    });
    try {
      const registered = await world.send('/oauth/register', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          redirect_uris: [callback],
          token_endpoint_auth_method: 'client_secret_basic',
        }),
      });
      const { client_id: id, client_secret: secret } = await json(registered);
      const pushed = {
        client_id: String(id),
        redirect_uri: callback,
        response_type: 'code',
        state: 'x'.repeat(1000),
      };
      const { challenge } = pkce();
      const fields = { ...pushed, code_challenge: challenge, code_challenge_method: 'S256' };
      const statuses: number[] = [];
      for (let count = 0; count < 6; count += 1) {
        const headers = { authorization: basic(String(id), String(secret)) };
        statuses.push((await world.form('/oauth/par', fields, headers)).status);
      }
      assert.deepEqual(statuses, [201, 201, 201, 429, 429, 429]);
      const { kysely } = world.server.running.database;
      assert.equal((await kysely.selectFrom('pushed_request').select('hash').execute()).length, 3);
    } finally {
      await world.server.stop();
    }
  });
});

describe('the limit of a person', () => {
  it('holds for their sign-ins too, right as the password is — security.md L-8, operations.md §6 authorization with session', async () => {
    const world = await startWorld({
      environment: { ENABLE_RATE_LIMIT: 'true', DEFAULT_RATE_LIMIT: '3' },
    });
    const statuses: number[] = [];
    for (let count = 0; count < 4; count++) statuses.push((await world.browser().signIn()).status);
    assert.deepEqual(statuses, [303, 303, 303, 429]);
    const { kysely } = world.server.running.database;
    const sessions = await kysely.selectFrom('browser_session').select('hash').execute();
    assert.equal(sessions.length, 3);
    await world.server.stop();
  });
});
