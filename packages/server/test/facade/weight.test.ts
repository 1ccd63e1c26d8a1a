import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import { startFacadeAt } from './world.ts';

/** Bounds of issue and measure: about 0.2 s and 76 MB, of which Node itself is 42 (docs/performance.md). */
const most = { seconds: 0.5, megabytes: 80 };

type Weight = { readonly seconds: number; readonly megabytes: number };

/** As the kernel counts: processor time in hundredths of a second, and what of the process is in memory now. */
async function weightOf(pid: number): Promise<Weight> {
  const [stat, status] = await Promise.all(
    ['stat', 'status'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8')),
  );
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  const [user, system] = [fields[11], fields[12]].map(Number);
  const kilobytes = Number(/VmRSS:\s+(\d+) kB/.exec(status ?? '')?.[1]);
  return { seconds: ((user ?? 0) + (system ?? 0)) / 100, megabytes: kilobytes / 1024 };
}

/** Of a start whose modules are compiled, as those that are published are; and what is in its data folder then. */
async function started(compiled: string): Promise<Weight & { readonly files: readonly string[] }> {
  const nobody = `http://127.0.0.1:${await freePort()}`;
  const facade = await startFacadeAt(await freePort(), nobody, { NODE_COMPILE_CACHE: compiled });
  try {
    const weight = await weightOf(facade.pid ?? 0);
    assert.equal((await fetch(`${facade.origin}/livez`)).status, 200, facade.output());
    return { ...weight, files: (await readdir(facade.folder)).toSorted() };
  } finally {
    await facade.stop();
  }
}

describe('the weight of a server in front of another engine — federation-vci-authlete.md ATL-7', () => {
  it('is half a second of a processor and 80 MB at most, and its secrets are all that it writes', {
    skip: !existsSync('/proc/self/stat'),
  }, async () => {
    const compiled = await mkdtemp(join(tmpdir(), 'grantor-compiled-'));
    try {
      await started(compiled);
      // The least of a few: other programs push it from its processor, and the collector comes when it likes
      const runs = [await started(compiled), await started(compiled), await started(compiled)];
      const seconds = Math.min(...runs.map((run) => run.seconds));
      const megabytes = Math.min(...runs.map((run) => run.megabytes));
      assert.ok(seconds > 0 && seconds <= most.seconds, `${seconds} s`);
      assert.ok(megabytes > 0 && megabytes <= most.megabytes, `${megabytes} MB`);
      for (const { files } of runs)
        assert.deepEqual(files, ['encryption-secret', 'jwt-secret', 'session-secret']);
    } finally {
      await rm(compiled, { recursive: true, force: true });
    }
  });
});
