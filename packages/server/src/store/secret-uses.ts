/** When which secret of a client was last used: whoever rotates them sees what still stands somewhere (product.md C-2). */

import type { ClientId, Epoch, Hash } from '@grantor/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { createHourlyNotes } from './hourly-notes.ts';

export type SecretUse = { readonly clientId: ClientId; readonly secret: Hash };

export type SecretUses = {
  /** Remembers it, unless that secret was noted within the hour. */
  saw(use: SecretUse & { readonly at: Epoch }): void;
  /** Writes down what was seen since. */
  note(): Promise<void>;
};

/** As `secrets` of a client has it, which is text. */
const isKept = sql<boolean>`client.secrets like '%' || client_secret_use.secret || '%'`;

export function createSecretUses({ kysely }: Pick<Database, 'kysely'>): SecretUses {
  const notes = createHourlyNotes<SecretUse>(
    ({ clientId, secret }) => `${secret} ${clientId}`,
    (uses, at) => writeUses(kysely, uses, at),
  );
  return { saw: ({ at, ...use }) => notes.saw(use, at), note: notes.note };
}

async function writeUses(kysely: Kysely<Schema>, uses: readonly SecretUse[], at: Epoch): Promise<void> {
  const ids = [...new Set(uses.map(({ clientId }) => clientId))];
  // A client that ended meanwhile keeps nothing
  const there = await kysely.selectFrom('client').select('id').where('id', 'in', ids).execute();
  const known = new Set<string>(there.map(({ id }) => id));
  const rows = uses
    .filter(({ clientId }) => known.has(clientId))
    .map(({ clientId, secret }) => ({ client_id: clientId, secret, used_at: at }));
  if (rows.length === 0) return;
  await kysely
    .insertInto('client_secret_use')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['client_id', 'secret'])
        .doUpdateSet((eb) => ({ used_at: eb.ref('excluded.used_at') }))
        .whereRef('excluded.used_at', '>', 'client_secret_use.used_at'),
    )
    .execute();
  // What stands for a secret goes with it, so that a client has no more rows than secrets
  await kysely
    .deleteFrom('client_secret_use')
    .where('client_id', 'in', ids)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('client')
            .select('client.id')
            .whereRef('client.id', '=', 'client_secret_use.client_id')
            .where(isKept),
        ),
      ),
    )
    .execute();
}

/** The second, to the hour, by hash of the secret; what was never used is not there. */
export async function readSecretUses(
  kysely: Kysely<Schema>,
  clientId: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await kysely
    .selectFrom('client_secret_use')
    .select(['secret', 'used_at'])
    .where('client_id', '=', clientId)
    .execute();
  return new Map(rows.map(({ secret, used_at }) => [secret, used_at]));
}
