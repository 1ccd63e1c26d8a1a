/** What is asked by whoever asks in the place of a client (product.md C-7). */

import { secondOf } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import type { TrustedIssuer } from '../model/trusted-issuer.ts';
import type { Source } from '../ports/facts.ts';
import { demandsOn } from '../profiles/client-demands.ts';
import type { Context } from '../requests/context.ts';
import { tryAssertion } from './tried-assertion.ts';

export const trialsOf = (context: Context) => ({
  demandsOn: (client: Client) => demandsOn(client, context.policy),
  certificateOrigin: () => context.policy.certificates?.alias ?? context.policy.issuer,
  nextProofNonce: () => context.ports.secrets.dpopNonces.issue(secondOf(context.ports.clock.now())),
  tryAssertion: (
    record: Pick<TrustedIssuer, 'id'>,
    presented: { readonly value: string; readonly source: Source },
  ) => tryAssertion(context, record, presented),
});
