import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Hash, after as later, userId } from '@grantor/protocol';
import { createForwardedSessions } from '../../src/accounts/forwarded-sessions.ts';
import { createSessionUses } from '../../src/accounts/session-uses.ts';
import { beginSession, readSession, type SessionPolicy } from '../../src/accounts/sessions.ts';
import type { Database } from '../../src/database/database.ts';
import { createForwardedSessionTable } from '../../src/store/forwarded-sessions.ts';
import { addUser, newPostgresWorld, newWorld, now, random } from './world.ts';

const policy: SessionPolicy = {
  maxAge: 12 * 3600,
  idleTimeout: 600,
  rememberedMaxAge: 86_400,
  fingerprint: 'user_agent',
  factorRequired: 'none',
};
const visit = { userAgent: 'Firefox', address: '192.0.2.1' };

for (const [name, open] of [
  ['SQLite', newWorld],
  ['PostgreSQL', newPostgresWorld],
] as const) {
  describe(`sessions known to guarded hosts, on ${name}`, () => {
    const world = open();
    let database: Database;
    before(async () => {
      database = await world.open();
      await addUser(database, { id: 'ada', username: 'ada', email: 'ada@example.com' });
    });
    after(() => world.remove());

    const portsWith = (change: Partial<SessionPolicy> = {}) => {
      const uses = createSessionUses(database);
      const key = Buffer.alloc(32, 7);
      const table = createForwardedSessionTable(database);
      return {
        uses,
        sessions: createForwardedSessions({ key, table, policy: { ...policy, ...change }, uses }),
      };
    };

    async function begin(change: Partial<SessionPolicy> = {}): Promise<{ id: Hash; secret: string }> {
      const started = await beginSession(
        { database, random, policy: { ...policy, ...change } },
        {
          userId: userId('ada'),
          authentication: { authTime: now, acr: '1', amr: ['pwd'] },
          visit,
          lifetime: 'browser',
          replaces: null,
          passwordHash: null,
        },
      );
      assert.ok(started.kind === 'started');
      return { id: started.hash, secret: started.id.reveal() };
    }

    const lastSeen = async (id: Hash) =>
      (
        await database.kysely
          .selectFrom('browser_session')
          .select('last_seen_at')
          .where('hash', '=', id)
          .executeTakeFirstOrThrow()
      ).last_seen_at;

    it('are found by their cookie, in one statement and without a write — resource.md §9 Browser mode', async () => {
      const { sessions } = portsWith();
      const { id } = await begin();
      const cookie = (await sessions.cookieFor({ id })).reveal();
      const { statements, commits } = { ...database.counts };
      const account = await sessions.find(cookie, visit, later(now, 300));
      assert.equal(account?.username, 'ada');
      assert.equal(account?.claims['email'], 'ada@example.com');
      assert.deepEqual([database.counts.statements - statements, database.counts.commits - commits], [1, 0]);
      assert.equal(await sessions.find('A'.repeat(43), visit, now), null);
    });

    it('stay awake by being used, noted at most once a minute and all at once — product.md §4 idle timeout', async () => {
      const { sessions, uses } = portsWith();
      const [one, two] = [await begin(), await begin()];
      for (const { id } of [one, two]) {
        const cookie = (await sessions.cookieFor({ id })).reveal();
        for (const seconds of [30, 500, 501]) await sessions.find(cookie, visit, later(now, seconds));
      }
      assert.equal(await lastSeen(one.id), now);
      const { statements } = { ...database.counts };
      await uses.note();
      assert.equal(database.counts.statements - statements, 1);
      assert.ok((await lastSeen(one.id)) >= later(now, 500));
      const read = await readSession(
        { database, random, policy },
        { id: two.secret, visit, now: later(now, 1000) },
      );
      assert.equal(read.kind, 'live');
      const nothing = { ...database.counts };
      await uses.note();
      assert.deepEqual({ ...database.counts }, nothing);
    });

    it('do not count once they are idle, over, or of a person who was disabled', async () => {
      const { sessions } = portsWith();
      const { id } = await begin();
      const cookie = (await sessions.cookieFor({ id })).reveal();
      assert.equal(await sessions.find(cookie, visit, later(now, 600)), null);
      const { sessions: patient } = portsWith({ idleTimeout: 0 });
      assert.notEqual(await patient.find(cookie, visit, later(now, 43_199)), null);
      assert.equal(await patient.find(cookie, visit, later(now, 43_200)), null);
      await database.kysely.updateTable('user_account').set({ disabled_at_ms: 1 }).execute();
      assert.equal(await sessions.find(cookie, visit, now), null);
      await database.kysely.updateTable('user_account').set({ disabled_at_ms: null }).execute();
      assert.notEqual(await sessions.find(cookie, visit, now), null);
    });

    it('are reached from another address, and by the system’s player, even where sessions are bound', async () => {
      const bound = { fingerprint: 'user_agent_and_address' } as const;
      const { sessions } = portsWith(bound);
      const { id } = await begin(bound);
      const cookie = (await sessions.cookieFor({ id })).reveal();
      assert.notEqual(await sessions.find(cookie, { ...visit, address: '2001:db8::1' }, now), null);
      const player = {
        ...visit,
        userAgent: 'AppleCoreMedia/1.0.0.21A329 (iPhone; U; CPU OS 17_0 like Mac OS X)',
      };
      assert.notEqual(await sessions.find(cookie, player, now), null);
    });
  });
}
