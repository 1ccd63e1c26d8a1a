/** Whom the word of another system makes somebody here (product.md H-3). */

import type { Random } from '@grantor/engine';
import { secondOf, userId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import { randomUuid } from '../accounts/random-values.ts';
import type { Schema } from '../database/schema.ts';
import { saidClaims } from '../people/claims.ts';
import { type ExternalPerson, externalSource } from '../people/external-person.ts';
import { findExternalPerson, lockExternalPeople } from '../store/external-people.ts';
import { recordUpdate } from '../store/own-record.ts';
import { createUser, findUser, type User } from '../store/users.ts';
import { type Actor, type ChangePorts, change, type Tell } from './change.ts';
import { differences } from './people.ts';
import { usernamesLike } from './usernames-like.ts';

type Ports = ChangePorts & { readonly random: Random };

/** The ports within one transaction. */
type Work = Ports & { readonly tx: Kysely<Schema>; readonly tell: Tell };

/** Who came, and the name that they typed. */
export type ExternalArrival = { readonly username: string; readonly person: ExternalPerson };

/** The person here: known by their id there and brought up to date, or new. Writes nothing where nothing changed. */
export async function enterFromOutside(
  ports: Ports,
  source: Actor['source'],
  arrival: ExternalArrival,
): Promise<User> {
  const found = await known(ports.database.kysely, arrival);
  if (found !== null && changesOf(found, arrival.person) === null) return found;
  const nobody = { userId: null, username: null, source };
  return change(ports, nobody, async (tx, tell) => {
    const work = { ...ports, tx, tell };
    const standing = await known(tx, arrival);
    if (standing !== null) return renewed(work, standing, arrival.person);
    await lockExternalPeople(tx);
    // Whoever was faster has made them by now
    return (await known(tx, arrival)) ?? (await created(work, arrival));
  });
}

const known = (db: Kysely<Schema>, { person }: ExternalArrival): Promise<User | null> =>
  findExternalPerson(db, { source: externalSource, id: person.externalId });

type Said = Pick<User, 'email' | 'emailVerifiedAt' | 'claims'>;

/** What the record becomes, or null where it says so already. What the other system does not say stays. */
function changesOf(user: User, { email, name }: ExternalPerson): Said | null {
  const isSameEmail = email === null || email === user.email;
  const isSameName = name === null || name === user.claims['name'];
  if (isSameEmail && isSameName) return null;
  return {
    email: email ?? user.email,
    emailVerifiedAt: isSameEmail ? user.emailVerifiedAt : null,
    claims: { ...saidClaims(user.claims), ...(name === null ? {} : { name }) },
  };
}

async function renewed({ tx, tell, now }: Work, user: User, person: ExternalPerson): Promise<User> {
  const changes = changesOf(user, person);
  if (changes === null) return user;
  const at = now();
  const { id, version, username } = user;
  const update = (said: Said) =>
    recordUpdate(tx, { id, version, ...said, at })
      .returning('id')
      .executeTakeFirst();
  // Another address than the one that is somebody's already, or none: the old one they have there no more
  const isRenewed =
    (await update(changes)) ?? (await update({ ...changes, email: null, emailVerifiedAt: null }));
  const standing = (await findUser(tx, id))?.user ?? user;
  const fields = isRenewed === undefined ? [] : differences(user, standing);
  if (fields.length > 0)
    await tell({ type: 'USER_UPDATED', resource: { id, name: username }, details: { fields }, error: null });
  return standing;
}

async function created(work: Work, { username: typed, person }: ExternalArrival): Promise<User> {
  const { tx, tell, random, now } = work;
  const id = userId(randomUuid(random));
  const { externalId, name } = person;
  const create = (username: string, email: string | null) =>
    createUser(tx, {
      ...{ id, username, email, emailVerifiedAt: null, role: 'user', passwordHash: null },
      claims: name === null ? {} : { name },
      external: { source: externalSource, id: externalId },
      at: secondOf(now()),
    });
  for (const username of usernamesLike([typed], random)) {
    const first = await create(username, person.email);
    const made = first.kind === 'taken' && first.field === 'email' ? await create(username, null) : first;
    if (made.kind === 'taken') continue;
    const details = { source: externalSource, role: 'user' };
    await tell({ type: 'USER_CREATED', resource: { id, name: username }, details, error: null });
    const user = (await findUser(tx, id))?.user;
    if (user === undefined) throw new Error('a new user could not be read');
    return user;
  }
  throw new Error('no user name is free');
}
