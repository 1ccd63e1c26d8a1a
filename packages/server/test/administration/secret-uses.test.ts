import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, epoch, sha256 } from '@grantor/protocol';
import { deleteClient } from '../../src/administration/clients.ts';
import { insertClient, rewriteClient } from '../../src/store/clients.ts';
import { createSecretUses, readSecretUses } from '../../src/store/secret-uses.ts';
import { databases } from '../store/databases.ts';
import { actor, administrationWorld, exampleClient } from './client-world.ts';

const [one, two] = [sha256('one'), sha256('two')];
const kept = (...hashes: readonly ReturnType<typeof sha256>[]) =>
  hashes.map((hash) => ({ hash, expiresAt: null }));

for (const { name, open } of databases) {
  describe(`uses of secrets on ${name}`, () => {
    it('are noted later, once an hour, never backwards, and go with their secret — product.md C-2', async () => {
      const opened = await open();
      const { kysely } = opened.database;
      const id = clientId('notes');
      const client = exampleClient({ id, secrets: kept(one, two) });
      await insertClient(kysely, client, { ownerId: null, createdBy: 'ada', at: epoch(1) });
      const uses = createSecretUses(opened.database);
      const read = async () => Object.fromEntries(await readSecretUses(kysely, id));
      const use = async (secret: typeof one, at: number, by = uses) => {
        by.saw({ clientId: id, secret, at: epoch(at) });
        await by.note();
      };
      uses.saw({ clientId: id, secret: one, at: epoch(7200) });
      assert.deepEqual(await read(), {});
      await uses.note();
      assert.deepEqual(await read(), { [one]: 7200 });
      await use(one, 7300);
      assert.deepEqual(await read(), { [one]: 7200 });
      await use(two, 7300);
      await use(one, 10_800);
      assert.deepEqual(await read(), { [one]: 10_800, [two]: 7300 });
      // Another replica has not heard of it
      await use(one, 9000, createSecretUses(opened.database));
      assert.deepEqual(await read(), { [one]: 10_800, [two]: 7300 });

      const rewritten = { ...client, secrets: kept(two) };
      await rewriteClient(kysely, rewritten, { at: epoch(2), pendingChange: null });
      await use(two, 20_000);
      assert.deepEqual(await read(), { [two]: 20_000 });
      const world = await administrationWorld(opened);
      assert.equal((await deleteClient(world.ports, { actor, id })).kind, 'done');
      await use(two, 90_000);
      assert.deepEqual(await read(), {});
      await opened.close();
    });
  });
}
