/** Which scope a request is granted (protocol.md §17): pure, shared by every endpoint that takes `scope`. */

import { isWithin, OAuthError } from '@grantor/protocol';
import type { Account } from '../model/account.ts';
import { type Client, isPublic, isSelfRegistered } from '../model/client.ts';
import { isCredentialScope } from '../model/credential-configuration.ts';
import { isFreeStanding, type Resource } from '../model/resource.ts';
import type { Policy } from '../ports/policy.ts';
import { apisAmong } from './audience.ts';
import { claimScopes, vouchedScopes } from './claims.ts';
import { holds, resourcesInForce } from './scope-hierarchy.ts';

/** Scopes about the person: they count whatever resource is asked for (clients.md §9). */
export const openIdScopes: readonly string[] = ['openid', ...claimScopes, 'offline_access'];

/** What opens a client's own grants to it (Grant Management §6.1). */
export const queryScope = 'grant_management_query';
export const revokeScope = 'grant_management_revoke';
export type GrantScope = typeof queryScope | typeof revokeScope;

const grantScopes: readonly string[] = [queryScope, revokeScope];

/** Scopes the server knows without a registered resource, in the order they are advertised. */
export const builtInScopes: readonly string[] = [...openIdScopes, 'read', 'write', ...grantScopes];

/**
 * The resources a scope is for: those that list it, else those that take any name. What is about the person
 * belongs to none (clients.md §9).
 */
export function resourcesOfScope<Place extends Pick<Resource, 'scopes'>>(
  scope: string,
  resources: readonly Place[],
): readonly Place[] {
  if (openIdScopes.includes(scope)) return [];
  const listing = resources.filter(({ scopes }) => scopes?.some(({ name }) => name === scope));
  return listing.length > 0 ? listing : resources.filter(({ scopes }) => scopes === null);
}

/** Whether it is one that administrators registered as belonging to no resource (clients.md §9). */
const isOfNoResource = (scope: string, registered: readonly Resource[]): boolean =>
  registered.some(
    (resource) => isFreeStanding(resource) && resource.scopes?.some(({ name }) => name === scope) === true,
  );

/** Never granted without an administrator's word: our own, and those marked so (protocol.md SC-4). */
export const isRestricted = (scope: string, registered: readonly Resource[]): boolean =>
  scope.startsWith('grantor:') ||
  registered.some(({ scopes }) => scopes?.some(({ name, isRestricted }) => isRestricted && name === scope));

/** On whose behalf the token acts: a person's, or the client's own. */
export type GrantKind = 'user' | 'client';

export type ResourceWorld = {
  /** The requested resources as `decideResources` returned them. */
  readonly resources: readonly string[];
  readonly allResources: readonly Resource[];
  readonly policy: Pick<Policy, 'issuer' | 'defaultAudience'>;
};

export type ScopeWorld = ResourceWorld & { readonly client: Client };

export type ScopeQuestion = ScopeWorld & {
  /** The parsed parameter; empty: it was omitted. */
  readonly requested: readonly string[];
  readonly grantKind: GrantKind;
};

/** The granted scope, in the order asked for. Throws `invalid_scope`. */
export function decideScope(asked: ScopeQuestion): readonly string[] {
  const question = atApis(asked);
  if (question.requested.length === 0) return defaultScope(question);
  const granted = question.grantKind === 'client' ? checkAllAllowed(question) : pickAllowed(question);
  const limited = limitScope(granted, question);
  // protocol.md SC-2, RI-3
  if (limited.length === 0) throw invalidScope();
  return limited;
}

/**
 * What of a granted scope a token for these resources may carry: a resource with a scope list of its own
 * limits it (protocol.md RI-3); scopes about the person are never limited.
 */
export function limitScope(granted: readonly string[], world: ResourceWorld): readonly string[] {
  const { resources, allResources } = atApis(world);
  const offered = scopesOf(resources, allResources);
  if (offered === 'any') return granted;
  return granted.filter((scope) => openIdScopes.includes(scope) || offered.includes(scope));
}

/** The requested part of a granted scope; nothing requested is all of it. Throws `invalid_scope` (RFC 6749 §6). */
export function narrowScope(requested: readonly string[], granted: readonly string[]): readonly string[] {
  if (requested.length === 0) return granted;
  if (!isWithin(requested, granted)) throw invalidScope();
  return requested;
}

/** Whether the client, had it asked, could have been granted the scope: for what it was granted before. */
export function mayHold(scope: string, asked: ScopeWorld): boolean {
  const world = atApis(asked);
  const { client } = world;
  if (scope === 'offline_access' && !client.grantTypes.includes('refresh_token')) return false; // protocol.md SC-5
  if (isSelfRegistered(client)) return isOpenTo(scope, world);
  return isWithinCeiling(scope, world) || (client.scopes.length === 0 && isDefault(scope, world));
}

/** Restricted scopes need the person's right at every issue, not only at consent (protocol.md SC-4). */
export const withinRights = (
  scope: readonly string[],
  account: Pick<Account, 'role'> | null,
  registered: readonly Resource[],
): readonly string[] =>
  account === null || account.role === 'admin'
    ? scope
    : scope.filter((value) => !isRestricted(value, registered));

