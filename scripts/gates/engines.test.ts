import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../sources/sources.ts';
import { admits } from './engines.ts';

type Manifest = { readonly engines?: unknown; readonly devDependencies?: Readonly<Record<string, string>> };

const manifest = (path: string): Manifest => JSON.parse(readFileSync(resolve(root, path), 'utf8'));
const nodeOf = ({ engines }: Manifest): string =>
  typeof engines === 'object' && engines !== null && 'node' in engines ? String(engines.node) : '*';

const whole = manifest('package.json');
const pinned = whole.devDependencies?.['node'] ?? '';
const oldest = /^>=(\d+)$/.exec(nodeOf(whole))?.[1] ?? '';

const entries = ['compliance', 'grantor', 'server'].map((name) => `packages/${name}/src/main.mjs`);

type Run = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

const run = (node: string, options: readonly string[], entry: string): Run =>
  spawnSync(node, [...options, resolve(root, entry), '--help'], { encoding: 'utf8' });

function isRefusedInWords({ status, stdout, stderr }: Run): void {
  assert.equal(stdout, '');
  assert.match(stderr, /^[^\n]* needs Node 26 or newer, and this is v[\d.]+; [^\n]*\n$/);
  assert.equal(status, 1);
}

const pretending = (version: string): string =>
  `--import=data:text/javascript,${encodeURIComponent(
    `Object.defineProperty(process, 'version', { value: 'v${version}' });` +
      `Object.defineProperty(process.versions, 'node', { value: '${version}' });`,
  )}`;

/** What the Nodes on this machine's path say of themselves, without those that came with the install. */
const otherNodes = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .filter((path) => !path.includes('node_modules') && existsSync(path));

describe('the entries — operations.md B-11', () => {
  for (const entry of entries) {
    it(`${entry} says in one sentence which Node it needs`, () => {
      isRefusedInWords(run(process.execPath, [pretending('20.20.2')], entry));
      isRefusedInWords(run(process.execPath, [pretending('9.11.2')], entry));
      assert.equal(run(process.execPath, [], entry).status, 0);
    });

    it(`${entry} is written for every Node that knows modules`, () => {
      const code = readFileSync(resolve(root, entry), 'utf8').replace(/\/\*\*[\s\S]*?\*\//, '');
      assert.doesNotMatch(code, /\?\?|\?\.|\bawait\b|^import\b|\bexport\b/m);
    });

    it(`${entry} says so on the older Nodes of this machine`, (test) => {
      const older = otherNodes.filter((node) => {
        const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
        return /^v\d/.test(version) && !admits('>=26', version);
      });
      if (older.length === 0) test.skip('there is none');
      for (const node of older) isRefusedInWords(run(node, [], entry));
    });
  }

  it('need the Node that the install brings', () => {
    assert.ok(admits('>=26', pinned));
    assert.ok(admits(nodeOf(whole), pinned));
  });
});

describe('the scripts of packages', () => {
  it('are each allowed or refused, so that npm ci warns of none — operations.md B-11', () => {
    const { allowScripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
    const { packages } = JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8'));
    // Those for one system each are none of the others'
    const undecided = Object.keys(packages)
      .filter((path) => packages[path].hasInstallScript === true && packages[path].os === undefined)
      .map((path) => path.replace(/^.*node_modules\//, ''))
      .filter((name) => typeof allowScripts[name] !== 'boolean');
    assert.deepEqual(undecided, []);
  });
});

describe('what packages say of the Node they need — operations.md B-11', () => {
  it('is heard by npm where it is about the Node that runs npm', () => {
    const lock: { readonly packages: Readonly<Record<string, Manifest>> } = JSON.parse(
      readFileSync(resolve(root, 'package-lock.json'), 'utf8'),
    );
    const louder = Object.entries(lock.packages).filter(
      ([, entry]) => !admits(nodeOf(entry), `${oldest}.0.0`),
    );
    const remedy = `npm ci warns of it on Node ${oldest}, though Node ${pinned} runs it: take its engines out of the lock file`;
    assert.deepEqual(
      louder.map(([path]) => `${path}: ${remedy}`),
      [],
    );
  });

  it('is kept by the Node that runs them', () => {
    const installed = globSync('node_modules/**/package.json', { cwd: root })
      .filter((path) => /node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/.test(path))
      .map((path) => [path, nodeOf(manifest(path))] as const);
    assert.ok(installed.length > 100);
    assert.deepEqual(
      installed.filter(([, range]) => !admits(range, pinned)),
      [],
    );
  });

  it('is read as npm reads it', () => {
    const table: readonly [range: string, in_: readonly string[], out: readonly string[]][] = [
      ['*', ['0.1.2', '26.9.0'], []],
      ['>= 20', ['20.0.0', '26.9.0'], ['18.20.0']],
      ['^22.17.0 || >=24.0.0', ['22.17.0', '22.99.1', '26.9.0'], ['22.16.9', '23.1.0', '20.0.0']],
      ['18 || 20 || >=22', ['18.1.0', '20.20.2', '22.0.0'], ['19.0.0', '21.5.0']],
      ['>= 10.x <21', ['10.0.0', '20.9.0'], ['9.0.0', '21.0.0']],
      ['~20.9.0', ['20.9.4'], ['20.10.0', '20.8.9']],
      ['>20 <=24.1', ['21.0.0', '24.1.7'], ['20.5.0', '24.2.0']],
    ];
    for (const [range, admitted, refused] of table) {
      for (const version of admitted) assert.ok(admits(range, version), `${range} admits ${version}`);
      for (const version of refused) assert.ok(!admits(range, version), `${range} refuses ${version}`);
    }
  });
});
