/** Secrets of clients that sign with them, on both databases: readable again where the method needs it, and nowhere else. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ClientSecret } from '@grantor/engine';
import { clientId } from '@grantor/protocol';
import { addSecret, regenerateSecret } from '../../src/administration/client-secrets.ts';
import { createClient, editClient } from '../../src/administration/clients.ts';
import { clientSecretLabel } from '../../src/keys/shared-secrets.ts';
import { findListedClient } from '../../src/store/clients.ts';
import type { StoredClient } from '../../src/store/rows/client.ts';
import { databases, type TestDatabase } from '../store/databases.ts';
import { type AdministrationWorld, actor, administrationWorld, exampleClient } from './client-world.ts';

const signing = { authMethod: 'client_secret_jwt' } as const;

/** As the sealer of the world seals. */
const sealedAs = (secret: ClientSecret | undefined, value: string): boolean =>
  secret !== undefined && secret.sealed === `${clientSecretLabel(secret.hash)}|${value}`;

for (const { name, open } of databases) {
  describe(`secrets that clients sign with, on ${name} — advanced.md CAU-6`, () => {
    let opened: TestDatabase;
    let world: AdministrationWorld;
    before(async () => {
      opened = await open();
      world = await administrationWorld(opened);
    });
    after(() => opened.close());

    const read = async (id: string): Promise<StoredClient> => {
      const stored = await findListedClient(opened.database.kysely, id);
      return stored ?? assert.fail('no such client');
    };
    const make = async (id: string, more: Parameters<typeof exampleClient>[0]) => {
      const client = exampleClient({ id: clientId(id), ...more });
      const made = await createClient(world.ports, actor, { client, ownerId: null, createdBy: 'ada' });
      assert.ok(made.kind === 'created' && made.secret !== null);
      return made.secret;
    };
    const edit = async (id: string, more: Parameters<typeof exampleClient>[0]) => {
      const { version, client } = await read(id);
      return editClient(world.ports, { actor, id }, { version, client: { ...client, ...more } });
    };

    it('are sealed when they are made, added and replaced; of others the hash alone is kept', async () => {
      const first = await make('signs', signing);
      const { client } = await read('signs');
      assert.ok(sealedAs(client.secrets[0], first.value));
      const target = { actor, id: 'signs' };
      const added = await addSecret(world.ports, target, { days: null });
      assert.ok(added.kind === 'made' && sealedAs(added.client.secrets[1], added.secret.value));
      const replaced = await regenerateSecret(world.ports, target, { earlierDays: 1 });
      assert.ok(replaced.kind === 'made' && sealedAs(replaced.client.secrets[1], replaced.secret.value));
      await make('sends', {});
      assert.equal((await read('sends')).client.secrets[0]?.sealed, undefined);
    });

    it('are made anew for a client that begins to sign, and forgotten by one that ends', async () => {
      const sent = await make('changes', {});
      const begun = await edit('changes', signing);
      assert.ok(begun.kind === 'done' && begun.secret !== null);
      const { secrets } = (await read('changes')).client;
      assert.equal(secrets.length, 1, 'the one before could not sign');
      assert.ok(sealedAs(secrets[0], begun.secret.value));
      assert.notEqual(begun.secret.value, sent.value);
      const renamed = await edit('changes', { ...signing, name: 'Renamed' });
      assert.ok(renamed.kind === 'done' && renamed.secret === null);
      const ended = await edit('changes', { authMethod: 'client_secret_post' });
      assert.ok(ended.kind === 'done' && ended.secret === null);
      const kept = (await read('changes')).client.secrets;
      assert.deepEqual([kept.length, kept[0]?.hash], [1, secrets[0]?.hash]);
      assert.ok(kept.every((secret) => !('sealed' in secret)));
    });

    it('are for clients of administrators alone', async () => {
      for (const source of ['app', 'dynamic'] as const) {
        await make(`of-${source}`, { source });
        assert.deepEqual(await edit(`of-${source}`, signing), { kind: 'not_for_self_registered' });
        assert.equal((await read(`of-${source}`)).client.authMethod, 'client_secret_basic');
      }
    });
  });
}
