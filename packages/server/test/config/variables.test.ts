import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Secret } from '@grantor/protocol';
import { configurationPage, environmentExample } from '../../src/config/documentation.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { groups, schema, variablesOf } from '../../src/config/schema.ts';
import { readSettings } from '../../src/config/settings.ts';
import type { Environment } from '../../src/config/types.ts';
import type { Variable } from '../../src/config/values/variable.ts';
import { folder, variableTable } from './variable-table.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');

/** The value that the variable has with this environment alone. */
function readOne(name: string, environment: Environment): unknown {
  const { settings } = readSettings({ file: new Set(), layers: [environment], folder });
  for (const group of groups) {
    const fields = Object.entries<Variable<unknown>>(schema[group]);
    const field = fields.find(([, variable]) => variable.name === name)?.[0];
    if (field !== undefined) return revealed((settings[group] as Record<string, unknown>)[field]);
  }
  return assert.fail(`${name} is not in the schema`);
}

function revealed(value: unknown): unknown {
  if (value instanceof Secret) return { secret: value.reveal() };
  return Array.isArray(value) ? value.map(revealed) : value;
}

const production: Environment = { BASE_URL: 'https://id.example' };

describe('the variables', () => {
  it('are those of the table, in its order and with its types — operations §2', () => {
    assert.deepEqual(
      groups.flatMap(variablesOf).map(({ name, shape }) => `${name} ${shape.type}`),
      variableTable.map(({ name, type }) => `${name} ${type}`),
    );
  });

  for (const { name, fallback, good, bad, beside } of variableTable) {
    it(`${name} has its default, takes a good value and refuses a bad one — operations W-2`, () => {
      assert.deepEqual(readOne(name, {}), fallback);

      const [text, value] = good;
      assert.deepEqual(readOne(name, { [name]: text }), revealed(value));
      const accepted = loadConfiguration({ ...production, ...beside, [name]: text }, folder);
      assert.deepEqual(accepted.ok ? [] : accepted.problems, []);

      if (bad === '') return; // every text is a path
      const refused = loadConfiguration({ ...production, [name]: bad }, folder);
      assert.deepEqual(refused.ok ? [] : refused.problems.map(({ variable }) => variable), [name]);
    });
  }
});

describe('the generated files', () => {
  it('.env.example is what the schema says — operations K-4', async () => {
    assert.equal(await readFile(join(root, '.env.example'), 'utf8'), environmentExample());
  });

  it('docs/configuration.md is what the schema says — operations K-4', async () => {
    assert.equal(await readFile(join(root, 'docs', 'configuration.md'), 'utf8'), configurationPage());
  });

  it('.env.example changes nothing when copied as it is', async () => {
    const example = await readFile(join(root, '.env.example'), 'utf8');
    assert.deepEqual(
      example.split('\n').filter((line) => line !== '' && !line.startsWith('#')),
      [],
    );
  });
});
