import { postgresDatabase } from '@grantor/server/testing';
import pg from 'pg';

/** Pools on an empty database of their own; `close` drops it. */
export async function openPools(
  count: number,
): Promise<{ pools: readonly pg.Pool[]; close(): Promise<void> }> {
  const database = await postgresDatabase();
  const goodbyes: Promise<unknown>[] = [];
  const pools = Array.from({ length: count }, () => {
    const pool = new pg.Pool({ connectionString: database.dsn, max: 20 });
    pool.on('connect', (client) => {
      goodbyes.push(new Promise((resolve) => client.once('end', resolve)));
    });
    return pool;
  });
  return {
    pools,
    close: async () => {
      await Promise.all(pools.map((pool) => pool.end()));
      // `end` does not wait until the connections are closed, and the drop of the database would kill them
      await Promise.all(goodbyes);
      await database.close();
    },
  };
}
