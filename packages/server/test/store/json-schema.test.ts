/** The JSON Schema of types of authorization details (advanced.md RAR-1): what is understood, and that nothing else is let in. */

import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import { compileSchema } from '../../src/store/compiled-schema.ts';
import { schemaFlaws, schemaPaths } from '../../src/store/json-schema.ts';

const of = (properties: object, more: object = {}) => ({
  ...{ type: 'object', properties, additionalProperties: false },
  ...more,
});

describe('a schema of authorization details', () => {
  for (const [what, schema] of [
    ['is no schema', 'object'],
    ['is of no object', { type: 'string' }],
    ['is open', { type: 'object', properties: {} }],
    ['is open further down', of({ a: { type: 'object' } })],
    [
      'has a pattern, which a stranger could make run for ever',
      of({ a: { type: 'string', pattern: '(a+)+$' } }),
    ],
    ['says nothing of a member', of({ a: {} })],
    ['has a reference', of({ a: { $ref: '#' } })],
    ['has a condition', of({ a: { type: 'string', if: {} } })],
    ['has a keyword of another type', of({ a: { type: 'string', minimum: 1 } })],
    ['has a format that nobody checks', of({ a: { type: 'string', format: 'regex' } })],
    ['has a bound that is no number', of({ a: { type: 'string', maxLength: '9' } })],
    ['requires what is not there', of({}, { required: ['a'] })],
    ['has a list of anything', of({ a: { type: 'array' } })],
    ['has a choice of none', of({ a: { anyOf: [] } })],
    ['has an object for a constant', of({ a: { const: {} } })],
    [
      'is a tree without end',
      of({ a: of({ a: of({ a: of({ a: of({ a: of({ a: of({ a: of({}) }) }) }) }) }) }) }),
    ],
    [
      'is larger than anybody reads',
      of(Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`m${index}`, { type: 'string' }]))),
    ],
  ] as const) {
    it(`is refused where it ${what}`, () => assert.notDeepEqual(schemaFlaws(schema), []));
  }

  const schema = of(
    {
      amount: { type: 'number', minimum: 0, maximum: 100 },
      day: { type: 'string', format: 'date' },
      kind: { enum: ['one', 'two'] },
      to: {
        type: 'array',
        items: of({ name: { type: 'string', maxLength: 3 } }, { required: ['name'] }),
        maxItems: 2,
      },
      either: { oneOf: [{ type: 'boolean' }, of({ of: { type: 'integer' } })] },
    },
    { required: ['amount'], title: 'Payment' },
  );

  it('lets in what it describes, and nothing else — advanced.md RAR-2', () => {
    assert.deepEqual(schemaFlaws(schema), []);
    const accepts = compileSchema(schema);
    for (const right of [
      { amount: 1 },
      { amount: 1, day: '2026-01-01', kind: 'one', to: [{ name: 'Bob' }], either: true },
      { amount: 1, either: { of: 3 } },
    ])
      assert.equal(accepts(right), true, JSON.stringify(right));
    for (const wrong of [
      null,
      [],
      {},
      { amount: '1' },
      { amount: 101 },
      { amount: 1, more: 1 },
      { amount: 1, day: 'tomorrow' },
      { amount: 1, kind: 'three' },
      { amount: 1, to: [{ name: 'Robert' }] },
      { amount: 1, to: [{ name: 'Bob', more: 1 }] },
      { amount: 1, to: [{}] },
      { amount: 1, to: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] },
      { amount: 1, either: { of: 1.5 } },
      { amount: 1, either: 'x' },
    ])
      assert.equal(accepts(wrong), false, JSON.stringify(wrong));
  });

  it('names the paths of its values', () => {
    assert.deepEqual(schemaPaths(schema), ['amount', 'day', 'kind', 'to.name', 'either', 'either.of']);
  });
});
