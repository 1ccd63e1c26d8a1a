import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it, type TestContext } from 'node:test';
import { readSettings } from '../src/command-line/settings.ts';
import { Failure } from '../src/errors/failure.ts';
import { describeFailure } from '../src/output/present-failure.ts';
import { styleFor } from '../src/output/style.ts';
import { emptyDocument, formatDocument, parseDocument } from '../src/store/document.ts';
import { tokenFileFor } from '../src/store/location.ts';
import { withLock } from '../src/store/lock.ts';
import { withSignIn } from '../src/store/sign-ins.ts';
import type { Store } from '../src/store/token-store.ts';
import { matchesSnapshot } from './snapshot.ts';
import { noArguments, openStoreIn, readStore, signInAt, storePath, writeStore } from './stored.ts';
import { createTestWorld, grantor, type TestWorld } from './world.ts';

let folder: string;
let world: TestWorld;

const plain = styleFor({ write() {}, isTerminal: false }, {});

function open(environment: Record<string, string> = {}): Store {
  world = createTestWorld({ folder, environment });
  return openStoreIn(world);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grantor-cli-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;
const entry = signInAt('https://auth.example');

describe('the document of the store', () => {
  it('reads back what it wrote', () => {
    const document = {
      lastServer: 'https://auth.example',
      signIns: [{ ...entry, subject: 'u1' }],
      clients: [
        {
          issuer: 'https://auth.example',
          clientId: 'c',
          clientSecret: 's',
          authMethod: 'client_secret_post',
          redirectUris: ['http://127.0.0.1/callback'],
          purpose: 'registered',
          name: 'Demo',
          registrationToken: 't',
          registrationUri: 'https://auth.example/register/c',
        },
      ],
      envFiles: [
        { issuer: 'https://a', server: 'https://b', resources: ['https://b'], path: '/x/.env', prefix: 'X_' },
      ],
    } as const;
    assert.deepEqual(parseDocument(formatDocument(document)), { kind: 'document', document });
  });

  it('is damaged where a part is missing, and newer where its version is', () => {
    assert.equal(parseDocument('{"version":1').kind, 'damaged');
    assert.equal(parseDocument('{}').kind, 'damaged');
    assert.equal(parseDocument('{"version":1,"clients":[],"signIns":[{}],"envFiles":[]}').kind, 'damaged');
    assert.equal(parseDocument('{"version":2}').kind, 'newer');
    assert.equal(parseDocument(formatDocument(emptyDocument)).kind, 'document');
  });
});

describe('the place of the store', () => {
  it('is TOKEN_FILE, else where the platform keeps such files', () => {
    const at = (platform: NodeJS.Platform, environment: Record<string, string>): string => {
      const here = {
        ...createTestWorld({ folder, platform }),
        environment,
        home: '/home/ada',
        directory: '/work',
      };
      return tokenFileFor(here, readSettings(here, noArguments));
    };
    assert.equal(at('linux', {}), '/home/ada/.config/grantor/tokens.json');
    assert.equal(at('linux', { XDG_CONFIG_HOME: '/x' }), '/x/grantor/tokens.json');
    assert.equal(at('darwin', {}), '/home/ada/Library/Application Support/grantor/tokens.json');
    assert.equal(at('win32', { APPDATA: '/roaming' }), '/roaming/grantor/tokens.json');
    assert.equal(at('linux', { TOKEN_FILE: 'mine.json' }), '/work/mine.json');
  });
});

describe('the store', () => {
  it('is readable by its owner only: folder 0700, file 0600 — cli.md §3 File', async () => {
    const store = open();
    await store.update((document) => withSignIn(document, entry));
    assert.equal(modeOf(storePath(folder)), 0o600);
    assert.equal(modeOf(join(folder, 'config/grantor')), 0o700);
    assert.deepEqual((await store.read()).signIns, [entry]);
    assert.deepEqual(readdirSync(join(folder, 'config/grantor')), ['tokens.json']);
  });

  it('is tightened with a warning when others could read it', async () => {
    writeStore(folder, { signIns: [entry] });
    chmodSync(storePath(folder), 0o644);
    await open().read();
    assert.equal(modeOf(storePath(folder)), 0o600);
    assert.match(world.said(), /Others could read .*tokens\.json\. It is now readable by you only\./);
  });

  it('sets a damaged file aside and says so, every time under a name that is free', async () => {
    for (const name of ['tokens.json.broken', 'tokens.json.broken.2']) {
      writeStore(folder, {});
      writeFileSync(storePath(folder), '{"version": 1, "signIns": [');
      assert.deepEqual(await open().read(), emptyDocument);
      assert.match(world.said(), new RegExp(`is damaged and was set aside as .*${name}\\.`));
      assert.equal(readFileSync(join(folder, 'config/grantor', name), 'utf8'), '{"version": 1, "signIns": [');
    }
    assert.equal(existsSync(storePath(folder)), false);
  });

  it('never writes what it could not read again', async () => {
    writeStore(folder, { signIns: [entry] });
    const nameless = { ...entry, clientId: '' };
    await assert.rejects(open().update((document) => ({ ...document, signIns: [entry, nameless] })));
    assert.deepEqual((await open().read()).signIns, [entry]);
  });

  it('is no file of another kind that TOKEN_FILE names, which stays as it is', async () => {
    const path = join(folder, 'notes.txt');
    writeFileSync(path, 'Dear diary\n', { mode: 0o644 });
    writeFileSync(join(folder, '.env'), 'TOKEN_FILE=notes.txt\n');
    for (const words of [['token'], ['login', 'http://127.0.0.1:1'], ['logout', '--all']]) {
      const { code, err } = await grantor(words, { folder });
      assert.equal(code, 2);
      assert.match(err, /notes\.txt is no token store\./);
    }
    assert.equal(readFileSync(path, 'utf8'), 'Dear diary\n');
    assert.equal(modeOf(path), 0o644);
  });

  it('of a newer version is left alone', async () => {
    writeStore(folder, {});
    writeFileSync(storePath(folder), '{"version": 2}');
    await assert.rejects(open().read(), /was written by a newer version/);
    assert.equal(readFileSync(storePath(folder), 'utf8'), '{"version": 2}');
  });

  it('is written through a link', async () => {
    mkdirSync(join(folder, 'elsewhere'));
    writeFileSync(join(folder, 'elsewhere/t.json'), formatDocument(emptyDocument), { mode: 0o600 });
    symlinkSync(join(folder, 'elsewhere/t.json'), join(folder, 'link.json'));
    await open({ TOKEN_FILE: join(folder, 'link.json') }).update((document) => withSignIn(document, entry));
    assert.match(readFileSync(join(folder, 'elsewhere/t.json'), 'utf8'), /refresh-0/);
  });

  it('cannot be kept where a part of the path is a file, and says why', async (t: TestContext) => {
    writeFileSync(join(folder, 'file'), '');
    const store = open({ TOKEN_FILE: join(folder, 'file/tokens.json') });
    const failure = await store.update((document) => document).catch((error: unknown) => error);
    assert.ok(failure instanceof Failure);
    matchesSnapshot(t, describeFailure(failure, plain));
  });

  it('cannot be kept where nobody can make a folder', { skip: !existsSync('/proc/self') }, () => {
    const module = JSON.stringify(join(import.meta.dirname, '../src/store/vault.ts'));
    const source = `(await import(${module})).prepareFolder('/proc/grantor/tokens.json', () => {})`;
    // a process of its own: one that never came back could not be stopped from within
    const { signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], {
      timeout: 30_000,
    });
    assert.equal(signal, null);
    assert.match(String(stderr), /ENOENT|EACCES/);
  });

  it('changed by twenty processes has what every one of them wrote — cli.md §8 Tests', async () => {
    const module = JSON.stringify(join(import.meta.dirname, 'store-writer.ts'));
    const writers = Array.from({ length: 20 }, (_, index) => {
      const source = `await (await import(${module})).addSignIn(${JSON.stringify(folder)}, ${index})`;
      return once(
        spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: 'inherit' }),
        'exit',
      );
    });
    assert.deepEqual(
      (await Promise.all(writers)).map(([code]) => code),
      Array.from({ length: 20 }, () => 0),
    );
    assert.equal(readStore(folder).signIns.length, 20);
  });

  it('has the old text when its writer is killed between writing and renaming, and cleans up after it', async () => {
    writeStore(folder, { signIns: [entry] });
    const module = JSON.stringify(join(import.meta.dirname, 'store-writer.ts'));
    const source = `await (await import(${module})).dieBeforeRename(${JSON.stringify(folder)})`;
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], {
      stdio: 'inherit',
    });
    assert.equal(signal, 'SIGKILL');
    const left = readdirSync(join(folder, 'config/grantor')).toSorted();
    assert.match(left.join(' '), /^\.tokens\.json\.[\w-]+\.tmp tokens\.json tokens\.json\.lock$/);
    assert.deepEqual(readStore(folder).signIns, [entry]);
    // its process is gone: nobody waits for its lock
    await open().update((document) => withSignIn(document, signInAt('https://other.example')));
    assert.equal(readStore(folder).signIns.length, 2);
    assert.deepEqual(readdirSync(join(folder, 'config/grantor')), ['tokens.json']);
  });
});

