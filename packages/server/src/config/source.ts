import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { plainEnvText } from '@grantor/protocol';
import type { Environment, Problem } from './types.ts';
import type { Variable } from './values/variable.ts';

/** Where texts come from, first one wins, and what could not be read. */
export type Source = {
  readonly layers: readonly Environment[];
  readonly folder: string;
  /** The names in `.env`. */
  readonly file: ReadonlySet<string>;
};

/** What was found for a variable, under which of its names. */
export type Given =
  | { readonly kind: 'unset' }
  | { readonly kind: 'text'; readonly name: string; readonly text: string }
  | { readonly kind: 'unreadable'; readonly problem: Problem };

/** operations K-1: the environment, then `.env` in the working directory. */
export function readSource(
  env: Environment,
  folder: string,
): { source: Source; problems: readonly Problem[] } {
  const file = readText(resolve(folder, '.env'));
  if (file.kind === 'failed' && file.code !== 'ENOENT') {
    const problem = {
      variable: '.env',
      wrong: `cannot be read (${file.code})`,
      allowed: 'a readable file, or none',
    };
    return { source: { layers: [env], folder, file: new Set() }, problems: [problem] };
  }
  const below = file.kind === 'text' ? parseEnv(plainEnvText(file.text)) : {};
  return { source: { layers: [env, below], folder, file: new Set(Object.keys(below)) }, problems: [] };
}

/** Every name that holds a text in any layer, with the text that counts; an empty one counts as unset (operations K-1). */
export function textsGiven({ layers }: Source): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [name, text] of layers.flatMap((layer) => Object.entries(layer))) {
    if (text !== undefined && text !== '' && !texts.has(name)) texts.set(name, text);
  }
  return new Map([...texts].sort());
}

/** All layers as one: read by itself, it says what they say together. A file that holds a secret counts as the secret does. */
export function inOneLayer({ layers }: Source): Environment {
  const [first = {}, ...below] = layers;
  const whole: Record<string, string | undefined> = { ...first };
  const isGiven = (name: string): boolean => (whole[name] ?? '') !== '';
  for (const [name, text] of below.flatMap((layer) => Object.entries(layer))) {
    const other = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : `${name}_FILE`;
    if (!isGiven(name) && !isGiven(other)) whole[name] = text;
  }
  return whole;
}

/** The text of a variable: its own name in every layer, then its older name. */
export function find(variable: Variable<unknown>, source: Source): Given {
  for (const name of [variable.name, variable.fallback]) {
    if (name === undefined) continue;
    for (const layer of source.layers) {
      const given = findIn(layer, { name, confidential: variable.shape.confidential, folder: source.folder });
      if (given.kind !== 'unset') return given;
    }
  }
  return { kind: 'unset' };
}

type Sought = { readonly name: string; readonly confidential: boolean; readonly folder: string };

function findIn(layer: Environment, { name, confidential, folder }: Sought): Given {
  const text = layer[name] ?? '';
  const file = confidential ? (layer[`${name}_FILE`] ?? '') : '';
  if (file === '') return text === '' ? { kind: 'unset' } : { kind: 'text', name, text };
  const variable = `${name}_FILE`;
  if (text !== '')
    return unreadable(variable, `is set together with ${name}`, `one of ${name} and ${variable}`);
  const content = readText(resolve(folder, file));
  if (content.kind === 'failed')
    return unreadable(variable, `names a file that cannot be read (${content.code})`);
  const value = content.text.replace(/\r?\n$/, '');
  return value === '' ? unreadable(variable, 'names an empty file') : { kind: 'text', name, text: value };
}

const unreadable = (variable: string, wrong: string, allowed = 'the path of a readable file'): Given => ({
  kind: 'unreadable',
  problem: { variable, wrong, allowed },
});

type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'failed'; readonly code: string };

function readText(file: string): FileText {
  try {
    return { kind: 'text', text: readFileSync(file, 'utf8') };
  } catch (error) {
    return {
      kind: 'failed',
      code: error instanceof Error && 'code' in error ? String(error.code) : 'unknown',
    };
  }
}
