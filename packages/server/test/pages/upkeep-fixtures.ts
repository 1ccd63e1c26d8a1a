/** Pages about what was handed out and what runs, in every state. */

import { outcomes } from '../../src/pages/console/outcomes.ts';
import {
  type DocumentRow,
  type DocumentsModel,
  documentsPage,
  everyAuthorizationPage,
  type KeyRow,
  keyQuestionPage,
  keysPage,
  type SystemModel,
  systemPage,
  type TokenRow,
  type TokensModel,
  tokenLookupPage,
  tokenQuestionPage,
  tokensPage,
} from '../../src/pages/index.ts';
import {
  asAdministrator,
  type ConsoleExample,
  consoleExample,
  longName,
  now,
  plainView,
} from './console-fixtures.ts';

const token: TokenRow = {
  id: 'Zm9vYmFyYmF6cXV4',
  kind: 'refresh',
  client: { path: '/admin/clients/northwind', name: 'Northwind' },
  person: { path: '/admin/users/3f2a', username: 'maria.keller' },
  scopes: ['openid', 'profile', 'offline_access'],
  resources: [],
  startedAt: now - 86_400,
  lastUsedAt: now - 300,
  expiresAt: now + 86_400,
  newest: { tokenId: 'Zm9vYmFyYmF6cXV4.q4bXl0aGlzaXNhanRp', expiresAt: now + 3_300 },
  status: 'active',
};
const { lastUsedAt: _, person: __, ...ofClient } = token;
const tokens: readonly TokenRow[] = [
  token,
  { ...token, status: 'paused' },
  { ...token, status: 'revoked' },
  { ...token, status: 'expired' },
  { ...ofClient, kind: 'access', resources: ['https://api.example/v1'] },
  {
    ...token,
    id: 'a'.repeat(43),
    client: { ...token.client, name: longName },
    person: { path: '/admin/users/3f2a', username: longName },
    scopes: [longName, 'openid'],
  },
];
const full: TokensModel = {
  view: plainView,
  total: { count: 10_000, exact: false },
  rows: Array.from({ length: 20 }, (_, index) => tokens[index % tokens.length] ?? token),
  settled: false,
};
const filtered: TokensModel = {
  view: { ...plainView, search: 'maria', filters: { kind: 'refresh', scope: 'openid' } },
  total: { count: 1, exact: true },
  rows: [token],
  settled: true,
};
const none = { ...full, total: { count: 0, exact: true }, rows: [] };

const authorization = {
  revokePath: '/admin/users/3f2a/authorizations/x/revoke',
  person: { path: '/admin/users/3f2a', username: 'maria.keller' },
  client: { path: '/admin/clients/northwind', name: 'Northwind' },
  scopes: ['openid', 'profile'],
  since: now - 86_400,
  lastUsedAt: now - 60,
  sessions: 2,
};
const { lastUsedAt: ___, ...unused } = authorization;
const longest = {
  ...unused,
  person: { path: '/admin/users/3f2a', username: longName },
  client: { path: '/admin/clients/northwind', name: longName },
  scopes: [longName],
};

const key: KeyRow = {
  kid: 'Northwind',
  path: '/admin/keys/7Yw0',
  alg: 'ES256',
  standing: 'active',
  signs: ['access_token', 'id_token'],
  createdAt: now - 86_400,
  signsFrom: now - 86_400,
};
const keys: readonly KeyRow[] = [
  { ...key, standing: 'next', signsFrom: now + 3600 },
  key,
  { ...key, alg: 'RS256', signs: [] },
  { ...key, alg: 'RSA-OAEP-256', signs: ['encrypted'] },
  { ...key, standing: 'retiring', signsUntil: now - 60 },
  { ...key, standing: 'retired', signsUntil: now - 600_000 },
  { ...key, kid: longName, standing: 'gone', signsUntil: now - 600_000 },
];
const algorithms = ['ES256', 'RS256'];
const listOf = (rows: readonly KeyRow[]) => ({
  ...{ rows, view: plainView },
  total: { count: rows.length, exact: true },
});
const refusals = ['last', 'on_its_way', 'pinned', 'gone'] as const;

