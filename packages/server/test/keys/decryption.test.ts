import assert from 'node:assert/strict';
import { after as afterAll, before, describe, it } from 'node:test';
import { after, type Epoch, importPublicKey } from '@grantor/protocol';
import { CompactEncrypt, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { contentEncryptions } from '../../src/keys/content-encryption.ts';
import { keyManagement } from '../../src/keys/key-management.ts';
import type { ServerKeyRing } from '../../src/keys/key-ring.ts';
import { createReplicas, day, start } from './ring.ts';

const text = 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln';
type Header = Readonly<Record<string, unknown>>;

const published = async (ring: ServerKeyRing, now: Epoch = start): Promise<readonly JWK[]> =>
  JSON.parse((await ring.jwks(now)).body).keys;

async function readerOf(ring: ServerKeyRing, alg: string, now: Epoch = start): Promise<JWK> {
  const found = (await published(ring, now)).find((key) => key.use === 'enc' && key.alg === alg);
  return found ?? assert.fail(`no key for ${alg}`);
}

/** By jose, which shares no line with what opens it. */
async function encrypted(jwk: JWK, { alg, enc, ...more }: Header, content = text): Promise<string> {
  const header = { alg: String(alg), enc: String(enc), kid: jwk.kid ?? '', cty: 'JWT', ...more };
  return new CompactEncrypt(Buffer.from(content))
    .setProtectedHeader(JSON.parse(JSON.stringify(header)))
    .encrypt(await importJWK(jwk, String(alg)));
}

/** Sealed rightly under any header at all, which no library does. */
async function sealedUnder(jwk: JWK, header: Header): Promise<string> {
  const reader = importPublicKey(jwk) ?? assert.fail('no key');
  const made = await keyManagement['ECDH-ES'](reader, 'A128GCM');
  const head = Buffer.from(JSON.stringify({ kid: jwk.kid, ...made.header, ...header })).toString('base64url');
  const iv = Buffer.alloc(12, 7);
  const by = { key: made.key, iv, aad: Buffer.from(head) };
  const { ciphertext, tag } = contentEncryptions.A128GCM.seal(Buffer.from(text), by);
  return [head, '', ...[iv, ciphertext, tag].map((part) => Buffer.from(part).toString('base64url'))].join(
    '.',
  );
}

const algorithms = ['RSA-OAEP-256', 'ECDH-ES', 'ECDH-ES+A256KW'];

describe('what is encrypted for the server — advanced.md JAR-6', () => {
  let replicas: Awaited<ReturnType<typeof createReplicas>>;
  let ring: ServerKeyRing;
  before(async () => {
    replicas = await createReplicas();
    ring = await replicas.ring();
  });
  afterAll(() => replicas.remove());

  for (const alg of algorithms) {
    for (const enc of ['A128GCM', 'A256GCM']) {
      it(`by ${alg} and ${enc} is opened, by the key it names or the one it fits — RFC 7516 §5.2, RFC 7518 §4.1`, async () => {
        const jwk = await readerOf(ring, alg);
        for (const more of [{}, { kid: undefined }, { cty: undefined }, { cty: 'application/jwt' }])
          assert.equal(
            await ring.decrypt(await encrypted(jwk, { alg, enc, ...more }), start),
            text,
            JSON.stringify(more),
          );
        const parties = { apu: 'QWxpY2U', apv: 'Qm9i' };
        if (alg === 'RSA-OAEP-256') return;
        const key = await importJWK(jwk, alg);
        const jwe = await new CompactEncrypt(Buffer.from(text))
          .setProtectedHeader({ alg, enc, kid: jwk.kid ?? '' })
          .setKeyManagementParameters({ apu: Buffer.from('Alice'), apv: Buffer.from('Bob') })
          .encrypt(key);
        assert.ok(Buffer.from(jwe.split('.')[0] ?? '', 'base64url').includes(parties.apu));
        assert.equal(await ring.decrypt(jwe, start), text);
      });

      it(`by ${alg} and ${enc} is nothing once a single part is another — RFC 7516 §11.5`, async () => {
        const jwk = await readerOf(ring, alg);
        const parts = (await encrypted(jwk, { alg, enc })).split('.');
        for (const [at, part] of parts.entries()) {
          const octets = Buffer.from(part, 'base64url');
          if (octets.length === 0) continue;
          octets.writeUInt8(octets.readUInt8(octets.length - 1) ^ 1, octets.length - 1);
          const bent = parts.with(at, octets.toString('base64url'));
          assert.equal(await ring.decrypt(bent.join('.'), start), null, String(at));
          const short = parts.with(at, octets.subarray(1).toString('base64url'));
          assert.equal(await ring.decrypt(short.join('.'), start), null, String(at));
        }
        assert.equal(await ring.decrypt(parts.slice(0, 4).join('.'), start), null);
        assert.equal(await ring.decrypt([...parts, ''].join('.'), start), null);
      });
    }
  }

  it('is nothing in any other way: compressed, with extensions, by what is not offered — RFC 8725 §3.2, RFC 7516 §4.1', async () => {
    const [rsa, ec] = [await readerOf(ring, 'RSA-OAEP-256'), await readerOf(ring, 'ECDH-ES')];
    const good = { alg: 'ECDH-ES', enc: 'A128GCM' };
    const bare = ({ alg: _, ...key }: JWK): JWK => key;
    const ways: readonly [JWK, Header][] = [
      [ec, { ...good, enc: 'A128CBC-HS256' }],
      [bare(ec), { ...good, alg: 'ECDH-ES+A128KW' }],
      [bare(ec), { ...good, alg: 'ECDH-ES+A256KW' }],
      [bare(rsa), { alg: 'RSA-OAEP', enc: 'A128GCM' }],
      [ec, { ...good, cty: 'json' }],
      [ec, { ...good, kid: 'unheard-of' }],
    ];
    for (const [key, header] of ways)
      assert.equal(await ring.decrypt(await encrypted(key, header), start), null, JSON.stringify(header));
    for (const more of [
      { zip: 'DEF' },
      { crit: ['x'], x: 1 },
      { kid: 7 },
      { apu: 7 },
      { epk: null },
      { epk: {} },
    ])
      assert.equal(
        await ring.decrypt(await sealedUnder(ec, { ...good, ...more }), start),
        null,
        JSON.stringify(more),
      );
    assert.equal(await ring.decrypt(await sealedUnder(ec, good), start), text, 'as it should be');
    assert.equal(await ring.decrypt(await encrypted(ec, good, 'x'.repeat(13_000)), start), null, 'too long');
    assert.equal(await ring.decrypt('', start), null);
    assert.equal(await ring.decrypt('....', start), null);
  });

  it('is agreed on our own curve alone — RFC 7518 §4.6', async () => {
    const ec = await readerOf(ring, 'ECDH-ES');
    const [head = '', ...rest] = (await encrypted(ec, { alg: 'ECDH-ES', enc: 'A128GCM' })).split('.');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString());
    for (const crv of ['P-384', 'P-521']) {
      const { publicKey } = await generateKeyPair('ECDH-ES', { crv, extractable: true });
      const epk = await exportJWK(publicKey);
      const changed = Buffer.from(JSON.stringify({ ...header, epk })).toString('base64url');
      assert.equal(await ring.decrypt([changed, ...rest].join('.'), start), null, crv);
    }
    const off = { ...header, epk: { ...header.epk, y: header.epk.x } }; // no point of the curve
    const changed = Buffer.from(JSON.stringify(off)).toString('base64url');
    assert.equal(await ring.decrypt([changed, ...rest].join('.'), start), null);
  });
});

