/** What would come of an assertion, for whoever trusts its issuer; nothing comes of it (product.md §12.3 /admin/policies). */

import { type ClientId, type Epoch, OAuthError, secondOf } from '@grantor/protocol';
import { assertionKinds, type TrustedIssuer } from '../model/trusted-issuer.ts';
import type { Source } from '../ports/facts.ts';
import type { Recognised } from '../ports/foreign.ts';
import type { Context } from '../requests/context.ts';
import { endpoints } from '../requests/paths.ts';
import { type AssertionFault, verifyAssertion } from '../tokens/foreign-assertion.ts';
import { subjectIn } from '../tokens/foreign-subject.ts';
import { mayHoldTokens } from '../tokens/standing.ts';

/** `keys`: those of its issuer cannot be had now. `other_record`: another one than was asked for speaks of it. */
export type TriedFault = AssertionFault | 'keys' | 'other_record';

/** `service`: the client that a workload is. */
export type TriedAssertion =
  | { readonly kind: 'refused'; readonly fault: TriedFault }
  | {
      readonly kind: 'taken';
      readonly subject: string;
      readonly expiresAt: Epoch;
      readonly who:
        | { readonly kind: 'service'; readonly client: ClientId | null }
        | { readonly kind: 'linked' | 'address'; readonly username: string }
        | { readonly kind: Exclude<Recognised['kind'], 'linked' | 'address'> };
    };

/** As the token endpoint would judge it now, but for whether it was used before. */
export async function tryAssertion(
  context: Context,
  { id }: Pick<TrustedIssuer, 'id'>,
  { value, source: asked }: { readonly value: string; readonly source: Source },
): Promise<TriedAssertion> {
  const { ports } = context;
  const at = ports.clock.now();
  const source = { ...asked, path: endpoints.token.path };
  try {
    const assertion = await verifyAssertion(context, {
      value,
      kinds: assertionKinds,
      now: secondOf(at),
      source,
    });
    if ('detail' in assertion) return { kind: 'refused', fault: assertion.fault ?? 'no_jwt' };
    const { issuer, subject, expiresAt } = assertion;
    if (issuer.id !== id) return { kind: 'refused', fault: 'other_record' };
    const common = { kind: 'taken', subject, expiresAt } as const;
    if (issuer.kind === 'workload')
      return { ...common, who: { kind: 'service', client: issuer.clients?.[0] ?? null } };
    const found = await ports.subjects.recognise(subjectIn(assertion));
    if (!('person' in found)) return { ...common, who: found };
    const { person, kind } = found;
    return {
      ...common,
      who:
        person !== null && mayHoldTokens(person, at)
          ? { kind, username: person.username }
          : { kind: 'nobody' },
    };
  } catch (error) {
    if (error instanceof OAuthError && error.code === 'temporarily_unavailable')
      return { kind: 'refused', fault: 'keys' };
    throw error;
  }
}
