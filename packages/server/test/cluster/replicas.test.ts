import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { logLines } from '../operations/program.ts';
import { type Replicas, startReplicas } from '../replicas.ts';
import { createBalancer } from './balancer.ts';
import { bootstrap, everything } from './flows.ts';

/** How often the whole is gone through; 50 for a proof, fewer in between. */
const rounds = Number(process.env['GRANTOR_TEST_ROUNDS'] ?? 2);

describe('three replicas of two workers each — operations.md Z-2', {
  timeout: 60_000 + rounds * 60_000,
}, () => {
  let replicas: Replicas;
  before(async () => {
    replicas = await startReplicas(3, { bootstrap, environment: { WORKERS: '2' } });
  });
  after(() => replicas.stop());

  it('begin as one: one administrator, one set of keys — security.md R-11', async () => {
    const client = new pg.Client({ connectionString: replicas.dsn });
    await client.connect();
    const count = async (from: string): Promise<number> =>
      Number((await client.query(`select count(*) as n from ${from}`)).rows[0]?.n);
    assert.equal(await count("user_account where username = 'admin'"), 1);
    const { rows } = await client.query('select count(*) as n from signing_key group by alg');
    await client.end();
    assert.ok(rows.length > 0);
    assert.deepEqual([...new Set(rows.map(({ n }) => Number(n)))], [1]);
  });

  for (let round = 0; round < rounds; round += 1) {
    const victim = round % 3;
    // Somewhere between the first answer and the last
    const answers = 5 + ((round * 7) % 40);
    it(`do everything, each request at another one, while replica ${victim} is killed after ${answers} answers`, async () => {
      const { origins, publicOrigin } = replicas;
      let left = answers;
      let killed = Promise.resolve<unknown>(null);
      const balancer = createBalancer(origins, () => {
        left -= 1;
        if (left === 0) killed = replicas.servers[victim]?.kill() ?? killed;
      });
      await everything({ balancer, publicOrigin });
      await killed;
      await replicas.startAgain(victim);
      await everything({ balancer: createBalancer(origins), publicOrigin });
      const errors = replicas.servers.flatMap((server) =>
        logLines(server.output())
          // A machine that is busy starting three of them may not say in time how it is
          .filter(({ route }) => route !== '/health')
          .filter(({ level, status }) => level === 'error' || Number(status) >= 500),
      );
      assert.deepEqual(errors, []);
    });
  }
});
