import assert from 'node:assert/strict';
import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import { type CompactJws, type PublicJwk, parseCompactJws } from '@grantor/protocol';
import { createClientKeys } from '../../src/keys/client-keys.ts';
import { createCourtesies } from '../../src/outbound/courtesy.ts';
import { createDocuments } from '../../src/outbound/documents.ts';
import type { Outbound } from '../../src/outbound/outbound.ts';

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const otherEc = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed = generateKeyPairSync('ed25519');

const publicJwk = (key: KeyObject, more: PublicJwk = {}): PublicJwk => ({
  ...key.export({ format: 'jwk' }),
  ...more,
});
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const signers: Readonly<Record<string, (input: Buffer, key: KeyObject) => Buffer>> = {
  ES256: (input, key) => sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' }),
  RS256: (input, key) => sign('sha256', input, key),
  PS256: (input, key) =>
    sign('sha256', input, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
  EdDSA: (input, key) => sign(null, input, key),
};

function jws(alg: string, key: KeyObject, kid: string | null = 'k'): CompactJws {
  const input = `${encode({ alg, ...(kid === null ? {} : { kid }) })}.${encode({ sub: 'a' })}`;
  const signature = signers[alg]?.(Buffer.from(input), key).toString('base64url');
  return parseCompactJws(`${input}.${signature}`) ?? assert.fail('a JWS');
}

const source = {
  address: '192.0.2.1',
  userAgent: null,
  requestId: 'r',
  method: 'POST',
  path: '/oauth/token',
};
const registered = (...keys: PublicJwk[]) => ({ jwks: { keys }, jwksUri: null });
const nothing = createClientKeys(async () => ({ kind: 'failed', reason: 'unreachable' }));

describe('the keys a client registered', () => {
  it('verify each algorithm that is advertised — advanced.md CAU-7', async () => {
    assert.deepEqual(nothing.algorithms, ['ES256', 'RS256', 'PS256', 'EdDSA']);
    const pairs = { ES256: ec, RS256: rsa, PS256: rsa, EdDSA: ed };
    for (const [alg, pair] of Object.entries(pairs)) {
      const keys = registered(publicJwk(pair.publicKey, { kid: 'k' }));
      assert.equal(await nothing.verify(jws(alg, pair.privateKey), keys, source), 'verified', alg);
      const { signature, ...rest } = jws(alg, pair.privateKey);
      const broken = { ...rest, signature: signature.map((byte, index) => (index === 9 ? byte ^ 1 : byte)) };
      assert.equal(await nothing.verify(broken, keys, source), 'refused', alg);
    }
  });

  it('are chosen by kid, then by alg, use and type — advanced.md CAU-12', async () => {
    const right = publicJwk(ec.publicKey, { kid: 'k' });
    const wrong = publicJwk(otherEc.publicKey, { kid: 'k' });
    const signed = jws('ES256', ec.privateKey);
    const table: readonly [PublicJwk[], string][] = [
      [[right], 'verified'],
      [[wrong], 'refused'],
      [[{ ...right, kid: 'other' }], 'refused'],
      [[publicJwk(rsa.publicKey, { kid: 'k' }), wrong, right], 'verified'],
      [[{ ...right, use: 'enc' }], 'refused'],
      [[{ ...right, alg: 'RS256' }], 'refused'],
      [[{ ...right, alg: 'ES256', use: 'sig' }], 'verified'],
      [[publicJwk(p384.publicKey, { kid: 'k' })], 'refused'],
      [[{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', kid: 'k' }, right], 'verified'],
    ];
    for (const [keys, outcome] of table) {
      assert.equal(await nothing.verify(signed, registered(...keys), source), outcome, JSON.stringify(keys));
    }
  });

  it('without kid in the header are tried, four of them at most — advanced.md CAU-12', async () => {
    const signed = jws('ES256', ec.privateKey, null);
    const others = Array.from({ length: 4 }, () => publicJwk(otherEc.publicKey));
    const right = publicJwk(ec.publicKey);
    assert.equal(await nothing.verify(signed, registered(...others.slice(1), right), source), 'verified');
    assert.equal(await nothing.verify(signed, registered(...others, right), source), 'refused');
  });

  it('take their algorithm from the key, never an algorithm of another kind — security.md T-7', async () => {
    const { header, ...rest } = jws('RS256', rsa.privateKey);
    const keys = registered(publicJwk(rsa.publicKey, { kid: 'k' }));
    for (const alg of ['none', 'HS256', 'PS256', 'ES256', 'toString']) {
      assert.equal(
        await nothing.verify({ ...rest, header: { ...header, alg } }, keys, source),
        'refused',
        alg,
      );
    }
    assert.equal(
      await nothing.verify(jws('ES256', ec.privateKey), { jwks: null, jwksUri: null }, source),
      'refused',
    );
  });
});

describe('the keys at the address of a client', () => {
  const client = { jwks: null, jwksUri: 'https://client.example/keys' };

  function published(first: readonly PublicJwk[]) {
    let now = 1_000_000;
    let body: string | null = JSON.stringify({ keys: first });
    let asked = 0;
    const outbound: Outbound = async () => {
      asked += 1;
      if (body === null) return { kind: 'failed', reason: 'unreachable' };
      return { kind: 'answered', result: 'success', status: 200, headers: {}, body: Buffer.from(body) };
    };
    const documents = createDocuments({
      courtesy: createCourtesies({ now: () => now, perAddress: 'on' })('key_set', outbound),
      now: () => now,
      silentFor: 3_600_000,
    });
    const keys = createClientKeys(documents);
    return {
      verify: (signed: CompactJws) => keys.verify(signed, client, source),
      publish: (text: string | null) => {
        body = text;
      },
      wait: (seconds: number) => {
        now += seconds * 1000;
      },
      asked: () => asked,
    };
  }
  const one = publicJwk(ec.publicKey, { kid: 'one' });
  const two = publicJwk(otherEc.publicKey, { kid: 'two' });
  const byOne = jws('ES256', ec.privateKey, 'one');
  const byTwo = jws('ES256', otherEc.privateKey, 'two');

  it('are fetched once and kept', async () => {
    const world = published([one]);
    const all = await Promise.all(Array.from({ length: 100 }, () => world.verify(byOne)));
    assert.deepEqual(new Set(all), new Set(['verified']));
    assert.equal(world.asked(), 1);
  });

  it('are fetched again for an unknown kid, at most every 30 s — security.md S-3, advanced.md V-38', async () => {
    const world = published([one]);
    assert.equal(await world.verify(byOne), 'verified');
    world.publish(JSON.stringify({ keys: [two] }));
    assert.equal(await world.verify(byTwo), 'refused');
    assert.equal(world.asked(), 1);
    world.wait(30);
    assert.equal(await world.verify(byTwo), 'verified');
    for (let time = 0; time < 20; time += 1) await world.verify(jws('ES256', ec.privateKey, 'three'));
    assert.equal(world.asked(), 2);
  });

  it('serve for a day while their source is down, and then nobody can tell — security.md S-3', async () => {
    const world = published([one]);
    await world.verify(byOne);
    world.publish(null);
    world.wait(3600 + 60);
    assert.equal(await world.verify(byOne), 'verified');
    assert.equal(await world.verify(byTwo), 'unavailable');
    world.wait(24 * 3600);
    assert.equal(await world.verify(byOne), 'unavailable');
  });

  it('prove nothing while what is there is no set of public keys — security.md K-5', async () => {
    const secret = ec.privateKey.export({ format: 'jwk' });
    for (const text of ['', '[]', '{"keys":null}', JSON.stringify({ keys: [{ ...secret, kid: 'one' }] })]) {
      const world = published([]);
      world.publish(text);
      assert.equal(await world.verify(byOne), 'refused', text);
    }
  });
});
