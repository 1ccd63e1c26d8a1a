/** The pages about clients and apps in every state: full, with one entry, empty, asking, refused. */
import {
  type AppModel,
  appEditPage,
  appPage,
  appsPage,
  authorizationQuestionPage,
  type ClientModel,
  type ClientQuestionModel,
  type ClientRow,
  type ClientValues,
  type ConsoleFrame,
  clientAuthorizationsPage,
  clientEditPage,
  clientPage,
  clientQuestionPage,
  clientsPage,
  type Frame,
  type Html,
  secretFormPage,
  secretShownPage,
} from '../../src/pages/index.ts';
import { clientFaultExamples } from './client-fault-fixtures.ts';
import {
  asAdministrator,
  type ConsoleExample,
  consoleExample,
  longName,
  now,
  plainView,
} from './console-fixtures.ts';

const day = 86_400;
const long = 'a'.repeat(64);
const exactly = (count: number) => ({ count, exact: true });
const counts = { authorizations: exactly(12), sessions: { count: 10_000, exact: false } };
const id = 'a7d3f0c2-5b1e-4e7a-9c5d-2f8b6a1d4e90';
const path = `/admin/clients/${id}`;

const example = (name: string, render: (frame: ConsoleFrame) => Html): ConsoleExample =>
  consoleExample(name, (frame) => render(asAdministrator(frame)));

const row: ClientRow = {
  ...{ path, id, name: 'Acme Notes', type: 'confidential', source: 'administrator', status: 'active' },
  flows: ['authorization_code', 'device', 'client_credentials'],
  owner: 'maria.keller',
  createdAt: now - 40 * day,
  lastUsedAt: now - 60,
  change: 'none',
};

const rows: readonly ClientRow[] = [
  row,
  { ...row, path: `${path}1`, name: 'Northwind', source: 'app', status: 'pending' },
  { ...row, path: `${path}2`, name: long, id: `https://${long}.example/client`, source: 'document' },
  { ...row, path: `${path}3`, type: 'public', source: 'dynamic', status: 'inactive', flows: ['device'] },
  { ...row, path: `${path}4`, source: 'app', change: 'waits' },
];

const tabs = { active: exactly(14), pending: exactly(1), inactive: exactly(2), change: exactly(1) };

const list = (name: string, shown: readonly ClientRow[], view = plainView): ConsoleExample =>
  example(`admin-clients${name}`, (frame) =>
    clientsPage({ view, rows: shown, total: exactly(shown.length), counts: tabs }, frame),
  );

/** Every field says something. */
const values: ClientValues = {
  client_name: 'Acme Notes',
  description: 'Northwind',
  client_type: 'confidential',
  enable_auth_code_flow: '1',
  enable_device_flow: '1',
  enable_client_credentials_flow: '1',
  enable_backchannel_flow: '1',
  refresh_tokens: 'on',
  redirect_uris: 'https://notes.acme.example/callback\nhttps://notes.acme.example/other',
  scopes: 'openid profile email offline_access',
  client_uri: 'https://notes.acme.example/',
  logo_uri: 'https://notes.acme.example/logo.png',
  policy_uri: 'https://notes.acme.example/privacy',
  tos_uri: 'https://notes.acme.example/terms',
  contacts: 'https://notes.acme.example/contact',
  initiate_login_uri: 'https://notes.acme.example/login',
  allowed_groups: '4719',
  skip_consent: '1',
  resources: 'https://api.acme.example/notes',
  own_resources: 'https://api.acme.example/notes',
  token_endpoint_auth_method: 'client_secret_basic',
  jwks_uri: 'https://notes.acme.example/jwks',
  token_profile: 'long',
  access_token_format: 'opaque',
  refresh_rotation: 'fixed',
  id_token_signed_response_alg: 'ES256',
  claims_in_id_token: '1',
  subject_type: 'pairwise',
  sector_identifier_uri: 'https://notes.acme.example/uris.json',
  post_logout_redirect_uris: 'https://notes.acme.example/bye',
  backchannel_logout_uri: 'https://notes.acme.example/back',
  frontchannel_logout_uri: 'https://notes.acme.example/front',
  require_pkce: 'exempt',
  application_type: 'web',
  default_max_age: '3600',
  ...{ require_auth_time: '1', require_pushed_authorization_requests: '1' },
  ...{ dpop_bound_access_tokens: '1', require_dpop_nonce: 'always' },
  require_signed_request_object: '1',
  request_object_signing_alg: 'PS256',
  backchannel_token_delivery_mode: 'ping',
  backchannel_client_notification_endpoint: 'https://notes.acme.example/ciba',
  backchannel_authentication_request_signing_alg: 'PS256',
  request_uris: 'https://notes.acme.example/request.jwt',
  ...{ authorization_signed_response_alg: 'PS256', introspection_signed_response_alg: 'PS256' },
  ...{ id_token_encrypted_response_alg: 'ECDH-ES', id_token_encrypted_response_enc: 'A128GCM' },
  device_authorization_auth: 'optional',
  ...{ project: 'acme', service_account: 'notes@acme' },
};

