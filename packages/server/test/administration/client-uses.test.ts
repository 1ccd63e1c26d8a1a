import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Commit } from '@grantor/engine';
import { clientId, instant } from '@grantor/protocol';
import { createClientUses } from '../../src/store/client-uses.ts';
import { findListedClient, insertClient } from '../../src/store/clients.ts';
import { databases } from '../store/databases.ts';
import { exampleClient } from './client-world.ts';

for (const { name, open } of databases) {
  describe(`uses of clients on ${name}`, () => {
    it('are noted later, once an hour, and leave the version alone — product.md §8 identity', async () => {
      const { database, close } = await open();
      const id = clientId('notes');
      const origin = { ownerId: null, createdBy: 'ada', at: 1 as never };
      await insertClient(database.kysely, exampleClient({ id }), origin);
      const uses = createClientUses(database);
      const commit = (second: number): Commit => ({
        facts: [{ kind: 'client_token_issued', clientId: id, scope: [] }],
        at: instant(second * 1000),
        source: null as never,
      });
      const stored = async () => {
        const found = await findListedClient(database.kysely, id);
        return [found?.usedAt, found?.version];
      };
      uses.saw(commit(7200));
      assert.deepEqual(await stored(), [null, 1]);
      await uses.note();
      assert.deepEqual(await stored(), [7200, 1]);
      uses.saw(commit(7300));
      await uses.note();
      assert.deepEqual(await stored(), [7200, 1]);
      uses.saw(commit(10_800));
      await uses.note();
      assert.deepEqual(await stored(), [10_800, 1]);
      await close();
    });
  });
}
