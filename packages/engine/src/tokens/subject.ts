/** Who a token is about, and the name of a session towards one client. */

import { hash } from 'node:crypto';
import { type ClientId, encodeBase64url, type UserId, userId } from '@grantor/protocol';

const clientPrefix = 'client:';

/** No user id contains a colon, so a client never poses as a user (RFC 9700 §4.15, security.md T-6). */
export const subjectOfClient = (client: ClientId): string => `${clientPrefix}${client}`;

export const subjectOf = (client: ClientId, user: UserId | null): string => user ?? subjectOfClient(client);

/** The user a subject names; null: it names a client. */
export const userOfSubject = (subject: string): UserId | null =>
  subject.startsWith(clientPrefix) ? null : userId(subject);

/** The `sid` of one client in one session: two clients cannot tell that they share it (protocol.md SE-4). */
export const deriveSid = (seed: string, client: ClientId): string =>
  encodeBase64url(hash('sha256', `${seed}.${client}`, 'buffer').subarray(0, 16));