describe('keys for encryption', () => {
  let replicas: Awaited<ReturnType<typeof createReplicas>>;
  before(async () => {
    replicas = await createReplicas();
  });
  afterAll(() => replicas.remove());

  it('are published apart from those that sign, one of each kind — RFC 7517 §4.2, advanced.md JAR-6, V-9', async () => {
    const ring = await replicas.ring();
    const keys = await published(ring);
    const forEncryption = keys.filter(({ use }) => use === 'enc');
    assert.deepEqual(forEncryption.map(({ kty, alg }) => [kty, alg]).toSorted(), [
      ['EC', 'ECDH-ES'],
      ['EC', 'ECDH-ES+A256KW'],
      ['RSA', 'RSA-OAEP-256'],
    ]);
    const material = (key: JWK) => key.n ?? key.x;
    const signing = keys.filter(({ use }) => use === 'sig').map(material);
    assert.ok(forEncryption.every((key) => key.kid !== undefined && !signing.includes(material(key))));
    assert.ok(keys.every((key) => !('d' in key)));
  });

  it('sign nothing, and verify nothing — RFC 8725 §3.1', async () => {
    const ring = await replicas.ring();
    const rsa = await readerOf(ring, 'RSA-OAEP-256');
    for (const alg of ['RSA-OAEP-256', 'RS256', 'PS256']) {
      const head = Buffer.from(JSON.stringify({ alg, kid: rsa.kid })).toString('base64url');
      const claim = { use: 'id_token', retired: 'accept', now: start } as const;
      assert.equal(await ring.verify(`${head}.e30.${'A'.repeat(342)}`, claim), null, alg);
    }
    assert.ok(!ring.algorithms('id_token').includes('RSA-OAEP-256'));
  });

  it('get successors as those that sign; what was encrypted for the one before is opened while tokens of its time live — advanced.md JAR-6, protocol.md JW-2', async () => {
    const ring = await replicas.ring();
    const how = { alg: 'ECDH-ES', enc: 'A128GCM' };
    const first = await readerOf(ring, 'ECDH-ES');
    const old = await encrypted(first, how);
    const due = after(start, 90 * day);
    await ring.refresh(after(due, -day));
    const next = (await published(ring, after(due, -day))).findLast(({ alg }) => alg === 'ECDH-ES');
    assert.notEqual(next?.kid, first.kid);
    assert.equal(await ring.decrypt(await encrypted(next ?? {}, how), after(due, -day)), text, 'early');
    assert.equal(await ring.decrypt(old, after(due, -1)), text);
    assert.equal((await readerOf(ring, 'ECDH-ES', due)).kid, next?.kid, 'the old one is published no more');
    assert.equal(await ring.decrypt(old, after(due, day - 1)), text);
    assert.equal(await ring.decrypt(old, after(due, day)), null);
  });

  it('end at once when removed, on every replica — security.md K-2', async () => {
    const fresh = await createReplicas();
    const [one, other] = [await fresh.ring(), await fresh.ring()];
    const first = await readerOf(one, 'RSA-OAEP-256');
    const jwe = await encrypted(first, { alg: 'RSA-OAEP-256', enc: 'A256GCM' });
    assert.equal(await other.decrypt(jwe, start), text);
    assert.equal(await one.remove(first.kid ?? '', start), 'removed');
    assert.equal(await one.decrypt(jwe, start), null);
    await other.refresh(start);
    assert.equal(await other.decrypt(jwe, start), null);
    assert.notEqual((await readerOf(other, 'RSA-OAEP-256')).kid, first.kid);
    await fresh.remove();
  });
});
