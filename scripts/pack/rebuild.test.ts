import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { it } from 'node:test';
import { buildPackages } from './build.ts';
import { rebuiltOtherwise } from './rebuild.ts';

it('builds the same bytes elsewhere, whatever rights new files get — distribution.md R-1', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'grantor-built-'));
  const usual = process.umask(0o077);
  try {
    const built = await buildPackages(folder);
    process.umask(0o022);
    assert.deepEqual(await rebuiltOtherwise(built), []);
    const [first = ''] = built;
    await appendFile(first, 'x');
    assert.deepEqual(await rebuiltOtherwise([first]), [basename(first)]);
  } finally {
    process.umask(usual);
    await rm(folder, { recursive: true, force: true });
  }
});
