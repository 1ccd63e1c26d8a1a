/** Everything that is stored sealed, and sealing it again by the secret that is current (operations.md B-5). */

import { backchannelLabel, type ClientSecret } from '@grantor/engine';
import { userId } from '@grantor/protocol';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { totpLabel } from '../factors/proofs.ts';
import { keyLabel, type Sealer } from '../keys/key-table.ts';
import { pairwiseLabel } from '../keys/pairwise-key.ts';
import { clientSecretLabel, withSealed } from '../keys/shared-secrets.ts';
import { sealLabel as mailLabel } from '../outbox/message.ts';
import { connectionLabel } from './connections.ts';

type SealedColumn = {
  readonly table: keyof Schema;
  readonly key: string;
  readonly column: string;
  readonly label: (key: string) => string;
};

const sealedColumns: readonly SealedColumn[] = [
  { table: 'signing_key', key: 'kid', column: 'sealed_private', label: keyLabel },
  { table: 'pairwise_key', key: 'name', column: 'sealed_key', label: pairwiseLabel },
  { table: 'totp_factor', key: 'user_id', column: 'sealed_secret', label: (id) => totpLabel(userId(id)) },
  { table: 'connection', key: 'id', column: 'tokens', label: connectionLabel },
  { table: 'device_code', key: 'hash', column: 'notification', label: backchannelLabel },
  { table: 'backchannel_notice', key: 'id', column: 'message', label: backchannelLabel },
  { table: 'mail_message', key: 'id', column: 'sealed_link', label: mailLabel },
];

export type Resealer = Sealer & { readonly isSealedByCurrent: (sealed: string) => boolean };

/**
 * Seals again what an earlier secret sealed, and answers how many values that were. What a server writes meanwhile
 * stays. Rejects with Unopenable where a secret is missing.
 */
export async function resealAll(tx: Kysely<Schema>, sealer: Resealer): Promise<number> {
  let resealed = 0;
  for (const column of sealedColumns) resealed += await resealColumn(tx, column, sealer);
  return resealed + (await resealClientSecrets(tx, sealer));
}

/** Those of clients that sign with them, in the list of each one's secrets (advanced.md CAU-6). */
async function resealClientSecrets(tx: Kysely<Schema>, sealer: Resealer): Promise<number> {
  let resealed = 0;
  const rows = await tx
    .selectFrom('client')
    .select(['id', 'secrets'])
    .where('secrets', 'like', '%"sealed":%')
    .execute();
  for (const { id, secrets } of rows) {
    const again = (JSON.parse(secrets) as readonly ClientSecret[]).map((secret) => {
      const { hash, sealed } = secret;
      if (sealed === undefined || sealer.isSealedByCurrent(sealed)) return secret;
      return withSealed(secret, sealer.open(sealed, clientSecretLabel(hash)), sealer);
    });
    const written = JSON.stringify(again);
    if (written === secrets) continue;
    const { numUpdatedRows } = await tx
      .updateTable('client')
      .set({ secrets: written })
      .where('id', '=', id)
      .where('secrets', '=', secrets)
      .executeTakeFirst();
    resealed += Number(numUpdatedRows);
  }
  return resealed;
}

const rowsAtOnce = 500;

type SealedRow = { readonly key: string; readonly sealed: string };

async function resealColumn(
  tx: Kysely<Schema>,
  { table, key, column, label }: SealedColumn,
  sealer: Resealer,
): Promise<number> {
  let resealed = 0;
  let after = '';
  for (;;) {
    const { rows } = await sql<SealedRow>`select ${sql.ref(key)} as key, ${sql.ref(column)} as sealed
      from ${sql.table(table)} where ${sql.ref(key)} > ${after} and ${sql.ref(column)} is not null
      order by ${sql.ref(key)} limit ${sql.lit(rowsAtOnce)}`.execute(tx);
    for (const row of rows) {
      after = row.key;
      if (sealer.isSealedByCurrent(row.sealed)) continue;
      const sealed = sealer.seal(sealer.open(row.sealed, label(row.key)), label(row.key));
      const { numAffectedRows } = await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${sealed}
        where ${sql.ref(key)} = ${row.key} and ${sql.ref(column)} = ${row.sealed}`.execute(tx);
      resealed += Number(numAffectedRows ?? 0);
    }
    if (rows.length < rowsAtOnce) return resealed;
  }
}
