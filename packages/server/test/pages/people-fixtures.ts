/** The pages about people in every state: lists, one person, forms with faults, questions, what is told once. */
import {
  type BrowserSessionRow,
  browserSessionsPage,
  type ConsoleFrame,
  type Entered,
  editPersonPage,
  type FieldFaults,
  type Frame,
  type Html,
  type InviteModel,
  invitePage,
  inviteUnusablePage,
  newPersonPage,
  ownPasswordPage,
  type PersonModel,
  type PersonQuestion,
  type PersonRow,
  peoplePage,
  personAuthorizationsPage,
  personPage,
  personQuestionPage,
  signUpsPage,
  toldOncePage,
} from '../../src/pages/index.ts';
import { cards } from './account-fixtures.ts';
import {
  asAdministrator,
  type ConsoleExample,
  consoleExample,
  longName,
  now,
  plainView,
  whole,
} from './console-fixtures.ts';

const hour = 3_600;
const day = 24 * hour;

const example = (name: string, render: (frame: ConsoleFrame) => Html): ConsoleExample =>
  consoleExample(`admin-${name}`, (frame) => render(asAdministrator(frame)));

const path = '/admin/users/8d5f6f3e-4b1a-4c7e-9a55-0d6f3f1c2b77';

const maria: PersonRow = {
  path,
  id: '8d5f6f3e-4b1a-4c7e-9a55-0d6f3f1c2b77',
  username: 'maria.keller',
  name: 'Maria Keller',
  email: 'maria@northwind.example',
  isVerified: true,
  role: 'admin',
  source: 'local',
  status: 'active',
  lastSignInAt: now - 2 * hour,
};

const long: PersonRow = {
  ...maria,
  username: longName,
  name: `${longName} ${longName}`,
  email: `${longName}@northwind.example`,
  isVerified: false,
  role: 'user',
  source: 'http_api',
  externalId: 'CN=Zoe Quiller,OU=People,DC=northwind,DC=example',
};

const { name: _name, email: _email, lastSignInAt: _at, ...bare } = maria;

const listed = (row: PersonRow) => ({ ...row, factors: row.role === 'admin' ? 2 : 0 });

const people: readonly PersonRow[] = [
  maria,
  long,
  { ...bare, username: 'maria', role: 'user', status: 'disabled' },
  ...Array.from({ length: 17 }, (_, index) => ({
    ...maria,
    username: `maria.${index}`,
    role: 'user' as const,
  })),
];

const narrowed = { ...plainView, search: 'maria', filters: { role: 'admin', status: 'active' } };

const person: PersonModel = {
  person: maria,
  createdAt: now - 400 * day,
  claims: { name: 'Maria Keller', website: 'https://maria.northwind.example/', groups: 'maria' },
  mustChangePassword: false,
  factors: 2,
  isSelf: false,
  counts: { sessions: 2, authorizations: 3, connections: 2, tokens: 12 },
};

const address = 'Maria Keller\nNorthwind';
const everyClaim: PersonModel['claims'] = {
  ...{ given_name: 'Maria', family_name: 'Keller', middle_name: longName, nickname: 'maria' },
  profile: `https://maria.northwind.example/${longName}`,
  picture: 'https://maria.northwind.example/1',
  ...{ gender: '§', birthdate: '1990-04-01', zoneinfo: '§', locale: '§', phone_number: '+41 44 000 00 00' },
  address,
  ...person.claims,
};

const entered: Entered = {
  username: 'maria.keller',
  full_name: 'Maria Keller',
  email: 'maria@northwind.example',
  email_verified: '1',
  role: 'user',
  groups: 'maria',
};

const everyFault: FieldFaults = {
  username: 'problem_no_username',
  name: 'problem_unreadable',
  email: 'problem_no_email',
  password: { tooShort: 12 },
  profile: 'problem_no_web_address',
  birthdate: 'problem_no_date',
  zoneinfo: 'problem_no_time_zone',
  locale: 'problem_no_language',
  phone_number: 'problem_no_phone_number',
  groups: 'problem_no_groups',
  address: 'problem_unreadable',
};

const otherFaults: readonly FieldFaults[] = [
  { username: 'problem_missing', password: 'problem_too_long' },
  { username: 'problem_username_taken', password: 'problem_same_as_username' },
  { email: 'problem_email_taken', password: 'problem_same_as_email' },
  { password: 'problem_same_as_site_name' },
  { password: 'problem_too_common' },
];

const edit = {
  path,
  username: 'maria.keller',
  version: 3,
  entered,
  faults: {},
  isSelf: false,
  password: 'here',
} as const;

