/** What an earlier approval holds for: pure (protocol.md IN-3, clients.md §10). */

import { isWithin, redirectReceiver, sha256 } from '@grantor/protocol';
import { type AuthorizationDetail, locationsOf } from '../model/authorization-details.ts';
import { isSelfRegistered } from '../model/client.ts';
import { type Consent, claimEntry, detailEntry } from '../model/consent.ts';
import { type IdentityClaim, type Resource, type ScopeEffect, scopeEffects } from '../model/resource.ts';
import { scopeOfClaim } from '../tokens/claims.ts';
import { openIdScopes, resourcesOfScope } from '../tokens/scope-decision.ts';
import { holds, resourcesBeside, withImplied } from '../tokens/scope-hierarchy.ts';
import { sayingsOfDetail, sayingsOfScope } from '../tokens/token-traits.ts';
import type { ValidRequest } from './checks.ts';
import type { LocatedRequest } from './locate.ts';
import { describeScope } from './scope-request.ts';

/** Whose request it is, and where its answers go. */
type Place = Pick<LocatedRequest, 'client' | 'channel'>;

/** What decides what its scopes mean, beside their names. */
export type PlacedScopes = Place & Pick<ValidRequest, 'resources' | 'registered' | 'apis'>;

/** Whether an earlier approval holds for everything asked now. */
export function covers(consent: Consent | null, request: ValidRequest): boolean {
  if (consent === null) return false;
  return (
    request.scope.every((scope) => isAllowed(consent, scope, request)) &&
    isWithin(request.resources, consent.resources) &&
    request.details.every((detail) => isDetailAllowed(consent, detail, request)) &&
    claimsBeyondScope(request).every((name) => isClaimAllowed(consent, name, request)) &&
    learningsOf(request).every((learning) => isLearningAllowed(consent, learning, request)) &&
    (!isSelfRegistered(request.client) || isWithin(placesOf(request), consent.terms))
  );
}

/**
 * Whether an earlier approval holds for the scope at every place where it is asked for, by its name or by a
 * broader one that was allowed there (clients.md §9), and that was marked as gravely as the scope is now. What it has
 * come to include since was not allowed with it.
 */
export function isAllowed(consent: Consent | null, scope: string, request: PlacedScopes): boolean {
  if (consent === null) return false;
  const terms = termsFrom(request);
  return placesOfScope(scope, request).every((resource) => {
    const mark = markOf(scope, resource, request);
    const place = placeIn(terms, resource);
    const allowed = heldAt(consent, place);
    const held = allowed.filter((one) => gravity(one.mark) >= gravity(mark)).map(({ name }) => name);
    if (openIdScopes.includes(scope)) return held.includes(scope);
    const shown = [...allowed, ...heldAt(consent, inclusionsAt(place))].map(({ name }) => name);
    return (
      holds(held, scope, resourcesBeside(resource, request.registered)) &&
      isWithin([scope, ...includedAt(scope, resource, request)], shown)
    );
  });
}

/** Whether an earlier approval holds for the claim: by its own name, or by the scope it belongs to. */
export function isClaimAllowed(consent: Consent | null, name: string, request: ValidRequest): boolean {
  if (consent === null) return false;
  if (isAllowed(consent, scopeOfClaim(name) ?? '', request)) return true;
  return isSelfRegistered(request.client)
    ? consent.terms.includes(claimEntry(termsFrom(request), name))
    : consent.claims.includes(name);
}

/** Whether a deeply equal one was allowed to the client as it is now, wherever it may be used (advanced.md RAR-3). */
export const isDetailAllowed = (
  consent: Consent | null,
  detail: AuthorizationDetail,
  request: ValidRequest,
): boolean => consent !== null && isWithin(entriesOf(detail, request), consent.details);

/** What a resource learns of the person from the tokens for it. */
export type Learning = { readonly resource: Resource; readonly claim: IdentityClaim };

/** Whether the person knew before that the resource learns it (protocol.md IN-6). */
export function isLearningAllowed(
  consent: Consent | null,
  { resource, claim }: Learning,
  request: ValidRequest,
): boolean {
  if (consent === null) return false;
  return isSelfRegistered(request.client)
    ? consent.terms.includes(claimEntry(placeIn(termsFrom(request), resource), claim))
    : consent.claims.includes(claimEntry(resource.uri, claim));
}

