/** Passwords that another system checks, put together (product.md §7). */

import type { Clock, Random } from '@grantor/engine';
import type { ExternalSignIn } from '../accounts/sign-in.ts';
import type { ChangePorts } from '../administration/change.ts';
import { enterFromOutside } from '../administration/external-people.ts';
import type { Configuration } from '../config/types.ts';
import type { ApiAuthentication } from '../external-api/authentication.ts';
import { createExternalApi } from '../external-api/external-api.ts';
import { createOutbound, type Outbound } from '../outbound/outbound.ts';
import type { Accounts } from '../people/directory.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';
import type { Tracing } from '../telemetry/tracing/tracing.ts';
import { outboundPolicy } from './outbound-policy.ts';
import { tracedOutbound } from './tracing.ts';

export type ExternalApiParts = {
  readonly configuration: Configuration;
  readonly changes: ChangePorts;
  readonly clock: Clock;
  readonly random: Random;
  /** The application's user table: its people sign in as it says. */
  readonly accounts: Accounts | undefined;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly tracing: Tracing | null;
};

/** undefined: every password is here. */
export function openExternalApi(parts: ExternalApiParts): ExternalSignIn | undefined {
  const { configuration, changes, clock, random, accounts, metrics, log } = parts;
  const { mode, url, timeoutMilliseconds: timeout, ...settings } = configuration.externalApi;
  if (mode === 'local' || url === null || accounts !== undefined) return undefined;
  const retries = {
    most: settings.maxRetries,
    firstPause: settings.retryDelayMilliseconds,
    longestPause: settings.maxRetryDelayMilliseconds,
  };
  const api = createExternalApi(
    { url, authentication: authenticationIn(configuration), timeout, retries },
    {
      outboundWithin: outboundTo(url, parts),
      now: clock.now,
      random,
      onAnswered: (seconds) =>
        metrics.observe('auth_external_api_duration_seconds', { provider: 'http_api' }, seconds),
      onMessage: (said) => log.info('external API', said),
    },
  );
  const ports = { ...changes, random };
  return {
    ...api,
    enter: (person, username, source) => enterFromOutside(ports, source, { username, person }),
  };
}

function authenticationIn({ externalApi }: Configuration): ApiAuthentication {
  const { authMode: kind, authSecret: secret, authHeader: header } = externalApi;
  if (kind === 'none' || secret === null) return { kind: 'none' };
  return kind === 'simple' ? { kind, header, secret } : { kind, secret };
}

/** Whom the operator names may be inside, and spoken to over http. */
function outboundTo(url: string, { configuration, tracing }: ExternalApiParts): (total: number) => Outbound {
  const policy = outboundPolicy(configuration);
  const allowed = { ...policy, allowedHosts: [...policy.allowedHosts, new URL(url).host] };
  const certificates = configuration.externalApi.insecureSkipVerify ? 'any' : 'verified';
  const watched = tracing === null ? (outbound: Outbound) => outbound : tracedOutbound(tracing);
  return (total) =>
    watched(createOutbound(allowed, { limits: { connect: Math.min(3000, total), total }, certificates }));
}
