/** What Prometheus reads (operations.md M-1). */

import { equalInConstantTime, type Secret } from '@grantor/protocol';
import { type Exchange, header } from '../http/exchange.ts';
import { tokenRefused } from '../http/refuse.ts';
import type { Route } from '../http/routes.ts';
import { apiPolicy } from '../http/send.ts';
import type { MetricsRegistry } from '../telemetry/metrics/metrics.ts';

export type MetricsExport = {
  readonly registry: Pick<MetricsRegistry, 'text'>;
  /** null: whoever asks may read. */
  readonly token: Secret | null;
};

export const metricsRoute = ({ registry, token }: MetricsExport): Route => ({
  paths: ['/metrics'],
  get: async (exchange) => {
    if (token !== null && !showsToken(exchange, token)) return tokenRefused();
    const { contentType, body } = await registry.text();
    return {
      status: 200,
      cookies: [],
      body,
      headers: {
        'content-type': contentType,
        'content-security-policy': apiPolicy,
        'cache-control': 'no-store',
      },
    };
  },
  safe: 'safe',
  crossOrigin: 'none',
  audience: 'api',
});

function showsToken(exchange: Exchange, token: Secret): boolean {
  const [, shown] = /^bearer +(\S+)$/i.exec(header(exchange, 'authorization') ?? '') ?? [];
  return shown !== undefined && equalInConstantTime(shown, token.reveal());
}
