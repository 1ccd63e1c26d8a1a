/** Certificates without X.509: what a test calls one says whom it is for. */

import { certificateThumbprint } from '@grantor/protocol';
import type { ClientCertificate } from '../../model/certificate.ts';
import type { CertificateAuthorities } from '../../ports/client-proofs.ts';

/** A certificate by the authority that is trusted, for this subject, as `CN=app`. */
export function testCertificate(subject: string): ClientCertificate {
  const der = Buffer.from(subject);
  return { der, thumbprint: certificateThumbprint(der) };
}

export const testAuthorities: CertificateAuthorities = {
  vouchFor: ({ der }, { value }) => Buffer.from(der).toString() === value,
};
