/** Who a token is about, and the name of a session towards one client. */

import { hash } from 'node:crypto';
import { type ClientId, encodeBase64url, type UserId, userId } from '@grantor/protocol';
import type { Account } from '../model/account.ts';
import { type Client, isSelfRegistered } from '../model/client.ts';
import { signInName, subjectOfGuest } from '../model/guest.ts';
import type { Told } from '../model/told.ts';
import type { KeyRing } from '../ports/ports.ts';

const clientPrefix = 'client:';

/** What of a client decides whom it knows people as. */
type Knowing = Pick<
  Client,
  'id' | 'source' | 'grantTypes' | 'subjectType' | 'sectorIdentifierUri' | 'redirectUris'
>;
type Naming = Pick<KeyRing, 'pairwiseSubject'>;

/** No user id contains a colon, so a client never poses as a user (RFC 9700 §4.15, security.md T-6). */
export const subjectOfClient = (client: ClientId): string => `${clientPrefix}${client}`;

/** Whom the client knows the person as, wherever it meets them; null: the client itself (OpenID Connect Core §8). */
export const subjectOf = (client: Knowing, user: UserId | null, keys: Naming): string =>
  user === null ? subjectOfClient(client.id) : subjectOfPerson(client, user, keys);

/** The same of a person (advanced.md PWS-1, PWS-4). */
export function subjectOfPerson(client: Knowing, user: UserId, keys: Naming): string {
  if (client.subjectType === 'public') return subjectOfGuest(user) ?? user;
  return keys.pairwiseSubject(namesOf(client), user);
}

/**
 * What a token is about: as its front-end said, where the client knows people by names of its own and the front-end makes
 * them (federation-vci-authlete.md ATL-17); else as everywhere.
 */
export const subjectSaid = (
  client: Knowing,
  { userId, told }: { readonly userId: UserId | null; readonly told?: Told | undefined },
  keys: Naming,
): string => (client.subjectType === 'pairwise' ? told?.sub : undefined) ?? subjectOf(client, userId, keys);

/** Whether a client that changes from the one to the other knows people by the same names. */
export const knowsAlike = (one: Knowing, other: Knowing): boolean =>
  one.subjectType === other.subjectType && (one.subjectType === 'public' || namesOf(one) === namesOf(other));

/** Whose names the client knows people by: of its sector, where that has a part in what it gets, else its own. */
const namesOf = (client: Knowing): string =>
  (isOfSector(client) ? sectorOf(client) : null) ?? subjectOfClient(client.id);

/**
 * Anybody can write down the redirect URIs of another: what shows that they are a stranger's own is that the tokens come
 * through them, or that their host publishes the client.
 */
function isOfSector(client: Knowing): boolean {
  if (!isSelfRegistered(client)) return true;
  if (client.source === 'document') return URL.parse(client.id)?.hostname === sectorOf(client);
  return client.grantTypes.every((name) => throughRedirects.includes(name));
}

const throughRedirects: readonly string[] = ['authorization_code', 'refresh_token', 'implicit'];

/**
 * The host whose clients know people by the same names (advanced.md PWS-2); null: the redirect URIs have none in
 * common, and nothing else names one.
 */
export function sectorOf({
  sectorIdentifierUri,
  redirectUris,
}: Pick<Client, 'sectorIdentifierUri' | 'redirectUris'>): string | null {
  const uris = sectorIdentifierUri === null ? redirectUris : [sectorIdentifierUri];
  const [host, ...others] = new Set(uris.map((uri) => URL.parse(uri)?.hostname ?? ''));
  return host === undefined || host === '' || others.length > 0 ? null : host;
}

/** The user name, where it tells the client no more than the subject does (advanced.md PWS-4). */
export const publicNameOf = (
  { subjectType }: Pick<Client, 'subjectType'>,
  account: Pick<Account, 'id' | 'username'> | null,
): string | undefined => (subjectType === 'public' && account !== null ? signInName(account) : undefined);

/** The user a public subject names; null: it names a client. */
export const userOfSubject = (subject: string): UserId | null =>
  subject.startsWith(clientPrefix) ? null : userId(subject);

/** No `sid` of a user has a full stop. */
const guestSid = 'guest.';

/**
 * The `sid` of one client in one session: two clients cannot tell that they share it (protocol.md SE-4). That of a guest
 * says so, for the subject in the same ID token may be that of a user (federation-vci-authlete.md ATL-25).
 */
export const deriveSid = (
  { sidSeed, userId }: { readonly sidSeed: string; readonly userId: UserId },
  client: ClientId,
): string =>
  (subjectOfGuest(userId) === null ? '' : guestSid) +
  encodeBase64url(hash('sha256', `${sidSeed}.${client}`, 'buffer').subarray(0, 16));

/** Whom a front-end signed in, or whom this server did. */
export type PersonKind = 'guest' | 'user';

export const kindOfPerson = (id: UserId): PersonKind => (subjectOfGuest(id) === null ? 'user' : 'guest');

/** The kind of the person whose session this is. */
export const kindOfSid = (sid: unknown): PersonKind =>
  typeof sid === 'string' && sid.startsWith(guestSid) ? 'guest' : 'user';
