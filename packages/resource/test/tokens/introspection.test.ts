import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { describe, it } from 'node:test';
import { epoch, Secret } from '@grantor/protocol';
import { jwtVerify } from 'jose';
import type { IntrospectionOptions, IssuerOptions, OutboundRequest } from '../../src/index.ts';
import {
  admitted,
  createWorld,
  denied,
  discoveryUrl,
  down,
  encode,
  firstKey,
  goodClaims,
  guardIn,
  issuer,
  jwksUri,
  plainIssuer,
  type Served,
  signToken,
  start,
  testKey,
  withToken,
} from '../world.ts';

const endpoint = `${issuer}/introspect`;
const callerKey = testKey('caller');
const secret: IntrospectionOptions = {
  clientId: 'api:1',
  credential: { kind: 'client_secret', secret: Secret.of('s e/c') },
  tokens: 'opaque',
};
const active = { active: true, ...goodClaims };
const token = withToken('opaque-token');

function setUp(answer: Served | ((request: OutboundRequest) => Served), document: object = {}) {
  const world = createWorld();
  const json = { issuer, jwks_uri: jwksUri, introspection_endpoint: endpoint, ...document };
  world.served.set(discoveryUrl, { json });
  world.served.set(endpoint, answer);
  const guardOf = (introspection = secret) => {
    const issuers: readonly IssuerOptions[] = [{ ...plainIssuer, introspection }];
    return guardIn(world, { issuers });
  };
  const form = () => new URLSearchParams(String(world.requests.at(-1)?.body));
  return { world, guardOf, form };
}

