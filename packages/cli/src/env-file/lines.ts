/** Reads and changes the text of an env file line by line; what is not ours stays as it is (cli.md §4). Pure. */

import { parseEnv } from 'node:util';
import { envEntries, plainEnvText } from '@grantor/protocol';
import { Failure } from '../errors/failure.ts';
import { openLine, quoteValue } from './quoting.ts';

/** The variables of the text, as every reader of env files sees them. */
export const readEnv = (text: string): NodeJS.Dict<string> => parseEnv(plainEnvText(text));

type Values = Readonly<Record<string, string | undefined>>;

/**
 * The text with these values: existing lines are replaced in place, with their `export` and their line ending; an
 * undefined value empties its line if there is one; what is missing comes at the end. A shell that sources the text,
 * `node --env-file` and dotenv read each value as it was given and as nothing else (of a file with CRLF, the latter two).
 * Throws `ValueNotWritable` where that cannot be.
 */
export function writeEnv(text: string, values: Values): string {
  const usual = /\r\n/.test(text) ? '\r\n' : '\n';
  const missing = new Set(Object.keys(values).filter((name) => values[name] !== undefined));
  let written = '';
  for (const { name, lines } of envEntries(text)) {
    if (name === null || !Object.hasOwn(values, name)) {
      written += lines.map((line) => line.text + line.ending).join('');
      continue;
    }
    missing.delete(name);
    const start = /^\s*(?:export\s+)?/.exec(lines[0]?.text ?? '')?.[0] ?? '';
    written += `${start}${assign(name, values[name], written)}${lines.at(-1)?.ending || usual}`;
  }
  if (missing.size > 0 && written !== '' && !/[\r\n]$/.test(written)) written += usual;
  for (const name of missing) written += assign(name, values[name], written) + usual;
  checkReading(written, values);
  return written;
}

/** The assignment, to stand after the text that is there. */
function assign(name: string, value = '', before: string): string {
  const quoted = quoteValue(value);
  if (quoted === null) throw notWritable(name);
  // what is bare means the same between quotes that somebody forgot to close
  const line = quoted === value || value === '' ? null : openLine(before);
  if (line !== null) throw notQuotable(name, line);
  return `${name}=${quoted}`;
}

/** Whatever else is in the file must not change what is read. */
function checkReading(text: string, values: Values): void {
  const read = parseEnv(text); // Node does not forgive what we do
  const lost = Object.keys(values).find((name) => values[name] !== undefined && read[name] !== values[name]);
  if (lost !== undefined) throw notQuotable(lost, null);
}

/** The file stays as it was. */
export class ValueNotWritable extends Failure {}

const notWritable = (name: string): Failure =>
  new ValueNotWritable('failed', {
    what: `The value of ${name} cannot be written to an env file.`,
    why: ['It has quotes and other signs in it that a shell, Node and dotenv would each read differently.'],
    remedy: ['Leave --env out: the store of the command keeps any value.'],
  });

const notQuotable = (name: string, line: number | null): Failure =>
  new ValueNotWritable('failed', {
    what: `${name} cannot be written to this env file.`,
    why: [
      line === null
        ? 'Node would read it as a part of another line: one with an open quote, or a blank after its equals sign.'
        : `In line ${line} something begins that does not end there for a shell, and would swallow the value.`,
    ],
    remedy: ['Put the value of that line into single quotes, or name another file: --env FILE'],
  });
