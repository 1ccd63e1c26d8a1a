import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import { type Outcome, sideBySide } from './side-by-side.ts';

const says = (name: string, code: string) => ({ name, args: ['-e', code] });

async function outcomesOf(...parts: ReturnType<typeof says>[]): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  for await (const outcome of sideBySide(parts, tmpdir())) outcomes.set(outcome.name, outcome);
  return outcomes;
}

describe('programs side by side', () => {
  it('tell which of them failed, each with all it said', async () => {
    const outcomes = await outcomesOf(
      says('good', 'console.log("fine")'),
      says('bad', 'console.log("look"); console.error("here"); process.exitCode = 2'),
      says('ended', 'process.kill(process.pid, "SIGKILL")'),
    );
    const passed = [...outcomes].map(([name, outcome]) => [name, outcome.passed]).sort();
    assert.deepEqual(passed, [
      ['bad', false],
      ['ended', false],
      ['good', true],
    ]);
    assert.equal(outcomes.get('good')?.output, 'fine\n');
    assert.deepEqual(outcomes.get('bad')?.output.trim().split('\n').sort(), ['here', 'look']);
  });
});
