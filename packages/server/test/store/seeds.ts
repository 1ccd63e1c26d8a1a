import type { Account, BrowserSession, Client, Resource } from '@grantor/engine';
import type { ContractStore } from '@grantor/engine/testing';
import { clientId } from '@grantor/protocol';
import type { Database } from '../../src/database/database.ts';
import { createEngineStore, type EngineStore } from '../../src/store/engine-store.ts';
import { upsertResource } from '../../src/store/resources.ts';
import { upsertClient } from '../../src/store/rows/client.ts';

const NOW = 1_800_000_000;
const DAY = 86_400;

/** Puts records as administration and sign-in do, and forgets what was cached of them. */
export function seedsFor({ kysely }: Database, store: EngineStore): ContractStore['put'] {
  return {
    async client(client: Client) {
      await upsertClient(kysely, client, NOW);
      await store.forgetClient(client.id);
    },
    async account({ id, username, role, claims, disabledAt, tokensValidFrom }: Account) {
      const columns = {
        username,
        role,
        claims: JSON.stringify(claims),
        disabled_at_ms: disabledAt,
        tokens_valid_from_ms: tokensValidFrom,
        updated_at: NOW,
      };
      const fixed = { id, auth_source: 'local', created_at: NOW, version: 1 };
      await kysely
        .insertInto('user_account')
        .values({ ...columns, ...fixed })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
        .execute();
    },
    async session({ id, userId, sidSeed, authTime, acr, amr }: BrowserSession) {
      const times = { auth_time: authTime, created_at: NOW, last_seen_at: NOW, expires_at: NOW + 2 * DAY };
      await kysely
        .insertInto('browser_session')
        .values({ hash: id, user_id: userId, sid_seed: sidSeed, acr, amr: JSON.stringify(amr), ...times })
        .execute();
    },
    async resource(resource: Resource) {
      await upsertResource(kysely, resource, NOW);
      await store.forgetResources();
    },
  };
}

export function contractStore(database: Database, close: () => Promise<void>): ContractStore {
  const store = createEngineStore(database);
  return {
    store,
    put: seedsFor(database, store),
    async notices() {
      const rows = await database.kysely.selectFrom('logout_notice').select(['client_id', 'sid']).execute();
      return rows.map((row) => ({ clientId: clientId(row.client_id), sid: row.sid }));
    },
    close,
  };
}
