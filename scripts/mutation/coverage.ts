/** Which test files run which parts of the source, as V8 counts it. */

import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Range = { readonly startOffset: number; readonly endOffset: number; readonly count: number };

/** Of one test file: the counted ranges of each source file, by absolute path. */
export type Coverage = ReadonlyMap<string, readonly Range[]>;

/** Runs the test file alone and says what of the source it ran. Throws when it fails: nothing can be learned then. */
export async function coverageOf(testFile: string): Promise<Coverage> {
  const folder = await mkdtemp(join(tmpdir(), 'grantor-mutation-'));
  try {
    const code = await new Promise<number | null>((resolve) => {
      const env = { ...process.env, NODE_V8_COVERAGE: folder };
      spawn(process.execPath, [testFile], { env, stdio: 'ignore' }).once('exit', resolve);
    });
    if (code !== 0) throw new Error(`${testFile} fails without any mutant`);
    const covered = new Map<string, Range[]>();
    for (const name of await readdir(folder)) {
      const report = JSON.parse(await readFile(join(folder, name), 'utf8')) as {
        result: { url: string; functions: { ranges: Range[] }[] }[];
      };
      for (const { url, functions } of report.result) {
        if (!url.startsWith('file:') || !url.includes('/src/')) continue;
        const path = fileURLToPath(url);
        covered.set(path, [...(covered.get(path) ?? []), ...functions.flatMap(({ ranges }) => ranges)]);
      }
    }
    return covered;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether the innermost range around the offset was entered. Types are blanked out, not cut, so offsets agree. */
export function ran(coverage: Coverage, path: string, offset: number): boolean {
  let innermost: Range | undefined;
  for (const range of coverage.get(path) ?? []) {
    if (offset < range.startOffset || offset >= range.endOffset) continue;
    const length = range.endOffset - range.startOffset;
    if (innermost === undefined || length <= innermost.endOffset - innermost.startOffset) innermost = range;
  }
  return (innermost?.count ?? 0) > 0;
}
