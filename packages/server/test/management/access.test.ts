/** Who may call the management API, and what is answered to everybody else (product.md M-1, M-2). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestHolder } from '@grantor/engine/testing';
import { carol } from '../account/world.ts';
import { alice } from '../e2e/declarations.ts';
import { type ManagementWorld, type OpenApi, robot, startManagementWorld } from './world.ts';

const named = 'https://console.example';
let world: ManagementWorld;

/** Of a client that is gone. */
const consentRow = {
  client_id: 'an-earlier-client',
  scope: '["openid"]',
  resources: '[]',
  claims: '{}',
  redirect_host: null,
  terms: '{}',
  given_at_ms: 1_700_000_000_000,
};

before(async () => {
  world = await startManagementWorld({ CORS_ALLOWED_ORIGINS: named });
});
after(() => world.stop());

/** Every operation, with some id where its path has one. */
const everyOperation = ({ paths }: OpenApi): readonly (readonly [method: string, path: string])[] =>
  Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/v1/'))
    .flatMap(([path, item]) =>
      Object.keys(item).map(
        (method) =>
          [method.toUpperCase(), path.replace('/api/v1', '').replaceAll(/\{[a-z_]+\}/g, 'some-id')] as const,
      ),
    );

const refusalOf = async (token: string | null, method = 'GET', path = '/users') => {
  const { status, body, headers } = await world.call(method, path, { token });
  return { status, code: body['code'], challenge: headers.get('www-authenticate') ?? '' };
};

describe('every operation of the management API', () => {
  it('is refused without a token, whatever cookies come — product.md M-1, security.md D-2', async () => {
    const browser = await world.signedIn(carol);
    for (const [method, path] of everyOperation(world.description)) {
      const { status, code, challenge } = await refusalOf(null, method, path);
      assert.deepEqual([status, code], [401, 'missing_token'], `${method} ${path}`);
      assert.match(challenge, /^Bearer .*scope="grantor:admin"/);
    }
    assert.equal((await browser.get('/api/v1/users')).status, 401);
  });

  it('is refused with 403 to whoever is no administrator — product.md M-1, security.md D-2', async () => {
    const token = await world.token(undefined, 'read');
    for (const [method, path] of everyOperation(world.description)) {
      const { status, code, challenge } = await refusalOf(token, method, path);
      assert.deepEqual([status, code], [403, 'insufficient_scope'], `${method} ${path}`);
      assert.match(challenge, /error="insufficient_scope"/);
    }
  });
});

