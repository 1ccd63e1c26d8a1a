/**
 * mail/ owns the way of messages to people: words, and the mail server. One process sends for all (mail.md M-2).
 * Never decides who is told what.
 */

import { after, type Epoch, secondOf, sha256 } from '@grantor/protocol';
import { type LinkPurpose, linkOf, type MailFacts, type MailKind, sealLabel } from '../outbox/message.ts';
import { takeLease, yieldLease } from '../store/lease.ts';
import { type LinkTable, renewMailLink } from '../store/mail-links.ts';
import {
  claimMessages,
  givenUpAfter,
  type MailMessageRow,
  markFailed,
  markSent,
  noteAnswer,
} from '../store/mail-messages.ts';
import { addressed } from './addressing.ts';
import { compose } from './compose.ts';
import type { MailSenderOptions } from './options.ts';

export type MailSender = {
  /** Sends what is due, in the background. */
  kick(): void;
  /** Looks for due messages every so many ms, of this process and of others. */
  start(interval: number): void;
  /** Resolves when the attempts under way have ended; what is left waits. */
  stop(): Promise<void>;
};

/** Of a round; each lasts no longer than the lease. */
const atOnce = 10;
/** Seconds. */
const leaseLife = 120;

export function createMailSender(options: MailSenderOptions): MailSender {
  const { database, transport, clock, random, onFailure } = options;
  const holder = random.token(16);
  let round: Promise<void> | null = null;
  let asked = false;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;

  const lease = (now: Epoch) => ({ name: 'mail', holder, expiresAt: now + leaseLife });

  const sendDue = async (): Promise<void> => {
    while (asked && !stopped) {
      asked = false;
      const now = secondOf(clock.now());
      if (!(await takeLease(database.kysely, lease(now), now))) return;
      const due = await claimMessages(database.kysely, now, atOnce);
      await Promise.all(due.map((row) => deliver(row, options).catch(onFailure)));
      if (due.length === atOnce) asked = true;
    }
  };

  const kick = (): void => {
    asked = true;
    if (stopped) return;
    round ??= sendDue()
      .catch(onFailure)
      .finally(() => {
        round = null;
      });
  };

  return {
    kick,
    start(interval) {
      timer ??= setInterval(kick, interval).unref();
    },
    async stop() {
      stopped = true;
      if (timer !== null) clearInterval(timer);
      await round;
      transport.close();
      await yieldLease(database.kysely, lease(secondOf(clock.now()))).catch(onFailure);
    },
  };
}

async function deliver(claimed: MailMessageRow, options: MailSenderOptions): Promise<void> {
  const { database, transport, clock, sealer, codeKey, correspondence } = options;
  const row = await addressed(claimed, options);
  if (row === null) return;
  const sealed = row.sealed_link;
  const secret = sealed === null ? null : sealer.open(sealed, sealLabel(row.id));
  const current = secret === null ? row : await withNewTime(row, secret, options);
  if (current === null) return giveUp(row, { cause: 'link_used', answer: 'its link is used up' }, options);
  const handed = await transport.hand(compose(current, secret, { ...correspondence, codeKey }));
  const now = secondOf(clock.now());
  if (handed.kind === 'taken') return markSent(database.kysely, row.id, now);
  if (handed.kind === 'put_off' && now < row.created_at + givenUpAfter)
    return noteAnswer(database.kysely, row.id, handed.answer);
  return giveUp(row, { cause: 'mail_server', answer: handed.answer }, options);
}

const tables = {
  password: 'mail_link',
  verify: 'mail_link',
  take_back: 'mail_link',
  handed_over: 'password_link',
  sign_in_code: 'email_code',
  sign_up: 'sign_up',
} as const satisfies Readonly<Record<LinkPurpose, LinkTable>>;

/** The message saying how long its link works from now on; null: the link works no more. */
async function withNewTime(
  row: MailMessageRow,
  secret: string,
  { database, clock }: MailSenderOptions,
): Promise<MailMessageRow | null> {
  const link = linkOf(row.kind as MailKind); // nothing else is written into the table
  if (link === undefined) return row;
  const until = after(secondOf(clock.now()), link.life);
  const table = tables[link.purpose];
  if (!(await renewMailLink(database.kysely, { hash: sha256(secret), table }, until))) return null;
  const facts: MailFacts = { ...(JSON.parse(row.facts) as MailFacts), until };
  return { ...row, facts: JSON.stringify(facts) };
}

type Reason = { readonly cause: 'mail_server' | 'link_used'; readonly answer: string };

/** What the server said stands in the row only: it is outside text (security.md O-3). */
async function giveUp(
  row: MailMessageRow,
  { cause, answer }: Reason,
  { database, clock, audit }: MailSenderOptions,
): Promise<void> {
  await markFailed(database.kysely, row.id, { now: secondOf(clock.now()), answer });
  await audit.record(
    {
      type: 'MAIL_NOT_SENT',
      actor: {},
      resource: row.user_id === null ? null : { id: row.user_id },
      details: { kind: row.kind, cause, attempts: row.attempts },
      error: 'the message was given up',
    },
    null,
  );
}
