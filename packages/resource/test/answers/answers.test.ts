import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Reply } from '@grantor/protocol';
import { Denied, type Need, type ResolvedOptions } from '../../src/index.ts';
import {
  admitted,
  createWorld,
  denied,
  down,
  guardIn,
  jwksUri,
  meta,
  requestOf,
  signToken,
  start,
  testKey,
  withToken,
} from '../world.ts';

const notValid =
  'Bearer error="invalid_token", error_description="The access token is not valid for this resource", ' +
  `scope="files:read", resource_metadata="${meta}"`;

type Row = {
  readonly make: () => Promise<Reply>;
  readonly status: number;
  readonly challenge: string | undefined;
  readonly error: string;
};

const answerTo = async (claims: object, need?: Need): Promise<Reply> =>
  denied(guardIn(createWorld()), withToken(await signToken({ claims: { ...claims } })), need);

const table: Readonly<Record<string, Row>> = {
  'no credentials': {
    make: () => denied(guardIn(createWorld()), requestOf()),
    status: 401,
    challenge: `Bearer scope="files:read", resource_metadata="${meta}"`,
    error: 'invalid_token',
  },
  'an expired token': {
    make: () => answerTo({ exp: start - 60 }),
    status: 401,
    challenge: `Bearer error="invalid_token", error_description="The access token expired", scope="files:read", resource_metadata="${meta}"`,
    error: 'invalid_token',
  },
  'another audience': {
    make: () => answerTo({ aud: 'x' }),
    status: 401,
    challenge: notValid,
    error: 'invalid_token',
  },
  'another issuer': {
    make: () => answerTo({ iss: 'x' }),
    status: 401,
    challenge: notValid,
    error: 'invalid_token',
  },
  'an unknown key': {
    make: async () => denied(guardIn(createWorld()), withToken(await signToken({ key: testKey('x') }))),
    status: 401,
    challenge: notValid,
    error: 'invalid_token',
  },
  'a wrong signature': {
    make: async () => denied(guardIn(createWorld()), withToken(await signToken({ key: testKey('first') }))),
    status: 401,
    challenge: notValid,
    error: 'invalid_token',
  },
  'a sign-in too old': {
    make: () => answerTo({ auth_time: start - 301 }, { maxAge: 300 }),
    status: 401,
    challenge: `Bearer error="insufficient_user_authentication", error_description="A stronger or more recent sign-in is required", max_age="300", resource_metadata="${meta}"`,
    error: 'insufficient_user_authentication',
  },
  'a missing scope': {
    make: () => answerTo({}, { scopes: ['files:write'] }),
    status: 403,
    challenge: `Bearer error="insufficient_scope", error_description="This operation needs the scope files:write", scope="files:write", resource_metadata="${meta}"`,
    error: 'insufficient_scope',
  },
  'two headers': {
    make: () =>
      denied(guardIn(createWorld()), requestOf({ headers: { authorization: ['Bearer a', 'Bearer b'] } })),
    status: 400,
    challenge: `Bearer error="invalid_request", error_description="The request carries more than one credential", resource_metadata="${meta}"`,
    error: 'invalid_request',
  },
  'a disabled user': {
    make: async () => {
      const resolveUser = () => Promise.reject(new Denied({ kind: 'user_denied', reason: 'disabled' }));
      return denied(guardIn(createWorld(), { resolveUser }), withToken(await signToken()));
    },
    status: 403,
    challenge: undefined,
    error: 'access_denied',
  },
  'an issuer that is down': {
    make: async () => {
      const world = createWorld();
      world.served.set(jwksUri, down);
      return denied(guardIn(world), withToken(await signToken()));
    },
    status: 503,
    challenge: undefined,
    error: 'temporarily_unavailable',
  },
};

