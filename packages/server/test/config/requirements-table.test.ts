/** The table of variables in the requirements, line by line, against the schema (operations.md K-4). */

import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ignoredSettings } from '../../src/config/ineffective.ts';
import { groups, variablesOf } from '../../src/config/schema.ts';

type Told = { readonly name: string; readonly types: readonly string[] };

const text = readFileSync(join(import.meta.dirname, '../../../../docs/requirements/operations.md'), 'utf8');
const section = text.slice(text.indexOf('\n## 2. Variables'), text.indexOf('\n**Fallbacks**'));

const letters: Readonly<Record<string, readonly string[]>> = {
  P: ['GITHUB', 'GITEA', 'GITLAB', 'MICROSOFT'],
  C: ['CLIENT', 'USER', 'TOKEN', 'METRICS'],
  '…': ['JWT', 'SESSION', 'ENCRYPTION'],
};

/** `{A,B}_X` is A_X and B_X, `{P}` every provider. */
function expanded(name: string): readonly string[] {
  const [whole, inside = ''] = /\{([^}]*)\}/.exec(name) ?? [];
  if (whole === undefined) return [name];
  return (letters[inside] ?? inside.split(',')).flatMap((each) => expanded(name.replace(whole, each)));
}

/** Commas within braces do not part names. */
const parted = (cell: string): readonly string[] => cell.split(/,(?![^{]*\})/).map((part) => part.trim());

function toldBy(line: string): readonly Told[] {
  const [, names = '', types = ''] = line.split('|').map((cell) => cell.replaceAll('✱', '').trim());
  const [listed = ''] = names.split(';');
  const kinds = parted(types.replace('/min', ''));
  const all = parted(listed);
  return all.flatMap((name, index) => {
    const first = all.findLast((each, place) => place < index && !each.startsWith('_')) ?? '';
    const full = name.startsWith('_') ? `${first.replace(/_(?:ENABLED|ALLOWED_DOMAINS)$/, '')}${name}` : name;
    return expanded(full).map((each) => ({
      name: each,
      types: kinds.length === all.length ? kinds.slice(index, index + 1) : kinds,
    }));
  });
}

const told = section
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| variable'))
  .flatMap(toldBy);

const schemaTypes = new Map(groups.flatMap(variablesOf).map(({ name, shape }) => [name, shape.type]));

/** Steps that come later: what their variables would do is not done here, and a start says so (operations.md K-4). */
const later: readonly RegExp[] = [/^USER_CACHE_/];
const isLater = (name: string): boolean => later.some((names) => names.test(name));

const ignored = (name: string, value: string) =>
  ignoredSettings(new Map([[name, value]]), new Set(schemaTypes.keys()));

describe('the table of variables', () => {
  it('has each of its variables in the schema, with its type, or among those of a later step — operations.md K-4', () => {
    assert.ok(told.length > 150, `${told.length} variables`);
    for (const { name, types } of told) {
      const known = schemaTypes.get(name);
      if (known !== undefined) assert.ok(types.includes(known), `${name}: ${types} and ${known}`);
      else assert.ok(isLater(name), `${name} is nowhere`);
    }
  });

  it('names every variable of the schema — operations.md K-4', () => {
    const names = new Set(told.map(({ name }) => name));
    assert.deepEqual(
      [...schemaTypes.keys()].filter((name) => !names.has(name)),
      [],
    );
  });

  it('says of each of a later step that it has no effect — operations.md K-4', () => {
    for (const { name } of told.filter((each) => !schemaTypes.has(each.name))) {
      const { notices, strangers } = ignored(name, '1');
      assert.deepEqual(strangers, [], name);
      assert.equal(notices.length, 1, name);
    }
  });
});
