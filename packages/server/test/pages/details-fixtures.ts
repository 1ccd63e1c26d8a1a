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

const model: DetailsTypeModel = {
  values: {
    ...{ title: 'Acme Notes', title_de: 'Acme', schema, labels: 'amount = Acme' },
    ...{ locations: 'https://api.acme.example/payments', labels_de: 'amount = Acme' },
  },
  errors: {},
  state: 'fresh',
  version: 'v',
  type,
};

const [shown = null] = detailedAccess.details.map((detail) => ({ ...detail, place: null }));

const example = (name: string, render: (frame: ConsoleFrame) => Html): ConsoleExample =>
  consoleExample(name, (frame) => render(asAdministrator(frame)));

export const detailsExamples: readonly ConsoleExample[] = [
  example('admin-details-type-new', (f) =>
    detailsTypePage(
      {
        values: {},
        state: 'refused',
        errors: {
          '': { code: 'unknown_member', member: 'odd' },
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
  example('admin-details-type-conflict', (f) =>
    detailsTypePage({ ...model, state: 'conflict', stored: { ...model.values, title: longName } }, f),
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
  const values = Object.fromEntries(Object.keys(model.values).map((name) => [name, payload]));
  const words = { text: payload, texts: { en: payload } };
  return [
    detailsTypePage(
      {
        ...{ state: 'conflict', version: payload, type: at },
        ...{
          values,
          errors: { '': { code: 'other', rule: payload }, title: { code: 'other', rule: payload } },
        },
        stored: { ...values, title: `${payload}!` },
        tried: {
          object: payload,
          shown: {
            ...{ type: payload, title: words, status: 'new', place: null },
            rows: [{ path: payload, label: words, values: [payload] }],
          },
        },
      },
      evil,
    ),
    detailsTypeQuestionPage({ ...at, typed: { state: 'mistyped', entered: payload } }, evil),
  ];
}
