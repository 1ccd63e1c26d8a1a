/** What was ended on one machine counts nowhere from then on, whatever the caches hold (operations.md E-1). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Database, openDatabase } from '../../src/database/database.ts';
import { fixtures, isActive, type Person, post, signIn } from '../races/person.ts';
import { startTwoProcesses, type TwoProcesses } from '../two-processes.ts';
import { startRedis, type TestRedis, withoutRedis } from './redis-server.ts';

const rounds = 10;
const redirects = ['https://app.example/one', 'https://app.example/two'] as const;

for (const form of ['memory', 'redis', 'redis-aside'] as const)
  describe(`live state beside caches in ${form}`, { skip: form !== 'memory' && withoutRedis }, () => {
    let redis: TestRedis | null = null;
    let servers: TwoProcesses;
    let database: Database;
    let person: Person;
    let here: string;
    let there: string;

    before(async () => {
      redis = form === 'memory' ? null : await startRedis();
      servers = await startTwoProcesses({
        bootstrap: fixtures,
        environment: {
          ...{ CLIENT_CACHE_TYPE: form, TOKEN_CACHE_TYPE: form },
          ...(redis === null ? {} : { REDIS_URL: redis.url }),
        },
      });
      [here = '', there = ''] = servers.origins;
      database = await openDatabase({
        ...{ driver: 'postgres', dsn: servers.dsn, maxConnections: 2, queryTimeout: 5000 },
      });
      person = await signIn(here, servers.publicOrigin);
    });
    after(async () => {
      await database.close();
      await servers.stop();
      await redis?.close();
    });

    const standing = (token: unknown) => Promise.all([here, there].map((origin) => isActive(origin, token)));

    it('refuses a revoked token at once on every machine — operations.md E-1, operations.md §8', async () => {
      for (let round = 0; round < rounds; round += 1) {
        const { access_token: token } = await person.tokens();
        assert.deepEqual(await standing(token), [true, true]);
        await post(here, '/oauth/revoke', { token: String(token) });
        assert.equal(await isActive(there, token), false);
        assert.equal(await isActive(here, token), false);
      }
    });

    it('refuses the tokens of somebody who was disabled at once — operations.md E-1', async () => {
      const { access_token: token } = await person.tokens();
      const ada = database.kysely.updateTable('user_account').where('username', '=', 'ada');
      for (let round = 0; round < rounds; round += 1) {
        assert.deepEqual(await standing(token), [true, true]);
        await ada.set({ disabled_at_ms: Date.now() }).execute();
        assert.deepEqual(await standing(token), [false, false]);
        await ada.set({ disabled_at_ms: null }).execute();
      }
    });

    it('holds a client to what it may now, at once — operations.md E-3, operations.md E-4', async () => {
      const metadata = { client_name: 'App', token_endpoint_auth_method: 'none' };
      const sendJson = (url: string, method: string, body: unknown, headers: Record<string, string> = {}) =>
        fetch(url, {
          ...{ method, body: JSON.stringify(body) },
          headers: { ...headers, 'content-type': 'application/json' },
        });
      const answer = await sendJson(`${here}/oauth/register`, 'POST', {
        ...metadata,
        redirect_uris: redirects,
      });
      assert.equal(answer.status, 201);
      const { client_id, registration_access_token, registration_client_uri } =
        (await answer.json()) as Record<string, string>;
      const own = `${here}${new URL(registration_client_uri ?? '').pathname}`;
      const authorization = `Bearer ${registration_access_token}`;
      const replace = (redirect_uris: readonly string[]) =>
        sendJson(own, 'PUT', { ...metadata, client_id, redirect_uris }, { authorization });
      const mayReturn = async (): Promise<boolean> => {
        const query = new URLSearchParams({
          ...{ client_id: client_id ?? '', redirect_uri: redirects[1], response_type: 'code' },
          ...{ code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' },
        });
        const { status } = await fetch(`${there}/oauth/authorize?${query}`, { redirect: 'manual' });
        return status < 400;
      };
      for (let round = 0; round < rounds; round += 1) {
        assert.equal(await mayReturn(), true, `round ${round}`);
        assert.equal((await replace([redirects[0]])).status, 200);
        assert.equal(await mayReturn(), false, `round ${round}`);
        assert.equal((await replace(redirects)).status, 200);
      }
    });
  });
