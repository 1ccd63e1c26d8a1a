/**
 * Clients that nobody here vouches for are allowed before the browser is sent to a provider, which may send it back
 * without a word (clients.md §10 Before upstream sign-in). What was allowed there is what is granted after the sign-in,
 * or the person is asked anew (protocol.md IN-6).
 */

import { type AuthorizeOutcome, type Interaction, isSelfRegistered } from '@grantor/engine';
import { equalInConstantTime, secondOf, sha256 } from '@grantor/protocol';
import type { Visit } from '../site/caller.ts';
import type { Site } from '../site/site.ts';
import { dropApproval, findApproval } from '../store/earlier-approvals.ts';
import type { Provider } from '../upstream/provider.ts';
import { type BeforeProviderShown, shownBeforeProvider, shownDigest, wasShown } from './shown.ts';

/** Where the flow stands, for who is signed in; what they allowed on the way to their provider counts. */
export async function lookAt(visit: Visit, flow: string): Promise<AuthorizeOutcome> {
  const { exchange, caller, site } = visit;
  const { source } = exchange;
  const { session, browser } = caller.visitor;
  const approval =
    session?.provider === undefined
      ? null
      : await findApproval(site.database.kysely, {
          ...{ flow: sha256(flow), browser, userId: session.userId, now: secondOf(site.now()) },
        });
  if (approval === null) return site.engine.resume({ flow, decision: null, source }, caller.visitor);
  const provider = site.upstream.providers.find(({ name }) => name === approval.provider);
  const decision = {
    kind: 'approve',
    wasShown: async (asked: Interaction) =>
      provider !== undefined &&
      isWhatAnybodyIsAsked(asked) &&
      wasShown(site.csrfKey, approval.shown, shownBeforeProvider(asked, provider)),
  } as const;
  const outcome = await site.engine.resume({ flow, decision, source }, caller.visitor);
  if (outcome.kind === 'interact' && outcome.occasion === 'changed')
    await dropApproval(site.database.kysely, approval.flow);
  return outcome;
}

/**
 * Whether this person is asked for what anybody would be: some may allow more than others. Details are asked about where
 * they can be left out one by one (advanced.md RAR-3), and a grant of theirs is changed where they see what it loses
 * (advanced.md GMT-5).
 */
function isWhatAnybodyIsAsked({ client, step, ofAnybody }: Interaction): boolean {
  if (step.kind !== 'consent' || !isSelfRegistered(client) || step.details.length > 0) return false;
  if (step.change !== null) return false;
  return equalInConstantTime(JSON.stringify(step.terms), JSON.stringify(ofAnybody.terms));
}

/** What is shown before this provider is, with its digest; null: nobody has to be asked first. */
export function pageBeforeProvider(
  { csrfKey }: Pick<Site, 'csrfKey'>,
  interaction: Interaction,
  provider: Provider,
): { readonly shown: BeforeProviderShown; readonly digest: string } | null {
  const shown = shownBeforeProvider(interaction, provider);
  return shown === null ? null : { shown, digest: shownDigest(csrfKey, shown) };
}