const secrets = [
  {
    name: 's1',
    label: 'Northwind',
    lastFour: '4719',
    createdAt: now - 30 * day,
    usedAt: now - 3600,
    isOver: false,
  },
  { name: 's2', createdAt: now - 60 * day, expiresAt: now - day, isOver: true },
];

const full: ClientModel = {
  ...{ path, id, name: 'Acme Notes', status: 'active', values, secrets, issuer: 'https://id.example' },
  endpoints: [
    { name: 'authorization_endpoint', address: 'https://id.example/oauth/authorize' },
    { name: 'token_endpoint', address: 'https://id.example/oauth/token' },
  ],
  ...{ source: 'app', owner: 'maria.keller', createdBy: 'maria.keller' },
  ...{ createdAt: now - 40 * day, updatedAt: now - day, lastUsedAt: now - 60 },
  ...{ counts, state: 'fresh' },
};

const change = {
  values: {
    ...values,
    client_name: 'Northwind',
    redirect_uris: 'https://other.acme.example/callback',
    skip_consent: '',
  },
  submittedAt: now - 3600,
  submittedBy: 'maria.keller',
};

const { client_name, client_type, scopes } = values;
export const bareClient: ClientModel = {
  ...full,
  values: { client_name: client_name ?? '', client_type: client_type ?? '', scopes: scopes ?? '' },
  secrets: null,
  counts: { authorizations: exactly(0), sessions: exactly(0) },
};

const one = (name: string, model: ClientModel): ConsoleExample =>
  example(`admin-client${name}`, (frame) => clientPage(model, frame));

const place = { section: '/admin/clients', path, name: 'Acme Notes' } as const;

const questions: readonly ClientQuestionModel[] = [
  { ...place, kind: 'deactivate' },
  { ...place, section: '/apps', kind: 'deactivate_app' },
  { ...place, kind: 'block' },
  { ...place, kind: 'make_static' },
  { ...place, kind: 'revoke_all', counts, typed: { state: 'untyped' } },
  { ...place, kind: 'delete', counts, typed: { state: 'mistyped', entered: 'maria' } },
  { ...place, kind: 'delete_secret', secret: 's1', label: 'Northwind' },
];

const people = [
  {
    userId: 'u1',
    person: 'maria.keller',
    scopes: ['openid', 'profile'],
    since: now - 9 * day,
    lastUsedAt: now - 60,
    sessions: 2,
  },
  { userId: 'u2', person: long, scopes: [], since: now - day, sessions: 0 },
];

const app: AppModel = { ...full, path: `/apps/${id}` };

const apps = (name: string, shown: readonly ClientRow[], room: 'some' | 'none'): ConsoleExample =>
  consoleExample(`apps${name}`, (frame) =>
    appsPage({ view: plainView, rows: shown, total: exactly(shown.length), room }, frame),
  );

