/** Options that name members of a JSON object which is sent: of a client's metadata, of a person. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { wrongUsage } from '../errors/failure.ts';
import { type JsonObject, parseObject } from '../untrusted/json.ts';
import type { World } from '../world/world.ts';
import type { Arguments } from './arguments.ts';
import type { Option } from './command.ts';

export type Field = Option & {
  readonly member: string;
  /** What the member is made of; a list has an item for each time the option is given, and none for an empty one. */
  readonly reads: 'text' | 'list' | 'number' | 'yes_or_no';
  /** Short words that people type, and what is sent for them. */
  readonly shortFor?: Readonly<Record<string, string>>;
};

/** The members whose options were given. Throws for a value that is none of its kind. */
export const membersOf = (given: Arguments, fields: readonly Field[]): JsonObject =>
  Object.fromEntries(
    fields.filter(({ name }) => given.has(name)).map((field) => [field.member, memberOf(given, field)]),
  );

function memberOf(given: Arguments, { name, reads, shortFor = {} }: Field): unknown {
  const text = given.text(name) ?? '';
  const whole = (word: string): string =>
    (Object.hasOwn(shortFor, word) ? shortFor[word] : undefined) ?? word;
  switch (reads) {
    case 'text':
      return whole(text);
    case 'list':
      return given
        .all(name)
        .filter((word) => word !== '')
        .map(whole);
    case 'number':
      if (/^\d{1,9}$/.test(text)) return Number(text);
      throw wrongUsage(`--${name} is not a whole number: ${text}`, `For example: --${name} 600`);
    case 'yes_or_no':
      if (text === 'yes' || text === 'no') return text === 'yes';
      throw wrongUsage(`--${name} is neither yes nor no: ${text}`, `For example: --${name} yes`);
  }
}

/** The option that names the member, for whoever is told what is wrong with it. */
export const optionOf = (member: string, fields: readonly Field[]): string | undefined =>
  fields.find((field) => field.member === member)?.name;

/** Beside the options: members that none of them names. */
export const membersFileOption: Option = {
  name: 'json',
  value: 'FILE',
  valueIs: 'optional',
  does: 'further members from a JSON file; alone: print one JSON value',
  completes: 'file',
};

/** The object in the file that `--json FILE` names; an empty one when none is named. */
export function membersInFile(given: Arguments, { directory }: Pick<World, 'directory'>): JsonObject {
  const file = given.text('json');
  if (file === undefined) return {};
  const path = resolve(directory, file);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw wrongUsage(`${path} cannot be read.`, 'Check the path, and that you may read the file.');
  }
  const content = parseObject(text);
  if (content === null)
    throw wrongUsage(`${path} is not one JSON object.`, 'For example: {"client_name": "My app"}');
  return content;
}
