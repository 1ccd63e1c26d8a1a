/** A rolling upgrade: the server of an earlier commit beside the one of today, on one database (operations.md Y-1). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { newestMigration } from '../../src/database/migrations.ts';
import { logLines } from '../operations/program.ts';
import { isActive, type Person, post, redemption, signIn } from '../races/person.ts';
import { type Replicas, startReplicas } from '../replicas.ts';
import { createBalancer } from './balancer.ts';
import { checkOut, earlierServers } from './earlier.ts';
import { bootstrap, everything } from './flows.ts';

const earlier = earlierServers();

it('has a server to upgrade from', {
  skip: earlier.length === 0 && 'this folder has no history: a clone of more than the last commit has',
}, () => {});

for (const from of earlier)
  describe(`a rolling upgrade from ${from.name} — operations.md Y-1, operations.md Z-2`, {
    timeout: 300_000,
  }, () => {
    let program: ReturnType<typeof checkOut>;
    let replicas: Replicas;
    let person: Person;
    let tokens: Record<string, unknown>;
    before(async () => {
      program = checkOut(from);
      replicas = await startReplicas(2, {
        bootstrap,
        // Whether a client may still have tokens is asked by servers of today (operations.md E-1), not by all before
        environment: { CLIENT_CACHE_TTL: '0s' },
        main: program.main,
      });
      person = await signIn(replicas.origins[0] ?? '', replicas.publicOrigin);
      tokens = await person.tokens();
    });
    after(async () => {
      await replicas?.stop();
      program?.remove();
    });

    const at = (index: number): string => replicas.origins[index] ?? '';
    const all = () =>
      everything({ balancer: createBalancer(replicas.origins), publicOrigin: replicas.publicOrigin });
    const upgrade = async (index: number): Promise<void> => {
      assert.equal(await replicas.servers[index]?.stop(), 0);
      await replicas.startAgain(index, { main: undefined });
    };
    const refreshAt = async (index: number): Promise<void> => {
      const asked = { grant_type: 'refresh_token', refresh_token: String(tokens['refresh_token']) };
      const { status, body } = await post(at(index), '/oauth/token', asked);
      assert.equal(status, 200, JSON.stringify(body));
      tokens = body;
    };
    const migrations = async (): Promise<number> => {
      const client = new pg.Client({ connectionString: replicas.dsn });
      await client.connect();
      const { rows } = await client.query('select max(id) as newest from migration');
      await client.end();
      return Number(rows[0]?.newest);
    };
    const noErrors = (): void =>
      assert.deepEqual(
        replicas.servers.flatMap((server) =>
          logLines(server.output())
            .filter(({ route }) => route !== '/health')
            .filter(({ level, status }) => level === 'error' || Number(status) >= 500),
        ),
        [],
      );

    it('begins with everything on the earlier one', () => all());

    it('goes on with one of each: the later brings the schema, the earlier works on it', async () => {
      await upgrade(0);
      assert.equal(await migrations(), newestMigration);
      for (let round = 0; round < 2; round += 1) {
        await all();
        // What one has given the other takes, and the other way round
        await refreshAt(1);
        await refreshAt(0);
        for (const [issuing, redeeming] of [
          [0, 1],
          [1, 0],
        ] as const) {
          const code = await person.code(at(issuing));
          const { status, body } = await post(at(redeeming), '/oauth/token', redemption(code));
          assert.equal(status, 200, JSON.stringify(body));
          assert.deepEqual(
            await Promise.all([0, 1].map((index) => isActive(at(index), body['access_token']))),
            [true, true],
          );
        }
      }
      noErrors();
    });

    it('ends with everything on the later one, and nothing was lost', async () => {
      await upgrade(1);
      await all();
      await refreshAt(1);
      assert.equal(await isActive(at(0), tokens['access_token']), true);
      noErrors();
    });
  });
