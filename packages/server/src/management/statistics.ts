/** Counts and daily series, as the dashboard draws them (product.md §12.3 /admin). */

import { secondOf } from '@grantor/protocol';
import { z } from 'zod';
import { readActivePeople, readDailyCounts } from '../store/daily-statistics.ts';
import { dayOf } from '../telemetry/daily-statistics.ts';
import { operation } from './operation.ts';

const dayLength = 86_400_000;

const shape = z
  .strictObject({
    users: z.int(),
    administrators: z.int(),
    disabled_users: z.int(),
    clients: z.int(),
    pending_clients: z.int(),
    live_token_families: z.int().describe('Counted up to 10,000.'),
    live_access_tokens: z.int().describe('Stored ones, counted up to 10,000.'),
    days: z.array(
      z.strictObject({
        day: z.string().meta({ format: 'date' }),
        active_people: z.int(),
        events: z.record(z.string(), z.int()).describe('Those that succeeded, by type.'),
        failures: z.record(z.string(), z.int()).describe('Those that failed, by type.'),
      }),
    ),
  })
  .meta({ id: 'Statistics' });

export const statisticsOperations = [
  operation({
    ...{ name: 'getStatistics', method: 'GET', path: '/stats', tag: 'system', success: 'value' },
    summary: 'How many there are, and what happened day by day, in UTC',
    query: z.strictObject({ days: z.coerce.number().int().min(1).max(400).default(30) }),
    answer: shape,
    async run({ site: { database, now, totals }, query }) {
      const since = dayOf(now()) - query.days + 1;
      const [{ stored, live }, events, people] = await Promise.all([
        totals(secondOf(now())),
        readDailyCounts(database, 'event', since),
        readActivePeople(database, since),
      ]);
      const sums = (day: number, success: string): Record<string, number> => {
        const byType: Record<string, number> = {};
        for (const { day: of, name, count } of events) {
          const [type = '', , succeeded] = name.split(' ');
          if (of === day && succeeded === success) byType[type] = (byType[type] ?? 0) + count;
        }
        return byType;
      };
      return {
        body: {
          users: stored.users,
          administrators: stored.administrators,
          disabled_users: stored.disabledUsers,
          clients: stored.clients,
          pending_clients: stored.pendingClients,
          live_token_families: live.families,
          live_access_tokens: live.tokens,
          days: Array.from({ length: query.days }, (_, index) => since + index).map((day) => ({
            day: new Date(day * dayLength).toISOString().slice(0, 10),
            active_people: people.get(day) ?? 0,
            events: sums(day, '1'),
            failures: sums(day, '0'),
          })),
        },
      };
    },
  }),
];
