import type { Readable } from 'node:stream';

/** Hands on what a worker prints, in whole lines: those of several workers must not mix. */
export function forwardLines(from: Readable, write: (lines: string) => void): void {
  let rest = '';
  from.setEncoding('utf8');
  from.on('data', (text: string) => {
    const end = text.lastIndexOf('\n') + 1;
    if (end > 0) write(rest + text.slice(0, end));
    rest = end > 0 ? text.slice(end) : rest + text;
  });
  from.once('close', () => {
    if (rest !== '') write(`${rest}\n`);
  });
}
