import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { bundle } from './build.ts';

describe('what cannot be inside the executable — distribution.md E-2', () => {
  let folder: string;
  const write = (path: string, text: string): string => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  const bundled = (text: string): Promise<void> => bundle(write('entry.ts', text), join(folder, 'out.mjs'));
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'grantor-bundle-'));
    write('addon.node', '');
    for (const [name, file] of [
      ['plain', 'index.js'],
      ['native', 'build/Release/native.node'],
      ['@scope/built', 'binding.gyp'],
    ] as const) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
      write(`node_modules/${name}/index.js`, 'export const one = 1;');
      if (file !== 'index.js') write(`node_modules/${name}/${file}`, '');
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is no plain package, and nothing of Node', () =>
    bundled("import 'node:sqlite'; import { one } from 'plain'; console.log(one);"));

  for (const [what, text, complaint] of [
    ['native code', "import './addon.node';", /addon\.node/],
    ['a package with native code', "export * from 'native';", /cannot be inside: \S*node_modules\/native$/],
    ['one that would build it', "export * from '@scope/built';", /cannot be inside: \S*@scope\/built$/],
    ['a package that is not there', "import 'nowhere';", /nowhere/],
  ] as const)
    it(`ends the build: ${what}`, () => assert.rejects(bundled(text), { message: complaint }));
});
