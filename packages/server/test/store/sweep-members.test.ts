/** Clients that federations bring, and when they go. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Client } from '@grantor/engine';
import { sampleClient, World } from '@grantor/engine/testing';
import { clientId, type Instant, instant, secondOf } from '@grantor/protocol';
import type { Database } from '../../src/database/database.ts';
import { createEngineStore } from '../../src/store/engine-store.ts';
import { sweep } from '../../src/store/sweep.ts';
import { databases, type TestDatabase } from './databases.ts';
import { contractStore } from './seeds.ts';

const START = 1_800_000_000;
const DAY = 86_400;
const later = (seconds: number): Instant => instant((START + seconds) * 1000);
const at = (now: Instant) => ({
  ...{ clock: () => now, holder: 'this process', auditRetention: null, clientLifetime: null },
});

for (const { name, open } of databases)
  describe(`clients of federations, swept on ${name}`, () => {
    let opened: TestDatabase;
    let database: Database;
    const world = new World();

    before(async () => {
      opened = await open();
      database = opened.database;
      world.opened = contractStore(database, opened.close);
    });
    after(() => opened.close());

    it('forgets clients of federations once their chain has ended and nobody allowed them — federation-vci-authlete.md FED-12', async () => {
      const lapses = secondOf(later(DAY));
      const member = async (change: Partial<Client> = {}) => {
        const id = clientId(`https://${world.name('member')}.example`);
        const federation = sampleClient.federation && { ...sampleClient.federation, endsAt: lapses };
        const client = { ...sampleClient, federation, ...change, id, source: 'federation' } as const;
        await world.keep([{ kind: 'federation_client_registered', client, changed: null }]);
        return client;
      };
      const [unused, blocked] = [await member(), await member({ status: 'inactive' })];
      const isKept = async ({ id }: Client) => (await createEngineStore(database).findClient(id)) !== null;
      await sweep(database, at(later(DAY - 1)));
      assert.deepEqual([await isKept(unused), await isKept(blocked)], [true, true]);
      await sweep(database, at(later(DAY)));
      assert.deepEqual([await isKept(unused), await isKept(blocked)], [false, true]);
    });

    it('keeps of the clients of federations that nobody allowed the ten thousand whose chains hold longest — security.md L-8, clients.md §4 Of federations', async () => {
      const { name, secrets, ...settings } = sampleClient;
      const lapse = START + 400 * DAY;
      const member = (made: string, change: Readonly<Record<string, unknown>> = {}) => ({
        ...{
          id: world.name(made),
          name,
          settings: JSON.stringify(settings),
          secrets: JSON.stringify(secrets),
        },
        ...{ source: 'federation', status: 'active', created_at: START, updated_at: START, version: 1 },
        ...{ lapses_at: lapse, ...change },
      });
      const [unused, allowed, fresh] = [
        member('unused'),
        member('allowed'),
        member('fresh', { created_at: START + 1800 }),
      ];
      const blocked = member('blocked', { status: 'inactive' });
      const longer = Array.from({ length: 10_000 }, () => member('longer', { lapses_at: lapse + 1 }));
      const all = [unused, allowed, fresh, blocked, ...longer];
      for (let from = 0; from < all.length; from += 500) {
        await database.kysely
          .insertInto('client')
          .values(all.slice(from, from + 500))
          .execute();
      }
      const account = await world.account();
      const consent = { userId: account.id, clientId: clientId(allowed.id), scope: [], resources: [] };
      await world.keep([
        {
          kind: 'consent_given',
          consent: { ...consent, claims: [], details: [], redirectHost: null, terms: [], givenAt: later(0) },
        },
      ]);
      const left = async () => {
        const ids = [unused, allowed, fresh, blocked].map(({ id }) => id);
        const rows = await database.kysely.selectFrom('client').select('id').where('id', 'in', ids).execute();
        return rows.map(({ id }) => id).toSorted();
      };
      await sweep(database, at(later(3600)));
      assert.deepEqual(await left(), [allowed, fresh, blocked].map(({ id }) => id).toSorted());
      const { rows } = await database.kysely
        .selectFrom('client')
        .select((eb) => eb.fn.countAll<number>().as('rows'))
        .where('lapses_at', '=', lapse + 1)
        .executeTakeFirstOrThrow();
      assert.equal(Number(rows), 10_000);
    });
  });
