/** docs/recipes.md as a whole; each recipe that can be followed here has a test of its own beside this one. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { repository } from '../documentation/markdown.ts';
import { Reader } from '../documentation/reader.ts';
import { startTestServer } from '../running-server.ts';
import { recipeOf, recipePage, recipes, trials } from './recipe.ts';

const main = resolve(repository, 'packages/server/src/main.mjs');

type Declared = {
  readonly clients: readonly { client_id: string }[];
  readonly resources: readonly unknown[];
};

/** Everything the page declares, as one file. */
function declared(): Declared {
  const each = recipes().map((recipe): Partial<Declared> => JSON.parse(recipe.declared));
  return {
    clients: each.flatMap(({ clients = [] }) => clients),
    resources: each.flatMap(({ resources = [] }) => resources),
  };
}

/** A value for each `env:NAME` of the page. */
const secrets = (): Record<string, string> =>
  Object.fromEntries(
    [...recipePage().matchAll(/"env:([A-Z0-9_]+)"/g)].map(([, name = '']) => [name, 'f3'.repeat(32)]),
  );

/** The versions that are installed for the tests, by the name of the package in lower case. */
function pinned(): ReadonlyMap<string, string> {
  const read = (path: string): string => readFileSync(resolve(repository, path), 'utf8');
  const node = ['packages/server/package.json', '.ci/programs/package.json'].flatMap((path) => {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(read(path));
    return Object.entries<string>({ ...dependencies, ...devDependencies });
  });
  const python = read('.ci/programs/requirements.txt')
    .split('\n')
    .map((line) => line.toLowerCase().split('=='));
  return new Map([...node, ...python.map(([name = '', version = '']) => [name, version] as const)]);
}

describe('the recipes', () => {
  it('can be declared all together', async () => {
    const server = await startTestServer({ bootstrap: declared(), environment: secrets() });
    await server.stop();
  });

  it('can be tried with the commands of the page', async () => {
    const reader = await Reader.sitDown();
    writeFileSync(join(reader.folder, 'passport.json'), recipeOf('Passport').declared);
    const [start = ''] = reader.blocksOf('docs/recipes.md');
    assert.match(await reader.copy(start), /"created":1,.*"message":"bootstrap file applied"/);
    await reader.leave();
  });

  it('pass check-config', () => {
    const folder = mkdtempSync(join(tmpdir(), 'grantor-recipes-'));
    const file = join(folder, 'bootstrap.json');
    writeFileSync(file, JSON.stringify(declared()));
    const environment = {
      ...process.env,
      ...secrets(),
      BOOTSTRAP_FILE: file,
      DATA_DIR: join(folder, 'data'),
    };
    const checked = spawnSync(process.execPath, [main, 'check-config'], { cwd: folder, env: environment });
    assert.equal(checked.status, 0, `${checked.stdout}${checked.stderr}`);
    assert.equal(existsSync(join(folder, 'data')), false);
    rmSync(folder, { recursive: true });
  });

  it('are listed at the top, each with the version that was tried', () => {
    assert.deepEqual(
      trials().map(({ program }) => program),
      recipes().map(({ name }) => name),
    );
    const versions = pinned();
    for (const { program, version, tried } of trials()) {
      if (tried !== 'at every change') continue;
      const [, name = '', number = ''] =
        /^(\S+) (\S+)$/.exec(version) ?? assert.fail(`${program}: ${version}`);
      assert.equal(versions.get(name.toLowerCase()), number, program);
    }
  });

  it('are run by a test of their own where the page says so', () => {
    const tests = readdirSync(import.meta.dirname)
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'));
    for (const { program, tried } of trials()) {
      const own = tests.some((text) => text.includes(`setUp('${program}'`));
      assert.equal(own, tried.startsWith('at every change'), program);
    }
  });

  it('find their programs brought by continuous integration', () => {
    assert.match(readFileSync(resolve(repository, '.ci/run'), 'utf8'), /^\.ci\/programs\/install$/m);
  });
});
