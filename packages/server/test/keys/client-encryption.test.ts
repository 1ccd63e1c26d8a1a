import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, it } from 'node:test';
import type { PublicJwk } from '@grantor/protocol';
import { compactDecrypt } from 'jose';
import { createClientKeys } from '../../src/keys/client-keys.ts';
import { contentEncryptions } from '../../src/keys/content-encryption.ts';
import { derivedKey } from '../../src/keys/key-management.ts';
import type { DocumentRequest } from '../../src/outbound/documents.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const curve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const p256 = curve('P-256');

const jwk = (key: KeyObject, more: PublicJwk = {}): PublicJwk => ({
  ...key.export({ format: 'jwk' }),
  ...more,
});

const source = { address: '192.0.2.1' };
const nowhere = createClientKeys(async () => ({ kind: 'failed', reason: 'unreachable' }));
const inline = (...keys: PublicJwk[]) => ({ jwks: { keys }, jwksUri: null });
const jwt = 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln'.repeat(40);

/** What jose makes of it, which shares no line with what made it. */
async function read(jwe: string | null, key: KeyObject) {
  const { plaintext, protectedHeader } = await compactDecrypt(jwe ?? assert.fail('nothing encrypted'), key);
  return { text: new TextDecoder().decode(plaintext), header: protectedHeader };
}

describe('what is encrypted for a client', () => {
  const pairs = {
    'RSA-OAEP-256': [rsa],
    'ECDH-ES': [p256, curve('P-384'), curve('P-521')],
    'ECDH-ES+A256KW': [p256, curve('P-384'), curve('P-521')],
  };
  for (const [alg, all] of Object.entries(pairs)) {
    for (const enc of ['A128CBC-HS256', 'A128GCM', 'A256GCM']) {
      it(`is read by others who implement ${alg} and ${enc} — RFC 7516 §7.1, RFC 7518 §4.1, §5.1, advanced.md JWR-4`, async () => {
        for (const { publicKey, privateKey } of all) {
          const keys = inline(jwk(publicKey, { kid: 'k1', use: 'enc' }));
          const { text, header } = await read(
            await nowhere.encrypt(jwt, { alg, enc, ...keys }, source),
            privateKey,
          );
          assert.equal(text, jwt);
          const { epk, ...rest } = header;
          assert.deepEqual(rest, { alg, enc, cty: 'JWT', kid: 'k1' }); // RFC 7519 §5.2
          assert.equal(epk === undefined, alg === 'RSA-OAEP-256');
          assert.equal(Object.hasOwn(Object(epk), 'd'), false);
        }
      });
    }
  }

  it('is another text each time, by another key — RFC 7518 §5.2.3', async () => {
    for (const alg of Object.keys(pairs)) {
      const keys = inline(jwk(alg === 'RSA-OAEP-256' ? rsa.publicKey : p256.publicKey));
      const made = await Promise.all(
        [1, 2].map(() => nowhere.encrypt(jwt, { alg, enc: 'A128GCM', ...keys }, source)),
      );
      const [one = [], other = []] = made.map((jwe) => jwe?.split('.'));
      assert.equal(one.length, 5);
      assert.ok(!('kid' in JSON.parse(Buffer.from(one[0] ?? '', 'base64url').toString())));
      for (const part of [2, 3, 4]) assert.notEqual(one[part], other[part]);
    }
  });

  it('is encrypted by a key that is for it — RFC 7517 §4.2', async () => {
    const other = curve('P-256');
    const right = jwk(p256.publicKey, { kid: 'right' });
    const wrong = jwk(other.publicKey, { kid: 'wrong' });
    const table: readonly [PublicJwk[], string | null][] = [
      [[right], 'right'],
      [[{ ...wrong, use: 'sig' }, right], 'right'],
      [[wrong, { ...right, use: 'enc' }], 'right'],
      [
        [
          { ...wrong, alg: 'ECDH-ES+A256KW' },
          { ...right, alg: 'ECDH-ES' },
        ],
        'right',
      ],
      [
        [
          { ...wrong, key_ops: ['verify'] },
          { ...right, key_ops: ['deriveBits'] },
        ],
        'right',
      ],
      [[jwk(rsa.publicKey, { use: 'enc' }), right], 'right'],
      [[{ ...wrong, x: 'AA' }, right], 'right'],
      [[{ ...wrong, use: 'sig' }], null],
      [[], null],
    ];
    for (const [keys, kid] of table) {
      const reader = { alg: 'ECDH-ES', enc: 'A128GCM', ...inline(...keys) };
      const jwe = await nowhere.encrypt(jwt, reader, source);
      assert.equal(await nowhere.canEncrypt(reader, source), kid !== null, JSON.stringify(keys));
      if (kid === null) assert.equal(jwe, null);
      else assert.equal((await read(jwe, p256.privateKey)).header['kid'], kid, JSON.stringify(keys));
    }
  });

  it('is nothing by algorithms that are not served, or with what only looks like a key — RFC 8725 §3.2', async () => {
    const keys = inline(jwk(rsa.publicKey), jwk(p256.publicKey));
    for (const [alg, enc] of [
      ['RSA1_5', 'A128GCM'],
      ['RSA-OAEP', 'A128GCM'],
      ['toString', 'A128GCM'],
      ['ECDH-ES', 'A192GCM'],
      ['ECDH-ES', 'toString'],
    ] as const)
      assert.equal(await nowhere.encrypt(jwt, { alg, enc, ...keys }, source), null, `${alg} ${enc}`);
    const senseless = inline({ kty: 'RSA', n: Buffer.alloc(256, 4).toString('base64url'), e: 'Ag' });
    const outcome = await nowhere.encrypt(jwt, { alg: 'RSA-OAEP-256', enc: 'A128GCM', ...senseless }, source);
    assert.ok(outcome === null || outcome.split('.').length === 5);
  });
});

