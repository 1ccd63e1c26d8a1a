/** The process and its settings (product.md §12.3 /admin/system). */

import { clientId, secondOf } from '@grantor/protocol';
import { type Actor, change } from '../administration/change.ts';
import { retryMessage } from '../administration/messages.ts';
import { actorOf } from '../console/actor.ts';
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
import type { MailFacts, MailKind } from '../outbox/message.ts';
import { type MessageRow, type SystemModel, systemPage } from '../pages/index.ts';
import type { Site } from '../site/site.ts';
import { type MailMessageRow, unsentMessages } from '../store/mail-messages.ts';

const shownNotices = 50;
const shownMessages = 50;

const messageRow = ({ id, kind, facts, ...row }: MailMessageRow): MessageRow => ({
  ...{ id, kind: kind as MailKind, client: (JSON.parse(facts) as MailFacts).client ?? '' },
  ...{ address: row.address, createdAt: row.created_at },
  state: row.failed_at === null ? 'waiting' : 'failed',
  ...(row.answer === null ? {} : { answer: row.answer }),
});

/** How the process is doing, as the page and the management API tell it. */
export async function systemFacts({ database, store, system, changes }: Site) {
  const [failed, waiting] = await Promise.all([
    listFailedNotices(database.kysely, shownNotices),
    countWaitingNotices(database.kysely),
  ]);
  return {
    version: system.version,
    startedAt: system.startedAt,
    database: system.database,
    cleanedAt: system.cleanedAt(),
    audit: { waiting: changes.audit.waiting, dropped: changes.audit.dropped },
    notices: {
      waiting,
      failed: await Promise.all(
        failed.map(async ({ client_id, uri, failed_at }) => ({
          clientId: client_id,
          client: (await store.findClient(clientId(client_id)))?.name ?? client_id,
          uri,
          failedAt: failed_at ?? 0,
        })),
      ),
    },
    settings: system.settings,
  };
}

/** Every notice that was given up is sent once more, at once; how many there were. */
export async function sendNoticesAgain({ changes, system, now }: Site, actor: Actor): Promise<number> {
  const count = await change(changes, actor, async (tx, tell) => {
    const again = await retryNotices(tx, secondOf(now()));
    if (again > 0)
      await tell({
        ...{ type: 'LOGOUT_NOTICES_SENT_AGAIN', resource: null, error: null },
        details: { count: again },
      });
    return again;
  });
  system.sendNotices();
  return count;
}

const page = async (visit: Visit): Promise<Outgoing> => {
  const { accounts, database } = visit.site;
  const [facts, messages] = await Promise.all([
    systemFacts(visit.site),
    accounts.outbox === null ? null : unsentMessages(database.kysely, shownMessages),
  ]);
  const model: SystemModel = { ...facts, messages: messages?.map(messageRow) ?? null };
  return show(visit, (frame) => systemPage(model, frame));
};

export const showSystem = forAdministrator(page);

export const postNoticeRetry = forAdministratorForm(async (visit) => {
  await sendNoticesAgain(visit.site, actorOf(visit));
  return done(visit, '/admin/system', 'notices_retried');
}, page);

/** A message that was given up is tried anew (mail.md M-2). */
export const postMessageAgain = forAdministratorForm(async (visit) => {
  if (!(await retryMessage(visit.site.changes, actorOf(visit), visit.id))) throw nothingHere();
  return done(visit, '/admin/system', 'message_sent_again');
}, page);
