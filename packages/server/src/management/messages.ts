/** Messages to people: what is sent to somebody, what waits, and what was given up (mail.md M-9). */

import { z } from 'zod';
import { sendVerification } from '../administration/address.ts';
import { retryMessage, sendInvitation } from '../administration/messages.ts';
import { resetPassword } from '../administration/passwords.ts';
import { conflict, noSuch } from '../http/problem.ts';
import { passwordsBusy } from '../http/refuse.ts';
import { type MailMessageRow, unsentAfter } from '../store/mail-messages.ts';
import { operation } from './operation.ts';
import { afterOf, listOf, moment, momentOf, page, pageOf } from './shapes.ts';
import { assertDone, userAt } from './user-shape.ts';

const tag = 'messages';
const one = '/users/{user_id}';

const messageShape = z
  .strictObject({
    id: z.string(),
    kind: z.string(),
    address: z.string().describe('Empty while it is not looked up yet.'),
    user_id: z.string().optional(),
    status: z.enum(['waiting', 'failed']),
    attempts: z.number().int(),
    answer: z.string().optional().describe('What the mail server said last.'),
    created_at: moment,
    next_attempt_at: moment.optional(),
  })
  .meta({ id: 'Message' });

/** What the link holds is not among it. */
const messageBody = (row: MailMessageRow): z.input<typeof messageShape> => ({
  ...{ id: row.id, kind: row.kind, address: row.address, attempts: row.attempts },
  ...(row.user_id === null ? {} : { user_id: row.user_id }),
  status: row.failed_at === null ? 'waiting' : 'failed',
  ...(row.answer === null ? {} : { answer: row.answer }),
  created_at: momentOf(row.created_at),
  ...(row.next_attempt_at === null ? {} : { next_attempt_at: momentOf(row.next_attempt_at) }),
});

/** Why nothing was sent. */
const refusals = {
  no_mail: 'This server sends no mail.',
  no_address: 'The person has no e-mail address.',
  verified: 'The address is known to be theirs.',
  has_password: 'The person has a password already.',
  limited: 'The person got too many messages in the last hour.',
} as const;

function assertSent(outcome: 'sent' | 'gone' | keyof typeof refusals): void {
  if (outcome === 'gone') throw noSuch();
  if (outcome !== 'sent') throw conflict(outcome, refusals[outcome]);
}

const sending = { method: 'POST', tag, success: 'nothing', problems: ['missing', 'conflict'] } as const;

export const messageOperations = [
  operation({
    ...{ ...sending, name: 'sendUserInvitation', path: `${one}/send-invitation` },
    summary: 'Sends a link to choose the first password',
    async run(call) {
      const { id } = await userAt(call);
      assertSent(await sendInvitation(call.site.accounts, call.actor, id));
    },
  }),
  operation({
    ...{ ...sending, name: 'sendUserVerification', path: `${one}/send-verification` },
    summary: 'Sends a link to confirm the e-mail address',
    async run(call) {
      const { id } = await userAt(call);
      assertSent(await sendVerification(call.site.accounts, call.actor, id));
    },
  }),
  operation({
    ...{ ...sending, name: 'sendUserPasswordReset', path: `${one}/send-password-reset` },
    summary: 'Sends a link to set another password; the old one and every session end',
    async run(call) {
      const { site, actor } = call;
      const { id, email } = await userAt(call);
      if (site.accounts.outbox === null) return assertSent('no_mail');
      if (email === null) return assertSent('no_address');
      const reset = { id, to: 'mail', mustChangePassword: false } as const;
      const outcome = await resetPassword(site.accounts, actor, reset);
      if (outcome.kind === 'busy') throw passwordsBusy();
      if (outcome.kind === 'refused') {
        assertDone(outcome.why);
        throw conflict('unchanged', 'Nothing was changed.');
      }
      if (outcome.told.kind !== 'mailed') assertSent('limited');
    },
  }),
  operation({
    ...{ name: 'listMessages', method: 'GET', path: '/messages', tag, success: 'value' },
    summary: 'Messages that wait or were given up, by id',
    query: z.strictObject(page),
    answer: listOf(messageShape),
    async run({ site, query: { limit, cursor } }) {
      const rows = await unsentAfter(site.database.kysely, afterOf(cursor), limit + 1);
      return { body: pageOf(rows, limit, { item: messageBody, key: ({ id }) => id }) };
    },
  }),
  operation({
    ...{ name: 'retryMessage', method: 'POST', path: '/messages/{message_id}/retry', tag },
    ...{ success: 'nothing', problems: ['missing'] },
    summary: 'Begins anew with a message that was given up',
    async run({ site, actor, ids: [id = ''] }) {
      if (!(await retryMessage(site.changes, actor, id))) throw noSuch();
    },
  }),
];
