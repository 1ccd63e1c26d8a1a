/** Back from a provider: each way once, to the browser that left (product.md I-1, security.md F-12). */

import { after, secondOf, sha256, type UserId } from '@grantor/protocol';
import { enterThrough, isConnected, linkConnection } from '../administration/connections.ts';
import { type Exchange, queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import type { ThroughFailure } from '../pages/index.ts';
import { isListed } from '../people/allow-list.ts';
import { readCaller, type Visit } from '../site/caller.ts';
import { leadDone } from '../site/outcome.ts';
import type { Site } from '../site/site.ts';
import { storeApproval } from '../store/earlier-approvals.ts';
import { takeUpstreamState, type UpstreamState } from '../store/upstream-states.ts';
import { findUser } from '../store/users.ts';
import { isDenial } from '../upstream/calls.ts';
import { type Provider, UpstreamFault, type UpstreamIdentity } from '../upstream/provider.ts';
import { afterFirstStep } from './first-step.ts';
import { attemptOf, chargeThrough } from './through.ts';
import { type Failed, failThrough } from './through-failure.ts';

/** In seconds: time for second factors and a new password; the flow itself ends sooner or later than that. */
const approvalLifetime = 1800;

export const returnThrough =
  (provider: Provider) =>
  async (exchange: Exchange, site: Site): Promise<Outgoing> => {
    const caller = await readCaller(exchange, site);
    const visit = { exchange, caller, site };
    await chargeThrough(visit);
    const state = queryParameter(exchange, 'state') ?? '';
    const errand = await takeUpstreamState(site.database.kysely, {
      ...{ hash: sha256(state), browser: caller.visitor.browser, provider: provider.name },
      now: secondOf(site.now()),
    });
    const fail = (why: ThroughFailure, reason: string) =>
      failReturn(visit, { provider, errand, why, reason });
    if (errand === null) return fail('unknown_state', 'unknown state');
    const error = queryParameter(exchange, 'error');
    if (isDenial(error)) return fail('denied', 'denied at the provider');
    const code = queryParameter(exchange, 'code');
    if (error !== undefined || code === undefined) return fail('unreachable', 'error of the provider');
    try {
      const identity = await provider.identify({
        ...attemptOf(site, state, exchange),
        ...{ code, issuer: queryParameter(exchange, 'iss') ?? null, now: secondOf(site.now()) },
      });
      return await arrive(visit, { provider, errand, identity });
    } catch (fault) {
      if (!(fault instanceof UpstreamFault)) throw fault;
      return fail('unreachable', fault.message);
    }
  };

const results = {
  denied: 'denied',
  unreachable: 'error',
  unknown_state: 'unknown_state',
  not_listed: 'refused',
  email_taken: 'refused',
  closed: 'refused',
  disabled: 'refused',
  other_account: 'refused',
  identity_in_use: 'refused',
  already_linked: 'refused',
} as const satisfies Record<ThroughFailure, Parameters<Site['people']['cameBack']>[1]>;

function failReturn(visit: Visit, failed: Failed): Promise<Outgoing> {
  visit.site.people.cameBack(failed.provider.name, results[failed.why]);
  return failThrough(visit, failed);
}

type Arrived = {
  readonly provider: Provider;
  readonly errand: UpstreamState;
  readonly identity: UpstreamIdentity;
};

async function arrive(visit: Visit, arrived: Arrived): Promise<Outgoing> {
  const { provider, errand, identity } = arrived;
  if (!isListed(provider.allowed, identity))
    return failReturn(visit, {
      provider,
      errand,
      why: 'not_listed',
      reason: 'not on the list of the provider',
    });
  return errand.purpose === 'link' ? link(visit, arrived) : enter(visit, arrived);
}

const refusals = {
  email_taken: 'the e-mail address is in use',
  closed: 'registration is closed',
  disabled: 'the account is disabled',
} as const satisfies Partial<Record<ThroughFailure, string>>;

async function enter(visit: Visit, { provider, errand, identity }: Arrived): Promise<Outgoing> {
  const { exchange, site } = visit;
  const fail = (why: ThroughFailure, reason: string) => failReturn(visit, { provider, errand, why, reason });
  const arrival = { provider: provider.name, identity };
  const { ports } = site.upstream;
  // Nobody is made, and nothing is connected, by showing that somebody else is here
  const isAnother =
    errand.purpose === 'confirm' &&
    (errand.userId === null || !(await isConnected(ports, arrival, errand.userId)));
  if (isAnother) return fail('other_account', 'another account than the one that is signed in');
  const entry = await enterThrough(ports, exchange.source, arrival);
  if (entry.kind !== 'entered') return fail(entry.kind, refusals[entry.kind]);
  const { user } = entry;
  await keepApproval(visit, errand, user.id);
  site.people.cameBack(provider.name, 'success');
  // A password that changes before the second factor ends this sign-in, too
  const passwordHash = (await findUser(site.database.kysely, user.id))?.passwordHash ?? null;
  return afterFirstStep(visit, {
    ...{ user, passwordHash, provider: provider.name, lifetime: errand.lifetime },
    destination: { flow: errand.flow ?? undefined, redirect: errand.redirect ?? undefined },
  });
}

/** What they allowed before they left is theirs now: it counts once, where the flow goes on. */
async function keepApproval({ caller, site }: Visit, errand: UpstreamState, userId: UserId): Promise<void> {
  const { flow, shown, provider } = errand;
  if (flow === null || shown === null) return;
  const { browser } = caller.visitor;
  const expiresAt = after(secondOf(site.now()), approvalLifetime);
  const approval = { flow: sha256(flow), browser, userId, provider, shown, expiresAt };
  await storeApproval(site.database.kysely, approval);
}

async function link(visit: Visit, { provider, errand, identity }: Arrived): Promise<Outgoing> {
  const { exchange, caller, site } = visit;
  const { session } = caller.visitor;
  const fail = (why: ThroughFailure, reason: string) => failReturn(visit, { provider, errand, why, reason });
  if (session === null || session.userId !== errand.userId)
    return fail('other_account', 'another account than the one that is signed in');
  const actor = { userId: session.userId, username: session.username, source: exchange.source };
  const arrival = { provider: provider.name, identity, owner: session.userId, session: session.id };
  switch (await linkConnection(site.upstream.ports, actor, arrival)) {
    case 'linked':
      site.people.cameBack(provider.name, 'success');
      return leadDone(visit, '/account/connections', 'connection_linked');
    case 'in_use':
      return fail('identity_in_use', 'the identity is connected with another account');
    case 'already':
      return fail('already_linked', 'the account is connected with another identity');
    case 'signed_out':
      return fail('other_account', 'the session has ended');
    case 'gone':
      return fail('disabled', 'the account is disabled');
  }
}
