/** Goes on with a suspended request: finds the flow of this browser and looks at the request again. */

import { OAuthError, secondOf, sha256 } from '@grantor/protocol';
import type { Flow } from '../model/flow.ts';
import type { Context } from '../requests/context.ts';
import type { AuthorizeOutcome } from '../requests/outcome.ts';
import type { ResumeRequest, Visitor } from '../requests/request.ts';
import type { Attempt } from './attempt.ts';
import { proceed, refusing } from './authorize.ts';
import { load } from './load.ts';
import { locate } from './locate.ts';
import { deliverError, startAgain } from './respond.ts';

/** Unknown, expired, finished and foreign flows look alike (protocol.md AZ-7). */
export async function resume(
  world: Context,
  request: ResumeRequest,
  visitor: Visitor,
): Promise<AuthorizeOutcome> {
  const { ports } = world;
  const at = ports.clock.now();
  const found = await ports.store.findFlow(sha256(request.flow), secondOf(at));
  if (found === null) return startAgain();
  const base = { ...world, visitor, source: request.source, at };
  const stored = await claim({ ...base, flow: null, approved: false }, found);
  if (stored === null) return startAgain();
  const attempt: Attempt = { ...base, flow: { id: request.flow, stored }, approved: false };
  switch (request.decision) {
    case null:
      return proceed(attempt, stored.parameters);
    case 'approve':
      return visitor.session === null
        ? proceed(attempt, stored.parameters)
        : proceed({ ...attempt, approved: true }, stored.parameters);
    case 'continue':
      return chooseAccount(attempt, stored);
    case 'deny':
      return deny(attempt, stored);
  }
}

/** The flow of this browser; one that was posted belongs to the first browser that comes back with it. */
async function claim({ ports, visitor, at, source }: Attempt, flow: Flow): Promise<Flow | null> {
  if (flow.browser === visitor.browser) return flow;
  if (flow.browser !== null) return null;
  const session = visitor.session?.id ?? null;
  const fact = { kind: 'flow_claimed', flow: flow.hash, browser: visitor.browser, session } as const;
  const claimed = await ports.store.commit({ facts: [fact], at, source });
  return claimed.ok ? { ...flow, browser: visitor.browser, session } : null;
}

async function chooseAccount(attempt: Attempt, flow: Flow): Promise<AuthorizeOutcome> {
  const { ports, visitor, at, source } = attempt;
  if (visitor.session === null) return proceed(attempt, flow.parameters);
  const { userId } = visitor.session;
  const chosen = await ports.store.commit({
    facts: [{ kind: 'account_chosen', flow: flow.hash, userId }],
    at,
    source,
  });
  if (!chosen.ok) return startAgain();
  const stored = { ...flow, chosenAccount: userId };
  return proceed({ ...attempt, flow: { id: attempt.flow?.id ?? '', stored } }, flow.parameters);
}

/** Nothing is remembered of a denial (protocol.md IN-5). */
function deny(attempt: Attempt, flow: Flow): Promise<AuthorizeOutcome> {
  return refusing(async () => {
    const located = locate(await load(flow.parameters, attempt));
    return deliverError(attempt, located, new OAuthError('access_denied', 'The person denied the request.'));
  });
}
