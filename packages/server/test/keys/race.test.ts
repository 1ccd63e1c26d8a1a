import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { after } from '@grantor/protocol';
import { claimNotices } from '../../src/logout/notice-table.ts';
import { databases, type TestDatabase } from '../store/databases.ts';
import { createReplicas, day, publishedKids, signAt, start } from './ring.ts';

const algorithms = ['ECDH-ES', 'ECDH-ES+A256KW', 'ES256', 'EdDSA', 'PS256', 'RS256', 'RSA-OAEP-256'];

for (const { name, open } of databases) {
  /** SQLite replicas of one process share the connection: two would wait for one another in one thread. */
  const secondOf = ({ database, again }: TestDatabase) =>
    name === 'SQLite' ? Promise.resolve(database) : again();

  describe(`replicas on ${name}`, () => {
    it('create the first keys once, and each successor once — security.md R-11', async () => {
      const store = await open();
      const second = await secondOf(store);
      const replicas = await createReplicas();
      const [a, b] = await Promise.all([
        replicas.ring({ database: store.database }),
        replicas.ring({ database: second }),
      ]);
      await Promise.all([a.refresh(start), b.refresh(start)]);
      assert.deepEqual(await publishedKids(a, start), await publishedKids(b, start));
      assert.equal((await publishedKids(a, start)).length, 7);
      const told = () => replicas.events.map(({ kind, alg }) => `${kind} ${alg}`).sort();
      assert.deepEqual(
        told(),
        algorithms.map((alg) => `created ${alg}`),
      );

      const later = after(start, 89 * day);
      for (let round = 0; round < 2; round += 1) await Promise.all([a.refresh(later), b.refresh(later)]);
      assert.equal((await publishedKids(a, later)).length, 14);
      assert.deepEqual(await publishedKids(a, later), await publishedKids(b, later));
      assert.deepEqual(
        told().slice(7),
        algorithms.map((alg) => `rotated ${alg}`),
      );

      await Promise.all([
        a.rotate('ES256', after(start, 200 * day)),
        b.rotate('ES256', after(start, 200 * day)),
      ]);
      const token = await signAt(a, after(start, 201 * day));
      const check = { use: 'access_token', retired: 'refuse', now: after(start, 201 * day) } as const;
      assert.ok(await b.verify(token, check));
      if (second !== store.database) await second.close();
      await store.close();
      await replicas.remove();
    });

    it('have one first key of each where one looked at its clock earlier, or has one that is behind — security.md R-11', async () => {
      const store = await open();
      const second = await secondOf(store);
      const replicas = await createReplicas();
      const ahead = await replicas.ring({ database: store.database }, after(start, 20));
      const behind = await replicas.ring({ database: second }, start);
      assert.deepEqual(await publishedKids(behind, start), await publishedKids(ahead, after(start, 20)));
      assert.equal(replicas.events.length, algorithms.length);
      const check = { use: 'access_token', retired: 'refuse' } as const;
      assert.ok(await ahead.verify(await signAt(behind, start), { ...check, now: after(start, 20) }));
      assert.ok(await behind.verify(await signAt(ahead, after(start, 20)), { ...check, now: start }));
      if (second !== store.database) await second.close();
      await store.close();
      await replicas.remove();
    });

    it('send each logout notice once — operations.md Z-2', async () => {
      const store = await open();
      const second = await secondOf(store);
      const ids = Array.from({ length: 50 }, (_, index) => `sid-${index}`);
      const rows = ids.map((id) => ({
        id,
        client_id: 'app',
        user_id: 'alice',
        sid: id,
        uri: 'https://client.example/logout',
        attempts: 0,
        created_at: start,
        next_attempt_at: start,
        delivered_at: null,
        failed_at: null,
      }));
      await store.database.kysely.insertInto('logout_notice').values(rows).execute();
      const claims = await Promise.all(
        [store.database, second, store.database, second].map(({ kysely }) =>
          claimNotices(kysely, start, { places: { all: 100, strangers: 100 }, underWay: [] }),
        ),
      );
      assert.deepEqual(
        claims
          .flat()
          .map(({ id }) => id)
          .sort(),
        ids.sort(),
      );
      assert.ok(claims.flat().every((row) => row.attempts === 1 && row.next_attempt_at === start + 10));
      if (second !== store.database) await second.close();
      await store.close();
    });
  });
}
