/** Which authorization details a request is granted (RFC 9396, advanced.md §8): pure, shared by every endpoint that takes them. */

import {
  displayName,
  isNestedTooDeeply,
  matchResource,
  OAuthError,
  readForeignJson,
  repetitionLimit,
} from '@grantor/protocol';
import {
  type AuthorizationDetail,
  distinctDetails,
  includesDetail,
  type KnownDetailsType,
  locationsOf,
} from '../model/authorization-details.ts';
import { type Client, isSelfRegistered } from '../model/client.ts';
import { configurationIdOf, isCredentialScope } from '../model/credential-configuration.ts';
import type { Resource } from '../model/resource.ts';
import type { Policy } from '../ports/policy.ts';
import type { GrantKind } from './scope-decision.ts';

/** As many objects as a person can read on one page. */
export const mostDetails = 10;

/** As much of each as they can. */
const most = { values: 64, characters: 512 };

const reserved: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']); // security.md I-4

const invalid = (description: string): OAuthError =>
  new OAuthError('invalid_authorization_details', description);

/** The objects as they were sent; undefined: none were. Throws `invalid_authorization_details` (RFC 9396 §2, §5). */
export function parseDetails(text: string | undefined): readonly AuthorizationDetail[] {
  if (text === undefined) return [];
  const json = readForeignJson(text);
  if (!Array.isArray(json) || isNestedTooDeeply(text) || json.length === 0 || !json.every(isDetail)) {
    throw invalid('The authorization_details parameter is not an array of objects with a type.');
  }
  if (json.length > mostDetails || !json.every(isReadable)) {
    throw invalid('The authorization_details parameter holds more than a person can be shown.');
  }
  return distinctDetails(json);
}

const isDetail = (value: unknown): value is AuthorizationDetail =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** Whether somebody who sees it sees all of it: nothing hides in it, and it is no book. */
function isReadable(detail: AuthorizationDetail): boolean {
  let values = 0;
  const isText = (text: string): boolean =>
    text.length <= most.characters && (text === '' || displayName(text) === text);
  const open: unknown[] = [detail];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string' && !isText(value)) return false;
    if (typeof value !== 'object' || value === null) {
      values += 1;
      continue;
    }
    for (const [name, member] of Object.entries(value)) {
      if (!isText(name) || name === '' || reserved.has(name)) return false;
      open.push(member);
    }
  }
  return values <= most.values;
}

/**
 * The resources a request means: those it names, else those at which its details are to be used, so that a token can
 * carry them there (RFC 9396 §2.2). Throws `invalid_authorization_details`.
 */
export function resourcesMeant(
  named: readonly string[],
  details: readonly AuthorizationDetail[],
): readonly string[] {
  if (named.length > 0) return named;
  const locations = [...new Set(details.flatMap(locationsOf))];
  if (locations.length > repetitionLimit) throw invalid('The authorization_details name too many locations.');
  return locations;
}

/** What a person is asked for beside resources. */
export type AskedRights = {
  readonly scope: readonly string[];
  readonly details: readonly AuthorizationDetail[];
};

/** The same of what a person is asked for, with the credential issuer, which is this server, where that is credentials (federation-vci-authlete.md VCI-7). */
export function resourcesOfPerson(
  named: readonly string[],
  rights: AskedRights,
  world: IssuerWorld,
): readonly string[] {
  const meant = resourcesMeant(named, rights.details);
  const isForIssuer = asksForCredentials(rights, world);
  return named.length > 0 || !isForIssuer ? meant : [...new Set([...meant, world.policy.issuer])];
}

/** By authorization details or by scope (OpenID4VCI §5.1.1, §5.1.2). */
export const asksForCredentials = (
  { scope, details }: AskedRights,
  { policy: { issuer }, resources }: IssuerWorld,
): boolean =>
  details.some((detail) => configurationIdOf(detail) !== null) ||
  scope.some((name) => isCredentialScope(name, issuer, resources));

type IssuerWorld = {
  readonly policy: Pick<Policy, 'issuer'>;
  readonly resources: readonly Resource[];
};

export type DetailsWorld = {
  readonly client: Client;
  readonly types: readonly KnownDetailsType[];
  /** What tokens of the request may be for: its resources, or the default audience where it has none. */
  readonly audience: readonly string[];
  readonly grantKind: GrantKind;
};

/** What is asked for, if all of it may be. Throws `invalid_authorization_details` (RFC 9396 §5). */
export function checkDetails(
  asked: readonly AuthorizationDetail[],
  world: DetailsWorld,
): readonly AuthorizationDetail[] {
  if (!asked.every((detail) => mayBeHeld(detail, world))) throw refusedDetails();
  return asked;
}

/** What of granted details would be granted today still (protocol.md IN-6). */
export const detailsLeft = (
  granted: readonly AuthorizationDetail[],
  world: Omit<DetailsWorld, 'audience'>,
): readonly AuthorizationDetail[] =>
  granted.filter((detail) => mayBeHeld(detail, { ...world, audience: locationsOf(detail) }));

/** The requested part of granted details; nothing requested is all of them (advanced.md RAR-4). Throws `invalid_authorization_details`. */
export function narrowDetails(
  asked: readonly AuthorizationDetail[],
  granted: readonly AuthorizationDetail[],
): readonly AuthorizationDetail[] {
  if (asked.length === 0) return granted;
  if (!asked.every((detail) => includesDetail(granted, detail))) throw refusedDetails();
  return asked;
}

/** What of them a token for this audience carries: nobody else reads what is meant for others (advanced.md RAR-5). */
export const detailsAt = (
  details: readonly AuthorizationDetail[],
  audience: readonly string[],
): readonly AuthorizationDetail[] =>
  details.filter((detail) => {
    const locations = locationsOf(detail);
    return locations.length === 0 || locations.some((location) => matchResource(location, audience) !== null);
  });

/** As a member of JSON that is left out where there are none. */
export const detailsMember = (
  details: readonly AuthorizationDetail[],
): readonly AuthorizationDetail[] | undefined => (details.length === 0 ? undefined : details);

function mayBeHeld(
  detail: AuthorizationDetail,
  { client, types, audience, grantKind }: DetailsWorld,
): boolean {
  const type = types.find(({ id }) => id === detail.type);
  if (type === undefined || !mayAskFor(type.id, client, grantKind)) return false;
  return isPlaced(detail, type, audience) && type.accepts(detail);
}

/** Where no person decides, an administrator has to have named the type for the client. */
function mayAskFor(type: string, client: Client, grantKind: GrantKind): boolean {
  const { authorizationDetailsTypes: named } = client;
  if (grantKind === 'client') return named?.includes(type) === true && !isSelfRegistered(client);
  return named === null || named.includes(type); // RFC 9396 §10
}

/** Whether every location is one of its type, and of the request. */
function isPlaced(
  { locations = [] }: AuthorizationDetail,
  type: KnownDetailsType,
  audience: readonly string[],
): boolean {
  if (!Array.isArray(locations)) return false;
  const isAmong = (location: string, known: readonly string[]) => matchResource(location, known) !== null;
  return locations.every(
    (location: unknown) =>
      typeof location === 'string' &&
      isAmong(location, audience) &&
      (type.locations === null || isAmong(location, type.locations)),
  );
}

/** For details that may not be had. */
export const refusedDetails = (): OAuthError =>
  invalid(
    'The authorization_details are of an unknown type, malformed, for an unknown location or exceed what is allowed.',
  );
