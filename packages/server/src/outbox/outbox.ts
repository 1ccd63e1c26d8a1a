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
import {
  type AskedBy,
  insertMessage,
  isOverMailLimit,
  type MailMessageRow,
  wasToldToday,
} from '../store/mail-messages.ts';
import { type MailMessage, mailKinds, mailTurn, sealLabel } from './message.ts';

/** `limited`: the address or the person got enough in this hour; `told`: about this they were told today. */
export type Posted = 'waits' | 'limited' | 'told';

export type Outbox = {
  /** A message to somebody we know. */
  post(tx: Kysely<Schema>, message: MailMessage): Promise<Posted>;
  /** One to an address that somebody typed: whose it is, and whether anybody's, is looked up when it is sent. */
  postToTyped(tx: Kysely<Schema>, typed: TypedAddress): Promise<Exclude<Posted, 'told'>>;
  /** Looks for what is due at once: to be called after the transaction. */
  kick(): void;
};

export type TypedAddress = {
  readonly address: string;
  readonly languages: string;
  readonly from: string | null;
  readonly userAgent: string | null;
};

export type OutboxOptions = {
  readonly random: Random;
  readonly now: () => Instant;
  readonly seal: (plaintext: string, label: string) => string;
  readonly dialect: Pick<Dialect, 'takeTurn'>;
  readonly kick: () => void;
};

export function createOutbox({ random, now, seal, dialect, kick }: OutboxOptions): Outbox {
  // Whoever counts what a person or an address got and writes one more is alone with it, the person first everywhere
  const takeTurns = async (tx: Kysely<Schema>, to: string, userId?: UserId): Promise<void> => {
    if (userId !== undefined) await dialect.takeTurn(tx, mailTurn(userId));
    await dialect.takeTurn(tx, mailTurn(foldName(to)));
  };
  const row = (about: {
    readonly id: string;
    readonly to: string;
    readonly askedBy: AskedBy;
    readonly at: Epoch;
  }) => ({
    id: about.id,
    address: about.to,
    address_folded: foldName(about.to),
    asked_by: about.askedBy,
    attempts: 0,
    answer: null,
    created_at: about.at,
    next_attempt_at: about.at,
    sent_at: null,
    failed_at: null,
  });

  return {
    kick,
    async post(tx, { kind, to, userId, languages, facts, secret, topic }) {
      const at = secondOf(now());
      const { askedBy } = mailKinds[kind];
      await takeTurns(tx, to, userId);
      if (topic !== undefined && (await wasToldToday(tx, { userId, topic }, at))) return 'told';
      if (await isOverMailLimit(tx, { addressFolded: foldName(to), userId, askedBy }, at)) return 'limited';
      const id = random.token(16);
      const message: MailMessageRow = {
        ...row({ id, to, askedBy, at }),
        ...{ kind, user_id: userId, languages, facts: JSON.stringify(facts), topic: topic ?? null },
        sealed_link: secret === undefined ? null : seal(secret, sealLabel(id)),
      };
      await insertMessage(tx, message);
      return 'waits';
    },
    async postToTyped(tx, { address, languages, from, userAgent }) {
      const at = secondOf(now());
      const kind = 'forgot_password';
      const { askedBy } = mailKinds[kind];
      const to = { addressFolded: foldName(address), userId: null, askedBy };
      await takeTurns(tx, address);
      if (await isOverMailLimit(tx, to, at)) return 'limited';
      await insertMessage(tx, {
        ...row({ id: random.token(16), to: address, askedBy, at }),
        ...{ kind, user_id: null, languages, sealed_link: null, topic: null },
        facts: JSON.stringify({ username: '', at, from, userAgent }),
      });
      return 'waits';
    },
  };
}
