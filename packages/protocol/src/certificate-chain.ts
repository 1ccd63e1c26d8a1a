/** Certificates that vouch for each other (RFC 5280 §6.1); whom to trust at the end is for the caller. */

import { X509Certificate } from 'node:crypto';
import type { Epoch } from './brand.ts';
import { parseKeySet } from './key-set.ts';
import type { PublicJwk } from './public-key.ts';

/** In DER or PEM; null: it is none. */
export function readCertificate(certificate: Uint8Array | string): X509Certificate | null {
  try {
    return new X509Certificate(certificate);
  } catch {
    return null;
  }
}

/** Whether the second is in the time of the certificate (RFC 5280 §4.1.2.5). */
export const isCertificateGoodAt = (
  { validFromDate: from, validToDate: to }: X509Certificate,
  now: Epoch,
): boolean => from.getTime() <= now * 1000 && now * 1000 <= to.getTime();

/** Whether the other one names and signed it. Never throws. */
export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

/** The longest chain that is looked at. */
const longestChain = 6;

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * The key of the first certificate of an `x5c` header, where each of them is in its time and issued by the next, which is
 * an authority (RFC 7515 §4.1.6); null: it is no such chain. Never throws.
 */
export function keyOfChain(x5c: unknown, now: Epoch): PublicJwk | null {
  const listed: readonly unknown[] = Array.isArray(x5c) && x5c.length <= longestChain ? x5c : [];
  const chain = listed.map((each) =>
    typeof each === 'string' && base64.test(each) ? readCertificate(Buffer.from(each, 'base64')) : null,
  );
  const [leaf] = chain;
  const holds = chain.every((each, index) => {
    if (each === null || !isCertificateGoodAt(each, now)) return false;
    const issuer = chain[index + 1];
    return issuer === undefined || (issuer?.ca === true && isUsable(issuer) && isIssuedBy(each, issuer));
  });
  return leaf == null || !holds ? null : exported(leaf);
}

/** Whether its key is one that somebody may register: a signature by any other may cost what its sender likes (security.md K-5). */
const isUsable = (certificate: X509Certificate): boolean =>
  parseKeySet({ keys: [exported(certificate)] }).kind === 'keys';

function exported({ publicKey }: X509Certificate): PublicJwk | null {
  try {
    return publicKey.export({ format: 'jwk' }) as PublicJwk;
  } catch {
    return null; // a kind of key that no JWK is made of
  }
}
