/** Owns what is counted of the engine's doings. Never keeps who did them: series stay few (operations.md M-2). */

import type { Observation, Observer } from '@grantor/engine';
import { assertNever } from '@grantor/protocol';
import type { AuditLog } from './audit-log.ts';
import type { OutsideText } from './outside-text.ts';

/** Counts since the process started, by name and labels, as `oauth_requests_total{endpoint="token",result="ok"}`. */
export type Counters = {
  increment(name: string, labels?: Readonly<Record<string, string>>): void;
  read(): ReadonlyMap<string, number>;
};

export function createCounters(): Counters {
  const counts = new Map<string, number>();
  return {
    increment(name, labels = {}) {
      const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      const series = pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
      counts.set(series, (counts.get(series) ?? 0) + 1);
    },
    read: () => counts,
  };
}

export type Failed = Extract<Observation, { kind: 'failed' }>;

export type ObserverWorld = {
  readonly audit: Pick<AuditLog, 'tally'>;
  readonly counters: Counters;
  readonly outside: OutsideText;
};

/** Observations to counters, to the audit where they are failures (protocol.md §22), and bugs and outages to the log. */
export function createObserver(
  { audit, counters, outside }: ObserverWorld,
  log: (failed: Failed) => void,
): Observer {
  return {
    observe(observation) {
      switch (observation.kind) {
        case 'client_authentication_failed': {
          const { kind, client, source } = observation;
          audit.tally({ kind, clientId: outside.clientId(client) }, source);
          return;
        }
        case 'authorization_refused': {
          const { kind, cause, client, redirectUri, source } = observation;
          const clientId = outside.clientId(client);
          audit.tally({ kind, cause, clientId, redirectUri: outside.uri(redirectUri) }, source);
          return;
        }
        case 'rate_limited':
          counters.increment('rate_limit_exceeded_total', { limit: observation.limit });
          audit.tally(observation, observation.source);
          return;
        case 'request_answered':
          counters.increment('oauth_requests_total', {
            endpoint: observation.endpoint,
            result: observation.result,
          });
          return;
        case 'refresh_replayed_in_grace':
          counters.increment('oauth_tokens_refreshed_total', { result: 'grace' });
          return;
        case 'failed':
          log(observation);
          return;
        default:
          assertNever(observation);
      }
    },
  };
}
