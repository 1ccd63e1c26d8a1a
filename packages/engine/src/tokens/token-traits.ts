/** What the resources of an access token make of its form, its life and what it says (clients.md §9): pure. */

import { accessTokenType } from '@grantor/protocol';
import type { AuthorizationDetail, DetailsType } from '../model/authorization-details.ts';
import type { AgreedClaims } from '../model/claims-request.ts';
import type { Client } from '../model/client.ts';
import type { Family } from '../model/family.ts';
import { type IdentityClaim, type Resource, resourcesNamed } from '../model/resource.ts';
import type { Registry } from './registry.ts';
import { inclusionsOf, resourcesInForce } from './scope-hierarchy.ts';

export type TokenTraits = {
  readonly format: 'jwt' | 'opaque';
  readonly typ: Resource['accessTokenTyp'];
  /** Seconds, given those of the client. */
  lifetime(ofClient: number): number;
  readonly claims: readonly IdentityClaim[];
};

/**
 * For several resources the cautious reading of each: opaque if one of them wants it so, the plain type only
 * if all of them do, the shortest life, and only the claims that every one of them asks for, since each can read the whole token.
 */
export const traitsOf = (client: Client, resources: readonly Resource[]): TokenTraits => ({
  format: formatOf(client, resources),
  typ:
    resources.length > 0 && resources.every(({ accessTokenTyp }) => accessTokenTyp === 'JWT')
      ? 'JWT'
      : accessTokenType,
  lifetime: (ofClient) =>
    resources.length === 0
      ? ofClient
      : Math.min(...resources.map(({ accessTokenLifetime }) => accessTokenLifetime ?? ofClient)),
  claims: identityClaimsFor(resources),
});

const formatOf = (client: Client, resources: readonly Resource[]): TokenTraits['format'] => {
  const wanted = resources.map(({ accessTokenFormat }) => accessTokenFormat ?? client.accessTokenFormat);
  if (wanted.length === 0) return client.accessTokenFormat;
  return wanted.includes('opaque') ? 'opaque' : 'jwt';
};

/** The claims that all of these resources ask for; none where there is no resource. */
export function identityClaimsFor(resources: readonly Resource[]): readonly IdentityClaim[] {
  const [first, ...others] = resources;
  return (first?.identityClaims ?? []).filter((claim) =>
    others.every(({ identityClaims }) => identityClaims.includes(claim)),
  );
}

/**
 * What an approval agrees to beside its scopes: what tokens say to each resource, what the scopes include there, and what
 * credentials say.
 */
export const agreedAt = (
  { scope, resources, details }: Pick<Family, 'scope' | 'resources' | 'details'>,
  { registered, detailsTypes }: Registry,
): Required<Pick<AgreedClaims, 'toResources' | 'included'>> & Pick<AgreedClaims, 'sayings'> => ({
  toResources: Object.fromEntries(
    resourcesNamed(resources, registered).map(({ uri, identityClaims }) => [uri, identityClaims]),
  ),
  included: inclusionsOf(scope, resourcesInForce(resources, registered)),
  ...sayingsAgreed([
    ...scope.flatMap((name) => sayingsOfScope(name, registered)),
    ...details.flatMap((detail) => sayingsOfDetail(detail, detailsTypes)),
  ]),
});

const sayingsAgreed = (sayings: readonly string[]): Pick<AgreedClaims, 'sayings'> =>
  sayings.length === 0 ? {} : { sayings: [...new Set(sayings)] };

/** What credentials that the scope opens say of the person. */
export const sayingsOfScope = (name: string, registered: readonly Resource[]): readonly string[] =>
  registered.flatMap(({ scopes }) =>
    (scopes ?? []).flatMap((scope) => (scope.name === name ? (scope.says ?? []) : [])),
  );

/** What a credential that the object opens says of the person. */
export const sayingsOfDetail = (
  detail: AuthorizationDetail,
  types: readonly DetailsType[],
): readonly string[] => types.find(({ id }) => id === detail.type)?.says?.(detail) ?? [];

/** The resource with no more claims than the person agreed to, whatever it has come to ask for since (security.md T-4). */
export function asAgreed(resource: Resource, agreed: AgreedClaims | null): Resource {
  const toResources = agreed?.toResources;
  if (toResources === undefined) return resource;
  const allowed = toResources[resource.uri] ?? [];
  return { ...resource, identityClaims: resource.identityClaims.filter((claim) => allowed.includes(claim)) };
}
