/** Every page in every state, as the tests of strings and the tests in a browser both use them. */
import {
  type ClientIdentity,
  consentPage,
  deviceConfirmPage,
  devicePage,
  deviceResultPage,
  type Frame,
  formPostPage,
  type Html,
  type LoginModel,
  type LoginState,
  loadAssets,
  loginPage,
  logoutPage,
  noAccessDevicePage,
  noAccessPage,
  type PolicyVariant,
  selectAccountPage,
  signedOutPage,
} from '../../src/pages/index.ts';
import {
  access,
  detailedAccess,
  grantChanges,
  grownAccess,
  noAccess,
  remainingAccess,
  toldAccess,
  wideAccess,
} from './access-fixtures.ts';
import { accountExamples } from './account-fixtures.ts';
import { adminExamples } from './admin-fixtures.ts';
import { clientExamples } from './client-fixtures.ts';
import { consoleExamples } from './console-fixtures.ts';
import { credentialExamples } from './credential-fixtures.ts';
import { documentationExamples } from './documentation-fixtures.ts';
import { errorExamples } from './error-fixtures.ts';
import { factorExamples } from './factor-fixtures.ts';
import { federationExamples } from './federation-fixtures.ts';
import { mailExamples } from './mail-fixtures.ts';
import { peopleExamples } from './people-fixtures.ts';
import { policyExamples } from './policy-fixtures.ts';
import { referenceExamples } from './reference-fixtures.ts';
import { resourceExamples } from './resource-fixtures.ts';
import { trialExamples } from './trial-fixtures.ts';
import { upkeepExamples } from './upkeep-fixtures.ts';
import { connectionExamples, everyConnectionExamples, upstreamExamples } from './upstream-fixtures.ts';

export const assets = loadAssets();

export const frame: Frame = {
  siteName: 'Northwind ID',
  locale: 'en',
  theme: 'system',
  nonce: 'n0nce',
  requestId: '01JD4W7Q2M8Z5K',
  assets: assets.urls,
  csrfToken: 'csrf-of-this-session',
  account: { username: 'maria.keller', name: 'Maria Keller', email: 'maria.keller@northwind.example' },
  here: '/account?page=2',
};

/** As long as a name may be, without a place to break it. */
export const longAccount = {
  username: 'a'.repeat(64),
  name: `Maria ${'Keller'.repeat(30)}`,
  email: `${'maria.'.repeat(30)}keller@northwind.example`,
};

export const client: ClientIdentity = {
  name: 'Acme Notes',
  uri: 'https://notes.acme.example/',
  policyUri: 'https://notes.acme.example/privacy',
  termsUri: 'https://notes.acme.example/terms',
  destination: { kind: 'web', host: 'notes.acme.example' },
  selfRegistered: false,
};

export const selfRegistered: ClientIdentity = {
  name: 'Weather agent for all who plan very long journeys on foot',
  destination: { kind: 'web', host: 'agent-callback.a-rather-long-name-of-a-host.example:8443' },
  selfRegistered: true,
};

export const local: ClientIdentity = {
  name: 'Grantor CLI',
  destination: { kind: 'this_device', address: 'localhost' },
  selfRegistered: false,
};

/** Its id is the address of the document that describes it. */
export const described: ClientIdentity = {
  ...client,
  selfRegistered: true,
  documentHost: 'notes.acme.example',
};

const editor: ClientIdentity = {
  name: 'Acme Notes',
  destination: { kind: 'this_device', address: 'acme-notes://editor.acme-notes-desktop' },
  selfRegistered: true,
};

/** What every form of a suspended request carries. */
export const flowForm = {
  flow: 'flow-1',
  until: 1_795_000_000,
  request: 'client_id=acme-notes&response_type=code',
  shown: 'digest-of-what-is-shown',
};

export const login: LoginModel = {
  state: { kind: 'fresh' },
  continuation: { kind: 'none' },
  username: { kind: 'open' },
  purpose: 'sign_in',
  rememberMe: 'offered',
  passkeys: 'not_offered',
  ...{ forgotten: 'administrator', emailCode: 'not_offered', signUp: 'not_offered' },
  providers: [],
};

export type Example = {
  readonly name: string;
  readonly policy: PolicyVariant;
  readonly render: (frame: Frame) => Html;
};

const flow: PolicyVariant = { kind: 'flow' };
const example = (name: string, render: (frame: Frame) => Html, policy: PolicyVariant = flow): Example => ({
  name,
  policy,
  render,
});

