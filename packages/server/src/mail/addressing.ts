/**
 * Whose address it is that somebody typed, and who it is whom facts name, looked up when the message is to leave and
 * never where it was asked for: so asking takes as long for an address that nobody has (mail.md M-5).
 */

import type { Random } from '@grantor/engine';
import { after, type Epoch, secondOf, sha256 } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { kindOf, linkOf, type MailFacts, type MailKind, mailTurn, sealLabel } from '../outbox/message.ts';
import { foldName } from '../people/names.ts';
import { clientName } from '../store/clients.ts';
import { bindEmailCode } from '../store/email-codes.ts';
import { storeMailLink } from '../store/mail-links.ts';
import {
  addressMessage,
  dropMessage,
  isOverMailLimit,
  isOverPersonLimit,
  type MailMessageRow,
} from '../store/mail-messages.ts';
import { dropSignUp } from '../store/sign-ups.ts';
import { findUser, findUserByAddress, type User } from '../store/users.ts';
import type { MailSenderOptions } from './options.ts';

/** The message to the person it turned out to be for; null: nobody is to get it, and it is gone. */
export async function addressed(
  row: MailMessageRow,
  options: MailSenderOptions,
): Promise<MailMessageRow | null> {
  const kind = row.kind as MailKind; // nothing else is written into the table
  const { to, askedBy } = kindOf(kind);
  if (row.user_id !== null || to === 'address' || to === 'person') return row;
  const now = secondOf(options.clock.now());
  return options.audit.transaction(async (tx, record) => {
    const person = await (to === 'typed' ? findUserByAddress(tx, row.address) : personNamed(tx, row));
    const work = { tx, row, kind, now, ...options };
    if (kind === 'sign_up' && person === null) return row;
    if (person === null || person.email === null || !mayHave(person, kind)) return nobody(work);
    await options.database.dialect.takeTurn(tx, mailTurn(person.id));
    const isOver =
      to === 'named'
        ? await isOverMailLimit(
            tx,
            { userId: person.id, addressFolded: foldName(person.email), askedBy },
            now,
          )
        : await isOverPersonLimit(tx, { userId: person.id, askedBy }, now);
    if (!isOver) return toPerson(work, person, person.email);
    const details = { kind, cause: 'limit', attempts: 0 };
    const resource = { id: person.id, name: person.username };
    await record({ type: 'MAIL_NOT_SENT', actor: {}, resource, details, error: 'too many messages' }, null);
    return nobody(work);
  });
}

type Work = {
  readonly tx: Kysely<Schema>;
  readonly row: MailMessageRow;
  readonly kind: MailKind;
  readonly now: Epoch;
  readonly random: Random;
  readonly sealer: MailSenderOptions['sealer'];
};

const factsIn = ({ facts }: MailMessageRow): MailFacts => JSON.parse(facts) as MailFacts;

async function personNamed(tx: Kysely<Schema>, row: MailMessageRow): Promise<User | null> {
  const { userId } = factsIn(row);
  return userId === undefined ? null : ((await findUser(tx, userId))?.user ?? null);
}

/** What a local account is told to begin with, at an address that is known to be theirs (mail.md §2). */
const mayHave = (user: User, kind: MailKind): boolean =>
  user.disabledAt === null &&
  (kind === 'sign_up' || user.emailVerifiedAt !== null) &&
  (kindOf(kind).to === 'named' || kind === 'sign_up' || user.authSource === 'local');

/** Whoever asked finds nothing where it leads, and is told nothing. */
async function nobody({ tx, row, kind, sealer }: Work): Promise<null> {
  const hash = row.sealed_link === null ? null : sha256(sealer.open(row.sealed_link, sealLabel(row.id)));
  if (kind === 'sign_up' && hash !== null) await dropSignUp(tx, hash);
  await dropMessage(tx, row.id);
  return null;
}

async function toPerson(work: Work, user: User, address: string): Promise<MailMessageRow | null> {
  const { tx, row, sealer } = work;
  const secret = row.sealed_link === null ? null : sealer.open(row.sealed_link, sealLabel(row.id));
  const led = await leadTo(work, { user, address, secret });
  if (led === null) return nobody(work);
  const { userId: _, ...facts } = factsIn(row);
  const client = facts.clientId === undefined ? null : await clientName(tx, facts.clientId);
  const found = {
    kind: led.kind,
    user_id: user.id,
    // Not as typed: two spellings that we take for one may be two to the mail server
    address,
    address_folded: foldName(address),
    languages: languagesOf(user, row),
    facts: JSON.stringify({ ...facts, username: user.username, ...(client === null ? {} : { client }) }),
    sealed_link: led.secret === null ? null : sealer.seal(led.secret, sealLabel(row.id)),
  };
  await addressMessage(tx, row.id, found);
  return { ...row, ...found };
}

const languagesOf = ({ claims }: User, { languages }: MailMessageRow): string =>
  languages === '' && typeof claims['locale'] === 'string' ? claims['locale'] : languages;

type Led = { readonly kind: MailKind; readonly secret: string | null };

/** What the link or the code is now good for, and for whom; null: whoever asked gave up. */
async function leadTo(
  { tx, kind, now, random }: Work,
  to: { readonly user: User; readonly address: string; readonly secret: string | null },
): Promise<Led | null> {
  const { user, address, secret } = to;
  if (kind === 'forgot_password') {
    const token = random.token(32);
    const link = { hash: sha256(token), userId: user.id, purpose: 'password', address } as const;
    await storeMailLink(tx, { ...link, expiresAt: after(now, linkOf(kind)?.life ?? 0) });
    return { kind, secret: token };
  }
  if (secret === null) return { kind, secret };
  const hash = sha256(secret);
  if (kind === 'sign_in_code') return (await bindEmailCode(tx, hash, user.id)) ? { kind, secret } : null;
  // Their account stands already: nothing comes of what was entered
  await dropSignUp(tx, hash);
  return { kind: 'sign_up_known', secret: null };
}
