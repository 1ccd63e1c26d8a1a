import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';

const runner = resolve(import.meta.dirname, '../test.ts');

const files: Readonly<Record<string, string>> = {
  'packages/a/test/good.test.ts': `
    import { describe, it } from 'node:test';
    describe('a thing', () => { it('works', () => {}); it('waits', { skip: 'there is no sea' }, () => {}); });`,
  'packages/a/test/shared.test.ts': `import { works } from './shared.ts'; works('here');`,
  'packages/a/test/shared.ts': `
    import { it } from 'node:test';
    export const works = (where: string) => it('works ' + where, () => {});`,
  'packages/b/test/bad.test.ts': `
    import { describe, it } from 'node:test';
    describe('another', () => { it('breaks', () => { console.log('on the way'); throw new Error('as it must'); }); });`,
  'packages/b/test/late.test.ts': `
    import { it } from 'node:test';
    it('ends', () => { setTimeout(() => { Promise.reject(new Error('too late')); }, 50); });`,
  'packages/b/test/broken.test.ts': `throw new Error('at the door');`,
};

describe('npm test', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'grantor-runner-'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  const run = (...args: string[]): { status: number | null; lines: string[] } => {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { status, stdout } = spawnSync(process.execPath, [runner, ...args], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    return { status, lines: stdout.trimEnd().split('\n') };
  };

  it('ends well when all is well, and names what was skipped and why', () => {
    const { status, lines } = run('packages/a');
    assert.equal(status, 0);
    assert.ok(lines.includes('  – a thing › waits: there is no sea'));
    assert.ok(lines.some((line) => line.startsWith('✓ packages/a/test/shared.test.ts 1 passed')));
    assert.deepEqual(lines.slice(-2), ['2 files, 1 skipped', '2 passed, 0 failed']);
  });

  it('ends badly when a test fails or a file does not load, and says where and why', () => {
    const { status, lines } = run();
    assert.equal(status, 1);
    assert.ok(lines.includes('  ✗ another › breaks'));
    assert.ok(lines.some((line) => line.includes('Error: as it must')));
    assert.ok(lines.includes('on the way'));
    assert.ok(lines.some((line) => line.includes('at the door')));
    assert.ok(lines.some((line) => /✗ .*broken\.test\.ts$/.test(line)));
    assert.ok(lines.some((line) => line.includes('too late')));
    assert.equal(lines.at(-1), '3 passed, 3 failed');
  });

  it('runs only tests whose name fits when asked to', () => {
    assert.equal(run('packages/a', '--test-name-pattern=^works$').lines.at(-1), '1 passed, 0 failed');
  });

  it('ends badly when there is nothing to run', () => {
    assert.equal(run('packages/nowhere').status, 1);
  });
});
