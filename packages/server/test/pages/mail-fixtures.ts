/** Messages, and the pages around them, in every state. */

import { raw } from 'hono/html';
import {
  addressDonePage,
  addressQuestionPage,
  emailCodePage,
  type ForgotModel,
  type Frame,
  forgotPage,
  forgotSentPage,
  type Html,
  type MessageModel,
  mailLinkUnusablePage,
  mailMessage,
  type PolicyVariant,
  type SignUpModel,
  type SignUpQuestion,
  signUpPage,
  signUpQuestionPage,
  signUpSentPage,
  signUpWaitsPage,
} from '../../src/pages/index.ts';

type MailExample = {
  readonly name: string;
  readonly policy: PolicyVariant;
  readonly render: (frame: Frame) => Html;
};

const flow: PolicyVariant = { kind: 'flow' };
const example = (name: string, render: (frame: Frame) => Html): MailExample => ({
  name,
  policy: flow,
  render,
});

const at = 1_795_000_000;
const origin = 'https://id.northwind.example';
const token = 'mWq3'.repeat(11).slice(0, 43);
const factors = `${origin}/account/factors`;
const connections = `${origin}/account/connections`;
const authorizations = `${origin}/account/authorizations`;
const app = `${origin}/apps/fieldwork`;
const whom = { username: 'maria.keller', address: 'maria@northwind.example', at } as const;
const seen = { from: '203.0.113.9', browser: { browser: 'Firefox', system: 'Linux' } } as const;

/** One of every kind, with all that it may say. */
export const messages: Readonly<Record<string, MessageModel>> = {
  forgot_password: {
    ...{ ...whom, ...seen, kind: 'forgot_password', until: at + 1800 },
    link: `${origin}/login/forgot/${token}`,
  },
  invitation: { ...whom, kind: 'invitation', until: at + 86_400, link: `${origin}/invite/${token}` },
  password_reset: { ...whom, kind: 'password_reset', until: at + 86_400, link: `${origin}/invite/${token}` },
  verify_address: {
    ...{ ...whom, kind: 'verify_address', until: at + 86_400, code: '04718236' },
    link: `${origin}/address/verify/${token}`,
  },
  address_changed: {
    ...{ ...whom, ...seen, kind: 'address_changed', until: at + 604_800 },
    ...{ link: `${origin}/address/take-back/${token}`, otherAddress: 'maria.keller@northwind.example' },
  },
  address_removed: {
    ...{ ...whom, kind: 'address_changed', until: at + 604_800 },
    link: `${origin}/address/take-back/${token}`,
  },
  password_changed: { ...whom, ...seen, kind: 'password_changed', link: `${origin}/login/forgot` },
  new_browser: { ...whom, ...seen, kind: 'new_browser', link: `${origin}/account/browsers` },
  factor_added: { ...whom, ...seen, kind: 'factor_added', factor: 'totp', link: factors },
  factor_removed: { ...whom, ...seen, kind: 'factor_removed', factor: 'passkey', link: factors },
  recovery_codes_made: { ...whom, ...seen, kind: 'recovery_codes_made', link: factors },
  factors_reset: { ...whom, kind: 'factors_reset', link: factors },
  connection_added: { ...whom, ...seen, kind: 'connection_added', provider: 'GitHub', link: connections },
  connection_removed: { ...whom, ...seen, kind: 'connection_removed', provider: 'GitHub', link: connections },
  refresh_reused: { ...whom, kind: 'refresh_reused', client: 'Acme Notes', link: authorizations },
  code_replayed: { ...whom, kind: 'code_replayed', client: 'Acme Notes', link: authorizations },
  account_locked: { ...whom, ...seen, kind: 'account_locked', link: `${origin}/account/activity` },
  app_approved: { ...whom, kind: 'app_approved', client: 'Acme Notes', link: app },
  app_declined: { ...whom, kind: 'app_declined', client: 'Acme Notes', link: app },
  change_accepted: { ...whom, kind: 'change_accepted', client: 'Acme Notes', link: app },
  change_declined: { ...whom, kind: 'change_declined', client: 'Acme Notes', link: app },
  digest: {
    ...{ ...whom, kind: 'digest', link: `${origin}/admin` },
    digest: [
      { line: 'provider', provider: 'GitHub' },
      { line: 'keys' },
      { line: 'audit' },
      { line: 'cleanup' },
    ],
  },
  sign_in_code: { ...whom, ...seen, kind: 'sign_in_code', code: '04718236', until: at + 600 },
  sign_up: {
    ...{ ...whom, ...seen, kind: 'sign_up', username: 'Maria Keller', until: at + 86_400 },
    link: `${origin}/sign-up/${token}`,
  },
  sign_up_known: { ...whom, ...seen, kind: 'sign_up_known', link: `${origin}/login` },
  sign_up_approved: { ...whom, kind: 'sign_up_approved', link: `${origin}/login` },
  sign_up_declined: { ...whom, kind: 'sign_up_declined', username: 'Maria Keller' },
};

