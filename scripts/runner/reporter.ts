/** The text of a test run: a line per file, then what was skipped and why, then what failed and why, then the count. */

import { relative } from 'node:path';
import { styleText } from 'node:util';
import type { Failure, Omission } from './tally.ts';
import type { Ended } from './workers.ts';

type Paint = Parameters<typeof styleText>[0];

const paint = (style: Paint, text: string): string => styleText(style, text, { stream: process.stdout });

const nameOf = (file: string): string => relative(process.cwd(), file);

/** What is printed when a file has ended. */
export function fileLine({ file, result: { passed, failures, omissions, milliseconds } }: Ended): string {
  const mark = failures.length > 0 ? paint('red', '✗') : paint('green', '✓');
  const counts = [
    `${passed} passed`,
    ...(failures.length > 0 ? [paint('red', `${failures.length} failed`)] : []),
    ...(omissions.length > 0 ? [paint('yellow', `${omissions.length} skipped`)] : []),
  ];
  return `${mark} ${nameOf(file)} ${paint('dim', `${counts.join(', ')}, ${(milliseconds / 1000).toFixed(1)} s`)}\n`;
}

const failureText = ({ title, place, why }: Failure): string =>
  `\n  ${paint('red', '✗')} ${title}\n    ${paint('dim', nameOf(place))}\n${why}\n`;

const omissionText = ({ title, reason }: Omission): string => `  – ${title}: ${reason}\n`;

/** What is printed in the end; the last line is always `N passed, N failed`. */
export function ending(all: readonly Ended[]): string {
  const omissions = all.flatMap(({ result }) => result.omissions);
  const bad = all.filter(({ result }) => result.failures.length > 0);
  const lines: string[] = [];
  if (omissions.length > 0) lines.push(`\nSkipped\n${omissions.map(omissionText).join('')}`);
  if (bad.length > 0) lines.push('\nFailed\n');
  for (const { file, result, output } of bad) {
    lines.push(...result.failures.map(failureText));
    if (output.length > 0) lines.push(`\n  ${nameOf(file)} printed\n${output.join('')}\n`);
  }
  const passed = all.reduce((sum, { result }) => sum + result.passed, 0);
  const failed = bad.reduce((sum, { result }) => sum + result.failures.length, 0);
  lines.push(`\n${all.length} files, ${omissions.length} skipped\n${passed} passed, ${failed} failed\n`);
  return lines.join('');
}
