/** Looks at a database without changing it. */

import { type DatabaseOptions, lookInto } from './dialect.ts';
import { checkApplied, migrations } from './migrations.ts';
import type { MigrationTable } from './schema.ts';
import { checkTables } from './tables.ts';

export type Inspection =
  /** There is no database, or nothing in it: the first start fills it. */
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'ours';
      /** Migrations that the next start applies. */
      readonly pending: number;
      /** What the secrets it was used with are checked by. */
      readonly secretChecks: readonly { readonly name: string; readonly value: string }[];
    };

/** Rejects with StorageUnavailable, ForeignTables or SchemaMismatch where a start would. */
export async function inspectDatabase(options: DatabaseOptions): Promise<Inspection> {
  const look = await lookInto(options);
  if (look === null) return { kind: 'empty' };
  try {
    const columns = await look.columns();
    checkTables(columns);
    if (columns.length === 0) return { kind: 'empty' };
    const applied = await look.rows('select id, checksum, applied_at from migration order by id');
    checkApplied(applied as readonly MigrationTable[], migrations);
    const secretChecks = await look.rows('select name, value from secret_check');
    return {
      kind: 'ours',
      pending: migrations.length - applied.length,
      secretChecks: secretChecks.map(({ name, value }) => ({ name: String(name), value: String(value) })),
    };
  } finally {
    await look.close();
  }
}
