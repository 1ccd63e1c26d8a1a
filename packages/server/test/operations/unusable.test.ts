import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import { emptyFolder, type Folder, logLines, main, runProgram, startProgram, until } from './program.ts';

describe('a start that cannot go on', () => {
  let folder: Folder;
  before(async () => {
    folder = await emptyFolder();
    await folder.write('file', 'no database, and no key, though more than sixteen bytes\n'.repeat(20));
    await mkdir(join(folder.path, 'folder'));
    const other = new DatabaseSync(join(folder.path, 'other.db'));
    other.exec('create table invoice (id integer primary key)');
    other.close();
  });
  after(() => folder.remove());

  const cases: readonly (readonly [what: string, environment: Record<string, string>, sentence: RegExp])[] = [
    [
      'DATA_DIR is a file',
      { DATA_DIR: 'file' },
      /^DATA_DIR \S+\/file cannot be made a folder: file already exists$/,
    ],
    [
      'DATA_DIR lies below a file',
      { DATA_DIR: 'file/data' },
      /^DATA_DIR \S+\/file\/data cannot be made a folder: not a directory$/,
    ],
    [
      'DATA_DIR lies where nobody can make a folder',
      { DATA_DIR: '/proc/grantor/data' },
      /^DATA_DIR \/proc\/grantor\/data cannot be made a folder: \w+/,
    ],
    [
      'the database is a folder',
      { DATABASE_PATH: 'folder' },
      /^the SQLite file \S+\/folder cannot be used: illegal operation on a directory$/,
    ],
    [
      'the folder of the database is missing',
      { DATABASE_PATH: 'missing/grantor.db' },
      /^the SQLite file \S+\/missing\/grantor\.db cannot be used: no such file or directory$/,
    ],
    [
      'the database is another kind of file',
      { DATABASE_PATH: 'file' },
      /^the SQLite file \S+\/file cannot be used: file is not a database$/,
    ],
    [
      'the database is of another program',
      { DATABASE_PATH: 'other.db' },
      /^the SQLite file \S+\/other\.db is not ours: it holds tables of another program \(invoice\); nothing was changed; .*DATABASE_DSN/,
    ],
    [
      'the private key is missing',
      { JWT_PRIVATE_KEY_PATH: 'missing.pem' },
      /^JWT_PRIVATE_KEY_PATH \S+\/missing\.pem cannot be read: no such file or directory$/,
    ],
    [
      'the private key is none',
      { JWT_PRIVATE_KEY_PATH: 'file' },
      /^JWT_PRIVATE_KEY_PEM or _PATH holds no unencrypted private key in PEM$/,
    ],
  ];
  for (const [what, environment, sentence] of cases) {
    it(`says in one sentence that ${what}`, async () => {
      const { code, stdout, stderr } = await runProgram([], folder.environment(environment), folder.path);
      assert.equal(code, 1);
      assert.match(stderr.trimEnd(), sentence);
      const [line, ...others] = logLines(stdout).filter(({ level }) => level === 'fatal');
      assert.deepEqual(others, []);
      assert.equal(line?.['reason'], stderr.trimEnd());
      assert.ok(!stdout.includes('.ts:'), 'no stack');
    });
  }
});

/** Somebody whom the system refuses things: nobody, where the tests run as root. */
const somebody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const mayRun = (): boolean =>
  spawnSync(process.execPath, [main, 'help'], { ...somebody, stdio: 'ignore' }).status === 0;

describe('a start by a user who may not', {
  skip: mayRun() ? false : 'the repository is closed to every other user',
}, () => {
  let folder: Folder;
  before(async () => {
    folder = await emptyFolder();
    await chmod(folder.path, 0o755);
    for (const name of ['closed', 'secrets']) await mkdir(join(folder.path, name));
    await folder.write('secrets/jwt-secret', 'x'.repeat(64));
    await chmod(join(folder.path, 'secrets/jwt-secret'), 0o000);
    if (somebody.uid !== undefined) await chown(join(folder.path, 'secrets'), somebody.uid, somebody.gid);
    await chmod(join(folder.path, 'closed'), 0o555);
  });
  after(() => folder.remove());

  const cases: readonly (readonly [what: string, dataDir: string, sentence: RegExp])[] = [
    [
      'make DATA_DIR',
      'closed/data',
      /^DATA_DIR \S+\/closed\/data cannot be made a folder: permission denied$/,
    ],
    [
      'make the folder above DATA_DIR',
      'closed/above/data',
      /^DATA_DIR \S+\/closed\/above\/data cannot be made a folder: permission denied$/,
    ],
    [
      'read what is in DATA_DIR',
      'secrets',
      /^\S+\/secrets\/jwt-secret cannot be read \(DATA_DIR\): permission denied$/,
    ],
  ];
  for (const [what, dataDir, sentence] of cases) {
    it(`${what}: says so in one sentence that names DATA_DIR — operations.md B-1`, async () => {
      const environment = folder.environment({ DATA_DIR: dataDir });
      const { code, stdout, stderr } = await runProgram([], environment, folder.path, somebody);
      assert.equal(code, 1);
      assert.match(stderr.trimEnd(), sentence);
      assert.ok(!stdout.includes('.ts:'), 'no stack');
    });
  }
});

describe('a PostgreSQL that cannot be reached', () => {
  it('is named at once with host and port, and again when the time is up — operations.md B-1', async () => {
    const folder = await emptyFolder();
    const port = await freePort();
    const environment = folder.environment({
      DATABASE_DRIVER: 'postgres',
      DATABASE_DSN: `postgres://grantor:hush-hush@127.0.0.1:${port}/grantor`,
      DB_INIT_TIMEOUT: '2s',
    });
    const program = startProgram([], environment, folder.path);
    await until('it says what it waits for', () => program.output().includes('waiting for the database'));
    assert.equal(program.child.exitCode, null);
    const { code, stdout, stderr } = await program.ended;
    const place = `PostgreSQL at 127.0.0.1:${port}`;
    const [line] = logLines(stdout).filter(({ message }) => message === 'waiting for the database');
    assert.deepEqual(
      [line?.['place'], line?.['reason'], line?.['seconds']],
      [place, 'connection refused', 2],
    );
    assert.deepEqual([code, stderr], [1, `${place} cannot be used: connection refused\n`]);
    assert.ok(!(stdout + stderr).includes('hush-hush'));
    await folder.remove();
  });
});