describe('the lock', () => {
  const lock = (): string => join(folder, 'x.lock');
  const holdBy = (pid: number, host = hostname()): void =>
    writeFileSync(lock(), JSON.stringify({ id: 'theirs', pid, host }));
  const work = async (): Promise<string> => readFileSync(lock(), 'utf8');

  it('is there while the work is done, with the process that holds it, and gone afterwards', async () => {
    const content = await withLock(lock(), createTestWorld({ folder }), work);
    assert.equal(JSON.parse(content).pid, process.pid);
    assert.equal(existsSync(lock()), false);
    await assert.rejects(withLock(lock(), createTestWorld({ folder }), async () => assert.fail('no')));
    assert.equal(existsSync(lock()), false);
  });

  it('of a process that is gone is taken over', async () => {
    const { pid } = spawnSync('true');
    holdBy(pid);
    assert.notEqual(JSON.parse(await withLock(lock(), createTestWorld({ folder }), work)).id, 'theirs');
  });

  it('of another machine is taken over when nobody touched it for 30 seconds', async () => {
    holdBy(1, 'elsewhere');
    const before = new Date(Date.now() - 31_000);
    utimesSync(lock(), before, before);
    assert.notEqual(JSON.parse(await withLock(lock(), createTestWorld({ folder }), work)).id, 'theirs');
  });

  it('of a living process is waited for, and named when it does not come free', async (t: TestContext) => {
    holdBy(process.pid);
    const failure = await withLock(lock(), createTestWorld({ folder }), work).catch(
      (error: unknown) => error,
    );
    assert.ok(failure instanceof Failure);
    matchesSnapshot(
      t,
      describeFailure(failure, plain)
        .replace(String(process.pid), '4711')
        .replace(lock(), '…/tokens.json.lock'),
    );
    assert.match(readFileSync(lock(), 'utf8'), /theirs/);
  });

  it('is released when the command is stopped', async () => {
    const stopped = createTestWorld({ folder });
    const done = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const working = withLock(lock(), stopped, () => {
      begun.resolve();
      return done.promise;
    });
    await begun.promise;
    assert.ok(existsSync(lock()));
    stopped.stop();
    assert.equal(existsSync(lock()), false);
    done.resolve();
    await working;
  });
});
