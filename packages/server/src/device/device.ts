/** The device page: a person enters the code a device shows, sees what it asks for, and decides (RFC 8628 §3.3). */

import type { DeviceOutcome } from '@grantor/engine';
import { clientIdentity, requestedAccess } from '../authorize/client-identity.ts';
import { type Exchange, queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { showPage, showRefusal } from '../http/page.ts';
import { unusableForm } from '../http/refuse.ts';
import { seeOther } from '../http/send.ts';
import { refusedForm, tooManyRequests } from '../http/status.ts';
import { type DeviceModel, deviceConfirmPage, devicePage, deviceResultPage } from '../pages/index.ts';
import { type Caller, pageContext, readCaller, readOwnForm, type Visit } from '../site/caller.ts';
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
  return showPage({ render: (frame) => devicePage(model, frame) }, pageContext(exchange, caller, site));
}

const signInFirst = (caller: Caller, code: string | undefined): string =>
  loginLocation(
    { redirect: code === undefined ? '/device' : `/device?user_code=${encodeURIComponent(code)}` },
    caller,
  );

/** Enters the code, or decides about the one entered before: two separate posts. */
export async function verifyDevice(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  const form = await readOwnForm(exchange, caller, site);
  const userCode = form.get('user_code') ?? '';
  if (caller.visitor.session === null)
    return seeOther(signInFirst(caller, shownCode(userCode)), caller.cookies);
  const visit = { exchange, caller, site };
  const action = form.get('action');
  if (action === undefined) return enter(visit, userCode);
  if (action !== 'approve' && action !== 'deny') {
    throw unusableForm('The action is missing or unknown.');
  }
  const request = { userCode, decision: action, source: exchange.source } as const;
  return answer(visit, await site.engine.decideDevice(request, caller.visitor), userCode);
}

/** Wrong codes are counted per address and per session (protocol.md DV-5, RFC 8628 §5.1). */
async function enter(visit: Visit, userCode: string): Promise<Outgoing> {
  const { exchange, caller, site } = visit;
  const charge = site.limits.deviceVerification(exchange.source.address, caller.visitor.session?.id ?? '');
  if (!charge.allowed) {
    site.observer.observe({ kind: 'rate_limited', limit: 'device_verify', source: exchange.source });
    return refuseCode(visit, userCode, { kind: 'throttled', retryAfterSeconds: charge.retryAfter });
  }
  const outcome = await site.engine.enterUserCode({ userCode, source: exchange.source }, caller.visitor);
  if (outcome.kind === 'confirm') charge.refund();
  return answer(visit, outcome, userCode);
}

function answer(visit: Visit, outcome: DeviceOutcome, userCode: string): Outgoing {
  const context = pageContext(visit.exchange, visit.caller, visit.site);
  switch (outcome.kind) {
    case 'confirm': {
      const client = clientIdentity(outcome.client, null);
      const access = requestedAccess(outcome.scopes, outcome.resources);
      const model = { userCode: outcome.userCode, client, access };
      return showPage({ render: (frame) => deviceConfirmPage(model, frame) }, context);
    }
    case 'approved':
    case 'denied':
      return showPage({ render: (frame) => deviceResultPage({ kind: outcome.kind }, frame) }, context);
    case 'lost':
      return showRefusal(
        400,
        { render: (frame) => deviceResultPage({ kind: 'already_decided' }, frame) },
        context,
      );
    case 'unknown':
      return refuseCode(visit, userCode, { kind: 'invalid' });
  }
}

function refuseCode(
  { exchange, caller, site }: Visit,
  userCode: string,
  state: Exclude<DeviceModel['state'], { kind: 'fresh' }>,
): Outgoing {
  const code = shownCode(userCode);
  const model: DeviceModel = { state, ...(code === undefined ? {} : { prefilledCode: code }) };
  const page = { render: (frame: Parameters<typeof devicePage>[1]) => devicePage(model, frame) };
  const context = pageContext(exchange, caller, site);
  if (state.kind === 'invalid') return showRefusal(refusedForm, page, context); // protocol.md DV-3
  return showRefusal(
    tooManyRequests,
    { ...page, headers: { 'retry-after': String(state.retryAfterSeconds) } },
    context,
  );
}
