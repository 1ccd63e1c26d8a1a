/** How a path names a person. */

import { isStorable, type UserId, userId } from '@grantor/protocol';

const plain = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;

/** Their id, or its base64url after a dash where it cannot stand in a path. */
export const personKey = (id: string): string =>
  plain.test(id) ? id : `-${Buffer.from(id).toString('base64url')}`;

/** Whose key it is: nobody's where no id has it, or none that a store can keep (security.md I-2). */
export function personIn(key: string): UserId {
  const id = key.startsWith('-') ? Buffer.from(key.slice(1), 'base64url').toString() : key;
  return userId(personKey(id) === key && isStorable(id) ? id : '');
}
