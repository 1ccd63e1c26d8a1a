import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { cases, protectedCases, type RunningTarget } from '../../packages/compliance/src/index.ts';
import { freePort } from '../../packages/compliance/src/testing/free-port.ts';
import { reference } from '../../packages/compliance/src/testing/index.ts';
import { ownSettings } from './own-settings.ts';
import { builtPackages } from './shared.ts';

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

type Reported = {
  readonly target: string;
  readonly cases: readonly {
    readonly name: string;
    readonly verdict: string;
    readonly explanation?: string;
  }[];
};

/** A declared difference of the reference is a failure to those who do not know of it. */
const expectedToFail = new Set(cases.filter(({ differs }) => differs?.reference).map(({ name }) => name));

describe('@grantor/compliance from its tarball, on Node 20 — distribution.md §1 @grantor/compliance', () => {
  let folder: string;
  let place: string;
  const run = (...words: readonly string[]): Promise<Ended> =>
    new Promise((resolve) => {
      const program = join(place, 'node_modules/@grantor/compliance/dist/main.mjs');
      const settings = { cwd: place, env: {}, maxBuffer: 64 << 20 };
      execFile(
        join(place, 'node_modules/.bin/node'),
        [program, ...words],
        settings,
        (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });
  const reportOf = ({ stdout }: Ended): Reported => JSON.parse(stdout)[0];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'grantor-tarball-'));
    place = join(folder, 'empty');
    await mkdir(place);
    const tarballs = await builtPackages();
    const tarball = tarballs.find((path) => basename(path).includes('compliance')) ?? '';
    const words = ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball, 'node@20'];
    await promisify(execFile)('npm', words, { cwd: place, env: ownSettings(process.env) });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('installs the suite and what it speaks with, and nothing that only this repository starts', () => {
    const packages = globSync(['node_modules/*', 'node_modules/@*/*'], { cwd: place })
      .map((path) => path.slice('node_modules/'.length))
      .filter((name) => !/^@[^/]+$|^node(-|$)/.test(name));
    assert.deepEqual(packages.sort(), ['@grantor/compliance', 'jose']);
    const shipped = globSync('**/*.js', { cwd: join(place, 'node_modules/@grantor/compliance') });
    assert.deepEqual(
      shipped.filter((path) => /testing|reference|grantor|sdk/.test(path)),
      [],
    );
  });

  it('is the one command of its package, which is what npx runs', async () => {
    const manifest = await readFile(join(place, 'node_modules/@grantor/compliance/package.json'), 'utf8');
    assert.deepEqual(Object.values(JSON.parse(manifest).bin), ['./dist/main.mjs']);
    const { code, stdout } = await run('--help');
    assert.equal(code, 0);
    assert.match(stdout, /npx @grantor\/compliance <issuer URL>/);
  });

  it('says what is wrong with what it is asked', async () => {
    const address = `http://127.0.0.1:${await freePort()}`;
    const asked: readonly (readonly [RegExp, number, ...string[]])[] = [
      [/^the issuer URL of the server is missing/, 2],
      [/^"auth.example.com" is no http address/, 2, 'auth.example.com'],
      [/^unknown target "grantor"/, 2, '--target', 'grantor'],
      [/^the description cannot be read/, 2, address, '--description', 'nowhere.json'],
      [/^--protected needs --issuer/, 2, '--protected', address],
      [/^nobody answers at http:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED/, 1, address],
    ];
    for (const [message, expected, ...words] of asked) {
      const { code, stderr } = await run(...words);
      assert.match(stderr, message);
      assert.equal(code, expected, stderr);
    }
  });

  describe('a server of another maker', () => {
    let server: RunningTarget;
    before(async () => {
      const started = await reference.start('default');
      assert.ok(started);
      server = started;
      const { stdout } = await run('--print-description');
      const { fixtures } = JSON.parse(stdout);
      const features = [...server.features].filter((feature) => feature !== 'metadata_documents');
      await writeFile(join(place, 'server.json'), JSON.stringify({ features, fixtures }));
    });
    after(() => server.stop());

    it('is checked, case by case, and what it does otherwise is named', async () => {
      const ended = await run(server.issuer, '--description', 'server.json', '--report', 'json');
      const { target, cases: reported } = reportOf(ended);
      assert.equal(target, server.issuer);
      assert.equal(reported.length, cases.length);
      const failed = reported.filter(({ verdict }) => verdict === 'fail');
      assert.deepEqual(
        failed.filter(({ name }) => !expectedToFail.has(name)),
        [],
      );
      assert.equal(ended.code, failed.length > 0 ? 1 : 0);
      const passed = reported.filter(({ verdict }) => verdict === 'pass');
      assert.ok(passed.length > cases.length / 2, `${passed.length} of ${cases.length} passed`);
    });

    it('is checked from a program, as the README of the package shows — distribution.md D-2', async () => {
      const readme = await readFile(join(place, 'node_modules/@grantor/compliance/README.md'), 'utf8');
      const [, example = ''] = /^```ts\n([\s\S]*?)^```$/m.exec(readme) ?? [];
      const program = join(place, 'example.mjs');
      await writeFile(program, example.replace('https://auth.example.com', server.issuer));
      const { stdout } = await promisify(execFile)(join(place, 'node_modules/.bin/node'), [program], {
        cwd: place,
      });
      assert.match(stdout, /: \d+ passed, 0 failed, 0 differ, 0 not offered\n+$/);
    });

    it('is checked in part, with a report for people or for build servers', async () => {
      const words = [server.issuer, '--description', 'server.json', '--only', 'RFC 7636 §4.1'];
      const text = await run(...words);
      assert.equal(text.code, 0, text.stdout);
      assert.match(text.stdout, /✓ .+ — .*RFC 7636/);
      const junit = await run(...words, '--report', 'junit', '--out', 'report.xml');
      assert.equal(junit.stdout, '');
      assert.match(await readFile(join(place, 'report.xml'), 'utf8'), /^<\?xml/);
    });
  });

  describe('a URL that lets everybody in', () => {
    let server: Server;
    before(async () => {
      server = createServer((_request, response) => response.end('welcome')).listen(0, '127.0.0.1');
      await once(server, 'listening');
    });
    after(() => server.close());

    it('is tried with every bad token, and found open', async () => {
      const address = server.address();
      assert.ok(address !== null && typeof address === 'object');
      const url = `http://127.0.0.1:${address.port}/mcp`;
      const issuer = `http://127.0.0.1:${await freePort()}/issuer`;
      const ended = await run('--protected', url, '--issuer', issuer, '--report', 'json');
      const { cases: reported } = reportOf(ended);
      assert.equal(reported.length, protectedCases.length);
      assert.ok(reported.some(({ verdict }) => verdict === 'fail'));
      assert.equal(ended.code, 1);
    });
  });
});
