/** Credentials of a person and of everybody, and offers of them. */
import '../../src/pages/text/credential-words.ts';
import {
  type ConsoleFrame,
  type CredentialRow,
  type CredentialsModel,
  credentialEndPage,
  credentialsPage,
  type Frame,
  type Html,
  type OfferModel,
  type OwnCredentialsModel,
  offerPage,
  ownCredentialsPage,
  ownCredentialsPath,
  policyFormPage,
  policyQuestionPage,
} from '../../src/pages/index.ts';
import { knownClaims } from '../../src/pages/parts/claims.ts';
import { asAdministrator, type ConsoleExample, consoleExample, now } from './console-fixtures.ts';

/** What administrators and people call things in the examples. */
export const credentialWords: readonly string[] = [
  ...['Employee pass', 'Badge', 'Opens the doors of the house.', 'First name', 'Last name'],
  ...['E-mail', 'Employer', 'maria.lopez', 'a.very.long.user.name.of.somebody@northwind.example'],
  ...['a.example', 'mario', 'maria', 'lopez', 'vct', 'employee-pass', 'a year', 'employer.name', 'Northwind'],
  ...knownClaims.toSorted((one, other) => other.length - one.length),
];

const served = (frame: ConsoleFrame): ConsoleFrame => ({ ...frame, credentials: 'served' });

const own = (name: string, render: (frame: ConsoleFrame) => Html): ConsoleExample =>
  consoleExample(name, (frame) => render(served(frame)));

const admin = (name: string, render: (frame: ConsoleFrame) => Html): ConsoleExample =>
  consoleExample(name, (frame) => render(served(asAdministrator(frame))));

const pass = { text: 'Employee pass', texts: { de: 'Mitarbeiterausweis' } };

const held: readonly CredentialRow[] = [
  { id: 'a', name: pass, issuedAt: now - 3600, expiresAt: now + 31_000_000, state: 'valid' },
  { id: 'b', name: { text: 'Badge' }, issuedAt: now - 86_400, expiresAt: now + 86_400, state: 'revoked' },
  { id: 'c', name: pass, issuedAt: now - 40_000_000, expiresAt: now - 86_400, state: 'expired' },
];

const choices: OwnCredentialsModel['choices'] = [
  {
    ...{ id: 'pass', name: pass, description: 'Opens the doors of the house.' },
    claims: [{ text: 'First name' }, { text: 'Last name' }, { text: 'E-mail' }, { text: 'Employer' }],
  },
  { id: 'badge', name: { text: 'Badge' }, description: null, claims: [{ text: 'E-mail' }] },
];

const offer: OfferModel = {
  ...{ names: [pass], transactionCode: '493536', until: now + 300, base: ownCredentialsPath },
  link: `openid-credential-offer://?credential_offer_uri=${encodeURIComponent(
    'https://id.example.com/vci/offers/Zk3v0bq5Yx8sU1mTg7hR2wLcJfNpDaEo9iKtVyBxQ4M',
  )}`,
};

const everybodys: CredentialsModel = {
  waiting: [
    { id: 'w', name: { text: 'Badge' }, holder: 'maria.lopez', since: now - 600 },
    { id: 'x', name: pass, holder: 'a.very.long.user.name.of.somebody@northwind.example', since: now - 90 },
  ],
  kinds: [
    {
      path: '/admin/credentials/configurations/employee-pass',
      id: 'employee-pass',
      name: pass,
      scope: 'employee_pass',
    },
    { path: '/admin/credentials/configurations/badge', id: 'badge', name: { text: 'Badge' }, scope: null },
  ],
  issued: held.map((row) => ({ ...row, holder: 'maria.lopez' })),
  offer: { username: '', kind: 'badge', state: 'fresh' },
};

export const credentialExamples: readonly ConsoleExample[] = [
  own('own-credentials', (f) => ownCredentialsPage({ choices, held, state: 'fresh' }, f)),
  own('own-credentials-empty', (f) => ownCredentialsPage({ choices: [], held: [], state: 'fresh' }, f)),
  own('own-credentials-refused', (f) => ownCredentialsPage({ choices, held: [], state: 'refused' }, f)),
  own('credential-offer', (f) => offerPage(offer, f)),
  own('credential-ask', (f) => credentialEndPage({ id: 'a', name: pass }, ownCredentialsPath, f)),
  admin('admin-credentials', (f) => credentialsPage(everybodys, f)),
  admin('admin-credentials-empty', (f) =>
    credentialsPage({ ...everybodys, waiting: [], kinds: [], issued: [] }, f),
  ),
  admin('admin-credentials-nobody', (f) =>
    credentialsPage(
      { ...everybodys, waiting: [], offer: { username: 'mario', kind: 'badge', state: 'nobody' } },
      f,
    ),
  ),
  admin('admin-credentials-refused', (f) =>
    credentialsPage(
      { ...everybodys, waiting: [], offer: { username: 'maria', kind: 'badge', state: 'refused' } },
      f,
    ),
  ),
  admin('admin-credential-offer', (f) =>
    offerPage({ ...offer, holder: 'maria.lopez', transactionCode: null, base: '/admin/credentials' }, f),
  ),
  admin('admin-credential-kind-ask', (f) =>
    policyQuestionPage(
      {
        ...{ kind: 'credential_configuration', path: '/admin/credentials/configurations/a.example' },
        ...{ id: 'a.example', typed: { state: 'untyped' } },
      },
      f,
    ),
  ),
  admin('admin-credential-new', (f) =>
    policyFormPage(
      {
        ...{ kind: 'credential_configuration', declaration: '{ }', problems: [], state: 'refused' },
        entered: {
          ...{ id: 'employee-pass', name: 'Employee pass', lifetime: 'a year', approval: 'needed' },
          ...{ 'claims[0].path': 'given_name', 'claims[0].label': 'First name' },
          ...{ 'claims[1].path': 'employer.name', 'claims[1].user_claim': 'constant' },
          ...{ 'claims[1].constant': 'Northwind', 'claims[1].sd': '1' },
        },
        faults: {
          lifetime: { code: 'not_whole_number' },
          'claims[1].path': { code: 'claim_reserved' },
        },
      },
      f,
    ),
  ),
];

/** The same with the payload wherever outside text stands. */
export function poisonedCredentials(payload: string, frame: Frame): readonly Html[] {
  const evil: ConsoleFrame = { ...frame, now, credentials: 'served' };
  const name = { text: payload };
  const row = { id: payload, name, holder: payload, issuedAt: now, expiresAt: now, state: 'valid' } as const;
  return [
    ownCredentialsPage(
      {
        choices: [{ id: payload, name, description: payload, claims: [name] }],
        ...{ held: [row], state: 'fresh' },
      },
      evil,
    ),
    offerPage({ ...offer, names: [name], holder: payload, transactionCode: payload }, evil),
    credentialEndPage({ id: payload, name }, ownCredentialsPath, evil),
    credentialsPage(
      {
        waiting: [{ id: payload, name, holder: payload, since: now }],
        kinds: [{ path: '/admin/credentials/configurations/payload', id: payload, name, scope: payload }],
        issued: [row],
        offer: { username: payload, kind: payload, state: 'nobody' },
      },
      evil,
    ),
  ];
}