describe('introspection', () => {
  it('posts the token with the secret as Basic, form-encoded — RFC 7662 §2.1', async () => {
    const { world, guardOf, form } = setUp({ json: active });
    const access = await admitted(guardOf(), token);
    assert.equal(access.subject, 'u1');
    const { url, method, headers } = world.requests.at(-1) ?? {};
    assert.deepEqual({ url, method }, { url: endpoint, method: 'POST' });
    assert.equal(headers?.['authorization'], `Basic ${Buffer.from('api%3A1:s%20e%2Fc').toString('base64')}`);
    assert.equal(headers?.['content-type'], 'application/x-www-form-urlencoded');
    assert.equal(headers?.['accept'], 'application/json');
    assert.deepEqual(Object.fromEntries(form()), { token: 'opaque-token', token_type_hint: 'access_token' });
  });

  it('posts the secret in the form where Basic is ruled out — RFC 6749 §2.3.1', async () => {
    const document = { introspection_endpoint_auth_methods_supported: ['client_secret_post'] };
    const { world, guardOf, form } = setUp({ json: active }, document);
    await admitted(guardOf(), token);
    assert.equal(form().get('client_secret'), 's e/c');
    assert.equal(world.requests.at(-1)?.headers['authorization'], undefined);
  });

  it('proves itself with an assertion of its key — RFC 7523 §2.2', async () => {
    const { guardOf, form } = setUp({ json: active });
    const { privateKey } = callerKey;
    const credential = { kind: 'private_key_jwt', key: privateKey, alg: 'ES256', kid: 'caller' } as const;
    await admitted(guardOf({ ...secret, credential }), token);
    assert.equal(
      form().get('client_assertion_type'),
      'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    );
    const { payload, protectedHeader } = await jwtVerify(
      form().get('client_assertion') ?? '',
      callerKey.publicKey,
      { currentDate: new Date(start * 1000) },
    );
    assert.deepEqual(protectedHeader, { alg: 'ES256', kid: 'caller' });
    const { jti, ...claims } = payload;
    assert.deepEqual(claims, { iss: 'api:1', sub: 'api:1', aud: issuer, iat: start, exp: start + 60 });
    assert.equal(jti?.length, 22);
    await admitted(guardOf({ ...secret, credential: { ...credential, kid: null } }), token);
    const [head = ''] = (form().get('client_assertion') ?? '').split('.');
    assert.deepEqual(JSON.parse(Buffer.from(head, 'base64url').toString()), { alg: 'ES256' });
  });

  const invalid: Readonly<Record<string, object>> = {
    'an inactive token': { active: false },
    'active as a text': { ...active, active: 'true' },
    'active as a number': { ...active, active: 1 },
    'no active': { ...goodClaims },
    'another issuer': { ...active, iss: 'https://other.example' },
    'another audience': { ...active, aud: 'https://other.example' },
    'no audience': { ...active, aud: undefined },
    'an exp that is a text': { ...active, exp: String(start + 60) },
    'an exp that is null': { ...active, exp: null },
    'an exp in the past': { ...active, exp: start - 60 },
    'a cnf nobody knows': { ...active, cnf: { x: 1 } },
    'a DPoP-bound token as Bearer': { ...active, cnf: { jkt: 'x' } },
    'a refresh token': { ...active, token_use: 'refresh_token' },
  };
  for (const [name, json] of Object.entries(invalid)) {
    it(`refuses ${name} with 401 — resource.md §2 Introspection`, async () => {
      const { guardOf } = setUp({ json });
      assert.equal((await denied(guardOf(), token)).status, 401);
    });
  }

  it('needs no exp, and is asked about anew after as long as an answer is kept — RFC 7662 §2.2', async () => {
    const { world, guardOf } = setUp({ json: { ...active, exp: undefined } });
    const guard = guardOf();
    const { expiresAt, claims } = await admitted(guard, token);
    assert.deepEqual([expiresAt, Object.hasOwn(claims, 'exp')], [start + 30, false]);
    world.now = epoch(start + 29);
    await admitted(guard, token);
    assert.equal(world.asked(endpoint), 1);
    world.now = epoch(start + 30);
    assert.equal((await admitted(guard, token)).expiresAt, start + 60);
    assert.equal(world.asked(endpoint), 2);
    world.served.set(endpoint, { json: { active: false } });
    world.now = epoch(start + 60);
    assert.equal((await denied(guard, token)).status, 401);
  });

  it('may tell scopes as a list — resource.md §2', async () => {
    const { guardOf } = setUp({ json: { ...active, scope: ['files:read', 'files:write'] } });
    assert.deepEqual((await admitted(guardOf(), token)).scopes, ['files:read', 'files:write']);
  });

  it('needs no iss, which the configuration tells — resource.md §2 Introspection', async () => {
    const { guardOf } = setUp({ json: { ...active, iss: undefined } });
    assert.equal((await admitted(guardOf(), token)).issuer, issuer);
  });

  const outages: Readonly<Record<string, Served | (() => never)>> = {
    'no answer': down,
    'a refusal of the caller': { status: 401 },
    'a redirect': { status: 307, headers: { location: 'https://evil.example' } },
    'an error': { status: 500, json: active },
    'a page': { body: '<html>' },
    'a list': { json: [active] },
  };
  for (const [name, answer] of Object.entries(outages)) {
    it(`answers ${name} with 503, and asks again next time — resource.md §6 unavailable`, async () => {
      const { world, guardOf } = setUp(answer);
      const guard = guardOf();
      assert.equal((await denied(guard, token)).status, 503);
      assert.match(String(world.log.at(-1)?.['reason']), /^(?:the )?introspection/);
      world.served.set(endpoint, { json: active });
      await admitted(guard, token);
    });
  }

  it('without an endpoint in the metadata is unavailable', async () => {
    const { world, guardOf } = setUp({ json: active }, { introspection_endpoint: undefined });
    assert.equal((await denied(guardOf(), token)).status, 503);
    assert.ok(world.requests.every(({ method }) => method === 'GET'));
  });

  it('is asked once for all who come meanwhile, and once for 30 s — security.md Q-5', async () => {
    const { world, guardOf } = setUp({ json: active });
    const guard = guardOf();
    await Promise.all(Array.from({ length: 20 }, () => admitted(guard, token)));
    assert.equal(world.asked(endpoint), 1);
    world.now = epoch(start + 29);
    await admitted(guard, token);
    assert.equal(world.asked(endpoint), 1);
    world.served.set(endpoint, { json: { active: false } });
    world.now = epoch(start + 30);
    await denied(guard, token);
    assert.equal(world.asked(endpoint), 2);
  });

  it('is asked anew about every token where it always is, also of a request before — resource.md §2 Introspection, advanced.md GMT-9', async () => {
    const { world, guardOf } = setUp({ json: active });
    const guard = guardOf({ ...secret, tokens: 'always' });
    await Promise.all(Array.from({ length: 3 }, () => admitted(guard, token)));
    assert.equal(world.asked(endpoint), 3);
    world.served.set(endpoint, { json: { active: false } });
    assert.equal((await denied(guard, token)).status, 401);
    // What has ended is not asked about again and again
    assert.equal((await denied(guard, token)).status, 401);
    assert.equal(world.asked(endpoint), 4);
    world.served.set(endpoint, { json: active });
    world.now = epoch(start + 10);
    await admitted(guard, token);
  });

  it('is never kept past exp — security.md Q-5', async () => {
    const { world, guardOf } = setUp({ json: { ...active, exp: start + 10 } });
    const guard = guardOf();
    await admitted(guard, token);
    world.now = epoch(start + 10);
    await admitted(guard, token); // within the skew, but asked again
    assert.equal(world.asked(endpoint), 2);
  });

  it('keeps an inactive answer for 10 s — resource.md §2 Introspection', async () => {
    const { world, guardOf } = setUp({ json: { active: false } });
    const guard = guardOf();
    await denied(guard, token);
    world.served.set(endpoint, { json: active });
    world.now = epoch(start + 9);
    await denied(guard, token);
    assert.equal(world.asked(endpoint), 1);
    world.now = epoch(start + 10);
    await admitted(guard, token);
  });

  it('keeps answers of different tokens apart', async () => {
    const { world, guardOf } = setUp(({ body }) => ({
      json: { ...active, active: String(body).includes('good') },
    }));
    const guard = guardOf();
    const asking = () => [
      admitted(guard, withToken('good')),
      denied(guard, withToken('bad')),
      admitted(guard, withToken('good')),
    ];
    await Promise.all(asking());
    assert.equal(world.asked(endpoint), 2);
    await Promise.all(asking());
    assert.equal(world.asked(endpoint), 2);
    world.now = epoch(start + 20);
    await denied(guard, withToken('bad'));
    await admitted(guard, withToken('good'));
    assert.equal(world.asked(endpoint), 3, 'what has ended takes nothing else with it');
  });
});

describe('a signed introspection answer', () => {
  const offered = { introspection_signing_alg_values_supported: ['ES256'] };
  const type = { 'content-type': 'application/token-introspection+jwt; charset=utf-8' };
  const envelope = { iss: issuer, aud: 'api:1', iat: start, token_introspection: active };
  const signedType = 'token-introspection+jwt';
  const longKey = testKey('long', 'ES384');
  const signed = (claims: object = {}, change: object = {}) =>
    signToken({
      claims: {
        ...Object.fromEntries(Object.keys(goodClaims).map((name) => [name, undefined])),
        ...envelope,
        ...claims,
      },
      header: { typ: 'token-introspection+jwt' },
      ...change,
    });

  it('is asked for where the issuer offers it, and read — RFC 9701 §4', async () => {
    const { world, guardOf } = setUp({ body: await signed(), headers: type }, offered);
    const access = await admitted(guardOf(), token);
    assert.equal(access.subject, 'u1');
    const asked = world.requests.find(({ url }) => url === endpoint);
    assert.match(asked?.headers['accept'] ?? '', /^application\/token-introspection\+jwt,/);
  });

  it('may be plain all the same', async () => {
    const { guardOf } = setUp({ json: active }, offered);
    await admitted(guardOf(), token);
  });

  it('still has to say that the token is active', async () => {
    const body = await signed({ token_introspection: { ...active, active: false } });
    const { guardOf } = setUp({ body, headers: type }, offered);
    assert.equal((await denied(guardOf(), token)).status, 401);
  });

  const broken: Readonly<Record<string, () => string | Promise<string>>> = {
    'another issuer': () => signed({ iss: 'https://other.example' }),
    'another audience': () => signed({ aud: ['other'] }),
    'no answer inside': () => signed({ token_introspection: undefined }),
    'another type': () => signed({}, { header: { typ: 'at+jwt' } }),
    'another key': () => signed({}, { key: { ...callerKey, kid: 'first' } }),
    'an unknown key': () => signed({}, { key: callerKey }),
    'an algorithm off the list': () => signed({}, { key: longKey }),
    'an algorithm that is none': async () =>
      (await signed()).replace(/^[^.]*/, encode({ alg: 'none', kid: 'first', typ: signedType })),
    'claims that are a list': () => {
      const input = `${encode({ alg: 'ES256', kid: 'first', typ: signedType })}.${encode([active])}`;
      const key = { key: firstKey.privateKey, dsaEncoding: 'ieee-p1363' } as const;
      return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
    },
    'no signature': async () => (await signed()).replace(/[^.]*$/, ''),
    'no JWT': () => JSON.stringify(active),
  };
  for (const [name, make] of Object.entries(broken)) {
    it(`with ${name} says nothing: 503 — RFC 9701 §5`, async () => {
      const { world, guardOf } = setUp({ body: await make(), headers: type }, offered);
      world.served.set(jwksUri, { json: { keys: [firstKey.jwk, longKey.jwk] } });
      assert.equal((await denied(guardOf(), token)).status, 503);
      assert.match(String(world.log.at(-1)?.['reason']), /introspection answer/);
    });
  }
});

describe('an issuer in the same process', () => {
  const setUpHere = (introspect: NonNullable<IssuerOptions['introspect']>) => {
    const world = createWorld();
    return { world, guard: guardIn(world, { issuers: [{ ...plainIssuer, introspect }] }) };
  };

  it('is asked about every token each time, by nothing else, and over no network — distribution.md L-4', async () => {
    const asked: string[] = [];
    const { world, guard } = setUpHere(async (value) => {
      asked.push(value);
      return active;
    });
    const jwt = await signToken();
    for (const value of ['opaque-token', 'opaque-token', jwt, jwt])
      assert.equal((await admitted(guard, withToken(value))).clientId, 'c1');
    assert.deepEqual(asked, ['opaque-token', 'opaque-token', jwt, jwt]);
    assert.deepEqual(world.requests, []);
  });

  it('is held to the rules for every answer — RFC 7662 §2.2', async () => {
    for (const wrong of [
      { active: false },
      { ...active, active: 'true' },
      { ...active, iss: 'https://other.example' },
      { ...active, aud: 'https://other.example' },
      { ...active, exp: start - 61 },
      { ...active, cnf: { jkt: 'the thumbprint of a key' } },
      { ...active, cnf: {} },
    ]) {
      const { guard } = setUpHere(async () => wrong);
      assert.equal((await denied(guard, token)).status, 401, JSON.stringify(wrong));
    }
  });

  it('that cannot tell is an outage: 503, and asked again', async () => {
    let fails = true;
    const { guard } = setUpHere(async () => (fails ? Promise.reject(new Error('closed')) : active));
    assert.equal((await denied(guard, token)).status, 503);
    fails = false;
    await admitted(guard, token);
  });
});
