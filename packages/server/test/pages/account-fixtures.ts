/** The account pages in every state: full, with one entry, empty, and asking. */
import {
  type ActivityRow,
  type AuthorizationCard,
  accountHomePage,
  activityPage,
  authorizationsPage,
  type BrowserRow,
  browsersPage,
  type ConfirmationModel,
  type ConnectedPlace,
  type ConsoleFrame,
  confirmationPage,
  type Entered,
  type Frame,
  type Html,
  type ListView,
  type MailPanels,
  outcomes,
  type ProfileModel,
  profilePage,
  type TokenSessionRow,
  type TokenSessionsModel,
  type Total,
  tokenSessionsPage,
} from '../../src/pages/index.ts';
import { type ConsoleExample, consoleExample, longName, now, plainView, whole } from './console-fixtures.ts';
import { grantsApart } from './grant-fixtures.ts';
import { poisonedRequests, requestExamples } from './request-fixtures.ts';

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
      details: [],
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
    clientId: 'acme-notes',
    places: [
      {
        ...{ kind: 'browser', name: { browser: 'Firefox', system: 'Linux' }, id: 'p1', status: 'active' },
        ...{ since: now - 40 * day, lastUsedAt: now - 2 * hour },
      },
      { kind: 'browser', name: {}, id: 'p2', status: 'paused', since: now - 50 * day, lastUsedAt: now - day },
      { kind: 'device', status: 'waiting', since: now - 60 },
      ...[3, 4, 5].map(
        (place): ConnectedPlace => ({
          ...{ kind: 'device', id: `p${place}`, status: 'active' },
          since: now - place * 20 * day,
        }),
      ),
    ],
    connected: 6,
    grants: grantsApart,
  },
  {
    id: 'a2',
    client: {
      name: 'Weather agent for all who plan very long journeys on foot',
      host: 'agent-callback.a-rather-long-name-of-a-host.example:8443',
      selfRegistered: true,
    },
    access: {
      scopes: [{ name: 'journeys:read', status: 'granted' }],
      claims: [],
      details: [],
      resources: [],
    },
    since: now - 400 * day,
    clientId: 'weather-agent',
    ...{ places: [], connected: 0, grants: [] },
  },
  {
    id: 'a3',
    client: { name: 'Grantor CLI', selfRegistered: false },
    access: { scopes: [], claims: [], details: [], resources: [] },
    since: now - 30,
    lastUsedAt: now - 10,
    clientId: 'grantor-cli',
    places: [{ kind: 'device', id: 'p6', status: 'active', since: now - 30, lastUsedAt: now - 10 }],
    ...{ connected: 1, grants: [] },
  },
];

const described = {
  name: 'notes:share',
  description: 'Share your notes with people you choose',
  status: 'granted',
} as const;

const session: TokenSessionRow = {
  id: 's1',
  clientName: 'Acme Notes',
  kind: 'renews',
  origin: 'browser',
  scopes: ['openid', 'profile', 'email', 'offline_access'].map((name) => ({ name, status: 'granted' })),
  startedAt: now - 3 * day,
  lastUsedAt: now - 5 * 60,
  expiresAt: now + 27 * day,
  status: 'active',
  canResume: false,
};

const rows: readonly TokenSessionRow[] = [
  session,
  {
    ...session,
    id: 's2',
    clientName: 'Grantor CLI',
    origin: 'device',
    scopes: [described],
    status: 'paused',
    canResume: true,
  },
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

/** As many as a page has, of these by turns. */
const repeated = <T>(from: readonly T[]): readonly T[] =>
  Array.from({ length: plainView.pageSize }, (_, index) => from[index % from.length] as T);

/** More than are counted. product.md A-2 */
const many = { count: 10_000, exact: false } as const;

const sessions = (
  shown: readonly TokenSessionRow[],
  view: Partial<ListView> = {},
  total: Total = { count: shown.length, exact: true },
): TokenSessionsModel => ({ rows: shown, total, view: { ...plainView, ...view } });

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
  ['ask-grant', { kind: 'revoke_grant', action: '/x', subject: 'Acme Notes' }],
  ['ask-session', { kind: 'revoke_session', action: '/x', subject: 'Acme Notes' }],
  ['ask-pause', { kind: 'pause_session', action: '/x', subject: 'Acme Notes' }],
  ['ask-resume', { kind: 'resume_session', action: '/x', subject: 'Acme Notes' }],
  ['ask-all', { kind: 'revoke_all', action: '/x' }],
  ['ask-browser', { kind: 'end_browser', action: '/x', subject: here.name }],
  ['ask-others', { kind: 'end_others', action: '/x' }],
];

