import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCaches } from '../../src/caches/caches.ts';
import { noRelay } from '../../src/cluster/relay.ts';
import { insertDetailsType } from '../../src/store/details-types.ts';
import { createPolicyRecords } from '../../src/store/policy-records.ts';
import { openSqlite } from './databases.ts';

describe('types of authorization details', () => {
  it('are one and the same list for as long as they are kept: what is published is made of it once', async () => {
    const { database, close } = await openSqlite();
    const caches = createCaches({
      ...{ form: 'memory', lifetime: 60_000, entries: 10, relay: noRelay, clock: () => 0 },
      asked() {},
    });
    const records = createPolicyRecords(database, { caches, live: null });
    const none = await records.listDetailsTypes();
    assert.deepEqual(none, []);
    assert.equal(await records.listDetailsTypes(), none);
    const schema = { type: 'object', properties: { amount: { type: 'string' } } };
    const type = { id: 'payment', title: { text: 'Payment' }, labels: [], schema, locations: null };
    await insertDetailsType(database.kysely, type, 0);
    await records.forgetDetailsTypes();
    const one = await records.listDetailsTypes();
    assert.deepEqual(
      one.map(({ id, accepts }) => [
        id,
        accepts({ type: id, amount: '1' }),
        accepts({ type: id, amount: 1 }),
      ]),
      [['payment', true, false]],
    );
    assert.equal(await records.listDetailsTypes(), one);
    await close();
  });
});
