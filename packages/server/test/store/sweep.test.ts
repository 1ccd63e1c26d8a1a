import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Client } from '@grantor/engine';
import { sampleClient, World } from '@grantor/engine/testing';
import { clientId, epoch, type Instant, instant, secondOf } from '@grantor/protocol';
import type { Database } from '../../src/database/database.ts';
import type { Schema } from '../../src/database/schema.ts';
import { createEngineStore } from '../../src/store/engine-store.ts';
import { takeLease } from '../../src/store/lease.ts';
import { type SweepOptions, sweep } from '../../src/store/sweep.ts';
import { databases, type TestDatabase } from './databases.ts';
import { contractStore } from './seeds.ts';

const START = 1_800_000_000;
const DAY = 86_400;
const later = (seconds: number): Instant => instant((START + seconds) * 1000);

const at = (now: Instant, change: Partial<SweepOptions> = {}): SweepOptions => ({
  clock: () => now,
  holder: 'this process',
  auditRetention: null,
  clientLifetime: null,
  ...change,
});

const count = async ({ kysely }: Database, table: keyof Schema): Promise<number> => {
  const { rows } = await kysely
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow();
  return rows;
};

for (const { name, open } of databases) {
  describe(`sweep on ${name}`, () => {
    let opened: TestDatabase;
    let database: Database;
    const world = new World();

    before(async () => {
      opened = await open();
      database = opened.database;
      world.opened = contractStore(database, opened.close);
    });
    after(() => opened.close());

    it('keeps a redeemed code and its family while tokens live, then deletes both — protocol.md TC-1', async () => {
      const parties = await world.parties();
      const code = world.code(parties);
      const family = world.family(parties, { id: code.familyId });
      await world.keep([{ kind: 'code_issued', code }]);
      await world.keep([
        { kind: 'code_redeemed', code, issued: [] },
        { kind: 'family_started', family },
      ]);
      await sweep(database, at(later(3 * DAY)));
      const kept = await world.store.findCodeForRedemption(code.hash);
      assert.equal(typeof kept?.code.redeemedAt, 'number');
      assert.equal(await count(database, 'family'), 1);
      await sweep(database, at(later(6 * DAY)));
      assert.equal(await world.store.findCodeForRedemption(code.hash), null);
      assert.equal(await count(database, 'family'), 0);
    });

    it('deletes a code nobody redeemed ten minutes after its end', async () => {
      const code = world.code(await world.parties());
      await world.keep([{ kind: 'code_issued', code }]);
      await sweep(database, at(later(600)));
      assert.notEqual(await world.store.findCodeForRedemption(code.hash), null);
      await sweep(database, at(later(661)));
      assert.equal(await world.store.findCodeForRedemption(code.hash), null);
    });

    it('forgets documents whose copy serves nobody and nobody allowed — operations.md X-2', async () => {
      const adopt = async (change: Partial<Client> = {}) => {
        const id = clientId(`https://${world.name('client')}.example/m`);
        const client = { ...sampleClient, ...change, id, source: 'document' } as const;
        const document = {
          ...({ url: id, text: '{}', origin: 'live', etag: null } as const),
          ...{ freshUntil: later(0), withdrawnAt: null },
        };
        await world.keep([{ kind: 'document_adopted', client, document, changed: null }]);
        return client;
      };
      const [unused, allowed, live, pinned] = [await adopt(), await adopt(), await adopt(), await adopt()];
      const banned = await adopt({ status: 'inactive' });
      const account = await world.account();
      const parties = { client: live, account, session: await world.session(account) };
      const expiresAt = secondOf(later(40 * DAY));
      await world.keep([{ kind: 'family_started', family: world.family(parties, { expiresAt }) }]);
      const consent = {
        ...{ userId: account.id, clientId: allowed.id, scope: [], resources: [] },
        ...{ claims: [], details: [] },
      };
      await world.keep([
        { kind: 'consent_given', consent: { ...consent, redirectHost: null, terms: [], givenAt: later(0) } },
      ]);
      await world.client({ id: pinned.id });
      await sweep(database, at(later(7 * DAY - 1)));
      assert.equal(await count(database, 'client_document'), 5);
      await sweep(database, at(later(7 * DAY)));
      const store = createEngineStore(database);
      const kept = async ({ id }: Client) => [
        (await store.findClient(id)) !== null,
        (await store.findClientDocument(id)) !== null,
      ];
      assert.deepEqual(await kept(unused), [false, false]);
      assert.deepEqual(await kept(allowed), [true, true]);
      assert.deepEqual(await kept(live), [true, true]);
      assert.deepEqual(await kept(banned), [true, true]);
      assert.deepEqual(await kept(pinned), [true, false]);
    });

    it('keeps of the clients that strangers made and nobody used those among the newest ten thousand — security.md L-8, clients.md §4 Never used', async () => {
      const strange = (made: string, change: { used_at?: number; status?: string; source?: string } = {}) => {
        const id = world.name(made);
        const { name, secrets, ...settings } = sampleClient;
        return {
          ...{ id, name, settings: JSON.stringify(settings), secrets: JSON.stringify(secrets) },
          ...{ source: 'dynamic', status: 'active', created_at: START, updated_at: START, version: 1 },
          ...{ used_at: START, ...change },
        };
      };
      const [unused, used, allowed, born] = ['unused', 'used', 'allowed', 'born'].map((made) =>
        strange(made, made === 'used' ? { used_at: START + 3600 } : {}),
      );
      assert.ok(unused && used && allowed && born);
      const published = strange('published', { source: 'document' });
      const banned = strange('banned', { source: 'document', status: 'inactive' });
      const newer = Array.from({ length: 10_000 }, () => ({ ...strange('newer'), created_at: START + 1 }));
      const all = [unused, used, allowed, born, published, banned, ...newer];
      for (let from = 0; from < all.length; from += 500) {
        await database.kysely
          .insertInto('client')
          .values(all.slice(from, from + 500))
          .execute();
      }
      for (const { id } of [published, banned]) {
        const copy = { url: id, text: '{}', origin: 'live', fresh_until_ms: later(DAY) };
        await database.kysely.insertInto('client_document').values(copy).execute();
      }
      const account = await world.account();
      const consent = { userId: account.id, clientId: clientId(allowed.id), scope: [], resources: [] };
      const family = world.family(
        {
          client: { ...sampleClient, id: clientId(born.id) },
          account,
          session: await world.session(account),
        },
        { expiresAt: secondOf(later(DAY)) },
      );
      await world.keep([
        {
          kind: 'consent_given',
          consent: { ...consent, claims: [], details: [], redirectHost: null, terms: [], givenAt: later(0) },
        },
        { kind: 'family_started', family: { ...family, revokedAt: later(0) } },
      ]);
      const left = async () => {
        const ids = [unused, used, allowed, born, published, banned].map(({ id }) => id);
        const rows = await database.kysely.selectFrom('client').select('id').where('id', 'in', ids).execute();
        return rows.map(({ id }) => id).toSorted();
      };
      await sweep(database, at(later(3599)));
      assert.equal((await left()).length, 6);
      await sweep(database, at(later(3600)));
      assert.deepEqual(await left(), [used, allowed, born, banned].map(({ id }) => id).toSorted());
      const { rows } = await database.kysely
        .selectFrom('client')
        .select((eb) => eb.fn.countAll<number>().as('rows'))
        .where('created_at', '=', START + 1)
        .executeTakeFirstOrThrow();
      assert.equal(rows, 10_000);
      await database.kysely
        .deleteFrom('client')
        .where('created_at', '=', START + 1)
        .execute();
    });

    it('keeps of the clients that strangers made and nobody allowed the ten thousand used last — security.md L-8, clients.md §4 Never allowed', async () => {
      const { name, secrets, ...settings } = sampleClient;
      const strange = (made: string, used_at: number, source = 'dynamic') => ({
        ...{
          id: world.name(made),
          name,
          settings: JSON.stringify(settings),
          secrets: JSON.stringify(secrets),
        },
        ...{ source, status: 'active', created_at: START, updated_at: START, version: 1, used_at },
      });
      const [visitor, allowed, born] = ['visitor', 'allowed', 'born'].map((made) =>
        strange(made, START + 2 * 3600),
      );
      assert.ok(visitor && allowed && born);
      const declared = strange('declared', START + 2 * 3600, 'administrator');
      const later10000 = Array.from({ length: 10_000 }, () => strange('later', START + 3 * 3600));
      const all = [visitor, allowed, born, declared, ...later10000];
      for (let from = 0; from < all.length; from += 500) {
        await database.kysely
          .insertInto('client')
          .values(all.slice(from, from + 500))
          .execute();
      }
      const parties = await world.parties();
      const consent = {
        userId: parties.account.id,
        clientId: clientId(allowed.id),
        scope: [],
        resources: [],
      };
      const holder = { ...parties, client: { ...sampleClient, id: clientId(born.id) } };
      await world.keep([
        {
          kind: 'consent_given',
          consent: { ...consent, claims: [], details: [], redirectHost: null, terms: [], givenAt: later(0) },
        },
        { kind: 'family_started', family: world.family(holder, { expiresAt: secondOf(later(DAY)) }) },
      ]);
      const left = async () => {
        const ids = [visitor, allowed, born, declared].map(({ id }) => id);
        const rows = await database.kysely.selectFrom('client').select('id').where('id', 'in', ids).execute();
        return rows.map(({ id }) => id).toSorted();
      };
      await sweep(database, at(later(3 * 3600 - 1)));
      assert.equal((await left()).length, 4);
      await sweep(database, at(later(3 * 3600)));
      assert.deepEqual(await left(), [allowed, born, declared].map(({ id }) => id).toSorted());
      await database.kysely
        .deleteFrom('client')
        .where('used_at', '=', START + 3 * 3600)
        .execute();
    });

    it('deletes an expired session with the clients in it', async () => {
      const parties = await world.parties();
      await world.keep([{ kind: 'code_issued', code: world.code(parties) }]);
      await sweep(database, at(later(3 * DAY)));
      assert.equal(await count(database, 'browser_session'), 0);
      assert.equal(await count(database, 'session_client'), 0);
    });

    it('keeps device codes for a day, revoked ids until they expire — operations.md X-2', async () => {
      const client = await world.client();
      const deviceCode = world.deviceCode(client);
      const revoked = {
        ...({ kind: 'access_token_revoked', reason: 'client' } as const),
        ...{ tokenId: 't', clientId: client.id },
      };
      await world.keep([
        { kind: 'device_code_issued', deviceCode },
        { ...revoked, userId: null, expiresAt: deviceCode.expiresAt },
      ]);
      await sweep(database, at(later(3601)));
      assert.equal(await count(database, 'revoked_token'), 0);
      assert.equal(await count(database, 'device_code'), 1);
      await sweep(database, at(later(3601 + DAY)));
      assert.equal(await count(database, 'device_code'), 0);
    });

    it('deletes more than one batch, and tells how many — security.md R-13', async () => {
      const rows = Array.from({ length: 1100 }, (_, index) => ({ token_id: `r${index}`, expires_at: START }));
      for (const start of [0, 550]) {
        const part = rows.slice(start, start + 550);
        await database.kysely.insertInto('revoked_token').values(part).execute();
      }
      const swept = await sweep(database, at(later(1)));
      assert.equal(swept?.['revoked_token'], 1100);
      assert.equal(await count(database, 'revoked_token'), 0);
    });

    it('leaves the sweep to whoever is at it, until that lease runs out — operations.md X-1', async () => {
      const lease = { name: 'sweep', holder: 'another', expiresAt: START + 60 };
      assert.equal(await takeLease(database.kysely, lease, START), true);
      assert.equal(await sweep(database, at(later(1))), null);
      assert.notEqual(await sweep(database, at(later(60))), null);
    });

    it('stops after half a minute and leaves the rest', async () => {
      const rows = Array.from({ length: 501 }, (_, index) => ({ token_id: `s${index}`, expires_at: START }));
      await database.kysely.insertInto('revoked_token').values(rows).execute();
      let reads = 0;
      const clock = () => later(reads++ * 20);
      const swept = await sweep(database, { ...at(later(0)), clock });
      assert.equal(swept?.['revoked_token'], 500);
      await sweep(database, at(later(100)));
      assert.equal(await count(database, 'revoked_token'), 0);
    });

    it('deletes audit rows by retention and idle dynamic clients, only where told', async () => {
      const used = epoch(START);
      const idle = await world.client({ source: 'dynamic', lastUsedAt: used });
      const busy = await world.parties({ source: 'dynamic', lastUsedAt: used });
      const ended = await world.parties({ source: 'dynamic', lastUsedAt: used });
      const revoked = world.family(ended, { expiresAt: epoch(START + 100 * DAY), revokedAt: later(1) });
      const seen = await world.client({ source: 'dynamic', lastUsedAt: epoch(START + 6 * DAY) });
      const family = world.family(busy, { expiresAt: (START + 100 * DAY) as never });
      await world.keep([
        { kind: 'family_started', family },
        { kind: 'family_started', family: revoked },
      ]);
      const event = { id: 'e1', event_type: 'LOGOUT', event_at_ms: START * 1000, severity: 'INFO' };
      await database.kysely
        .insertInto('audit_event')
        .values({ ...event, action: 'x', details: '{}', success: 1 })
        .execute();
      await sweep(database, at(later(95 * DAY)));
      assert.equal(await count(database, 'audit_event'), 1);
      await sweep(database, at(later(95 * DAY), { auditRetention: 90 * DAY, clientLifetime: 90 * DAY }));
      assert.equal(await count(database, 'audit_event'), 0);
      const fresh = createEngineStore(database);
      assert.equal(await fresh.findClient(idle.id), null);
      assert.equal(await fresh.findClient(ended.client.id), null);
      assert.deepEqual(await fresh.findClient(seen.id), seen);
      assert.deepEqual(await fresh.findClient(busy.client.id), busy.client);
    });

    it('leaves row counts flat over a year of steady use — operations.md X-3', async () => {
      const parties = await world.parties();
      const client = parties.client;
      const peaks: number[] = [];
      for (let day = 0; day < 365; day += 5) {
        const family = world.family(parties, { expiresAt: (START + (day + 30) * DAY) as never });
        const deviceCode = world.deviceCode(client, { expiresAt: (START + day * DAY + 3600) as never });
        await world.keep([
          { kind: 'device_code_issued', deviceCode },
          { kind: 'family_started', family },
        ]);
        await sweep(database, at(later(day * DAY)));
        peaks.push((await count(database, 'family')) + (await count(database, 'device_code')));
      }
      assert.ok(Math.max(...peaks.slice(-10)) <= Math.max(...peaks.slice(10, 20)));
    });
  });
}
