/** What is asked by whoever asks in the place of a client (product.md C-7). */

import { secondOf } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import { demandsOn } from '../profiles/client-demands.ts';
import type { Context } from '../requests/context.ts';

export const trialsOf = ({ ports, policy }: Context) => ({
  demandsOn: (client: Client) => demandsOn(client, policy),
  certificateOrigin: () => policy.certificates?.alias ?? policy.issuer,
  nextProofNonce: () => ports.secrets.dpopNonces.issue(secondOf(ports.clock.now())),
});
