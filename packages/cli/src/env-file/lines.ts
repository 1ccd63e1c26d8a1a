/** Reads and changes the text of an env file line by line; what is not ours stays as it is (cli.md §4). Pure. */

import { parseEnv } from 'node:util';

const assignment = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/;

/** The variables of the text, as every reader of env files sees them. */
export const readEnv = (text: string): NodeJS.Dict<string> => parseEnv(text);

type Line = { readonly text: string; readonly ending: string };
/** A line, or several that a quoted value spans. */
type Entry = { readonly name: string | null; readonly lines: readonly Line[] };

const splitLines = (text: string): readonly Line[] =>
  [...text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g)]
    .map(([, line = '', ending = '']) => ({ text: line, ending }))
    .filter(({ text: line, ending }) => line !== '' || ending !== '');

/** The quote that the value opens and does not close on its line. */
function openQuote(value: string): string | null {
  const quote = value[0];
  if (quote !== '"' && quote !== "'" && quote !== '`') return null;
  return value.indexOf(quote, 1) === -1 ? quote : null;
}

function readEntries(text: string): readonly Entry[] {
  const entries: Entry[] = [];
  const rest = [...splitLines(text)];
  for (let line = rest.shift(); line !== undefined; line = rest.shift()) {
    const [, name, value = ''] = assignment.exec(line.text) ?? [];
    const lines = [line];
    const quote = name === undefined ? null : openQuote(value);
    const closing = quote === null ? -1 : rest.findIndex(({ text: below }) => below.includes(quote));
    if (closing !== -1) lines.push(...rest.splice(0, closing + 1));
    entries.push({ name: name ?? null, lines });
  }
  return entries;
}

/** The value as env files have it: bare where every reader takes it as it is. */
export function quoteValue(value: string): string {
  if (/^[\w.:/@+=,~-]*$/.test(value)) return value;
  if (!value.includes("'")) return `'${value}'`;
  return value.includes('`') ? `"${value}"` : `\`${value}\``;
}

/**
 * The text with these values: existing lines are replaced in place, with their `export` and their line ending; an
 * undefined value empties its line if there is one; what is missing comes at the end.
 */
export function writeEnv(text: string, values: Readonly<Record<string, string | undefined>>): string {
  const written = new Set<string>();
  const entries = readEntries(text);
  const usual = /\r\n/.test(text) ? '\r\n' : '\n';
  const replaced = entries.map(({ name, lines }) => {
    if (name === null || !Object.hasOwn(values, name))
      return lines.map((line) => line.text + line.ending).join('');
    written.add(name);
    const prefix = /^\s*(?:export\s+)?/.exec(lines[0]?.text ?? '')?.[0] ?? '';
    return `${prefix}${name}=${quoteValue(values[name] ?? '')}${lines.at(-1)?.ending ?? usual}`;
  });
  const added = Object.entries(values)
    .filter(([name, value]) => value !== undefined && !written.has(name))
    .map(([name, value]) => `${name}=${quoteValue(value ?? '')}${usual}`);
  const body = replaced.join('');
  const needsBreak = added.length > 0 && body !== '' && !/[\r\n]$/.test(body);
  return `${body}${needsBreak ? usual : ''}${added.join('')}`;
}
