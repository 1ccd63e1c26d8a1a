/** A client that is tried: the page in every state, with every kind of step. */
import { clientTrialPage, type TrialModel } from '../../src/pages/index.ts';
import { asAdministrator, type ConsoleExample, consoleExample, now } from './console-fixtures.ts';

const path = '/admin/clients/a7d3f0c2-5b1e-4e7a-9c5d-2f8b6a1d4e90';
const place = { section: '/admin/clients', path, name: 'Acme Notes' } as const;

const trial: TrialModel = {
  ...place,
  clientId: 'a7d3f0c2-5b1e-4e7a-9c5d-2f8b6a1d4e90',
  redirectUri: `https://id.example${path}/try/callback`,
  proof: 'secret',
  scopes: 'openid profile email',
  flows: ['authorization_code', 'device', 'client_credentials'],
  ways: ['browser', 'pushed', 'signed', 'signed_pushed'],
  bindings: ['bearer', 'dpop'],
  ...{ state: 'off', from: 1, steps: [], tokens: [], next: { kind: 'none' } },
};

const trials = (name: string, model: Partial<TrialModel>): ConsoleExample =>
  consoleExample(`admin-client-try${name}`, (frame) =>
    clientTrialPage({ ...trial, ...model }, asAdministrator(frame)),
  );