// protocol.md SC-3
function defaultScope(question: ScopeQuestion): readonly string[] {
  const { client, resources, allResources, grantKind } = question;
  const registered = client.scopes.filter(
    (scope) =>
      scope !== 'offline_access' &&
      !isRestricted(scope, allResources) &&
      !(grantKind === 'client' && scope === 'openid') &&
      (!isSelfRegistered(client) || isOpenTo(scope, question)),
  );
  const limited = limitScope(registered, question);
  // An administrator's list is a ceiling: the resources' defaults never widen it.
  if (limited.length > 0 || (client.scopes.length > 0 && !isSelfRegistered(client))) return limited;
  const offered = givingDefaults(resources, allResources).flatMap(({ scopes }) => scopes ?? []);
  return [...new Set(offered.map(({ name }) => name))].filter((scope) => isDefault(scope, question));
}

/** What one of the resources gives to whoever names no scope; without a resource, what belongs to none. */
const isDefault = (scope: string, { resources, allResources }: ScopeWorld): boolean =>
  !isRestricted(scope, allResources) &&
  givingDefaults(resources, allResources).some(({ scopes }) =>
    scopes?.some(({ name, isDefault }) => isDefault && name === scope),
  );

// protocol.md §8.3, SC-2: nothing is dropped in silence
function checkAllAllowed(question: ScopeQuestion): readonly string[] {
  const { requested, client } = question;
  if (requested.includes('openid') || requested.includes('offline_access')) throw invalidScope();
  const allowed = (scope: string): boolean =>
    isSelfRegistered(client) ? isOpenTo(scope, question) : isWithinCeiling(scope, question);
  if (!requested.every(allowed)) throw invalidScope();
  return requested;
}

function pickAllowed(question: ScopeQuestion): readonly string[] {
  const { requested, client } = question;
  // protocol.md SC-5
  const honoured = client.grantTypes.includes('refresh_token')
    ? requested
    : requested.filter((scope) => scope !== 'offline_access');
  // protocol.md SC-4: a registered scope is a default here, not a ceiling
  if (isSelfRegistered(client)) return honoured.filter((scope) => isOpenTo(scope, question));
  const known = honoured.filter((scope) => isKnown(scope, question));
  if (!known.every((scope) => isWithinCeiling(scope, question))) throw invalidScope();
  return known;
}

/** A restricted scope has to be given by its own name. */
function isWithinCeiling(scope: string, { client, resources, allResources }: ScopeWorld): boolean {
  if (grantScopes.includes(scope)) return client.scopes.includes(scope) && !isPublic(client); // advanced.md GMT-2
  if (isRestricted(scope, allResources)) return client.scopes.includes(scope);
  return holds(client.scopes, scope, resourcesInForce(resources, allResources));
}

// clients.md §9
function isOpenTo(scope: string, { resources, allResources, policy }: ScopeWorld): boolean {
  if (isRestricted(scope, allResources) || [...vouchedScopes, ...grantScopes].includes(scope)) return false;
  if (openIdScopes.includes(scope)) return true;
  if (resources.length === 0) {
    // Clients of MCP 2025-03-26 name no resource: theirs is the one the tokens will be for
    const meant = requestedResources(policy.defaultAudience, allResources).flatMap(
      ({ scopes }) => scopes ?? [],
    );
    if (isCredentialScope(scope, policy.issuer, allResources)) return true;
    if (builtInScopes.includes(scope) || isOfNoResource(scope, allResources)) return true;
    return meant.some(({ name }) => name === scope);
  }
  const offered = scopesOf(resources, allResources);
  return offered === 'any' || offered.includes(scope);
}

function isKnown(scope: string, { client, resources, allResources }: ScopeWorld): boolean {
  if (builtInScopes.includes(scope) || client.scopes.includes(scope)) return true;
  if (isRestricted(scope, allResources)) return true;
  if (allResources.some((resource) => resource.scopes?.some(({ name }) => name === scope))) return true;
  return resources.length > 0 && scopesOf(resources, allResources) === 'any';
}

/** Beside an API the issuer adds no scopes, and alone it is asked for as if nothing was. */
const atApis = <World extends ResourceWorld>(world: World): World => ({
  ...world,
  resources: apisAmong(world.resources, world.policy),
});

const requestedResources = (uris: readonly string[], all: readonly Resource[]): readonly Resource[] =>
  all.filter((resource) => uris.includes(resource.uri));

const givingDefaults = (uris: readonly string[], all: readonly Resource[]): readonly Resource[] =>
  uris.length === 0 ? all.filter(isFreeStanding) : requestedResources(uris, all);

/** The scopes the resources accept together; a resource without a list, registered or not, accepts any. */
function scopesOf(uris: readonly string[], all: readonly Resource[]): 'any' | readonly string[] {
  const lists = uris.map((uri) => all.find((resource) => resource.uri === uri)?.scopes ?? null);
  if (lists.length === 0 || lists.includes(null)) return 'any';
  return lists.flatMap((list) => (list ?? []).map((scope) => scope.name));
}

export const invalidScope = (): OAuthError =>
  new OAuthError('invalid_scope', 'The requested scope is unknown, malformed or exceeds what is allowed.');