/**
 * Whether the person has allowed this self-registered client before, as it is now: at this redirect host, with this
 * name, these redirect URIs and keys.
 */
export const isKnown = (consent: Consent | null, located: LocatedRequest): boolean =>
  consent?.terms.includes(termsFrom(located)) === true;

/**
 * What an approval is bound to, one value for each thing that must be the same again: each scope at each place
 * where it was shown, with what it included there, and for a self-registered client the client as it was shown, and each resource with it.
 */
export function termsOf(request: ValidRequest, scope: readonly string[]): readonly string[] {
  const terms = termsFrom(request);
  const pairs = scope.flatMap((value) =>
    placesOfScope(value, request).flatMap((resource) => {
      const mark = markOf(value, resource, request);
      const place = placeIn(terms, resource);
      return [
        entry(place, mark === null ? value : `${value} ${mark}`),
        ...includedAt(value, resource, request).map((name) => entry(inclusionsAt(place), name)),
      ];
    }),
  );
  if (!isSelfRegistered(request.client)) return [...new Set(pairs)];
  return [
    terms,
    ...placesOf(request),
    ...new Set(pairs),
    ...claimsBeyondScope(request).map((name) => claimEntry(terms, name)),
    ...learningsOf(request).map(({ resource, claim }) => claimEntry(placeIn(terms, resource), claim)),
  ];
}

/** Whatever an administrator changes of a client of theirs, they answer for. */
const vouchedFor = sha256('vouched for');

/** A self-registered client as the person saw it; a change of any of it asks again (clients.md §3, §5). */
const termsFrom = (located: Place): string => {
  if (!isSelfRegistered(located.client)) return vouchedFor;
  const { name, redirectUris, jwks, jwksUri, federation } = located.client;
  const shown = [redirectHost(located), name, [...redirectUris].sort(), jwks, jwksUri];
  const { trustAnchor, organizationName } = federation ?? {};
  return sha256(JSON.stringify(federation === null ? shown : [...shown, trustAnchor, organizationName]));
};

const placeIn = (terms: string, resource: Pick<Resource, 'uri'> | null): string =>
  sha256(`${terms}\n${resource?.uri ?? ''}`);

const placesOf = (request: ValidRequest): readonly string[] => {
  const terms = termsFrom(request);
  if (request.resources.length === 0) return [placeIn(terms, null)];
  return request.resources.map((uri) => placeIn(terms, { uri }));
};

/** What the scope includes there beyond its own name, and what credentials say that it opens. */
const includedAt = (scope: string, resource: Resource | null, request: PlacedScopes): readonly string[] =>
  openIdScopes.includes(scope)
    ? []
    : [
        ...withImplied([scope], resourcesBeside(resource, request.registered), null).filter(
          (name) => name !== scope,
        ),
        ...sayingsOfScope(scope, request.registered),
      ];

/** Where stands what the scopes allowed at the place included then: no place of its own. */
const inclusionsAt = (place: string): string => sha256(`${place}\nincluded`);

/** Where the page shows the scope: beside these resources, or, for null, beside none. */
function placesOfScope(scope: string, { apis }: PlacedScopes): readonly (Resource | null)[] {
  const resources = resourcesOfScope(scope, apis);
  return resources.length === 0 ? [null] : resources;
}

/** What stands out where people decide: what they were not warned of, they did not allow (product.md T-5). */
type Mark = Extract<ScopeEffect, 'shares' | 'deletes'>;

const asMark = (effect: string | undefined): Mark | null =>
  effect === 'shares' || effect === 'deletes' ? effect : null;

const gravity = (mark: Mark | null): number => (mark === null ? -1 : scopeEffects.indexOf(mark));

/** How the scope is marked where it stands beside this resource, or, for null, beside none. */
const markOf = (scope: string, resource: Resource | null, request: PlacedScopes): Mark | null => {
  const registered = resourcesBeside(resource, request.registered);
  return asMark(describeScope(scope, { resources: [], registered }, 'new').effect);
};

