/** The process and its settings (product.md §12.3 /admin/system). */

import { z } from 'zod';
import { sendNoticesAgain, systemFacts } from '../admin/system.ts';
import { operation } from './operation.ts';
import { moment, momentOf } from './shapes.ts';

const settingShape = z.strictObject({
  name: z.string(),
  value: z.string().optional().describe('Absent: it is unset, or a secret.'),
  is_secret: z.boolean().describe('It is set, and not told.'),
  source: z.enum(['set', 'default']),
});

const shape = z
  .strictObject({
    version: z.string(),
    started_at: moment,
    database: z.enum(['sqlite', 'postgres']),
    cleaned_at: moment.optional().describe('Absent: this process has not cleaned up yet.'),
    audit_events: z.strictObject({
      waiting: z.int(),
      dropped: z.int().describe('Since this process began.'),
    }),
    logout_notices: z.strictObject({
      waiting: z.int(),
      failed: z.array(z.strictObject({ client_id: z.string(), uri: z.string(), failed_at: moment })),
    }),
    settings: z.array(z.strictObject({ title: z.string(), settings: z.array(settingShape) })),
  })
  .meta({ id: 'System' });

const tag = 'system';

export const systemOperations = [
  operation({
    ...{ name: 'getSystem', method: 'GET', path: '/system', tag, success: 'value' },
    summary: 'Version, how the process is doing, and its settings as they are in effect',
    answer: shape,
    async run({ site }) {
      const { version, startedAt, database, cleanedAt, audit, notices, settings } = await systemFacts(site);
      return {
        body: {
          ...{ version, started_at: momentOf(startedAt), database },
          ...(cleanedAt === null ? {} : { cleaned_at: momentOf(cleanedAt) }),
          audit_events: audit,
          logout_notices: {
            waiting: notices.waiting,
            failed: notices.failed.map(({ clientId, uri, failedAt }) => ({
              ...{ client_id: clientId, uri, failed_at: momentOf(failedAt) },
            })),
          },
          settings: settings.map(({ title, settings: of }) => ({
            title,
            settings: of.map(({ name, value, source }) => ({
              name,
              ...(value === null || value.kind === 'masked' ? {} : { value: value.text }),
              is_secret: value?.kind === 'masked',
              source,
            })),
          })),
        },
      };
    },
  }),
  operation({
    ...{ name: 'retryLogoutNotices', method: 'POST', path: '/system/retry-logout-notices', tag },
    ...{ success: 'value', summary: 'Sends every logout notice that was given up once more' },
    answer: z.strictObject({ retried: z.int() }).meta({ id: 'RetriedNotices' }),
    run: async ({ site, actor }) => ({ body: { retried: await sendNoticesAgain(site, actor) } }),
  }),
];
