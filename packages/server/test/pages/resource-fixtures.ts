/** The pages about resources and about scopes that belong to none, in every state. */
import {
  type ConsoleFrame,
  type Frame,
  type Html,
  locales,
  type ResourceFormModel,
  resourceFormPage,
  resourceQuestionPage,
  resourcesPage,
  type ScopeFormModel,
  type ScopeRow,
  scopeFormPage,
  scopeQuestionPage,
} from '../../src/pages/index.ts';
import { resourceErrors } from './client-fault-fixtures.ts';
import {
  asAdministrator,
  type ConsoleExample,
  consoleExample,
  longName,
  now,
  plainView,
} from './console-fixtures.ts';

const long = 'a'.repeat(64);
const exactly = (count: number) => ({ count, exact: true });

const example = (name: string, render: (frame: ConsoleFrame) => Html): ConsoleExample =>
  consoleExample(name, (frame) => render(asAdministrator(frame)));

const resources = [
  {
    path: '/admin/resources/r1',
    uri: 'https://api.acme.example/notes',
    name: 'Acme API',
    scopes: ['notes:share', 'notes:read'],
  },
  { path: '/admin/resources/r2', uri: `https://${long}.example`, scopes: null },
];

const form: ResourceFormModel = {
  values: {
    resource: 'https://api.acme.example/notes',
    name: 'Acme API',
    scope_0_name: 'notes:share',
    scope_0_description: 'Share your notes with people you choose',
    scope_0_default: '1',
    scope_1_name: 'notes:read',
    access_token_lifetime: '300',
    claim_email: '1',
  },
  errors: {},
  state: 'fresh',
  scopeRows: 3,
  claims: ['email', 'name', 'groups'],
};

const resource = { path: '/admin/resources/r1', name: 'Acme API', uri: 'https://api.acme.example/notes' };

const sentence = 'Share your notes with people you choose';
const scopePath = '/admin/resources/scopes/reports';
const plainRow = { implies: [], isDefault: false, isRestricted: false } as const;
const scopeRows: readonly ScopeRow[] = [
  { ...plainRow, path: scopePath, name: 'acme.example/notes:read', description: sentence, isDefault: true },
  {
    ...{
      ...plainRow,
      path: `${scopePath}2`,
      name: 'acme.example/notes:share',
      description: sentence,
      effect: 'shares',
    },
    implies: ['acme.example/notes:read'],
  },
  {
    ...{
      ...plainRow,
      path: `${scopePath}3`,
      name: `acme.example/${long}`,
      effect: 'deletes',
      isRestricted: true,
    },
    implies: [`acme.example/${long}`, 'acme.example/notes:read'],
  },
];

const scopeForm: ScopeFormModel = {
  values: {
    ...{
      name: 'acme.example/notes:share',
      description: sentence,
      effect: 'shares',
      implies: 'acme.example/notes:read',
    },
    ...{ default: '1', description_de: sentence },
  },
  errors: {},
  state: 'fresh',
};
const scope = { path: scopePath, name: 'acme.example/notes:share' };
const held = [
  { kind: 'granted' },
  { kind: 'listed', client: { path: '/admin/clients/c1', name: 'Acme Notes' } },
  { kind: 'included', scope: 'acme.example/notes:share' },
] as const;

/** Each way in which its fields can be wrong, two at a time. */
const scopeFaults: readonly ScopeFormModel['errors'][] = [
  {
    name: { code: 'scope_built_in' },
    implies: { code: 'scope_not_free_standing', values: { name: 'acme.example/notes:read' } },
  },
  {
    name: { code: 'scope_of_resource', values: { name: 'https://api.acme.example/notes' } },
    restricted: { code: 'scope_included_openly', values: { name: 'acme.example/notes:share' } },
  },
  { name: { code: 'scope_of_credential', values: { name: 'acme.example' } } },
  { name: { code: 'scope_free_standing' }, implies: { code: 'scope_restricted' } },
];

