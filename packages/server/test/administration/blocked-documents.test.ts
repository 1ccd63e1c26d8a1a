import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Client, Family } from '@grantor/engine';
import { later, START, sampleClient, World } from '@grantor/engine/testing';
import { clientId, secondOf } from '@grantor/protocol';
import { endBlockedDocuments } from '../../src/administration/blocked-documents.ts';
import type { Database } from '../../src/database/database.ts';
import { createEngineStore } from '../../src/store/engine-store.ts';
import { createAuditLog } from '../../src/telemetry/audit-log.ts';
import { databases, type TestDatabase } from '../store/databases.ts';
import { contractStore } from '../store/seeds.ts';

const keyOf = ({ refresh }: Family) => refresh?.keyHash ?? assert.fail('a family that refreshes');

for (const { name, open } of databases) {
  describe(`clients at blocked domains on ${name} — clients.md §5 Changed document`, () => {
    let opened: TestDatabase;
    let database: Database;
    const world = new World();

    before(async () => {
      opened = await open();
      database = opened.database;
      world.opened = contractStore(database, opened.close);
    });
    after(() => opened.close());

    const block = (...domains: readonly string[]) => {
      const log = () => assert.fail('nothing goes wrong');
      const audit = createAuditLog({ database, now: () => START, rows: 'keep', capacity: 10, log });
      return endBlockedDocuments({ audit }, domains, later(1000));
    };

    /** A client at that host, with all that a person can give it. */
    async function inUse(host: string, source: Client['source']) {
      const url = clientId(`https://${host}/${world.name('client')}`);
      const client: Client = { ...sampleClient, id: url, source };
      const document = {
        ...({ url, text: '{}', origin: 'live', etag: null } as const),
        ...{ freshUntil: later(0), withdrawnAt: null },
      };
      if (source === 'document')
        await world.keep([{ kind: 'document_adopted', client, document, changed: null }]);
      else await world.client(client);
      const account = await world.account();
      const parties = { client, account, session: await world.session(account) };
      const [code, deviceCode, family] = [
        world.code(parties),
        world.deviceCode(client),
        world.family(parties),
      ];
      const consent = {
        ...{ userId: account.id, clientId: url, scope: [], resources: [] },
        ...{ claims: [], details: [] },
      };
      await world.keep([
        { kind: 'code_issued', code },
        { kind: 'device_code_issued', deviceCode },
        { kind: 'family_started', family },
        { kind: 'consent_given', consent: { ...consent, redirectHost: null, terms: [], givenAt: START } },
      ]);
      return { client, account, code, deviceCode, family };
    }
    type Used = Awaited<ReturnType<typeof inUse>>;

    const left = async ({ client, account, code, deviceCode, family }: Used) => {
      // As another process sees it, without what this one remembers
      const store = createEngineStore(database);
      return {
        status: (await store.findClient(client.id))?.status,
        withdrawn: (await store.findClientDocument(client.id))?.withdrawnAt,
        ended: (await store.findFamilyForRefresh(keyOf(family)))?.family.revokedAt,
        code: (await store.findCodeForRedemption(code.hash)) !== null,
        device: (await store.findDeviceCodeForEntry(deviceCode.userCodeHash, secondOf(START))) !== null,
        consent: (await store.findConsent(account.id, client.id)) !== null,
      };
    };
    const audited = () =>
      database.kysely
        .selectFrom('audit_event')
        .selectAll()
        .where('event_type', '=', 'CLIENT_BLOCKED')
        .execute();

    it('end with everything people gave them, once, and nobody else does', async () => {
      const blocked = [await inUse('evil.example', 'document'), await inUse('a.evil.test', 'document')];
      const others = [
        await inUse('good.example', 'document'),
        await inUse('not-evil.example', 'document'),
        await inUse('evil.example', 'administrator'),
      ];
      await block();
      assert.deepEqual(await audited(), []);
      for (let start = 0; start < 2; start += 1) await block('evil.example', '*.evil.test');
      const gone = { code: false, device: false, consent: false };
      for (const used of blocked)
        assert.deepEqual(await left(used), {
          ...{ status: 'inactive', withdrawn: later(1000), ended: later(1000) },
          ...gone,
        });
      for (const used of others) {
        const stands = used.client.source === 'document' ? null : undefined;
        assert.deepEqual(await left(used), {
          ...{ status: 'active', withdrawn: stands, ended: null },
          ...{ code: true, device: true, consent: true },
        });
      }
      assert.equal((await audited()).length, 2);
    });
  });
}
