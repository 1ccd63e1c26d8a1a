/** How a path names a person. */

import { type UserId, userId } from '@grantor/protocol';

const plain = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;

/** Their id, or its base64url after a dash where it cannot stand in a path. */
export const personKey = (id: string): string =>
  plain.test(id) ? id : `-${Buffer.from(id).toString('base64url')}`;

export const personIn = (key: string): UserId =>
  userId(key.startsWith('-') ? Buffer.from(key.slice(1), 'base64url').toString() : key);
