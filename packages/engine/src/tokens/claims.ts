/** The claims about a person: which exist, and which scope releases them (OpenID Connect Core §5.1, §5.4). */

import type { Account } from '../model/account.ts';
import { type Client, isSelfRegistered } from '../model/client.ts';
import { signInName } from '../model/guest.ts';
import type { IdentityClaim } from '../model/resource.ts';

type ValueKind = 'string' | 'number' | 'boolean' | 'object' | 'list';

/** OpenID Connect Core §5.1.1 */
const addressMembers = ['formatted', 'street_address', 'locality', 'region', 'postal_code', 'country'];

type ClaimRow = { readonly name: string; readonly scope: string; readonly kind: ValueKind };

const rows = (scope: string, kind: ValueKind, names: readonly string[]): readonly ClaimRow[] =>
  names.map((name) => ({ name, scope, kind }));

const registry: readonly ClaimRow[] = [
  ...rows('profile', 'string', ['name', 'family_name', 'given_name', 'middle_name', 'nickname']),
  ...rows('profile', 'string', ['preferred_username', 'profile', 'picture', 'website', 'gender']),
  ...rows('profile', 'string', ['birthdate', 'zoneinfo', 'locale']),
  ...rows('profile', 'number', ['updated_at']),
  ...rows('email', 'string', ['email']),
  ...rows('email', 'boolean', ['email_verified']),
  ...rows('address', 'object', ['address']),
  ...rows('phone', 'string', ['phone_number']),
  ...rows('phone', 'boolean', ['phone_number_verified']),
  ...rows('groups', 'list', ['groups']),
];

/** The scopes that release claims: those of OpenID Connect Core §5.4 in its order, then our own. */
export const claimScopes: readonly string[] = [...new Set(registry.map((row) => row.scope))];

/** Scopes for clients that an administrator answers for: what a person belongs to is nothing for strangers. */
export const vouchedScopes: readonly string[] = ['groups'];

/** Every claim about a person that can be released, for discovery and the `claims` parameter. */
export const personClaims: readonly string[] = registry.map((row) => row.name);

/** The claims that these scopes release. */
export const claimsOfScopes = (scopes: readonly string[]): readonly string[] =>
  registry.filter((row) => scopes.includes(row.scope)).map((row) => row.name);

/** The scope whose right a claim belongs to; null: nobody is told such a claim. */
export const scopeOfClaim = (name: string): string | null =>
  registry.find((row) => row.name === name)?.scope ?? null;

/**
 * The values of the claims that the scope or their own name asks for; claims without a value, or with one
 * of another type, are omitted (protocol.md UI-4, UI-5).
 */
export function releaseClaims(
  account: Account,
  asked: { readonly scope: readonly string[]; readonly names: readonly string[] },
): Record<string, unknown> {
  const released: Record<string, unknown> = {};
  for (const { name, scope, kind } of registry) {
    if (!asked.scope.includes(scope) && !asked.names.includes(name)) continue;
    const value = readers[kind](account, name);
    if (value !== undefined) released[name] = value;
  }
  return released;
}

/** Which of the claims asked for by name the client could also ask for by scope (OpenID Connect Core §5.5). */
export const claimsWithin = (client: Client, names: readonly string[]): readonly string[] =>
  names.filter((name) => registry.some((row) => row.name === name && mayAsk(client, row.scope)));

const mayAsk = (client: Client, scope: string): boolean =>
  isSelfRegistered(client) ? !vouchedScopes.includes(scope) : client.scopes.includes(scope);

/** What the claims are worth for this person; those without a value are omitted (clients.md §9). */
export const identityOf = (account: Account, names: readonly IdentityClaim[]): Record<string, unknown> =>
  releaseClaims(account, { scope: [], names });

const claimValue = (account: Account, name: string): unknown =>
  account.claims[name] ?? (name === 'preferred_username' ? signInName(account) : undefined);

/** The texts of a list; undefined when there is none. */
function textsOf(account: Account, name: string): readonly string[] | undefined {
  const stored = account.claims[name];
  const texts = Array.isArray(stored) ? stored.filter((text) => typeof text === 'string' && text !== '') : [];
  return texts.length > 0 ? texts : undefined;
}

/** The members that have a value; undefined when none has. */
function addressOf(account: Account): Record<string, string> | undefined {
  const stored: Readonly<Record<string, unknown>> = Object(account.claims['address']);
  const present = addressMembers.flatMap((name) => {
    const value = stored[name];
    return typeof value === 'string' && value !== '' ? [[name, value] as const] : [];
  });
  return present.length > 0 ? Object.fromEntries(present) : undefined;
}

const plain =
  (type: 'string' | 'number' | 'boolean'): Reader =>
  (account, name) => {
    const value = claimValue(account, name);
    return value !== '' && typeof value === type ? value : undefined;
  };

type Reader = (account: Account, name: string) => unknown;

/** The value of a claim of this kind; undefined when it has none, or one of another type. */
const readers: Readonly<Record<ValueKind, Reader>> = {
  string: plain('string'),
  number: plain('number'),
  boolean: plain('boolean'),
  object: addressOf,
  list: textsOf,
};
