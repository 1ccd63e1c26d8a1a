/** The fields of a type of authorization details: what they can say of a schema, and what is wrong in them (product.md §12.3). */

import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import type { DetailsType } from '@grantor/engine';
import { inRows, readForm } from '../../src/admin/details-type-form.ts';
import { faultText } from '../../src/pages/clients/faults.ts';
import { textIn } from '../../src/pages/index.ts';
import { schemaFlaws } from '../../src/store/json-schema.ts';

const closed = (properties: object, ...required: string[]) => ({
  ...{ type: 'object', properties, additionalProperties: false },
  ...(required.length === 0 ? {} : { required }),
});

const typeOf = (schema: DetailsType['schema'], more: Partial<DetailsType> = {}): DetailsType => ({
  ...{ id: 'payment', title: { text: 'Pay' }, labels: [], schema, locations: null },
  ...more,
});

const rich = closed(
  {
    amount: { type: 'number', minimum: 0.5, maximum: 1000 },
    currency: { type: 'string', enum: ['EUR', 'CHF'] },
    step: { type: 'integer', enum: [1, 2, -3] },
    note: { type: 'string', minLength: 1, maxLength: 140 },
    urgent: { type: 'boolean' },
    on: { type: 'string', format: 'date' },
    at: { type: 'string', format: 'date-time' },
    mail: { type: 'string', format: 'email' },
    link: { type: 'string', format: 'uri' },
    id: { type: 'string', format: 'uuid' },
    actions: { type: 'array', items: { type: 'string', enum: ['read', 'write'] }, minItems: 1, maxItems: 2 },
    to: closed({ name: { type: 'string' }, bank: closed({ bic: { type: 'string' } }) }, 'name'),
  },
  ...['to', 'amount'],
);

describe('the rows of a type of authorization details', () => {
  it('say the same as its schema, names and locations — product.md §12.3 /admin/policies', () => {
    const type = typeOf(rich, {
      title: { text: 'Pay', texts: { de: 'Zahlen', nl: 'Betalen' } },
      labels: [
        { path: 'to.name', text: 'Payee', texts: { de: 'Wem', nl: 'Aan' } },
        { path: 'amount', text: 'Amount' },
        { path: 'locations', text: 'Where', texts: { fr: 'Où' } },
      ],
      locations: ['https://api.example/payments'],
    });
    const values = inRows(type);
    assert.equal(values?.['member_0_path'], 'to.name');
    assert.equal(values?.['member_1_path'], 'amount');
    const read = readForm(values ?? {}, type);
    assert.deepEqual(read.errors, {});
    assert.deepEqual(sorted(read.type), sorted(type));
  });

  it('are not there for what they cannot say: it stays a schema — product.md A-8', () => {
    const others: readonly DetailsType[] = [
      ...[
        { a: { type: 'string', title: 'A' } },
        { a: { anyOf: [{ type: 'string' }, { type: 'number' }] } },
        { a: { const: 'b' } },
        { a: { enum: ['b'] } },
        { a: { type: 'string', enum: ['b', null] } },
        { a: { type: 'string', enum: ['two\nlines'] } },
        { a: { type: 'string', enum: [' b'] } },
        { a: { type: 'number', multipleOf: 2 } },
        { a: { type: 'number', minimum: 1e21 } },
        { a: { type: 'array', items: { type: 'number' } } },
        { a: { type: 'array', items: closed({ b: { type: 'string' } }) } },
        { 'a.b': { type: 'string' } },
        { ' a': { type: 'string' } },
        { a: closed({}) },
      ].map((properties) => typeOf(closed(properties))),
      typeOf(closed({ a: closed({ b: { type: 'string' } }) }, 'a')),
      typeOf({ ...closed({ a: { type: 'string' } }), title: 'A' }),
      typeOf(closed(Object.fromEntries(Array.from({ length: 41 }, (_, n) => [`a${n}`, { type: 'string' }])))),
      typeOf(closed({ a: { type: 'string' } }), {
        labels: [
          { path: 'locations', text: 'Where' },
          { path: 'a', text: 'A' },
        ],
      }),
    ];
    for (const type of others) {
      assert.deepEqual(schemaFlaws(type.schema), [], JSON.stringify(type.schema));
      assert.equal(inRows(type), null, JSON.stringify(type));
    }
  });

  it('tell at their fields what is wrong, in the language of the page — product.md N-1', () => {
    const told = (entered: Readonly<Record<string, string>>) => {
      const { type, errors } = readForm({ as: 'fields', type: 'payment', title: 'Pay', ...entered }, null);
      assert.equal(type, null);
      const german = textIn('de');
      return Object.fromEntries(
        Object.entries(errors).map(([name, f]) => [name, String(faultText(f, german))]),
      );
    };
    const limit = 'Diese Art hat keine solche Grenze, oder ihre Werte sind schon aufgezählt.';
    assert.deepEqual(told({ member_0_label: 'Amount', type: 'a b' }), {
      type: 'Verwenden Sie einfache Buchstaben, Ziffern und Zeichen ohne Leerzeichen.',
      member_0_path: 'Das darf nicht leer sein.',
    });
    assert.deepEqual(told({ member_0_path: 'a', member_1_path: 'a.b', member_2_path: 'c..d' }), {
      member_1_path: 'Das steht zweimal da.',
      member_2_path: 'Geben Sie Namen mit Punkten dazwischen ein.',
    });
    assert.deepEqual(told({ member_0_path: 'a', member_0_kind: 'integer', member_0_values: '1\ntwo' }), {
      member_0_values: 'Zeile 2: Geben Sie eine Zahl ein.',
    });
    assert.deepEqual(told({ member_0_path: 'a', member_0_values: 'x', member_0_least: '1' }), {
      member_0_least: limit,
    });
    assert.deepEqual(told({ member_0_path: 'a', member_0_kind: 'boolean', member_0_values: 'yes' }), {
      member_0_values: limit,
    });
    assert.deepEqual(told({ member_0_path: 'a', member_0_most: 'many' }), {
      member_0_most: 'Geben Sie eine Zahl ein.',
    });
    assert.deepEqual(told({ member_0_path: 'a', member_0_label_de: 'A' }), {
      member_0_label: 'Das darf nicht leer sein.',
    });
    assert.deepEqual(told({ member_3_path: 'a', member_3_label: 'x'.repeat(201) }), {
      member_3_label: 'Hier passen höchstens 200 Zeichen hinein.',
    });
    assert.deepEqual(told({ member_0_path: 'a.b.c.d.e.f.g.h' }), {
      member_0_path: 'Das Schema ist zu tief oder zu groß.',
    });
    assert.deepEqual(told({ locations: 'https://a.example\nx', locations_label: 'x'.repeat(201) }), {
      locations: 'Zeile 2: Geben Sie eine vollständige Adresse (URI) ohne Fragment (#) an.',
      locations_label: 'Hier passen höchstens 200 Zeichen hinein.',
    });
  });
});

/** Sets that are written as lists, in one order. */
const sorted = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, held) => (key === 'required' ? held.toSorted() : held));
