import type { Registration } from '@grantor/engine';
import { epoch, hash } from '@grantor/protocol';
import type { ClientTable } from '../../database/schema.ts';
import { clientColumns, clientFrom } from './client.ts';

/** null: the client did not register itself. */
export function registrationFrom(row: ClientTable): Registration | null {
  if (row.registration_hash === null) return null;
  const { earlier_registration_hash: earlier, earlier_registration_until: until } = row;
  return {
    client: clientFrom(row),
    version: row.version,
    registeredAt: epoch(row.created_at),
    tokenHash: hash(row.registration_hash),
    earlierToken: earlier === null || until === null ? null : { hash: hash(earlier), until: epoch(until) },
  };
}

export const registrationRow = ({ client, version, registeredAt, tokenHash }: Registration): ClientTable => ({
  ...clientColumns(client),
  registration_hash: tokenHash,
  earlier_registration_hash: null,
  earlier_registration_until: null,
  owner_id: null,
  created_by: null,
  pending_change: null,
  seen_at: null,
  trial: null,
  created_at: registeredAt,
  updated_at: registeredAt,
  version,
});
