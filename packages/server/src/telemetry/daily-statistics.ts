/**
 * Counts audit rows a day, in memory, and hands the sums over now and then: charts and totals read a few hundred rows
 * however many events there were. What a process that is killed has not handed over is lost; nothing rests on it.
 */

import type { AuditRow } from './audit-row.ts';

export type DailySums = {
  readonly counts: readonly { day: number; kind: string; name: string; count: number }[];
  readonly people: readonly { day: number; user_id: string }[];
};

export type DailyStatistics = {
  count(row: AuditRow): void;
  /** What came since the last time. */
  take(): DailySums;
};

const dayLength = 86_400_000;

/** The day of an epoch in ms, counted from 1970, UTC. */
export const dayOf = (at: number): number => Math.floor(at / dayLength);

const tokenEvents: ReadonlySet<string> = new Set([
  'AUTHORIZATION_CODE_EXCHANGED',
  'ACCESS_TOKEN_ISSUED',
  'CLIENT_CREDENTIALS_TOKEN_ISSUED',
  'TOKEN_REFRESHED',
]);

/** People that one process tells apart between two times. */
const mostPeople = 50_000;

export function createDailyStatistics(): DailyStatistics {
  let counts = new Map<string, number>();
  let people = new Set<string>();
  const add = (key: string): void => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  return {
    count(row) {
      const day = dayOf(row.event_at_ms);
      add(`${day} event ${row.event_type} ${row.severity} ${row.success}`);
      // Of a client that got a token: it is registered, so that no visitor can make these grow
      if (row.actor_client_id !== null && tokenEvents.has(row.event_type))
        add(`${day} client ${row.actor_client_id}`);
      const isActive = row.success === 1 && row.actor_user_id !== null && people.size < mostPeople;
      if (isActive) people.add(`${day} ${row.actor_user_id}`);
    },
    take() {
      const taken = { counts, people };
      counts = new Map();
      people = new Set();
      return {
        counts: [...taken.counts].map(([key, count]) => {
          const [day = '', kind = '', ...name] = key.split(' ');
          return { day: Number(day), kind, name: name.join(' '), count };
        }),
        people: [...taken.people].map((key) => {
          const [day = '', id = ''] = key.split(' ');
          return { day: Number(day), user_id: id };
        }),
      };
    },
  };
}