/** `scope`: with its mark behind it, where it has one; neither holds a space (RFC 6749 §3.3). */
const entry = (place: string, scope: string): string => `${place} ${scope}`;

const heldAt = (
  { terms }: Consent,
  place: string,
): readonly { readonly name: string; readonly mark: Mark | null }[] =>
  terms.flatMap((term) => {
    const [at, name, effect] = term.split(' ');
    return at === place && name !== undefined ? [{ name, mark: asMark(effect) }] : [];
  });

/**
 * The scopes that were allowed beside this resource, or, for null, beside none, whatever the client was then:
 * what the person may be told they allowed where, which is not yet what holds for a request.
 */
export function scopesAllowedAt(consent: Consent, uri: string | null): readonly string[] {
  const shown = consent.terms.filter((term) => !/[ "]/.test(term));
  const resource = uri === null ? null : { uri };
  const held = [vouchedFor, ...shown].flatMap((terms) => heldAt(consent, placeIn(terms, resource)));
  return [...new Set(held.map(({ name }) => name))];
}

/**
 * Less of what was allowed: of its scopes those that are named, at the places where they were (security.md T-4). What came
 * with a scope is not told apart by it, so that a place that lost one has to be shown again with all that its scopes include.
 */
export function narrowedTo(
  { scope, terms }: Pick<Consent, 'scope' | 'terms'>,
  scopes: readonly string[],
): Pick<Consent, 'scope' | 'terms'> {
  const entries = terms.map((term) => {
    const [place = '', name] = term.split(' ');
    return {
      term,
      place,
      inclusions: inclusionsAt(place),
      isLost: name !== undefined && !scopes.includes(name),
    };
  });
  const ofInclusions = new Set(entries.map(({ inclusions }) => inclusions));
  const without = new Set(entries.filter(({ isLost }) => isLost).map(({ inclusions }) => inclusions));
  return {
    scope: scope.filter((name) => scopes.includes(name)),
    terms: entries
      .filter(({ place, isLost }) => (ofInclusions.has(place) ? !without.has(place) : !isLost))
      .map(({ term }) => term),
  };
}

/** Names of the claims asked for one by one that no scope of the request holds anyway. */
export const claimsBeyondScope = ({ claims, scope }: ValidRequest): readonly string[] =>
  [...new Set([...Object.keys(claims.userinfo), ...Object.keys(claims.idToken)])].filter(
    (name) => !scope.includes(scopeOfClaim(name) ?? ''),
  );

const learningsOf = ({ apis }: ValidRequest): readonly Learning[] =>
  apis.flatMap((resource) => resource.identityClaims.map((claim) => ({ resource, claim })));

/** The claims an approval holds for, as a consent lists them: what the client and what each resource is told. */
export const agreedTo = (request: ValidRequest): readonly string[] => [
  ...claimsBeyondScope(request),
  ...learningsOf(request).map(({ resource, claim }) => claimEntry(resource.uri, claim)),
];

/** How many details a consent remembers; those beyond are asked about each time (security.md L-8). */
const mostRemembered = 50;

/** The details an approval of the request is remembered for, beside those that are. */
export function detailsToRemember(consent: Consent | null, request: ValidRequest): readonly string[] {
  const known = consent?.details ?? [];
  return request.details
    .flatMap((detail) => entriesOf(detail, request))
    .filter((allowed) => !known.includes(allowed))
    .slice(0, Math.max(0, mostRemembered - known.length));
}

/**
 * One without a location is good at every resource of the request, beside which it was shown (RFC 9396 §2.2); one that
 * opens a credential is another one once that says other things.
 */
function entriesOf(detail: AuthorizationDetail, request: ValidRequest): readonly string[] {
  const sayings = sayingsOfDetail(detail, request.detailsTypes);
  const places = locationsOf(detail).length > 0 ? [termsFrom(request)] : placesOf(request);
  return places.map((place) =>
    detailEntry(sayings.length === 0 ? place : sha256([place, ...sayings].join(' ')), detail),
  );
}

export const redirectHost = ({ channel }: Pick<Place, 'channel'>): string =>
  redirectReceiver(channel.redirectUri);
