/** Goes on with a suspended request: finds the flow of this browser and looks at the request again. */

import { secondOf, sha256 } from '@grantor/protocol';
import type { Flow } from '../model/flow.ts';
import type { Context } from '../requests/context.ts';
import type { AuthorizeOutcome } from '../requests/outcome.ts';
import type { ResumeRequest, Visitor } from '../requests/request.ts';
import type { Attempt } from './attempt.ts';
import { proceed } from './authorize.ts';
import { repeatAnswer, startAgain } from './kept-answer.ts';

/** Unknown, expired and foreign flows look alike; so does a finished one, but for a moment (protocol.md AZ-7, IN-6). */
export async function resume(
  world: Context,
  request: ResumeRequest,
  visitor: Visitor,
): Promise<AuthorizeOutcome> {
  const at = world.ports.clock.now();
  const { decision, failure, decidedBefore, source } = request;
  const attempt: Attempt = {
    ...{ ...world, visitor, source, at, flow: null, decision },
    ...(failure === undefined ? {} : { failure }),
    ...(decidedBefore === undefined ? {} : { decidedBefore }),
  };
  const found = await world.ports.store.findFlow(sha256(request.flow), secondOf(at));
  if (found === null) return repeatAnswer(attempt, request.flow);
  const stored = await claim(attempt, found);
  if (stored === null) return startAgain();
  return proceed({ ...attempt, flow: { id: request.flow, stored } }, stored.parameters);
}

/** The flow of this browser; one that was posted, of the browser that was given its cookie then. */
async function claim({ ports, visitor, at, source }: Attempt, flow: Flow): Promise<Flow | null> {
  const { browser, poster } = visitor;
  if (flow.browser === browser) return flow;
  if (poster === undefined || flow.browser !== poster) return null;
  const session = visitor.session?.id ?? null;
  const fact = { kind: 'flow_claimed', flow: flow.hash, poster, browser, session } as const;
  const claimed = await ports.store.commit({ facts: [fact], at, source });
  return claimed.ok ? { ...flow, browser, session } : null;
}
