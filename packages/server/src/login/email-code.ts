/** A code by mail in place of name and password, for the browser that asked (mail.md M-8). */

import { after, equalInConstantTime, type Params, secondOf, sha256, userId } from '@grantor/protocol';
import { change } from '../administration/change.ts';
import { postTyped } from '../administration/mail.ts';
import { present } from '../authorize/present.ts';
import { nothingHere } from '../console/visit.ts';
import type { Exchange } from '../http/exchange.ts';
import { languagesOf } from '../http/locale.ts';
import type { Outgoing } from '../http/message.ts';
import { type Refusal, showPage, showRefusal } from '../http/page.ts';
import { refusedForm, staleForm } from '../http/status.ts';
import { codeFor, readCode } from '../outbox/codes.ts';
import { linkOf } from '../outbox/message.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { type EmailCodeModel, emailCodePage } from '../pages/index.ts';
import { isEmail } from '../people/names.ts';
import { pageContext, readCaller, readPostedForm, type Visit } from '../site/caller.ts';
import type { Site } from '../site/site.ts';
import { spendEmailCode, storeEmailCode, tryEmailCode } from '../store/email-codes.ts';
import { findUser, type User } from '../store/users.ts';
import { carriedFields } from './carried.ts';
import { clientShown } from './client-shown.ts';
import { afterFirstStep } from './first-step.ts';
import { again } from './login.ts';
import { chargeSignIn } from './sign-in-charge.ts';
import { flowOf, waitingFor } from './waiting.ts';

function outboxOf(site: Site): Outbox {
  const { outbox } = site.accounts;
  if (outbox === null || site.byMail.code === 'not_offered') throw nothingHere();
  return outbox;
}

/** Asks for the address, sends the code, takes it: each step carries what the one before had. */
export async function postEmailCode(exchange: Exchange, site: Site): Promise<Outgoing> {
  const outbox = outboxOf(site);
  const visit = { exchange, caller: await readCaller(exchange, site), site };
  const { form, standing } = await readPostedForm(visit, 'browser');
  const address = form.get('email')?.trim();
  if (standing === 'stale') return ask(visit, form, { entered: address ?? '', again: 'stale' });
  if (address === undefined) return ask(visit, form, { entered: prefilled(form) });
  if (!isEmail(address)) return ask(visit, form, { entered: address, fault: 'problem_no_email' });
  const id = form.get('id');
  if (id === undefined) {
    const state = { address, id: await send(visit, outbox, address), state: 'sent' } as const;
    return enter(visit, form, state);
  }
  const entered = { id, typed: form.get('code') ?? '' };
  const charge = await site.limits.login(exchange.source.address);
  if (!charge.allowed) {
    site.observer.observe({ kind: 'rate_limited', limit: 'login', source: exchange.source });
    return again(visit, form, { kind: 'throttled', retryAfterSeconds: charge.retryAfter });
  }
  const user = await prove(visit, outbox, entered);
  if (user === null) return enter(visit, form, { address, id, state: 'wrong' });
  charge.refund();
  return goOn(visit, form, user);
}

/** Opened by its address, it begins where the sign-in page does. */
export async function showEmailCode(exchange: Exchange, site: Site): Promise<Outgoing> {
  outboxOf(site);
  const visit = { exchange, caller: await readCaller(exchange, site), site };
  const model = { step: 'ask', fields: {}, entered: '' } as const;
  return showPage({ render: (frame) => emailCodePage(model, frame) }, pageContext(visit, 'browser'));
}

/** What was typed as a user name may be the address. */
const prefilled = (form: Params): string => {
  const typed = form.get('username')?.trim() ?? '';
  return isEmail(typed) ? typed : '';
};

/** The same work for an address that nobody has. What names the code to this browser, whether or not any was sent. */
async function send({ exchange, caller, site }: Visit, outbox: Outbox, address: string): Promise<string> {
  const id = site.accounts.random.token(32);
  const { source } = exchange;
  if (!(await site.limits.login(source.address)).allowed) {
    site.observer.observe({ kind: 'rate_limited', limit: 'login', source });
    return id;
  }
  const expiresAt = after(secondOf(site.now()), linkOf('sign_in_code')?.life ?? 0);
  await change(site.changes, { source }, async (tx, tell) => {
    await storeEmailCode(tx, { hash: sha256(id), browser: caller.visitor.browser }, expiresAt);
    await postTyped(
      { outbox, tx, tell },
      {
        ...{ kind: 'sign_in_code', address, languages: languagesOf(exchange) },
        ...{ from: source.address, userAgent: source.userAgent, secret: id },
      },
    );
  });
  return id;
}