describe('the keys of a reader at an address', () => {
  it('are looked for again where none fits, and for whom — advanced.md JWR-4, security.md S-3', async () => {
    const asked: Pick<DocumentRequest, 'url' | 'copy' | 'onBehalfOf'>[] = [];
    let keys: PublicJwk[] = [jwk(p256.publicKey, { use: 'sig' })];
    const published = createClientKeys(async ({ url, copy, onBehalfOf }) => {
      asked.push({ url, copy, onBehalfOf });
      return { kind: 'fetched', age: 'fresh', body: Buffer.from(JSON.stringify({ keys })) };
    });
    const url = 'https://client.example/keys';
    const reader = { alg: 'ECDH-ES', enc: 'A128GCM', jwks: null, jwksUri: url };
    assert.equal(await published.encrypt(jwt, reader, source), null);
    const onBehalfOf = source.address;
    assert.deepEqual(asked, [
      { url, copy: 'accept', onBehalfOf },
      { url, copy: 'refetch', onBehalfOf },
    ]);
    keys = [jwk(p256.publicKey, { use: 'enc' })];
    assert.equal((await read(await published.encrypt(jwt, reader, source), p256.privateKey)).text, jwt);
    assert.equal(asked.length, 3);
    assert.equal(await nowhere.encrypt(jwt, reader, source), null);
    assert.equal(await nowhere.canEncrypt(reader, source), false);
  });
});

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('encryption of content and agreement of keys', () => {
  it('are those of the examples — RFC 7518 §4.6.2, §5.2.3', () => {
    // RFC 7518 §B.1
    const key = Buffer.from(Array.from({ length: 32 }, (_, at) => at));
    const iv = bytes('1af38c2dc2b96ffdd86694092341bc04');
    const aad = Buffer.from('The second principle of Auguste Kerckhoffs');
    const content = Buffer.from(
      'A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy without inconvenience',
    );
    const sealed = contentEncryptions['A128CBC-HS256'].seal(content, { key, iv, aad });
    assert.equal(Buffer.from(sealed.tag).toString('hex'), '652c3fa36b0a7c5b3219fab3a30bc1c4');
    assert.equal(Buffer.from(sealed.ciphertext).subarray(0, 8).toString('hex'), 'c80edfa32ddf39d5');
    assert.deepEqual(contentEncryptions['A128CBC-HS256'].open(sealed, { key, iv, aad }), content);
    // RFC 7518 §C
    const secret = bytes('9e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4');
    const parties = { u: Buffer.from('Alice'), v: Buffer.from('Bob') };
    const derived = derivedKey(secret, { alg: 'A128GCM', keyLength: 16, parties });
    assert.equal(Buffer.from(derived).toString('base64url'), 'VqqN6vgjbSBcIijNcacQGg');
  });
});
