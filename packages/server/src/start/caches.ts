/** The caches in the forms that the configuration names (operations.md §8). */

import type { VerifiedJwt } from '@grantor/engine';
import { type CacheForm, type Caches, createCaches } from '../caches/caches.ts';
import { createSharedRecords } from '../caches/shared-records.ts';
import type { Relay } from '../cluster/relay.ts';
import type { Configuration } from '../config/types.ts';
import type { Database } from '../database/database.ts';
import { newestMigration } from '../database/migrations.ts';
import type { VerifiedTokens } from '../keys/verify.ts';
import type { Redis } from '../redis/redis.ts';
import type { CacheName } from '../redis/uses.ts';
import type { EngineStoreOptions } from '../store/engine-store.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';
import type { World } from './world.ts';

export type ServerCaches = {
  /** Of clients, and of what else administrators lay down. */
  readonly client: Caches;
  /** null: TOKEN_CACHE_ENABLED is false. */
  readonly token: Caches | null;
  /** null: each process counts by itself. */
  readonly metrics: Caches | null;
};

type CacheWorld = {
  readonly configuration: Configuration;
  readonly database: Pick<Database, 'dialect'>;
  readonly redis: Redis | null;
  readonly secret: Uint8Array;
  readonly relay: Relay;
  readonly metrics: Metrics;
};

/** In seconds. */
type Life = { readonly form: CacheForm; readonly lifetime: number; readonly localLifetime: number };

export function openCaches(world: CacheWorld): ServerCaches {
  const { configuration, database } = world;
  const { cache, metrics } = configuration;
  const open = cachesIn(world);
  return {
    client: open({
      form: cache.clientForm,
      // What other machines write is not heard: documents are made of it unasked (operations.md E-4)
      lifetime: heardOrShort(database, { form: cache.clientForm, lifetime: cache.clientLifetime }),
      localLifetime: cache.clientLocalLifetime,
    }),
    token: cache.tokenEnabled
      ? open({
          form: cache.tokenForm,
          lifetime: cache.tokenLifetime,
          localLifetime: cache.tokenLocalLifetime,
        })
      : null,
    metrics:
      cache.metricsForm === 'memory'
        ? null
        : open({
            form: cache.metricsForm,
            // Whoever counts next finds nothing, whatever the spread of lifetimes makes of it
            lifetime: 0.8 * metrics.gaugeInterval,
            localLifetime: cache.metricsLocalLifetime,
          }),
  };
}

/** What the store of the engine keeps, and whether others may have changed what it keeps. */
export const engineCaches = (
  { client }: Pick<ServerCaches, 'client'>,
  { database, workers }: Pick<CacheWorld, 'database'> & Pick<World, 'workers'>,
): Pick<EngineStoreOptions, 'caches' | 'writers'> => ({
  caches: client,
  writers: database.dialect.cacheLimit === null && workers === undefined ? 'this' : 'others',
});

function heardOrShort(
  { dialect }: Pick<Database, 'dialect'>,
  { form, lifetime }: Pick<Life, 'form' | 'lifetime'>,
): number {
  const { cacheLimit } = dialect;
  return form === 'memory' && cacheLimit !== null ? Math.min(lifetime, cacheLimit / 1000) : lifetime;
}

/** Claims and headers together hold about twice the token; many are small (security.md L-8). */
const tokenBytes = {
  most: 16 * 1024 * 1024,
  of: (token: VerifiedJwt): number => JSON.stringify(token.claims).length,
};

/** undefined: every signature is verified each time. */
export const verifiedTokens = ({ token }: ServerCaches): VerifiedTokens | undefined =>
  token?.of<string, VerifiedJwt, VerifiedJwt>({
    ...{ name: 'token', read: (row) => row, bytes: tokenBytes, unknown: 'asked_again' },
  });

const cachesIn =
  ({ configuration, redis, secret, relay, metrics }: CacheWorld) =>
  ({ form, lifetime, localLifetime }: Life): Caches => {
    const shape = {
      ...{ entries: configuration.cache.maxEntries, clock: () => performance.now(), relay },
      asked: (cache_name: CacheName, outcome: 'hit' | 'miss') =>
        metrics.count(outcome === 'hit' ? 'cache_hits_total' : 'cache_misses_total', { cache_name }),
    };
    if (form === 'memory' || redis === null || lifetime === 0)
      return createCaches({ ...shape, form: 'memory', lifetime: lifetime * 1000 });
    const shared = {
      records: (name: CacheName, told: { readonly onHit: () => void; readonly onMiss: () => void }) =>
        createSharedRecords({
          ...{ redis, name, secret, ...told },
          version: `1.${newestMigration}`,
          lifetime: lifetime * 1000,
        }),
      keyOf: (name: CacheName, key: string) => redis.key(`cache:${name}`, key),
      tracked: redis,
    };
    return createCaches({ ...shape, form, shared, lifetime: localLifetime * 1000 });
  };
