/** The way to a provider: what it is for is kept, and the browser is sent there (product.md I-1). */

import { after, hmacSha256, OAuthError, secondOf, sha256 } from '@grantor/protocol';
import { type Exchange, queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { seeOther } from '../http/send.ts';
import { readCaller, readPostedForm, type Visit } from '../site/caller.ts';
import { loginLocation } from '../site/login-location.ts';
import { safeRedirect } from '../site/redirect.ts';
import type { Site } from '../site/site.ts';
import { storeUpstreamState } from '../store/upstream-states.ts';
import { type Provider, type UpstreamAttempt, UpstreamFault } from '../upstream/provider.ts';
import { type Errand, failThrough } from './through-failure.ts';

/** In seconds. */
const stateLifetime = 600;

export const showThrough =
  (provider: Provider) =>
  async (exchange: Exchange, site: Site): Promise<Outgoing> => {
    const visit = { exchange, caller: await readCaller(exchange, site), site };
    const wanted = (name: string) => queryParameter(exchange, name) ?? null;
    return sendThrough(visit, provider, {
      ...{ purpose: 'sign_in', userId: null, flow: wanted('flow'), redirect: wanted('redirect') },
      lifetime: lifetimeOf(site, wanted('remember_me')),
    });
  };

/** From the form of the sign-in page, or of the page on which somebody confirms that they are here. */
export const postThrough =
  (provider: Provider) =>
  async (exchange: Exchange, site: Site): Promise<Outgoing> => {
    const caller = await readCaller(exchange, site);
    const visit = { exchange, caller, site };
    const { form, standing } = await readPostedForm(visit, 'browser');
    const flow = form.get('flow') ?? null;
    const redirect = form.get('redirect') ?? null;
    if (standing === 'stale') {
      const target = flow === null ? { redirect: safeRedirect(redirect ?? undefined) } : { flow };
      return seeOther(loginLocation(target, caller), caller.cookies);
    }
    const { session } = caller.visitor;
    const confirms = form.get('purpose') === 'confirm' && session !== null;
    return sendThrough(visit, provider, {
      ...{ purpose: confirms ? 'confirm' : 'sign_in', userId: confirms ? session.userId : null },
      ...{ flow, redirect },
      lifetime: confirms ? caller.lifetime : lifetimeOf(site, form.get('remember_me') ?? null),
    });
  };

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
