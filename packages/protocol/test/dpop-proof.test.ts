import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { calculateJwkThumbprint, SignJWT } from 'jose';
import { type ExpectedProof, epoch, sha256, verifyDpopProof } from '../src/index.ts';

const now = epoch(1_800_000_000);
const holder = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicJwk = holder.publicKey.export({ format: 'jwk' });

const expected: ExpectedProof = {
  method: 'POST',
  urls: ['https://api.example/mcp'],
  algorithms: ['ES256', 'EdDSA'],
  accessToken: 'token',
  now,
};

const claims = {
  jti: 'j1',
  htm: 'POST',
  htu: 'https://api.example/mcp',
  iat: now,
  ath: sha256('token'),
};

type Change = { header?: object; claims?: object; key?: KeyObject };

const proof = (change: Change = {}): Promise<string> =>
  new SignJWT({ ...claims, ...change.claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: publicJwk, ...change.header })
    .sign(change.key ?? holder.privateKey);

const verdictOn = async (change: Change, expecting: Partial<ExpectedProof> = {}) =>
  verifyDpopProof(await proof(change), { ...expected, ...expecting });

describe('verifyDpopProof', () => {
  it('takes a proof and names its key — RFC 9449 §4.3', async () => {
    const verdict = await verdictOn({ claims: { nonce: 'n' } });
    assert.deepEqual(verdict, {
      kind: 'proved',
      proof: {
        jkt: await calculateJwkThumbprint(publicJwk),
        replayKey: sha256(`${await calculateJwkThumbprint(publicJwk)} j1`),
        nonce: 'n',
        issuedAt: now,
      },
    });
  });

  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const refusals: Readonly<Record<string, Change>> = {
    'another typ': { header: { typ: 'JWT' } },
    'no typ': { header: { typ: undefined } },
    'an algorithm that is not listed': {
      header: { alg: 'RS256', jwk: rsa.publicKey.export({ format: 'jwk' }) },
      key: rsa.privateKey,
    },
    'no jwk': { header: { jwk: undefined } },
    'a private jwk': { header: { jwk: holder.privateKey.export({ format: 'jwk' }) } },
    'a symmetric jwk': { header: { jwk: { kty: 'oct', k: 'AAAA' } } },
    'the jwk of another': { header: { jwk: other.publicKey.export({ format: 'jwk' }) } },
    'a jwk that is no point of its curve': { header: { jwk: { ...publicJwk, x: publicJwk.y } } },
    'a jwk of another curve': {
      header: { jwk: generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' }) },
    },
    'no jti': { claims: { jti: undefined } },
    'an empty jti': { claims: { jti: '' } },
    'another method': { claims: { htm: 'GET' } },
    'the method in lower case': { claims: { htm: 'post' } },
    'another path': { claims: { htu: 'https://api.example/mcp/' } },
    'another host': { claims: { htu: 'https://evil.example/mcp' } },
    'another scheme': { claims: { htu: 'http://api.example/mcp' } },
    'another port': { claims: { htu: 'https://api.example:8443/mcp' } },
    'user information': { claims: { htu: 'https://api.example@evil.example/mcp' } },
    'a relative URL': { claims: { htu: '/mcp' } },
    'no htu': { claims: { htu: undefined } },
    'an iat 301 s ago': { claims: { iat: now - 301 } },
    'an iat 301 s ahead': { claims: { iat: now + 301 } },
    'no iat': { claims: { iat: undefined } },
    'an iat that is no number': { claims: { iat: String(now) } },
    'the hash of another token': { claims: { ath: sha256('other') } },
    'no ath': { claims: { ath: undefined } },
    'a nonce that is no text': { claims: { nonce: 1 } },
  };
  for (const [name, change] of Object.entries(refusals)) {
    it(`refuses ${name} — RFC 9449 §4.3, security.md X-4, advanced.md DPO-1`, async () => {
      const verdict = await verdictOn(change);
      assert.equal(verdict.kind, 'refused');
    });
  }

  it('refuses a critical extension — RFC 7515 §4.1.11', async () => {
    const head = Buffer.from(
      JSON.stringify({ alg: 'ES256', typ: 'dpop+jwt', jwk: publicJwk, crit: ['x'], x: 1 }),
    );
    const rest = (await proof()).split('.').slice(1).join('.');
    const verdict = verifyDpopProof(`${head.toString('base64url')}.${rest}`, expected);
    assert.deepEqual(verdict, { kind: 'refused', fault: 'the proof has a critical extension' });
  });

  it('refuses alg none and an HMAC with the public key — RFC 8725 §3.1', async () => {
    for (const alg of ['none', 'HS256']) {
      const head = Buffer.from(JSON.stringify({ alg, typ: 'dpop+jwt', jwk: publicJwk })).toString(
        'base64url',
      );
      const [, payload] = (await proof()).split('.');
      assert.equal(verifyDpopProof(`${head}.${payload}.AAAA`, expected).kind, 'refused');
    }
  });

  it('compares the URL without case of scheme and host, default port, query and fragment — RFC 9449 §4.3, advanced.md DPO-2', async () => {
    const spellings = [
      'HTTPS://API.Example/mcp',
      'https://api.example:443/mcp',
      'https://api.example/mcp?a=b#c',
    ];
    for (const htu of spellings) assert.equal((await verdictOn({ claims: { htu } })).kind, 'proved', htu);
    const verdict = await verdictOn({}, { urls: ['https://x.example/', 'https://api.example/mcp?y=z'] });
    assert.equal(verdict.kind, 'proved');
  });

  it('asks for no ath where there is no token', async () => {
    const verdict = await verdictOn({ claims: { ath: undefined } }, { accessToken: null });
    assert.equal(verdict.kind, 'proved');
  });

  it('takes an iat 300 s away, either way — resource.md §2 DPoP proof, advanced.md DPO-3', async () => {
    for (const iat of [now - 300, now + 300])
      assert.equal((await verdictOn({ claims: { iat } })).kind, 'proved');
  });

  it('takes keys of other kinds by the list only — RFC 9449 §11.3', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const header = { alg: 'EdDSA', jwk: publicKey.export({ format: 'jwk' }) };
    assert.equal((await verdictOn({ header, key: privateKey })).kind, 'proved');
    assert.equal((await verdictOn({ header, key: privateKey }, { algorithms: ['ES256'] })).kind, 'refused');
  });

  it('takes no RSA key under 2048 bits — RFC 7518 §3.3', async () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const jwk = weak.publicKey.export({ format: 'jwk' });
    const head = Buffer.from(JSON.stringify({ alg: 'RS256', typ: 'dpop+jwt', jwk })).toString('base64url');
    const [, payload] = (await proof()).split('.');
    const verdict = verifyDpopProof(`${head}.${payload}.AAAA`, { ...expected, algorithms: ['RS256'] });
    assert.deepEqual(verdict, { kind: 'refused', fault: 'the key of the proof is not a public key' });
  });

  it('never throws — security.md I-1', () => {
    const part = fc.oneof(
      fc.string(),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
    );
    fc.assert(
      fc.property(part, part, part, (head, payload, seal) => {
        assert.equal(verifyDpopProof(`${head}.${payload}.${seal}`, expected).kind, 'refused');
      }),
    );
  });

  it('never throws for any header and claims that are signed — security.md I-1', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom('jti', 'htu', 'iat', 'ath', 'nonce'), fc.anything()),
        async (odd) => {
          const text = await proof({ claims: JSON.parse(JSON.stringify(odd)) }).catch(() => '');
          assert.ok(['proved', 'refused'].includes(verifyDpopProof(text, expected).kind));
        },
      ),
      { numRuns: 50 },
    );
  });
});
