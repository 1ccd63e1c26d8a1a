import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { type LockFile, nameOf, readLockFile } from '../sources/lock-file.ts';
import { root } from '../sources/sources.ts';
import { type Asked, askedFor, countInstalled, differences, listedBelow } from './dependencies.ts';

type Manifest = Asked & { readonly name: string; readonly allowScripts?: Readonly<Record<string, boolean>> };

const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');
const manifest = (path: string): Manifest => JSON.parse(read(path));

const page = read('docs/decisions/dependencies.md');
const lock = readLockFile();
const products = globSync('packages/*/package.json', { cwd: root }).sort();
const others = globSync(
  ['package.json', 'examples/*/package.json', '.ci/{programs,release,runtimes}/package.json'],
  {
    cwd: root,
  },
);

describe('the list of dependencies — distribution.md R-3', () => {
  it('has what the packages install at their users, and nothing else', () => {
    const asked = products.flatMap((path) => Object.keys(manifest(path).dependencies ?? {}));
    const foreign = asked.filter((name) => !name.startsWith('@grantor/'));
    // Not installed with any package: the runtime itself (operations.md B-11)
    assert.deepEqual(differences(listedBelow(page, 'At run time'), [...foreign, 'node']), []);
  });

  it('has what development asks for, and nothing else', () => {
    const asked = [...products, ...others].flatMap((path) => askedFor(manifest(path)));
    const listed = ['At run time', 'In development and tests'].flatMap((one) => listedBelow(page, one));
    assert.deepEqual(differences(listed, asked), []);
  });

  it('counts what comes with each package', () => {
    for (const path of products) {
      const folder = path.split('/')[1] ?? '';
      const [foreign, ours] = countInstalled(folder, lock);
      const row = `| \`${manifest(path).name}\` | ${foreign} | ${ours} |`;
      assert.ok(page.includes(`${row}\n`), `missing: ${row}`);
    }
  });

  it('allows every install script there is by name, says so, and lets npm refuse others', () => {
    const { allowScripts = {} } = manifest('package.json');
    const scripted = Object.entries(lock).flatMap(([place, { hasInstallScript }]) =>
      hasInstallScript === true ? [nameOf(place)] : [],
    );
    assert.deepEqual(differences(Object.keys(allowScripts), scripted), []);
    assert.deepEqual(differences(listedBelow(page, 'Install scripts'), scripted), []);
    assert.match(read('.npmrc'), /^strict-allow-scripts=true$/m);
    assert.match(read('.ci/programs/install'), /^npm install .*--ignore-scripts/m);
  });

  it('is caught with a name too many and a name too few', () => {
    const sample =
      '## A\n| | why |\n|---|---|\n| `a`, `@b/c` (`d` inside) | `e` is no row |\n\n## B\n| `f` | x |\n';
    assert.deepEqual(listedBelow(sample, 'A'), ['a', '@b/c', 'd']);
    assert.deepEqual(
      askedFor({ devDependencies: { a: '1', '@grantor/x': '1' }, peerDependencies: { z: '2' } }),
      ['a', 'z'],
    );
    assert.deepEqual(differences(listedBelow(sample, 'A'), ['a', 'z']), ['+ @b/c', '+ d', '- z']);
  });

  it('counts what is found from the inside out, once', () => {
    const sample: LockFile = {
      'packages/p': { dependencies: { '@grantor/q': '1', a: '1' } },
      'packages/q': { dependencies: { a: '1', b: '1' } },
      'node_modules/@grantor/q': { link: true, resolved: 'packages/q' },
      'node_modules/a': { dependencies: { b: '2' }, optionalDependencies: { absent: '1' } },
      'node_modules/a/node_modules/b': {},
      'node_modules/b': {},
      'node_modules/c': {},
    };
    assert.deepEqual(countInstalled('p', sample), [3, 1]);
  });
});
