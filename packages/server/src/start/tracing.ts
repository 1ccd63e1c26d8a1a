/** What is traced while the server runs, as the configuration wants it (operations.md G-2). */

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Engine } from '@grantor/engine';
import type { Configuration } from '../config/types.ts';
import type { StatementWatch } from '../database/connection.ts';
import type { Outbound } from '../outbound/outbound.ts';
import type { RedisQuestion } from '../redis/redis.ts';
import { openTracing, type Tracing } from '../telemetry/tracing/tracing.ts';
import { aroundCalls } from './engine-calls.ts';
import { version } from './version.ts';

/** null: OTEL_EXPORTER_OTLP_ENDPOINT is not set. */
export async function tracingOf({ tracing }: Configuration): Promise<Tracing | null> {
  const { endpoint, headers, serviceName, ratio } = tracing;
  if (endpoint === null) return null;
  const pairs = headers.map((header) => {
    const [name = '', value = ''] = header.reveal().split(/=(.*)/s);
    return [name.toLowerCase(), decodeURIComponent(value)] as const;
  });
  return openTracing({
    ...{ endpoint, serviceName, ratio },
    headers: Object.fromEntries(pairs),
    version: version(),
  });
}

/** Statements as spans: their text has no values. */
export const tracedStatements = (tracing: Tracing): StatementWatch => ({
  slowerThan: -1,
  keep: () => AsyncLocalStorage.snapshot(),
  notice({ sql, milliseconds, error }) {
    const name = sql.slice(0, Math.max(0, sql.search(/\s/)));
    tracing.ended(name === '' ? 'sql' : name, { 'db.query.text': sql }, { milliseconds, error });
  },
});

/** Questions to Redis as spans: which command, and for what. */
export const tracedRedis =
  (tracing: Tracing) =>
  ({ command, about, milliseconds, error }: RedisQuestion): void =>
    tracing.ended(
      `redis ${command}`,
      {
        'db.system.name': 'redis',
        'db.operation.name': command,
        ...(about === null ? {} : { 'grantor.redis.use': `${about.cache} ${about.operation}` }),
      },
      { milliseconds, error },
    );

/** Each function of the engine as a stage of its request. */
export const tracedEngine = (engine: Engine, tracing: Tracing): Engine =>
  aroundCalls(
    engine,
    (name, stage) =>
      (...given) =>
        tracing.span({ name: `engine ${name}`, kind: 'internal', work: async () => stage(...given) }),
  );

/** Requests to others, who may continue the trace. Their address is the client's business: only its host is told. */
export const tracedOutbound =
  (tracing: Tracing) =>
  (outbound: Outbound): Outbound =>
  (request) =>
    tracing.span({
      name: request.method,
      kind: 'client',
      attributes: {
        'http.request.method': request.method,
        'server.address': URL.parse(request.url)?.hostname ?? '',
      },
      work: (traceparent) => outbound({ ...request, headers: { ...request.headers, traceparent } }),
    });
