/** Somebody makes their own account: asks for it, then shows that the address is theirs (mail.md M-7). */

import { Params, Secret } from '@grantor/protocol';
import {
  askForAccount,
  followSignUp,
  mayHaveAccount,
  type SignUpRules,
  signUpOfLink,
} from '../administration/sign-up.ts';
import { nothingHere } from '../console/visit.ts';
import type { Exchange } from '../http/exchange.ts';
import { languagesOf } from '../http/locale.ts';
import type { Outgoing } from '../http/message.ts';
import { type Refusal, showPage, showRefusal } from '../http/page.ts';
import { passwordsBusy } from '../http/refuse.ts';
import { refusedForm, staleForm, tooManyRequests } from '../http/status.ts';
import {
  mailLinkUnusablePage,
  type SignUpModel,
  type SignUpQuestion,
  signUpPage,
  signUpQuestionPage,
  signUpSentPage,
  signUpWaitsPage,
} from '../pages/index.ts';
import { isEmail } from '../people/names.ts';
import { passwordProblem } from '../people/password-rules.ts';
import { pageContext, readCaller, readPostedForm, type Visit } from '../site/caller.ts';
import { passwordFault } from '../site/password-fault.ts';
import type { Site } from '../site/site.ts';
import type { SignUp } from '../store/sign-ups.ts';
import { carriedFields } from './carried.ts';
import { afterFirstStep } from './first-step.ts';
import { showUnusableLink } from './unusable-link.ts';
import { flowOf, lookAgain } from './waiting.ts';

function rulesOf({ byMail }: Site): SignUpRules {
  if (byMail.signUp === null) throw nothingHere();
  return byMail.signUp;
}

const visitOf = async (exchange: Exchange, site: Site): Promise<Visit> => ({
  ...{ exchange, site },
  caller: await readCaller(exchange, site),
});

export async function showSignUp(exchange: Exchange, site: Site): Promise<Outgoing> {
  rulesOf(site);
  return ask(await visitOf(exchange, site), { fields: {}, entered: { name: '', email: '' }, faults: {} });
}

/** The same page, status and work whoever has the address, and whether anybody has (mail.md M-5). */
export async function postSignUp(exchange: Exchange, site: Site): Promise<Outgoing> {
  const rules = rulesOf(site);
  const visit = await visitOf(exchange, site);
  const { form, standing } = await readPostedForm(visit, 'browser');
  const fields = await fieldsOf(visit, form);
  const entered = { name: (form.get('name') ?? '').trim(), email: (form.get('email') ?? '').trim() };
  if (standing === 'stale') return ask(visit, { fields, entered, faults: {}, again: 'stale' });
  if (form.get('email') === undefined) return ask(visit, { fields, entered, faults: {} });
  const password = form.get('password') ?? '';
  const faults = faultsIn(visit, rules, { ...entered, password });
  if (Object.keys(faults).length > 0) return ask(visit, { fields, entered, faults });
  // What no person sees, programs fill in
  const isProgram = (form.get('website') ?? '') !== '';
  if (!isProgram) await keep(visit, { ...entered, password, fields });
  return showPage({ render: signUpSentPage }, pageContext(visit, 'browser'));
}

type Entered = { readonly name: string; readonly email: string; readonly password: string };

function faultsIn(
  { site }: Visit,
  rules: SignUpRules,
  { name, email, password }: Entered,
): SignUpModel['faults'] {
  const username = email.slice(0, Math.max(0, email.lastIndexOf('@')));
  const problem = passwordProblem(password, { username, email, ...site.accounts.passwordRules });
  const isNamed = /^[^\p{Cc}]{1,128}$/u.test(name);
  return {
    ...(isNamed ? {} : { name: 'problem_no_name' }),
    ...(isEmail(email)
      ? mayHaveAccount(rules, email)
        ? {}
        : { email: 'problem_sign_up_domain' }
      : { email: 'problem_no_email' }),
    ...(problem === null ? {} : { password: passwordFault(problem, site) }),
  };
}

/** Over a limit the page says the same. */
async function keep(
  { exchange, caller, site }: Visit,
  { name, email, password, fields }: Entered & Pick<SignUpModel, 'fields'>,
): Promise<void> {
  const { source } = exchange;
  if (!(await site.limits.login(source.address)).allowed) {
    site.observer.observe({ kind: 'rate_limited', limit: 'login', source });
    return;
  }
  const { passwords } = site.accounts;
  if (passwords.isFull()) throw passwordsBusy();
  const request = JSON.stringify(fields);
  await askForAccount(site.accounts, source, {
    ...{ name, email, passwordHash: await passwords.hash(password), browser: caller.visitor.browser },
    ...{ request: request.length > longestRequest ? null : request, languages: languagesOf(exchange) },
  });
}

