/** Opens the database the configuration names, and makes sure it was sealed with the secrets we have. */

import type { Kysely } from 'kysely';
import {
  prepareDataFolder,
  presentSecrets,
  type SecretName,
  type ServerSecretValues,
  secretFileNames,
  UnusableSecret,
} from '../config/secret-files.ts';
import { checkValues, compareCheckValue } from '../config/secrets.ts';
import type { Configuration } from '../config/types.ts';
import type { DatabaseTarget } from '../config/values/database.ts';
import { joinWatches, type StatementEvent, type StatementWatch } from '../database/connection.ts';
import {
  type Database,
  type DatabaseOptions,
  FileUnusable,
  openDatabase,
  StorageUnavailable,
} from '../database/database.ts';
import { isOpenElsewhere } from '../database/dialect.ts';
import { inspectDatabase } from '../database/inspection.ts';
import { SchemaMismatch } from '../database/migrations.ts';
import type { Schema } from '../database/schema.ts';
import { ForeignTables } from '../database/tables.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Log } from '../telemetry/log.ts';
import { reasonOf } from './reason.ts';

/** The database cannot be used; the message says which one, where it is looked for, and why. */
export class DatabaseUnusable extends Refusal {
  override readonly name = 'DatabaseUnusable';
}

/** The attempt that is told of: processes that start together on one SQLite file hold it for a moment each. */
const toldAttempt = { sqlite: 5, postgres: 1 } as const;

/**
 * Waits for a database that is still starting, up to DB_INIT_TIMEOUT (operations.md B-1), and says at once what it
 * waits for. `watches` are told of its statements beside the log. Rejects with DatabaseUnusable, or with SchemaMismatch.
 */
