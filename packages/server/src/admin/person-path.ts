import { type UserId, userId } from '@grantor/protocol';
import { peoplePath } from '../pages/index.ts';

const plain = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;

/** What names a person in a path: their id, or its base64url after a dash where it cannot stand there. */
export const personKey = (id: string): string =>
  plain.test(id) ? id : `-${Buffer.from(id).toString('base64url')}`;

/** The page about a person. */
export const personPath = (id: string): string => `${peoplePath}/${personKey(id)}`;

export const personIn = (key: string): UserId =>
  userId(key.startsWith('-') ? Buffer.from(key.slice(1), 'base64url').toString() : key);
