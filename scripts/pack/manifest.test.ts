import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publishedManifest } from './manifest.ts';

describe('the manifest of a tarball — distribution.md D-1, D-2', () => {
  const published = publishedManifest(
    {
      name: '@grantor/a',
      version: '1.2.3',
      private: true,
      license: 'MIT',
      type: 'module',
      sideEffects: ['./src/main.mjs', './src/program.ts'],
      exports: { '.': './src/index.ts', './main': './src/main.mjs', './testing': './test/testing.ts' },
      bin: { a: './src/main.mjs' },
      dependencies: { '@grantor/b': '1.2.3', jose: '6.2.17' },
      devDependencies: { express: '5.3.0' },
    },
    { license: 'none', engines: { node: '>=26' } },
  );

  it('leads to what was compiled, with its types', () => {
    assert.deepEqual(published['exports'], {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './main': './dist/main.mjs',
      './package.json': './package.json',
    });
    assert.deepEqual(published['bin'], { a: './dist/main.mjs' });
    assert.deepEqual(published['sideEffects'], ['./dist/main.mjs', './dist/program.js']);
  });

  it('asks for its siblings exactly, and for others as far as they promise to fit', () => {
    assert.deepEqual(published['dependencies'], { '@grantor/b': '1.2.3', jose: '^6.2.17' });
  });

  it('says nothing that only the repository needs, and what all packages say where it says nothing itself', () => {
    assert.deepEqual(Object.keys(published).sort(), [
      ...['bin', 'dependencies', 'engines', 'exports', 'license', 'name', 'sideEffects', 'type', 'version'],
    ]);
    assert.equal(published['license'], 'MIT');
    assert.deepEqual(published['engines'], { node: '>=26' });
  });
});
