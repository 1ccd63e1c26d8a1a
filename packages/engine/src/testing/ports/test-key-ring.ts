/** A key ring on two fixed keys whose signatures are deterministic: Ed25519 (RFC 8032) and RS256 (RFC 8017 §8.2). */

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { hmacSha256, sha256 } from '@grantor/protocol';
import type { KeyRing, TokenUse, VerifiedJwt } from '../../ports/ports.ts';
import { ed25519TestKey, rsaTestKey } from './test-keys.ts';

type Row = {
  readonly kid: string;
  readonly alg: string;
  readonly digest: string | null;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly uses: readonly TokenUse[];
};

/** Access tokens are signed EdDSA, everything else RS256 unless asked otherwise. */
export function createTestKeyRing(): KeyRing {
  const rows = [
    row(ed25519TestKey, {
      kid: 'ed',
      alg: 'EdDSA',
      digest: null,
      uses: ['access_token', 'id_token', 'userinfo', 'authorization_response', 'introspection'],
    }),
    row(rsaTestKey, {
      kid: 'rsa',
      alg: 'RS256',
      digest: 'sha256',
      uses: ['id_token', 'userinfo', 'logout_token', 'authorization_response', 'introspection'],
    }),
  ];
  const keyFor = (use: TokenUse, alg: string | null): Row => {
    const wanted = alg ?? (use === 'access_token' ? 'EdDSA' : 'RS256');
    const found = rows.find((key) => key.alg === wanted && key.uses.includes(use));
    if (found === undefined) throw new Error(`no test key signs ${use} with ${wanted}`);
    return found;
  };
  const body = JSON.stringify({ keys: rows.map(describe) });
  return {
    pairwiseSubject: (sector, user) => hmacSha256(Buffer.from('pairwise'), `${sector} ${user}`),
    algorithmFor: (use, alg) => keyFor(use, alg).alg,
    algorithms: (use) => rows.filter((key) => key.uses.includes(use)).map((key) => key.alg),
    jwks: async () => ({ body, etag: `"${sha256(body)}"` }),
    async sign({ use, alg, typ, claims }) {
      const key = keyFor(use, alg);
      const header = { alg: key.alg, kid: key.kid, ...(typ === null ? {} : { typ }) };
      const input = `${encode(header)}.${encode(claims)}`;
      return `${input}.${sign(key.digest, Buffer.from(input), key.privateKey).toString('base64url')}`;
    },
    decryption: { algorithms: ['ECDH-ES'], contents: ['A128GCM'] },
    decrypt: async (jwe) => {
      const [head, , , content = ''] = jwe.split('.');
      return head === encryptedHead ? Buffer.from(content, 'base64url').toString() : null;
    },
    async verify(jwt, { use }) {
      const parts = jwt.split('.');
      const [header, claims] = [decode(parts[0]), decode(parts[1])];
      if (parts.length !== 3 || header === null || claims === null) return null;
      const key = rows.find(({ kid, uses }) => kid === header['kid'] && uses.includes(use));
      // RFC 8725 §3.1, §3.10: the key decides the algorithm, and no extension is understood
      if (key === undefined || header['alg'] !== key.alg || 'crit' in header) return null;
      const signature = Buffer.from(parts[2] ?? '', 'base64url');
      const input = Buffer.from(`${parts[0]}.${parts[1]}`);
      return verify(key.digest, input, key.publicKey, signature) ? described(key, header, claims) : null;
    },
  };
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const encryptedHead = encode({ alg: 'ECDH-ES', enc: 'A128GCM' });

/** In the shape of a compact JWE, what `decrypt` of the test ring opens. */
export const encryptForTests = (text: string): string =>
  [encryptedHead, '', '', Buffer.from(text).toString('base64url'), ''].join('.');

type Members = Readonly<Record<string, unknown>>;

const described = (key: Row, header: Members, claims: Members): VerifiedJwt => ({
  header: { alg: key.alg, typ: typeof header['typ'] === 'string' ? header['typ'] : null, kid: key.kid },
  claims,
});

const row = (jwk: Readonly<Record<string, string>>, rest: Omit<Row, 'privateKey' | 'publicKey'>): Row => {
  const privateKey = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
  return { ...rest, privateKey, publicKey: createPublicKey(privateKey) };
};

const describe = ({ publicKey, kid, alg }: Row) => ({
  ...publicKey.export({ format: 'jwk' }),
  ...{ kid, alg, use: 'sig' },
});

function decode(part: string | undefined): Members | null {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
