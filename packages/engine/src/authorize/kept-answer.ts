/** How a flow was answered, kept for a moment: a decision posted twice gets the same answer twice (protocol.md IN-6). */

import { after, hash, OAuthError, secondOf, sha256 } from '@grantor/protocol';
import type { Fact, FactKind } from '../ports/facts.ts';
import type { AuthorizeOutcome } from '../requests/outcome.ts';
import { type SealedUnder, seal, unseal } from '../tokens/sealed.ts';
import type { Attempt } from './attempt.ts';
import { referenceRefused } from './load.ts';
import type { LocatedRequest } from './locate.ts';
import { refuse } from './refuse.ts';

type Answer = Extract<AuthorizeOutcome, { kind: 'answer' }>;

/** In the place of a browser's cookie, of which it is no digest: the request is a ticket of a front-end. */
export const elsewhere = hash('elsewhere');

/** Seconds (protocol.md IN-6). */
const repeatedFor = 10;

export const startAgain = (): AuthorizeOutcome => ({
  kind: 'refuse',
  error: new OAuthError('invalid_request', 'The sign-in request has expired or was finished already.'),
  reason: 'flow',
});

/** The end of what is answered, a flow or what was pushed: for the commit that makes the answer true. */
export function endingWith(
  attempt: Attempt,
  { pushed }: Pick<LocatedRequest, 'pushed'>,
  answer: Answer,
): readonly Fact[] {
  const spent = pushed === null ? [] : [{ kind: 'pushed_request_answered', request: pushed.hash } as const];
  return [...endOfFlow(attempt, answer), ...spent];
}

function endOfFlow({ flow, visitor, decision, at }: Attempt, answer: Answer): readonly Fact[] {
  if (flow === null) return [];
  const ended = { kind: 'flow_ended', flow: flow.stored.hash } as const;
  if (visitor.browser === elsewhere) return [ended]; // federation-vci-authlete.md ATL-5
  return [
    ended,
    {
      kind: 'flow_answered',
      answer: {
        flow: flow.stored.hash,
        browser: visitor.browser,
        userId: visitor.session?.userId ?? null,
        decision: decision?.kind ?? null,
        sealed: seal(JSON.stringify(answer), under(flow.id), flow.stored.hash),
        answeredAt: at,
        expiresAt: after(secondOf(at), repeatedFor + 1),
      },
    },
  ];
}

/** What whoever was second to answer gets: the first answer, where it was that of the same flow. */
export function answeredBefore(
  attempt: Attempt,
  { client, pushed }: Pick<LocatedRequest, 'client' | 'pushed'>,
  conflict: FactKind,
): AuthorizeOutcome | Promise<AuthorizeOutcome> {
  if (conflict === 'pushed_request_answered')
    return refuse(attempt, { encoded: pushed?.reference ?? '', client }, referenceRefused(client));
  return attempt.flow === null || attempt.visitor.browser === elsewhere
    ? startAgain()
    : repeatAnswer(attempt, attempt.flow.id);
}

type Asked = Pick<Attempt, 'ports' | 'visitor' | 'decision' | 'at'>;

/**
 * The answer again, to the same browser and person for the same decision, a moment after it was given; else
 * the flow is over, as for a stranger (protocol.md AZ-7).
 */
export async function repeatAnswer(
  { ports, visitor, decision, at }: Asked,
  flow: string,
): Promise<AuthorizeOutcome> {
  const kept = await ports.store.findFlowAnswer(sha256(flow), secondOf(at));
  if (kept === null || at - kept.answeredAt > repeatedFor * 1000) return startAgain();
  if (kept.browser !== visitor.browser || kept.decision !== (decision?.kind ?? null)) return startAgain();
  if (kept.userId !== (visitor.session?.userId ?? null)) return startAgain();
  const opened = unseal(kept.sealed, under(flow), kept.flow);
  return opened === null ? startAgain() : (JSON.parse(opened) as Answer);
}

const under = (flow: string): SealedUnder => ({ secret: flow, purpose: 'grantor sealed flow answer' });
