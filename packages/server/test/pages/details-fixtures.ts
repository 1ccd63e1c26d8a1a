/** Types of authorization details, and what is done to them. */
import {
  type ConsoleFrame,
  type DetailsTypeModel,
  detailsTypePage,
  detailsTypeQuestionPage,
  type Frame,
  type Html,
} from '../../src/pages/index.ts';
import { detailedAccess } from './access-fixtures.ts';
import { asAdministrator, type ConsoleExample, consoleExample, longName, now } from './console-fixtures.ts';

/** As they are listed. */
export const detailsRows = [
  {
    path: '/admin/policies/details-types/payment_initiation',
    type: 'https://acme.example/payment',
    title: 'Acme Notes',
  },
  { path: '/admin/policies/details-types/h_x', type: `https://${longName}.example/`, title: longName },
];

const type = {
  path: '/admin/policies/details-types/payment_initiation',
  id: 'https://acme.example/payment',
  name: 'Acme Notes',
};

const schema = JSON.stringify(
  {
    type: 'object',
    properties: { amount: { type: 'string' } },
    additionalProperties: false,
  },
  null,
  2,
);

const words = { title: 'Acme Notes', title_de: 'Acme', locations: 'https://api.acme.example/payments' };

const model: DetailsTypeModel = {
  values: {
    ...{ ...words, as: 'fields', locations_label: 'Acme', locations_label_de: 'Acme' },
    ...{ member_0_path: 'amount', member_0_kind: 'number', member_0_required: '1', member_0_most: '1000' },
    ...{ member_0_label: 'Acme', member_0_label_de: 'Acme' },
    ...{ member_1_path: 'to.name', member_1_label: longName, member_1_values: 'Acme\nNorthwind' },
  },
  errors: {},
  state: 'fresh',
  version: 'v',
  type,
};

/** The same kind of page with the schema itself. */
const asSchema: DetailsTypeModel = {
  ...{ ...model, fits: 'fields' },
  values: { ...words, schema, labels: 'amount = Acme', labels_de: 'amount = Acme' },
};

const [shown = null] = detailedAccess.details.map((detail) => ({ ...detail, place: null }));

const example = (name: string, render: (frame: ConsoleFrame) => Html): ConsoleExample =>
  consoleExample(name, (frame) => render(asAdministrator(frame)));

export const detailsExamples: readonly ConsoleExample[] = [
  example('admin-details-type-new', (f) =>
    detailsTypePage(
      {
        values: { as: 'fields', member_0_kind: 'boolean', member_0_values: 'Acme', member_0_least: 'a' },
        state: 'refused',
        errors: {
          '': { code: 'unknown_member', member: 'odd' },
          member_0_path: { code: 'member_path' },
          member_0_values: { code: 'no_limit' },
          member_0_least: { code: 'not_number' },
          member_1_label_de: { code: 'too_long', values: { most: 512 } },
          title_de: { code: 'too_long', values: { most: 512 } },
        },
      },
      f,
    ),
  ),
  example('admin-details-type-new-schema', (f) =>
    detailsTypePage(
      {
        values: {},
        fits: 'fields',
        state: 'refused',
        errors: {
          schema: {
            code: 'schema_type',
            member: 'schema.properties.a',
            values: { allowed: '–' },
          },
          labels_de: { code: 'label_stray', values: { name: '–' } },
        },
      },
      f,
    ),
  ),
  example('admin-details-type', (f) => detailsTypePage(model, f)),
  example('admin-details-type-schema', (f) => detailsTypePage(asSchema, f)),
  example('admin-details-type-conflict', (f) =>
    detailsTypePage(
      {
        ...{ ...model, state: 'conflict' },
        compared: {
          stored: { ...model.values, title: longName, member_0_label_de: '' },
          entered: { ...model.values, locations: '' },
        },
      },
      f,
    ),
  ),
  example('admin-details-type-conflict-schema', (f) =>
    detailsTypePage(
      {
        ...{ ...asSchema, state: 'conflict' },
        compared: { stored: { ...asSchema.values, schema: '{ }' }, entered: asSchema.values },
      },
      f,
    ),
  ),
  example('admin-details-type-tried', (f) =>
    detailsTypePage({ ...model, tried: { object: '{"type":"payment_initiation"}', shown } }, f),
  ),
  example('admin-details-type-refused', (f) =>
    detailsTypePage({ ...model, tried: { object: '{}', shown: null } }, f),
  ),
  example('admin-details-type-ask', (f) =>
    detailsTypeQuestionPage({ ...type, typed: { state: 'untyped' } }, f),
  ),
];

/** The payload in every text these pages are given. */
export function poisonedDetails(payload: string, frame: Frame): readonly Html[] {
  const evil: ConsoleFrame = { ...frame, now };
  const at = { path: `/admin/policies/${payload}`, name: payload, id: payload };
  const poisoned = ({ values }: DetailsTypeModel) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, name === 'as' ? value : payload]),
    );
  const texts = { text: payload, texts: { en: payload } };
  const pageOf = (values: DetailsTypeModel['values']): Html =>
    detailsTypePage(
      {
        ...{ state: 'conflict', version: payload, type: at, values },
        errors: { '': { code: 'other', rule: payload }, title: { code: 'other', rule: payload } },
        compared: { stored: { ...values, title: `${payload}!` }, entered: { ...values, locations: '' } },
        tried: {
          object: payload,
          shown: {
            ...{ type: payload, title: texts, status: 'new', place: null },
            rows: [{ path: payload, label: texts, values: [payload] }],
          },
        },
      },
      evil,
    );
  return [
    pageOf(poisoned(model)),
    pageOf(poisoned(asSchema)),
    detailsTypeQuestionPage({ ...at, typed: { state: 'mistyped', entered: payload } }, evil),
  ];
}
