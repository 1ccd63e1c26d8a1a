import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { postgresUsers, signLocalToken, sqliteUsers, type UserStore } from '../../src/index.ts';
import { openPools } from '../users/pool.ts';
import { type ForeignIssuer, type Person, personToken, startForeignIssuer } from './foreign-issuer.ts';
import { type GuardedService, startService } from './telling-caller.ts';

const resource = 'https://files.example/mcp';
const secret = 'a secret of the operator, 32 bytes or more';

type Row = Readonly<Record<'id' | 'email' | 'display_name' | 'oauth_issuer' | 'oauth_subject', unknown>>;

/** One table of users, opened as two processes would. */
type Users = {
  readonly stores: readonly UserStore[];
  insert(id: string, email: string): Promise<unknown>;
  rows(): Promise<readonly Row[]>;
  close(): Promise<void>;
};

const insertion = 'insert into users (id, email) values ($1, $2)';
const listing = 'select id, email, display_name, oauth_issuer, oauth_subject from users order by id';

async function onSqlite(): Promise<Users> {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-first-'));
  const open = () => new DatabaseSync(join(folder, 'users.db'), { timeout: 5000 });
  const [own, other] = [open(), open()];
  const stores = [sqliteUsers(own), sqliteUsers(other)];
  for (const store of stores) await store.migrate();
  return {
    stores,
    insert: async (id, email) => own.prepare(insertion).run({ $1: id, $2: email }),
    rows: async () =>
      own
        .prepare(listing)
        .all()
        .map((row) => ({ ...row }) as Row),
    close: async () => {
      own.close();
      other.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function onPostgres(): Promise<Users> {
  const { pools, close } = await openPools(2);
  const [own] = pools;
  assert.ok(own);
  const stores = pools.map((pool) => postgresUsers(pool));
  await Promise.all(stores.map((store) => store.migrate()));
  return {
    stores,
    insert: (id, email) => own.query(insertion, [id, email]),
    rows: async () => (await own.query(listing)).rows,
    close,
  };
}

let plain: ForeignIssuer;
let slashed: ForeignIssuer;

before(async () => {
  plain = await startForeignIssuer({ ending: '', resource });
  slashed = await startForeignIssuer({ ending: '/', resource });
});

after(async () => {
  await plain.stop();
  await slashed.stop();
});

const person = (sub: string, change: Partial<Person> = {}): Person => ({
  sub,
  email: `${sub}@example.com`,
  email_verified: true,
  name: sub,
  ...change,
});

for (const [database, open] of Object.entries({ SQLite: onSqlite, PostgreSQL: onPostgres })) {
  describe(`people of two issuers, kept on ${database}`, () => {
    let users: Users;
    let services: readonly GuardedService[];

    before(async () => {
      users = await open();
      const shared = {
        resource,
        issuers: [{ issuer: plain.issuer }, { issuer: slashed.issuer }],
        localTokens: { secret },
        autoProvision: true,
      };
      services = await Promise.all(users.stores.map((store) => startService({ ...shared, users: store })));
    });

    after(async () => {
      for (const service of services) await service.stop();
      await users.close();
    });

    const idOf = async (token: string): Promise<string | undefined> =>
      (await services[0]?.admits(token))?.user?.id;
    const rowsOf = async (email: string) => (await users.rows()).filter((row) => row.email === email);

    /** Twenty sign-ins of one person, each with a token of its own, at two processes. */
    async function race(foreign: ForeignIssuer, who: Person): Promise<readonly (string | undefined)[]> {
      const tokens = await Promise.all(
        Array.from({ length: 20 }, () => personToken(foreign, who, { resource })),
      );
      assert.equal(new Set(tokens).size, 20);
      const told = await Promise.all(
        tokens.map((token, index) => services[index % services.length]?.admits(token)),
      );
      return [...new Set(told.map((each) => each?.user?.id))];
    }

    it('gives one row to twenty parallel first sign-ins of somebody new — resource.md §4 Store, §4 auto-provision', async () => {
      const id = `${plain.issuer}#grace`;
      assert.deepEqual(await race(plain, person('grace')), [id]);
      const identity = { oauth_issuer: plain.issuer, oauth_subject: 'grace' };
      assert.deepEqual(await rowsOf('grace@example.com'), [
        { id, email: 'grace@example.com', display_name: 'grace', ...identity },
      ]);
    });

    it('links twenty parallel first sign-ins to the row with their e-mail — resource.md §4 e-mail link', async () => {
      await users.insert('user-7', 'Edsger@Example.com');
      assert.deepEqual(await race(slashed, person('edsger')), ['user-7']);
      const identity = { oauth_issuer: slashed.issuer, oauth_subject: 'edsger' };
      assert.deepEqual(await rowsOf('Edsger@Example.com'), [
        { id: 'user-7', email: 'Edsger@Example.com', display_name: 'edsger', ...identity },
      ]);
      assert.deepEqual(await rowsOf('edsger@example.com'), []);
    });

    it('keeps apart who has one subject at two issuers, and a local user of that id — resource.md §4 No claim selects, §4 fallback', async () => {
      await users.insert('alan', 'someone-else@example.com');
      const first = await idOf(await personToken(plain, person('alan'), { resource }));
      const atOther = person('alan', { email: 'alan@other.example' });
      const second = await idOf(await personToken(slashed, atOther, { resource }));
      const local = await idOf(signLocalToken({ subject: 'alan', expiresIn: 60, secret }));
      assert.deepEqual([first, second, local], [`${plain.issuer}#alan`, `${slashed.issuer}#alan`, 'alan']);
    });

    it('links no e-mail that nobody verified — resource.md §4 e-mail link', async () => {
      await users.insert('user-8', 'barbara@example.com');
      const claimed = person('mallory', { email: 'barbara@example.com', email_verified: false });
      const id = await idOf(await personToken(plain, claimed, { resource }));
      assert.equal(id, `${plain.issuer}#mallory`);
      const [row] = await rowsOf('barbara@example.com');
      assert.deepEqual([row?.id, row?.oauth_subject], ['user-8', null]);
    });
  });
}
