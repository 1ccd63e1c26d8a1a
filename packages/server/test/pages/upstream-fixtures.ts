/** Sign-in through providers in every state: buttons, failures, what a person is connected with. */
import {
  type ConnectionRow,
  connectionsPage,
  disconnectionPage,
  type Frame,
  type Html,
  type LoginModel,
  loginPage,
  type ProviderChoice,
  type UpstreamFailedModel,
  upstreamFailedPage,
} from '../../src/pages/index.ts';
import { type ConsoleExample, consoleExample, longName, now } from './console-fixtures.ts';

const hour = 3600;

const login: LoginModel = {
  ...{ state: { kind: 'fresh' }, continuation: { kind: 'none' }, username: { kind: 'open' } },
  ...{
    purpose: 'sign_in',
    rememberMe: 'offered',
    passkeys: 'not_offered',
    providers: [],
    forgotten: 'administrator',
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

export const upstreamExamples: readonly ConsoleExample[] = [
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

const { account: _unnamed, ...unnamed } = row;

export const connectionExamples: readonly ConsoleExample[] = [
  consoleExample('connections', (f) =>
    connectionsPage({ connections: [row], others: providers.slice(1) }, f),
  ),
  consoleExample('connections-full', (f) => connectionsPage({ connections: rows, others: [] }, f)),
  consoleExample('connections-one', (f) => connectionsPage({ connections: [unnamed], others: [] }, f)),
  consoleExample('connections-first', (f) => connectionsPage({ connections: [], others: providers }, f)),
  consoleExample('connections-empty', (f) => connectionsPage({ connections: [], others: [] }, f)),
  consoleExample('connection-ask-end', (f) =>
    disconnectionPage({ id: 'connection-1', provider: 'Acme', standing: 'one_of_several' }, f),
  ),
  consoleExample('connection-only-way', (f) =>
    disconnectionPage({ id: 'connection-1', provider: 'Acme', standing: 'only_way' }, f),
  ),
];

/** The payload in every text of every one of these pages. */
export function poisonedUpstream(payload: string, frame: Frame): readonly Html[] {
  const evil = { ...frame, now };
  const provider = { name: payload, label: payload, mark: 'other' } as const;
  return [
    loginPage({ ...login, providers: [provider] }, frame),
    upstreamFailedPage({ why: 'denied', provider: payload, back: payload, place: 'sign_in' }, frame),
    connectionsPage(
      { connections: [{ ...row, id: payload, provider, account: payload }], others: [provider] },
      evil,
    ),
    disconnectionPage({ id: payload, provider: payload, standing: 'one_of_several' }, evil),
    disconnectionPage({ id: payload, provider: payload, standing: 'only_way' }, evil),
  ];
}