/** Whom the code signs in; null: it is wrong, over, used, tried too often, or nobody's, which nobody is told apart. */
async function prove(
  { exchange, caller, site }: Visit,
  { codeKey }: Outbox,
  { id, typed }: { readonly id: string; readonly typed: string },
): Promise<User | null> {
  const hash = sha256(id);
  const { kysely } = site.database;
  const code = { hash, browser: caller.visitor.browser };
  const owner = await tryEmailCode(kysely, code, secondOf(site.now()));
  // As many reads for an address that nobody has (mail.md M-5)
  const user = (await findUser(kysely, owner ?? userId('')))?.user ?? null;
  const isRight = equalInConstantTime(readCode(typed) ?? '', codeFor(codeKey, id));
  if (user !== null && isRight && user.disabledAt === null && (await spendEmailCode(kysely, hash)))
    return user;
  const person = user === null ? null : { userId: user.id, username: user.username };
  site.people.factorFailed({ ...person, method: 'email_code', lock: 'none' }, exchange.source);
  return null;
}

async function goOn(visit: Visit, form: Params, user: User): Promise<Outgoing> {
  const { site } = visit;
  const throttled = await chargeSignIn(visit, user);
  if (throttled !== null) return again(visit, form, throttled);
  // A password that changes before the second factor ends this sign-in, too
  const passwordHash = (await findUser(site.database.kysely, user.id))?.passwordHash ?? null;
  const isRemembered = site.rememberMe === 'offered' && form.get('remember_me') === '1';
  return afterFirstStep(visit, {
    ...{ user, passwordHash, method: 'otp' },
    lifetime: isRemembered ? 'remembered' : 'browser',
    destination: { flow: await flowOf(visit, form), redirect: form.get('redirect') },
  });
}

type Ask = Omit<Extract<EmailCodeModel, { step: 'ask' }>, 'fields' | 'client' | 'step'>;
type Enter = Omit<Extract<EmailCodeModel, { step: 'enter' }>, 'fields' | 'client' | 'step'>;

const ask = (visit: Visit, form: Params, asked: Ask): Promise<Outgoing> =>
  page(visit, form, {
    model: { step: 'ask', ...asked },
    refusal: asked.again === 'stale' ? staleForm : faultOf(asked.fault, 'what was typed is no address'),
  });

const enter = (visit: Visit, form: Params, entered: Enter): Promise<Outgoing> =>
  page(visit, form, {
    model: { step: 'enter', ...entered },
    refusal: faultOf(entered.state === 'wrong' ? 'wrong' : undefined, 'the code is wrong or over'),
  });

const faultOf = (fault: unknown, why: string): Refusal | null =>
  fault === undefined ? null : { status: refusedForm, why };

type Shown = {
  readonly model: ({ readonly step: 'ask' } & Ask) | ({ readonly step: 'enter' } & Enter);
  readonly refusal: Refusal | null;
};

async function page(visit: Visit, form: Params, { model, refusal }: Shown): Promise<Outgoing> {
  const waiting = await waitingFor(visit, form, refusal === staleForm ? 'stale' : 'current');
  if (waiting !== null && waiting.kind !== 'interact') return present(waiting, visit.exchange, visit.caller);
  const interaction = waiting?.interaction ?? null;
  const whole = {
    ...model,
    fields: carriedFields(form, interaction),
    ...(await clientShown(visit, interaction)),
  };
  const context = { ...pageContext(visit, 'browser'), uiLocales: interaction?.uiLocales ?? [] };
  const shown = { render: (frame: Parameters<typeof emailCodePage>[1]) => emailCodePage(whole, frame) };
  return refusal === null ? showPage(shown, context) : showRefusal(refusal, shown, context);
}