const session: BrowserSessionRow = {
  endPath: `${path}/sessions/s1/end`,
  browser: { browser: 'Firefox', system: 'Linux' },
  address: '2001:db8:85a3:1234:5678:8a2e:370:7334',
  since: now - 8 * hour,
  lastSeenAt: now - 20,
  person: { path, username: 'maria.keller' },
  isThis: true,
};
const elsewhere: BrowserSessionRow = {
  ...session,
  browser: {},
  person: { path, username: longName },
  isThis: false,
};
const sessions = { view: plainView, rows: [session, elsewhere], total: { count: 2, exact: true } };
const of = { path, username: 'maria.keller' };

const questions: readonly (readonly [string, PersonQuestion])[] = [
  ['disable', { ...of, kind: 'disable' }],
  ['delete', { ...of, kind: 'delete', state: 'untyped' }],
  ['delete-mistyped', { ...of, kind: 'delete', state: 'mistyped', entered: 'maria' }],
  ['reset', { ...of, kind: 'reset', way: 'random', mustChange: true, address: null }],
  [
    'reset-mail',
    { ...of, kind: 'reset', way: 'mail', mustChange: false, address: `${longName}@northwind.example` },
  ],
  [
    'reset-external',
    { ...of, kind: 'reset', way: 'link', mustChange: false, address: null, refused: 'external' },
  ],
  ['reset-factors', { ...of, kind: 'reset_factors' }],
  [
    'revoke',
    {
      ...of,
      kind: 'revoke',
      client: 'Acme Notes',
      action: `${path}/authorizations/a1/revoke`,
      section: '/admin/users',
    },
  ],
  [
    'end-session',
    {
      ...of,
      kind: 'end_session',
      browser: session.browser,
      action: session.endPath,
      section: '/admin/users',
    },
  ],
  [
    'end-any-session',
    { ...of, kind: 'end_session', browser: {}, action: '/admin/sessions/s1/end', section: '/admin/sessions' },
  ],
];

const invite: InviteModel = { path: '/invite/token', username: 'maria.keller', least: 12 };
const ownForm = { kind: 'form', least: 12, endsApplications: false, isAsked: false } as const;

const flowExample = (name: string, render: (frame: Frame) => Html): ConsoleExample => ({
  name,
  policy: { kind: 'flow' },
  render,
});

