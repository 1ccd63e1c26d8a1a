/** The token endpoint (RFC 6749 §3.2, protocol.md §8): the phases every grant shares, in their order. */

import { jsonReply, noting, OAuthError, type Params, type Reply, secondOf } from '@grantor/protocol';
import {
  authenticate,
  authenticationFailed,
  findClaimant,
  type ProvedClient,
} from '../client-auth/authenticate.ts';
import { chargeClient, isByAnybody } from '../client-auth/client-charge.ts';
import { type Keep, spending } from '../client-auth/spending.ts';
import { checkGrantAllowed } from '../grants/allowed.ts';
import type { Grant, GrantOutcome, GrantRequest, UnprovedRequest } from '../grants/grant.ts';
import { GrantReplayed, invalidGrant, missing } from '../grants/refusal.ts';
import { offeredGrants, tokenParameters } from '../grants/registry.ts';
import { type Evidence, findHolding } from '../holder/holding.ts';
import { payForRow, usedBefore } from '../holder/proof.ts';
import type { Fact } from '../ports/facts.ts';
import type { Policy } from '../ports/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { charge } from '../requests/charge.ts';
import type { Context } from '../requests/context.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import type { Entitlement } from '../tokens/entitlement.ts';
import { type ExtraClaims, readExtraClaims } from '../tokens/extra-claims.ts';
import { issue } from '../tokens/issue.ts';
import { formatAnswer, type TokenAnswer } from '../tokens/token-answer.ts';
import { answer, withNonce } from './answer.ts';
import { readForm } from './form.ts';
import { payerOf, type Toll, withToll } from './toll.ts';

export const token = (context: Context, request: BackChannelRequest): Promise<Reply> =>
  answer(context.ports, { endpoint: 'token', source: request.source }, () =>
    withToll(context.ports, { limit: 'token', source: request.source }, (toll) =>
      exchange(context, request, toll),
    ),
  );

// protocol.md TK-1
async function exchange(context: Context, request: BackChannelRequest, toll: Toll): Promise<Reply> {
  const { ports, policy } = context;
  const { source } = request;
  const now = ports.clock.now();

  const params = readForm(request, tokenParameters);
  const grant = findGrant(params, policy);

  return telling(ports, grant, async () => {
    const { proved, vouched } = await identify(context, { ...request, params, grant, now }, toll);
    const { client } = proved;
    await chargeClient(ports, proved, source);

    const { tokens, nonce } = await redeem(context, { ...request, grant, params, proved, vouched, now });
    return noting(withNonce(jsonReply(formatAnswer(tokens, secondOf(now))), nonce), client.id);
  });
}

type Arrived = UnprovedRequest &
  Pick<BackChannelRequest, 'authorization' | 'certificate' | 'attestation' | 'dpop' | 'called'> & {
    readonly grant: Grant;
  };

/** Who asks: by its own proof, or by what the grant was shown of it. */
async function identify(
  context: Context,
  { grant, ...request }: Arrived,
  toll: Toll,
): Promise<Pick<Redemption, 'proved' | 'vouched'>> {
  const claimant = await findClaimant(context, request);
  toll.name(payerOf(claimant));
  if (grant.charged === 'on_entry') await toll.pay();
  const { now, source } = request;
  const identified = (await grant.identify?.(context, request)) ?? null;
  return identified ?? { proved: await authenticate(context, claimant, { now: secondOf(now), source }) };
}

/** Each refused request is told of once, with the grant it asked for. */
async function telling({ observer }: Ports, grant: Grant, work: () => Promise<Reply>): Promise<Reply> {
  try {
    return await work();
  } catch (failure) {
    const cause = failure instanceof GrantReplayed ? 'replayed' : 'other';
    observer.observe({ kind: 'grant_refused', grant: grant.name, cause });
    throw failure;
  }
}

export type Redemption = Pick<GrantRequest, 'params' | 'now' | 'vouched'> &
  Evidence & { readonly grant: Grant; readonly proved: ProvedClient };

/** `nonce`: for the next proof; null: none is due. */
export type Redeemed = { readonly tokens: TokenAnswer; readonly nonce: string | null };

