import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { epoch, jwkThumbprint, sha256 } from '@grantor/protocol';
import { SignJWT } from 'jose';
import { createHolderCheck } from '../../src/holder/holder.ts';
import type { DpopOptions, GuardRequest, ResolvedOptions } from '../../src/index.ts';
import {
  admitted,
  createWorld,
  denied,
  guardIn,
  meta,
  type RequestChange,
  requestOf,
  resource,
  signToken,
  start,
  testKey,
  type World,
  withToken,
} from '../world.ts';

const holder = testKey(null);
const jkt = jwkThumbprint(holder.jwk);
const bound = await signToken({ claims: { cnf: { jkt } } });
const unbound = await signToken();

const dpop: DpopOptions = {
  mode: 'accepted',
  algorithms: ['ES256', 'EdDSA'],
  nonceSecret: null,
  replay: null,
};
const guardWithDpop = (
  world: World,
  changes: Partial<DpopOptions> = {},
  options: Partial<ResolvedOptions> = {},
) => guardIn(world, { dpop: { ...dpop, ...changes }, ...options });

let proofs = 0;

/** Of the key that `said` names, signed by `key`. */
function proof(claims: object = {}, key = holder, said = key): Promise<string> {
  const { kty, crv, x, y } = said.jwk;
  const jwk = { kty, crv, x, y } as Record<string, string>;
  const all = { jti: `p${proofs++}`, htm: 'GET', htu: resource, iat: start, ath: sha256(bound), ...claims };
  return new SignJWT(all).setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk }).sign(key.privateKey);
}

/** A right proof, but for members of its header. */
async function proofHeaded(header: Readonly<Record<string, unknown>>): Promise<string> {
  const { kty, crv, x, y } = holder.jwk;
  const jwk = { kty, crv, x, y } as Record<string, string>;
  const all = { alg: 'ES256', typ: 'dpop+jwt', jwk, ...header };
  const claims = { jti: `p${proofs++}`, htm: 'GET', htu: resource, iat: start, ath: sha256(bound) };
  return new SignJWT(claims).setProtectedHeader(all).sign(holder.privateKey);
}

async function unsignedProof(): Promise<string> {
  const [head = '', payload = ''] = (await proof()).split('.');
  const { jwk } = JSON.parse(Buffer.from(head, 'base64url').toString());
  const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'dpop+jwt', jwk })).toString('base64url');
  return `${none}.${payload}.`;
}

async function rsaProof(): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = publicKey.export({ format: 'jwk' }) as Record<string, string>;
  const claims = { jti: `p${proofs++}`, htm: 'GET', htu: resource, iat: start, ath: sha256(bound) };
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'dpop+jwt', jwk }).sign(privateKey);
}

const withProof = (dpopHeader: string | readonly string[], change: RequestChange = {}): GuardRequest =>
  requestOf({ ...change, headers: { authorization: `DPoP ${bound}`, dpop: dpopHeader } });

const challengeOf = ({ headers }: { headers: Readonly<Record<string, string>> }) =>
  headers['www-authenticate'];
const proofChallenge =
  'DPoP error="invalid_dpop_proof", error_description="The DPoP proof is missing or not valid", algs="ES256 EdDSA"';

