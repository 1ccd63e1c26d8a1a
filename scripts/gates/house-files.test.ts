import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../sources/sources.ts';

const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');

describe('the files people look for — distribution.md R-2', () => {
  it('are there, and the README leads to them', () => {
    const readme = read('README.md');
    for (const path of ['CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md', 'docs/threat-model.md']) {
      assert.ok(read(path).length > 500, path);
      assert.ok(readme.includes(`](${path})`), path);
    }
    for (const path of ['ISSUE_TEMPLATE/fault.md', 'ISSUE_TEMPLATE/wish.md', 'pull_request_template.md'])
      assert.ok(read(`.github/${path}`).length > 100, path);
  });
});
