/** The ways a client can authenticate. A new one is a file and a row here. */

import { OAuthError, parseAuthorization, parseBasic } from '@grantor/protocol';
import type { AuthMethodName } from '../model/client.ts';
import type { ProfileName } from '../model/profile.ts';
import { allowedBy, type SecurityProfile, serverProfile } from '../profiles/security-profile.ts';
import { attestJwtClientAuth } from './attest-jwt-client-auth.ts';
import { attestJwtClientAuthDpop } from './attest-jwt-client-auth-dpop.ts';
import { clientSecretJwt } from './client-secret-jwt.ts';
import type {
  AuthMethod,
  Credentials,
  Missing,
  OfferedBy,
  PresentedRequest,
  Registered,
  ShownProof,
} from './method.ts';
import { none } from './none.ts';
import { privateKeyJwt } from './private-key-jwt.ts';
import { secretBasic } from './secret-basic.ts';
import { secretPost } from './secret-post.ts';
import { selfSignedTlsClientAuth } from './self-signed-tls-client-auth.ts';
import { tlsClientAuth } from './tls-client-auth.ts';

const authMethods: readonly AuthMethod[] = [
  none,
  secretBasic,
  secretPost,
  clientSecretJwt,
  privateKeyJwt,
  tlsClientAuth,
  selfSignedTlsClientAuth,
  attestJwtClientAuth,
  attestJwtClientAuthDpop,
];

/** Whether the profile lets a client prove itself so (advanced.md SW-3, SW-2). */
export const isAllowed = ({ clientProof }: SecurityProfile, { by }: AuthMethod): boolean =>
  clientProof === 'any' || by === clientProof;

/** Those that clients can be registered with, under the profile and as the server is set up. */
export const servedMethods = (profile: SecurityProfile, policy: OfferedBy): readonly AuthMethod[] =>
  authMethods.filter((method) => isAllowed(profile, method) && (method.isOffered?.(policy) ?? true));

/** How assertions may be signed under the profile: by these, and by what methods have of their own (advanced.md SW-7). */
export const assertionAlgorithms = (
  profile: SecurityProfile,
  byKeys: readonly string[],
): readonly string[] => [
  ...allowedBy(profile.clientAlgorithms, byKeys),
  ...authMethods.flatMap((method) => (isAllowed(profile, method) ? (method.algorithms ?? []) : [])),
];

/** Names of those that the profile of this name allows, for who checks what clients are declared. */
export const methodNamesUnder = (profile: ProfileName): readonly AuthMethodName[] =>
  authMethods.filter((method) => isAllowed(serverProfile({ profile }), method)).map(({ name }) => name);

/** What the client's own method needs of it and it has not; null: nothing. */
export const missingFor = (client: Registered): Missing | null =>
  authMethods.find(({ name }) => name === client.authMethod)?.lacks?.(client) ?? null;

/** Parameters of client authentication; each may be sent once (RFC 6749 §3.2). */
export const clientParameters: readonly string[] = [
  ...new Set(['client_id', ...authMethods.flatMap(({ parameters }) => parameters)]),
];

/** Those of them that prove something. */
const proofParameters = [...new Set(authMethods.flatMap(({ parameters: [proof] }) => proof ?? []))];

/** Whether the request says nothing at all of a client: neither who it is nor what would prove it. */
export const namesNoClient = ({
  params,
  authorization,
  attestation,
}: Pick<Presented, 'params' | 'authorization' | 'attestation'>): boolean =>
  authorization === undefined &&
  (attestation?.statements.length ?? 0) === 0 &&
  !clientParameters.some((name) => params.has(name));

/** Where a request may carry what proves its client. */
export type Presented = Pick<PresentedRequest, 'params' | 'certificate'> & {
  readonly authorization: string | undefined;
  readonly attestation?: PresentedRequest['attestation'];
} & Partial<ShownProof>;

/** One way to read what was presented. */
export type Reading = { readonly method: AuthMethod; readonly credentials: Credentials };

/**
 * Every way to read the one credential of the request, all of them for one client id; none where it is in a form that cannot
 * be right. Throws `invalid_request` when two are presented (RFC 6749 §2.3).
 */
export function readCredentials({
  params,
  authorization,
  certificate,
  attestation,
  dpop = [],
  called,
}: Presented): readonly Reading[] {
  const basic = readBasic(authorization);
  if (basic === 'unreadable') return [];
  const proofs = proofParameters.filter((name) => params.has(name));
  // RFC 6749 §2.3: the client MUST NOT use more than one authentication method
  if (proofs.length + (basic === null ? 0 : 1) > 1) {
    throw new OAuthError('invalid_request', 'More than one client authentication method is used.');
  }
  const named = params.get('client_id');
  // protocol.md CA-2
  if (basic !== null && named !== undefined && named !== basic.user && named !== basic.raw.user) return [];
  const [proof] = proofs;
  const presented = { params, basic, certificate, attestation, shown: { dpop, called } };
  const readings: Reading[] = [];
  for (const method of authMethods) {
    if (proof !== undefined && method.parameters[0] !== proof) continue;
    const credentials = method.read(presented);
    if (credentials !== null) readings.push({ method, credentials });
  }
  return readings;
}

function readBasic(authorization: string | undefined): PresentedRequest['basic'] | 'unreadable' {
  if (authorization === undefined) return null;
  const parsed = parseAuthorization(authorization);
  return (parsed?.scheme === 'basic' ? parseBasic(parsed.value) : null) ?? 'unreadable';
}
