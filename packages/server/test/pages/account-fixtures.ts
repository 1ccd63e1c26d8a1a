/** The account pages in every state: full, with one entry, empty, and asking. */
import {
  type AuthorizationCard,
  accountHomePage,
  authorizationsPage,
  type BrowserRow,
  browsersPage,
  type ConfirmationModel,
  type ConsoleFrame,
  confirmationPage,
  type Frame,
  type Html,
  outcomes,
  type TokenSessionRow,
  tokenSessionsPage,
} from '../../src/pages/index.ts';
import { type ConsoleExample, consoleExample, now } from './console-fixtures.ts';

const hour = 3_600;
const day = 24 * hour;

const example = (name: string, render: (frame: ConsoleFrame) => Html): ConsoleExample =>
  consoleExample(`account-${name}`, render);

export const cards: readonly AuthorizationCard[] = [
  {
    id: 'a1',
    client: { name: 'Acme Notes', uri: 'https://notes.acme.example/', selfRegistered: false },
    access: {
      scopes: [
        { name: 'openid', status: 'granted' },
        { name: 'offline_access', status: 'granted' },
      ],
      claims: [
        { name: 'picture', status: 'granted' },
        { name: 'email', status: 'granted' },
      ],
      resources: [
        {
          identifier: 'https://api.acme.example/notes',
          name: 'Acme API',
          scopes: [
            {
              name: 'notes:share',
              description: 'Share your notes with people you choose',
              status: 'granted',
            },
          ],
          learns: [
            { name: 'name', status: 'granted' },
            { name: 'groups', status: 'granted' },
          ],
        },
      ],
    },
    since: now - 40 * day,
    lastUsedAt: now - 2 * hour,
    connections: 3,
    devices: 1,
  },
  {
    id: 'a2',
    client: {
      name: 'Weather agent for all who plan very long journeys on foot',
      host: 'agent-callback.a-rather-long-name-of-a-host.example:8443',
      selfRegistered: true,
    },
    access: { scopes: [{ name: 'journeys:read', status: 'granted' }], claims: [], resources: [] },
    since: now - 400 * day,
    connections: 0,
    devices: 0,
  },
  {
    id: 'a3',
    client: { name: 'Grantor CLI', selfRegistered: false },
    access: { scopes: [], claims: [], resources: [] },
    since: now - 30,
    lastUsedAt: now - 10,
    connections: 1,
    devices: 1,
  },
];

const session: TokenSessionRow = {
  id: 's1',
  clientName: 'Acme Notes',
  kind: 'renews',
  origin: 'browser',
  scopes: ['openid', 'profile', 'email', 'offline_access'],
  startedAt: now - 3 * day,
  lastUsedAt: now - 5 * 60,
  expiresAt: now + 27 * day,
  status: 'active',
};

const rows: readonly TokenSessionRow[] = [
  session,
  { ...session, id: 's2', clientName: 'Grantor CLI', origin: 'device', scopes: ['read'], status: 'paused' },
  {
    ...session,
    id: 's3',
    clientName: 'Weather agent for all who plan very long journeys on foot',
    kind: 'ends',
    expiresAt: now + hour,
  },
  { ...session, id: 's4', status: 'revoked' },
  { ...session, id: 's5', status: 'expired', expiresAt: now - day },
];

const here: BrowserRow = {
  id: 'b1',
  name: { browser: 'Firefox', system: 'Linux' },
  address: '2001:db8:85a3:1234:5678:8a2e:370:7334',
  since: now - 8 * hour,
  lastSeenAt: now - 20,
  place: 'here',
};

const browsers: readonly BrowserRow[] = [
  here,
  {
    ...here,
    id: 'b2',
    name: { browser: 'Safari', system: 'iPhone' },
    address: '192.0.2.7',
    place: 'elsewhere',
  },
  { id: 'b3', name: {}, since: now - 70 * day, lastSeenAt: now - 3 * day, place: 'elsewhere' },
];

const confirmations: readonly (readonly [string, ConfirmationModel])[] = [
  ['ask-authorization', { kind: 'revoke_authorization', action: '/x', subject: 'Acme Notes' }],
  ['ask-session', { kind: 'revoke_session', action: '/x', subject: 'Acme Notes' }],
  ['ask-all', { kind: 'revoke_all', action: '/x', typed: { name: 'maria.keller', state: 'untyped' } }],
  [
    'ask-all-mistyped',
    { kind: 'revoke_all', action: '/x', typed: { name: 'maria.keller', state: 'mistyped' } },
  ],
  ['ask-browser', { kind: 'end_browser', action: '/x', subject: here.name }],
  ['ask-others', { kind: 'end_others', action: '/x' }],
];

const home = { lastSignInAt: now - 8 * hour, signedInHereAt: now - 9 * hour, sessions: 12 } as const;

export const accountExamples: readonly ConsoleExample[] = [
  example('home', (f) => accountHomePage({ ...home, authorizations: 3, browsers: 2 }, f)),
  example('authorizations', (f) => authorizationsPage({ cards }, f)),
  example('authorizations-empty', (f) => authorizationsPage({ cards: [] }, f)),
  example('sessions', (f) => tokenSessionsPage({ rows, page: 2, more: 3 }, f)),
  example('sessions-one', (f) => tokenSessionsPage({ rows: [session], page: 1, more: null }, f)),
  example('sessions-empty', (f) => tokenSessionsPage({ rows: [], page: 1, more: null }, f)),
  example('browsers', (f) => browsersPage({ browsers }, f)),
  example('browsers-one', (f) => browsersPage({ browsers: [here] }, f)),
  ...confirmations.map(([name, model]) => example(name, (f) => confirmationPage(model, f))),
  ...outcomes.map((outcome) =>
    example(`done-${outcome}`, (f) => browsersPage({ browsers: [here] }, { ...f, outcome })),
  ),
];

/** The payload in every text of every account page. */
export function poisonedAccount(payload: string, frame: Frame): readonly Html[] {
  const evil: ConsoleFrame = { ...frame, now };
  const scope = { name: payload, description: payload, status: 'granted' } as const;
  const card: AuthorizationCard = {
    id: payload,
    client: { name: payload, uri: payload, host: payload, selfRegistered: true },
    access: {
      scopes: [scope],
      claims: [{ name: payload, status: 'granted' }],
      resources: [
        {
          identifier: payload,
          name: payload,
          scopes: [scope],
          learns: [{ name: payload, status: 'granted' }],
        },
      ],
    },
    since: now,
    connections: 1,
    devices: 1,
  };
  const name = { browser: payload, system: payload };
  return [
    accountHomePage({ ...home, authorizations: 1, browsers: 1 }, evil),
    authorizationsPage({ cards: [card] }, evil),
    tokenSessionsPage(
      { rows: [{ ...session, id: payload, clientName: payload, scopes: [payload] }], page: 1, more: null },
      evil,
    ),
    browsersPage({ browsers: [{ ...here, id: payload, name, address: payload, place: 'elsewhere' }] }, evil),
    confirmationPage({ kind: 'revoke_authorization', action: payload, subject: payload }, evil),
    confirmationPage(
      { kind: 'revoke_all', action: payload, typed: { name: payload, state: 'mistyped', entered: payload } },
      evil,
    ),
    confirmationPage({ kind: 'end_browser', action: payload, subject: name }, evil),
  ];
}