const system: SystemModel = {
  version: '1.0.0',
  startedAt: now - 7200,
  database: 'sqlite',
  cleanedAt: now - 60,
  audit: { waiting: 3, dropped: 0 },
  notices: { waiting: 0, failed: [] },
  messages: null,
  settings: [
    {
      title: 'Server',
      settings: [
        { name: 'BASE_URL', value: { kind: 'text', text: 'https://login.example' }, source: 'set' },
        { name: 'ENVIRONMENT', value: { kind: 'text', text: 'development' }, source: 'default' },
        { name: 'SERVER_ADDR', value: { kind: 'words', text: 'all' }, source: 'default' },
      ],
    },
    {
      title: 'Secrets',
      settings: [
        { name: 'JWT_SECRET', value: { kind: 'masked', text: '' }, source: 'set' },
        { name: 'SESSION_SECRET', value: null, source: 'default' },
      ],
    },
    { title: 'Cache', settings: [{ name: 'CACHE_MAX_ENTRIES', value: null, source: 'default' }] },
  ],
};
const messages: SystemModel['messages'] = [
  {
    id: 'm1',
    kind: 'invitation',
    client: '',
    address: `${longName}@northwind.example`,
    createdAt: now - 60,
    state: 'waiting',
  },
  {
    ...{
      id: 'm2',
      kind: 'forgot_password',
      client: '',
      address: 'maria.keller@northwind.example',
      createdAt: now - 90_000,
    },
    ...{ state: 'failed', answer: '§' },
  },
];
const troubled: SystemModel = {
  ...system,
  messages,
  database: 'postgres',
  cleanedAt: null,
  audit: { waiting: 1200, dropped: 86 },
  notices: {
    waiting: 7,
    failed: [
      { client: 'Northwind', uri: 'https://notes.example/logout', failedAt: now - 600 },
      { client: longName, uri: `https://notes.example/${longName}`, failedAt: now - 900 },
    ],
  },
};

const document: DocumentRow = {
  url: 'https://agent.example/client.json',
  name: 'Northwind',
  path: '/admin/clients/northwind',
  state: 'live',
  fetchedAt: now - 600,
};
const { fetchedAt: ____, ...unfetched } = document;
const failing = (['unreachable', 'forbidden', 'gone', 'broken'] as const).map((reason) => ({
  ...document,
  failure: { reason, at: now - 30 },
}));
const documents: DocumentsModel = {
  view: plainView,
  total: { count: 8, exact: true },
  rows: [
    document,
    ...failing,
    { ...unfetched, state: 'shipped' },
    { ...document, state: 'withdrawn' },
    { ...document, state: 'inactive', name: longName, url: `https://agent.example/${longName}` },
  ],
  blocked: [
    { domain: '*.notes.example', since: null },
    { domain: 'agent.example', since: now - 900 },
  ],
};
const noDocuments = { ...documents, total: { count: 0, exact: true }, rows: [], blocked: [] };

const question = { id: token.id, client: 'Northwind', username: 'maria.keller' };
const steps = ['revoke', 'disable', 'enable'] as const;
const says = {
  client: 'northwind',
  subject: '3f2a',
  scope: 'openid profile',
  issuedAt: now - 60,
  expiresAt: now + 600,
};
const found = { kind: 'found', tokenId: 'Zm9v.bar', isOne: true, isRevoked: false } as const;
const typed = { untyped: { state: 'untyped' }, mistyped: { state: 'mistyped', entered: 'ES' } } as const;
const own = outcomes.filter((one) => /^(?:token|key|notices|document|domain)_/.test(one));

