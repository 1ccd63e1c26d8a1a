import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, glob, mkdir, readFile, stat } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { importsOf } from '../sources/imports.ts';
import { root, sampleSources } from '../sources/sources.ts';
import { installToolkit, temporaryFolder } from './consumer.ts';
import { importCost, nothing } from './import-cost.ts';
import { importedEntries } from './manifest.ts';
import { packages } from './packages.ts';
import { compiler } from './runtimes.ts';
import { builtPackages } from './shared.ts';

const run = promisify(execFile);
const tool = (path: string): string => resolve(root, 'node_modules', path);

const folder = await temporaryFolder();
after(() => folder[Symbol.asyncDispose]());
const place = (name: string): string => join(folder.path, name);

const listed = packages().map(({ manifest }) => manifest);
const tarballOf = (name: string): string => {
  const found = tarballs.find((path) =>
    basename(path).startsWith(`${name.replace('@', '').replace('/', '-')}-0`),
  );
  assert.ok(found, name);
  return found;
};
const manifestOf = (name: string) => {
  const found = listed.find((one) => one.name === name);
  assert.ok(found, name);
  return found;
};
let tarballs: readonly string[] = [];
before(async () => {
  tarballs = await builtPackages();
});

/** Entries that are no subject of the two programs, and why. */
const unlooked: Readonly<Record<string, readonly string[]>> = {
  // The program that starts the server has nothing to import; the library has no index yet
  '@grantor/server': existsSync(resolve(root, 'packages/server/src/index.ts')) ? ['./main'] : ['./main', '.'],
};

describe('the tarballs', () => {
  for (const { name, exports } of listed) {
    const entries = typeof exports === 'object' ? Object.keys(exports) : exports === undefined ? [] : ['.'];
    const left = unlooked[name] ?? [];

    it(`leave nothing to publint: ${name} — distribution.md D-3`, {
      skip: left.includes('.') && 'no index yet',
    }, async () => {
      await run(process.execPath, [tool('publint/src/cli.js'), 'run', tarballOf(name), '--strict']);
    });

    const isTyped = entries.some((entry) => entry !== './testing' && !left.includes(entry));
    it(`have the types they name: ${name} — distribution.md D-3`, {
      skip: !isTyped && 'nothing to import',
    }, async () => {
      const program = tool('@arethetypeswrong/cli/dist/index.js');
      const words = [program, tarballOf(name), '--profile', 'esm-only', '--no-color'];
      await run(process.execPath, left.length === 0 ? words : [...words, '--exclude-entrypoints', ...left]);
    });

    it(`import what they declare, declare what they import, and map it to its sources: ${name} — distribution.md D-1, D-2`, async () => {
      const unpacked = place(basename(tarballOf(name), '.tgz'));
      await mkdir(unpacked);
      await run('tar', ['-xzf', tarballOf(name), '-C', unpacked]);
      const manifest = JSON.parse(await readFile(join(unpacked, 'package/package.json'), 'utf8'));
      const { dependencies = {}, peerDependencies = {} } = manifest;
      const code = await codeIn(join(unpacked, 'package/dist'));
      for (const imported of importedPackages(code)) {
        assert.ok(imported === name || imported in { ...dependencies, ...peerDependencies }, imported);
      }
      for await (const path of glob('**/*.map', { cwd: join(unpacked, 'package/dist') })) {
        const map = JSON.parse(await readFile(join(unpacked, 'package/dist', path), 'utf8'));
        assert.equal(map.sourcesContent.length, map.sources.length);
        for (const source of map.sources)
          assert.match(join('dist', dirname(path), source), /^src\/.+\.(?:ts|mjs)$/, path);
      }
      // By import.meta.resolve too
      const words = Object.values(code).join('\n');
      for (const declared of Object.keys(dependencies))
        assert.match(words, new RegExp(`['"]${declared}['"/]`));
    });
  }
});

