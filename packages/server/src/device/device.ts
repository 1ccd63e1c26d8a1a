/** The device page: a person enters the code a device shows, sees what it asks for, and decides (RFC 8628 §3.3). */

import type { DeviceConfirmation, DeviceOutcome } from '@grantor/engine';
import type { Params } from '@grantor/protocol';
import { clientIdentity, contactsOf } from '../authorize/client-identity.ts';
import { droppedDetails } from '../authorize/dropped-details.ts';
import { shownDigest, shownOfDevice, wasShown } from '../authorize/shown.ts';
import { type Exchange, queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { type Refusal, showPage, showRefusal } from '../http/page.ts';
import { unusableForm } from '../http/refuse.ts';
import { seeOther } from '../http/send.ts';
import { changedPage, refusedForm, staleForm, tooManyRequests } from '../http/status.ts';
import {
  type DeviceModel,
  deviceConfirmPage,
  devicePage,
  deviceResultPage,
  noAccessDevicePage,
} from '../pages/index.ts';
import { type Caller, pageContext, readCaller, readPostedForm, type Visit } from '../site/caller.ts';
import { loginLocation } from '../site/login-location.ts';
import type { Site } from '../site/site.ts';

/** What a device may have put into the address; anything else is not shown again. */
const shownCode = (text: string | undefined): string | undefined =>
  text && text.length <= 64 ? text : undefined;

/** The code field; a prefilled code is never submitted by itself (RFC 8628 §3.3.1). */
export async function showDevice(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  const code = shownCode(queryParameter(exchange, 'user_code'));
  if (caller.visitor.session === null) return seeOther(signInFirst(caller, code), caller.cookies);
  const model: DeviceModel = {
    state: { kind: 'fresh' },
    ...(code === undefined ? {} : { prefilledCode: code }),
  };
  return showPage({ render: (frame) => devicePage(model, frame) }, pageContext({ exchange, caller, site }));
}

const signInFirst = (caller: Caller, code: string | undefined): string =>
  loginLocation(
    { redirect: code === undefined ? '/device' : `/device?user_code=${encodeURIComponent(code)}` },
    caller,
  );

/** Enters the code, or decides about the one entered before: two separate posts. */
export async function verifyDevice(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  const visit = { exchange, caller, site };
  const { form, standing } = await readPostedForm(visit);
  const userCode = form.get('user_code') ?? '';
  if (caller.visitor.session === null)
    return seeOther(signInFirst(caller, shownCode(userCode)), caller.cookies);
  // Another session has to enter the code itself (protocol.md DV-4).
  if (standing === 'stale') return askAgain(visit, userCode, { kind: 'stale' });
  const action = form.get('action');
  if (action === undefined) return enter(visit, userCode);
  if (action !== 'approve' && action !== 'deny') {
    throw unusableForm('The action is missing or unknown.');
  }
  return answer(visit, await decide(visit, form, { userCode, decision: action }), userCode);
}

/** A decision counts for what its page showed (protocol.md IN-6). */
function decide(
  { exchange, caller, site }: Visit,
  form: Params,
  decided: { readonly userCode: string; readonly decision: 'approve' | 'deny' },
): Promise<DeviceOutcome> {
  const { session } = caller.visitor;
  const request = {
    ...decided,
    dropped: droppedDetails(form),
    source: exchange.source,
    wasShown: async (asked: DeviceConfirmation) =>
      wasShown(site.csrfKey, form.get('shown'), session === null ? null : shownOfDevice(asked, session)),
  };
  return site.engine.decideDevice(request, caller.visitor);
}

/** Wrong codes are counted per address and per session (protocol.md DV-5, RFC 8628 §5.1). */
async function enter(visit: Visit, userCode: string): Promise<Outgoing> {
  const { exchange, caller, site } = visit;
  const charge = await site.limits.deviceVerification(
    exchange.source.address,
    caller.visitor.session?.id ?? '',
  );
  if (!charge.allowed) {
    site.observer.observe({ kind: 'rate_limited', limit: 'device_verify', source: exchange.source });
    return askAgain(visit, userCode, { kind: 'throttled', retryAfterSeconds: charge.retryAfter });
  }
  const outcome = await site.engine.enterUserCode({ userCode, source: exchange.source }, caller.visitor);
  if (outcome.kind === 'confirm' || outcome.kind === 'not_a_member') charge.refund();
  return answer(visit, outcome, userCode);
}

function answer(visit: Visit, outcome: DeviceOutcome, userCode: string): Outgoing {
  const context = pageContext(visit);
  switch (outcome.kind) {
    case 'confirm':
      return confirm(visit, outcome);
    case 'approved':
    case 'denied':
      visit.exchange.note({ clientId: outcome.client.id });
      return showPage({ render: (frame) => deviceResultPage({ kind: outcome.kind }, frame) }, context);
    case 'not_a_member':
      return refuseMember(visit, outcome);
    case 'lost':
      return showRefusal(
        { status: refusedForm, why: 'the code was entered in another session since, or is decided' },
        { render: (frame) => deviceResultPage({ kind: 'already_decided' }, frame) },
        context,
      );
    case 'unknown':
      return askAgain(visit, userCode, { kind: 'invalid' });
  }
}

/** Somebody else may still allow it with the same code: the device hears of it once they say so (product.md §8). */
function refuseMember(
  visit: Visit,
  { client, userCode }: Extract<DeviceOutcome, { kind: 'not_a_member' }>,
): Outgoing {
  visit.exchange.note({ clientId: client.id });
  const model = { userCode, client: clientIdentity(client, null), contacts: contactsOf(client) };
  return showPage({ render: (frame) => noAccessDevicePage(model, frame) }, pageContext(visit));
}

function confirm(
  visit: Visit,
  { confirmation, occasion }: Extract<DeviceOutcome, { kind: 'confirm' }>,
): Outgoing {
  const { session } = visit.caller.visitor;
  if (session === null) throw new Error('a device is confirmed by somebody who is signed in');
  const shown = shownOfDevice(confirmation, session);
  const { client, access, change } = shown;
  visit.exchange.note({ clientId: confirmation.client.id });
  const digest = shownDigest(visit.site.csrfKey, shown);
  const model = {
    ...{ userCode: confirmation.userCode, client, access, shown: digest },
    ...(change === null ? {} : { change }),
  };
  const context = pageContext(visit);
  if (occasion === 'asked') return showPage({ render: (frame) => deviceConfirmPage(model, frame) }, context);
  const changed = { ...model, again: 'changed' } as const;
  return showRefusal(changedPage, { render: (frame) => deviceConfirmPage(changed, frame) }, context);
}

const unknownCode: Refusal = { status: refusedForm, why: 'no device waits with this code' };

/** The code field again, and why. */
function askAgain(
  visit: Visit,
  userCode: string,
  state: Exclude<DeviceModel['state'], { kind: 'fresh' }>,
): Outgoing {
  const code = shownCode(userCode);
  const model: DeviceModel = { state, ...(code === undefined ? {} : { prefilledCode: code }) };
  const page = { render: (frame: Parameters<typeof devicePage>[1]) => devicePage(model, frame) };
  const context = pageContext(visit);
  if (state.kind === 'invalid') return showRefusal(unknownCode, page, context); // protocol.md DV-3
  if (state.kind === 'stale') return showRefusal(staleForm, page, context);
  return showRefusal(
    { status: tooManyRequests, why: 'too many wrong codes' },
    { ...page, headers: { 'retry-after': String(state.retryAfterSeconds) } },
    context,
  );
}