const clientLogin: LoginModel = { ...login, client, continuation: { kind: 'flow', ...flowForm } };
const loginIn = (state: LoginState): LoginModel => ({
  ...clientLogin,
  state,
  username: { kind: 'open', prefilled: 'maria.keller' },
});

export const examples: readonly Example[] = [
  example('login', (f) => loginPage(login, f)),
  example('login-mail', (f) =>
    loginPage({ ...login, forgotten: 'mail', emailCode: 'offered', signUp: 'offered' }, f),
  ),
  example('login-client', (f) => loginPage(clientLogin, f)),
  example('login-self-registered', (f) => loginPage({ ...clientLogin, client: selfRegistered }, f)),
  example('login-failed', (f) => loginPage(loginIn({ kind: 'failed' }), f)),
  example('login-disabled', (f) => loginPage(loginIn({ kind: 'disabled' }), f)),
  example('login-throttled', (f) => loginPage(loginIn({ kind: 'throttled', retryAfterSeconds: 840 }), f)),
  example('login-timeout', (f) => loginPage({ ...login, state: { kind: 'session_timeout' } }, f)),
  example('login-invalid', (f) => loginPage({ ...login, state: { kind: 'session_invalid' } }, f)),
  example('login-unavailable', (f) => loginPage({ ...login, state: { kind: 'unavailable' } }, f)),
  example('login-directory-unavailable', (f) =>
    loginPage({ ...login, state: { kind: 'directory_unavailable' } }, f),
  ),
  example('login-stale', (f) => loginPage({ ...loginIn({ kind: 'stale' }), rememberMe: 'chosen' }, f)),
  example('login-factor-ended', (f) => loginPage(loginIn({ kind: 'factor_ended' }), f)),
  example('login-passkey', (f) => loginPage({ ...login, passkeys: 'offered' }, f)),
  example('login-passkey-failed', (f) =>
    loginPage({ ...loginIn({ kind: 'passkey_failed' }), passkeys: 'offered' }, f),
  ),
  example('login-other-account', (f) =>
    loginPage({ ...clientLogin, state: { kind: 'other_account', username: 'maria.keller' } }, f),
  ),
  example('login-confirm', (f) =>
    loginPage(
      {
        ...login,
        purpose: 'confirm',
        rememberMe: 'not_offered',
        factorPath: '/login/factor?purpose=confirm',
      },
      f,
    ),
  ),
  example('login-reauthenticate', (f) =>
    loginPage(
      { ...clientLogin, purpose: 'reauthenticate', username: { kind: 'locked', username: 'maria.keller' } },
      f,
    ),
  ),
  example('consent', (f) => consentPage({ ...flowForm, client, access }, f)),
  example('consent-long-account', (f) =>
    consentPage({ ...flowForm, client, access }, { ...f, account: longAccount }),
  ),
  example('consent-grown', (f) => consentPage({ ...flowForm, client, access: grownAccess }, f)),
  ...grantChanges.map((change) =>
    example(`consent-${change.action}`, (f) =>
      consentPage({ ...flowForm, client, access: grownAccess, change }, f),
    ),
  ),
  example('consent-details', (f) => consentPage({ ...flowForm, client, access: detailedAccess }, f)),
  example('consent-wide', (f) => consentPage({ ...flowForm, client, access: wideAccess }, f)),
  example('consent-claims', (f) => consentPage({ ...flowForm, client, access: toldAccess }, f)),
  example('consent-changed', (f) =>
    consentPage({ ...flowForm, client: selfRegistered, access, again: 'changed' }, f),
  ),
  example('consent-stale', (f) => consentPage({ ...flowForm, client, access, again: 'stale' }, f)),
  example('consent-self-registered', (f) => consentPage({ ...flowForm, client: selfRegistered, access }, f)),
  example('consent-document', (f) => consentPage({ ...flowForm, client: described, access: grownAccess }, f)),
  example('consent-logo', (f) =>
    consentPage({ ...flowForm, client: { ...described, logoPath: '/client-logo' }, access }, f),
  ),
  example('consent-document-elsewhere', (f) =>
    consentPage({ ...flowForm, client: { ...described, documentHost: 'acme.example' }, access }, f),
  ),
  example('consent-document-device', (f) =>
    consentPage({ ...flowForm, client: { ...editor, documentHost: 'acme.example' }, access }, f),
  ),
  example('consent-this-device', (f) => consentPage({ ...flowForm, client: local, access: noAccess }, f)),
  example('consent-unverified-device', (f) =>
    consentPage({ ...flowForm, client: editor, access: remainingAccess }, f),
  ),
  example('select-account', (f) => selectAccountPage({ ...flowForm, client }, f)),
  example('device', (f) => devicePage({ state: { kind: 'fresh' } }, f)),
  example('device-invalid', (f) => devicePage({ state: { kind: 'invalid' }, prefilledCode: 'WDJB-MJHT' }, f)),
  example('device-stale', (f) => devicePage({ state: { kind: 'stale' }, prefilledCode: 'WDJB-MJHT' }, f)),
  example('device-throttled', (f) => devicePage({ state: { kind: 'throttled', retryAfterSeconds: 45 } }, f)),
  example('device-confirm', (f) =>
    deviceConfirmPage({ userCode: 'WDJB-MJHT', client: local, access: grownAccess, shown: 'digest' }, f),
  ),
  example('device-confirm-document', (f) =>
    deviceConfirmPage({ userCode: 'WDJB-MJHT', client: described, access: grownAccess, shown: 'digest' }, f),
  ),
  example('no-access', (f) => noAccessPage({ ...flowForm, client, contacts: [] }, f)),
  example('no-access-contacts', (f) =>
    noAccessPage(
      { ...flowForm, client: selfRegistered, contacts: ['maria.keller@northwind.example', 'Maria Keller'] },
      f,
    ),
  ),
  example('device-no-access', (f) =>
    noAccessDevicePage({ userCode: 'BCDF-GHJK', client, contacts: ['maria.keller@northwind.example'] }, f),
  ),
  example('device-approved', (f) => deviceResultPage({ kind: 'approved' }, f)),
  example('device-denied', (f) => deviceResultPage({ kind: 'denied' }, f)),
  example('device-already-decided', (f) => deviceResultPage({ kind: 'already_decided' }, f)),
  example('logout', (f) =>
    logoutPage(
      {
        action: '/oauth/logout',
        fields: { state: 'xyz' },
        clientName: client.name,
        wayBack: { kind: 'none' },
        stayPath: '/',
      },
      f,
    ),
  ),
  ...(['unregistered', 'no_hint'] as const).map((reason) =>
    example(`logout-${reason}`, (f) =>
      logoutPage(
        {
          action: '/oauth/logout',
          fields: { state: 'xyz' },
          clientName: client.name,
          wayBack: { kind: 'refused', uri: 'https://notes.example/signed-out/of/an/unknown/address', reason },
        },
        f,
      ),
    ),
  ),
  example('logout-returns', (f) =>
    logoutPage(
      {
        action: '/oauth/logout',
        fields: {},
        clientName: client.name,
        wayBack: { kind: 'returns', uri: 'https://notes.example/bye' },
      },
      f,
    ),
  ),
  example('signed-out-app', (f) =>
    signedOutPage(
      {
        frames: [],
        reach: 'all',
        next: { kind: 'client', uri: 'org.example.app:/signed-out', follow: 'at_a_click' },
      },
      f,
    ),
  ),
  example('signed-out-some', (f) =>
    signedOutPage({ frames: [], reach: 'some', next: { kind: 'login', path: '/login' } }, f),
  ),
  example('signed-out', (f) =>
    signedOutPage({ frames: [], reach: 'all', next: { kind: 'login', path: '/login' } }, f),
  ),
  ...errorExamples,
  ...accountExamples,
  ...adminExamples,
  ...upkeepExamples,
  ...mailExamples,
  ...peopleExamples,
  ...clientExamples,
  ...resourceExamples,
  ...federationExamples,
  ...policyExamples,
  ...credentialExamples,
  ...trialExamples,
  ...upstreamExamples,
  ...connectionExamples,
  ...everyConnectionExamples,
  ...consoleExamples,
  ...factorExamples,
  ...documentationExamples,
  ...referenceExamples,
];

export const formPost = (redirectUri: string) =>
  example(
    'form-post',
    (f) =>
      formPostPage(
        { redirectUri, parameters: { code: 'example', state: '"><x>', iss: 'https://id.example' } },
        f,
      ),
    { kind: 'form_post' },
  );

export const signedOutWithFrames = (frames: readonly string[], uri: string) =>
  example(
    'signed-out-frames',
    (f) => signedOutPage({ frames, reach: 'all', next: { kind: 'client', uri, follow: 'by_itself' } }, f),
    {
      kind: 'signed_out',
      frames,
    },
  );
