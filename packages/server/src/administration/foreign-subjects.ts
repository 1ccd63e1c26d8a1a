/** Whom the word of a trusted issuer makes somebody here (advanced.md JWB-3). */

import type { Account, ForeignSubject, ForeignSubjects, Random } from '@grantor/engine';
import { secondOf, type UserId, userId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import { randomUuid } from '../accounts/random-values.ts';
import type { Schema } from '../database/schema.ts';
import { foldName } from '../people/names.ts';
import { saidAddress, saidText } from '../people/said-text.ts';
import {
  endForeignLink,
  type ForeignLink,
  type ForeignName,
  findForeignSubject,
  linkForeignSubject,
  lockForeignSubjects,
} from '../store/foreign-subjects.ts';
import { createUser, findUserForSignIn, type User } from '../store/users.ts';
import { type Actor, type ChangePorts, change, type Tell } from './change.ts';
import { notice } from './mail.ts';
import { usernamesLike } from './usernames-like.ts';

export type ForeignSubjectPorts = ChangePorts & {
  readonly random: Random;
  /** The account as the engine sees it. */
  readonly findAccount: (id: UserId) => Promise<Account | null>;
  /** `elsewhere`: the application around the server keeps the people, and nobody is made or looked for here. */
  readonly people: 'here' | 'elsewhere';
};

/** The ports within one transaction. */
type Work = ForeignSubjectPorts & {
  readonly tx: Kysely<Schema>;
  readonly tell: Tell;
  readonly source: Actor['source'];
};

export function createForeignSubjects(ports: ForeignSubjectPorts): ForeignSubjects {
  const { database, findAccount, people } = ports;
  return {
    async resolve(said, source) {
      const subject = cleaned(said);
      const known = await findForeignSubject(database.kysely, subject);
      if (known !== null) return known.kind === 'linked' ? findAccount(known.owner) : null;
      const mayBeMet = subject.email !== null || subject.unknown === 'created';
      if (people === 'elsewhere' || !mayBeMet) return null;
      const nobody = { userId: null, username: null, source };
      const met = await change(ports, nobody, async (tx, tell) => {
        await lockForeignSubjects(tx);
        // Whoever was faster has linked them by now
        const meanwhile = await findForeignSubject(tx, subject);
        if (meanwhile !== null) return meanwhile.kind === 'linked' ? meanwhile.owner : null;
        return meet({ ...ports, tx, tell, source }, subject);
      });
      return met === null ? null : findAccount(met);
    },
    async recognise(said) {
      const subject = cleaned(said);
      const known = await findForeignSubject(database.kysely, subject);
      if (known?.kind === 'linked') return { kind: 'linked', person: await findAccount(known.owner) };
      if (known !== null) return { kind: 'ended' };
      const found = people === 'elsewhere' ? null : await foundBy(database.kysely, subject);
      if (found === null || found === 'new') return { kind: found ?? 'nobody' };
      return { kind: 'address', person: await findAccount(found.id) };
    },
  };
}

const cleaned = (said: ForeignSubject): ForeignSubject => ({
  ...said,
  email: saidAddress(said.email),
  name: saidText(said.name),
});

/** Recognised by an address that both sides verified, or made where that is allowed. null: nobody. */
async function meet(work: Work, subject: ForeignSubject): Promise<UserId | null> {
  const found = await foundBy(work.tx, subject);
  if (found === 'new') return made(work, subject);
  if (found === null) return null;
  await link(work, subject, { owner: found.id, username: found.username, method: 'email' });
  return found.id;
}

/** Whose verified address it is; `new`: nobody's, and somebody may be made. null: nobody. */
async function foundBy(tx: Kysely<Schema>, { email, unknown }: ForeignSubject): Promise<User | 'new' | null> {
  const owner = email === null ? null : await ownerOf(tx, email);
  if (owner === null) return unknown === 'created' ? 'new' : null;
  // product.md I-4: else its owner could wait for the address's real owner
  if (owner.emailVerifiedAt === null || owner.disabledAt !== null) return null;
  // Whoever writes addresses there must not become an administrator here: they are linked by name
  return owner.role === 'admin' ? null : owner;
}

/** A user name that looks like an address belongs to nobody's mailbox. */
async function ownerOf(tx: Kysely<Schema>, email: string): Promise<User | null> {
  const user = (await findUserForSignIn(tx, email))?.user ?? null;
  if (user === null || user.email === null || foldName(user.email) !== foldName(email)) return null;
  return user;
}

async function made(work: Work, subject: ForeignSubject): Promise<UserId | null> {
  const { tx, tell, random, now } = work;
  const { email, name, usernames, issuer } = subject;
  const id = userId(randomUuid(random));
  const at = secondOf(now());
  for (const username of usernamesLike(usernames, random)) {
    const created = await createUser(tx, {
      ...{ id, username, email, role: 'user', passwordHash: null, at },
      emailVerifiedAt: email === null ? null : at,
      claims: name === null ? {} : { name },
    });
    if (created.kind === 'taken' && created.field === 'email') return null;
    if (created.kind === 'taken') continue;
    const details = { source: issuer, role: 'user' };
    await tell({ type: 'USER_CREATED', resource: { id, name: username }, details, error: null });
    await link(work, subject, { owner: id, username, method: 'new' });
    return id;
  }
  throw new Error('no user name is free');
}

type Linked = {
  readonly owner: UserId;
  readonly username: string;
  readonly method: 'email' | 'new';
};

async function link(work: Work, subject: ForeignSubject, { owner, username, method }: Linked): Promise<void> {
  const { tx, tell, source, now } = work;
  const at = secondOf(now());
  const provider = subject.issuer;
  if (!(await linkForeignSubject(tx, subject, { owner, at })))
    throw new Error('the subject is linked already');
  const resource = { id: owner, name: username };
  await tell({ type: 'OAUTH_CONNECTION_CREATED', resource, details: { provider, method }, error: null });
  // Whoever is new has nothing yet that this opens
  if (method === 'new') return;
  const actor = { userId: null, username: null, source };
  await notice(work, { owner, actor, at, facts: { provider } }, 'connection_added');
}

/** `in_use`: the subject is somebody's. */
export type Linking = 'linked' | 'in_use';

/** An administrator says whom a subject is, whatever its issuer says of addresses, and also where a link was taken away. */
export function linkForeignSubjectTo(
  ports: ChangePorts,
  actor: Actor,
  { owner, ...name }: ForeignName & { readonly owner: User },
): Promise<Linking> {
  return change(ports, actor, async (tx, tell) => {
    const at = secondOf(ports.now());
    if (!(await linkForeignSubject(tx, name, { owner: owner.id, at }))) return 'in_use';
    const resource = { id: owner.id, name: owner.username };
    const details = { provider: name.issuer, method: 'admin' };
    await tell({ type: 'OAUTH_CONNECTION_CREATED', resource, details, error: null });
    const facts = { provider: name.issuer };
    await notice({ ...ports, tx, tell }, { owner: owner.id, actor, at, facts }, 'connection_added');
    return 'linked';
  });
}

/** Taken away by the person or by an administrator, with the tokens that other issuers' word gave. */
export function unlinkForeignSubject(
  ports: ChangePorts,
  actor: Actor,
  { link, username }: { readonly link: ForeignLink; readonly username: string },
): Promise<'unlinked' | 'gone'> {
  return change(ports, actor, async (tx, tell) => {
    const at = ports.now();
    const reason = actor.userId === link.owner ? 'user' : 'admin';
    if (!(await endForeignLink(tx, link, { at, reason }))) return 'gone';
    const resource = { id: link.owner, name: username };
    await tell({
      ...{ type: 'OAUTH_CONNECTION_DELETED', resource, details: { provider: link.issuer }, error: null },
    });
    const told = { owner: link.owner, actor, at: secondOf(at), facts: { provider: link.issuer } };
    await notice({ ...ports, tx, tell }, told, 'connection_removed');
    return 'unlinked';
  });
}
