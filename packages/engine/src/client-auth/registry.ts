/** The ways a client can authenticate. A new one is a file and a row here. */

import { OAuthError, type Params, parseAuthorization, parseBasic } from '@grantor/protocol';
import type { AuthMethodName } from '../model/client.ts';
import type { ProfileName } from '../model/profile.ts';
import { type SecurityProfile, serverProfile } from '../profiles/security-profile.ts';
import type { AuthMethod, Credentials, Missing, PresentedRequest, Registered } from './method.ts';
import { none } from './none.ts';
import { privateKeyJwt } from './private-key-jwt.ts';
import { secretBasic } from './secret-basic.ts';
import { secretPost } from './secret-post.ts';

const authMethods: readonly AuthMethod[] = [none, secretBasic, secretPost, privateKeyJwt];

/** Whether the profile lets a client prove itself so (advanced.md SW-3, SW-2). */
export const isAllowed = ({ clientProof }: SecurityProfile, { by }: AuthMethod): boolean =>
  clientProof === 'any' || by === clientProof;

/** Those that clients under the profile can be registered with. */
export const servedMethods = (profile: SecurityProfile): readonly AuthMethod[] =>
  authMethods.filter((method) => isAllowed(profile, method));

/** Their names under the profile of this name, for who checks what clients are declared. */
export const methodNamesUnder = (profile: ProfileName): readonly AuthMethodName[] =>
  servedMethods(serverProfile({ profile })).map(({ name }) => name);

/** What the client's own method needs of it and it has not; null: nothing. */
export const missingFor = (client: Registered): Missing | null =>
  authMethods.find(({ name }) => name === client.authMethod)?.lacks?.(client) ?? null;

/** Parameters of client authentication; each may be sent once (RFC 6749 §3.2). */
export const clientParameters: readonly string[] = [
  'client_id',
  ...authMethods.flatMap(({ parameters }) => parameters),
];

/** Those of them that prove something. */
const proofParameters = authMethods.flatMap(({ parameters: [proof] }) => proof ?? []);

/** Whether the request says nothing at all of a client: neither who it is nor what would prove it. */
export const namesNoClient = (params: Params, authorization: string | undefined): boolean =>
  authorization === undefined && !clientParameters.some((name) => params.has(name));

/** One way to read what was presented. */
export type Reading = { readonly method: AuthMethod; readonly credentials: Credentials };

/**
 * Every way to read the one credential of the request, all of them for one client id; none where it is in a form that cannot
 * be right. Throws `invalid_request` when two are presented (RFC 6749 §2.3).
 */
export function readCredentials({
  params,
  authorization,
}: {
  readonly params: Params;
  readonly authorization: string | undefined;
}): readonly Reading[] {
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
  return authMethods
    .filter(({ parameters }) => proof === undefined || parameters[0] === proof)
    .flatMap((method): readonly Reading[] => {
      const credentials = method.read({ params, basic });
      return credentials === null ? [] : [{ method, credentials }];
    });
}

function readBasic(authorization: string | undefined): PresentedRequest['basic'] | 'unreadable' {
  if (authorization === undefined) return null;
  const parsed = parseAuthorization(authorization);
  return (parsed?.scheme === 'basic' ? parseBasic(parsed.value) : null) ?? 'unreadable';
}
