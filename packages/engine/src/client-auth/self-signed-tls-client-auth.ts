import { certificateOfKey } from '@grantor/protocol';
import { keysUnavailable } from './client-jwt.ts';
import { type AuthMethod, lasting, type Missing, type Registered } from './method.ts';
import { lacksKeys } from './published-keys.ts';
import { readShownCertificate } from './shown-certificate.ts';

/** RFC 8705 §2.2: a certificate that the client publishes beside its keys; nobody else has to have signed it. */
export const selfSignedTlsClientAuth: AuthMethod = {
  name: 'self_signed_tls_client_auth',
  by: 'key',
  parameters: [],
  isOffered: ({ certificates }) => certificates !== null,
  read: readShownCertificate,
  serves: ({ authMethod }) => authMethod === 'self_signed_tls_client_auth',
  lacks: (client) => lacksKeys(client) ?? lacksCertificate(client),
  async prove(client, { certificate }, { keys, source }) {
    if (certificate === undefined) return null;
    const published = await keys.publish(certificate.thumbprint, client, source);
    if (published === 'unavailable') throw keysUnavailable();
    return published === 'published' ? lasting : null;
  },
};

const lacksCertificate = ({ jwks }: Registered): Missing | null =>
  jwks === null || jwks.keys.some((key) => certificateOfKey(key) !== null)
    ? null
    : { member: 'jwks', fault: 'certificate_needed', values: {} };
