import { createHmac, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '@grantor/engine';
import { type Epoch, epoch, userId } from '@grantor/protocol';
import type { Derive } from '../../src/accounts/derivation.ts';
import { createPasswords, type Passwords } from '../../src/accounts/passwords.ts';
import { type Database, type DatabaseOptions, openDatabase } from '../../src/database/database.ts';
import { createUser, type NewUser } from '../../src/store/users.ts';
import { type PostgresDatabase, postgresDatabase } from '../postgres.ts';

export const now: Epoch = epoch(1_800_000_000);

/** The platform's generator behind the port. */
export const random: Random = {
  token: (bytes) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('base64url'),
  integer: (below) => randomInt(below),
};

/** A derivation that costs nothing and counts its calls. */
export function countingDerive(): { derive: Derive; calls: () => number } {
  let count = 0;
  const derive: Derive = async (password, salt, { length }) => {
    count += 1;
    return createHmac('sha512', salt).update(password).digest().subarray(0, length);
  };
  return { derive, calls: () => count };
}

export const quickPasswords = (derive: Derive = countingDerive().derive): Passwords =>
  createPasswords({ random, cores: 2, derive });

export type World = {
  readonly folder: string;
  /** Another handle on the same data, as another process would have. */
  open(): Promise<Database>;
  remove(): Promise<void>;
};

/** A data folder with a SQLite file. Two handles of one process wait for each other: open one. */
export function newWorld(): World {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-accounts-'));
  return opening(folder, async () => ({ driver: 'sqlite', path: join(folder, 'grantor.db') }));
}

/** A data folder with an empty PostgreSQL database. */
export function newPostgresWorld(): World {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-accounts-'));
  let postgres: Promise<PostgresDatabase> | null = null;
  const world = opening(folder, async () => {
    postgres ??= postgresDatabase();
    return { driver: 'postgres', dsn: (await postgres).dsn, maxConnections: 10, queryTimeout: 20_000 };
  });
  return {
    ...world,
    async remove() {
      await world.remove();
      await (await postgres)?.close();
    },
  };
}

function opening(folder: string, options: () => Promise<DatabaseOptions>): World {
  const opened: Database[] = [];
  return {
    folder,
    async open() {
      const database = await openDatabase(await options());
      opened.push(database);
      return database;
    },
    async remove() {
      await Promise.all(opened.map((database) => database.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function addUser(
  database: Database,
  user: Partial<Omit<NewUser, 'id'>> & { id: string; username: string },
) {
  const { id, ...rest } = user;
  return createUser(database.kysely, {
    email: null,
    emailVerifiedAt: null,
    role: 'user',
    claims: {},
    passwordHash: null,
    at: now,
    ...rest,
    id: userId(id),
  });
}

export const disable = (database: Database, id: string) =>
  database.kysely
    .updateTable('user_account')
    .set({ disabled_at_ms: now * 1000 })
    .where('id', '=', id)
    .execute();
