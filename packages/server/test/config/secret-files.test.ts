import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { loadConfiguration } from '../../src/config/load.ts';
import { prepareDataFolder, resolveSecrets, UnusableSecret } from '../../src/config/secret-files.ts';
import type { Environment } from '../../src/config/types.ts';
import { checkSecret } from '../../src/config/values/secret-rules.ts';
import { goodSecret } from './variable-table.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grantor-secrets-'));
});
afterEach(() => rm(folder, { recursive: true }));

const names = ['encryption-secret', 'jwt-secret', 'session-secret'];
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

async function resolveIn(environment: Environment = {}): Promise<readonly string[]> {
  const loaded = loadConfiguration({ DATA_DIR: folder, ...environment }, folder);
  if (!loaded.ok) return assert.fail('the configuration is refused');
  const { jwt, session, encryption } = await resolveSecrets(loaded.configuration);
  return [jwt, session, encryption].map(({ current }) => current.reveal());
}

describe('a missing secret', () => {
  it('is generated once, for its owner only — operations B-4, security.md K-3', async () => {
    const first = await resolveIn();
    assert.equal(new Set(first).size, 3);
    for (const value of first) {
      assert.match(value, /^[0-9a-f]{64}$/); // 32 bytes
      assert.ok(checkSecret(value).ok);
    }
    assert.deepEqual((await readdir(folder)).sort(), names);
    for (const name of names) assert.equal(await modeOf(join(folder, name)), 0o600);
    assert.deepEqual(await resolveIn(), first);
  });

  it('can be carried to another machine as the text of its file', async () => {
    const [jwt] = await resolveIn();
    const again = await resolveIn({
      JWT_SECRET_FILE: join(folder, 'jwt-secret'),
      DATA_DIR: join(folder, 'none'),
    }).catch((error: unknown) => error);
    assert.ok(again instanceof UnusableSecret); // the other two have no folder to go to
    const loaded = loadConfiguration({ JWT_SECRET_FILE: join(folder, 'jwt-secret') }, folder);
    assert.equal(loaded.ok ? loaded.configuration.secrets.jwt?.reveal() : null, jwt);
  });

  it('is one and the same for all who start together — security.md R-11', async () => {
    const starts = await Promise.all(Array.from({ length: 50 }, () => resolveIn()));
    assert.equal(new Set(starts.map((secrets) => secrets.join())).size, 1);
    assert.deepEqual((await readdir(folder)).sort(), names);
  });

  it('is one and the same for processes that start together — security.md R-11', async () => {
    const run = promisify(execFile);
    const program = join(import.meta.dirname, 'generate-secrets.ts');
    const start = () => run(process.execPath, [program, folder]);
    const [a, b, c] = await Promise.all([start(), start(), start()]);
    assert.equal(a.stdout.split(' ').length, 3);
    assert.deepEqual([b.stdout, c.stdout], [a.stdout, a.stdout]);
  });
});

describe('a configured secret', () => {
  it('is used as it is, and no file is made for it', async () => {
    const environment = { JWT_SECRET: goodSecret, SESSION_SECRET: goodSecret, ENCRYPTION_SECRET: goodSecret };
    assert.deepEqual(await resolveIn(environment), [goodSecret, goodSecret, goodSecret]);
    assert.deepEqual(await readdir(folder), []);
  });
});

describe('a secret file', () => {
  for (const mode of [0o640, 0o604, 0o620, 0o666]) {
    it(`of mode ${mode.toString(8)} refuses the start — operations B-4`, async () => {
      await resolveIn();
      await chmod(join(folder, 'session-secret'), mode);
      await assert.rejects(resolveIn(), (error) => {
        assert.ok(error instanceof UnusableSecret);
        return /session-secret is open to others; its mode must be 0600$/.test(error.message);
      });
    });
  }

  for (const content of ['', 'tiny', 'ab'.repeat(40), `${goodSecret}-changeme`]) {
    it(`holding ${JSON.stringify(content.slice(0, 8))}… refuses the start without showing it — operations B-4`, async () => {
      await writeFile(join(folder, 'jwt-secret'), content, { mode: 0o600 });
      await assert.rejects(resolveIn(), (error) => {
        assert.ok(error instanceof UnusableSecret);
        return content === '' || !error.message.includes(content);
      });
      assert.equal(await readFile(join(folder, 'jwt-secret'), 'utf8'), content);
    });
  }
});

describe('the data folder', () => {
  it('is created with its parents, for its owner only — operations B-1', async () => {
    const deep = join(folder, 'a', 'b');
    await prepareDataFolder(deep);
    assert.deepEqual([await modeOf(join(folder, 'a')), await modeOf(deep)], [0o700, 0o700]);
  });

  it('is closed when it was open — operations B-1', async () => {
    await mkdir(join(folder, 'open'));
    await chmod(join(folder, 'open'), 0o755);
    await prepareDataFolder(join(folder, 'open'));
    assert.equal(await modeOf(join(folder, 'open')), 0o700);
  });
});
