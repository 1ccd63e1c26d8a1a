/** Types of authorization details, through the management API: a part of its test (product.md M-3). */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Does, itemsOf } from './access-operations.ts';
import type { ManagementWorld } from './world.ts';

/** Their tests, in a world that has been started by then. */
export function detailTypeOperations(world: () => ManagementWorld, does: Does): void {
  it('keeps types of authorization details — advanced.md RAR-1, product.md M-3, §13 detail-types', async () => {
    const schema = {
      type: 'object',
      properties: { amount: { type: 'string' } },
      additionalProperties: false,
    };
    const type = { type: 'https://bank.example/payment', title: 'Pay', schema };
    const made = await does('POST', '/detail-types', {
      ...type,
      labels: [{ path: 'amount', label: 'Amount' }],
    });
    const path = `/detail-types/${made['id']}`;
    assert.equal((await world().call('POST', '/detail-types', { body: type })).status, 409);
    const edited = await does('PATCH', path, { title: 'Pay somebody', titles: { de: 'Jemandem zahlen' } });
    assert.deepEqual(await does('GET', path), edited);
    assert.deepEqual(edited['schema'], schema);
    const open = await world().call('PATCH', path, { body: { schema: { type: 'object' } } });
    assert.equal(open.status, 422);
    const stale = { body: { title: 'Again' }, headers: { 'if-match': '"another"' } };
    assert.equal((await world().call('PATCH', path, stale)).status, 412);
    assert.equal(itemsOf(await does('GET', '/detail-types')).length, 1);
    await does('DELETE', path);
    assert.equal((await world().call('GET', path)).status, 404);
  });
}
