/** Registration on one machine, seen from another: both on one PostgreSQL (operations.md E-1, E-4). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTwoProcesses, type TwoProcesses } from '../two-processes.ts';
import { manage, metadata, register, replace, standing } from './client.ts';

describe('registration on two machines', () => {
  let processes: TwoProcesses;
  let here = '';
  let there = '';
  before(async () => {
    processes = await startTwoProcesses({});
    [here = '', there = ''] = processes.origins;
  });
  after(() => processes.stop());

  it('knows a new client on both at once', async () => {
    const told = await register(here);
    assert.equal(await standing(there, told), 400);
    assert.equal((await manage(there, told)).status, 200);
  });

  it('keeps one registration token for both — clients.md §3 PUT', async () => {
    const told = await register(here);
    await standing(there, told); // that machine has the record in its cache
    const replaced = await replace(here, told, { client_name: 'New' });
    const read = await manage(there, replaced);
    assert.equal(((await read.json()) as { client_name: string }).client_name, 'New');
    assert.equal((await manage(here, told)).status, 401);
    assert.equal((await manage(there, told)).status, 401);
  });

  it('deletes once, and for both: deletions race replacements — RFC 7592 §2.3', async () => {
    for (let round = 0; round < 5; round++) {
      const told = await register(here);
      const body = { client_id: told.client_id, ...metadata() };
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => {
          const origin = index % 2 === 0 ? here : there;
          const method = index % 4 < 2 ? 'DELETE' : 'PUT';
          return manage(origin, told, method === 'PUT' ? { method, body } : { method });
        }),
      );
      const statuses = answers.map(({ status }) => status);
      assert.equal(statuses.filter((status) => status === 204).length, 1, statuses.join(' '));
      for (const status of statuses) assert.ok([200, 204, 401].includes(status), String(status));
      assert.equal((await manage(there, told)).status, 401);
      assert.equal((await manage(here, told)).status, 401);
      assert.equal(await standing(here, told).catch(String), 401);
    }
  });
});
