/** Brings the schema up to date: forward only, each migration once however many start at once (operations.md Y-1). */

import { sha256 } from '@grantor/protocol';
import { type Kysely, sql } from 'kysely';
import { Refusal } from '../refusal/refusal.ts';
import type { Dialect } from './dialect.ts';
import { migration0001 } from './migrations/0001-first.ts';
import { migration0002 } from './migrations/0002-resource-settings.ts';
import { migration0003 } from './migrations/0003-consent-terms.ts';
import { migration0004 } from './migrations/0004-seen-proof.ts';
import { migration0005 } from './migrations/0005-forwarded-sessions.ts';
import { migration0006 } from './migrations/0006-dynamic-clients.ts';
import { migration0007 } from './migrations/0007-client-documents.ts';
import { migration0008 } from './migrations/0008-answered-flows.ts';
import { migration0009 } from './migrations/0009-newest-clients.ts';
import { migration0010 } from './migrations/0010-audit-reading.ts';
import { migration0011 } from './migrations/0011-people.ts';
import { migration0012 } from './migrations/0012-client-owners.ts';
import { migration0013 } from './migrations/0013-counts.ts';
import { migration0014 } from './migrations/0014-second-factors.ts';
import { migration0015 } from './migrations/0015-administration.ts';
import { migration0016 } from './migrations/0016-repeated-requests.ts';
import { migration0017 } from './migrations/0017-mail.ts';
import { migration0018 } from './migrations/0018-connections.ts';
import { migration0019 } from './migrations/0019-secret-uses.ts';
import { migration0020 } from './migrations/0020-approvals-before-providers.ts';
import { migration0021 } from './migrations/0021-mail-choices.ts';
import { migration0022 } from './migrations/0022-list-budgets.ts';
import { migration0023 } from './migrations/0023-pushed-requests.ts';
import { migration0024 } from './migrations/0024-who-paused.ts';
import { migration0025 } from './migrations/0025-bound-tokens.ts';
import { migration0026 } from './migrations/0026-authorization-details.ts';
import { migration0027 } from './migrations/0027-token-exchange.ts';
import { migration0028 } from './migrations/0028-pairwise-key.ts';
import { migration0029 } from './migrations/0029-managed-grants.ts';
import { migration0030 } from './migrations/0030-backchannel-requests.ts';
import { migration0031 } from './migrations/0031-newest-token.ts';
import { migration0032 } from './migrations/0032-signed-requests.ts';
import { migration0033 } from './migrations/0033-sign-ins.ts';
import { migration0034 } from './migrations/0034-credentials.ts';
import { migration0035 } from './migrations/0035-words-of-others.ts';
import { migration0036 } from './migrations/0036-federation.ts';
import { migration0037 } from './migrations/0037-guests.ts';
import { migration0038 } from './migrations/0038-appended-tokens.ts';
import { migration0039 } from './migrations/0039-paused-tokens.ts';
import { migration0040 } from './migrations/0040-what-was-told-of-approvals.ts';
import { migration0041 } from './migrations/0041-free-standing-scopes.ts';
import { migration0042 } from './migrations/0042-listed-clients.ts';
import { migration0043 } from './migrations/0043-answers-apart.ts';
import { migration0044 } from './migrations/0044-tokens-by-time.ts';
import { migration0045 } from './migrations/0045-revisions.ts';
import type { Migration } from './migrations/migration.ts';
import type { MigrationTable, Schema } from './schema.ts';
import { type ColumnName, checkTables } from './tables.ts';

/** In ascending order. */
export const migrations: readonly Migration[] = [
  migration0001,
  migration0002,
  migration0003,
  migration0004,
  migration0005,
  migration0006,
  migration0007,
  migration0008,
  migration0009,
  migration0010,
  migration0011,
  migration0012,
  migration0013,
  migration0014,
  migration0015,
  migration0016,
  migration0017,
  migration0018,
  migration0019,
  migration0020,
  migration0021,
  migration0022,
  migration0023,
  migration0024,
  migration0025,
  migration0026,
  migration0027,
  migration0028,
  migration0029,
  migration0030,
  migration0031,
  migration0032,
  migration0033,
  migration0034,
  migration0035,
  migration0036,
  migration0037,
  migration0038,
  migration0039,
  migration0040,
  migration0041,
  migration0042,
  migration0043,
  migration0044,
  migration0045,
];

