import type { Instant, UserId } from '@grantor/protocol';

/** Claim values as stored, by OpenID claim name (OpenID Connect Core §5.1). */
export type ClaimValues = Readonly<Record<string, unknown>>;

/** A person as the engine sees them: live state and what may be released. */
export type Account = {
  readonly id: UserId;
  readonly username: string;
  readonly role: 'user' | 'admin';
  readonly claims: ClaimValues;
  readonly disabledAt: Instant | null;
  readonly tokensValidFrom: Instant | null;
};

/** What the person belongs to; what is stored as no name of a group is none. */
export function groupsOf({ claims }: Pick<Account, 'claims'>): readonly string[] {
  const groups = claims['groups'];
  return Array.isArray(groups) ? groups.filter((group) => typeof group === 'string' && group !== '') : [];
}