/** In characters: strangers may make the server keep no more (security.md L-8). */
const longestRequest = 4096;

async function fieldsOf(visit: Visit, form: Params): Promise<SignUpModel['fields']> {
  const waiting = await lookAgain(visit, await flowOf(visit, form));
  return carriedFields(form, waiting?.kind === 'interact' ? waiting.interaction : null);
}

function ask(visit: Visit, model: Omit<SignUpModel, 'least'>): Outgoing {
  const whole = { ...model, least: visit.site.accounts.passwordRules.minLength };
  const page = { render: (frame: Parameters<typeof signUpPage>[1]) => signUpPage(whole, frame) };
  const context = pageContext(visit, 'browser');
  if (model.again === 'stale') return showRefusal(staleForm, page, context);
  if (Object.keys(model.faults).length === 0) return showPage(page, context);
  return showRefusal({ status: refusedForm, why: 'a field of the sign-up is refused' }, page, context);
}

export async function showSignUpLink(exchange: Exchange, site: Site, token: string): Promise<Outgoing> {
  rulesOf(site);
  const visit = await visitOf(exchange, site);
  const signUp = await signUpOfLink(site.accounts, token);
  return signUp === null ? unusable(visit) : question(visit, signUp);
}

/**
 * In another browser than the one they signed up in they enter the password they chose: else whoever reads the mail
 * could begin an account whose password somebody else knows.
 */
export async function postSignUpLink(exchange: Exchange, site: Site, token: string): Promise<Outgoing> {
  const rules = rulesOf(site);
  const visit = await visitOf(exchange, site);
  const { form, standing } = await readPostedForm(visit, 'browser');
  const signUp = await signUpOfLink(site.accounts, token);
  if (signUp === null) return unusable(visit);
  if (standing === 'stale') return question(visit, signUp, { refusal: staleForm, again: 'stale' });
  if (!isSameBrowser(visit, signUp)) {
    const charge = await site.limits.login(exchange.source.address);
    const refusal = { status: tooManyRequests, why: 'too many tries' };
    if (!charge.allowed) return question(visit, signUp, { refusal, fault: 'wrong_password' });
    if (!(await isPassword(site, form, signUp)))
      return question(visit, signUp, {
        refusal: { status: refusedForm, why: 'another password than at sign-up' },
        fault: 'wrong_password',
      });
    charge.refund();
  }
  const outcome = await followSignUp(site.accounts, exchange.source, { token, rules });
  if (outcome.kind === 'unusable') return unusable(visit);
  if (outcome.kind === 'waits') return showPage({ render: signUpWaitsPage }, pageContext(visit, 'browser'));
  const { user, passwordHash } = outcome;
  const destination = await destinationOf(visit, signUp);
  return afterFirstStep(visit, { user, passwordHash, lifetime: 'browser', destination });
}

const isSameBrowser = ({ caller }: Visit, { browser }: SignUp): boolean => caller.visitor.browser === browser;

async function isPassword({ accounts: { passwords } }: Site, form: Params, signUp: SignUp): Promise<boolean> {
  if (passwords.isFull()) throw passwordsBusy();
  const typed = Secret.of(form.get('password') ?? '').reveal();
  return (await passwords.verify(typed, signUp.password_hash)) !== 'wrong';
}

/** What waited behind the sign-up goes on, in the browser where it waits. */
async function destinationOf(visit: Visit, signUp: SignUp) {
  const nothing = { flow: undefined, redirect: '/account' };
  if (signUp.request === null || !isSameBrowser(visit, signUp)) return nothing;
  const form = Params.of(Object.entries(JSON.parse(signUp.request) as Record<string, string>));
  const flow = await flowOf(visit, form);
  const redirect = form.get('redirect') ?? (flow === undefined ? '/account' : undefined);
  return { flow, redirect };
}

type Again = Pick<SignUpQuestion, 'fault' | 'again'> & { readonly refusal: Refusal };

function question(visit: Visit, signUp: SignUp, refused?: Again): Outgoing {
  const { refusal, ...said } = refused ?? {};
  const model: SignUpQuestion = {
    ...{ path: visit.exchange.path, name: signUp.name, address: signUp.email },
    asks: isSameBrowser(visit, signUp) ? 'click' : 'password',
    ...said,
  };
  const page = {
    render: (frame: Parameters<typeof signUpQuestionPage>[1]) => signUpQuestionPage(model, frame),
  };
  const context = pageContext(visit, 'browser');
  return refusal === undefined ? showPage(page, context) : showRefusal(refusal, page, context);
}

const unusable = (visit: Visit): Outgoing => showUnusableLink(visit, mailLinkUnusablePage);
