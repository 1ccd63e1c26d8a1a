import { strict as assert } from 'node:assert';
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import { epoch } from '@grantor/protocol';
import { createGuard, type GuardRequest, type OutboundAnswer, type ProtectOptions } from '../src/index.ts';

const issuer = 'https://as.example';
const resource = 'https://api.example/mcp';
const meta = 'resource_metadata="https://api.example/.well-known/oauth-protected-resource/mcp"';
const start = 1_800_000_000;

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const known = pair();
const other = pair();

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

type Minted = { header?: object; claims?: object; key?: KeyObject };

function mint({ header = {}, claims = {}, key = known.privateKey }: Minted = {}): string {
  const said = {
    iss: issuer,
    aud: resource,
    sub: 'ada',
    client_id: 'app',
    scope: 'read',
    exp: start + 600,
    ...claims,
  };
  const input = `${encode({ alg: 'ES256', typ: 'at+jwt', kid: 'one', ...header })}.${encode(said)}`;
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

function world(change: Partial<ProtectOptions> = {}) {
  const fetched: string[] = [];
  const state = {
    now: start,
    down: false,
    keys: [{ ...known.publicKey.export({ format: 'jwk' }), kid: 'one' }] as object[],
  };
  const json = (value: unknown): OutboundAnswer => ({
    status: 200,
    header: (name) => (name === 'content-type' ? 'application/json' : null),
    body: Buffer.from(JSON.stringify(value)),
  });
  const guard = createGuard({
    resource,
    issuer,
    scopes: ['read'],
    implies: { write: ['read'] },
    public: ['/health'],
    ...change,
    ports: {
      clock: () => epoch(state.now),
      log: () => undefined,
      fetch: async ({ url }) => {
        fetched.push(url);
        if (state.down) throw new Error('down');
        return url.endsWith('/jwks')
          ? json({ keys: state.keys })
          : json({ issuer, jwks_uri: `${issuer}/jwks` });
      },
    },
  });
  return { guard, state, fetched };
}

const request = (
  headers: Record<string, string | string[]> = {},
  change: Partial<GuardRequest> = {},
): GuardRequest => ({
  method: 'GET',
  url: '/mcp',
  header: (name) => [headers[name] ?? []].flat(),
  certificate: null,
  peer: '203.0.113.9',
  ...change,
});

const bearing = (token: string) => request({ authorization: `Bearer ${token}` });

async function refusal(guard: ReturnType<typeof world>['guard'], asked: GuardRequest) {
  const result = await guard.check(asked);
  assert.equal(result.kind, 'denied');
  return result.kind === 'denied' ? result.reply : assert.fail();
}

describe('a guard', () => {
  it('serves a good token, and says whose it is — RFC 9068 §4', async () => {
    const { guard } = world();
    const result = await guard.check(bearing(mint({ claims: { scope: 'write' } })));
    assert.ok(result.kind === 'allowed' && result.access !== null);
    const { subject, clientId, scopes, scheme, token } = result.access;
    assert.deepEqual(
      [subject, clientId, [...scopes].sort(), scheme],
      ['ada', 'app', ['read', 'write'], 'Bearer'],
    );
    assert.ok(!JSON.stringify(result.access).includes(token.reveal()));
    assert.throws(() => result.access?.require('admin'), /missing scope: admin/);
  });

  it('asks for a token without an error code — RFC 6750 §3', async () => {
    const reply = await refusal(world().guard, request());
    assert.equal(reply.status, 401);
    assert.equal(reply.headers['www-authenticate'], `Bearer scope="read", ${meta}`);
    assert.equal(JSON.parse(reply.body ?? '').error, 'invalid_token');
  });

  const notValid = `Bearer error="invalid_token", error_description="The access token is not valid for this resource", scope="read", ${meta}`;
  const publicPem = known.publicKey.export({ type: 'spki', format: 'pem' });
  const hmacSigned = (): string => {
    const input = mint({ header: { alg: 'HS256' } })
      .split('.')
      .slice(0, 2)
      .join('.');
    return `${input}.${createHmac('sha256', publicPem).update(input).digest('base64url')}`;
  };
  const bad: Readonly<Record<string, () => string>> = {
    'another issuer': () => mint({ claims: { iss: 'https://evil.example' } }),
    'the issuer with a slash': () => mint({ claims: { iss: `${issuer}/` } }),
    'another audience': () => mint({ claims: { aud: 'https://other.example/' } }),
    'no audience': () => mint({ claims: { aud: undefined } }),
    'no expiry': () => mint({ claims: { exp: undefined } }),
    'an expiry in words': () => mint({ claims: { exp: String(start + 600) } }),
    'a life that begins later': () => mint({ claims: { nbf: start + 61 } }),
    'an issue in the future': () => mint({ claims: { iat: start + 61 } }),
    'another key': () => mint({ key: other.privateKey }),
    'an unknown key': () => mint({ header: { kid: 'two' } }),
    'an embedded key': () =>
      mint({
        header: { kid: undefined, jwk: other.publicKey.export({ format: 'jwk' }) },
        key: other.privateKey,
      }),
    'no algorithm': () => `${encode({ alg: 'none' })}.${mint().split('.')[1]}.`,
    'the public key as a secret': hmacSigned,
    'a critical extension': () => mint({ header: { crit: ['b64'], b64: false } }),
    'the type of an ID token': () => mint({ header: { typ: 'id+jwt' } }),
    'a claim of an ID token': () => mint({ claims: { at_hash: 'x' } }),
    'an unknown confirmation': () => mint({ claims: { cnf: { kid: 'x' } } }),
    'a DPoP binding, sent as Bearer': () => mint({ claims: { cnf: { jkt: 'x' } } }),
    'no shape at all': () => 'garbage',
    'too many bytes': () => 'a'.repeat(16_385),
  };
  for (const [name, token] of Object.entries(bad)) {
    it(`refuses a token with ${name} — resource.md §2`, async () => {
      const reply = await refusal(world().guard, bearing(token()));
      assert.deepEqual([reply.status, reply.headers['www-authenticate']], [401, notValid]);
    });
  }

  it('accepts the edges of the skew, several audiences, and a scheme in lower case', async () => {
    const { guard, state } = world();
    const edges = mint({
      claims: { nbf: start + 60, iat: start + 60, aud: ['https://other.example', resource] },
    });
    assert.equal((await guard.check(request({ authorization: `bearer ${edges}` }))).kind, 'allowed');
    state.now = start + 659;
    assert.equal((await guard.check(bearing(edges))).kind, 'allowed');
    state.now = start + 660;
    const reply = await refusal(guard, bearing(edges));
    assert.match(reply.headers['www-authenticate'] ?? '', /error_description="The access token expired"/);
  });

  it('names every scope of the operation — RFC 6750 §3.1', async () => {
    const result = await world().guard.check(bearing(mint()), { scopes: ['read', 'write'] });
    assert.ok(result.kind === 'denied');
    assert.equal(result.reply.status, 403);
    const challenge = `Bearer error="insufficient_scope", error_description="This operation needs the scope read write", scope="read write", ${meta}`;
    assert.equal(result.reply.headers['www-authenticate'], challenge);
  });

  it('refuses two headers, and a token in the query beside the header', async () => {
    const { guard } = world();
    const twice = request({ authorization: [`Bearer ${mint()}`, 'Bearer x'] });
    const both = request({ authorization: `Bearer ${mint()}` }, { url: '/mcp?access_token=x' });
    for (const asked of [twice, both]) assert.equal((await refusal(guard, asked)).status, 400);
    const queryOnly = request({}, { url: `/mcp?access_token=${mint()}` });
    assert.equal((await refusal(guard, queryOnly)).status, 401);
  });

  it('asks the issuer once about unknown keys, however many tokens name one — security.md Q-5', async () => {
    const { guard, fetched } = world();
    await guard.check(bearing(mint()));
    const asked = () => fetched.filter((url) => url.endsWith('/jwks')).length;
    const before = asked();
    const unknown = Array.from({ length: 50 }, (_, index) => mint({ header: { kid: `k${index}` } }));
    await Promise.all(unknown.map((token) => guard.check(bearing(token))));
    assert.equal(asked() - before, 1);
  });

  it('keeps serving from a warm key set while the issuer is down, and closes after a day', async () => {
    const { guard, state } = world();
    const lasting = mint({ claims: { exp: start + 200_000 } });
    assert.equal((await guard.check(bearing(lasting))).kind, 'allowed');
    state.down = true;
    state.now = start + 86_400;
    assert.equal((await guard.check(bearing(lasting))).kind, 'allowed');
    state.now = start + 600 + 86_400;
    assert.equal((await refusal(guard, bearing(lasting))).status, 503);
  });

  it('answers 503 and no challenge when the keys were never there', async () => {
    const { guard, state } = world();
    state.down = true;
    const reply = await refusal(guard, bearing(mint()));
    assert.deepEqual([reply.status, reply.headers['retry-after']], [503, '5']);
    assert.equal(reply.headers['www-authenticate'], undefined);
  });

  it('follows a rotation of keys without losing a token', async () => {
    const { guard, state } = world();
    assert.equal((await guard.check(bearing(mint()))).kind, 'allowed');
    state.keys = [...state.keys, { ...other.publicKey.export({ format: 'jwk' }), kid: 'two' }];
    const next = mint({ header: { kid: 'two' }, key: other.privateKey });
    assert.equal((await guard.check(bearing(next))).kind, 'allowed');
    assert.equal((await guard.check(bearing(mint()))).kind, 'allowed');
  });

  it('lets nobody through beside the public paths, which mean what they say', async () => {
    const { guard } = world();
    assert.equal((await guard.check(request({}, { url: '/health?probe=1' }))).kind, 'allowed');
    for (const url of ['/health/../mcp', '/health/', '//health', '/%68ealth', '/health%2f..%2fmcp'])
      assert.equal((await guard.check(request({}, { url }))).kind, 'denied', url);
  });

  it('guards HEAD, and leaves a preflight to whoever answers it', async () => {
    const { guard } = world();
    assert.equal((await refusal(guard, request({}, { method: 'HEAD' }))).status, 401);
    const headers = { origin: 'https://app.example', 'access-control-request-method': 'POST' };
    assert.equal((await guard.check(request(headers, { method: 'OPTIONS' }))).kind, 'allowed');
    assert.equal((await refusal(guard, request({}, { method: 'OPTIONS' }))).status, 401);
  });
});

describe('metadata of a resource', () => {
  const { guard } = world({ scopesSupported: ['read', 'offline_access'], metadata: { name: 'Notes' } });
  const at = (url: string, method = 'GET') => guard.metadata(request({}, { url, method }));

  for (const path of [
    '/.well-known/oauth-protected-resource/mcp',
    '/.well-known/oauth-protected-resource',
    '/mcp/.well-known/oauth-protected-resource',
    '/mount/.well-known/oauth-protected-resource/mcp',
    '/mount/mcp/.well-known/oauth-protected-resource',
  ]) {
    it(`is at ${path} — RFC 9728 §3.1`, () => {
      assert.deepEqual(JSON.parse(at(path)?.body ?? ''), {
        resource,
        authorization_servers: [issuer],
        bearer_methods_supported: ['header'],
        scopes_supported: ['read'],
        resource_name: 'Notes',
      });
    });
  }

  it('is nowhere else, and no other document is there', () => {
    assert.equal(at('/mcp'), undefined);
    assert.equal(at('/.well-known/oauth-protected-resource/other')?.status, 404);
    assert.equal(at('/.well-known/oauth-authorization-server')?.status, 404);
    assert.equal(at('/.well-known/openid-configuration')?.status, 404);
    assert.equal(at('/.well-known/security.txt'), undefined);
  });

  it('is read only', () => {
    const url = '/.well-known/oauth-protected-resource/mcp';
    assert.equal(at(url, 'OPTIONS')?.status, 204);
    assert.deepEqual(
      [at(url, 'POST')?.status, at(url, 'POST')?.headers['allow']],
      [405, 'GET, HEAD, OPTIONS'],
    );
  });
});