describe('the toolkit in a project of somebody else', () => {
  const project = place('project');
  before(() => installToolkit(project, tarballs));

  it('is with all it installs 4 packages at most, and 1.5 MB — distribution.md D-4', async () => {
    const names = ['@grantor/resource'];
    for (const name of names) {
      const manifest = JSON.parse(
        await readFile(join(project, 'node_modules', name, 'package.json'), 'utf8'),
      );
      const needed = Object.keys(manifest.dependencies ?? {});
      names.push(...needed.filter((one) => !names.includes(one)));
    }
    assert.ok(names.length <= 4, names.join());
    let size = 0;
    for (const name of names) size += await sizeOf(join(project, 'node_modules', name));
    assert.ok(size > 100_000 && size <= 1_500_000, `${size} bytes`);
  });

  it('loads few modules for its fetch adapter — distribution.md D-4', async () => {
    const { modules, bytes } = await loadedBy('@grantor/resource/fetch', project);
    assert.ok(modules.some((one) => one.endsWith('/resource/dist/adapters/fetch.js')));
    const files = modules.filter((one) => one.startsWith('file:'));
    assert.ok(files.length <= 8, files.join('\n'));
    assert.ok(bytes <= 200_000, `${bytes} bytes`);
  });

  it('asks a runtime for nothing that one may lack: no SQLite, no server — distribution.md D-5', async () => {
    const entries = Object.keys(importedEntries(manifestOf('@grantor/resource')));
    assert.ok(entries.length > 5);
    for (const entry of entries) {
      const { modules } = await loadedBy(join('@grantor/resource', entry), project);
      const builtIn = modules.filter((one) => isBuiltin(one));
      assert.deepEqual(builtIn.sort(), ['node:crypto', 'node:net', 'node:util'], entry);
    }
  });

  it('costs 15 MB at most to import its fetch adapter — distribution.md D-4', async () => {
    const [bare, full] = await Promise.all(
      [nothing, '@grantor/resource/fetch'].map((one) => importCost(one, project)),
    );
    const added = (full?.bytes ?? 0) - (bare?.bytes ?? 0);
    assert.ok(added > 0 && added <= 15_000_000, `${added} bytes`);
  });

  for (const version of [7, 5] as const) {
    const program = compiler(version);
    for (const resolution of ['bundler', 'node16', 'nodenext']) {
      const name = `compiles by TypeScript ${version} with ${resolution}, strictly and its types too — distribution.md D-5`;
      it(name, { skip: program === null && 'not installed here (.ci/run brings it)' }, async () => {
        await cp(resolve(root, 'scripts/pack/typed-consumer.ts'), join(project, 'service.ts'));
        const kind = resolution === 'bundler' ? 'esnext' : resolution;
        const words = [
          '--noEmit',
          '--strict',
          '--skipLibCheck',
          'false',
          '--target',
          'es2023',
          '--types',
          'node',
        ];
        const how = ['--module', kind, '--moduleResolution', resolution];
        const compiled = run(process.execPath, [program ?? '', ...words, ...how, 'service.ts'], {
          cwd: project,
        });
        await assert.doesNotReject(compiled.catch(({ stdout }) => Promise.reject(new Error(stdout))));
      });
    }
  }
});

type Loaded = { readonly modules: readonly string[]; readonly bytes: number };

/** Every module that importing this one loads in an empty process, and the size of those that are files. */
const loadedBy = (specifier: string, cwd: string): Promise<Loaded> =>
  said(
    `import { statSync } from 'node:fs';
    import { registerHooks } from 'node:module';
    const modules = [];
    registerHooks({ load: (url, context, next) => (modules.push(url), next(url, context)) });
    await import('${specifier}');
    const bytes = modules.reduce((sum, one) => sum + (one.startsWith('file:') ? statSync(new URL(one)).size : 0), 0);
    console.log(JSON.stringify({ modules, bytes }));`,
    cwd,
  );

/** What a program prints, as JSON. */
async function said(program: string, cwd: string) {
  const words = ['--input-type=module', '--eval', program];
  return JSON.parse((await run(process.execPath, words, { cwd, env: {} })).stdout);
}

async function sizeOf(installed: string): Promise<number> {
  let size = 0;
  for await (const path of glob('**/*', { cwd: installed })) {
    const entry = await stat(join(installed, path));
    if (entry.isFile()) size += entry.size;
  }
  return size;
}

/** Code and types by their paths, as `sampleSources` reads them: JavaScript is TypeScript too. */
async function codeIn(dist: string): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {};
  for await (const path of glob('**/*.{js,mjs,d.ts}', { cwd: dist })) {
    files[`packages/${path.replace(/\.m?js$/, '.ts')}`] = await readFile(join(dist, path), 'utf8');
  }
  return files;
}

const importedPackages = (code: Readonly<Record<string, string>>): readonly string[] =>
  sampleSources(code)
    .flatMap(importsOf)
    .map(({ specifier }) => specifier)
    .filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier))
    .map((specifier) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    );
