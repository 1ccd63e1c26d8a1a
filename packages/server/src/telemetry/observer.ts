/** Owns what is counted of the engine's doings. Never keeps who did them: series stay few (operations.md M-2). */

import type { Observation, Observer } from '@grantor/engine';
import { assertNever } from '@grantor/protocol';
import type { SecretUses } from '../store/secret-uses.ts';
import type { AuditLog } from './audit-log.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { OutsideText } from './outside-text.ts';

export type Failed = Extract<Observation, { kind: 'failed' }>;

export type ObserverWorld = {
  readonly audit: Pick<AuditLog, 'tally'>;
  readonly metrics: Metrics;
  readonly outside: OutsideText;
  readonly secretUses: Pick<SecretUses, 'saw'>;
};

/** Observations to counters, to the audit where they are failures (protocol.md §22), and bugs and outages to the log. */
export function createObserver(
  { audit, metrics, outside, secretUses }: ObserverWorld,
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
        case 'secret_used':
          return secretUses.saw(observation);
        case 'authorization_refused': {
          const { kind, cause, client, redirectUri, source } = observation;
          const clientId = outside.clientId(client);
          audit.tally({ kind, cause, clientId, redirectUri: outside.uri(redirectUri) }, source);
          return;
        }
        case 'rate_limited':
          metrics.count('rate_limit_exceeded_total', { limit: observation.limit });
          audit.tally(observation, observation.source);
          return;
        case 'request_answered':
          countAnswer(metrics, observation);
          return;
        case 'refresh_replayed_in_grace':
          metrics.count('oauth_tokens_refreshed_total', { result: 'grace' });
          return;
        case 'grant_refused':
          countRefusal(metrics, observation);
          return;
        case 'token_looked_up':
          metrics.count('oauth_token_validation_total', { result: observation.result });
          return;
        case 'user_code_entered':
          metrics.count('oauth_device_code_validation_total', { result: entered[observation.result] });
          return;
        case 'failed':
          return log(observation);
        default:
          assertNever(observation);
      }
    },
  };
}

const entered = { found: 'success', unknown: 'invalid' } as const;
const refused = { replayed: 'reuse', other: 'error' } as const;

function countRefusal(
  metrics: Metrics,
  { grant, cause }: Extract<Observation, { kind: 'grant_refused' }>,
): void {
  if (grant === 'refresh_token') metrics.count('oauth_tokens_refreshed_total', { result: refused[cause] });
}

type Answered = Extract<Observation, { kind: 'request_answered' }>;

function countAnswer(metrics: Metrics, { endpoint, result }: Answered): void {
  metrics.count('oauth_requests_total', { endpoint, result });
  if (endpoint === 'device_authorization')
    metrics.count('oauth_device_codes_total', { result: result === 'ok' ? 'success' : 'error' });
}
