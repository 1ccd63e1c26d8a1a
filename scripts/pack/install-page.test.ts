import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { shellBlocks } from '@grantor/server/testing';
import { root } from '../sources/sources.ts';
import { temporaryFolder } from './consumer.ts';
import { ownSettings } from './own-settings.ts';

const page = 'docs/install.md';

describe(`${page} — distribution.md D-6, D-7, E-1`, () => {
  for (const block of shellBlocks(page)) {
    it(`works as printed: ${block.split('\n')[0]}`, async () => {
      await using home = await temporaryFolder();
      const shell = ['-e', '-o', 'pipefail', '-c', block];
      const settings = { cwd: root, env: { ...ownSettings(process.env), HOME: home.path } };
      const copying = promisify(execFile)('bash', shell, settings);
      copying.child.stdin?.end();
      assert.match((await copying).stdout, /The configuration is complete/);
    });
  }
});
