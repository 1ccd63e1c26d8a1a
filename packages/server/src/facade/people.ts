/** Who can sign in: people of a file that is read at the start (federation-vci-authlete.md ATL-8). */

import type { Passwords } from '../accounts/passwords.ts';

export type Person = {
  readonly subject: string;
  readonly loginId: string;
  readonly claims: Readonly<Record<string, unknown>>;
};

export type People = {
  /** By the subject; null: not known here. */
  find(subject: string): Person | null;
  /** By their name or mail address (advanced.md CIB-2); null: nobody. */
  named(hint: string): Person | null;
  /** By what a client knows them as; null: nobody. */
  known(sub: string, knownAs: (subject: string) => string): Person | null;
  /** null: no such name, or the wrong password; it takes as long either way (product.md S-3). */
  signIn(loginId: string, password: string): Promise<Person | null>;
};

export type ListedPerson = Person & {
  /** PHC string of Argon2id. */
  readonly passwordHash: string;
};

export function createPeople(listed: readonly ListedPerson[], passwords: Pick<Passwords, 'verify'>): People {
  const byName = new Map(listed.map((person) => [person.loginId, person]));
  const bySubject = new Map(listed.map((person) => [person.subject, person]));
  return {
    find: (subject) => bySubject.get(subject) ?? null,
    named: (hint) => byName.get(hint) ?? listed.find(({ claims }) => claims['email'] === hint) ?? null,
    known: (sub, knownAs) => listed.find(({ subject }) => knownAs(subject) === sub) ?? null,
    async signIn(loginId, password) {
      const person = byName.get(loginId) ?? null;
      const verdict = await passwords.verify(password, person?.passwordHash ?? null);
      return verdict === 'wrong' ? null : person;
    },
  };
}