const home = {
  ...{ lastSignInAt: now - 8 * hour, signedInHereAt: now - 9 * hour, apps: [], latest: [], signIns: [] },
  factors: { app: false, passkeys: 0, recoveryCodesLeft: 0 },
} as const;

const fullHome = {
  ...home,
  apps: [
    { name: 'Acme Notes', address: 'https://notes.acme.example/start' },
    { name: longName, address: 'https://long.acme.example/' },
  ],
  signIns: [
    { at: now - 9 * hour, browser: { browser: 'Firefox', system: 'Linux' }, address: '192.0.2.7' },
    { at: now - day, browser: {} },
  ],
  latest: [
    { name: 'Acme Notes', at: now - 2 * hour },
    { name: longName, at: now - 30 * day },
  ],
  factors: { app: true, passkeys: 2, recoveryCodesLeft: 1 },
  passwordSince: now - 400 * day,
} as const;

const filledIn: Entered = {
  ...{ full_name: 'Maria Keller', given_name: 'Maria', family_name: 'Keller', nickname: longName },
  ...{ email: 'maria.keller@northwind.example', locale: 'pt', zoneinfo: '' },
};

const poisonedFields = ['full_name', 'email', 'locale', 'zoneinfo', 'website', 'address'];

const mail: MailPanels = {
  address: 'maria@northwind.example',
  choices: (['new_browser', 'connections', 'apps', 'digest'] as const).map((name, index) => ({
    name,
    choice: index < 3 ? 'wanted' : 'unwanted',
  })),
  unconfirmed: null,
};
const unconfirmed = { address: 'maria@northwind.example', standing: 'asked' } as const;
const form = { kind: 'form', version: 3, entered: filledIn, faults: {}, email: 'open', mail } as const;

const profiles: readonly (readonly [string, ProfileModel])[] = [
  ['profile', form],
  ['profile-empty', { ...form, entered: {}, email: 'confirm_first', mail: null }],
  ['profile-unconfirmed', { ...form, mail: { ...mail, address: null, unconfirmed } }],
  ['profile-wrong-code', { ...form, mail: { ...mail, address: null, unconfirmed, fault: 'wrong_code' } }],
  [
    'profile-not-asked',
    { ...form, mail: { ...mail, address: null, unconfirmed: { ...unconfirmed, standing: 'not_asked' } } },
  ],
  [
    'profile-refused',
    {
      ...form,
      email: 'confirm_first',
      faults: { email: 'problem_confirm_first', website: 'problem_no_web_address' },
    },
  ],
  ['profile-conflict', { ...form, stored: { ...filledIn, full_name: 'Maria' } }],
  ['profile-external', { kind: 'external', keptBy: 'directory', entered: { ...filledIn, locale: '' } }],
  ['profile-application', { kind: 'external', keptBy: 'application', entered: { ...filledIn, locale: '' } }],
];

const activity: readonly ActivityRow[] = [
  {
    ...{ type: 'AUTHENTICATION_SUCCESS', at: now - hour, success: true },
    ...{ about: longName, address: '2001:db8:85a3:1234:5678:8a2e:370:7334', browser: here.name },
  },
  { type: 'AUTHENTICATION_FAILURE', at: now - day, success: false },
];

const activityOf = (shown: readonly ActivityRow[]) => ({
  ...{ rows: shown, total: { count: shown.length, exact: true }, view: plainView },
});

