/** The process and its settings (product.md §12.3 /admin/system). */

import { clientId, secondOf } from '@grantor/protocol';
import { done, forAdministrator, forAdministratorForm, show, type Visit } from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import { countWaitingNotices, listFailedNotices, retryNotices } from '../logout/notice-table.ts';
import { type SystemModel, systemPage } from '../pages/index.ts';

const shownNotices = 50;

const page = async (visit: Visit): Promise<Outgoing> => {
  const { database, store, system, changes } = visit.site;
  const [failed, waiting] = await Promise.all([
    listFailedNotices(database.kysely, shownNotices),
    countWaitingNotices(database.kysely),
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
