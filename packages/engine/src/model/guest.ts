/**
 * People whom a front-end signed in, and who are no users here: what hangs on them has an id that no user can have, so
 * that nothing of theirs is ever taken for that of a user of the same name (federation-vci-authlete.md ATL-25).
 */

import { type UserId, userId } from '@grantor/protocol';
import type { Account } from './account.ts';

/** No user id contains a colon (security.md T-6). */
const prefix = 'guest:';

/** The row that things of this subject hang on. */
export const guestId = (subject: string): UserId => userId(`${prefix}${subject}`);

/** As the front-end knows them; null: a user of this server. */
export const subjectOfGuest = (id: UserId): string | null =>
  id.startsWith(prefix) ? id.slice(prefix.length) : null;

/** The name they sign in with; undefined: not here. */
export const signInName = ({ id, username }: Pick<Account, 'id' | 'username'>): string | undefined =>
  subjectOfGuest(id) === null ? username : undefined;