const authorizationEndpoint = 'https://id.example/oauth/authorize';
const asked: TrialModel['steps'][number] = {
  kind: 'authorization',
  request: {
    ...{ method: 'GET', address: authorizationEndpoint, headers: [] },
    parameters: [
      ['response_type', 'code'],
      ['client_id', 'acme-notes'],
      ['redirect_uri', trial.redirectUri],
      ['scope', 'openid profile email'],
      ['state', 'q0k2h5x8Jm3vVvQ2c7yR4tW1nLbE6sZaUdPfGhKoIxM'],
      ['nonce', 'n-0S6_WzA2Mj9dKfLsQwErTyUiOpAsDfGhJkLzXcVbN'],
      ['code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'],
      ['code_challenge_method', 'S256'],
    ],
    command: `curl '${authorizationEndpoint}?response_type=code&client_id=acme-notes'`,
  },
  answer: null,
};
const cameBack: TrialModel['steps'][number] = {
  kind: 'callback',
  request: null,
  answer: {
    ...{ status: null, isRefusal: false, headers: [], body: null },
    parameters: [
      ['code', 'gac_9d8f7a6b5c4e3d2c1b0a9f8e7d6c5b4a3f2e1d0c9b8'],
      ['iss', 'https://id.example'],
    ],
  },
};
const exchanged: TrialModel['steps'][number] = {
  kind: 'token',
  request: {
    ...{ method: 'POST', address: 'https://id.example/oauth/token' },
    headers: [['Authorization', 'Basic ••••••••']],
    parameters: [
      ['grant_type', 'authorization_code'],
      ['code_verifier', 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'],
      ['a_parameter_of_tomorrow', 'x'],
      ...[
        'resource',
        'prompt',
        'error',
        'error_description',
        'client_assertion',
        'client_assertion_type',
      ].map((name) => [name, 'x'] as const),
      ['device_code', 'x'],
    ],
    command: `curl 'https://id.example/oauth/token' \\\n  --user 'acme-notes:'"$CLIENT_SECRET"`,
  },
  answer: {
    ...{ status: 200, isRefusal: false },
    headers: [['cache-control', 'no-store']],
    parameters: [],
    body: JSON.stringify({ access_token: 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln', token_type: 'Bearer' }, null, 2),
  },
};
const idToken = {
  ...({ name: 'id_token', form: 'jwt', isVerified: true } as const),
  header: { alg: 'ES256', kid: '2026-11' },
  claims: {
    ...{ iss: 'https://id.example', sub: '7d2c', aud: 'acme-notes', exp: now + 3600, iat: now },
    amr: ['pwd', 'otp'],
  },
};

const accessToken = {
  ...({ name: 'access_token', form: 'jwt', isVerified: true } as const),
  header: { alg: 'ES256', typ: 'at+jwt', kid: '2026-11' },
  claims: {
    jti: 'at-1',
    auth_time: now - 60,
    acr: '1',
    sid: 's',
    at_hash: 'h',
    scope: 'openid',
    cnf: { jkt: 'j' },
  },
};

const pushed = {
  method: 'POST',
  address: 'https://id.example/oauth/par',
  headers: [['DPoP', 'eyJ0eXAiOiJkcG9wK2p3dCJ9.eyJqdGkiOiJtIn0.c2ln']],
  parameters: [
    ['client_id', 'acme-notes'],
    ['request', 'eyJ0eXAiOiJvYXV0aC1hdXRoei1yZXErand0In0.eyJpc3MiOiJhY21lLW5vdGVzIn0.c2ln'],
    ['request_uri', 'urn:ietf:params:oauth:request_uri:gpr_q0k2h5x8Jm3vVvQ2c7yR4tW1nLbE6sZa'],
    ['response', 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUifQ.c2ln'],
  ],
} as const;

export const trialExamples: readonly ConsoleExample[] = [
  trials('-off', {}),
  trials('-on', { state: 'on', until: now + 2400 }),
  trials('-on-keys', { state: 'on', until: now + 2400, proof: 'assertion' }),
  trials('-on-certificate', {
    state: 'on',
    until: now + 2400,
    proof: 'certificate',
    bindings: ['certificate', 'dpop'],
  }),
  trials('-on-bound', { state: 'on', until: now + 2400, bindings: ['certificate', 'dpop'] }),
  trials('-elsewhere', {
    proof: 'certificate',
    steps: [{ ...exchanged, answer: null }],
    ...{ from: 3, next: { kind: 'enter', fields: { step: 'token', from: '3' } } },
  }),
  trials('-entered', {
    proof: 'certificate',
    bindings: ['certificate', 'dpop'],
    steps: [
      { ...exchanged, request: null },
      { ...exchanged, kind: 'userinfo', answer: null },
    ],
    ...{ from: 3, tokens: [accessToken, idToken], next: { kind: 'revoke', token: 'grt_1' } },
  }),
  trials('-to-exchange', {
    ...{ steps: [cameBack], bindings: ['certificate', 'dpop'] },
    next: { kind: 'request', verb: 'exchange', fields: { code: 'gac_1' } },
  }),
  trials('-document', { state: 'document' }),
  trials('-inactive', { state: 'impossible', problem: 'settled' }),
  trials('-asked', { steps: [asked], next: { kind: 'send', address: authorizationEndpoint } }),
  trials('-to-sign', {
    proof: 'assertion',
    next: {
      ...{ kind: 'sign', way: 'signed_pushed' },
      claims: JSON.stringify(
        { iss: 'acme-notes', aud: 'https://id.example', response_type: 'code' },
        null,
        2,
      ),
    },
  }),
  trials('-pushed', {
    steps: [
      { kind: 'pushed', request: { ...pushed, command: 'curl' }, answer: cameBack.answer },
      { kind: 'authorization', request: { ...pushed, command: 'curl' }, answer: cameBack.answer },
    ],
    next: { kind: 'send', address: authorizationEndpoint },
  }),
  trials('-came-back', {
    steps: [cameBack],
    next: { kind: 'request', verb: 'exchange', fields: { code: 'gac_1' } },
  }),
  trials('-device', {
    proof: 'assertion',
    steps: [{ ...exchanged, kind: 'device' }],
    next: { kind: 'request', verb: 'poll', fields: { device_code: 'd' }, open: 'https://id.example/device' },
  }),
  trials('-tokens', {
    steps: [exchanged, { ...exchanged, kind: 'userinfo' }],
    from: 3,
    tokens: [
      { name: 'access_token', form: 'opaque' },
      accessToken,
      idToken,
      { ...idToken, isVerified: false },
    ],
    next: { kind: 'revoke', token: 'grt_1' },
  }),
  trials('-foreign', { problem: 'state' }),
];
