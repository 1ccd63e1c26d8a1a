/** People whom somebody else knows: the application that this server is part of (distribution.md L-3). */

import type { ClaimValues } from '@grantor/engine';
import { isSubject } from './names.ts';

/** A person as the application knows them (product.md §2). */
export type ApplicationUser = {
  /** Becomes `sub`: never reused, never changed; 1 to 255 visible ASCII characters, no colon: those are clients. */
  readonly id: string;
  readonly username: string;
  /** Absent: `user`. Only administrators get the scopes kept for them. */
  readonly role?: 'user' | 'admin' | undefined;
  readonly email?: string | undefined;
  /** Counts with an e-mail only; absent: false. */
  readonly emailVerified?: boolean | undefined;
  /** Further OpenID claims by name, such as `name` and `picture`. */
  readonly claims?: ClaimValues | undefined;
  /** True: no sign-in, no session, no token counts from the next check on. */
  readonly disabled?: boolean | undefined;
};

/** The application's user table. What it rejects with is logged and answered as a fault of the server. */
export type Accounts = {
  /** Asked whenever a session, code or token is checked, so it should be one lookup; null: there is no such person any more. */
  readonly find: (id: string) => Promise<ApplicationUser | null>;
  /**
   * The person with this name (or whatever people type) and password, or null. Failures per name are limited before
   * it is asked. It should take as long for a name that nobody has as for a wrong password.
   */
  readonly verify: (name: string, password: string) => Promise<ApplicationUser | null>;
};

/** The application answered something that is no person. */
export class UnusableUser extends Error {
  override readonly name = 'UnusableUser';
}

/** The same, looked at: throws UnusableUser where it could not be a subject. */
export function checkedUser(user: ApplicationUser): ApplicationUser {
  if (typeof user.id !== 'string' || !isSubject(user.id) || typeof user.username !== 'string')
    throw new UnusableUser('accounts answered a user without a usable id and username');
  return user;
}

/** What may be released about them, by claim name (OpenID Connect Core §5.1). */
export const claimsOf = ({ claims, email, emailVerified = false }: ApplicationUser): ClaimValues => ({
  ...claims,
  ...(email === undefined ? {} : { email, email_verified: emailVerified }),
});
