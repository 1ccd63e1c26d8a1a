/** Where users of a protected service are kept. Never decides who may be linked: `resolve.ts` does. */

/** Who signed in: a subject means something within its issuer only (resource.md §4). */
export type Identity = { readonly issuer: string; readonly subject: string };

/** What a sign-in tells about a person. `email` is one the issuer has verified, else null. */
export type Profile = { readonly email: string | null; readonly name: string | null };

export type StoredUser = {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
  /** Disabled or deleted: known, and shut out. */
  readonly blocked: boolean;
};

/** Every method is atomic: called in parallel, for the same person too, it leaves one row for one identity. */
export type UserStore = {
  /** The user with this id, for tokens the operator signed; never called with a claim of an issuer. */
  findById(id: string): Promise<StoredUser | null>;

  /** The user with this identity; an empty e-mail or name of its row is filled, none is overwritten. */
  findByIdentity(identity: Identity, profile: Profile): Promise<StoredUser | null>;

  /**
   * Writes the identity into the row of the one user with that e-mail, if it has no identity yet, and fills an
   * empty name. Null when no user, several users or a user with an identity has the e-mail. A caller that lost
   * the race to a parallel sign-in of the same person gets the user that this sign-in linked.
   */
  linkByEmail(identity: Identity, profile: Profile & { readonly email: string }): Promise<StoredUser | null>;

  /** Inserts a user, or returns the one that has the identity already; null when another row is in the way. */
  provision(identity: Identity, user: Profile & { readonly id: string }): Promise<StoredUser | null>;
};

const isOuterSpace = (character: string | undefined): boolean =>
  character !== undefined && ' \t\r\n'.includes(character);

function withoutOuterSpace(text: string): string {
  let [start, end] = [0, text.length];
  while (isOuterSpace(text[start])) start += 1;
  while (end > start && isOuterSpace(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

/**
 * The address as it is compared: trimmed, ASCII letters in lower case (resource.md §4). Unicode case folding
 * would make one address out of two mailboxes.
 */
export const comparableEmail = (email: string): string =>
  withoutOuterSpace(email).replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