export const peopleExamples: readonly ConsoleExample[] = [
  example('users', (f) =>
    peoplePage({ view: plainView, rows: people.map(listed), total: { count: 10_000, exact: false } }, f),
  ),
  example('users-one', (f) =>
    peoplePage({ view: plainView, rows: [listed(maria)], total: { count: 1, exact: true } }, f),
  ),
  example('users-narrowed', (f) =>
    peoplePage({ view: narrowed, rows: [listed(maria)], total: { count: 1, exact: true } }, f),
  ),
  example('users-empty', (f) =>
    peoplePage({ view: plainView, rows: [], total: { count: 0, exact: true } }, f),
  ),
  example('users-sign-ups', (f) =>
    peoplePage({ view: plainView, rows: [listed(maria)], total: { count: 1, exact: true }, signUps: 2 }, f),
  ),
  example('sign-ups', (f) =>
    signUpsPage(
      [
        { id: 'a', name: 'Maria Keller', address: 'maria@northwind.example', since: now - 3600 },
        { id: 'b', name: longName, address: `${longName}@northwind.example`, since: now - 90_000 },
      ],
      f,
    ),
  ),
  example('sign-ups-none', (f) => signUpsPage([], f)),
  example('user', (f) => personPage(person, f)),
  example('user-full', (f) =>
    personPage({ ...person, person: long, claims: everyClaim, mustChangePassword: true, factors: 0 }, f),
  ),
  example('user-disabled', (f) =>
    personPage({ ...person, person: { ...bare, status: 'disabled', role: 'user' }, claims: {} }, f),
  ),
  example('user-self', (f) => personPage({ ...person, isSelf: true }, f)),
  ...(['yourself', 'last_administrator', 'external'] as const).map((refused) =>
    example(`user-refused-${refused}`, (f) => personPage({ ...person, refused }, f)),
  ),
  example('user-new', (f) =>
    newPersonPage({ entered: { role: 'user' }, faults: {}, least: 12, mail: 'not_sent' }, f),
  ),
  example('user-new-mail', (f) =>
    newPersonPage(
      {
        entered: { role: 'user', way: 'mail' },
        faults: { email: 'problem_mail_needs_email' },
        least: 12,
        mail: 'sent',
      },
      f,
    ),
  ),
  example('user-new-faults', (f) =>
    newPersonPage({ entered, faults: everyFault, least: 12, mail: 'not_sent' }, f),
  ),
  ...otherFaults.map((faults, index) =>
    example(`user-new-faults-${index}`, (f) =>
      newPersonPage({ entered, faults, least: 12, mail: 'not_sent' }, f),
    ),
  ),
  example('user-edit', (f) => editPersonPage(edit, f)),
  example('user-edit-self', (f) => editPersonPage({ ...edit, isSelf: true, password: 'elsewhere' }, f)),
  example('user-edit-faults', (f) => editPersonPage({ ...edit, faults: everyFault }, f)),
  example('user-edit-many-groups', (f) =>
    editPersonPage({ ...edit, faults: { groups: 'problem_too_many_groups' } }, f),
  ),
  example('user-edit-refused', (f) => editPersonPage({ ...edit, refused: 'last_administrator' }, f)),
  example('user-edit-conflict', (f) =>
    editPersonPage(
      { ...edit, stored: { ...entered, full_name: 'Maria', email_verified: '', role: 'admin' } },
      f,
    ),
  ),
  ...questions.map(([name, question]) => example(`user-${name}`, (f) => personQuestionPage(question, f))),
  example('user-told-password', (f) =>
    toldOncePage({ ...of, kind: 'password', password: 'kT7wq9PzRs4mXv2b' }, f),
  ),
  example('user-told-link', (f) =>
    toldOncePage(
      { ...of, kind: 'link', address: `https://id.northwind.example/invite/${longName}`, until: now + day },
      f,
    ),
  ),
  example('user-told-link-limited', (f) =>
    toldOncePage(
      { ...of, kind: 'link', mail: 'limited', address: 'https://id.northwind.example/invite/x', until: now },
      f,
    ),
  ),
  example('user-sessions', (f) => browserSessionsPage({ ...sessions, of }, f)),
  example('user-sessions-empty', (f) =>
    browserSessionsPage({ view: plainView, rows: [], total: { count: 0, exact: true }, of }, f),
  ),
  example('sessions', (f) => browserSessionsPage(sessions, f)),
  example('user-authorizations', (f) => personAuthorizationsPage({ ...of, cards, ...whole(cards) }, f)),
  example('user-authorizations-empty', (f) =>
    personAuthorizationsPage({ ...of, cards: [], ...whole([]) }, f),
  ),
  consoleExample('account-password', (f) => ownPasswordPage(ownForm, f)),
  consoleExample('account-password-asked', (f) =>
    ownPasswordPage({ ...ownForm, isAsked: true, endsApplications: true, redirect: '/account' }, f),
  ),
  consoleExample('account-password-fault', (f) =>
    ownPasswordPage({ ...ownForm, fault: 'problem_same_as_before' }, f),
  ),
  consoleExample('account-password-external', (f) =>
    ownPasswordPage({ kind: 'external', keptBy: 'directory' }, f),
  ),
  consoleExample('account-password-application', (f) =>
    ownPasswordPage({ kind: 'external', keptBy: 'application' }, f),
  ),
  flowExample('invite', (f) => invitePage(invite, f)),
  flowExample('invite-fault', (f) => invitePage({ ...invite, fault: 'problem_too_common' }, f)),
  flowExample('invite-stale', (f) => invitePage({ ...invite, again: 'stale' }, f)),
  flowExample('invite-unusable', (f) => inviteUnusablePage(f)),
];

/** The payload in every text of every page about people. */
export function poisonedPeople(payload: string, frame: Frame): readonly Html[] {
  const evil: ConsoleFrame = { ...frame, now };
  const row: PersonRow = {
    ...{
      path,
      id: payload,
      username: payload,
      name: payload,
      email: payload,
      source: payload,
      externalId: payload,
    },
    ...{ isVerified: true, role: 'user', status: 'active' },
  };
  const values = Object.fromEntries(
    [...Object.keys(everyClaim), ...Object.keys(entered)].map((key) => [key, payload]),
  );
  const whom = { path, username: payload };
  const browser = { browser: payload, system: payload };
  const view = { ...plainView, search: payload, filters: { role: payload } };
  const total = { count: 1, exact: true };
  return [
    peoplePage({ view, rows: [listed(row)], total }, evil),
    personPage({ ...person, person: row, claims: values }, evil),
    newPersonPage({ entered: values, faults: {}, least: 12, mail: 'sent' }, evil),
    editPersonPage({ ...edit, username: payload, entered: values, stored: entered }, evil),
    personQuestionPage({ ...whom, kind: 'delete', state: 'mistyped', entered: payload }, evil),
    personQuestionPage(
      { ...whom, kind: 'revoke', client: payload, action: payload, section: '/admin/users' },
      evil,
    ),
    personQuestionPage(
      { ...whom, kind: 'end_session', browser, action: payload, section: '/admin/users' },
      evil,
    ),
    toldOncePage({ ...whom, kind: 'password', password: payload }, evil),
    toldOncePage({ ...whom, kind: 'link', address: payload, until: now }, evil),
    browserSessionsPage(
      {
        view,
        total,
        rows: [{ ...session, browser, address: payload, person: { path, username: payload } }],
        of: whom,
      },
      evil,
    ),
    invitePage({ ...invite, username: payload }, frame),
    ownPasswordPage({ ...ownForm, redirect: payload }, evil),
  ];
}