export const upkeepExamples: readonly ConsoleExample[] = [
  consoleExample('admin-tokens-full', (f) => tokensPage(full, asAdministrator(f))),
  consoleExample('admin-tokens-filtered', (f) => tokensPage(filtered, asAdministrator(f))),
  consoleExample('admin-tokens-empty', (f) => tokensPage(none, asAdministrator(f))),
  ...own.map((outcome) =>
    consoleExample(`admin-tokens-${outcome}`, (f) =>
      tokensPage(filtered, asAdministrator({ ...f, outcome })),
    ),
  ),
  ...steps.map((step) =>
    consoleExample(`admin-token-${step}`, (f) =>
      tokenQuestionPage({ step, ...question }, asAdministrator(f)),
    ),
  ),
  consoleExample('admin-token-revoke-client', (f) =>
    tokenQuestionPage({ step: 'revoke', id: token.id, client: longName }, asAdministrator(f)),
  ),
  consoleExample('admin-token-lookup', (f) => tokenLookupPage({ kind: 'ask' }, asAdministrator(f))),
  consoleExample('admin-token-lookup-unknown', (f) =>
    tokenLookupPage({ kind: 'unknown' }, asAdministrator(f)),
  ),
  consoleExample('admin-token-lookup-signed', (f) => tokenLookupPage({ ...found, says }, asAdministrator(f))),
  consoleExample('admin-token-lookup-stored', (f) =>
    tokenLookupPage({ ...found, isRevoked: true, session: token, tokenId: longName }, asAdministrator(f)),
  ),
  consoleExample('admin-authorizations', (f) =>
    everyAuthorizationPage(
      { view: plainView, total: { count: 2, exact: true }, rows: [authorization, longest] },
      asAdministrator(f),
    ),
  ),
  consoleExample('admin-authorizations-empty', (f) =>
    everyAuthorizationPage(
      { view: plainView, total: { count: 0, exact: true }, rows: [] },
      asAdministrator(f),
    ),
  ),
  consoleExample('admin-keys', (f) => keysPage({ ...listOf(keys), algorithms }, asAdministrator(f))),
  ...refusals.map((refused) =>
    consoleExample(`admin-keys-${refused}`, (f) =>
      keysPage({ ...listOf([key]), algorithms, refused }, asAdministrator(f)),
    ),
  ),
  consoleExample('admin-key-rotate', (f) =>
    keyQuestionPage({ kind: 'rotate', alg: 'ES256', use: 'sig' }, asAdministrator(f)),
  ),
  consoleExample('admin-key-rotate-encrypted', (f) =>
    keyQuestionPage({ kind: 'rotate', alg: 'ECDH-ES+A256KW', use: 'enc' }, asAdministrator(f)),
  ),
  consoleExample('admin-key-retire-encrypted', (f) =>
    keyQuestionPage(
      { kind: 'retire', use: 'enc', kid: key.kid, path: key.path, typed: typed.untyped },
      asAdministrator(f),
    ),
  ),
  ...(['untyped', 'mistyped'] as const).map((state) =>
    consoleExample(`admin-key-retire-${state}`, (f) =>
      keyQuestionPage(
        { kind: 'retire', use: 'sig', kid: key.kid, path: key.path, typed: typed[state] },
        asAdministrator(f),
      ),
    ),
  ),
  consoleExample('admin-documents', (f) => documentsPage(documents, asAdministrator(f))),
  consoleExample('admin-documents-empty', (f) => documentsPage(noDocuments, asAdministrator(f))),
  ...(['invalid', 'settled'] as const).map((why) =>
    consoleExample(`admin-documents-${why}`, (f) =>
      documentsPage({ ...documents, refused: { entered: 'agent.example', why } }, asAdministrator(f)),
    ),
  ),
  consoleExample('admin-system', (f) => systemPage(system, asAdministrator(f))),
  consoleExample('admin-system-all-sent', (f) => systemPage({ ...system, messages: [] }, asAdministrator(f))),
  consoleExample('admin-system-troubled', (f) => systemPage(troubled, asAdministrator(f))),
];
