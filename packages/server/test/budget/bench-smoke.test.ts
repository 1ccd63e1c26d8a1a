import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const bench = fileURLToPath(new URL('../../../../bench/main.ts', import.meta.url));

describe('npm run bench', () => {
  it('measures the discovery document of the reference — performance.md §1 discovery', async () => {
    const options = ['--quick', '--seconds', '0.2', '--systems', 'oidc-provider', '--scenarios', 'discovery'];
    const { stdout } = await promisify(execFile)(process.execPath, [bench, ...options]);
    const row = /\| discovery +\| oidc-provider +\| 1\.00 +\|/;
    assert.match(stdout, row);
  });

  it('measures the guard of the toolkit without any server — performance.md §1 protect', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [bench, 'protect', '--quick']);
    for (const figure of ['jose.jwtVerify', 'unknown tokens', 'known tokens']) {
      assert.match(stdout, new RegExp(`\\| protect +\\| in process \\| ${figure} +\\| [1-9]`));
    }
  });

  it('measures what importing the toolkit costs — performance.md §1 import', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [bench, 'import', '--quick']);
    for (const figure of ['memory added', 'time added'])
      assert.match(stdout, new RegExp(`\\| import +\\| in process \\| ${figure} +\\| [1-9]`));
  });
});
