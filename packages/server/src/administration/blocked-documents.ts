import { documentHost, isListed } from '@grantor/engine';
import { type Instant, secondOf } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { AuditLog } from '../telemetry/audit-log.ts';
import type { Tell } from './change.ts';

/**
 * Ends what people allowed clients whose documents stand at a blocked domain (clients.md §5): nothing of them
 * is active afterwards, and a domain that is admitted again starts anew.
 */
export async function endBlockedDocuments(
  { audit }: { readonly audit: Pick<AuditLog, 'transaction'> },
  domains: readonly string[],
  now: Instant,
): Promise<void> {
  if (domains.length === 0) return;
  await audit.transaction(async (tx, record) => {
    await endDocumentsAt(tx, domains, { now, tell: (event) => record({ ...event, actor: {} }, null) });
  });
}

/** The same in a transaction under way; the ids of the clients that it ended. */
export async function endDocumentsAt(
  tx: Kysely<Schema>,
  domains: readonly string[],
  { now, tell }: { readonly now: Instant; readonly tell: Tell },
): Promise<readonly string[]> {
  const inUse = await documentsInUse(tx);
  const ended = inUse.filter((row) => isListed(documentHost(row.id), domains));
  for (const { id, name } of ended) {
    await endClient(tx, id, now);
    const event = { type: 'CLIENT_BLOCKED', error: null } as const;
    await tell({ ...event, resource: { id, name }, details: { reason: 'domain' } });
  }
  return ended.map(({ id }) => id);
}

/** Those that are clients, or have tokens that would count if they were. */
const documentsInUse = (tx: Kysely<Schema>) =>
  tx
    .selectFrom('client')
    .select(['id', 'name'])
    .where('source', '=', 'document')
    .where((eb) =>
      eb.or([
        eb('status', '=', 'active'),
        eb.exists(
          eb
            .selectFrom('family')
            .select('id')
            .whereRef('family.client_id', '=', 'client.id')
            .where('revoked_at_ms', 'is', null),
        ),
      ]),
    )
    .execute();

async function endClient(tx: Kysely<Schema>, id: string, now: Instant): Promise<void> {
  await tx
    .updateTable('client')
    .set((eb) => ({ status: 'inactive', updated_at: secondOf(now), version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
  await tx.updateTable('client_document').set({ withdrawn_at_ms: now }).where('url', '=', id).execute();
  await tx
    .updateTable('family')
    .set({ revoked_at_ms: now, revocation_reason: 'admin' })
    .where('client_id', '=', id)
    .where('revoked_at_ms', 'is', null)
    .execute();
  await tx
    .deleteFrom('authorization_code')
    .where('client_id', '=', id)
    .where('redeemed_at_ms', 'is', null)
    .execute();
  await tx.deleteFrom('device_code').where('client_id', '=', id).execute();
  await tx.deleteFrom('consent').where('client_id', '=', id).execute();
}
