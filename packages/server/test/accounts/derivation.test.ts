// In a process of its own: it counts the threads that hash.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { createDerivation } from '../../src/accounts/derivation.ts';

const cost = { memory: 8, passes: 1, parallelism: 1, length: 32 };
const password = Buffer.from('walnut-harbour-lantern-42');
const salt = Buffer.alloc(16, 7);

/** The nice value of each thread of this process (proc_pid_stat(5), field 19), the main thread first. */
const priorities = (): number[] =>
  readdirSync('/proc/self/task')
    .map(Number)
    .sort((a, b) => a - b)
    .map((thread) => {
      const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
      return Number(stat.slice(stat.lastIndexOf(')')).split(' ')[17]);
    });

describe('derivation', () => {
  it('lowers the priority of the threads that hash, and of no other — performance.md §2', {
    skip: process.platform !== 'linux' && 'only Linux has a priority for each thread',
  }, async () => {
    const derive = createDerivation();
    const before = priorities();
    await Promise.all([derive(password, salt, cost), derive(password, salt, cost)]);
    const lowered = Math.min(getPriority() + 5, 19);
    assert.equal(priorities().filter((nice) => nice === lowered).length, 2);
    assert.deepEqual(priorities().slice(0, before.length), before);
  });

  it('gives each of several calls its own answer, and the same one later', async () => {
    const derive = createDerivation();
    const salts = [1, 2, 3, 4].map((byte) => Buffer.alloc(16, byte));
    const hashes = await Promise.all(salts.map((one) => derive(password, one, cost)));
    assert.equal(new Set(hashes.map(String)).size, 4);
    for (const [place, one] of salts.entries()) {
      assert.deepEqual(await derive(password, one, cost), hashes[place]);
    }
  });

  it('reports what cannot be derived, and goes on', async () => {
    const derive = createDerivation();
    const impossible = { ...cost, passes: 0 };
    await assert.rejects(derive(password, salt, impossible), { code: 'ERR_OUT_OF_RANGE' });
    assert.equal((await derive(password, salt, cost)).length, 32);
  });

  it('lets a process end that has nothing else to do', async () => {
    const module = new URL('../../src/accounts/derivation.ts', import.meta.url).href;
    const script = `
      const { createDerivation } = await import(${JSON.stringify(module)});
      const hash = await createDerivation()(Buffer.alloc(8), Buffer.alloc(16), ${JSON.stringify(cost)});
      console.log(hash.length);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    assert.equal(stdout.trim(), '32');
  });
});
