import { OAuthError } from './errors.ts';

/** The most values one scope may hold (protocol.md §1). */
export const scopeValueLimit = 100;

// RFC 6749 §3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** Whether the text is one scope value (RFC 6749 §3.3). */
export const isScopeValue = (text: string): boolean => scopeToken.test(text);

/**
 * The values of a scope parameter in the order sent, each once; nothing sent is the empty list.
 * Throws `invalid_scope` on bad grammar and on more than 100 values.
 */
export function parseScope(text: string | undefined): readonly string[] {
  if (text === undefined || text === '') return [];
  const values = text.split(' ');
  // protocol.md §1
  if (values.length > scopeValueLimit)
    throw new OAuthError('invalid_scope', 'The scope has too many values.');
  // RFC 6749 §3.3, protocol.md SC-1
  if (!values.every(isScopeValue)) throw new OAuthError('invalid_scope', 'The scope is malformed.');
  return [...new Set(values)];
}

/** The values as one parameter (RFC 6749 §3.3). */
export const formatScope = (values: Iterable<string>): string => [...values].join(' ');

/** The values as a member of JSON: an empty scope has no spelling, so it is left out (RFC 6749 §3.3). */
export const scopeMember = (values: readonly string[]): string | undefined =>
  values.length > 0 ? formatScope(values) : undefined;

/** Whether every value of `part` is in `whole`. */
export const isWithin = (part: readonly string[], whole: readonly string[]): boolean =>
  part.every((value) => whole.includes(value));

/** What each scope implies directly; a scope that is not named implies nothing. */
export type Implications = ReadonlyMap<string, readonly string[]>;

/** The held scopes and all they imply, directly or through others, each once (clients.md §9). Ends on cycles. */
export function expandScope(held: readonly string[], implies: Implications): readonly string[] {
  const expanded = new Set(held);
  // A set hands out what is added while it is walked
  for (const scope of expanded) for (const implied of implies.get(scope) ?? []) expanded.add(implied);
  return [...expanded];
}

/** A scope that implies itself through others, or null: such a hierarchy is refused where it is declared. */
export function findScopeCycle(implies: Implications): string | null {
  const isCyclic = (scope: string): boolean => expandScope(implies.get(scope) ?? [], implies).includes(scope);
  return [...implies.keys()].find(isCyclic) ?? null;
}
