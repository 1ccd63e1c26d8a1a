/** The command of the tarballs, as somebody has it who installed it, on every Node that people have. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { missingPrograms, type StartedServer, startServer, walkTour } from '@grantor/server/testing';
import { root } from '../sources/sources.ts';
import { temporaryFolder } from './consumer.ts';
import { ownSettings } from './own-settings.ts';
import { missing, runtimes } from './runtimes.ts';
import { builtPackages } from './shared.ts';

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

const folder = await temporaryFolder();
after(() => folder[Symbol.asyncDispose]());
const program = join(folder.path, 'node_modules/grantor/dist/main.mjs');
const packageNode = join(folder.path, 'node_modules/node');
before(async () => {
  const words = ['install', '--prefer-offline', '--no-audit', '--no-fund', ...(await builtPackages())];
  await promisify(execFile)('npm', words, { cwd: folder.path, env: ownSettings(process.env) });
});

const nodes = await Promise.all(
  runtimes
    .filter(({ name }) => /^Node 2[02]$/.test(name))
    .map(async (runtime) => ({ ...runtime, path: (await runtime.command('', 0))[0] })),
);

for (const runtime of nodes) {
  describe(`grantor on ${runtime.name} — distribution.md D-6`, { skip: missing(runtime) }, () => {
    let home: string;
    before(async () => {
      home = await mkdtemp(join(folder.path, 'home-'));
    });
    const environment = { PATH: dirname(runtime.path), HOME: folder.path };
    const run = (...words: readonly string[]): Promise<Ended> =>
      new Promise((done) => {
        execFile(
          runtime.path,
          [program, ...words],
          { cwd: home, env: environment },
          (error, stdout, stderr) => done({ code: Number(error?.code ?? 0), stdout, stderr }),
        );
      });

    it('is a command', async () => {
      assert.match((await run('--help')).stdout, /^ {2}serve /m);
    });

    it('says which Node the server needs, and how to get it, where none is beside it', async () => {
      await rm(packageNode, { recursive: true, force: true });
      const { code, stdout, stderr } = await run('serve');
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /The server needs Node 26 or newer, and this is v2\d\.\d+\.\d+\./);
      assert.match(stderr, /npm install node@26/);
      assert.doesNotMatch(stderr, /^\s+at /m);
      assert.deepEqual(await readdir(home), []);
    });

    it('serves by the package node where that is beside it', async () => {
      await symlink(resolve(root, 'node_modules/node'), packageNode);
      try {
        assert.match((await run('serve', 'check-config')).stdout, /The configuration is complete/);
        const server = await startServer({
          command: (port) => [runtime.path, program, 'serve', '--port', String(port)],
          environment: () => ({ ...environment, WORKERS: '2' }),
        });
        assert.equal((await fetch(`${server.issuer}/health`)).status, 200);
        assert.equal(await server.stop(), 0);
      } finally {
        await rm(packageNode);
      }
    });
  });
}

describe('npx grantor serve in an empty folder — distribution.md D-7, distribution.md §1 grantor', () => {
  let server: StartedServer;
  before(async () => {
    const empty = await mkdtemp(join(folder.path, 'empty-'));
    server = await startServer({
      command: () => ['npx', '--no-install', 'grantor', 'serve'],
      folder: empty,
      environment: ({ port }) => ({
        PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
        HOME: folder.path,
        SERVER_ADDR: `127.0.0.1:${port}`,
        BASE_URL: `http://localhost:${port}`,
      }),
    });
  });
  after(() => server.stop());

  it('leaves there what npm start leaves in a clone, and prints the first steps', async () => {
    assert.deepEqual(await readdir(server.folder), ['data']);
    const data = await readdir(join(server.folder, 'data'));
    for (const name of ['grantor-credentials.txt', 'grantor.db', 'jwt-secret'])
      assert.ok(data.includes(name), name);
    for (let tries = 0; tries < 100 && !server.said().includes('Try next'); tries += 1) await delay(50);
    assert.match(server.said(), /^Grantor serves http:\/\/localhost:\d+$/m);
    assert.match(
      server.said(),
      /^Sign in as admin; its first password is in \S+\/data\/grantor-credentials\.txt/m,
    );
    assert.match(server.said(), /^Try next: open http:\/\/localhost:\d+, or get a device code/m);
  });

  it('is what the tour of the README walks through', { skip: missingPrograms() }, () => walkTour(server));

  describe('the README of the tarball — distribution.md D-2', () => {
    /** Blocks of ten lines at most: longer ones are no example. */
    const examplesOf = async (name: string, language: 'js' | 'sh'): Promise<readonly string[]> => {
      const text = await readFile(join(folder.path, 'node_modules', name, 'README.md'), 'utf8');
      const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
      return blocks.flatMap(([, mark, block = '']) =>
        mark === language && block.trimEnd().split('\n').length <= 10 ? [block] : [],
      );
    };
    const copied = async (program: string, words: readonly string[]): Promise<string> => {
      const path = [dirname(process.execPath), join(folder.path, 'node_modules/.bin'), process.env['PATH']];
      const env = { PATH: path.join(':'), HOME: folder.path };
      return (await promisify(execFile)(program, words, { cwd: folder.path, env })).stdout;
    };

    it('of grantor begins with what was run here', async () => {
      assert.equal((await examplesOf('grantor', 'sh'))[0], 'npx grantor serve\n');
    });

    for (const name of ['grantor', '@grantor/cli'])
      it(`of ${name} has a server looked at`, async () => {
        const [, doctor = ''] = await examplesOf(name, 'sh');
        const command = doctor.replace('https://auth.example.com', server.issuer);
        assert.notEqual(command, doctor);
        const said = await copied('bash', ['-c', command]).catch(({ stdout }) => stdout);
        assert.ok(said.includes(server.issuer), said);
      });

    for (const name of ['@grantor/protocol', '@grantor/engine', '@grantor/cli'])
      it(`of ${name} promises nothing beyond its version — distribution.md §1 @grantor/protocol`, async () => {
        const text = await readFile(join(folder.path, 'node_modules', name, 'README.md'), 'utf8');
        assert.match(text, /promises nothing beyond the same\s+version/);
      });

    for (const [name, printed] of [
      ['@grantor/protocol', /openid/],
      ['@grantor/engine', /^POST \/oauth\/token$/m],
    ] as const)
      it(`of ${name} has an example that runs`, async () => {
        const [example = ''] = await examplesOf(name, 'js');
        assert.match(await copied('node', ['--input-type=module', '--eval', example]), printed);
      });
  });
});
