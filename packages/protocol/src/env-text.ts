/** Env files line by line. */

const assignment = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/;

type EnvLine = { readonly text: string; readonly ending: string };

/** A line, or several that a quoted value spans. `name`: null where nothing is assigned. */
export type EnvEntry = {
  readonly name: string | null;
  readonly isEmpty: boolean;
  readonly lines: readonly EnvLine[];
};

const splitLines = (text: string): readonly EnvLine[] =>
  [...text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g)]
    .map(([, line = '', ending = '']) => ({ text: line, ending }))
    .filter(({ text: line, ending }) => line !== '' || ending !== '');

/** The quote that the value opens and does not close on its line. */
function openQuote(value: string): string | null {
  const quote = value[0];
  if (quote !== '"' && quote !== "'" && quote !== '`') return null;
  return value.indexOf(quote, 1) === -1 ? quote : null;
}

/** Every line of the text, in order. */
export function envEntries(text: string): readonly EnvEntry[] {
  const entries: EnvEntry[] = [];
  const rest = [...splitLines(text)];
  for (let line = rest.shift(); line !== undefined; line = rest.shift()) {
    const [, name, value = ''] = assignment.exec(line.text) ?? [];
    const lines = [line];
    const quote = name === undefined ? null : openQuote(value);
    const closing = quote === null ? -1 : rest.findIndex(({ text: below }) => below.includes(quote));
    if (closing !== -1) lines.push(...rest.splice(0, closing + 1));
    entries.push({ name: name ?? null, isEmpty: value === '', lines });
  }
  return entries;
}

/**
 * The text such that `parseEnv` of `node:util` reads in it what a shell and dotenv do: without the mark that some editors
 * begin a file with, which hides the first name, and without blanks or `export` around a name that has no value, for
 * which the next line would be the value, or the word a part of the name.
 */
export const plainEnvText = (text: string): string =>
  envEntries(text.replace(/^\ufeff/, ''))
    .map(({ name, isEmpty, lines }) =>
      name !== null && isEmpty
        ? `${name}=${lines[0]?.ending ?? ''}`
        : lines.map((line) => line.text + line.ending).join(''),
    )
    .join('');
