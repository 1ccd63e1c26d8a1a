import { type UserId, userId } from '@grantor/protocol';
import { peoplePath } from '../pages/index.ts';

const plain = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;

/** The page about a person: under their id, or under its base64url after a dash where it cannot stand in a path. */
export const personPath = (id: string): string =>
  `${peoplePath}/${plain.test(id) ? id : `-${Buffer.from(id).toString('base64url')}`}`;

export const personIn = (key: string): UserId =>
  userId(key.startsWith('-') ? Buffer.from(key.slice(1), 'base64url').toString() : key);
