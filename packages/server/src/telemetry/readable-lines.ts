/** Log lines for people at a terminal. What a line may hold was decided before (loggable.ts). */

import type { Lines } from './log.ts';

/** Takes JSON lines, any number at once, and writes each as time, level, message and fields; a stack below its line. */
export const readableLines = (sink: Lines): Lines => ({
  write: (lines) => {
    for (const line of lines.split('\n')) if (line !== '') sink.write(readable(line));
  },
});

function readable(line: string): string {
  const { level, time, message, failure, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const clock = String(time).slice(11, 19);
  const words = Object.entries(fields).map(([name, value]) => `${name}=${shown(value)}`);
  const head = [clock, String(level).padEnd(5), String(message), ...words].join(' ');
  return `${head}${failure === undefined ? '' : stackOf(failure)}\n`;
}

const plain = /^[\x21\x23-\x7e]+$/;

/** Bare where it cannot be mistaken, else as JSON, whose escapes no terminal obeys. */
const shown = (value: unknown): string =>
  typeof value === 'string' && plain.test(value) ? value : JSON.stringify(value);

function stackOf(failure: unknown): string {
  const { stack, ...rest } = Object(failure) as Record<string, unknown>;
  if (typeof stack !== 'string') return ` failure=${shown(failure)}`;
  const lines = stack.split('\n').map((line) => `\n         ${escaped(line)}`);
  const cause = rest['cause'] === undefined ? '' : `\n         cause=${shown(rest['cause'])}`;
  return lines.join('') + cause;
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
