/** Whom a provider may let in (product.md I-5). */

import { foldName } from './names.ts';

/** Who somebody is at a provider, as far as a list can name them. */
export type ListedPerson = {
  /** The id that the provider never gives to somebody else. */
  readonly id: string;
  /** null: names there may change hands, or there are none. */
  readonly username: string | null;
  readonly email: string | null;
  readonly emailVerified: boolean;
};

/** Ids, user names, verified e-mail addresses and `@domain`; `*`: everyone; empty: nobody. */
export type AllowList = readonly string[];

/** Whether the list names the person; an address that the provider does not vouch for names nobody. */
export function isListed(list: AllowList, { id, username, email, emailVerified }: ListedPerson): boolean {
  const address = email !== null && emailVerified ? foldName(email) : null;
  const names = [foldName(id), ...(username === null ? [] : [foldName(username)])];
  return list.map(foldName).some((entry) => {
    if (entry === '*') return true;
    if (entry.startsWith('@')) return address?.endsWith(entry) ?? false;
    return names.includes(entry) || entry === address;
  });
}
