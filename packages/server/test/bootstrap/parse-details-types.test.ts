import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse, problems } from './reading.ts';

const schema = {
  type: 'object',
  properties: { amount: { type: 'string' } },
  required: ['amount'],
  additionalProperties: false,
};
const type = {
  type: 'payment',
  title: 'Pay from your account',
  titles: { de: 'Von Ihrem Konto bezahlen' },
  schema,
  labels: [{ path: 'amount', label: 'Amount', labels: { de: 'Betrag' } }],
  locations: ['https://bank.example'],
};
const fileOf = (...types: object[]): string => JSON.stringify({ detail_types: types });

describe('types of authorization details of a bootstrap file — advanced.md RAR-1, operations.md K-6', () => {
  it('are read with their words and their schema', () => {
    assert.deepEqual(parse(fileOf(type)).detailsTypes, [
      {
        id: 'payment',
        title: { text: 'Pay from your account', texts: { de: 'Von Ihrem Konto bezahlen' } },
        labels: [{ path: 'amount', text: 'Amount', texts: { de: 'Betrag' } }],
        schema,
        locations: ['https://bank.example'],
      },
    ]);
    const { labels: _, locations: __, titles: ___, ...bare } = type;
    const [read] = parse(fileOf(bare)).detailsTypes;
    assert.deepEqual([read?.labels, read?.locations, read?.title.texts], [[], null, undefined]);
  });

  it('are told all that is wrong with them, each with its place', () => {
    assert.deepEqual(problems(fileOf(type, type)), ['detail_types[1].type: is declared twice']);
    for (const [change, at] of [
      [{ type: 'two words' }, 'type'],
      [{ title: undefined }, 'title'],
      [{ schema: { type: 'object' } }, 'schema.additionalProperties'],
      [
        { schema: { ...schema, properties: { amount: { type: 'string', pattern: 'x' } } } },
        'schema.properties.amount.pattern',
      ],
      [{ labels: [{ path: 'payee', label: 'Payee' }] }, 'labels[0].path'],
      [{ labels: [type.labels[0], type.labels[0]] }, 'labels[1].path'],
      [{ locations: [] }, 'locations'],
      [{ locations: ['here'] }, 'locations[0]'],
      [{ colour: 'red' }, 'colour'],
    ] as const) {
      const [problem = ''] = problems(fileOf({ ...type, ...change }));
      assert.ok(problem.startsWith(`detail_types[0].${at}: `), `${at}: ${problem}`);
    }
  });
});