const scopeExamples: readonly ConsoleExample[] = [
  example('admin-scope-new', (f) => scopeFormPage({ values: {}, errors: {}, state: 'fresh' }, f)),
  ...scopeFaults.map((errors, index) =>
    example(`admin-scope-faults-${index}`, (f) =>
      scopeFormPage({ ...scopeForm, errors, state: 'refused' }, f),
    ),
  ),
  example('admin-scope', (f) => scopeFormPage({ ...scopeForm, scope, version: 'v' }, f)),
  example('admin-scope-conflict', (f) =>
    scopeFormPage(
      {
        ...{ ...scopeForm, scope, state: 'conflict', version: 'v' },
        stored: { ...scopeForm.values, description: longName, effect: 'deletes' },
      },
      f,
    ),
  ),
  example('admin-scope-ask', (f) => scopeQuestionPage({ ...scope, typed: { state: 'untyped' } }, f)),
  ...held.map((by) =>
    example(`admin-scope-held-${by.kind}`, (f) =>
      scopeQuestionPage({ ...scope, typed: { state: 'untyped' }, held: by }, f),
    ),
  ),
];

export const resourceExamples: readonly ConsoleExample[] = [
  example('admin-resources', (f) =>
    resourcesPage({ view: plainView, rows: resources, total: exactly(2), scopes: scopeRows }, f),
  ),
  example('admin-resources-empty', (f) =>
    resourcesPage({ view: plainView, rows: [], total: exactly(0), scopes: [] }, f),
  ),
  example('admin-resource-new', (f) =>
    resourceFormPage({ ...form, values: {}, state: 'refused', errors: resourceErrors }, f),
  ),
  example('admin-resource', (f) => resourceFormPage({ ...form, resource }, f)),
  example('admin-resource-conflict', (f) =>
    resourceFormPage(
      {
        ...{ ...form, resource, state: 'conflict', version: 'v' },
        stored: { ...form.values, name: longName, scope_0_effect: 'deletes' },
      },
      f,
    ),
  ),
  example('admin-resource-granted', (f) =>
    resourceFormPage({ ...form, resource, state: 'granted', granted: 'notes:share' }, f),
  ),
  example('admin-resource-ask', (f) =>
    resourceQuestionPage({ ...resource, typed: { state: 'untyped' }, granted: 'notes:share' }, f),
  ),
  ...scopeExamples,
];

/** The payload in every text these pages are given. */
export function poisonedResources(payload: string, frame: Frame): readonly Html[] {
  const evil: ConsoleFrame = { ...frame, now };
  const at = { path: `/admin/resources/${payload}`, name: payload } as const;
  const view = { ...plainView, search: payload };
  const evilForm = Object.fromEntries(Object.keys(form.values).map((name) => [name, payload]));
  const scopeValues = Object.fromEntries(
    [...Object.keys(scopeForm.values), ...locales.map((tag) => `description_${tag}`)].map((name) => [
      name,
      payload,
    ]),
  );
  return [
    resourcesPage(
      {
        view,
        rows: [{ path: `/admin/clients/${payload}`, uri: payload, name: payload, scopes: [payload] }],
        total: exactly(1),
        scopes: [
          {
            ...{ path: `/admin/resources/scopes/${payload}`, name: payload, description: payload },
            ...{ implies: [payload], isDefault: true, isRestricted: true, effect: 'deletes' },
          },
        ],
      },
      evil,
    ),
    resourceFormPage(
      {
        ...form,
        values: evilForm,
        errors: { '': { code: 'other', rule: payload }, name: { code: 'other', rule: payload } },
        ...{ state: 'granted', granted: payload },
        resource: { ...at, uri: payload },
      },
      evil,
    ),
    resourceQuestionPage({ ...at, typed: { state: 'mistyped', entered: payload }, granted: payload }, evil),
    scopeFormPage(
      {
        values: scopeValues,
        errors: { name: { code: 'scope_of_resource', values: { name: payload } } },
        ...{ state: 'conflict', version: payload, scope: at },
        stored: { name: payload, description: `${payload}2` },
      },
      evil,
    ),
    ...[
      ...held,
      { kind: 'listed', client: { path: `/admin/clients/${payload}`, name: payload } } as const,
      { kind: 'included', scope: payload } as const,
    ].map((by) =>
      scopeQuestionPage({ ...at, typed: { state: 'mistyped', entered: payload }, held: by }, evil),
    ),
  ];
}
