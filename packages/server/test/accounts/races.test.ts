import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { BrowserSession } from '@grantor/engine';
import { instant, userId } from '@grantor/protocol';
import { beginSession, readSession, type SessionPolicy } from '../../src/accounts/sessions.ts';
import type { Database } from '../../src/database/database.ts';
import { endAccess, findUser, replacePasswordHash, resetPasswordHash } from '../../src/store/users.ts';
import { addUser, newPostgresWorld, newWorld, now, random, type World } from './world.ts';

const policy: SessionPolicy = {
  maxAge: 43_200,
  idleTimeout: 0,
  rememberedMaxAge: 2_592_000,
  fingerprint: 'none',
  factorRequired: 'none',
};
const visit = { userAgent: null, address: '192.0.2.1' };

type Place = { readonly name: string; readonly handles: number; readonly world: () => World };
const places: readonly Place[] = [
  { name: 'SQLite', handles: 1, world: newWorld },
  { name: 'PostgreSQL', handles: 2, world: newPostgresWorld },
];

for (const place of places) {
  describe(`twenty at the same time on ${place.name}`, () => {
    const world = place.world();
    const handles: Database[] = [];
    before(async () => {
      while (handles.length < place.handles) handles.push(await world.open());
    });
    after(() => world.remove());

    const handle = (index: number): Database => handles[index % handles.length]!;
    const twenty = <Result>(work: (database: Database, index: number) => Promise<Result>) =>
      Promise.all(Array.from({ length: 20 }, (_, index) => work(handle(index), index)));
    const signIn = (name: string, replaces: BrowserSession | null = null) => ({
      ...{ userId: userId(name), replaces, visit, passwordHash: null, lifetime: 'browser' as const },
      authentication: { authTime: now, acr: 'pwd', amr: ['pwd'] },
    });
    const sessionsOf = (name: string) =>
      handle(0).kysely.selectFrom('browser_session').select('hash').where('user_id', '=', name).execute();

    it('create one user — product.md §2 username, product.md G-4', async () => {
      const created = await twenty((database, index) =>
        addUser(database, { id: `id-${index}`, username: 'one', email: 'one@x' }),
      );
      assert.equal(created.filter(({ kind }) => kind === 'created').length, 1);
    });

    it('replace one password hash once', async () => {
      await addUser(handle(0), { id: 'hash', username: 'hash' });
      const changed = await twenty(({ kysely }, index) =>
        replacePasswordHash(kysely, { userId: userId('hash'), from: null, to: `${index}`, at: now }),
      );
      assert.equal(changed.filter(Boolean).length, 1);
    });

    it('take one session over once — product.md §17 Races, security.md B-6', async () => {
      await addUser(handle(0), { id: 'rotate', username: 'rotate' });
      const ports = { database: handle(0), random, policy };
      const first = await beginSession(ports, signIn('rotate'));
      const id = first.kind === 'started' ? first.id.reveal() : assert.fail();
      const read = await readSession(ports, { id, visit, now });
      const replaces = read.kind === 'live' ? read.session : assert.fail();
      const begun = await twenty((database) =>
        beginSession({ ...ports, database }, signIn('rotate', replaces)),
      );
      const kinds = begun.map(({ kind }) => kind).sort();
      assert.deepEqual(kinds, ['started', ...Array(19).fill('superseded')]);
      assert.equal((await sessionsOf('rotate')).length, 1);
      assert.equal((await readSession(ports, { id, visit, now })).kind, 'none');
    });

    it('leave no session of a person who is disabled meanwhile — product.md U-3', async () => {
      await addUser(handle(0), { id: 'gone', username: 'gone' });
      await twenty<unknown>((database, index) =>
        index === 10
          ? database.transaction(async (tx) => {
              await tx
                .updateTable('user_account')
                .set({ disabled_at_ms: now * 1000 })
                .where('id', '=', 'gone')
                .execute();
              await endAccess(tx, userId('gone'), instant(now * 1000));
            })
          : beginSession({ database, random, policy }, signIn('gone')),
      );
      assert.equal((await sessionsOf('gone')).length, 0);
      const found = await findUser(handle(0).kysely, userId('gone'));
      assert.equal(found?.user.tokensValidFrom, now * 1000);
    });

    it('leave no session of a password that was reset meanwhile — security.md R-12', async () => {
      await addUser(handle(0), { id: 'reset', username: 'reset', passwordHash: 'old' });
      const begun = await twenty<unknown>((database, index) =>
        index === 10
          ? database.transaction(async (tx) => {
              await resetPasswordHash(tx, { userId: userId('reset'), to: 'new', at: now });
              await endAccess(tx, userId('reset'), instant(now * 1000));
            })
          : beginSession({ database, random, policy }, { ...signIn('reset'), passwordHash: 'old' }),
      );
      assert.equal(begun.length, 20);
      assert.equal((await sessionsOf('reset')).length, 0);
      const late = { ...signIn('reset'), passwordHash: 'old' };
      assert.equal(
        (await beginSession({ database: handle(0), random, policy }, late)).kind,
        'account_changed',
      );
    });
  });
}