describe('a token at the management API', () => {
  it('may be bound to a key, and counts with its proof — product.md M-1, advanced.md DPO-10', async () => {
    const { origin } = world.server;
    const holder = createTestHolder();
    const iat = Math.floor(Date.now() / 1000);
    const response = await fetch(`${origin}/oauth/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(`${robot.client_id}:${robot.client_secret}`)}`,
        dpop: holder.proof({ htm: 'POST', htu: `${origin}/oauth/token`, iat }),
      },
      body: new URLSearchParams({
        ...{ grant_type: 'client_credentials', scope: 'grantor:admin' },
        resource: `${origin}/api/v1`,
      }),
    });
    const { access_token: token } = (await response.json()) as Record<string, string>;
    const dpop = holder.proof({ htm: 'GET', htu: `${origin}/api/v1/users`, iat, token });
    const asked = (headers: Record<string, string>) =>
      world.call('GET', '/users', { token: null, headers: { authorization: `DPoP ${token}`, ...headers } });
    assert.equal((await asked({ dpop })).status, 200);
    for (const [code, reply] of [
      ['invalid_dpop_proof', await asked({ dpop })],
      ['invalid_dpop_proof', await asked({})],
      ['invalid_token', await asked({ authorization: `Bearer ${token}` })],
    ] as const) {
      assert.deepEqual([reply.status, reply.body['code']], [401, code]);
      assert.match(reply.headers.get('www-authenticate') ?? '', new RegExp(`^DPoP error="${code}"`));
    }
  });

  it('needs a nonce in its proof where the client’s proofs do — RFC 9449 §9, advanced.md DPO-5', async () => {
    const { origin } = world.server;
    const holder = createTestHolder();
    const iat = Math.floor(Date.now() / 1000);
    const change = (require_dpop_nonce: boolean) =>
      world.call('PATCH', `/clients/${robot.client_id}`, { body: { require_dpop_nonce } });
    const order = (nonce?: string) =>
      fetch(`${origin}/oauth/token`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${btoa(`${robot.client_id}:${robot.client_secret}`)}`,
          dpop: holder.proof({ htm: 'POST', htu: `${origin}/oauth/token`, iat, claims: { nonce } }),
        },
        body: new URLSearchParams({
          ...{ grant_type: 'client_credentials', scope: 'grantor:admin' },
          resource: `${origin}/api/v1`,
        }),
      });
    assert.equal((await change(true)).status, 200);
    try {
      const nonce = (await order()).headers.get('dpop-nonce') ?? assert.fail('no nonce');
      const { access_token: token } = (await (await order(nonce)).json()) as Record<string, string>;
      const asked = (claims: Readonly<Record<string, string>>) =>
        world.call('GET', '/users', {
          token: null,
          headers: {
            authorization: `DPoP ${token}`,
            dpop: holder.proof({ htm: 'GET', htu: `${origin}/api/v1/users`, iat, token, claims }),
          },
        });
      const refused = await asked({});
      assert.deepEqual([refused.status, refused.body['code']], [401, 'use_dpop_nonce']);
      assert.match(refused.headers.get('www-authenticate') ?? '', /^DPoP error="use_dpop_nonce"/);
      const next = refused.headers.get('dpop-nonce') ?? assert.fail('no nonce');
      assert.equal((await asked({ nonce: next })).status, 200);
    } finally {
      await change(false);
    }
  });

  it('has to be for this API — product.md M-1, security.md T-5', async () => {
    const other = await world.token(world.server.origin);
    assert.deepEqual(await refusalOf(other).then(({ status, code }) => [status, code]), [
      401,
      'invalid_token',
    ]);
    assert.equal((await refusalOf('made-up')).status, 401);
  });

  it('of a person counts while they are an active administrator — product.md M-1, U-6', async () => {
    const frida = { username: 'frida', password: 'orchard lantern weather' };
    const made = await world.call('POST', '/users', { body: { ...frida, role: 'admin' } });
    const { id } = made.body;
    const token = await world.tokenOf(frida, 'grantor:admin read');
    assert.equal((await refusalOf(token)).status, 200);
    await world.call('PATCH', `/users/${id}`, { body: { role: 'user' } });
    assert.deepEqual(
      [(await refusalOf(token)).status, (await refusalOf(token)).code],
      [403, 'insufficient_scope'],
    );
    await world.call('PATCH', `/users/${id}`, { body: { role: 'admin' } });
    assert.equal((await refusalOf(token)).status, 200);
    await world.call('POST', `/users/${id}/disable`);
    assert.equal((await refusalOf(token)).status, 401);
  });

  it('names person and client in the audit log — product.md G-1, operations.md D-1', async () => {
    const token = await world.tokenOf(carol, 'grantor:admin');
    await world.call('POST', '/users', { token, body: { username: 'gustav' } });
    const { body } = await world.call('GET', '/audit-events?event_type=USER_CREATED&limit=1');
    const [event] = body['items'] as Record<string, string>[];
    assert.deepEqual(
      [event?.['actor_username'], event?.['actor_client_id'], event?.['resource_name']],
      ['carol', 'photo-album', 'gustav'],
    );
  });

  it('lets nobody do to themselves or the last administrator what nobody may — product.md U-2, G-1', async () => {
    const token = await world.tokenOf(carol, 'grantor:admin');
    await world.server.running.database.kysely
      .insertInto('totp_factor')
      .values({ user_id: carol.sub, sealed_secret: '', last_step: 1, created_at: 1, last_used_at: null })
      .execute();
    const mine = `/users/${carol.sub}`;
    for (const [method, path] of [
      ['POST', `${mine}/disable`],
      ['DELETE', mine],
      ['POST', `${mine}/reset-factors`],
      ['DELETE', `${mine}/factors/totp`],
    ] as const) {
      const { status, body } = await world.call(method, path, { token });
      assert.deepEqual([status, body['code']], [409, 'yourself']);
    }
    const all = (await world.call('GET', '/users?role=admin&status=active')).body['items'] as Record<
      string,
      string
    >[];
    for (const { id } of all.filter((person) => person['id'] !== carol.sub))
      await world.call('POST', `/users/${id}/disable`);
    const last = await world.call('PATCH', mine, { body: { role: 'user' } });
    assert.deepEqual([last.status, last.body['code']], [409, 'last_administrator']);
  });
});

describe('the management API', () => {
  it('answers problem documents, for wrong addresses and methods too — product.md M-2', async () => {
    for (const [method, path, status, code] of [
      ['GET', '/users/nobody', 404, 'not_found'],
      ['GET', '/nothing/here', 404, 'not_found'],
      ['PUT', '/users', 405, 'method_not_allowed'],
    ] as const) {
      const reply = await world.call(method, path);
      assert.deepEqual([reply.status, reply.body['code']], [status, code], path);
      assert.equal(reply.headers.get('content-type'), 'application/problem+json');
      assert.equal(reply.body['request_id'], reply.headers.get('x-request-id'));
    }
    assert.equal((await world.call('PUT', '/users')).headers.get('allow'), 'GET, HEAD, POST');
  });

  it('names every member that is wrong — product.md M-2', async () => {
    const fields = async (method: string, path: string, body?: unknown) => {
      const reply = await world.call(method, path, body === undefined ? {} : { body });
      assert.equal(reply.status, 422, reply.text);
      return (reply.body['errors'] as { field: string }[]).map(({ field }) => field).sort();
    };
    const person = { username: 'no name', email: 'none', birthdate: 'today', colour: 'red' };
    assert.deepEqual(await fields('POST', '/users', person), ['colour']);
    const { colour: _, ...rest } = person;
    assert.deepEqual(await fields('POST', '/users', rest), ['birthdate', 'email', 'username']);
    assert.deepEqual(await fields('POST', '/users', { username: 'hans', password: 'short' }), ['password']);
    assert.deepEqual(await fields('POST', '/clients', { redirect_uris: ['no uri'], shoe_size: 4 }), [
      'redirect_uris[0]',
      'shoe_size',
    ]);
    assert.deepEqual(await fields('POST', '/resources', { resource: 'no uri' }), ['resource']);
    assert.deepEqual(await fields('GET', '/users?limit=101&page=2'), ['limit', 'page']);
    assert.deepEqual(await fields('GET', '/users?cursor=..'), ['cursor']);
    assert.deepEqual(await fields('GET', '/audit-events?start_time=soon'), ['start_time']);
  });

  it('refuses bodies that cannot be read — product.md M-3, security.md I-2, I-3, I-4', async () => {
    const token = await world.token();
    const send = async (body: string, more: Readonly<Record<string, string>> = {}) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...more };
      return (await world.look('POST', '/api/v1/users', { headers, body })).status;
    };
    assert.equal(await send('{'), 400);
    assert.equal(await send('username=a', { 'content-type': 'application/x-www-form-urlencoded' }), 400);
    assert.equal(await send('{}', { 'content-encoding': 'gzip' }), 415);
    assert.equal(await send(JSON.stringify({ username: 'x'.repeat(70_000) })), 413);
    assert.equal(await send('{"username":"ida","__proto__":{"role":"admin"}}'), 422);
    assert.equal(await send('{"username":"ida\\u0000"}'), 422);
    assert.equal(await send('{"username":"ida","full_name":"\\ud800"}'), 422);
    assert.equal(await send('[1]'), 422);
    assert.equal((await world.call('POST', '/keys/rotate', { body: null })).status, 422);
  });

  it('says what the parser answers to what is too long — product.md M-3, protocol.md §1', async () => {
    for (const path of ['/api/v1/users', '/oauth/authorize']) {
      const { status, text } = await world.look('GET', `${path}?search=${'a'.repeat(33_000)}`);
      assert.deepEqual([status, text], [431, '']);
    }
  });

  it('lists by pages that tell everybody once, whoever comes meanwhile — product.md M-2', async () => {
    for (const name of ['aa-1', 'aa-3', 'aa-5'])
      await world.call('POST', '/users', { body: { username: name } });
    const names: string[] = [];
    let next: unknown = '';
    for (let page = 0; page < 4 && next !== undefined; page += 1) {
      const cursor = next === '' ? '' : `&cursor=${next}`;
      const { body } = await world.call('GET', `/users?search=aa-&limit=2${cursor}`);
      names.push(...(body['items'] as { username: string }[]).map(({ username }) => username));
      next = body['next_cursor'];
      if (page === 0) await world.call('POST', '/users', { body: { username: 'aa-0' } });
    }
    assert.deepEqual(names, ['aa-1', 'aa-3', 'aa-5']);
    const events: string[] = [];
    for (let cursor: unknown = ''; cursor !== undefined; ) {
      const query = `event_type=USER_CREATED&limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const { body } = await world.call('GET', `/audit-events?${query}`);
      events.push(...(body['items'] as { id: string }[]).map(({ id }) => id));
      cursor = body['next_cursor'];
    }
    const whole = (await world.call('GET', '/audit-events?event_type=USER_CREATED&limit=100')).body['items'];
    assert.deepEqual(
      events,
      (whole as { id: string }[]).map(({ id }) => id),
    );
  });

  it('lists everything by pages, what belongs to one person or client too — product.md M-2', async () => {
    const lists = Object.entries(world.description.paths).flatMap(([path, { get }]) => {
      const answered = JSON.stringify(get?.responses['200']?.content?.['application/json'] ?? {});
      return path.startsWith('/api/v1/') && answered.includes('"next_cursor"') ? [path] : [];
    });
    for (const path of lists) {
      const names = world.description.paths[path]?.['get']?.parameters?.map(({ name }) => name) ?? [];
      assert.deepEqual(
        [path, names.filter((name) => /^(?:limit|cursor)$/.test(name)).sort()],
        [path, ['cursor', 'limit']],
      );
    }
    assert.ok(lists.length > 15, String(lists));
  });

  it('tells what one person and one client have part by part — product.md M-2', async () => {
    const first = await world.signedIn(alice);
    await world.signedIn(alice);
    await world.allows(first, 'openid');
    const robots = '/clients/robot';
    await world.call('POST', `${robots}/secrets`, { body: { label: 'next' } });
    const { kysely } = world.server.running.database;
    await kysely
      .insertInto('consent')
      .values({ ...consentRow, user_id: alice.sub })
      .execute();
    for (const path of [
      `/users/${alice.sub}/sessions`,
      `/users/${alice.sub}/authorizations`,
      `${robots}/secrets`,
    ]) {
      const whole = (await world.call('GET', path)).body['items'] as object[];
      assert.equal(whole.length, 2, path);
      const head = (await world.call('GET', `${path}?limit=1`)).body;
      const rest = (await world.call('GET', `${path}?limit=1&cursor=${head['next_cursor']}`)).body;
      assert.deepEqual([...(head['items'] as object[]), ...(rest['items'] as object[])], whole, path);
      assert.equal('next_cursor' in rest, false, path);
      assert.equal((await world.call('GET', `${path}?cursor=..`)).status, 422, path);
    }
  });

  it('changes nothing newer than what was seen — product.md M-2, A-8', async () => {
    const resource = { resource: 'https://versions.example/api' };
    for (const [path, made, change] of [
      ['/users', { username: 'karl' }, { full_name: 'Karl' }],
      [
        '/clients',
        { client_name: 'Versions', redirect_uris: ['https://v.example/cb'] },
        { client_name: 'V' },
      ],
      ['/resources', resource, { name: 'Versions' }],
    ] as const) {
      const created = await world.call('POST', path, { body: made });
      const location = created.headers.get('location')?.replace('/api/v1', '') ?? '';
      const seen = created.headers.get('etag') ?? '';
      const first = await world.call('PATCH', location, { body: change, headers: { 'if-match': seen } });
      assert.equal(first.status, 200, first.text);
      const second = await world.call('PATCH', location, { body: change, headers: { 'if-match': seen } });
      assert.deepEqual([second.status, second.body['code']], [412, 'stale'], path);
      const now = await world.call('GET', location);
      assert.equal(now.headers.get('etag'), first.headers.get('etag'));
      const known = { 'if-none-match': now.headers.get('etag') ?? '' };
      assert.equal((await fetchOf(location, known)).status, 304);
      assert.equal((await world.call('DELETE', location, { headers: { 'if-match': seen } })).status, 400);
      assert.equal(
        (await world.call('PATCH', location, { body: {}, headers: { 'if-match': 'x' } })).status,
        400,
      );
    }
  });

  it('may be read by scripts of origins that are named, and no others — clients.md §8', async () => {
    const allowed = async (origin: string, method = 'GET') =>
      (await fetchOf('/users', { origin }, method)).headers.get('access-control-allow-origin');
    assert.equal(await allowed(named), named);
    assert.equal(await allowed(named, 'OPTIONS'), named);
    assert.equal(await allowed('https://elsewhere.example'), null);
  });

  it('knows alice, whom the file declared', async () => {
    assert.equal((await world.call('GET', `/users/${alice.sub}`)).body['username'], 'alice');
  });
});

const fetchOf = async (path: string, headers: Record<string, string>, method = 'GET') =>
  fetch(`${world.server.origin}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${await world.token()}`, ...headers },
  });
