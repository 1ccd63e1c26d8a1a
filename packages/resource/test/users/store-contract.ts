import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Identity, UserStore } from '../../src/users/store.ts';
import type { UserTableOptions } from '../../src/users/table.ts';

export type MigratedStore = UserStore & { migrate(): Promise<void> };

/** A database under test; `run` is the operator's own SQL. `again` opens a store as another process would. */
export type StoreWorld = {
  run(sql: string): Promise<readonly Record<string, unknown>[]>;
  store(options?: UserTableOptions): MigratedStore;
  again(): MigratedStore;
  close(): Promise<void>;
};

const ada: Identity = { issuer: 'https://one.example/', subject: 'ada' };
const nobody = { email: null, name: null };
const known = { email: 'ada@example.com', name: 'Ada' };

/** What every store of users guarantees, whatever keeps it. */
export function storeContract(name: string, open: () => Promise<StoreWorld>): void {
  describe(`the store of users on ${name}`, () => {
    let world: StoreWorld;
    let store: MigratedStore;
    before(async () => {
      world = await open();
    });
    after(() => world.close());
    beforeEach(async () => {
      await world.run('drop table if exists users');
      store = world.store();
      await store.migrate();
    });
    const insert = (id: string, email: string | null, more = ''): Promise<unknown> =>
      world.run(
        `insert into users (id, email${more && ', '}${more.split('=')[0]}) values
          ('${id}', ${email === null ? 'null' : `'${email}'`}${more && ', '}${more.split('=')[1] ?? ''})`,
      );
    const count = async (): Promise<number> =>
      Number((await world.run('select count(*) as n from users'))[0]?.['n']);

    it('finds a user by issuer and subject together, and by id', async () => {
      await store.provision(ada, { id: 'u1', ...known });
      const expected = { id: 'u1', ...known, blocked: false };
      assert.deepEqual(await store.findByIdentity(ada, nobody), expected);
      assert.deepEqual(await store.findById('u1'), expected);
      assert.equal(await store.findByIdentity({ ...ada, issuer: 'https://one.example' }, nobody), null);
      assert.equal(await store.findByIdentity({ ...ada, subject: 'Ada' }, nobody), null);
      assert.equal(await store.findByIdentity({ ...ada, subject: 'u1' }, nobody), null);
      assert.equal(await store.findById('ada'), null);
    });

    it('links the one row with the e-mail, compared trimmed and in lower case, and fills its empty name', async () => {
      await insert('local', '  Ada@Example.com ');
      const linked = await store.linkByEmail(ada, { email: 'aDA@example.COM\t', name: 'Ada' });
      assert.deepEqual(linked, { id: 'local', email: '  Ada@Example.com ', name: 'Ada', blocked: false });
      assert.equal((await store.findByIdentity(ada, nobody))?.id, 'local');
    });

    it('folds no letter beyond ASCII: the Kelvin sign is no k, another mailbox stays another', async () => {
      await insert('local', 'k@example.com');
      await insert('other', 'É@example.com');
      assert.equal(await store.linkByEmail(ada, { email: '\u212a@example.com', name: null }), null);
      assert.equal(await store.linkByEmail(ada, { email: 'é@example.com', name: null }), null);
      assert.equal((await store.linkByEmail(ada, { email: 'É@EXAMPLE.com', name: null }))?.id, 'other');
    });

    it('links nothing when no row, two rows or a linked row has the e-mail', async () => {
      assert.equal(await store.linkByEmail(ada, known), null);
      await insert('first', 'ada@example.com');
      await insert('second', 'ADA@example.com');
      assert.equal(await store.linkByEmail(ada, known), null);
      await world.run(`delete from users where id = 'second'`);
      await world.run(`update users set oauth_issuer = 'https://two.example', oauth_subject = 'x'`);
      assert.equal(await store.linkByEmail(ada, known), null);
    });

    it('links no second row to an identity that has one', async () => {
      await store.provision(ada, { id: 'u1', ...nobody });
      await insert('local', 'ada@example.com');
      assert.equal((await store.linkByEmail(ada, known))?.id, 'u1');
      assert.deepEqual(
        await world.run(`select oauth_subject from users where id = 'local'`).then(([row]) => ({ ...row })),
        {
          oauth_subject: null,
        },
      );
    });

    it('treats % and _ of an e-mail, and quotes anywhere, as themselves — security.md I-5', async () => {
      await insert('local', 'ada@example.com');
      for (const email of ['%', '___@example.com', "' or ''='", 'ada@example.com\\']) {
        assert.equal(await store.linkByEmail(ada, { email, name: null }), null);
      }
      const odd = { issuer: "https://o'brien.example", subject: `"; drop table users; --` };
      await store.provision(odd, { id: "o'brien", email: null, name: "'" });
      assert.equal((await store.findByIdentity(odd, nobody))?.id, "o'brien");
    });

    it('fills what is empty at a sign-in and overwrites nothing — resource.md §4 First sign-in', async () => {
      await store.provision(ada, { id: 'u1', ...nobody });
      assert.deepEqual(await store.findByIdentity(ada, known), { id: 'u1', ...known, blocked: false });
      const later = await store.findByIdentity(ada, { email: 'new@example.com', name: 'Countess' });
      assert.deepEqual(later, { id: 'u1', ...known, blocked: false });
    });

    it('says of a disabled or deleted user that it is blocked, and fills nothing in it', async () => {
      for (const column of ['disabled_at', 'deleted']) {
        await world.run('delete from users');
        await store.provision(ada, { id: 'u1', ...nobody });
        await world.run(`update users set ${column} = '2026-01-01'`);
        assert.deepEqual(await store.findByIdentity(ada, known), { id: 'u1', ...nobody, blocked: true });
        assert.equal((await store.findById('u1'))?.blocked, true);
      }
      await world.run('delete from users');
      await insert('local', 'ada@example.com', `disabled_at='1'`);
      assert.equal((await store.linkByEmail(ada, known))?.blocked, true);
    });

    it('leaves an empty e-mail empty when a unique index of the service gives it to another row', async () => {
      await world.run('create unique index own_email on users (email)');
      await store.provision(ada, { id: 'u1', ...nobody });
      await insert('local', 'ada@example.com');
      assert.deepEqual(await store.findByIdentity(ada, known), {
        id: 'u1',
        email: null,
        name: 'Ada',
        blocked: false,
      });
    });

    it('provisions nothing over a row that has the id or a unique e-mail of the service', async () => {
      await world.run('create unique index own_email on users (email)');
      await insert('u1', 'ada@example.com');
      assert.equal(await store.provision(ada, { id: 'u1', ...nobody }), null);
      assert.equal(await store.provision(ada, { id: 'u2', ...known }), null);
      assert.equal(await count(), 1);
    });

    it('gives one row to 20 parallel first sign-ins, provisioned — resource.md §4 Store', async () => {
      const stores = [store, world.again()];
      const users = await Promise.all(
        Array.from({ length: 20 }, (_, index) => stores[index % 2]!.provision(ada, { id: 'u1', ...known })),
      );
      assert.deepEqual(new Set(users.map((user) => user?.id)), new Set(['u1']));
      assert.equal(await count(), 1);
    });

    it('gives one row to 20 parallel provisions under different ids', async () => {
      const stores = [store, world.again()];
      const users = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          stores[index % 2]!.provision(ada, { id: `u${index}`, ...known }),
        ),
      );
      assert.equal(new Set(users.map((user) => user?.id)).size, 1);
      assert.equal(await count(), 1);
    });

    it('gives one row to 20 parallel first sign-ins, linked', async () => {
      await insert('local', 'ada@example.com');
      const stores = [store, world.again()];
      const users = await Promise.all(
        Array.from({ length: 20 }, (_, index) => stores[index % 2]!.linkByEmail(ada, known)),
      );
      assert.deepEqual(new Set(users.map((user) => user?.id)), new Set(['local']));
      assert.equal(await count(), 1);
    });

    it('links one of 20 identities that race for one e-mail, and refuses the others', async () => {
      await insert('local', 'ada@example.com');
      const stores = [store, world.again()];
      const users = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          stores[index % 2]!.linkByEmail({ ...ada, subject: `s${index}` }, known),
        ),
      );
      assert.equal(users.filter((user) => user?.id === 'local').length, 1);
      assert.equal(users.filter((user) => user === null).length, 19);
    });

    it('gives one row when linking and provisioning of one person race', async () => {
      await insert('local', 'ada@example.com');
      const stores = [store, world.again()];
      const users = await Promise.all(
        Array.from({ length: 20 }, (_, index) => {
          const one = stores[index % 2]!;
          return index % 4 < 2 ? one.linkByEmail(ada, known) : one.provision(ada, { id: 'new', ...nobody });
        }),
      );
      assert.equal(new Set(users.map((user) => user?.id)).size, 1);
      const rows = await world.run('select id from users where oauth_subject is not null');
      assert.equal(rows.length, 1);
    });

    describe('migrated', () => {
      it('twice, and by several at once, keeps the rows and allows many without an identity — resource.md §4 Store', async () => {
        await insert('a', null);
        await insert('b', null);
        await store.migrate();
        await Promise.all(Array.from({ length: 5 }, () => world.again().migrate()));
        assert.equal(await count(), 2);
        await world.run(`update users set oauth_issuer = 'https://one.example/'`);
        assert.equal(await count(), 2);
        await assert.rejects(world.run(`update users set oauth_subject = 'same'`));
      });

      it('takes over a table of the service with its rows, names of its own included', async () => {
        await world.run('drop table if exists "People"');
        await world.run(
          'create table "People" (uid varchar(40) primary key, mail varchar(80), active integer)',
        );
        await world.run(`insert into "People" (uid, mail) values ('p1', 'ada@example.com')`);
        const own = world.store({
          table: 'People',
          columns: { id: 'uid', email: 'mail', name: 'Full_Name' },
        });
        await own.migrate();
        await own.migrate();
        assert.deepEqual(await own.linkByEmail(ada, known), { id: 'p1', ...known, blocked: false });
        const [row] = await world.run('select "Full_Name", oauth_issuer, oauth_subject from "People"');
        assert.deepEqual(
          { ...row },
          { Full_Name: 'Ada', oauth_issuer: ada.issuer, oauth_subject: ada.subject },
        );
      });

      it('works on ids that are numbers, and finds only the text the number has', async () => {
        await world.run('drop table users');
        await world.run('create table users (id integer primary key, email text)');
        await world.run(`insert into users (id, email) values (7, 'ada@example.com')`);
        await store.migrate();
        assert.equal((await store.findById('7'))?.id, '7');
        for (const id of ['07', '7 ', 'x', '7.0']) assert.equal(await store.findById(id), null);
        assert.equal((await store.linkByEmail(ada, known))?.id, '7');
      });
    });

    it('refuses names that are no identifiers, all at once', () => {
      assert.throws(
        () => world.store({ table: 'users; drop table users', columns: { id: '"', email: '' } }),
        /table must be.*columns\.id must be.*columns\.email must be/,
      );
      assert.throws(() => world.store({ columns: { id: 'email' } }), /columns must be different columns/);
    });

    it('says what failed instead of finding nobody', async () => {
      await world.run('drop table users');
      await assert.rejects(store.findByIdentity(ada, nobody));
      await assert.rejects(store.linkByEmail(ada, known));
      await assert.rejects(store.provision(ada, { id: 'u1', ...nobody }));
    });
  });
}
