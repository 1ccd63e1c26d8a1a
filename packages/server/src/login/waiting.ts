/** The authorization request that waits behind a sign-in page: looked at again, and begun again where its time is over. */

import type { AuthorizeOutcome } from '@grantor/engine';
import type { Params } from '@grantor/protocol';
import { lookAt } from '../authorize/before-provider.ts';
import { beginAgain, isOver } from '../authorize/endpoint.ts';
import type { Visit } from '../site/caller.ts';

/** null: none waits. */
export const lookAgain = async (visit: Visit, flow: string | undefined): Promise<AuthorizeOutcome | null> =>
  flow === undefined ? null : lookAt(visit, flow);

/** The flow that waits for this sign-in; a new one for the same request where the page was open for too long. */
export async function flowOf(visit: Visit, form: Params): Promise<string | undefined> {
  const flow = form.get('flow');
  if (flow === undefined || !isOver(form, visit)) return flow;
  const anew = await beginAgain(visit, form);
  return anew?.kind === 'interact' ? anew.interaction.flow : flow;
}

/** The request behind the form; begun again where its flow is over, or belongs to what this browser was before. */
export async function waitingFor(
  visit: Visit,
  form: Params,
  standing: 'current' | 'stale',
): Promise<AuthorizeOutcome | null> {
  const outcome = await lookAgain(visit, form.get('flow'));
  const isGone = outcome?.kind === 'refuse' && outcome.reason === 'flow';
  if (!isGone || !(standing === 'stale' || isOver(form, visit))) return outcome;
  return (await beginAgain(visit, form)) ?? outcome;
}
