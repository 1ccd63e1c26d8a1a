/** Whether the process lives and whether it is ready (operations.md B-8). Says nothing about versions or causes. */

import { parseQuery } from '@grantor/protocol';
import type { Database } from '../database/database.ts';
import type { Handler } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import type { Route } from '../http/routes.ts';
import { apiPolicy } from '../http/send.ts';
import { within } from '../http/within.ts';
import type { Redis } from '../redis/redis.ts';
import type { Log } from '../telemetry/log.ts';

export type Readiness = {
  readonly database: Pick<Database, 'ping' | 'isSchemaUsable' | 'clock'>;
  /** null: nothing is kept there. */
  readonly redis: Pick<Redis, 'answers'> | null;
  readonly isDraining: () => boolean;
  readonly now: () => number;
  readonly log: Pick<Log, 'warn'>;
};

const answer = (status: number, body: Readonly<Record<string, unknown>>): Outgoing => ({
  status,
  cookies: [],
  body: JSON.stringify(body),
  headers: {
    'content-type': 'application/json',
    'content-security-policy': apiPolicy,
    'cache-control': 'no-store',
    pragma: 'no-cache',
  },
});

const available = 200;
const unavailable = 503;

const longestPing = 1000;
const rememberedFor = 1000;

/** Whether it is so, and said in time; asked at most once a second, however many probes there are. */
function probe(ask: () => Promise<boolean>): () => Promise<boolean> {
  let asked: Promise<boolean> = Promise.resolve(false);
  let askedAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - askedAt > rememberedFor) {
      askedAt = performance.now();
      asked = within(longestPing, ask()).catch(() => false);
    }
    return asked;
  };
}

/** Further apart, tokens and sessions end at other moments here than on other machines (operations.md §11). */
const farthestClock = 30_000;
const clockRememberedFor = 30_000;

/** Whether the database's clock is near ours, asked now and then; as it was last, where it does not answer in time. */
function clockProbe({ database, now, log }: Readiness): () => Promise<boolean> {
  let isNear = true;
  let askedAt = Number.NEGATIVE_INFINITY;
  const ask = async (): Promise<void> => {
    const theirs = await database.clock();
    const apart = theirs === null ? 0 : now() - theirs;
    const wasNear = isNear;
    isNear = Math.abs(apart) <= farthestClock;
    if (!wasNear || isNear) return;
    const seconds = Math.round(apart / 1000);
    log.warn('the clocks of server and database are apart; set both by the network', { seconds });
  };
  return async () => {
    if (performance.now() - askedAt > clockRememberedFor) {
      askedAt = performance.now();
      await within(longestPing, ask()).catch(() => {});
    }
    return isNear;
  };
}

const route = (path: string, get: Handler): Route => ({
  paths: [path],
  get,
  safe: 'safe',
  crossOrigin: 'none',
  audience: 'api',
});

const alive: Handler = () => answer(available, { status: 'alive' });

/** The same of a server that keeps nothing: it is ready when the service behind it answers in its name. */
export function serviceHealthRoutes({ isOurs, isDraining }: ServiceReadiness): readonly Route[] {
  const isThere = probe(isOurs);
  return [
    route('/livez', alive),
    route('/readyz', async () => {
      const draining = isDraining();
      const there = await isThere();
      const checks = { service: there ? 'ok' : 'failed', draining: draining ? 'yes' : 'no' };
      const isReady = there && !draining;
      return answer(isReady ? available : unavailable, { status: isReady ? 'ready' : 'unready', checks });
    }),
    route('/health', async () =>
      (await isThere())
        ? answer(available, { status: 'healthy', service: 'connected' })
        : answer(unavailable, { status: 'unhealthy', service: 'disconnected' }),
    ),
  ];
}

export type ServiceReadiness = {
  /** Whether the service answers, and is this issuer. */
  readonly isOurs: () => Promise<boolean>;
  readonly isDraining: () => boolean;
};

/** The same for those who ask as clients of the Authlete API do: with `extended` also whether the database answers. */
export function lifecycleRoute({ database }: Pick<Readiness, 'database'>): Route {
  const isConnected = probe(() => database.ping().then(() => true));
  return route('/api/lifecycle/healthcheck', async ({ query }) => {
    const isHealthy = parseQuery(query).get('extended')?.toLowerCase() !== 'true' || (await isConnected());
    return isHealthy
      ? answer(available, { status: 'healthy' })
      : answer(unavailable, { status: 'unhealthy' });
  });
}

export function healthRoutes(readiness: Readiness): readonly Route[] {
  const { database, redis } = readiness;
  const isConnected = probe(() => database.ping().then(() => true));
  // The database may be another one than at the start: put back from a backup, or of another installation
  const isSchemaUsable = probe(() => database.isSchemaUsable());
  const isClockNear = clockProbe(readiness);
  // Everything goes on without it (operations.md B-8)
  const hasRedis = redis === null ? null : probe(() => redis.answers());
  return [
    route('/livez', alive),
    route('/readyz', async () => {
      const draining = readiness.isDraining();
      const connected = await isConnected();
      const clock = connected && !(await isClockNear()) ? 'off' : 'ok';
      const usable = connected && (await isSchemaUsable());
      const checks = {
        database: connected ? 'ok' : 'failed',
        schema: usable ? 'ok' : 'failed',
        draining: draining ? 'yes' : 'no',
        clock,
        ...(hasRedis === null ? {} : { redis: (await hasRedis()) ? 'ok' : 'degraded' }),
      };
      const isReady = connected && usable && !draining;
      return answer(isReady ? available : unavailable, { status: isReady ? 'ready' : 'unready', checks });
    }),
    route('/health', async () =>
      (await isConnected())
        ? answer(available, { status: 'healthy', database: 'connected' })
        : answer(unavailable, { status: 'unhealthy', database: 'disconnected' }),
    ),
  ];
}
