import assert from 'node:assert/strict';
import { it } from 'node:test';
import { postgresUsers } from '../../src/users/postgres.ts';
import { openPools } from './pool.ts';
import { storeContract } from './store-contract.ts';

storeContract('PostgreSQL', async () => {
  const { pools, close } = await openPools(2);
  const [own, other] = pools;
  assert.ok(own && other);
  return {
    run: async (sql) => (await own.query(sql)).rows,
    store: (options) => postgresUsers(own, options),
    again: () => postgresUsers(other),
    close,
  };
});

it('keeps users in a table of a schema, and looks e-mails up by an index', async () => {
  const { pools, close } = await openPools(1);
  const [pool] = pools;
  assert.ok(pool);
  try {
    await pool.query('create schema people');
    const store = postgresUsers(pool, { table: 'people.users' });
    await store.migrate();
    await store.migrate();
    const identity = { issuer: 'https://one.example', subject: 's' };
    await store.provision(identity, { id: 'u', email: 'a@b', name: null });
    assert.equal((await pool.query('select id from people.users')).rows[0].id, 'u');
    const { rows } = await pool.query(
      `select indexdef from pg_indexes where schemaname = 'people' order by indexname`,
    );
    assert.match(rows[0].indexdef, /users_comparable_email.*lower\(.*TRIM.*email.*COLLATE "C"/);
    assert.match(rows[1].indexdef, /UNIQUE.*users_oauth_identity.*WHERE.*IS NOT NULL.*IS NOT NULL/);
  } finally {
    await close();
  }
});