export async function openStorage(
  configuration: Configuration,
  log: Log,
  watches: readonly StatementWatch[] = [],
): Promise<Database> {
  const { database } = configuration;
  const started = performance.now();
  const place = placeOf(database.target);
  const watch = joinWatches([...loggedStatements(database.logLevel, log), ...watches]);
  const options = { ...databaseOptions(configuration), ...(watch === undefined ? {} : { watch }) };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openDatabase(options);
    } catch (failure) {
      const isLate = performance.now() - started >= database.initTimeoutMilliseconds;
      if (isLate || !mayPass(failure)) throw failureAt(place, failure);
      if (attempt === toldAttempt[database.target.kind]) {
        const seconds = database.initTimeoutMilliseconds / 1000;
        log.warn('waiting for the database', { place, reason: reasonOf(failure), seconds });
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

const remedy =
  'nothing was changed; let DATABASE_DSN name an empty database, or on PostgreSQL an empty schema of its own (…?options=-c%20search_path%3Dgrantor)';

/** Which database, for people: never with a password. */
export function placeOf(target: DatabaseTarget): string {
  if (target.kind === 'sqlite') return `the SQLite file ${target.file}`;
  const url = new URL(target.url.reveal());
  const socket = url.searchParams.get('host');
  if (socket !== null) return `PostgreSQL at ${socket}`;
  return `PostgreSQL at ${url.hostname || 'localhost'}:${url.port || '5432'}`;
}

/** Whether it is worth another try. */
const mayPass = (failure: unknown): boolean =>
  failure instanceof StorageUnavailable && !(failure instanceof FileUnusable);

function failureAt(place: string, failure: unknown): unknown {
  if (failure instanceof SchemaMismatch) return failure;
  if (failure instanceof ForeignTables)
    return new DatabaseUnusable(`${place} is not ours: ${failure.message}; ${remedy}`);
  return new DatabaseUnusable(`${place} cannot be used: ${reasonOf(failure)}`, { cause: failure });
}

/** What is wrong with the database and what the next start will do to it; changes nothing, waits for nothing. */
export async function inspectStorage(configuration: Configuration): Promise<StorageReport> {
  const place = placeOf(configuration.database.target);
  try {
    const inspection = await inspectDatabase(databaseOptions(configuration));
    if (inspection.kind === 'empty')
      return {
        holds: 'nothing',
        problems: [],
        missingSecrets: [],
        standing: `${place} is empty; the first start fills it`,
      };
    const secrets = await presentSecrets(configuration);
    const problems = inspection.secretChecks.flatMap(({ name, value }) => {
      const known = name in secrets ? secrets[name as SecretName] : null;
      const isOther = known !== null && compareCheckValue(value, known) === 'different';
      return isOther ? [otherSecret(name as SecretName)] : [];
    });
    const pending =
      inspection.pending === 0 ? '' : `; the next start applies ${inspection.pending} migrations`;
    const missing = (Object.keys(secretFileNames) as SecretName[]).filter((name) => secrets[name] === null);
    return {
      holds: 'data',
      problems,
      missingSecrets: missing.map(secretVariable),
      standing: `${place} is ready${pending}`,
    };
  } catch (failure) {
    const told = failureAt(place, failure);
    const problem = told instanceof Error ? told.message : place;
    return { holds: 'unknown', problems: [problem], missingSecrets: [], standing: place };
  }
}

export type StorageReport = {
  readonly holds: 'nothing' | 'data' | 'unknown';
  readonly problems: readonly string[];
  /** Variables of secrets that are neither set nor in DATA_DIR. */
  readonly missingSecrets: readonly string[];
  readonly standing: string;
};

/** Runs a command's work on the database and closes it, whatever comes of the work. */
export async function withStorage(
  { configuration, log }: { readonly configuration: Configuration; readonly log: Log },
  work: (database: Database) => Promise<void>,
): Promise<void> {
  await prepareDataFolder(configuration.server.dataDir);
  const database = await openStorage(configuration, log);
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

/** From how many milliseconds on a statement is worth a line (DB_LOG_LEVEL). */
const slowStatement = { error: Number.POSITIVE_INFINITY, warn: 200, info: 0 } as const;

function loggedStatements(level: Configuration['database']['logLevel'], log: Log): readonly StatementWatch[] {
  if (level === 'silent') return [];
  const notice = ({ sql, milliseconds, error }: StatementEvent): void => {
    if (error === null) log.info('statement', { sql, milliseconds });
    else log.error('statement failed', { sql, milliseconds, failure: error });
  };
  return [{ slowerThan: slowStatement[level], notice }];
}

/** Whether a server, or another of its commands, has the database open. Rejects with StorageUnavailable. */
export const isStorageInUse = (configuration: Configuration): Promise<boolean> =>
  isOpenElsewhere(databaseOptions(configuration));

function databaseOptions({ database, server }: Configuration): DatabaseOptions {
  const { target } = database;
  if (target.kind === 'sqlite') return { driver: 'sqlite', path: target.file };
  return {
    driver: 'postgres',
    dsn: target.url.reveal(),
    maxConnections: Math.floor(database.maxOpenConnections / server.workers),
    queryTimeout: database.queryTimeoutMilliseconds,
    idleTimeout: database.connectionMaxIdleMilliseconds,
    lifetime: database.connectionMaxLifetimeMilliseconds,
  };
}

/** Refuses to start with other secrets than those the data was sealed with (operations.md B-4). */
export const checkSecrets = (database: Database, values: ServerSecretValues): Promise<void> =>
  database.transaction((tx) => checkSecretsIn(tx, values));

/** The same in a transaction of the caller's. */
export async function checkSecretsIn(tx: Kysely<Schema>, values: ServerSecretValues): Promise<void> {
  for (const [name, value] of Object.entries(checkValues(values)) as [SecretName, string][]) {
    const inserted = await tx
      .insertInto('secret_check')
      .values({ name, value })
      .onConflict((conflict) => conflict.doNothing())
      .returning('name')
      .executeTakeFirst();
    if (inserted !== undefined) continue;
    const stored = await tx
      .selectFrom('secret_check')
      .select('value')
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    const standing = compareCheckValue(stored.value, values[name]);
    if (standing === 'different') throw new UnusableSecret(otherSecret(name));
    if (standing === 'rotated')
      await tx.updateTable('secret_check').set({ value }).where('name', '=', name).execute();
  }
}

/** What sets it. */
export const secretVariable = (name: SecretName): string => `${name.toUpperCase()}_SECRET`;

function otherSecret(name: SecretName): string {
  const variable = secretVariable(name);
  return `${variable} is not the one this database was used with; give the earlier value as ${variable}_PREVIOUS (a generated one is in DATA_DIR/${secretFileNames[name]})`;
}
