import assert from 'node:assert/strict';
import { createHmac, createPublicKey, generateKeyPairSync, sign as signature } from 'node:crypto';
import { after as afterAll, before, describe, it } from 'node:test';
import type { TokenUse } from '@grantor/engine';
import { after, Secret } from '@grantor/protocol';
import { calculateJwkThumbprint, compactVerify, createLocalJWKSet, decodeProtectedHeader } from 'jose';
import type { ServerKeyRing } from '../../src/keys/key-ring.ts';
import { createReplicas, headerOf, signAt, start } from './ring.ts';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = encode({ sub: 'mallory' });

describe('verify', () => {
  let replicas: Awaited<ReturnType<typeof createReplicas>>;
  let ring: ServerKeyRing;
  let kid = '';
  let publicPem = '';
  before(async () => {
    replicas = await createReplicas();
    ring = await replicas.ring();
    kid = headerOf(await signAt(ring, start)).kid ?? '';
    const jwk = JSON.parse((await ring.jwks(start)).body).keys.find(
      (key: { kid: string }) => key.kid === kid,
    );
    publicPem = createPublicKey({ key: jwk, format: 'jwk' })
      .export({ type: 'spki', format: 'pem' })
      .toString();
  });
  afterAll(() => replicas.remove());

  const verify = (jwt: string, use: TokenUse = 'access_token') =>
    ring.verify(jwt, { use, retired: 'accept', now: start });
  const hmac = (input: string, key: string): string =>
    createHmac('sha256', key).update(input).digest('base64url');

  it('accepts what it signed', async () => {
    const verified = await verify(await signAt(ring, start));
    assert.deepEqual(verified?.header, { alg: 'ES256', typ: 'at+jwt', kid });
    assert.equal(verified?.claims['sub'], 'alice');
  });

  const mallory = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const own = mallory.publicKey.export({ format: 'jwk' });
  const signedByMallory = (header: object): string => {
    const input = `${encode(header)}.${claims}`;
    const key = { key: mallory.privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return `${input}.${signature('sha256', Buffer.from(input), key).toString('base64url')}`;
  };
  const forgeries: Record<string, () => string> = {
    'alg none without a signature': () => `${encode({ alg: 'none', kid })}.${claims}.`,
    'alg none with a signature': () => `${encode({ alg: 'none', kid })}.${claims}.AAAA`,
    'HS256 keyed with the public key': () => {
      const input = `${encode({ alg: 'HS256', kid })}.${claims}`;
      return `${input}.${hmac(input, publicPem)}`;
    },
    'HS256 without kid, keyed with the public key': () => {
      const input = `${encode({ alg: 'HS256' })}.${claims}`;
      return `${input}.${hmac(input, publicPem)}`;
    },
    'an embedded jwk': () => signedByMallory({ alg: 'ES256', jwk: own }),
    'an embedded jwk beside our kid': () => signedByMallory({ alg: 'ES256', kid, jwk: own }),
    'a jku': () => signedByMallory({ alg: 'ES256', kid, jku: 'https://mallory.example/jwks.json' }),
    'an x5u': () => signedByMallory({ alg: 'ES256', kid, x5u: 'https://mallory.example/cert.pem' }),
    'our kid and another key': () => signedByMallory({ alg: 'ES256', kid }),
    'an unknown kid': () => signedByMallory({ alg: 'ES256', kid: 'unknown' }),
    'no kid': () => signedByMallory({ alg: 'ES256' }),
    'another alg than the key has': () => signedByMallory({ alg: 'RS256', kid }),
    'a kid that is no text': () => signedByMallory({ alg: 'ES256', kid: { toString: kid } }),
  };
  for (const [name, forge] of Object.entries(forgeries)) {
    it(`refuses ${name} — security.md T-7, RFC 8725 §3.1`, async () => {
      assert.equal(await verify(forge()), null);
    });
  }

  it('refuses a header with crit, b64 or any foreign member though the signature is ours — RFC 7515 §4.1.11', async () => {
    const symmetric = await replicas.ring({ accessTokenAlgorithm: 'HS256' });
    const secret = replicas.hmacSecrets[0]?.reveal() ?? '';
    const verifyOwn = (header: object) => {
      const input = `${encode(header)}.${claims}`;
      const check = { use: 'access_token', retired: 'refuse', now: start } as const;
      return symmetric.verify(`${input}.${hmac(input, secret)}`, check);
    };
    assert.ok(await verifyOwn({ alg: 'HS256', typ: 'at+jwt' }));
    for (const foreign of [
      { crit: ['exp'], exp: 1 },
      { b64: false },
      { jwk: own },
      { cty: 'JWT' },
      { typ: 1 },
    ]) {
      assert.equal(await verifyOwn({ alg: 'HS256', ...foreign }), null);
    }
  });

  it('refuses a header whose alg is not that of the key though the signature is by it — RFC 8725 §3.1', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = Secret.of(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    const imported = await replicas.ring({ importedKey: { pem, kid: 'imported' } });
    const verifyAs = (alg: string) => {
      const input = `${encode({ alg, kid: 'imported' })}.${claims}`;
      const seal = signature('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      const check = { use: 'access_token', retired: 'refuse', now: start } as const;
      return imported.verify(`${input}.${seal.toString('base64url')}`, check);
    };
    assert.ok(await verifyAs('ES256'));
    for (const alg of ['RS256', 'HS256', 'none', 'es256']) assert.equal(await verifyAs(alg), null);
  });

  it('refuses every other spelling of a good token — RFC 7515 §7.1', async () => {
    const token = await signAt(ring, start);
    const [head, payload, seal] = token.split('.') as [string, string, string];
    const wide = Buffer.concat([Buffer.from(seal, 'base64url'), Buffer.alloc(1)]).toString('base64url');
    const spellings = [
      `${token}.`,
      `${token}=`,
      ` ${token}`,
      `${head}.${payload}`,
      `${head}..${seal}`,
      `${head}.${payload}.`,
      `${token}.x`,
      `${head}.${payload}.${seal.slice(0, -2)}`,
      `${head}.${payload}.${wide}`,
      `${head}.${payload}\n.${seal}`,
      '..',
      '',
    ];
    for (const spelling of spellings) assert.equal(await verify(spelling), null);
    assert.equal(await verify(`${head}.${'a'.repeat(16_384)}.${seal}`), null);
  });

  it('refuses a header that is not a JSON object in UTF-8', async () => {
    for (const head of ['[]', 'null', '"x"', '{', '{"alg":"ES256"} x']) {
      assert.equal(await verify(`${Buffer.from(head).toString('base64url')}.${claims}.AAAA`), null);
    }
    assert.equal(
      await verify(`${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}.${claims}.AAAA`),
      null,
    );
  });
});

describe('sign', () => {
  for (const alg of ['ES256', 'RS256', 'PS256', 'EdDSA'] as const) {
    it(`signs ${alg} so that another implementation verifies it by the key set — protocol.md JW-1`, async () => {
      const replicas = await createReplicas();
      const ring = await replicas.ring({ accessTokenAlgorithm: alg, idTokenAlgorithm: alg });
      const token = await signAt(ring, start, 'id_token');
      const keys = createLocalJWKSet(JSON.parse((await ring.jwks(start)).body));
      const { protectedHeader } = await compactVerify(token, keys, { algorithms: [alg] });
      assert.equal(protectedHeader.alg, alg);
      assert.ok(await ring.verify(token, { use: 'id_token', retired: 'refuse', now: start }));
      const bent = token.slice(0, -3) + (token.endsWith('AAA') ? 'BBB' : 'AAA');
      assert.equal(await ring.verify(bent, { use: 'id_token', retired: 'refuse', now: start }), null);
      await replicas.remove();
    });
  }

  it('keeps HS256 to access tokens and out of the key set — protocol.md TO-4, JW-1', async () => {
    const replicas = await createReplicas();
    const ring = await replicas.ring({ accessTokenAlgorithm: 'HS256' });
    const token = await signAt(ring, start);
    assert.deepEqual(decodeProtectedHeader(token), { alg: 'HS256', typ: 'at+jwt' });
    const secret = new TextEncoder().encode(replicas.hmacSecrets[0]?.reveal());
    await compactVerify(token, secret);
    const check = { retired: 'accept', now: start } as const;
    assert.ok(await ring.verify(token, { use: 'access_token', ...check }));
    for (const use of ['id_token', 'userinfo', 'logout_token'] as const) {
      assert.equal(await ring.verify(token, { use, ...check }), null);
      assert.throws(() => ring.algorithmFor(use, 'HS256'));
      assert.ok(!ring.algorithms(use).includes('HS256'));
    }
    const { body } = await ring.jwks(start);
    assert.deepEqual(
      JSON.parse(body)
        .keys.map((key: { kty: string }) => key.kty)
        .sort(),
      ['EC', 'EC', 'EC', 'OKP', 'RSA', 'RSA', 'RSA'],
    );
    await replicas.remove();
  });

  it('signs for a client with any of the algorithms, whatever is the server’s own — advanced.md SW-7', async () => {
    const replicas = await createReplicas();
    const ring = await replicas.ring();
    for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA']) {
      assert.ok(ring.algorithms('id_token').includes(alg));
      const request = { use: 'id_token', alg, typ: null, claims: { sub: 'someone' }, now: start } as const;
      const { protectedHeader } = await compactVerify(
        await ring.sign(request),
        createLocalJWKSet(JSON.parse((await ring.jwks(start)).body)),
      );
      assert.equal(protectedHeader.alg, alg);
    }
    await replicas.remove();
  });

  it('refuses an algorithm without a key', async () => {
    const replicas = await createReplicas();
    const ring = await replicas.ring();
    for (const alg of ['none', 'HS256', 'ES384', 'toString']) {
      const request = { use: 'id_token', alg, typ: null, claims: {}, now: start } as const;
      await assert.rejects(ring.sign(request), /no key signs id_token/);
    }
    await replicas.remove();
  });
});

const publicMembers: Readonly<Record<string, readonly string[]>> = {
  EC: ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
  OKP: ['alg', 'crv', 'kid', 'kty', 'use', 'x'],
  RSA: ['alg', 'e', 'kid', 'kty', 'n', 'use'],
};

describe('the key set', () => {
  it('holds public members only, each key with use, alg and its thumbprint — protocol.md JW-1', async () => {
    const replicas = await createReplicas();
    const ring = await replicas.ring();
    const first = await ring.jwks(start);
    for (const key of JSON.parse(first.body).keys) {
      assert.deepEqual(Object.keys(key).sort(), publicMembers[key.kty]);
      assert.ok(['sig', 'enc'].includes(key.use));
      assert.equal(key.kid, await calculateJwkThumbprint(key)); // RFC 7638 §3
    }
    assert.equal(await ring.jwks(after(start, 60)), first);
    await ring.rotate('ES256', start);
    assert.notEqual((await ring.jwks(start)).etag, first.etag);
    assert.match(first.etag, /^"[^"]+"$/);
    await replicas.remove();
  });

  it('is kept with private keys sealed — security.md K-1', async () => {
    const replicas = await createReplicas();
    await replicas.ring();
    const database = await replicas.open();
    const rows = await database.kysely.selectFrom('signing_key').selectAll().execute();
    assert.equal(rows.length, 7);
    assert.doesNotMatch(JSON.stringify(rows), /PRIVATE|"d"/);
    await replicas.remove();
  });
});