/** As the tests of words look at them: without the rules that stand inside. */
export const messageExamples: readonly MailExample[] = Object.entries(messages).map(([name, model]) =>
  example(`message-${name}`, (frame) => {
    const { html: markup } = mailMessage(model, frame);
    return raw(markup.toString().replace(/<style>.*<\/style>/s, ''));
  }),
);

const question = { username: 'maria.keller', address: 'maria@northwind.example' } as const;
const asking = (model: Partial<ForgotModel>) => (frame: Frame) =>
  forgotPage({ entered: '', ...model }, frame);

const signingUp = (model: Partial<SignUpModel>) => (frame: Frame) =>
  signUpPage({ fields: {}, entered: { name: '', email: '' }, faults: {}, least: 12, ...model }, frame);
const confirming = (model: Partial<SignUpQuestion>) => (frame: Frame) =>
  signUpQuestionPage(
    { path: '/sign-up/x', name: 'Maria Keller', address: question.address, asks: 'click', ...model },
    frame,
  );

/** The pages. */
export const mailExamples: readonly MailExample[] = [
  example('forgot', asking({})),
  example('forgot-fault', asking({ entered: 'maria', fault: 'problem_no_email' })),
  example('forgot-stale', asking({ entered: question.address, again: 'stale' })),
  example('forgot-sent', forgotSentPage),
  ...(['verify', 'take_back'] as const).flatMap((kind) => [
    example(`${kind}-ask`, (frame) => addressQuestionPage({ ...question, kind, path: '/address/x' }, frame)),
    example(`${kind}-stale`, (frame) =>
      addressQuestionPage({ ...question, kind, path: '/address/x', again: 'stale' }, frame),
    ),
    example(`${kind}-done`, (frame) => addressDonePage(kind, frame)),
  ]),
  example('mail-link-unusable', mailLinkUnusablePage),
  example('email-code-ask', (frame) => emailCodePage({ step: 'ask', fields: {}, entered: '' }, frame)),
  example('email-code-fault', (frame) =>
    emailCodePage({ step: 'ask', fields: {}, entered: 'maria', fault: 'problem_no_email' }, frame),
  ),
  example('email-code-stale', (frame) =>
    emailCodePage({ step: 'ask', fields: {}, entered: '', again: 'stale' }, frame),
  ),
  ...(['sent', 'wrong'] as const).map((state) =>
    example(`email-code-${state}`, (frame) =>
      emailCodePage({ step: 'enter', fields: {}, address: question.address, id: 'x', state }, frame),
    ),
  ),
  example('sign-up', signingUp({})),
  example(
    'sign-up-faults',
    signingUp({
      entered: { name: '', email: 'maria@elsewhere.example' },
      faults: {
        ...{ name: 'problem_no_name', email: 'problem_sign_up_domain' },
        password: { tooShort: 12 },
      },
    }),
  ),
  example('sign-up-stale', signingUp({ again: 'stale' })),
  example('sign-up-sent', signUpSentPage),
  example('sign-up-waits', signUpWaitsPage),
  example('sign-up-click', confirming({})),
  example('sign-up-password', confirming({ asks: 'password' })),
  example('sign-up-wrong-password', confirming({ asks: 'password', fault: 'wrong_password' })),
  example('sign-up-confirm-stale', confirming({ again: 'stale' })),
];
