/** Who somebody is at another provider, and whom that makes them here (product.md I-3, I-4, I-7, I-8). */

import type { Random } from '@grantor/engine';
import { type Hash, secondOf, type UserId, userId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import { randomUuid } from '../accounts/random-values.ts';
import type { Schema } from '../database/schema.ts';
import { foldName } from '../people/names.ts';
import type { ListedConnection } from '../store/connection-list.ts';
import {
  type Connection,
  type ConnectionState,
  createConnection,
  type Disconnection,
  deleteConnection,
  findConnection,
  listConnections,
  lockConnections,
  removeConnection,
  renewConnection,
  type ServedWays,
} from '../store/connections.ts';
import { createUser, findUser, findUserForSignIn, type User } from '../store/users.ts';
import { sessionLives } from '../store/writers/live.ts';
import type { UpstreamIdentity } from '../upstream/provider.ts';
import { type Actor, type ChangePorts, change, type Tell } from './change.ts';
import { notice } from './mail.ts';
import { usernamesLike } from './usernames-like.ts';

export type ConnectionPorts = ChangePorts & {
  readonly random: Random;
  /** `OAUTH_AUTO_REGISTER` */
  readonly registration: 'open' | 'closed';
  /** What a provider is called on its button. */
  readonly labelOf: (provider: string) => string;
  /** Under a key the database does not hold. */
  readonly seal: (plaintext: string, label: string) => string;
};

/** The ports within one transaction. */
type Work = ConnectionPorts & {
  readonly tx: Kysely<Schema>;
  readonly tell: Tell;
  readonly source: Actor['source'];
};

/** Whoever comes from the provider is the person. */
const ofOwner = ({ source }: Pick<Work, 'source'>, { id, username }: User): Actor => ({
  ...{ userId: id, username, source },
});

export type Arrival = { readonly provider: string; readonly identity: UpstreamIdentity };

export type Entry =
  | { readonly kind: 'entered'; readonly user: User }
  /** Somebody has the e-mail address, and not everybody who is asked vouches for it. */
  | { readonly kind: 'email_taken' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'disabled'; readonly user: User };

/** The person that the identity is here: known, recognised by an address that both sides verified, or new. */
export function enterThrough(
  ports: ConnectionPorts,
  source: Actor['source'],
  arrival: Arrival,
): Promise<Entry> {
  const nobody = { userId: null, username: null, source };
  return change(ports, nobody, async (tx, tell) => {
    const work = { ...ports, tx, tell, source };
    const found = await known(work, arrival);
    if (found !== null) return found;
    await lockConnections(tx);
    // Whoever was faster has connected it by now
    return (await known(work, arrival)) ?? (await recognised(work, arrival));
  });
}

/** Whether the identity is connected with the person: shows that they are here, and changes nothing (product.md S-8). */
export async function isConnected(
  { database }: Pick<ConnectionPorts, 'database'>,
  { provider, identity }: Arrival,
  owner: UserId,
): Promise<boolean> {
  const connection = await findConnection(database.kysely, { provider, subject: identity.subject });
  return connection?.userId === owner;
}

async function known(work: Work, arrival: Arrival): Promise<Entry | null> {
  const { tx } = work;
  const { provider, identity } = arrival;
  const connection = await findConnection(tx, { provider, subject: identity.subject });
  if (connection === null) return null;
  await renewConnection(tx, connection.id, stateOf(work, connection.id, identity));
  const found = await findUser(tx, connection.userId);
  return found === null ? null : entered(found.user);
}

const entered = (user: User): Entry =>
  user.disabledAt === null ? { kind: 'entered', user } : { kind: 'disabled', user };

async function recognised(work: Work, arrival: Arrival): Promise<Entry> {
  const { tx } = work;
  const { email, emailVerified } = arrival.identity;
  const owner = email === null ? null : await ownerOf(tx, email);
  if (owner === null) return registered(work, arrival);
  // product.md I-4: else its owner could wait for the address's real owner
  if (!emailVerified || owner.emailVerifiedAt === null) return { kind: 'email_taken' };
  // Whoever writes addresses there must not become an administrator here: they connect it themselves (product.md I-8)
  if (owner.role === 'admin') return { kind: 'email_taken' };
  if (owner.disabledAt !== null) return { kind: 'disabled', user: owner };
  const connected = await connect(work, { ...arrival, owner, method: 'email', actor: ofOwner(work, owner) });
  return connected ? { kind: 'entered', user: owner } : { kind: 'email_taken' };
}

/** A user name that looks like an address belongs to nobody's mailbox. */
async function ownerOf(tx: Kysely<Schema>, email: string): Promise<User | null> {
  const user = (await findUserForSignIn(tx, email))?.user ?? null;
  if (user === null || user.email === null || foldName(user.email) !== foldName(email)) return null;
  return user;
}

/** A new user, who is called what they are called there, or nearly. */
async function registered(work: Work, arrival: Arrival): Promise<Entry> {
  const { tx, tell, random, now } = work;
  if (work.registration === 'closed') return { kind: 'closed' };
  const { provider, identity } = arrival;
  const { email, emailVerified, name, avatarUrl } = identity;
  const id = userId(randomUuid(random));
  const at = secondOf(now());
  for (const username of usernamesLike(identity.usernames, random)) {
    const created = await createUser(tx, {
      ...{ id, username, email, role: 'user', passwordHash: null, at },
      emailVerifiedAt: email !== null && emailVerified ? at : null,
      claims: {
        ...(name === null ? {} : { name }),
        ...(avatarUrl === null ? {} : { picture: avatarUrl }),
      },
    });
    if (created.kind === 'taken' && created.field === 'email') return { kind: 'email_taken' };
    if (created.kind === 'taken') continue;
    const details = { source: provider, role: 'user' };
    await tell({ type: 'USER_CREATED', resource: { id, name: username }, details, error: null });
    const user = (await findUser(tx, id))?.user;
    if (
      user === undefined ||
      !(await connect(work, { ...arrival, owner: user, method: 'new', actor: ofOwner(work, user) }))
    )
      throw new Error('a new user could not be connected');
    return { kind: 'entered', user };
  }
  throw new Error('no user name is free');
}

type Connecting = Arrival & {
  readonly owner: User;
  readonly method: 'email' | 'new' | 'own';
  readonly actor: Actor;
};

/** False: the person has a connection of this provider, or somebody has the identity. */
async function connect(
  work: Work,
  { provider, identity, owner, method, actor }: Connecting,
): Promise<boolean> {
  const id = randomUuid(work.random);
  const created = await createConnection(work.tx, {
    ...{ id, userId: owner.id, provider, subject: identity.subject },
    createdAt: secondOf(work.now()),
    ...stateOf(work, id, identity),
  });
  if (!created) return false;
  const resource = { id, name: owner.username };
  await work.tell({ type: 'OAUTH_CONNECTION_CREATED', resource, details: { provider, method }, error: null });
  const facts = { provider: work.labelOf(provider) };
  // Whoever is new is told nothing about what they just did
  if (method !== 'new')
    await notice(work, { owner: owner.id, actor, at: secondOf(work.now()), facts }, 'connection_added');
  return true;
}

/** Under which a provider's tokens are sealed. */
export const connectionLabel = (id: string): string => `connection:${id}`;

const stateOf = (
  { now, seal }: ConnectionPorts,
  id: string,
  { username, name, email, emailVerified, avatarUrl, tokens }: UpstreamIdentity,
): ConnectionState => ({
  ...{ username, name, email, emailVerified, avatarUrl },
  tokens: seal(tokens, connectionLabel(id)),
  lastUsedAt: secondOf(now()),
});

/** `in_use`: the identity is somebody else's; `already`: the person has one of this provider; `signed_out`: meanwhile. */
export type Linking = 'linked' | 'in_use' | 'already' | 'gone' | 'signed_out';

/** The person, freshly signed in, says who they are at a provider; its e-mail address is no matter (product.md I-8). */
export function linkConnection(
  ports: ConnectionPorts,
  actor: Actor,
  { owner, session, ...arrival }: Arrival & { readonly owner: UserId; readonly session: Hash },
): Promise<Linking> {
  return change(ports, actor, async (tx, tell) => {
    await lockConnections(tx);
    // The provider may have taken its time: whoever was signed out meanwhile opens no way back (security.md R-10)
    if (!(await isLive(tx, ports, session))) return 'signed_out';
    const user = (await findUser(tx, owner))?.user;
    if (user === undefined || user.disabledAt !== null) return 'gone';
    const { provider, identity } = arrival;
    const held = await findConnection(tx, { provider, subject: identity.subject });
    if (held !== null && held.userId !== owner) return 'in_use';
    if (held !== null) {
      await renewConnection(tx, held.id, stateOf(ports, held.id, identity));
      return 'linked';
    }
    return (await connect(
      { ...ports, tx, tell, source: actor.source },
      { ...arrival, owner: user, method: 'own', actor },
    ))
      ? 'linked'
      : 'already';
  });
}

async function isLive(
  tx: Kysely<Schema>,
  { database, now }: ConnectionPorts,
  session: Hash,
): Promise<boolean> {
  const lives = sessionLives(database, session, secondOf(now()));
  return (await tx.selectNoFrom(lives.as('lives')).where(lives).executeTakeFirst()) !== undefined;
}

/** An administrator takes any connection away, the last way in too (product.md I-8). */
export function unlinkConnectionOf(
  ports: ConnectionPorts,
  actor: Actor,
  { id, provider, owner, userId }: Pick<ListedConnection, 'id' | 'provider' | 'owner' | 'userId'>,
): Promise<'disconnected' | 'gone'> {
  return change(ports, actor, async (tx, tell) => {
    if (!(await removeConnection(tx, id))) return 'gone';
    await tell(disconnection({ id, provider, owner }));
    const told = { owner: userId, actor, at: secondOf(ports.now()) };
    await notice(
      { ...ports, tx, tell },
      { ...told, facts: { provider: ports.labelOf(provider) } },
      'connection_removed',
    );
    return 'disconnected';
  });
}

const disconnection = ({
  id,
  provider,
  owner,
}: Pick<Connection, 'id' | 'provider'> & { readonly owner: string | null }) =>
  ({
    type: 'OAUTH_CONNECTION_DELETED',
    resource: { id, name: owner },
    details: { provider },
    error: null,
  }) as const;

/** The owner takes a connection away, but not the last of the ways in. */
export function unlinkConnection(
  ports: ConnectionPorts,
  actor: Actor,
  asked: { readonly id: string; readonly owner: UserId; readonly ways: ServedWays },
): Promise<Disconnection> {
  return change(ports, actor, async (tx, tell) => {
    const connection = (await listConnections(tx, asked.owner)).find(({ id }) => id === asked.id);
    if (connection === undefined) return 'gone';
    const outcome = await deleteConnection(tx, asked);
    if (outcome === 'disconnected') {
      await tell(disconnection({ ...connection, owner: actor.username ?? null }));
      const told = { owner: asked.owner, actor, at: secondOf(ports.now()) };
      const facts = { provider: ports.labelOf(connection.provider) };
      await notice({ ...ports, tx, tell }, { ...told, facts }, 'connection_removed');
    }
    return outcome;
  });
}
