/** What a protected resource tells its clients: where its metadata is, and the challenge that leads there (RFC 9728). */

import { challenge } from './challenge.ts';
import { type ErrorCode, wireName } from './errors.ts';

/** RFC 9728 §3 */
export const protectedResourcePath = '/.well-known/oauth-protected-resource';

/** The address of the metadata of this resource: the well-known path between host and path (RFC 9728 §3.1). */
export function protectedResourceUrl(resource: string): string {
  const { origin, pathname, search } = new URL(resource);
  return `${origin}${protectedResourcePath}${pathname === '/' ? '' : pathname}${search}`;
}

/** The metadata of a protected resource; members that are `undefined` are left out (RFC 9728 §2). */
export type ProtectedResourceMetadata = {
  /** Exactly the identifier that tokens carry in `aud`. */
  readonly resource: string;
  readonly authorization_servers?: readonly string[] | undefined;
  readonly bearer_methods_supported: readonly string[];
  readonly scopes_supported?: readonly string[] | undefined;
  readonly resource_name?: string | undefined;
  readonly resource_documentation?: string | undefined;
  readonly resource_policy_uri?: string | undefined;
  readonly resource_tos_uri?: string | undefined;
  readonly dpop_signing_alg_values_supported?: readonly string[] | undefined;
  readonly dpop_bound_access_tokens_required?: boolean | undefined;
  readonly tls_client_certificate_bound_access_tokens?: boolean | undefined;
};

/** What a challenge of a resource says; what is absent is left out. */
export type ResourceChallenge = {
  /** Absent: Bearer. With DPoP, the algorithms of its proofs (RFC 9449 §7.1). */
  readonly dpop?: readonly string[];
  /** Absent where no token was sent (RFC 6750 §3.1). */
  readonly error?: { readonly code: ErrorCode; readonly description: string };
  /** How strong and recent a sign-in is asked for, `maxAge` in seconds (RFC 9470 §3). */
  readonly authentication?: { readonly acr: readonly string[]; readonly maxAge: number | null };
  /** All scopes of the operation; empty: none is asked for. */
  readonly scope: readonly string[];
  /** Absolute (RFC 9728 §5.1); null: unknown. */
  readonly metadata: string | null;
};

/** The challenge of a resource, its parameters in the order that clients have been seen to read. */
export function resourceChallenge(options: ResourceChallenge): string {
  const { error, authentication, scope, metadata, dpop } = options;
  const parameters: [string, string][] = [];
  if (error !== undefined) {
    parameters.push(['error', wireName(error.code)], ['error_description', error.description]);
  }
  if (authentication !== undefined) {
    const { acr, maxAge } = authentication;
    if (acr.length > 0) parameters.push(['acr_values', acr.join(' ')]);
    if (maxAge !== null) parameters.push(['max_age', String(maxAge)]);
  }
  if (scope.length > 0) parameters.push(['scope', scope.join(' ')]);
  if (metadata !== null) parameters.push(['resource_metadata', metadata]);
  if (dpop === undefined) return challenge('Bearer', parameters);
  return challenge('DPoP', [...parameters, ['algs', dpop.join(' ')]]);
}
