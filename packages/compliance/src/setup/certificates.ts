import type { FixtureClient, Fixtures } from './fixture.ts';
import { client, fixtures } from './fixtures.ts';

// Clients that show certificates, and those certificates: a target that serves mutual TLS is set up with them.

/** As a certificate has it; a client registers its text (RFC 4514 §2.1). */
export const SUBJECT = [
  ['O', 'Example'],
  ['CN', 'Ledger'],
] as const;
const SUBJECT_DN = 'CN=Ledger,O=Example';

export interface HeldCertificate {
  readonly der: Buffer;
  /** PEM, as the key is. */
  readonly certificate: string;
  readonly privateKey: string;
  /** As it stands in a published key set, with the certificate in `x5c`. */
  readonly publicJwk: object;
}

export interface Certificates {
  /** Of an authority that the target trusts, with the registered subject, and with another one. */
  readonly registered: HeldCertificate;
  readonly stranger: HeldCertificate;
  /** Signed by nobody else: what a client publishes, and one with the registered subject. */
  readonly published: HeldCertificate;
  readonly forged: HeldCertificate;
}

const machine: Partial<FixtureClient> = {
  ...{ redirect_uris: [], response_types: [], grant_types: ['client_credentials'], scope: 'read write' },
};

/** The fixtures, and a client for every way to use a certificate. */
export const withCertificates = ({ published }: Certificates): Fixtures => ({
  ...fixtures,
  clients: [
    ...fixtures.clients,
    client('tls-subject', {
      ...machine,
      token_endpoint_auth_method: 'tls_client_auth',
      tls_client_auth_subject_dn: SUBJECT_DN,
      tls_client_certificate_bound_access_tokens: true,
    }),
    client('tls-published', {
      ...machine,
      token_endpoint_auth_method: 'self_signed_tls_client_auth',
      jwks: { keys: [published.publicJwk] },
    }),
    client('tls-secret', { tls_client_certificate_bound_access_tokens: true }),
    client('tls-public', {
      token_endpoint_auth_method: 'none',
      tls_client_certificate_bound_access_tokens: true,
    }),
  ],
});
