import { createPublicKey, X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { InteractionContext } from 'oidc-provider';
import { fixtureKey } from '../setup/keys.ts';

// What differs between the set-ups of the reference, beside lifetimes and registration.

interface Request {
  readonly req: IncomingMessage;
}

const socketOf = ({ req }: Request): TLSSocket => req.socket as TLSSocket;

/** RFC 4514 §2.1: the text begins with what the certificate has last. */
const subjectOf = (certificate: X509Certificate | undefined): string | undefined =>
  certificate?.subject.split('\n').toReversed().join(',');

const hasSubject = (ctx: Request, property: string, expected: string): boolean =>
  property === 'tls_client_auth_subject_dn' && subjectOf(socketOf(ctx).getPeerX509Certificate()) === expected;

/** `aliases`: where clients show certificates. */
export const secureReference = (aliases: string) => ({
  clientAuthMethods: [
    ...['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    ...['tls_client_auth', 'self_signed_tls_client_auth'],
  ],
  discovery: {
    mtls_endpoint_aliases: {
      token_endpoint: `${aliases}/token`,
      userinfo_endpoint: `${aliases}/me`,
      introspection_endpoint: `${aliases}/token/introspection`,
      revocation_endpoint: `${aliases}/token/revocation`,
      pushed_authorization_request_endpoint: `${aliases}/request`,
      device_authorization_endpoint: `${aliases}/device-authorization`,
      backchannel_authentication_endpoint: `${aliases}/backchannel`,
    },
  },
  features: {
    mTLS: {
      ...{ enabled: true, certificateBoundAccessTokens: true },
      ...{ selfSignedTlsClientAuth: true, tlsClientAuth: true },
      getCertificate: (ctx: Request) => socketOf(ctx).getPeerX509Certificate(),
      certificateAuthorized: (ctx: Request) => socketOf(ctx).authorized,
      certificateSubjectMatches: hasSubject,
    },
  },
});

/** RFC 9440 §2.1: a byte sequence between colons, which a proxy on this computer writes. */
function certificateIn({ req }: Request): X509Certificate | undefined {
  const value = req.headers['client-cert'];
  return typeof value === 'string'
    ? new X509Certificate(Buffer.from(value.slice(1, -1), 'base64'))
    : undefined;
}

/** What a proxy says of certificates is believed; `authority`: of the clients, as PEM. */
export const proxiedReference = (authority: Buffer) => {
  const { clientAuthMethods, features } = secureReference('');
  const issuer = new X509Certificate(authority);
  return {
    clientAuthMethods,
    features: {
      mTLS: {
        ...features.mTLS,
        getCertificate: certificateIn,
        certificateAuthorized: (ctx: Request) => certificateIn(ctx)?.verify(issuer.publicKey) === true,
        certificateSubjectMatches: (ctx: Request, property: string, expected: string) =>
          property === 'tls_client_auth_subject_dn' && subjectOf(certificateIn(ctx)) === expected,
      },
    },
  };
};

/** With nonces it takes older proofs that carry one, so it has them where that is what cases are about. */
export const nonceReference = {
  features: {
    dPoP: {
      ...{ enabled: true, nonceSecret: Buffer.alloc(32, 1) },
      requireNonce: ({ oidc }: InteractionContext) => oidc.client?.clientId === 'nonced',
    },
  },
};

/** Clients that their makers attest; each client's own keys are those of its maker. */
export const attestedReference = {
  clientAuthMethods: [
    ...['none', 'client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt'],
    ...['attest_jwt_client_auth', 'attest_jwt_client_auth_dpop'],
  ],
  features: {
    dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 1) },
    attestClientAuth: {
      ...{ enabled: true, ack: 'draft-12', challengeSecret: Buffer.alloc(32, 1) },
      getAttestationSignaturePublicKey: () =>
        createPublicKey({ key: { ...fixtureKey.publicJwk }, format: 'jwk' }),
      assertAttestationJwtAndPop: () => {},
    },
  },
};

const STRONG = ['PS256', 'ES256', 'EdDSA', 'Ed25519'];

/** FAPI 2.0; what it leaves to its operator is set as the profile says. */
export const fapiReference = (requests: 'signed' | 'any') => ({
  clientAuthMethods: ['private_key_jwt'],
  responseTypes: ['code'],
  rotateRefreshToken: false,
  enabledJWA: {
    ...{ clientAuthSigningAlgValues: STRONG, requestObjectSigningAlgValues: STRONG },
    authorizationSigningAlgValues: STRONG,
  },
  clientDefaults: {
    dpop_bound_access_tokens: true,
    id_token_signed_response_alg: 'ES256',
    authorization_signed_response_alg: 'ES256',
    introspection_signed_response_alg: 'ES256',
  },
  features: {
    fapi: { enabled: true, profile: '2.0' },
    pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
    requestObjects: { enabled: true, requireSignedRequestObject: requests === 'signed' },
  },
});
