/** The process and its settings (product.md §12.3 /admin/system). */

import { clientId, secondOf } from '@grantor/protocol';
import {
  done,
  forAdministrator,
  forAdministratorForm,
  nothingHere,
  show,
  type Visit,
} from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import { countWaitingNotices, listFailedNotices, retryNotices } from '../logout/notice-table.ts';
import type { MailKind } from '../outbox/message.ts';
import { type MessageRow, type SystemModel, systemPage } from '../pages/index.ts';
import { type MailMessageRow, sendAgain, unsentMessages } from '../store/mail-messages.ts';

const shownNotices = 50;
const shownMessages = 50;

const messageRow = ({ id, kind, address, created_at, failed_at, answer }: MailMessageRow): MessageRow => ({
  ...{ id, kind: kind as MailKind, address, createdAt: created_at },
  state: failed_at === null ? 'waiting' : 'failed',
  ...(answer === null ? {} : { answer }),
});

const page = async (visit: Visit): Promise<Outgoing> => {
  const { accounts, database, store, system, changes } = visit.site;
  const [failed, waiting, messages] = await Promise.all([
    listFailedNotices(database.kysely, shownNotices),
    countWaitingNotices(database.kysely),
    accounts.outbox === null ? null : unsentMessages(database.kysely, shownMessages),
  ]);
  const model: SystemModel = {
    version: system.version,
    startedAt: system.startedAt,
    database: system.database,
    cleanedAt: system.cleanedAt(),
    audit: { waiting: changes.audit.waiting, dropped: changes.audit.dropped },
    notices: {
      waiting,
      failed: await Promise.all(
        failed.map(async ({ client_id, uri, failed_at }) => ({
          client: (await store.findClient(clientId(client_id)))?.name ?? client_id,
          uri,
          failedAt: failed_at ?? 0,
        })),
      ),
    },
    messages: messages?.map(messageRow) ?? null,
    settings: system.settings,
  };
  return show(visit, (frame) => systemPage(model, frame));
};

export const showSystem = forAdministrator(page);

/** Every notice that was given up is sent once more, at once. */
export const postNoticeRetry = forAdministratorForm(async (visit) => {
  const { database, system, now } = visit.site;
  await retryNotices(database.kysely, secondOf(now()));
  system.sendNotices();
  return done(visit, '/admin/system', 'notices_retried');
}, page);

/** A message that was given up is tried anew (mail.md M-2). */
export const postMessageAgain = forAdministratorForm(async (visit) => {
  const { accounts, database, now } = visit.site;
  if (!(await sendAgain(database.kysely, visit.id, secondOf(now())))) throw nothingHere();
  accounts.outbox?.kick();
  return done(visit, '/admin/system', 'message_sent_again');
}, page);
