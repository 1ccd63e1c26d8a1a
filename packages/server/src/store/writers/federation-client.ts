import { secondOf } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { guarded, prepareInsert } from '../../database/statement.ts';
import { clientColumns } from '../rows/client.ts';
import type { Writers } from './writer.ts';

/** Clients that came by a federation; one of another source is never touched (federation-vci-authlete.md FED-14). */
export function federationClientWriters(database: Database): Writers<'federation_client_registered'> {
  // What administrators decided of it stays
  const register = prepareInsert(database, 'client', () => ({
    onConflict: sql`(id) do update set name = excluded.name, settings = excluded.settings,
      secrets = excluded.secrets, backchannel_logout_uri = excluded.backchannel_logout_uri,
      lapses_at = excluded.lapses_at, updated_at = excluded.updated_at, version = client.version + 1
      where client.source = 'federation'`,
  }));
  return {
    federation_client_registered: ({ client }, at) => {
      const now = secondOf(at);
      const registration = {
        registration_hash: null,
        earlier_registration_hash: null,
        earlier_registration_until: null,
      };
      const nobodys = { owner_id: null, created_by: null, pending_change: null, seen_at: null, trial: null };
      const times = { created_at: now, updated_at: now, version: 1 };
      return [guarded(register({ ...clientColumns(client), ...times, ...registration, ...nobodys }, {}))];
    },
  };
}
