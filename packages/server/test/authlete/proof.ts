/** DPoP proofs (RFC 9449 §4.2), made by hand. */

import { createHash, type KeyObject, randomUUID, sign } from 'node:crypto';

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export function createDpopProof(
  { privateKey, jwk }: { readonly privateKey: KeyObject; readonly jwk: object },
  { htm, htu, token }: { readonly htm: string; readonly htu: string; readonly token?: string },
): string {
  const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
  const claims = { jti: randomUUID(), htm, htu, iat: Math.floor(Date.now() / 1000), ...ath };
  const signed = `${encoded({ typ: 'dpop+jwt', alg: 'ES256', jwk })}.${encoded(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}
