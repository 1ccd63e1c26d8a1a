/** The way to a provider: what it is for is kept, and the browser is sent there (product.md I-1). */

import { endpoints } from '@grantor/engine';
import { after, hmacSha256, OAuthError, type Params, secondOf, sha256 } from '@grantor/protocol';
import { pageBeforeProvider } from '../authorize/before-provider.ts';
import { present } from '../authorize/present.ts';
import { wasShown } from '../authorize/shown.ts';
import { type Exchange, queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { unusableForm } from '../http/refuse.ts';
import { seeOther } from '../http/send.ts';
import { readCaller, readPostedForm, type Visit } from '../site/caller.ts';
import { loginLocation } from '../site/login-location.ts';
import { safeRedirect } from '../site/redirect.ts';
import type { Site } from '../site/site.ts';
import { storeUpstreamState } from '../store/upstream-states.ts';
import { type Provider, type UpstreamAttempt, UpstreamFault } from '../upstream/provider.ts';
import { addressBefore, showBefore } from './before.ts';
import { type Errand, failThrough } from './through-failure.ts';
import { flowOf, lookAgain, waitingFor } from './waiting.ts';

/** In seconds. */
const stateLifetime = 600;

export const showThrough =
  (provider: Provider) =>
  async (exchange: Exchange, site: Site): Promise<Outgoing> => {
    const visit = { exchange, caller: await readCaller(exchange, site), site };
    const wanted = (name: string) => queryParameter(exchange, name) ?? null;
    return askOrSend(visit, provider, {
      ...{ flow: wanted('flow'), redirect: wanted('redirect') },
      lifetime: lifetimeOf(site, wanted('remember_me')),
    });
  };

/** From the form of the sign-in page, of the page on which somebody confirms that they are here, or of the one before this provider. */
export const postThrough =
  (provider: Provider) =>
  async (exchange: Exchange, site: Site): Promise<Outgoing> => {
    const caller = await readCaller(exchange, site);
    const visit = { exchange, caller, site };
    const { form, standing } = await readPostedForm(visit, 'browser');
    const flow = form.get('flow') ?? null;
    const redirect = form.get('redirect') ?? null;
    const lifetime = lifetimeOf(site, form.get('remember_me') ?? null);
    if (form.get('shown') !== undefined) return decideBefore(visit, provider, { form, standing, lifetime });
    if (standing === 'stale') {
      const target = flow === null ? { redirect: safeRedirect(redirect ?? undefined) } : { flow };
      return seeOther(loginLocation(target, caller), caller.cookies);
    }
    const { session } = caller.visitor;
    if (form.get('purpose') !== 'confirm' || session === null)
      return askOrSend(visit, provider, {
        ...{ flow: (await flowOf(visit, form)) ?? null, redirect, lifetime },
      });
    return sendThrough(visit, provider, {
      ...{ purpose: 'confirm', userId: session.userId, flow, redirect, shown: null },
      lifetime: caller.lifetime,
    });
  };

type SignIn = Pick<Errand, 'flow' | 'redirect' | 'lifetime'>;

/** To the provider, unless somebody has to be asked first (product.md I-2). */
async function askOrSend(visit: Visit, provider: Provider, signIn: SignIn): Promise<Outgoing> {
  const { exchange, caller } = visit;
  const { flow, redirect, lifetime } = signIn;
  // What a sign-in is for begins with it: an authorization request comes back here, and then says whose it is
  const path = safeRedirect(redirect ?? undefined);
  if (flow === null && leadsToRequest(path)) return seeOther(path, caller.cookies);
  const outcome = await lookAgain(visit, flow ?? undefined);
  if (outcome !== null && outcome.kind !== 'interact') return present(outcome, exchange, caller);
  const page = outcome === null ? null : pageBeforeProvider(visit.site, outcome.interaction, provider);
  if (outcome === null || page === null)
    return sendThrough(visit, provider, { purpose: 'sign_in', userId: null, shown: null, ...signIn });
  return exchange.method === 'GET'
    ? showBefore(visit, { provider, lifetime, interaction: outcome.interaction, page })
    : seeOther(addressBefore(provider, { flow: outcome.interaction.flow, lifetime }), caller.cookies);
}

const leadsToRequest = (path: string): boolean => {
  const { authorization } = endpoints;
  const requests = [authorization.path, ...authorization.aliases, '/continue'];
  return requests.includes(path.split('?', 1)[0] ?? '');
};

type Posted = {
  readonly form: Params;
  readonly standing: 'current' | 'stale';
  readonly lifetime: Errand['lifetime'];
};

/** A decision counts for what its page showed; on any other page it is asked for again (protocol.md IN-6). */
async function decideBefore(visit: Visit, provider: Provider, posted: Posted): Promise<Outgoing> {
  const { exchange, caller, site } = visit;
  const { form, standing, lifetime } = posted;
  const isNo = form.get('action') === 'deny';
  const outcome = isNo ? await lookAgain(visit, form.get('flow')) : await waitingFor(visit, form, standing);
  if (outcome === null) throw unusableForm('The form has no flow.');
  if (outcome.kind !== 'interact') return present(outcome, exchange, caller);
  const { interaction } = outcome;
  const { flow } = interaction;
  const page = pageBeforeProvider(site, interaction, provider);
  if (page === null)
    return sendThrough(visit, provider, {
      ...{ purpose: 'sign_in', userId: null, redirect: null, shown: null, flow, lifetime },
    });
  const shownThen = form.get('shown') ?? '';
  if (standing === 'stale' || !wasShown(site.csrfKey, shownThen, page.shown)) {
    const again = standing === 'stale' ? 'stale' : 'changed';
    return showBefore(visit, { provider, lifetime, interaction, page, again });
  }
  if (isNo) {
    const denied = { flow, decision: null, failure: 'declined', decidedBefore: true } as const;
    const { source } = exchange;
    return present(await site.engine.resume({ ...denied, source }, caller.visitor), exchange, caller);
  }
  if (form.get('action') !== 'approve') throw unusableForm('The action is missing or unknown.');
  return sendThrough(visit, provider, {
    ...{ purpose: 'sign_in', userId: null, redirect: null, shown: page.digest, flow, lifetime },
  });
}

const lifetimeOf = ({ rememberMe }: Site, asked: string | null): Errand['lifetime'] =>
  rememberMe === 'offered' && asked === '1' ? 'remembered' : 'browser';

/** Sends the browser to the provider. Throws where the address asked too often: each way leaves a row. */
export async function sendThrough(visit: Visit, provider: Provider, errand: Errand): Promise<Outgoing> {
  const { exchange, caller, site } = visit;
  await chargeThrough(visit);
  const state = site.upstream.random.token(32);
  const attempt = attemptOf(site, state, exchange);
  try {
    const prompt = errand.purpose === 'confirm' ? 'again' : 'as_usual';
    const location = await provider.authorizationUrl(attempt, prompt);
    await storeUpstreamState(site.database.kysely, {
      ...{ hash: sha256(state), browser: caller.visitor.browser, provider: provider.name, ...errand },
      expiresAt: after(secondOf(site.now()), stateLifetime),
    });
    return seeOther(location, caller.cookies);
  } catch (fault) {
    if (!(fault instanceof UpstreamFault)) throw fault;
    return failThrough(visit, { provider, errand, why: 'unreachable', reason: fault.message });
  }
}

export async function chargeThrough({ exchange, site }: Visit): Promise<void> {
  const charged = await site.limits.charge('default', exchange.source, null);
  if (charged.allowed) return;
  site.observer.observe({ kind: 'rate_limited', limit: 'default', source: exchange.source });
  throw new OAuthError('rate_limit_exceeded', 'Too many requests.', { retryAfter: charged.retryAfter });
}

/** Verifier and nonce follow from the state by a key that the database does not hold: nothing of them is stored. */
export const attemptOf = ({ upstream }: Site, state: string, { source }: Exchange): UpstreamAttempt => ({
  ...{ state, source },
  verifier: hmacSha256(upstream.key, `verifier\n${state}`),
  nonce: hmacSha256(upstream.key, `nonce\n${state}`),
});