describe('the answer to', () => {
  for (const [name, { make, status, challenge, error }] of Object.entries(table)) {
    it(`${name} is ${status} — resource.md §6 Form, resource.md §6 no credentials, resource.md §6 expired, resource.md §6 revoked, resource.md §6 authentication too weak or too old, resource.md §6 scope missing, resource.md §6 malformed, resource.md §6 user disabled or unknown users denied, resource.md §6 unavailable`, async () => {
      const reply = await make();
      assert.equal(reply.status, status);
      assert.equal(reply.headers['www-authenticate'], challenge);
      assert.equal(reply.headers['cache-control'], 'no-store');
      assert.equal(reply.headers['content-type'], 'application/json');
      assert.equal(reply.headers['access-control-expose-headers'], 'WWW-Authenticate, DPoP-Nonce');
      assert.equal(reply.headers['retry-after'], status === 503 ? '5' : undefined);
      const body: Record<string, unknown> = JSON.parse(reply.body ?? '');
      assert.deepEqual(Object.keys(body), ['error', 'error_description']);
      assert.equal(body['error'], error);
      assert.match(String(body['error_description']), /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/); // RFC 6750 §3
    });
  }

  it('a request without required scopes leaves scope out — resource.md §6 Bearer first', async () => {
    const guard = guardIn(createWorld(), { scopes: [] });
    const reply = await denied(guard, requestOf());
    assert.equal(reply.headers['www-authenticate'], `Bearer resource_metadata="${meta}"`);
  });

  it('every method is guarded, HEAD and OPTIONS included — resource.md §6 Form', async () => {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'get']) {
      assert.equal((await denied(guardIn(createWorld()), requestOf({ method }))).status, 401, method);
    }
  });
});

describe('a CORS preflight', () => {
  const headers = {
    origin: 'https://app.example',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization, mcp-protocol-version',
  };
  const preflight = requestOf({ method: 'OPTIONS', headers });
  const cors: Partial<ResolvedOptions> = { cors: 'answered' };

  it('never gets 401: it is left to the application — resource.md §6 Form, security.md Q-3', async () => {
    const guard = guardIn(createWorld());
    assert.equal(guard.metadata(preflight), undefined);
    assert.deepEqual(await guard.check(preflight), { kind: 'allowed', access: null, headers: {} });
  });

  it('is answered where CORS is on, with the headers that were asked for — resource.md §6 CORS', () => {
    const reply = guardIn(createWorld(), cors).metadata(preflight);
    assert.equal(reply?.status, 204);
    assert.equal(reply?.headers['access-control-allow-origin'], '*');
    assert.equal(reply?.headers['access-control-allow-headers'], 'authorization, mcp-protocol-version');
    assert.match(reply?.headers['access-control-allow-methods'] ?? '', /POST/);
  });

  it('echoes nothing that could start another header — security.md I-6', () => {
    const evil = requestOf({
      method: 'OPTIONS',
      headers: { ...headers, 'access-control-request-headers': 'a\r\nSet-Cookie: b' },
    });
    const reply = guardIn(createWorld(), cors).metadata(evil);
    assert.equal(reply?.headers['access-control-allow-headers'], undefined);
  });

  it('is one only with Origin and Access-Control-Request-Method — resource.md §6 Form', async () => {
    for (const name of ['origin', 'access-control-request-method']) {
      const request = requestOf({ method: 'OPTIONS', headers: { ...headers, [name]: [] } });
      assert.equal((await denied(guardIn(createWorld()), request)).status, 401);
      assert.equal((await denied(guardIn(createWorld()), requestOf({ headers }))).status, 401);
    }
  });

  it('is followed by answers that scripts may read, where CORS is on', async () => {
    const guard = guardIn(createWorld(), cors);
    assert.equal((await denied(guard, requestOf())).headers['access-control-allow-origin'], '*');
    const result = await guard.check(withToken(await signToken()));
    assert.deepEqual(result.kind === 'allowed' && result.headers, {
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'WWW-Authenticate, DPoP-Nonce',
    });
    await admitted(guardIn(createWorld()), withToken(await signToken()));
  });
});
