/** Sign-in through providers in every state: buttons, failures, what a person is connected with. */
import {
  type BeforeProviderModel,
  beforeProviderPage,
  type ConnectionRow,
  type ConsoleFrame,
  connectionsPage,
  disconnectionPage,
  everyConnectionPage,
  type Frame,
  type Html,
  type LoginModel,
  loginPage,
  type PersonsConnectionRow,
  type ProviderChoice,
  personQuestionPage,
  type UpstreamFailedModel,
  upstreamFailedPage,
} from '../../src/pages/index.ts';
import { access, wideAccess } from './access-fixtures.ts';
import {
  asAdministrator,
  type ConsoleExample,
  consoleExample,
  longName,
  now,
  plainView,
} from './console-fixtures.ts';

const hour = 3600;

const login: LoginModel = {
  ...{ state: { kind: 'fresh' }, continuation: { kind: 'none' }, username: { kind: 'open' } },
  ...{
    purpose: 'sign_in',
    rememberMe: 'offered',
    passkeys: 'not_offered',
    providers: [],
    ...{ forgotten: 'administrator', emailCode: 'not_offered', signUp: 'not_offered' },
  },
};

export const providers: readonly ProviderChoice[] = [
  { name: 'github', label: 'GitHub', mark: 'github' },
  { name: 'gitea', label: 'Gitea', mark: 'gitea' },
  { name: 'gitlab', label: 'GitLab', mark: 'gitlab' },
  { name: 'microsoft', label: 'Microsoft', mark: 'microsoft' },
  { name: 'acme', label: 'Acme', mark: 'other' },
];

const reasons: readonly UpstreamFailedModel['why'][] = [
  ...(['denied', 'not_listed', 'unreachable', 'unknown_state', 'email_taken', 'closed'] as const),
  ...(['disabled', 'other_account', 'identity_in_use', 'already_linked'] as const),
];

const linking: readonly UpstreamFailedModel['why'][] = ['identity_in_use', 'already_linked'];

const flow = { kind: 'flow' } as const;

/** Before a provider is asked. */
const before: BeforeProviderModel = {
  ...{ flow: 'flow-1', until: 1_795_000_000, request: 'client_id=acme-notes&response_type=code' },
  ...{ shown: 'digest-of-what-is-shown', remembered: 'no', access },
  client: {
    name: 'Acme Notes',
    destination: { kind: 'web', host: 'notes.acme.example' },
    selfRegistered: true,
  },
  provider: { name: 'github', label: 'GitHub', mark: 'github', scopes: ['user:email'] },
};

const beforeExamples: readonly (readonly [string, BeforeProviderModel])[] = [
  ['before-provider', before],
  ['before-provider-changed', { ...before, again: 'changed' }],
  ['before-provider-stale', { ...before, again: 'stale', remembered: 'yes' }],
  [
    'before-provider-wide',
    {
      ...{ ...before, access: wideAccess },
      client: {
        name: longName,
        destination: { kind: 'this_device', address: 'localhost' },
        selfRegistered: true,
        documentHost: 'notes.acme.example',
      },
      provider: {
        ...{ name: 'acme', label: longName, mark: 'other' },
        scopes: ['openid', 'profile', 'email', 'urn:acme:a-scope-with-a-very-long-name:read-and-write'],
      },
    },
  ],
];

export const upstreamExamples: readonly ConsoleExample[] = [
  ...beforeExamples.map(
    ([name, model]): ConsoleExample => ({
      ...{ name, policy: flow },
      render: (f) => beforeProviderPage(model, f),
    }),
  ),
  { name: 'login-providers', policy: flow, render: (f) => loginPage({ ...login, providers }, f) },
  {
    name: 'login-confirm-provider',
    policy: flow,
    render: (f) =>
      loginPage(
        {
          ...{ ...login, purpose: 'confirm', rememberMe: 'not_offered', providers: providers.slice(0, 1) },
          username: { kind: 'locked', username: 'maria.keller' },
        },
        f,
      ),
  },
  ...reasons.map(
    (why): ConsoleExample => ({
      name: `through-${why.replaceAll('_', '-')}`,
      policy: flow,
      render: (f) =>
        upstreamFailedPage(
          {
            ...{ why, provider: 'Acme' },
            ...(linking.includes(why)
              ? { back: '/account/connections', place: 'connections' }
              : { back: '/login', place: 'sign_in' }),
          },
          f,
        ),
    }),
  ),
];

const row: ConnectionRow = {
  ...{ id: 'connection-1', account: 'maria.keller', since: now - 900 * hour, lastUsedAt: now - 3 * hour },
  provider: { name: 'github', label: 'GitHub', mark: 'github' },
};

const rows: readonly ConnectionRow[] = providers.map((provider, index) => ({
  ...{ ...row, id: `connection-${index}`, provider },
  account: index === 1 ? longName : 'maria.keller',
}));

const vouched = [
  { id: 'link-1', issuer: 'https://login.corp.example', subject: '00u1a2b3c4d5e6f7', since: now - 90 * hour },
  { id: 'link-2', issuer: `https://${'long-'.repeat(12)}name.example`, subject: longName, since: now - hour },
];

const { account: _unnamed, ...unnamed } = row;

