import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { fixtures } from '../races/person.ts';
import { type ServerProcess, startServerProcess } from '../running-server.ts';
import { newBrowser } from './browser.ts';
import { type Ended, emptyFolder, type Folder, runProgram } from './program.ts';

const hurry = { timeout: 60_000 };

describe('backup and restore — operations.md Y-2', () => {
  let folder: Folder;
  let server: ServerProcess | null = null;
  let clientId: string;
  const inFolder = (name: string) => join(folder.path, name);
  const run = (words: readonly string[], more: Record<string, string> = {}): Promise<Ended> =>
    runProgram(words, { DATA_DIR: inFolder('data'), ...more }, folder.path);
  const start = async () => {
    server = await startServerProcess({ folder: folder.path, bootstrap: fixtures });
    return server;
  };
  const stop = async () => {
    await server?.stop();
    server = null;
  };
  const database = () => inFolder('data/grantor.db');
  const keptFiles = () => readdirSync(inFolder('data')).filter((name) => name.includes('.before-'));
  const refused = async (words: readonly string[], sentence: RegExp, more: Record<string, string> = {}) => {
    const held = existsSync(database()) ? readFileSync(database()) : null;
    const { code, stdout, stderr } = await run(words, more);
    assert.match(stderr.trim(), sentence);
    assert.equal(code, 1, stdout);
    if (held !== null) assert.ok(held.equals(readFileSync(database())));
    assert.deepEqual(keptFiles(), []);
    assert.equal(existsSync(`${database()}.restored`), false);
  };

  before(async () => {
    folder = await emptyFolder();
  });
  after(async () => {
    await stop();
    await folder.remove();
  });

  it('has nothing to copy before the first start', hurry, async () => {
    const { code, stderr } = await run(['backup', 'copy.db']);
    assert.deepEqual([code, existsSync(inFolder('copy.db'))], [1, false]);
    assert.match(stderr, /^There is nothing to back up: the SQLite file \S+ is empty/m);
  });

  it(
    'copies a running server, and brings back a refresh token that was spent since — security.md D-5',
    hurry,
    async () => {
      const running = await start();
      const credentials = readFileSync(inFolder('data/grantor-credentials.txt'), 'utf8');
      clientId = /Client ID: (\S+)/.exec(credentials)?.[1] ?? '';
      const browser = newBrowser(running.origin);
      assert.equal(await browser.signIn('admin', /Password: (\S+)/.exec(credentials)?.[1] ?? ''), 303);
      const { refresh } = await browser.deviceTokens(clientId);

      const backup = await run(['backup', 'copy.db']);
      assert.equal(backup.code, 0, backup.stderr);
      assert.match(backup.stdout, /^\S+copy\.db holds what is in \S+grantor\.db now\.$/m);
      assert.match(backup.stdout, /^The secrets are not in it/m);
      assert.equal(statSync(inFolder('copy.db')).mode & 0o777, 0o600);
      await refused(
        ['backup', 'copy.db'],
        /copy\.db cannot be written: file already exists\. Nothing was changed\.$/,
      );
      await refused(
        ['restore', 'copy.db'],
        /a server, or another program, has the database open; stop it first\. Nothing/,
      );
      assert.equal((await fetch(`${running.origin}/health`)).status, 200);

      const again = await browser.refresh(clientId, refresh);
      assert.equal(again.status, 200);
      await fetch(`${running.origin}/oauth/revoke`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: clientId, token: again.body['refresh_token'] ?? '' }),
      });
      assert.equal((await browser.refresh(clientId, refresh)).status, 400);
      await stop();

      const restored = await run(['restore', 'copy.db']);
      assert.equal(restored.code, 0, restored.stderr);
      const [kept = ''] = keptFiles();
      assert.ok(restored.stdout.endsWith(`What was there is kept as ${inFolder(`data/${kept}`)}.\n`));
      assert.equal(statSync(database()).mode & 0o777, 0o600);
      const other = await start();
      assert.equal((await newBrowser(other.origin).refresh(clientId, refresh)).status, 200);
      await stop();
      rmSync(inFolder(`data/${kept}`));
    },
  );

  it('restores no file that is damaged, foreign, empty, newer, or missing', hurry, async () => {
    writeFileSync(inFolder('text'), 'no database\n'.repeat(1000));
    writeFileSync(inFolder('nothing'), '');
    const whole = readFileSync(inFolder('copy.db'));
    const hole = Buffer.alloc(4096 * 2, 7);
    writeFileSync(inFolder('hole.db'), Buffer.concat([whole.subarray(0, -hole.length), hole]));
    const foreign = new DatabaseSync(inFolder('foreign.db'));
    foreign.exec('create table invoice (id integer)');
    foreign.close();
    copyFileSync(inFolder('copy.db'), inFolder('newer.db'));
    const newer = new DatabaseSync(inFolder('newer.db'));
    newer.exec(`insert into migration values (99, 'x', 0)`);
    newer.close();
    await refused(['restore', 'text'], /text cannot be used: file is not a database$/);
    await refused(['restore', 'nothing'], /^There is nothing to restore/);
    await refused(['restore', 'missing.db'], /^There is nothing to restore/);
    await refused(['restore', 'hole.db'], /hole\.db cannot be (restored|used)/);
    await refused(['restore', 'foreign.db'], /it holds tables of another program \(invoice\)/);
    await refused(['restore', 'newer.db'], /this program knows/);
    await refused(['restore', database()], /is the database itself/);
  });

  it('restores nothing that was used with other secrets, or where one is missing', hurry, async () => {
    const other = { ENCRYPTION_SECRET: '0123456789abcdef'.repeat(4) };
    await refused(
      ['restore', 'copy.db'],
      /^ENCRYPTION_SECRET is not the one this database was used with/,
      other,
    );
    const secret = readFileSync(inFolder('data/encryption-secret'));
    rmSync(inFolder('data/encryption-secret'));
    await refused(
      ['restore', 'copy.db'],
      /^ENCRYPTION_SECRET is neither set nor in \S+data, .* put it back first\.$/,
    );
    writeFileSync(inFolder('data/encryption-secret'), secret, { mode: 0o600 });
  });

  it('restores in the place of a damaged database, and of none', hurry, async () => {
    writeFileSync(database(), 'no database\n'.repeat(1000));
    assert.equal((await run(['restore', 'copy.db'])).code, 0);
    const [kept = ''] = keptFiles();
    assert.match(readFileSync(inFolder(`data/${kept}`), 'utf8'), /^no database/);
    rmSync(database());
    const { code, stdout } = await run(['restore', 'copy.db']);
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, /is kept/);
    assert.equal((await run(['check-config'])).code, 0);
  });

  it('leaves PostgreSQL to its own tools', hurry, async () => {
    const postgres = { DATABASE_DRIVER: 'postgres', DATABASE_DSN: 'postgres://nobody@127.0.0.1:1/none' };
    for (const [command, tool] of [
      ['backup', 'pg_dump'],
      ['restore', 'pg_restore'],
    ] as const) {
      const { code, stderr } = await run([command, 'other.db'], postgres);
      assert.equal(code, 1);
      assert.match(stderr, new RegExp(`The database is PostgreSQL, .*: use ${tool}\\. Nothing was done\\.`));
    }
    assert.equal(existsSync(inFolder('other.db')), false);
  });
});