/** What the schema of this program is called: rows of another are read otherwise. */
export const newestMigration = migrations.at(-1)?.id ?? 0;

/** The statement as this database takes it. */
export const inDialect = (statement: string, { keyedTable, byteOrder, jsonText }: Dialect): string =>
  statement
    .replace(whereKeyed, '')
    .replace('{keyed}', keyedTable)
    .replaceAll('{bytes}', byteOrder)
    .replaceAll(/\{json (\w+) (\w+)\}/g, (_, column: string, member: string) => jsonText(column, member));

const whereKeyed = '{where keyed} ';

/** Those that it means for this database: triggers are of its own making. */
const statementsOf = ({ statements }: Migration, dialect: Dialect): readonly string[] =>
  statements
    .filter((each) => isFor(each, dialect))
    .flatMap((statement) => {
      const [kind, table = '', key = ''] = statement.slice(1, -1).split(' ');
      if (kind === 'revised') return dialect.revising(table, key);
      return kind === 'noted' ? dialect.notingPolicies(table) : [inDialect(statement, dialect)];
    });

const isFor = (statement: string, { keyedTable }: Dialect): boolean =>
  keyedTable !== '' || !statement.startsWith(whereKeyed);

/** The schema was written by a newer program, or by another version of an old migration. */
export class SchemaMismatch extends Refusal {
  constructor(message: string) {
    super(message);
    this.name = 'SchemaMismatch';
  }
}

/**
 * Applies what is missing, each migration in its own transaction. Rejects with SchemaMismatch or ForeignTables,
 * nothing applied.
 */
export async function migrate(
  kysely: Kysely<Schema>,
  dialect: Dialect,
  known: readonly Migration[] = migrations,
): Promise<void> {
  // Each turn re-reads what is applied under the lock: another process may have been faster.
  let missing = true;
  while (missing) {
    missing = await kysely.transaction().execute(async (tx) => {
      await dialect.lockMigrations(tx);
      checkTables((await sql.raw<ColumnName>(dialect.columnsSql).execute(tx)).rows);
      const applied = await readApplied(tx);
      checkApplied(applied, known);
      const next = known[applied.length];
      if (next === undefined) return false;
      for (const statement of statementsOf(next, dialect)) await sql.raw(statement).execute(tx);
      const row = { id: next.id, checksum: checksum(next), applied_at: Math.floor(Date.now() / 1000) };
      await tx.insertInto('migration').values(row).execute();
      return true;
    });
  }
}

/**
 * Whether all that this program wrote into the schema, or found there, still stands. What a newer program has added
 * since does not count: it takes nothing away (operations.md Y-1), so this one goes on until it is replaced.
 */
export async function isSchemaUsable(kysely: Kysely<Schema>): Promise<boolean> {
  const applied = await kysely.selectFrom('migration').selectAll().orderBy('id').execute();
  return migrations.every((migration, index) => {
    const row = applied[index];
    return row !== undefined && isAsApplied(row, migration);
  });
}

const isAsApplied = (row: MigrationTable, migration: Migration): boolean =>
  row.id === migration.id && row.checksum === checksum(migration);

async function readApplied(tx: Kysely<Schema>): Promise<readonly MigrationTable[]> {
  await sql`create table if not exists migration (
    id integer primary key not null, checksum text not null, applied_at bigint not null)`.execute(tx);
  return tx.selectFrom('migration').selectAll().orderBy('id').execute();
}

/** Throws SchemaMismatch unless what was applied is the beginning of what is known. */
export function checkApplied(applied: readonly MigrationTable[], known: readonly Migration[]): void {
  for (const [index, row] of applied.entries()) {
    const migration = known[index];
    if (migration === undefined) {
      throw new SchemaMismatch(
        `the database has schema version ${applied.at(-1)?.id}, this program knows ${known.at(-1)?.id}: start the newer version`,
      );
    }
    if (!isAsApplied(row, migration)) {
      throw new SchemaMismatch(
        `migration ${row.id} was applied in another form: start the version that wrote schema ${applied.at(-1)?.id}`,
      );
    }
  }
}

/** Of the text as written here, so that a library's formatting cannot change it. */
const checksum = ({ statements }: Migration): string => sha256(statements.join(';\n'));
