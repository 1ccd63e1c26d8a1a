import { type Instant, secondOf } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { ClientDocumentTable } from '../../database/schema.ts';
import { guarded, prepareInsert, prepareWrite } from '../../database/statement.ts';
import { clientColumns } from '../rows/client.ts';
import { clientDocumentRow } from '../rows/client-document.ts';
import type { Writers } from './writer.ts';

/** Clients that are documents; one an administrator made of the same address is never touched (clients.md §1). */
export function clientDocumentWriters(
  database: Database,
): Writers<'document_adopted' | 'document_confirmed' | 'document_withdrawn'> {
  // A document may take long to come: what administrators decided meanwhile stays (product.md C-5)
  const describe = prepareInsert(database, 'client', () => ({
    onConflict: sql`(id) do update set name = excluded.name,
      status = case when exists (select 1 from client_document as held
        where held.url = client.id and held.withdrawn_at_ms is not null)
        then excluded.status else client.status end,
      settings = excluded.settings, secrets = excluded.secrets,
      backchannel_logout_uri = excluded.backchannel_logout_uri,
      updated_at = excluded.updated_at, version = client.version + 1
      where client.source = 'document'`,
  }));
  const keep = prepareInsert(database, 'client_document', () => ({
    onConflict: sql`(url) do update set text = excluded.text, origin = excluded.origin,
      etag = excluded.etag, fresh_until_ms = excluded.fresh_until_ms,
      withdrawn_at_ms = excluded.withdrawn_at_ms,
      fetched_at_ms = coalesce(excluded.fetched_at_ms, client_document.fetched_at_ms)`,
  }));
  const confirm = prepareConfirmation(database);
  const withdraw = prepareWithdrawal(database);
  return {
    document_adopted: ({ client, document }, at) => {
      const now = secondOf(at);
      const times = { created_at: now, updated_at: now, version: 1, used_at: null };
      const registration = {
        registration_hash: null,
        earlier_registration_hash: null,
        earlier_registration_until: null,
      };
      const nobodys = { owner_id: null, created_by: null, pending_change: null, seen_at: null, trial: null };
      return [
        guarded(describe({ ...clientColumns(client), ...times, ...registration, ...nobodys }, {})),
        keep(clientDocumentRow(document, at), {}),
      ];
    },
    document_confirmed: ({ document }, at) => [guarded(confirm(clientDocumentRow(document, at)))],
    document_withdrawn: ({ client: { id } }, at) => withdraw(id, at),
  };
}

function prepareConfirmation(database: Database) {
  return prepareWrite<ClientDocumentTable>(database, (kysely, document) =>
    kysely
      .updateTable('client_document')
      .set({
        text: document.text,
        origin: document.origin,
        etag: document.etag,
        fresh_until_ms: document.fresh_until_ms,
        withdrawn_at_ms: document.withdrawn_at_ms,
        fetched_at_ms: document.fetched_at_ms,
      })
      .where('url', '=', document.url),
  );
}

/** Of an active client only: one that somebody made inactive would come back by way of its withdrawal. */
function prepareWithdrawal(database: Database) {
  const deactivate = prepareWrite<{ id: string; now: number }>(database, (kysely, { id, now }) =>
    kysely
      .updateTable('client')
      .set((eb) => ({ status: sql.lit('inactive'), updated_at: now, version: eb('version', '+', 1) }))
      .where('id', '=', id)
      .where('source', '=', sql.lit('document'))
      .where('status', '=', sql.lit('active')),
  );
  const withdraw = prepareWrite<{ url: string; at: number }>(database, (kysely, { url, at }) =>
    kysely
      .updateTable('client_document')
      .set({ withdrawn_at_ms: at })
      .where('url', '=', url)
      .where('withdrawn_at_ms', 'is', null)
      .where('url', 'in', (eb) =>
        eb
          .selectFrom('client')
          .select('client.id')
          .whereRef('client.id', '=', 'client_document.url')
          .where('client.status', '=', sql.lit('active')),
      ),
  );
  return (id: string, at: Instant) => [withdraw({ url: id, at }), deactivate({ id, now: secondOf(at) })];
}