describe('a DPoP-bound token', () => {
  it('passes with its proof — RFC 9449 §7, advanced.md DPO-10', async () => {
    const access = await admitted(guardWithDpop(createWorld()), withProof(await proof()));
    assert.equal(access.scheme, 'DPoP');
  });

  it('as Bearer is refused, with or without proof — RFC 9449 §7.2', async () => {
    for (const guard of [guardWithDpop(createWorld()), guardIn(createWorld())]) {
      const headers = { authorization: `Bearer ${bound}`, dpop: await proof() };
      assert.equal((await denied(guard, requestOf({ headers }))).status, 401);
      assert.equal((await denied(guard, withToken(bound))).status, 401);
    }
  });

  it('is no credential where DPoP is off — RFC 6750 §3', async () => {
    const reply = await denied(guardIn(createWorld()), withProof(await proof()));
    assert.match(challengeOf(reply) ?? '', /^Bearer scope=/);
  });

  it('passes nowhere that nobody could check its proof, however it came there — RFC 7800 §3', async () => {
    const world = createWorld();
    const { check } = createHolderCheck({ dpop: null, certificate: null, ports: world.ports });
    const credentials = { scheme: 'DPoP', token: bound } as const;
    const place = { resource, metadataUrl: meta, audiences: [resource], urls: () => [resource] };
    const presented = { request: withProof(await proof()), credentials, place, now: start };
    await assert.rejects(check(presented, { jkt, x5t: null }), /DPoP is off/);
  });

  it('that is not bound is refused under the scheme DPoP — RFC 9449 §7.1', async () => {
    const headers = { authorization: `DPoP ${unbound}`, dpop: await proof({ ath: sha256(unbound) }) };
    const reply = await denied(guardWithDpop(createWorld()), requestOf({ headers }));
    assert.equal(reply.status, 401);
    assert.match(challengeOf(reply) ?? '', /^DPoP error="invalid_token", .*algs="ES256 EdDSA"$/);
  });

  const wrong: Readonly<Record<string, () => Promise<string | readonly string[]>>> = {
    'no proof': async () => [],
    'two proofs': async () => [await proof(), await proof()],
    'two proofs in one line': async () => `${await proof()}, ${await proof()}`,
    'the proof of another key': () => proof({}, testKey(null)),
    'a proof that another key signed': () => proof({}, testKey(null), holder),
    'a proof for another token': () => proof({ ath: sha256('other') }),
    'a proof for another method': () => proof({ htm: 'POST' }),
    'a proof for another path': () => proof({ htu: 'https://api.example/other' }),
    'a proof for another host': () => proof({ htu: 'https://evil.example/mcp' }),
    'an old proof': () => proof({ iat: start - 301 }),
    'a proof of an hour ahead': () => proof({ iat: start + 3600 }),
    'a proof that is over': () => proof({ exp: start - 301 }),
    'a proof that is not good yet': () => proof({ nbf: start + 600 }),
    'a proof without jti': () => proof({ jti: undefined }),
    'a proof without htm': () => proof({ htm: undefined }),
    'a proof without htu': () => proof({ htu: undefined }),
    'a proof without iat': () => proof({ iat: undefined }),
    'a proof without ath': () => proof({ ath: undefined }),
    'a proof of another typ': () => proofHeaded({ typ: 'JWT' }),
    'a proof that does not say its typ': () => proofHeaded({ typ: undefined }),
    'a proof without its key': () => proofHeaded({ jwk: undefined }),
    'a proof with a private key in it': () =>
      proofHeaded({ jwk: holder.privateKey.export({ format: 'jwk' }) }),
    'a proof that is not signed': unsignedProof,
    'a proof by an algorithm that is not listed': rsaProof,
    garbage: async () => 'a.b.c',
  };
  for (const [name, make] of Object.entries(wrong)) {
    it(`with ${name} is refused — RFC 9449 §4.3, advanced.md DPO-1, V-56, security.md X-4, resource.md §6 DPoP proof missing or wrong`, async () => {
      const reply = await denied(guardWithDpop(createWorld()), withProof(await make()));
      assert.equal(reply.status, 401);
      assert.equal(challengeOf(reply), proofChallenge);
      assert.match(reply.body ?? '', /"invalid_dpop_proof"/);
    });
  }

  it('is checked against the public URL, whatever a proxy took away — resource.md §2 DPoP proof', async () => {
    const guard = guardWithDpop(createWorld());
    for (const url of ['/mcp', '/', '/mcp?a=b', 'http://10.0.0.1:3000/mcp']) {
      const htu = url === '/' ? 'https://api.example/mcp/' : 'https://api.example/mcp';
      await admitted(guard, withProof(await proof({ htu }), { url }));
    }
    await denied(
      guard,
      withProof(await proof({ htu: 'http://10.0.0.1:3000/mcp' }), { url: 'http://10.0.0.1:3000/mcp' }),
    );
  });

  it('is proved for the path as it stands, never for what it could be resolved to — resource.md §6', async () => {
    const guard = guardWithDpop(createWorld());
    for (const url of ['/mcp/../admin', '/mcp/%2e%2e/admin', '/mcp/..\\admin', '/./admin', '/x/..//admin']) {
      const htu = new URL(url, resource).href;
      await denied(guard, withProof(await proof({ htu }), { url }));
      await denied(guard, withProof(await proof({ htu: `https://api.example${url}` }), { url }));
    }
    const url = '/mcp/a%2Fb;c';
    await admitted(guard, withProof(await proof({ htu: `https://api.example${url}` }), { url }));
  });

  it('is proved each time, however well the token is known — resource.md §2 Verified-token cache', async () => {
    const guard = guardWithDpop(createWorld());
    await admitted(guard, withProof(await proof()));
    await admitted(guard, withProof(await proof()));
    await denied(guard, withProof([]));
  });
});

