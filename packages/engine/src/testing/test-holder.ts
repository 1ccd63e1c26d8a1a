import { generateKeyPairSync, sign } from 'node:crypto';
import { jwkThumbprint, type PublicJwk, sha256 } from '@grantor/protocol';

/** What a proof says beside its key; members that are `undefined` are left out. */
export type ProofContent = {
  readonly htm: string;
  readonly htu: string;
  readonly iat: number;
  /** The access token it comes with. */
  readonly token?: string | undefined;
  readonly claims?: object;
  readonly header?: object;
};

/** Somebody with a key of their own, who proves it (RFC 9449 §4.2). */
export type TestHolder = {
  readonly jkt: string;
  readonly jwk: PublicJwk;
  /** A new proof each time, unless `claims` name its `jti`. */
  proof(content: ProofContent): string;
};

let count = 0;

const keyPairs = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
};

export function createTestHolder(alg: keyof typeof keyPairs = 'ES256'): TestHolder {
  const { publicKey, privateKey } = keyPairs[alg]();
  const jwk = publicKey.export({ format: 'jwk' }) as PublicJwk;
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  return {
    jkt: jwkThumbprint(jwk) ?? '',
    jwk,
    proof({ htm, htu, iat, token, claims = {}, header = {} }) {
      const ath = token === undefined ? undefined : sha256(token);
      const body = { jti: `proof-${count++}`, htm, htu, iat, ath, ...claims };
      const input = `${encode({ typ: 'dpop+jwt', alg, jwk, ...header })}.${encode(body)}`;
      const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${input}.${signature.toString('base64url')}`;
    },
  };
}
