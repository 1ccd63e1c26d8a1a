import { after, type Epoch, encodeForm, sha256 } from '@grantor/protocol';
import type { Flow } from '../model/flow.ts';
import type { Fact } from '../ports/facts.ts';
import type { Policy } from '../ports/policy.ts';
import type { Random } from '../ports/ports.ts';
import type { Visitor } from '../requests/request.ts';
import { knownParameters } from './checks.ts';
import { type LocatedRequest, locatingParameters } from './locate.ts';

/** A flow to be stored, and the id only its browser gets to know. */
export type Suspended = { readonly id: string; readonly flow: Flow; readonly fact: Fact };

/**
 * Keeps what is read of the request, each value within its limit (security.md L-8): every later step reads and checks
 * it again (protocol.md AZ-8).
 */
export function suspend(
  located: LocatedRequest,
  visitor: Visitor,
  world: { now: Epoch; random: Random; policy: Policy },
): Suspended {
  const id = world.random.token(32);
  const flow: Flow = {
    hash: sha256(id),
    browser: visitor.browser,
    clientId: located.client.id,
    parameters: encodeForm(located.params.only([...locatingParameters, ...knownParameters]).entries()),
    startedAt: world.now,
    expiresAt: after(world.now, world.policy.lifetimes.flow),
    session: visitor.session?.id ?? null,
    chosenAccount: null,
  };
  return { id, flow, fact: { kind: 'flow_started', flow } };
}
