/** Prints a test run: a line per file, then what was skipped and why, then what failed and why, then the count. */

import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';
import { inspect, styleText } from 'node:util';
import { createTally, type Failure, type FileResult, type Omission } from './tally.ts';

type Paint = Parameters<typeof styleText>[0];

const paint = (style: Paint, text: string): string => styleText(style, text, { stream: process.stdout });

const nameOf = (file: string): string => relative(process.cwd(), file);

function fileLine(file: string, { passed, failures, omissions, milliseconds }: FileResult): string {
  const mark = failures.length > 0 ? paint('red', '✗') : paint('green', '✓');
  const counts = [
    `${passed} passed`,
    ...(failures.length > 0 ? [paint('red', `${failures.length} failed`)] : []),
    ...(omissions.length > 0 ? [paint('yellow', `${omissions.length} skipped`)] : []),
  ];
  return `${mark} ${nameOf(file)} ${paint('dim', `${counts.join(', ')}, ${(milliseconds / 1000).toFixed(1)} s`)}\n`;
}

function explain(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : inspect(error);
  return text
    .split('\n')
    .filter((line) => !/^\s+at .*node:internal/.test(line))
    .map((line) => `    ${line}`)
    .join('\n');
}

const failureText = ({ title, place, error }: Failure): string =>
  `\n  ${paint('red', '✗')} ${title}\n    ${paint('dim', nameOf(place))}\n${explain(error)}\n`;

const omissionText = ({ title, reason }: Omission): string => `  – ${title}: ${reason}\n`;

function* ending(results: ReadonlyMap<string, FileResult>): Generator<string> {
  const all = [...results.values()];
  const omissions = all.flatMap((result) => result.omissions);
  const failures = all.flatMap((result) => result.failures);
  if (omissions.length > 0) yield `\nSkipped\n${omissions.map(omissionText).join('')}`;
  if (failures.length > 0) yield '\nFailed\n';
  for (const [file, result] of results) {
    if (result.failures.length === 0) continue;
    yield* result.failures.map(failureText);
    if (result.output.length > 0) yield `\n  ${nameOf(file)} printed\n${result.output.join('')}\n`;
  }
  const passed = all.reduce((sum, result) => sum + result.passed, 0);
  yield `\n${results.size} files, ${omissions.length} skipped\n${passed} passed, ${failures.length} failed\n`;
}

/** The last line is always `N passed, N failed`. */
export async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const tally = createTally();
  for await (const event of events) {
    const ended = tally.take(event);
    if (ended !== undefined) yield fileLine(ended.file, ended.result);
  }
  yield* ending(tally.files);
}
