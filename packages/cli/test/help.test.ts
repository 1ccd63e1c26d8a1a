import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { commands } from '../src/index.ts';
import { matchesSnapshot } from './snapshot.ts';
import { grantor } from './world.ts';

describe('help', () => {
  it('lists the commands', async (t: TestContext) => {
    const { code, out, err } = await grantor([]);
    assert.deepEqual([code, err], [0, '']);
    matchesSnapshot(t, out);
    assert.equal((await grantor(['help'])).out, out);
    assert.equal((await grantor(['--help'])).out, out);
  });

  for (const { name } of commands) {
    it(`explains ${name}, with one worked example — cli.md §1 Every command`, async (t: TestContext) => {
      const { code, out } = await grantor([...name.split(' '), '--help']);
      assert.equal(code, 0);
      matchesSnapshot(t, out);
      assert.equal((await grantor(['help', ...name.split(' ')])).out, out);
    });
  }

  it('fits a terminal of 110 columns', async () => {
    for (const { name } of commands) {
      const { out } = await grantor([...name.split(' '), '--help']);
      for (const line of out.split('\n')) assert.ok(line.length <= 110, line);
    }
  });
});

describe('version', () => {
  it('is printed alone, or as JSON', async () => {
    assert.match((await grantor(['version'])).out, /^\d+\.\d+\.\d+\n$/);
    const { version } = JSON.parse((await grantor(['--version', '--json'])).out);
    assert.match(version, /^\d/);
  });
});
