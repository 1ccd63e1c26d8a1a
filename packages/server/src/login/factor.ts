/** The second step of a sign-in: asks for a factor, and goes on with what it was asked for (product.md F-6, F-7). */

import { parseQuery } from '@grantor/protocol';
import { requestOptions } from '../factors/passkeys.ts';
import { passkeyWorld } from '../factors/ports.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { type Page, type Refusal, showPage, showRefusal } from '../http/page.ts';
import { seeOther } from '../http/send.ts';
import { refusedForm, staleForm, tooManyRequests } from '../http/status.ts';
import { type FactorModel, type FactorState, factorPage } from '../pages/index.ts';
import { pageContext, readCaller, readPostedForm, type Visit } from '../site/caller.ts';
import type { Site } from '../site/site.ts';
import { hasFactor } from '../store/factors.ts';
import { clientShown } from './client-shown.ts';
import { tryFactor } from './factor-attempt.ts';
import { nowOf } from './first-step.ts';
import { addressOf, fieldsOf, findPending, type Pending } from './pending.ts';

export async function showFactor(exchange: Exchange, site: Site): Promise<Outgoing> {
  const visit = { exchange, caller: await readCaller(exchange, site), site };
  const query = parseQuery(exchange.query);
  const found = await findPending(visit, query, 'address');
  if ('answer' in found) return found.answer;
  return ask(visit, found.pending, { means: query.get('means'), state: { kind: 'fresh' } });
}

export async function postFactor(exchange: Exchange, site: Site): Promise<Outgoing> {
  const visit = { exchange, caller: await readCaller(exchange, site), site };
  const { form, standing } = await readPostedForm(visit, 'browser');
  const found = await findPending(visit, form, standing);
  if ('answer' in found) return found.answer;
  const means = form.get('means');
  if (standing === 'stale') return ask(visit, found.pending, { means, state: { kind: 'stale' } });
  const credential = form.get('credential') ?? '';
  const shown = credential === '' ? { code: form.get('code') ?? '' } : { credential };
  const outcome = await tryFactor(visit, found.pending, shown);
  return 'answer' in outcome ? outcome.answer : ask(visit, found.pending, { means, state: outcome.state });
}

type Asked = { readonly means: string | undefined; readonly state: FactorState };

const refusals: Readonly<Record<FactorState['kind'], Refusal | null>> = {
  fresh: null,
  wrong: { status: refusedForm, why: 'the code of the second factor is wrong' },
  passkey_failed: { status: refusedForm, why: 'the answer of the passkey is not right' },
  throttled: { status: tooManyRequests, why: 'too many wrong codes of second factors' },
  stale: staleForm,
};

async function ask(visit: Visit, pending: Pending, asked: Asked): Promise<Outgoing> {
  const enrolment = enrolFirst(pending);
  if (enrolment !== null) return seeOther(enrolment, visit.caller.cookies);
  const model = await modelOf(visit, pending, asked);
  const { interaction } = pending;
  const context = { ...pageContext(visit, 'browser'), uiLocales: interaction?.uiLocales ?? [] };
  const page: Page = { render: (frame) => factorPage(model, frame) };
  const refusal = refusals[asked.state.kind];
  if (refusal === null) return showPage(page, context);
  if (asked.state.kind !== 'throttled') return showRefusal(refusal, page, context);
  const headers = { 'retry-after': String(asked.state.retryAfterSeconds) };
  return showRefusal(refusal, { ...page, headers }, context);
}

/** Who lacks what is asked for adds it; null: they have it. A code comes first, where they have that (product.md F-6). */
function enrolFirst(pending: Pending): string | null {
  const { waits, factors, needs } = pending;
  if (waits.for === 'confirm') return hasFactor(factors) ? null : '/login/confirm';
  const lacksPasskey = needs === 'passkey' && factors.passkeys.length === 0;
  const isRaised = waits.for === 'step_up' && waits.session.acr !== '1';
  return !hasFactor(factors) || (lacksPasskey && isRaised) ? addressOf('/login/enrol', pending) : null;
}

async function modelOf(visit: Visit, pending: Pending, { means, state }: Asked): Promise<FactorModel> {
  const { site, caller } = visit;
  const { waits, person, factors, needs, interaction } = pending;
  const purpose = `use ${person.userId}`;
  const world = passkeyWorld(site.factors, { browser: caller.visitor.browser, purpose, now: nowOf(visit) });
  const hasPasskey = world !== null && factors.passkeys.length > 0;
  const takesCodes = needs === 'any' || !hasPasskey;
  const canRecover = takesCodes && factors.recoveryCodesLeft > 0;
  const canCode = takesCodes && factors.totp !== null;
  const field = means === 'recovery' && canRecover ? 'recovery' : canCode ? 'totp' : 'none';
  return {
    purpose: waits.for,
    state,
    username: person.username,
    field,
    others: {
      ...(canCode && field !== 'totp' ? { totp: addressOf('/login/factor', pending) } : {}),
      ...(canRecover && field !== 'recovery'
        ? { recovery: addressOf('/login/factor', pending, { means: 'recovery' }) }
        : {}),
      ...(waits.for === 'confirm' ? { password: confirmAddress(pending) } : {}),
    },
    ...(hasPasskey ? { passkey: await requestOptions(world, factors.passkeys) } : {}),
    fields: { ...fieldsOf(pending), means: field === 'recovery' ? 'recovery' : undefined },
    ...(await clientShown(visit, interaction)),
  };
}

const confirmAddress = ({ destination: { redirect } }: Pending): string =>
  `/login/confirm${redirect === undefined ? '' : `?${new URLSearchParams({ redirect })}`}`;
