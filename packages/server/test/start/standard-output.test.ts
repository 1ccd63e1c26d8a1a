import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { standardOutput } from '../../src/start/standard-output.ts';

const folder = mkdtempSync(join(tmpdir(), 'standard-output-'));
after(() => rmSync(folder, { recursive: true }));

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `${index}\n`);

describe('the log’s way to standard output', () => {
  it('keeps every line in its order, and flushes what came while others were written', async () => {
    const file = join(folder, 'lines');
    const descriptor = openSync(file, 'w');
    const output = standardOutput(descriptor);
    for (const [index, line] of numbers(300).entries()) {
      output.write(line);
      if (index % 100 === 0) await sleep(25);
    }
    await output.flush();
    closeSync(descriptor);
    assert.equal(readFileSync(file, 'utf8'), numbers(300).join(''));
  });

  it('writes lines that go on coming a few times a second, not each by itself', async () => {
    const place = JSON.stringify(import.meta.resolve('../../src/start/standard-output.ts'));
    const program = `import { standardOutput } from ${place};
      const output = standardOutput();
      const until = performance.now() + 400;
      const next = () => {
        output.write('x\\n');
        if (performance.now() < until) setImmediate(next);
        else output.flush();
      };
      next();`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
    let chunks = 0;
    for await (const _ of child.stdout) chunks += 1;
    assert.ok(chunks > 0 && chunks <= 40, `${chunks} chunks`);
  });
});
