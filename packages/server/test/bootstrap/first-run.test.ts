import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Secret } from '@grantor/protocol';
import { CredentialsNotWritten } from '../../src/bootstrap/credentials-file.ts';
import { AdminPasswordRefused, type FirstRunPorts, firstRun } from '../../src/bootstrap/first-run.ts';
import type { Database } from '../../src/database/database.ts';
import { findUserForSignIn, hasUsers } from '../../src/store/users.ts';
import { newPostgresWorld, newWorld, now, quickPasswords, random, type World } from '../accounts/world.ts';
import { recordedIn } from './recorded.ts';

const passwords = quickPasswords();
const credentials = 'grantor-credentials.txt';
const racer = fileURLToPath(new URL('first-run-racer.ts', import.meta.url));

describe('first run', () => {
  const worlds: World[] = [];
  after(() => Promise.all(worlds.map((world) => world.remove())));

  const start = (make: () => World = newWorld): World => {
    const world = make();
    worlds.push(world);
    return world;
  };
  const portsOf = (database: Database, { folder }: World, given: string | null = null): FirstRunPorts => ({
    ...{ database, passwords, random, transaction: recordedIn(database) },
    credentialsPath: join(folder, credentials),
    givenEmail: null,
    givenPassword: given === null ? null : Secret.of(given),
    passwordRules: { siteName: 'Grantor', minLength: 12 },
  });
  const clientsOf = (database: Database) => database.kysely.selectFrom('client').selectAll().execute();

  it('creates the administrator, the client and a private file that names them — operations.md B-2, B-3', async () => {
    const world = start();
    const database = await world.open();
    const seeded = await firstRun(portsOf(database, world), now);
    assert.equal(seeded.kind, 'seeded');

    const path = join(world.folder, credentials);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    const lines = readFileSync(path, 'utf8');
    const [, password, id] =
      /^Username: admin\nPassword: ([a-hjkmnp-zA-HJ-NP-Z2-9]{16})\nClient ID: ([0-9a-f-]{36})\n$/.exec(
        lines,
      ) ?? [];

    const found = await findUserForSignIn(database.kysely, 'admin@localhost');
    assert.equal(found?.user.role, 'admin');
    assert.equal(found?.user.emailVerifiedAt, null);
    assert.equal(found?.user.authSource, 'local'); // product.md U-7
    assert.equal(await passwords.verify(password ?? '', found?.passwordHash ?? null), 'right');
    const [client, ...others] = await clientsOf(database);
    assert.deepEqual([client?.id, client?.name, others], [id, 'Grantor CLI', []]);
  });

  it('gives the administrator the address it was told, verified — operations.md B-2', async () => {
    const world = start();
    const database = await world.open();
    const ports = { ...portsOf(database, world), givenEmail: 'Ada@Users.example' };
    await assert.rejects(
      firstRun({ ...ports, givenPassword: Secret.of('Ada@Users.example') }, now),
      AdminPasswordRefused,
    );
    await firstRun(ports, now);
    const found = await findUserForSignIn(database.kysely, 'ada@users.example');
    assert.deepEqual([found?.user.username, found?.user.role], ['admin', 'admin']);
    assert.equal(found?.user.email, 'Ada@Users.example');
    assert.equal(found?.user.emailVerifiedAt, now);
    assert.equal(await findUserForSignIn(database.kysely, 'admin@localhost'), null);
  });

  it('happens once', async () => {
    const world = start();
    const database = await world.open();
    await firstRun(portsOf(database, world), now);
    const lines = readFileSync(join(world.folder, credentials), 'utf8');
    assert.deepEqual(await firstRun(portsOf(database, world), now), {
      kind: 'not_the_first',
      credentialsPath: join(world.folder, credentials),
    });
    assert.equal(readFileSync(join(world.folder, credentials), 'utf8'), lines);
  });

  it('takes a given password that keeps the rules', async () => {
    const world = start();
    const database = await world.open();
    const weak = portsOf(database, world, 'admin@localhost');
    await assert.rejects(firstRun(weak, now), AdminPasswordRefused);
    assert.equal(await hasUsers(database.kysely), false);
    await firstRun(portsOf(database, world, 'walnut-harbour-lantern-42'), now);
    assert.match(
      readFileSync(join(world.folder, credentials), 'utf8'),
      /^Password: walnut-harbour-lantern-42$/m,
    );
  });

  it('is undone when the file cannot be written — security.md K-4', async () => {
    const world = start();
    const database = await world.open();
    const path = join(world.folder, credentials);
    writeFileSync(path, 'theirs');
    await assert.rejects(firstRun(portsOf(database, world), now), CredentialsNotWritten);
    assert.equal(await hasUsers(database.kysely), false);
    assert.deepEqual(await clientsOf(database), []);
    assert.equal(readFileSync(path, 'utf8'), 'theirs');
  });

  it('goes on without the file when the password is known anyway', async () => {
    const world = start();
    const database = await world.open();
    mkdirSync(join(world.folder, credentials));
    const seeded = await firstRun(portsOf(database, world, 'walnut-harbour-lantern-42'), now);
    assert.equal(seeded.kind === 'seeded' && seeded.credentialsPath, null);
  });

  it('takes the file back when the account does not come to be', async () => {
    const world = start();
    const database = await world.open();
    const failing: Database = {
      ...database,
      transaction: (work) =>
        database.transaction(async (tx) => {
          await work(tx);
          throw new Error('no commit');
        }),
    };
    await assert.rejects(firstRun(portsOf(failing, world), now), /no commit/);
    assert.equal(existsSync(join(world.folder, credentials)), false);
  });

  it('seeds once for processes that start together — security.md R-11', async () => {
    const world = start();
    const starts = Array.from({ length: 3 }, () =>
      promisify(execFile)(process.execPath, [racer, world.folder]),
    );
    const kinds = (await Promise.all(starts)).map(({ stdout }) => stdout).sort();
    assert.deepEqual(kinds, ['not_the_first', 'not_the_first', 'seeded']);
    assert.equal((await clientsOf(await world.open())).length, 1);
  });

  it('seeds once for machines that share PostgreSQL — security.md R-11', async () => {
    const world = start(newPostgresWorld);
    const handles = await Promise.all(Array.from({ length: 4 }, () => world.open()));
    const runs = await Promise.all(handles.map((handle) => firstRun(portsOf(handle, world), now)));
    assert.equal(runs.filter(({ kind }) => kind === 'seeded').length, 1);
    assert.equal((await clientsOf(handles[0]!)).length, 1);
    const id = /Client ID: (.+)/.exec(readFileSync(join(world.folder, credentials), 'utf8'))?.[1];
    assert.equal((await clientsOf(handles[0]!))[0]?.id, id);
  });
});