export const clientExamples: readonly ConsoleExample[] = [
  ...clientFaultExamples(values),
  list('', rows),
  list('-one', rows.slice(0, 1)),
  list('-empty', []),
  list('-nothing', [], { ...plainView, search: 'maria' }),
  one('', full),
  one('-change', { ...full, change, seen: 'x', state: 'settled' }),
  one('-pending', { ...bareClient, status: 'pending' }),
  one('-dynamic', { ...bareClient, source: 'dynamic' }),
  one('-inactive', {
    ...{ ...bareClient, source: 'document', status: 'inactive' },
    document: {
      ...{ text: '{ "client_id": "x" }', fetchedAt: now - day },
      failure: { reason: 'gone', at: now - 60 },
    },
  }),
  example('admin-client-new', (f) => clientEditPage({ values: {}, errors: {}, state: 'fresh' }, f)),
  example('admin-client-confirm', (f) => clientEditPage({ values, errors: {}, state: 'confirm' }, f)),
  example('admin-client-edit', (f) =>
    clientEditPage(
      {
        values,
        errors: {},
        state: 'conflict',
        version: 3,
        client: place,
        stored: {
          ...values,
          client_name: longName,
        },
      },
      f,
    ),
  ),
  example('admin-client-secret-add', (f) => secretFormPage({ ...place, kind: 'add', state: 'full' }, f)),
  example('admin-client-secret-new', (f) =>
    secretFormPage({ ...place, kind: 'regenerate', state: 'fresh' }, f),
  ),
  example('admin-client-secret', (f) =>
    secretShownPage({ ...place, id, secret: 'QpX0bq1sVnK9m8Zr3tYw2uFh6LdJ5gTcRoE4xAsN7iB' }, f),
  ),
  ...questions.map((model) => example(`admin-client-ask-${model.kind}`, (f) => clientQuestionPage(model, f))),
  example('admin-client-people', (f) =>
    clientAuthorizationsPage(
      { path, name: 'Acme Notes', view: plainView, rows: people, total: exactly(2) },
      f,
    ),
  ),
  example('admin-client-people-empty', (f) =>
    clientAuthorizationsPage({ path, name: 'Acme Notes', view: plainView, rows: [], total: exactly(0) }, f),
  ),
  example('admin-client-ask-person', (f) =>
    authorizationQuestionPage({ path, name: 'Acme Notes', userId: 'u1', person: 'maria.keller' }, f),
  ),
  apps('', rows, 'some'),
  apps('-full', rows.slice(0, 1), 'none'),
  apps('-empty', [], 'some'),
  consoleExample('app', (f) => appPage({ ...app, change }, f)),
  consoleExample('app-pending', (f) => appPage({ ...app, status: 'pending' }, f)),
  consoleExample('app-inactive', (f) => appPage({ ...app, status: 'inactive' }, f)),
  consoleExample('app-new', (f) => appEditPage({ values: {}, errors: {}, state: 'fresh', room: 'none' }, f)),
  consoleExample('app-edit', (f) =>
    appEditPage(
      {
        values,
        errors: {},
        state: 'fresh',
        version: 1,
        room: 'some',
        app: { path: app.path, name: 'Acme Notes', status: 'active' },
      },
      f,
    ),
  ),
];

/** The payload in every text these pages are given. */
export function poisonedClients(payload: string, frame: Frame): readonly Html[] {
  const evil: ConsoleFrame = { ...frame, now };
  const everything: ClientValues = Object.fromEntries(Object.keys(values).map((name) => [name, payload]));
  const errors = {
    [payload]: { code: 'other', rule: payload },
    client_name: { code: 'unknown_member', member: payload },
    client_uri: { code: 'not_one_of', values: { allowed: payload } },
  } as const;
  const model: ClientModel = {
    ...full,
    ...{
      path: `/admin/clients/${payload}`,
      id: payload,
      name: payload,
      values: everything,
      issuer: payload,
      seen: payload,
    },
    secrets: [{ name: payload, label: payload, lastFour: payload, isOver: false }],
    endpoints: [{ name: payload, address: payload }],
    ...{ owner: payload, createdBy: payload },
    change: { values: { ...everything, scopes: '' }, submittedAt: now, submittedBy: payload },
  };
  const evilRow: ClientRow = {
    ...row,
    path: `/admin/clients/${payload}`,
    id: payload,
    name: payload,
    owner: payload,
  };
  const at = { section: '/admin/clients', path: `/admin/clients/${payload}`, name: payload } as const;
  const view = { ...plainView, search: payload };
  const person = { userId: payload, person: payload, scopes: [payload], since: now, sessions: 1 };
  return [
    clientsPage({ view, rows: [evilRow], total: exactly(1), counts: tabs }, evil),
    clientPage(model, evil),
    appPage(model, evil),
    appsPage({ view, rows: [evilRow], total: exactly(1), room: 'some' }, evil),
    clientEditPage({ values: everything, errors, state: 'refused', version: 1, client: at }, evil),
    secretFormPage({ ...at, kind: 'add', state: 'fresh' }, evil),
    secretShownPage({ ...at, id: payload, secret: payload }, evil),
    clientQuestionPage(
      { ...at, kind: 'delete', counts, typed: { state: 'mistyped', entered: payload } },
      evil,
    ),
    clientQuestionPage({ ...at, kind: 'delete_secret', secret: payload, label: payload }, evil),
    clientAuthorizationsPage({ ...at, view, rows: [person], total: exactly(1) }, evil),
    authorizationQuestionPage({ ...at, userId: payload, person: payload }, evil),
  ];
}
