import { after, type Epoch, encodeForm, type Hash, OAuthError, type Params, sha256 } from '@grantor/protocol';
import type { Flow } from '../model/flow.ts';
import type { Fact } from '../ports/facts.ts';
import type { Policy } from '../ports/policy.ts';
import type { Random } from '../ports/ports.ts';
import type { Visitor } from '../requests/request.ts';
import { knownParameters } from './checks.ts';
import { type LocatedRequest, locatingParameters } from './locate.ts';

/** A flow to be stored, and the id only its browser gets to know. */
export type Suspended = { readonly id: string; readonly flow: Flow; readonly fact: Fact };

/** In bytes: as much as a request by GET can bring (protocol.md §1). */
const longestKept = 32_768;

/**
 * Keeps what is read of the request, within a limit (security.md L-8): every later step reads and checks it again
 * (protocol.md AZ-8). Throws `invalid_request` for one that is longer. `told`: a digest that its id bears, so that
 * whoever comes with the id comes with that.
 */
export function suspend(
  located: LocatedRequest,
  visitor: Visitor,
  world: { now: Epoch; random: Random; policy: Policy; told?: Hash },
): Suspended {
  const drawn = world.random.token(32);
  const id = world.told === undefined ? drawn : `${drawn}.${world.told}`;
  const flow: Flow = {
    hash: sha256(id),
    browser: visitor.browser,
    clientId: located.client.id,
    parameters: located.pushed?.reference ?? keptOf(located.params),
    form: located.form,
    startedAt: world.now,
    expiresAt: after(world.now, world.policy.lifetimes.flow),
    session: visitor.session?.id ?? null,
    chosenAccount: null,
  };
  return { id, flow, fact: { kind: 'flow_started', flow } };
}

/**
 * What is read of the parameters, form encoded. Throws `invalid_request` where that is too long: characters that have to
 * be encoded make a post longer than it came.
 */
export function keptOf(params: Params): string {
  const kept = encodeForm(params.only([...locatingParameters, ...knownParameters]).entries());
  if (kept.length > longestKept) {
    throw new OAuthError('invalid_request', 'The parameters are too long together.');
  }
  return kept;
}
