/** Which resources a token is meant for, and what stands in `aud` (RFC 8707, protocol.md §18). */

import { checkResource, isLoopbackUrl, matchResource, OAuthError } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import { credentialScopesUri } from '../model/credential-configuration.ts';
import { isFreeStanding, type Resource } from '../model/resource.ts';
import type { Policy } from '../ports/policy.ts';
import { profileOf } from '../profiles/security-profile.ts';

export type TargetWorld = {
  readonly client: Client;
  readonly policy: Policy;
  /** Every registered resource. */
  readonly resources: readonly Resource[];
};

export type ResourceQuestion = TargetWorld & {
  /** The `resource` parameters as sent; empty: none. */
  readonly requested: readonly string[];
};

/** The requested resources in their configured spelling, each once. Throws `invalid_target`. */
export function decideResources({ requested, ...world }: ResourceQuestion): readonly string[] {
  const named = requested.length > 0 ? requested : onlyResource(world);
  const decided = named.map((uri) => {
    checkResource(uri);
    const target = targetOf(uri, world);
    if (target === null) throw refusal();
    return target;
  });
  return [...new Set(decided)];
}

/** Those that tokens can be for: without what lists scopes of no resource, and scopes of credentials. */
export const tokenTargets = (
  resources: readonly Resource[],
  { issuer }: Pick<Policy, 'issuer'>,
): readonly Resource[] =>
  resources.filter((resource) => !isFreeStanding(resource) && resource.uri !== credentialScopesUri(issuer));

/** advanced.md SW-22: who names none may mean the only one there is. */
function onlyResource({ client, policy, resources }: TargetWorld): readonly string[] {
  const [only, ...others] = tokenTargets(resources, policy);
  const isMeant = profileOf(client, policy).withoutResource === 'only_resource';
  if (!isMeant || policy.defaultAudience.length > 0 || only === undefined || others.length > 0) return [];
  return targetOf(only.uri, { client, policy, resources }) === null ? [] : [only.uri];
}

/** What of granted resources the client may still have tokens for, in the spelling of today; those without one it always may. */
export const resourcesLeft = (granted: readonly string[], world: TargetWorld): readonly string[] => [
  ...new Set(
    granted.flatMap((uri) =>
      defaultAudience(world.policy).includes(uri) ? uri : (targetOf(uri, world) ?? []),
    ),
  ),
];

/** The resource the client means, if it is known and among those it may have tokens for (protocol.md RI-1). */
function targetOf(uri: string, { client, policy, resources }: TargetWorld): string | null {
  const known = [
    ...tokenTargets(resources, policy).map((resource) => resource.uri),
    ...policy.resourceAllowlist,
    policy.issuer,
    `${policy.issuer}/api/v1`, // clients.md §9: our own API is built in
  ];
  const match = matchResource(uri, known) ?? loopbackResource(uri, policy);
  // protocol.md UI-3: userinfo is every client's, whichever APIs it may reach
  if (match === null || match === policy.issuer) return match;
  return client.resources?.includes(match) === false ? null : match;
}

/**
 * The resources that are APIs: the issuer among them stands for userinfo alone, which has no scopes, settings
 * or name of its own (protocol.md UI-3).
 */
export const apisAmong = (
  resources: readonly string[],
  { issuer }: Pick<Policy, 'issuer'>,
): readonly string[] => resources.filter((uri) => uri !== issuer);

/** The requested part of the granted resources; nothing requested is all of them. Throws `invalid_target`. */
export function narrowResources(requested: readonly string[], granted: readonly string[]): readonly string[] {
  if (requested.length === 0) return granted;
  const narrowed = requested.map((uri) => {
    checkResource(uri);
    const match = matchResource(uri, granted);
    // RFC 8707 §2.2
    if (match === null) throw refusal();
    return match;
  });
  return [...new Set(narrowed)];
}

/** `aud` of tokens without a resource (protocol.md TO-1). */
export const defaultAudience = (policy: Policy): readonly string[] =>
  policy.defaultAudience.length > 0 ? policy.defaultAudience : [policy.issuer];

export const audienceOf = (resources: readonly string[], policy: Policy): readonly string[] =>
  resources.length > 0 ? resources : defaultAudience(policy);

/** A string for one, an array for more (RFC 7519 §4.1.3). */
export function formatAudience(audience: readonly string[]): string | readonly string[] {
  const [first, second] = audience;
  return first !== undefined && second === undefined ? first : audience;
}

/** Whether the token was issued without `resource`. */
export const isDefaultAudience = (audience: readonly string[], policy: Policy): boolean => {
  const expected = defaultAudience(policy);
  return audience.length === expected.length && audience.every((member) => expected.includes(member));
};

// protocol.md RI-1: development needs no registration
const loopbackResource = (uri: string, policy: Policy): string | null =>
  isLoopbackUrl(policy.issuer) && isLoopbackUrl(uri) ? uri : null;

const refusal = (): OAuthError =>
  new OAuthError('invalid_target', 'The requested resource is unknown or not allowed.');
