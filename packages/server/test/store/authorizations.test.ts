/** What a person allowed, read for their pages, on both databases. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Consent, ManagedGrant } from '@grantor/engine';
import { later, type Parties, START, World } from '@grantor/engine/testing';
import { secondOf } from '@grantor/protocol';
import {
  type AllowedClient,
  listAllowedClients,
  mostOfClient,
  readAllowedClients,
} from '../../src/store/allowed-clients.ts';
import { listLiveFamilies, listUses } from '../../src/store/authorizations.ts';
import { listManagedGrants } from '../../src/store/own-grants.ts';
import { listSessions, mostSessions } from '../../src/store/sessions.ts';
import { databases, type TestDatabase } from './databases.ts';
import { contractStore } from './seeds.ts';

const many = mostOfClient + 20;
const now = secondOf(START);

for (const { name, open } of databases) {
  describe(`what lives of what was allowed on ${name} — security.md L-8`, () => {
    let opened: TestDatabase;
    const world = new World();
    before(async () => {
      opened = await open();
      world.opened = contractStore(opened.database, opened.close);
    });
    after(() => opened.close());

    it('is read of each client as far as a page can hold it, the newest first, and counted in all', async () => {
      const parties = await world.parties();
      const other = { ...parties, client: await world.client() };
      const started = Array.from({ length: many }, (_, index) =>
        world.family(parties, { startedAt: later(index) }),
      );
      const theirs = world.family(other, { startedAt: later(-1000) });
      await world.keep([...started, theirs].map((family) => ({ kind: 'family_started', family }) as const));
      const { id: owner } = parties.account;
      const clients = [parties.client.id, other.client.id];
      const listed = await listLiveFamilies(opened.database, owner, { now, clients });
      const newest = started.toReversed().slice(0, mostOfClient);
      assert.deepEqual(
        listed.map(({ id }) => id),
        [...newest, theirs].map(({ id }) => id),
      );
      const uses = await listUses(opened.database, owner, { now, clients });
      assert.equal(uses.get(parties.client.id)?.live, many);
      assert.equal(uses.get(other.client.id)?.live, 1);
    });

    it('is so of browser sessions, too: those that were seen last', async () => {
      const { account } = await world.parties();
      const rows = Array.from({ length: mostSessions + 1 }, (_, index) => ({
        ...{ hash: world.hash(), user_id: account.id, sid_seed: 'seed', acr: '1', amr: '[]' },
        ...{ auth_time: now, created_at: now, last_seen_at: now + index, expires_at: now + 3600 },
      }));
      for (const row of rows)
        await opened.database.kysely.insertInto('browser_session').values(row).execute();
      const listed = await listSessions(opened.database, account.id);
      assert.equal(listed.length, mostSessions);
      assert.deepEqual([listed[0]?.id, listed.at(-1)?.id], [rows.at(-1)?.hash, rows[1]?.hash]);
    });

    it('is found in pages, each client once, the one allowed last first', async () => {
      const parties = await world.parties();
      const clients = await Promise.all(Array.from({ length: 5 }, () => world.client()));
      for (const [index, client] of clients.entries()) {
        await world.keep([
          {
            kind: 'family_started',
            family: world.family({ ...parties, client }, { startedAt: later(1000 - index) }),
          },
          ...(index < 3
            ? [{ kind: 'consent_given', consent: consentOf({ ...parties, client }, later(index)) } as const]
            : []),
        ]);
      }
      const selection = { owner: parties.account.id, now };
      const [first, second, third, fourth, fifth] = clients.map(({ id }) => id);
      const order = [fourth, fifth, third, second, first];
      const listed = await listAllowedClients(opened.database, selection, { limit: 2, offset: 2 });
      assert.deepEqual(
        listed.rows.map(({ clientId }) => clientId),
        order.slice(2, 4),
      );
      assert.deepEqual(listed.total, { count: 5, exact: true });
      const read: string[] = [];
      let after: AllowedClient | undefined;
      do {
        const [next] = await readAllowedClients(opened.database, selection, { limit: 1, after });
        after = next;
        if (next !== undefined) read.push(next.clientId);
      } while (after !== undefined);
      assert.deepEqual(read, order);
    });

    it('is so of grants that clients manage, too', async () => {
      const parties = await world.parties();
      const grants = Array.from({ length: many }, (_, index) => grantOf(parties, `${name}-${index}`, index));
      await world.keep(grants.map((grant) => ({ kind: 'grant_created', grant }) as const));
      const listed = await listManagedGrants(opened.database, parties.account.id, {
        ...{ now, clients: [parties.client.id] },
      });
      const newest = grants.slice(-mostOfClient);
      assert.deepEqual(listed.map(({ id }) => id).sort(), newest.map(({ id }) => id).sort());
    });
  });
}

const consentOf = ({ account, client }: Parties, givenAt: Consent['givenAt']): Consent => ({
  ...{
    userId: account.id,
    clientId: client.id,
    scope: ['openid'],
    resources: [],
    claims: [],
    details: [],
    terms: [],
  },
  ...{ redirectHost: null, givenAt },
});

const grantOf = ({ account, client }: Parties, id: string, index: number): ManagedGrant => ({
  ...{ id, clientId: client.id, userId: account.id, scopes: [], details: [], revision: 1 },
  claims: { userinfo: {}, idToken: {} },
  ...{ createdAt: START, updatedAt: later(index), expiresAt: secondOf(later(3_600_000)) },
});
