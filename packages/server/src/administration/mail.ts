/** What people are told by mail, in the transaction of what it tells of (mail.md M-2, mail.md §2). */

import type { UserId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { MailFacts, MailKind, TypedKind } from '../outbox/message.ts';
import type { Outbox, Posted, TypedAddress } from '../outbox/outbox.ts';
import { findUser, type User } from '../store/users.ts';
import type { Actor, Tell } from './change.ts';

/** The language of the person, where they said one; then those of whoever looks at our pages. */
export const languagesFor = ({ claims }: Pick<User, 'claims'>, others = ''): string =>
  [typeof claims['locale'] === 'string' ? claims['locale'] : '', others].filter(Boolean).join(',');

export type Told = {
  readonly kind: MailKind;
  readonly to: string;
  readonly user: Pick<User, 'id' | 'username' | 'claims'>;
  readonly secret?: string;
  readonly facts?: Partial<MailFacts>;
  /** Of the browser that asked, for whoever said none themselves. */
  readonly languages?: string;
  /** Of messages with the same one, a person gets one a day. */
  readonly topic?: string;
};

export type Teller = {
  readonly outbox: Outbox;
  readonly tx: Kysely<Schema>;
  readonly tell: Tell;
  readonly at: number;
};

/** Posts a message; the audit log says why, where nothing will be sent (mail.md M-5). */
export async function postMail(
  { outbox, tx, tell, at }: Teller,
  { kind, to, user, secret, facts = {}, languages, topic }: Told,
): Promise<Posted> {
  const posted = await outbox.post(tx, {
    ...{ kind, to, userId: user.id, languages: languagesFor(user, languages) },
    facts: { username: user.username, at, ...facts },
    ...(secret === undefined ? {} : { secret }),
    ...(topic === undefined ? {} : { topic }),
  });
  if (posted === 'limited') await tell(notSent(kind, user));
  return posted;
}

/** What was done, where, and with what; nothing about where an administrator is. */
export const seenFrom = ({ source }: Actor): Pick<MailFacts, 'from' | 'userAgent'> =>
  source === null ? {} : { from: source.address, userAgent: source.userAgent };

const notSent = (kind: MailKind, { id, username }: Told['user']): Parameters<Tell>[0] => ({
  type: 'MAIL_NOT_SENT',
  resource: { id, name: username },
  details: { kind, cause: 'limit', attempts: 0 },
  error: 'too many messages',
});

type NoticeKind = Exclude<MailKind, TypedKind | 'sign_up_declined'>;

export type Noticed = {
  readonly owner: UserId;
  readonly actor: Actor;
  readonly at: number;
  readonly facts?: Partial<MailFacts>;
  /** Of notices with the same one, a person gets one a day. */
  readonly topic?: string;
};

/** A notice of something that concerns the person, to their verified address; nothing to whoever has none. */
export async function notice(
  { outbox, tx, tell }: Pick<Teller, 'tx' | 'tell'> & { readonly outbox: Outbox | null },
  { owner, actor, at, facts = {}, topic }: Noticed,
  kind: NoticeKind,
): Promise<void> {
  if (outbox === null) return;
  const user = (await findUser(tx, owner))?.user ?? null;
  if (user === null || user.email === null || user.emailVerifiedAt === null) return;
  const seen = actor.userId === user.id ? seenFrom(actor) : {};
  const message = { kind, to: user.email, user, facts: { ...facts, ...seen } };
  await postMail({ outbox, tx, tell, at }, topic === undefined ? message : { ...message, topic });
}

/** To an address that somebody typed; over the limit the audit log says why nothing is sent, and nobody else (mail.md M-5). */
export async function postTyped(
  { outbox, tx, tell }: Omit<Teller, 'at'>,
  typed: TypedAddress,
): Promise<'waits' | 'limited'> {
  const posted = await outbox.postToTyped(tx, typed);
  const details = { kind: typed.kind, cause: 'limit', attempts: 0 };
  if (posted === 'limited')
    await tell({ type: 'MAIL_NOT_SENT', resource: null, details, error: 'too many messages' });
  return posted;
}
