/**
 * outbox/ owns what waits to be sent by mail: written in the transaction of what it tells of, so that both are there or
 * neither (mail.md M-2). Never sends, and never finds words.
 */

import type { Random } from '@grantor/engine';
import { type Epoch, type Instant, secondOf, type UserId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { Schema } from '../database/schema.ts';
import { foldName } from '../people/names.ts';
import { readMailChoices } from '../store/mail-choices.ts';
import { insertMessage, isOverMailLimit, type MailMessageRow, wasToldToday } from '../store/mail-messages.ts';
import {
  kindOf,
  type MailFacts,
  type MailKind,
  type MailMessage,
  mailTurn,
  noticeChoices,
  sealLabel,
  type TypedKind,
} from './message.ts';

/**
 * `limited`: the address or the person got enough in this hour; `told`: about this they were told today; `unwanted`:
 * they chose not to be told.
 */
export type Posted = 'waits' | 'limited' | 'told' | 'unwanted';

export type Outbox = {
  /** A message to somebody we know, or to whoever reads an address that was verified. */
  post(tx: Kysely<Schema>, message: MailMessage): Promise<Posted>;
  /** One to an address that somebody typed: whose it is, and whether anybody's, is looked up when it is sent. */
  postToTyped(tx: Kysely<Schema>, typed: TypedAddress): Promise<'waits' | 'limited'>;
  /** Looks at once for what was posted: to be called after the transaction. */
  kick(): void;
  /** Looks at once for whatever is due. */
  look(): void;
  /** Of codes beside links. */
  readonly codeKey: Uint8Array;
};

export type TypedAddress = {
  readonly kind: TypedKind;
  readonly address: string;
  readonly languages: string;
  readonly from: string | null;
  readonly userAgent: string | null;
  /** What its link or code belongs to; absent: it is made once it is known whose address it is. */
  readonly secret?: string;
};

export type OutboxOptions = {
  readonly random: Random;
  readonly now: () => Instant;
  readonly seal: (plaintext: string, label: string) => string;
  readonly codeKey: Uint8Array;
  readonly dialect: Pick<Dialect, 'takeTurn'>;
  /** Looks for what is due. */
  readonly kick: () => void;
};

export function createOutbox({ random, now, seal, codeKey, dialect, kick }: OutboxOptions): Outbox {
  let isPosted = false;
  // Whoever counts what a person or an address got and writes one more is alone with it, the person first everywhere
  const takeTurns = async (tx: Kysely<Schema>, to: string, userId: UserId | null): Promise<void> => {
    if (userId !== null) await dialect.takeTurn(tx, mailTurn(userId));
    await dialect.takeTurn(tx, mailTurn(foldName(to)));
  };
  const insert = async (tx: Kysely<Schema>, row: NewMessage, secret: string | undefined): Promise<void> => {
    const sealed = secret === undefined ? {} : { sealed_link: seal(secret, sealLabel(row.id)) };
    await insertMessage(tx, { ...messageRow(row), ...sealed });
    isPosted = true;
  };

  return {
    codeKey,
    look: kick,
    kick() {
      if (isPosted) kick();
      isPosted = false;
    },
    async post(tx, { kind, to, userId, languages, facts, secret, topic }) {
      const at = secondOf(now());
      const { askedBy, choice } = kindOf(kind);
      await takeTurns(tx, to, userId);
      if (userId !== null && choice !== undefined) {
        const chosen = (await readMailChoices(tx, userId)).get(choice) ?? noticeChoices[choice];
        if (chosen === 'unwanted') return 'unwanted';
      }
      if (userId !== null && topic !== undefined && (await wasToldToday(tx, { userId, topic }, at)))
        return 'told';
      if (await isOverMailLimit(tx, { addressFolded: foldName(to), userId, askedBy }, at)) return 'limited';
      const message = { id: random.token(16), kind, address: to, userId, languages, facts, topic, at };
      await insert(tx, message, secret);
      return 'waits';
    },
    async postToTyped(tx, { kind, address, languages, from, userAgent, secret }) {
      const at = secondOf(now());
      const { askedBy } = kindOf(kind);
      await takeTurns(tx, address, null);
      if (await isOverMailLimit(tx, { addressFolded: foldName(address), userId: null, askedBy, from }, at))
        return 'limited';
      // Nothing that they typed: whoever reads it may never have heard of them (mail.md M-4)
      const facts = { username: '', at, from, userAgent };
      await insert(tx, { id: random.token(16), kind, address, userId: null, languages, facts, at }, secret);
      return 'waits';
    },
  };
}

type NewMessage = {
  readonly id: string;
  readonly kind: MailKind;
  readonly address: string;
  readonly userId: UserId | null;
  readonly languages: string;
  readonly facts: MailFacts;
  readonly topic?: string | undefined;
  readonly at: Epoch;
};

/** As it is written, without anything sealed. */
export const messageRow = ({ at, address, userId, facts, topic, ...row }: NewMessage): MailMessageRow => ({
  ...row,
  ...{ user_id: userId, address, address_folded: foldName(address), facts: JSON.stringify(facts) },
  ...{
    sealed_link: null,
    topic: topic ?? null,
    asked_by: kindOf(row.kind).askedBy,
    attempts: 0,
    answer: null,
  },
  ...{ created_at: at, next_attempt_at: at, sent_at: null, failed_at: null },
});