export const connectionExamples: readonly ConsoleExample[] = [
  consoleExample('connections', (f) =>
    connectionsPage({ connections: [row], vouched: [], others: providers.slice(1) }, f),
  ),
  consoleExample('connections-full', (f) => connectionsPage({ connections: rows, vouched, others: [] }, f)),
  consoleExample('connections-one', (f) =>
    connectionsPage({ connections: [unnamed], vouched: [], others: [] }, f),
  ),
  consoleExample('connections-vouched', (f) => connectionsPage({ connections: [], vouched, others: [] }, f)),
  consoleExample('connections-first', (f) =>
    connectionsPage({ connections: [], vouched: [], others: providers }, f),
  ),
  consoleExample('connections-empty', (f) =>
    connectionsPage({ connections: [], vouched: [], others: [] }, f),
  ),
  consoleExample('connection-ask-end', (f) =>
    disconnectionPage({ id: 'connection-1', provider: 'Acme', standing: 'one_of_several' }, f),
  ),
  consoleExample('connection-ask-end-vouched', (f) =>
    disconnectionPage({ id: 'link-1', provider: 'https://login.corp.example', standing: 'vouched' }, f),
  ),
  consoleExample('connection-only-way', (f) =>
    disconnectionPage({ id: 'connection-1', provider: 'Acme', standing: 'only_way' }, f),
  ),
];

const of = { path: '/admin/users/5f1c', username: 'maria.keller' };

const everybodys: readonly PersonsConnectionRow[] = rows.map(({ provider, since, lastUsedAt }, index) => ({
  ...{ provider, since, lastUsedAt, endPath: `/admin/connections/connection-${index}/delete` },
  person: { path: of.path, username: index === 1 ? longName : of.username },
  ...(index === 2 ? {} : { account: index === 3 ? `${longName}@northwind.example` : 'maria.keller' }),
}));
const total = { count: everybodys.length, exact: true };
const noTotal = { count: 0, exact: true };
const listed = { view: plainView, rows: everybodys, total, providers };
const ended = {
  kind: 'disconnect',
  ...{ ...of, provider: 'GitHub', account: 'maria.keller' },
  action: '/admin/connections/connection-1/delete',
} as const;

const administered = (name: string, render: (frame: ConsoleFrame) => Html): ConsoleExample =>
  consoleExample(name, (frame) => render(asAdministrator(frame)));

export const everyConnectionExamples: readonly ConsoleExample[] = [
  administered('admin-connections', (f) => everyConnectionPage(listed, f)),
  administered('admin-connections-one', (f) =>
    everyConnectionPage({ ...listed, rows: everybodys.slice(0, 1), total: { count: 1, exact: true } }, f),
  ),
  administered('admin-connections-empty', (f) =>
    everyConnectionPage({ ...listed, rows: [], total: noTotal }, f),
  ),
  administered('admin-connections-nothing', (f) =>
    everyConnectionPage(
      {
        ...listed,
        rows: [],
        total: noTotal,
        view: { ...plainView, search: 'maria', filters: { provider: 'acme' } },
      },
      f,
    ),
  ),
  administered('admin-user-connections', (f) => everyConnectionPage({ ...listed, providers: [], of }, f)),
  administered('admin-user-connections-empty', (f) =>
    everyConnectionPage({ ...listed, rows: [], total: noTotal, providers: [], of }, f),
  ),
  administered('admin-disconnect', (f) =>
    personQuestionPage({ ...ended, standing: 'one_of_several', section: '/admin/connections' }, f),
  ),
  administered('admin-disconnect-vouched', (f) =>
    personQuestionPage({ ...ended, standing: 'vouched', section: '/admin/users' }, f),
  ),
  administered('admin-disconnect-only-way', (f) =>
    personQuestionPage({ ...ended, standing: 'only_way', section: '/admin/users' }, f),
  ),
];

/** The payload in every text of every one of these pages. */
export function poisonedUpstream(payload: string, frame: Frame): readonly Html[] {
  const evil = { ...frame, now };
  const provider = { name: payload, label: payload, mark: 'other' } as const;
  return [
    loginPage({ ...login, providers: [provider] }, frame),
    beforeProviderPage(
      {
        ...before,
        client: { name: payload, destination: { kind: 'web', host: payload }, selfRegistered: true },
        provider: { ...provider, scopes: [payload] },
      },
      frame,
    ),
    upstreamFailedPage({ why: 'denied', provider: payload, back: payload, place: 'sign_in' }, frame),
    connectionsPage(
      {
        connections: [{ ...row, id: payload, provider, account: payload }],
        vouched: [{ id: payload, issuer: payload, subject: payload, since: now }],
        others: [provider],
      },
      evil,
    ),
    disconnectionPage({ id: payload, provider: payload, standing: 'one_of_several' }, evil),
    disconnectionPage({ id: payload, provider: payload, standing: 'only_way' }, evil),
    everyConnectionPage(
      {
        ...{ view: { ...plainView, search: payload, filters: { provider: payload } }, total },
        ...{ rows: [{ ...poisoned(payload), provider }], providers: [provider] },
      },
      evil,
    ),
    personQuestionPage(
      {
        ...{ kind: 'disconnect', username: payload, path: of.path, provider: payload, account: payload },
        ...{ standing: 'only_way', action: of.path, section: '/admin/users' },
      },
      evil,
    ),
  ];
}

const poisoned = (payload: string) => ({
  ...{ endPath: of.path, account: payload, since: now, lastUsedAt: now },
  person: { path: of.path, username: payload },
});
