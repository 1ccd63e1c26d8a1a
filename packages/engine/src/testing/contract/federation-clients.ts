import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, epoch } from '@grantor/protocol';
import type { Client } from '../../model/client.ts';
import { sampleClient } from './sample-client.ts';
import type { World } from './world.ts';

export function federationClientContract(world: World): void {
  function member(change: Partial<Client> = {}): Client {
    const id = clientId(`https://${world.name('member')}.example`);
    return { ...sampleClient, id, source: 'federation', secrets: [], ...change };
  }

  const registered = (client: Client) =>
    ({ kind: 'federation_client_registered', client, changed: null }) as const;

  describe('clients that a federation vouches for', () => {
    it('are stored, and replaced by what it says later — federation-vci-authlete.md FED-12', async () => {
      const first = member();
      await world.keep([registered(first)]);
      assert.deepEqual(await world.store.findClient(first.id), first);
      const federation = first.federation ?? assert.fail();
      const second = {
        ...first,
        name: 'Renamed',
        federation: { ...federation, endsAt: epoch(4_100_000_000) },
      };
      await world.keep([registered(second)]);
      assert.deepEqual(await world.store.findClient(first.id), second);
    });

    it('stay as administrators want them', async () => {
      const blocked = member({ status: 'inactive' });
      await world.keep([registered(blocked)]);
      await world.keep([registered({ ...blocked, status: 'active', name: 'Renamed' })]);
      assert.deepEqual(await world.store.findClient(blocked.id), { ...blocked, name: 'Renamed' });
    });

    it('never replace a client of another source — federation-vci-authlete.md FED-14', async () => {
      for (const source of ['administrator', 'app', 'dynamic', 'document'] as const) {
        const client = member();
        const own = await world.client({ id: client.id, source });
        await world.refuses('federation_client_registered', [registered(client)]);
        assert.deepEqual(await world.store.findClient(client.id), own);
      }
    });

    it('are one however many come at once', async () => {
      const client = member();
      await Promise.all(Array.from({ length: 20 }, () => world.keep([registered(client)])));
      assert.deepEqual(await world.store.findClient(client.id), client);
    });
  });
}