export const accountExamples: readonly ConsoleExample[] = [
  ...requestExamples,
  example('home', (f) => accountHomePage({ ...fullHome, authorizations: 3, browsers: 2, requests: 2 }, f)),
  example('home-codes-gone', (f) =>
    accountHomePage(
      {
        ...{ ...fullHome, authorizations: 1, browsers: 1, requests: 0, apps: fullHome.apps.slice(0, 1) },
        factors: { app: false, passkeys: 1, recoveryCodesLeft: 0 },
      },
      f,
    ),
  ),
  example('home-new', (f) => accountHomePage({ ...home, authorizations: 0, browsers: 1, requests: 0 }, f)),
  example('authorizations', (f) => authorizationsPage({ cards, ...whole(cards) }, f)),
  example('authorizations-empty', (f) => authorizationsPage({ cards: [], ...whole([]) }, f)),
  example('sessions', (f) => tokenSessionsPage(sessions(rows, { search: 'maria' }), f)),
  example('sessions-full', (f) => tokenSessionsPage(sessions(repeated(rows), { page: 2 }, many), f)),
  example('sessions-one', (f) => tokenSessionsPage(sessions([session]), f)),
  example('sessions-settled', (f) => tokenSessionsPage({ ...sessions([session]), again: 'settled' }, f)),
  example('sessions-empty', (f) => tokenSessionsPage(sessions([]), f)),
  example('sessions-none-ended', (f) => tokenSessionsPage(sessions([], { filters: { status: 'ended' } }), f)),
  example('browsers', (f) => browsersPage({ browsers }, f)),
  example('browsers-full', (f) => browsersPage({ browsers: [here, ...repeated(browsers.slice(1))] }, f)),
  example('browsers-one', (f) => browsersPage({ browsers: [here] }, f)),
  example('activity', (f) => activityPage(activityOf(activity), f)),
  example('activity-full', (f) =>
    activityPage({ rows: repeated(activity), total: many, view: { ...plainView, page: 2 } }, f),
  ),
  example('activity-one', (f) => activityPage(activityOf(activity.slice(0, 1)), f)),
  example('activity-empty', (f) => activityPage(activityOf([]), f)),
  ...profiles.map(([name, model]) => example(name, (f) => profilePage(model, f))),
  ...confirmations.map(([name, model]) => example(name, (f) => confirmationPage(model, f))),
  ...outcomes.map((outcome) =>
    example(`done-${outcome}`, (f) => browsersPage({ browsers: [here] }, { ...f, outcome })),
  ),
];

/** The payload in every text of every account page. */
export function poisonedAccount(payload: string, frame: Frame): readonly Html[] {
  const evil: ConsoleFrame = { ...frame, now };
  const scope = { name: payload, description: payload, status: 'granted' } as const;
  const access = {
    scopes: [scope],
    details: [],
    claims: [{ name: payload, status: 'granted' }],
    resources: [
      {
        identifier: payload,
        name: payload,
        scopes: [scope],
        learns: [{ name: payload, status: 'granted' }],
      },
    ],
  } as const;
  const card: AuthorizationCard = {
    id: payload,
    client: { name: payload, uri: payload, host: payload, selfRegistered: true },
    access,
    grants: [{ id: payload, since: now, access }],
    since: now,
    clientId: payload,
    places: [
      {
        ...{ kind: 'browser', name: { browser: payload, system: payload }, id: payload, status: 'active' },
        since: now,
      },
      ...Array.from({ length: 5 }, () => ({ kind: 'device', status: 'waiting', since: now }) as const),
    ],
    connected: 6,
  };
  const name = { browser: payload, system: payload };
  return [
    accountHomePage(
      {
        ...{ ...home, authorizations: 1, browsers: 1, requests: 1 },
        apps: [{ name: payload, address: payload }],
        latest: [{ name: payload, at: now }],
        signIns: [{ at: now, browser: name, address: payload }],
      },
      evil,
    ),
    authorizationsPage({ cards: [card], ...whole([card]) }, evil),
    ...poisonedRequests(payload, evil),
    tokenSessionsPage(
      sessions([{ ...session, id: payload, clientName: payload, scopes: [scope] }], {
        search: payload,
        filters: { client: payload },
      }),
      evil,
    ),
    browsersPage({ browsers: [{ ...here, id: payload, name, address: payload, place: 'elsewhere' }] }, evil),
    activityPage(
      activityOf([
        {
          ...{ type: 'AUTHENTICATION_SUCCESS', at: now, success: true },
          about: payload,
          address: payload,
          browser: name,
        },
      ]),
      evil,
    ),
    profilePage(
      {
        ...{ ...form, entered: Object.fromEntries(poisonedFields.map((name) => [name, payload])) },
        stored: {},
      },
      evil,
    ),
    profilePage(
      {
        kind: 'external',
        keptBy: 'directory',
        entered: Object.fromEntries(poisonedFields.map((name) => [name, payload])),
      },
      evil,
    ),
    confirmationPage({ kind: 'revoke_authorization', action: payload, subject: payload }, evil),
    confirmationPage({ kind: 'revoke_all', action: payload }, evil),
    confirmationPage({ kind: 'end_browser', action: payload, subject: name }, evil),
  ];
}
