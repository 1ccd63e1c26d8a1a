/** Authorities that certificates of clients may come from (RFC 8705 §2.1). Only what the operator named is believed. */

import type { X509Certificate } from 'node:crypto';
import type { CertificateAuthorities } from '@grantor/engine';
import {
  certificateExtension,
  isCertificateGoodAt,
  isCertificateOf,
  isIssuedBy,
  readCertificate,
} from '@grantor/protocol';

/** The certificates are no authorities; the message says why. */
export class UnfitAuthority extends Error {
  override readonly name = 'UnfitAuthority';
}

const inPem = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** Throws UnfitAuthority where the text, in PEM, has no certificate, or one that is no authority. */
export function createAuthorities(pem: string): CertificateAuthorities {
  const authorities = (pem.match(inPem) ?? []).map(readAuthority);
  if (authorities.length === 0) throw new UnfitAuthority('has no certificate in PEM');
  return {
    vouchFor({ der }, subject, now) {
      const leaf = readCertificate(der);
      if (leaf === null || !isCertificateGoodAt(leaf, now) || !isForClients(leaf)) return false;
      const isIssued = authorities.some(
        (authority) => isCertificateGoodAt(authority, now) && isIssuedBy(leaf, authority),
      );
      return isIssued && isCertificateOf(der, subject);
    },
  };
}

/** Without any, nobody is vouched for. */
export const noAuthorities: CertificateAuthorities = { vouchFor: () => false };

const nameConstraints = '2.5.29.30';

function readAuthority(pem: string): X509Certificate {
  const authority = readCertificate(pem);
  if (authority === null) throw new UnfitAuthority('has a certificate that cannot be read');
  if (!authority.ca) throw new UnfitAuthority('has a certificate that is no authority');
  // It may vouch for some names only, and nobody here would look which
  if (certificateExtension(authority.raw, nameConstraints) !== null)
    throw new UnfitAuthority('has an authority with name constraints, which are not looked at');
  return authority;
}

const clientAuthentication = '1.3.6.1.5.5.7.3.2';
const anyPurpose = '2.5.29.37.0';

/** RFC 5280 §4.2.1.12: without the extension, for every purpose. */
function isForClients({ keyUsage }: X509Certificate): boolean {
  const purposes: readonly string[] | undefined = keyUsage; // what Node calls so is the extended key usage
  return purposes === undefined || purposes.includes(clientAuthentication) || purposes.includes(anyPurpose);
}
