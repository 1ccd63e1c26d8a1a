/** A sign-in through a provider that came to nothing: the client is told, or the person is (product.md I-9). */

import type { SignInFailure } from '@grantor/engine';
import { present } from '../authorize/present.ts';
import type { Outgoing } from '../http/message.ts';
import { type Refusal, showRefusal } from '../http/page.ts';
import { badGateway, conflict, forbidden, refusedForm } from '../http/status.ts';
import { type ThroughFailure, upstreamFailedPage } from '../pages/index.ts';
import { pageContext, type Visit } from '../site/caller.ts';
import type { UpstreamState } from '../store/upstream-states.ts';
import type { Provider } from '../upstream/provider.ts';

/** What the way to a provider is for, and where it leads in the end. */
export type Errand = Pick<UpstreamState, 'purpose' | 'userId' | 'flow' | 'redirect' | 'lifetime' | 'shown'>;

export type Failed = {
  readonly provider: Provider;
  /** null: nobody knows what it was for. */
  readonly errand: Errand | null;
  readonly why: ThroughFailure;
  /** Constant text, for the audit log. */
  readonly reason: string;
};

const statuses: Readonly<Record<ThroughFailure, number>> = {
  denied: forbidden,
  not_listed: forbidden,
  unreachable: badGateway,
  unknown_state: refusedForm,
  email_taken: conflict,
  closed: forbidden,
  disabled: forbidden,
  other_account: forbidden,
  identity_in_use: conflict,
  already_linked: conflict,
};

/** What the waiting client is told; of the others it learns nothing, since the person can do something about them. */
const told: Readonly<Partial<Record<ThroughFailure, SignInFailure>>> = {
  denied: 'denied',
  not_listed: 'denied',
  unreachable: 'failed',
};

export async function failThrough(visit: Visit, failed: Failed): Promise<Outgoing> {
  const { exchange, caller, site } = visit;
  const { provider, errand, why, reason } = failed;
  site.people.throughFailed(
    { provider: provider.name, reason, technical: why === 'unreachable' },
    exchange.source,
  );
  const failure = told[why];
  if (errand?.flow != null && failure !== undefined) {
    const request = {
      ...{ flow: errand.flow, decision: null, failure, source: exchange.source },
      ...(errand.shown === null ? {} : { decidedBefore: true as const }),
    };
    return present(await site.engine.resume(request, caller.visitor), exchange, caller);
  }
  const refusal: Refusal = { status: statuses[why], why: reason };
  const model = { why, provider: provider.label, ...wayOn(errand) };
  return showRefusal(refusal, { render: (frame) => upstreamFailedPage(model, frame) }, pageContext(visit));
}

/** Back to where it began. */
function wayOn(errand: Errand | null): { readonly back: string; readonly place: 'connections' | 'sign_in' } {
  if (errand?.purpose === 'link') return { back: '/account/connections', place: 'connections' };
  const { flow = null, redirect = null } = errand ?? {};
  const path = errand?.purpose === 'confirm' ? '/login/confirm' : '/login';
  const parameters = new URLSearchParams({
    ...(flow === null ? {} : { flow }),
    ...(flow !== null || redirect === null ? {} : { redirect }),
  });
  return { back: parameters.size === 0 ? path : `${path}?${parameters}`, place: 'sign_in' };
}
