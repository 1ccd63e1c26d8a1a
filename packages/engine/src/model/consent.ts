import type { ClientId, Instant, UserId } from '@grantor/protocol';
import { type AuthorizationDetail, canonical } from './authorization-details.ts';

/** What one person has allowed one client, as the union of all approvals (protocol.md IN-3). */
export type Consent = {
  readonly userId: UserId;
  readonly clientId: ClientId;
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  /** What the client is told by name, and what each resource is told: `claimEntry`. */
  readonly claims: readonly string[];
  /** `detailEntry` of each that was allowed. */
  readonly details: readonly string[];
  /** For self-registered clients: the redirect host that was shown. */
  readonly redirectHost: string | null;
  /** Digests of all that has to be the same again, each scope where it was shown (consent-coverage.ts). */
  readonly terms: readonly string[];
  readonly givenAt: Instant;
};

/**
 * In characters: a consent that has grown beyond it begins anew with what is allowed next, and what was allowed before is
 * asked about again. A client that changes what it is called at will would make it grow for ever (security.md L-8).
 */
export const longestConsent = 65_536;

/**
 * What is told at a place, be it a resource or whatever else stands for who is told, as one value. No scope
 * and no claim of ours holds a quotation mark (RFC 6749 §3.3): an entry is never taken for either.
 */
export const claimEntry = (place: string, name: string): string => `${place}"${name}"`;

/** The claims of a consent again: those the client is told, and those each resource is told. */
export function readClaimEntries(claims: readonly string[]): {
  readonly names: readonly string[];
  readonly toResources: ReadonlyMap<string, readonly string[]>;
} {
  const names: string[] = [];
  const toResources = new Map<string, string[]>();
  for (const claim of claims) {
    const [place, name] = claim.split('"');
    if (name === undefined || place === undefined) names.push(claim);
    else toResources.set(place, [...(toResources.get(place) ?? []), name]);
  }
  return { names, toResources };
}

/** A detail as it was allowed; `place`, a digest, stands for the client that was shown, and the resource beside it. */
export const detailEntry = (place: string, detail: AuthorizationDetail): string =>
  `${place} ${canonical(detail)}`;

/** The details of a consent again, whatever the client was then, one for each place where it was allowed. */
export const readDetailEntries = (entries: readonly string[]): readonly AuthorizationDetail[] =>
  entries.map((entry) => JSON.parse(entry.slice(entry.indexOf(' ') + 1)) as AuthorizationDetail);
