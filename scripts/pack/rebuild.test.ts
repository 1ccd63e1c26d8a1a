import assert from 'node:assert/strict';
import { appendFile, cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { it } from 'node:test';
import { temporaryFolder } from './consumer.ts';
import { packages } from './packages.ts';
import { rebuiltOtherwise } from './rebuild.ts';
import { builtPackages } from './shared.ts';

it('builds the same bytes elsewhere, whatever rights new files get — distribution.md R-1', async () => {
  await using folder = await temporaryFolder();
  const [first = '', ...others] = await builtPackages();
  const changed = join(folder.path, basename(first));
  await cp(first, changed);
  await appendFile(changed, 'x');
  const usual = process.umask(0o077);
  try {
    assert.deepEqual(await rebuiltOtherwise([changed, ...others]), [basename(first)]);
  } finally {
    process.umask(usual);
  }
  assert.equal(others.length + 1, packages().length);
});
