import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { packages } from '../pack/packages.ts';
import { installedWith, isOwn, nameOf, readLockFile } from '../sources/lock-file.ts';
import { root } from '../sources/sources.ts';
import { billOfMaterials } from './bill-of-materials.ts';

type Component = {
  readonly group?: string;
  readonly name: string;
  readonly components?: readonly Component[];
};

it('the bill of materials names our packages and all they bring, the same each time — distribution.md R-1', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-materials-'));
  try {
    const [first, second] = ['first.json', 'second.json'].map((name) => {
      const file = join(folder, name);
      for (const { command } of billOfMaterials(root, file)) {
        const [program, ...words] = command;
        execFileSync(program, words, { cwd: root, stdio: 'ignore' });
      }
      return readFileSync(file, 'utf8');
    });
    assert.equal(first, second);
    const { bomFormat, components } = JSON.parse(first ?? '');
    assert.equal(bomFormat, 'CycloneDX');
    const named = components.map(({ group, name }: Component) =>
      group === undefined ? name : `${group}/${name}`,
    );
    const lock = readLockFile();
    const brought = packages().flatMap(({ folder: one }) => installedWith(`packages/${one}`, lock));
    const foreign = brought.filter((place) => !isOwn(place)).map(nameOf);
    const ours = packages().map(({ manifest }) => manifest.name);
    assert.deepEqual(named.sort(), [...new Set([...ours, ...foreign])].sort());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
