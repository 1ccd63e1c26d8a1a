import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Ended, runFiles } from './workers.ts';

const files = {
  process: `import { it } from 'node:test'; it('prints', () => console.log(process.pid));`,
  again: `import { it } from 'node:test'; it('prints', () => console.log(process.pid));`,
  aside: `import { it } from 'node:test'; it('sets', () => { process.env['LEFT'] = 'behind'; globalThis.fetch = 1; });`,
  clean: `
    import { it } from 'node:test';
    it('finds none', () => { if (process.env['LEFT'] !== undefined) throw new Error('found'); });`,
  restored: `
    import { it } from 'node:test';
    it('sets', () => { process.env['LEFT'] = 'behind'; });
    it('restores', () => { delete process.env['LEFT']; void globalThis.fetch; });`,
  alone: `
    // In a process of its own: it tells which one
    import { it } from 'node:test';
    it('sets', () => { process.env['LEFT'] = 'behind'; console.log(process.pid); });`.replaceAll(
    '\n    ',
    '\n',
  ),
  gone: `import { it } from 'node:test'; it('leaves', () => process.exit(3));`,
  holds: `
    import { createServer } from 'node:net';
    import { it } from 'node:test';
    it('listens', () => new Promise((done) => createServer().listen(0, '127.0.0.1', done)));`,
  fails: `
    import { createServer } from 'node:net';
    import { it } from 'node:test';
    it('fails and listens', async () => {
      await new Promise((done) => createServer().listen(0, '127.0.0.1', done));
      throw new Error('what was wrong');
    });
    it('ends', () => {});`,
  starts: `
    import { spawn } from 'node:child_process';
    import { it } from 'node:test';
    const server = "require('node:net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })";
    it('starts another', () => { spawn(process.execPath, ['-e', server], { stdio: 'inherit' }); });`,
  hooks: `
    import { afterEach, beforeEach, it } from 'node:test';
    beforeEach(() => console.log('before')); afterEach(() => console.log('after')); it('is between', () => {});`,
} as const;

describe('workers', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'grantor-workers-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.test.mjs`), text);
  });
  after(() => rmSync(folder, { recursive: true }));

  /** In one process at a time. */
  async function run(
    names: readonly (keyof typeof files)[],
    { limit = 240_000, silence = 240_000 } = {},
  ): Promise<readonly Ended[]> {
    const all: Ended[] = [];
    const paths = names.map((name) => join(folder, `${name}.test.mjs`));
    await runFiles({ files: paths, namePatterns: [], concurrency: 1, limit, silence }, (ended) =>
      all.push(ended),
    );
    assert.deepEqual(
      all.map(({ file }) => file),
      paths,
    );
    return all;
  }
  const why = (ended: Ended | undefined): string =>
    (ended?.result.failures ?? []).map(({ title, why: reason }) => `${title} ${reason}`).join('\n');

  it('run several files in one process, and know which printed what', async () => {
    const [first, second] = await run(['process', 'again']);
    assert.match(first?.output.join('') ?? '', /^\d+\n$/);
    assert.deepEqual(first?.output, second?.output);
  });

  it('run hooks of a file around the tests of that file alone', async () => {
    const [first, second] = await run(['hooks', 'process']);
    assert.equal(first?.output.join(''), 'before\nafter\n');
    assert.match(second?.output.join('') ?? '', /^\d+\n$/);
  });

  it('fail a file that leaves the process changed, and keep that from the next one', async () => {
    const [first, second] = await run(['aside', 'clean']);
    assert.match(why(first), /left changed .*: global fetch, environment variable LEFT$/);
    assert.equal(why(second), '');
  });

  it('take no offence at what a file puts back', async () => {
    const [first, second] = await run(['restored', 'clean']);
    assert.equal(why(first) + why(second), '');
  });

  it('run a file alone that asks for it, whatever it changes', async () => {
    const all = await run(['process', 'alone', 'again', 'clean']);
    const [first, alone, second] = all.map(({ output }) => output.join(''));
    assert.equal(all.map(why).join(''), '');
    assert.notEqual(first, alone);
    assert.equal(first, second);
  });

  it('fail a file that ends its process, and go on in another', async () => {
    const [first, second] = await run(['gone', 'clean']);
    assert.match(why(first), /gone\.test\.mjs \(exit code 3\) +its process ended before it/);
    assert.equal(second?.result.passed, 1);
  });

  it('end a file that holds its process for longer than the limit', async () => {
    const [first] = await run(['holds'], { limit: 5_000 });
    assert.match(why(first), /holds\.test\.mjs \(ended by SIGKILL\) +did not end within 5 s/);
  });

  it('tell what failed in a file that does not end, and wait less for it', async () => {
    const [first, second] = await run(['fails', 'clean'], { silence: 3_000 });
    assert.match(why(first), /^fails and listens .*what was wrong/);
    assert.match(why(first), /fails\.test\.mjs \(ended by SIGKILL\) +did not end after what failed/);
    assert.equal(second?.result.passed, 1);
  });

  it('end with it what it started', async () => {
    const [first] = await run(['starts'], { limit: 3_000 });
    const port = Number(first?.output.join('').trim());
    assert.match(why(first), /did not end within 3 s/);
    await assert.rejects(once(connect(port, '127.0.0.1'), 'connect'), { code: 'ECONNREFUSED' });
  });
});
