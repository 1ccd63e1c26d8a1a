import type { CertificateSubject } from '@grantor/protocol';
import { type AuthMethod, lasting, type Registered } from './method.ts';
import { readShownCertificate } from './shown-certificate.ts';

/** RFC 8705 §2.1: a certificate of the registered subject, by an authority that is trusted here. */
export const tlsClientAuth: AuthMethod = {
  name: 'tls_client_auth',
  by: 'key',
  parameters: [],
  isOffered: ({ certificates }) => certificates?.authorities === 'known',
  read: readShownCertificate,
  serves: ({ authMethod }) => authMethod === 'tls_client_auth',
  // RFC 8705 §2.1.2
  lacks: (client) =>
    subjectsOf(client).length === 1
      ? null
      : {
          member: 'tls_client_auth_subject_dn',
          fault: 'certificate_subject_needed',
          values: { others: 'tls_client_auth_san_dns, _san_uri, _san_ip and _san_email' },
        },
  prove(client, { certificate }, { authorities, now }) {
    const [subject, ...more] = subjectsOf(client);
    if (certificate === undefined || subject === undefined || more.length > 0) return null;
    return authorities.vouchFor(certificate, subject, now) ? lasting : null;
  },
};

const subjectsOf = (client: Registered): readonly CertificateSubject[] =>
  (
    [
      ['dn', client.tlsSubjectDn],
      ['dns', client.tlsSanDns],
      ['uri', client.tlsSanUri],
      ['ip', client.tlsSanIp],
      ['email', client.tlsSanEmail],
    ] as const
  ).flatMap(([kind, value]) => (value === null ? [] : [{ kind, value }]));
