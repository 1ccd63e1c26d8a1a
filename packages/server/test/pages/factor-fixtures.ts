/** Second factors in every state: asked for, set up, and looked after. */
import {
  type ConsoleFrame,
  type EnrolModel,
  enrolPage,
  type FactorModel,
  type FactorsModel,
  type Frame,
  factorPage,
  factorQuestionPage,
  factorsPage,
  type Html,
  newPasskeyPage,
  newRecoveryCodesPage,
  type PolicyVariant,
  recoveryCodesPage,
  recoveryUsedPage,
  renamePasskeyPage,
  type TotpSetUp,
  totpPage,
} from '../../src/pages/index.ts';
import { type ConsoleExample, consoleExample, now } from './console-fixtures.ts';
import { longFactorName as longName } from './factor-words.ts';

const day = 86_400;
const flow: PolicyVariant = { kind: 'flow' };

const factor: FactorModel = {
  purpose: 'sign_in',
  state: { kind: 'fresh' },
  username: 'maria.keller',
  field: 'totp',
  others: { recovery: '/login/factor?means=recovery' },
  fields: { attempt: 'attempt-1' },
};
const passkey = '{"challenge":"AAAA"}';

const setUp: TotpSetUp = {
  uri: 'otpauth://totp/Northwind%20ID:maria.keller?issuer=Northwind%20ID&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30',
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  sealed: 'v1.sealed',
  state: 'fresh',
};
const enrol: EnrolModel = {
  ...{ username: 'maria.keller', state: 'fresh', totp: setUp, passkey, fields: { attempt: 'attempt-1' } },
};

const client = {
  name: 'Acme Notes',
  destination: { kind: 'web', host: 'notes.acme.example' },
  selfRegistered: false,
} as const;

const codes = Array.from({ length: 10 }, (_, index) => `${index}k2mq-x0v4t`);

const flowExample = (name: string, render: (frame: Frame) => Html): ConsoleExample => ({
  ...{ name, policy: flow, render },
});
const factorExample = (name: string, change: Partial<FactorModel>) =>
  flowExample(`factor-${name}`, (frame) => factorPage({ ...factor, ...change }, frame));
const enrolExample = (name: string, change: Partial<EnrolModel>) =>
  flowExample(`enrol-${name}`, (frame) => enrolPage({ ...enrol, ...change }, frame));
const accountExample = (name: string, render: (frame: ConsoleFrame) => Html) =>
  consoleExample(`account-factors-${name}`, render);

const key = (index: number) => ({
  id: `k${index}`,
  name: index === 2 ? longName : 'Blue key',
  reach: index === 1 ? ('synced' as const) : ('device' as const),
  createdAt: now - index * 40 * day,
  ...(index === 3 ? {} : { lastUsedAt: now - index * day }),
});

const factors: FactorsModel = {
  totp: { createdAt: now - 90 * day, lastUsedAt: now - 3600 },
  passkeys: [key(1), key(2), key(3)],
  passkeysPossible: 'yes',
  recoveryCodesLeft: 7,
};
const none: FactorsModel = { ...factors, totp: null, passkeys: [], recoveryCodesLeft: 0 };

export const factorExamples: readonly ConsoleExample[] = [
  factorExample('app', {}),
  factorExample('client', { client, passkey }),
  factorExample('wrong', { state: { kind: 'wrong' }, passkey }),
  factorExample('recovery', { field: 'recovery', others: { totp: '/login/factor' } }),
  factorExample('recovery-wrong', {
    ...{ field: 'recovery', others: { totp: '/login/factor' }, state: { kind: 'wrong' } },
  }),
  factorExample('passkey', { field: 'none', passkey }),
  factorExample('passkey-failed', { field: 'none', passkey, state: { kind: 'passkey_failed' } }),
  factorExample('throttled', { state: { kind: 'throttled', retryAfterSeconds: 840 } }),
  factorExample('stale', { purpose: 'step_up', state: { kind: 'stale' } }),
  factorExample('confirm', { purpose: 'confirm', others: { password: '/login/confirm' }, passkey }),
  enrolExample('both', {}),
  enrolExample('app', { passkey: undefined }),
  enrolExample('wrong', { totp: { ...setUp, state: 'wrong' } }),
  enrolExample('expired', { totp: { ...setUp, state: 'expired' } }),
  enrolExample('passkey', { totp: null }),
  enrolExample('passkey-failed', { totp: null, state: 'passkey_failed' }),
  enrolExample('stale', { state: 'stale' }),
  flowExample('recovery-codes', (frame) => recoveryCodesPage({ codes, next: '/account' }, frame)),
  flowExample('recovery-used', (frame) => recoveryUsedPage({ left: 3, next: '/account' }, frame)),
  accountExample('full', (frame) => factorsPage(factors, frame)),
  accountExample('none', (frame) => factorsPage(none, frame)),
  accountExample('no-codes', (frame) =>
    factorsPage({ ...factors, passkeys: [], recoveryCodesLeft: 0 }, frame),
  ),
  accountExample('no-passkeys', (frame) =>
    factorsPage({ ...factors, passkeys: [], passkeysPossible: 'no' }, frame),
  ),
  accountExample('app', (frame) => totpPage({ totp: setUp, replaces: 'nothing' }, frame)),
  accountExample('app-again', (frame) =>
    totpPage({ totp: { ...setUp, state: 'expired' }, replaces: 'another' }, frame),
  ),
  accountExample('app-wrong', (frame) =>
    totpPage({ totp: { ...setUp, state: 'wrong' }, replaces: 'nothing' }, frame),
  ),
  accountExample('passkey', (frame) =>
    newPasskeyPage({ options: passkey, name: 'Blue key', state: 'fresh' }, frame),
  ),
  accountExample('passkey-refused', (frame) =>
    newPasskeyPage({ options: passkey, name: 'Blue key', state: 'refused' }, frame),
  ),
  accountExample('rename', (frame) =>
    renamePasskeyPage({ id: 'k1', name: 'Blue key', entered: 'Blue key', state: 'fresh' }, frame),
  ),
  accountExample('rename-wrong', (frame) =>
    renamePasskeyPage({ id: 'k1', name: longName, entered: '', state: 'wrong' }, frame),
  ),
  accountExample('remove-app', (frame) => factorQuestionPage({ kind: 'remove_totp', state: 'asked' }, frame)),
  accountExample('remove-last', (frame) =>
    factorQuestionPage({ kind: 'remove_totp', state: 'required' }, frame),
  ),
  accountExample('remove-passkey', (frame) =>
    factorQuestionPage({ kind: 'remove_passkey', id: 'k1', name: 'Blue key', state: 'asked' }, frame),
  ),
  accountExample('remove-only-way', (frame) =>
    factorQuestionPage({ kind: 'remove_passkey', id: 'k1', name: 'Blue key', state: 'only_way' }, frame),
  ),
  accountExample('make-codes', (frame) => factorQuestionPage({ kind: 'make_codes' }, frame)),
  accountExample('codes', (frame) => newRecoveryCodesPage({ codes }, frame)),
];
