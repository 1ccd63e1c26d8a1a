import assert from 'node:assert/strict';
import { CompactEncrypt, importJWK, type JWK } from 'jose';

// What a client encrypts for a server: RFC 9101 §6.1.

export interface EncryptionWish {
  readonly alg: string;
  readonly enc: string;
  /** Laid over the right header; undefined leaves a member out. */
  readonly header?: Readonly<Record<string, unknown>>;
}

/** Of the published keys the one for encryption of this kind. */
export function encryptionKeyAmong(keys: readonly JWK[], alg: string): JWK {
  const kty = alg.startsWith('RSA') ? 'RSA' : 'EC';
  return (
    keys.find((key) => key.use === 'enc' && key.kty === kty && (key.alg ?? alg) === alg) ??
    assert.fail(`no key for ${alg} is published`)
  );
}

export async function encrypt(
  jwt: string,
  jwk: JWK,
  { alg, enc, header = {} }: EncryptionWish,
): Promise<string> {
  const members = Object.entries({ alg, enc, kid: jwk.kid, cty: 'JWT', ...header });
  const protectedHeader = Object.fromEntries(members.filter(([, value]) => value !== undefined));
  return new CompactEncrypt(Buffer.from(jwt))
    .setProtectedHeader({ ...protectedHeader, alg, enc })
    .encrypt(await importJWK(jwk, alg));
}
