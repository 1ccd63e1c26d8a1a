import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type FakeServer, metadataOf, startFakeServer, wellKnown } from './fake-server.ts';
import { signInAt, writeStore } from './stored.ts';
import { grantor } from './world.ts';

let folder: string;
let server: FakeServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'grantor-cli-'));
  server = await startFakeServer({
    [wellKnown]: (_, origin) => ({ body: metadataOf(origin) }),
    '/token': () => ({
      body: { access_token: 'access-1', token_type: 'Bearer', expires_in: 3600, refresh_token: 'refresh-1' },
    }),
  });
  writeStore(folder, { signIns: [signInAt(server.origin)] });
});

afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const path = (): string => join(folder, '.env');
const token = (...words: readonly string[]) => grantor(['token', server.origin, ...words], { folder });

const noGit = spawnSync('git', ['--version']).error === undefined ? false : 'git is not installed here';

describe('an env file', () => {
  it('is readable by its owner only, also when it was not, and leaves nothing beside it — cli.md §4 Existing lines', async () => {
    writeFileSync(path(), 'PORT=3000\n');
    chmodSync(path(), 0o644);
    assert.deepEqual(await token('--env'), { code: 0, out: 'access-1\n', err: '' });
    assert.equal(statSync(path()).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder).toSorted(), ['.env', 'config']);
    assert.match(readFileSync(path(), 'utf8'), /^PORT=3000\nGRANTOR_SERVER_URL=/);
  });

  it('that git tracks draws a warning, with what to do', { skip: noGit }, async () => {
    for (const words of [
      ['init', '--quiet'],
      ['add', '.env'],
    ]) {
      writeFileSync(path(), 'PORT=3000\n');
      assert.equal(spawnSync('git', words, { cwd: folder }).status, 0);
    }
    const { code, err } = await token('--env');
    assert.equal(code, 0);
    assert.match(err, /is tracked by git: .* Run: git rm --cached /);
  });

  it('that git ignores draws none', { skip: noGit }, async () => {
    spawnSync('git', ['init', '--quiet'], { cwd: folder });
    writeFileSync(join(folder, '.gitignore'), '.env\n');
    assert.equal((await token('--env')).err, '');
  });

  it('takes another prefix, and only one that a variable can begin with', async () => {
    assert.equal((await token('--env', '--env-prefix', 'GATEWAY_OAUTH_')).code, 0);
    assert.match(readFileSync(path(), 'utf8'), /^GATEWAY_OAUTH_ACCESS_TOKEN=access-1$/m);
    assert.equal((await token('--env', '--env-prefix', '1-')).code, 2);
  });

  it('without a sign-in anywhere is left alone', async () => {
    writeStore(folder, {});
    writeFileSync(path(), 'PORT=3000\n');
    assert.equal((await token('--env')).code, 3);
    assert.equal(readFileSync(path(), 'utf8'), 'PORT=3000\n');
  });
});
