/**
 * A process of `workers.ts`: runs test files one after another, so that what they import is loaded once for all. A
 * file has ended when nothing of it holds the process any more, as if the process were its own; one that leaves the
 * process otherwise than it was has failed.
 */

import { resolve } from 'node:path';
import { mock, run } from 'node:test';
import { differences, processState } from './process-state.ts';
import { createTally, type Failure, type FileResult } from './tally.ts';

/** What a worker is asked; the file is an absolute path. */
export type Task = { readonly file: string; readonly namePatterns: readonly string[] };

/** What it says of it: the names of tests as they begin, what fails as it fails, and once how the file ended. */
export type Word =
  | { readonly begun: string }
  | { readonly failed: Failure }
  | { readonly result: FileResult; readonly changed: readonly string[] };

const say = (word: Word): void => void process.send?.(word);

async function runFile({ file, namePatterns }: Task): Promise<void> {
  const before = processState();
  const start = performance.now();
  const tally = createTally(resolve(file));
  const events = run({
    files: [file],
    isolation: 'none',
    ...(namePatterns.length > 0 ? { testNamePatterns: [...namePatterns] } : {}),
  });
  for await (const event of events) {
    const failed = tally.take(event);
    if (failed !== null) say({ failed });
    if (event.type === 'test:dequeue') say({ begun: event.data.name });
  }
  mock.reset();
  process.exitCode = undefined;
  const milliseconds = performance.now() - start;
  say({ result: { ...tally.result(), milliseconds }, changed: differences(before, processState()) });
}

// As Node would with the first file
process.env['NODE_TEST_WORKER_ID'] = '1';

// Nobody asks any more, or the runner was ended
process.on('disconnect', () => process.exit());

// The runner's word alone keeps this process, and only between files
process.on('beforeExit', () => process.channel?.ref());
process.on('message', (task: Task) => {
  process.channel?.unref();
  void runFile(task);
});