describe('a replayed proof', () => {
  it('passes once under a race of 50 — RFC 9449 §11.1', async () => {
    const guard = guardWithDpop(createWorld());
    const request = withProof(await proof());
    const results = await Promise.all(Array.from({ length: 50 }, () => guard.check(request)));
    assert.equal(results.filter(({ kind }) => kind === 'allowed').length, 1);
  });

  it('passes once under a race through a shared store of several processes', async () => {
    const world = createWorld();
    const seen = new Set<string>();
    const replay = {
      async remember(key: string) {
        await Promise.resolve();
        return !seen.has(key) && seen.add(key) !== undefined;
      },
    };
    const guards = [guardWithDpop(world, { replay }), guardWithDpop(world, { replay })];
    const request = withProof(await proof());
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, index) => guards[index % 2]!.check(request)),
    );
    assert.equal(results.filter(({ kind }) => kind === 'allowed').length, 1);
  });

  it('is refused as long as it could be used, and a jti counts for its key only', async () => {
    const world = createWorld();
    const guard = guardWithDpop(world);
    const request = withProof(await proof({ iat: start + 300 }));
    await admitted(guard, request);
    world.now = epoch(start + 600);
    assert.equal((await denied(guard, request)).status, 401);
  });

  it('cannot pass when the store cannot tell: 503 — resource.md §6 unavailable', async () => {
    const replay = { remember: () => Promise.reject(new Error('gone')) };
    assert.equal(
      (await denied(guardWithDpop(createWorld(), { replay }), withProof(await proof()))).status,
      503,
    );
  });

  it('is remembered under the key of its holder, for whom alone a store may run out of room', async () => {
    const asked: unknown[] = [];
    const replay = {
      remember(...told: readonly unknown[]) {
        asked.push(told);
        return true;
      },
    };
    await admitted(guardWithDpop(createWorld(), { replay }), withProof(await proof({ jti: 'once' })));
    assert.deepEqual(asked, [[sha256(`${jkt} once`), start + 300, jkt]]);
  });
});

describe('nonces on request', () => {
  const nonceSecret = new Uint8Array(32).fill(1);

  it('are asked for, sent along, and accepted — RFC 9449 §9, resource.md §2 DPoP proof', async () => {
    const guard = guardWithDpop(createWorld(), { nonceSecret });
    const reply = await denied(guard, withProof(await proof()));
    assert.equal(reply.status, 401);
    assert.match(
      challengeOf(reply) ?? '',
      /^DPoP error="use_dpop_nonce", error_description="[^"]*", algs="ES256 EdDSA"$/,
    );
    const nonce = reply.headers['dpop-nonce'];
    const result = await guard.check(withProof(await proof({ nonce })));
    assert.equal(result.kind === 'allowed' && result.headers['dpop-nonce'], nonce);
  });

  it('that are made up or old are refused with a new one — RFC 9449 §8.2', async () => {
    const world = createWorld();
    const guard = guardWithDpop(world, { nonceSecret });
    const nonce = (await denied(guard, withProof(await proof()))).headers['dpop-nonce'];
    assert.match(
      challengeOf(await denied(guard, withProof(await proof({ nonce: 'x' })))) ?? '',
      /use_dpop_nonce/,
    );
    world.now = epoch(start + 600);
    const late = await denied(guard, withProof(await proof({ nonce, iat: world.now })));
    assert.match(challengeOf(late) ?? '', /use_dpop_nonce/);
    assert.notEqual(late.headers['dpop-nonce'], nonce);
  });
});

describe('challenges about DPoP', () => {
  it('follow the one about Bearer where it is accepted — resource.md §6 Bearer first', async () => {
    const reply = await denied(guardWithDpop(createWorld()), requestOf());
    assert.match(
      challengeOf(reply) ?? '',
      /^Bearer scope="files:read", resource_metadata="[^"]*", DPoP algs="ES256 EdDSA"$/,
    );
  });

  it('stand alone where it is required, and Bearer is refused — resource.md §6 Bearer first', async () => {
    const guard = guardWithDpop(createWorld(), { mode: 'required' });
    assert.match(
      challengeOf(await denied(guard, requestOf())) ?? '',
      /^DPoP scope="files:read", resource_metadata="[^"]*", algs="ES256 EdDSA"$/,
    );
    assert.equal((await denied(guard, withToken(unbound))).status, 401);
    await admitted(guard, withProof(await proof()));
  });

  it('stand alone in answers to a DPoP request — resource.md §6 Bearer first', async () => {
    const reply = await denied(guardWithDpop(createWorld()), withProof(await proof()), { scopes: ['other'] });
    assert.equal(reply.status, 403);
    assert.match(
      challengeOf(reply) ?? '',
      /^DPoP error="insufficient_scope", .*scope="other", resource_metadata="[^"]*", algs="ES256 EdDSA"$/,
    );
  });
});
