import type { ClaimValues } from '@grantor/engine';
import type { Epoch } from '@grantor/protocol';

export type ClaimSource = {
  readonly email: string | null;
  readonly emailVerifiedAt: Epoch | null;
  readonly claims: ClaimValues;
};

/** What may be released about a person, by claim name (OpenID Connect Core §5.1); the user name is known anyway. */
export const releasableClaims = (source: ClaimSource, updatedAt: Epoch): ClaimValues => ({
  updated_at: updatedAt,
  ...source.claims,
  ...(source.email === null ? {} : { email: source.email, email_verified: source.emailVerifiedAt !== null }),
});

/** Those of a record that do not follow from the rest of it, which fills them in anew. */
export function saidClaims(claims: ClaimValues): ClaimValues {
  const { updated_at: _, email: _email, email_verified: _verified, ...said } = claims;
  return said;
}