/** What the grant gives a proved client, committed with what its proofs spend. Throws `OAuthError`. */
export function redeem(
  context: Context,
  { grant, params, proved, vouched, now, ...evidence }: Redemption,
): Promise<Redeemed> {
  const { client, method, instance = null } = proved;
  return spending(context.ports, { ...proved, source: evidence.source }, async (keep) => {
    checkGrantAllowed({ client, method, policy: context.policy }, grant);
    const { confirmation, spends, nonce } = findHolding(context, evidence, { client, now });
    const extraClaims = readExtraClaims(params, proved, context.policy);
    const shown = { params, client, method, confirmation, instance, source: evidence.source, vouched };
    const asked: GrantRequest = { ...shown, now, attempt: 'first' };
    return { tokens: await entitle(context, { grant, asked, spends, keep, extraClaims }), nonce };
  });
}

type Exchange = {
  readonly grant: Grant;
  readonly asked: GrantRequest;
  /** What makes the proof of the holder count once. */
  readonly spends: readonly Fact[];
  readonly keep: Keep;
  readonly extraClaims: ExtraClaims | null;
};

async function entitle(context: Context, exchange: Exchange): Promise<TokenAnswer> {
  const { grant, asked, spends, keep, extraClaims } = exchange;
  const outcome = await grant.decide(context, asked);
  if (outcome.kind === 'repeated' || outcome.kind === 'refused') return settle(context, outcome, exchange);
  if (outcome.kind === 'entitled') await payForRefresh(context.ports, asked, outcome.entitlement);
  const issued =
    outcome.kind === 'vouched'
      ? outcome
      : await issue(context, { ...outcome.entitlement, extraClaims }, asked);
  // The time is that of the commit, not of the arrival: whether another request came before or after is
  // judged by this instant (protocol.md TC-2, RF-4)
  const kept = await keep([...spends, ...issued.facts], context.ports.clock.now());
  if (kept.ok) return issued.answer;
  if (kept.conflict === 'dpop_proof_seen') throw usedBefore(); // advanced.md DPO-4
  return answerLoser(context, exchange);
}

/**
 * A refresh can be repeated without end, by no more than a token that a person got, and each is written down: a person has
 * a budget of them with the clients that anybody can be. Throws `rate_limit_exceeded` (security.md L-8).
 */
async function payForRefresh(
  ports: Ports,
  asked: GrantRequest,
  { lineage, account }: Entitlement,
): Promise<void> {
  if (lineage.kind !== 'continued' || !isByAnybody(asked)) return;
  await charge(ports, { limit: 'refresh', source: asked.source }, account?.id ?? asked.client.id);
}

function findGrant(params: Params, policy: Policy): Grant {
  const name = params.get('grant_type');
  if (name === undefined) throw missing('grant_type');
  const grant = offeredGrants(policy).find((row) => row.name === name);
  // RFC 6749 §5.2
  if (grant === undefined) throw new OAuthError('unsupported_grant_type', 'The grant type is not supported.');
  return grant;
}

/** An outcome that needs no new tokens: the earlier answer again, or a refusal with its consequences. */
async function settle(
  context: Context,
  outcome: Extract<GrantOutcome, { kind: 'repeated' | 'refused' }>,
  { asked, spends, keep }: Exchange,
): Promise<TokenAnswer> {
  if (outcome.kind === 'repeated') {
    // The answer is the same, its request is another: each has a proof of its own
    if (spends.length > 0) {
      await payForRow(context.ports, { ...asked, payer: null });
      if (!(await keep(spends, context.ports.clock.now())).ok) throw usedBefore();
    }
    context.ports.observer.observe({ kind: 'refresh_replayed_in_grace' });
    await keep([], context.ports.clock.now()); // a success: what it proved is kept for it (security.md L-4)
    return outcome.answer;
  }
  await keep(outcome.facts, context.ports.clock.now());
  throw outcome.error;
}

/** The loser of a race gets what the row it lost says now, and is never retried into success (protocol.md G-8). */
async function answerLoser(context: Context, exchange: Exchange): Promise<TokenAnswer> {
  const { grant, asked } = exchange;
  const client = await context.ports.store.findClient(asked.client.id);
  if (client?.status !== 'active') throw authenticationFailed(); // protocol.md TK-5
  const outcome = await grant.decide(context, { ...asked, attempt: 'lost' });
  if (outcome.kind === 'entitled' || outcome.kind === 'vouched') throw invalidGrant('lost a race');
  return settle(context, outcome, exchange);
}
