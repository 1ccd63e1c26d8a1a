/** Whether a client may be used: approved or rejected, deactivated and activated again (product.md C-3). */

import { isSelfRegistered } from '@grantor/engine';
import { secondOf } from '@grantor/protocol';
import { rewriteClient } from '../store/clients.ts';
import type { Actor } from './change.ts';
import {
  type ClientPorts,
  changeClient,
  clientEvent,
  type Gone,
  type Held,
  type OwnerNotice,
  tellOwner,
} from './held-client.ts';

export type StatusStep = 'approve' | 'reject' | 'deactivate' | 'activate';

const steps = {
  approve: { from: 'pending', to: 'active' },
  reject: { from: 'pending', to: 'inactive' },
  deactivate: { from: 'active', to: 'inactive' },
  activate: { from: 'inactive', to: 'active' },
} as const;

/** What the owner of an app is told of. */
const decisions = {
  approve: 'app_approved',
  reject: 'app_declined',
  deactivate: null,
  activate: null,
} as const satisfies Readonly<Record<StatusStep, OwnerNotice | null>>;

/** `settled`: somebody else has decided, or the client is not where the step begins. */
export type StatusOutcome = { readonly kind: 'done' } | { readonly kind: 'settled' } | Gone;

/**
 * Takes the step; of any number at once one does. Deactivated, everything the client has is inactive at the next
 * request; activated again, what has not expired counts once more (product.md C-3). One that registered itself
 * is blocked in place of deactivated; a document that is fetched anew stays so, unless it was withdrawn (product.md C-5).
 */
export const takeStep = (
  ports: ClientPorts,
  { actor, id }: { readonly actor: Actor; readonly id: string },
  step: StatusStep,
): Promise<StatusOutcome> =>
  changeClient(ports, { actor, id }, async (held): Promise<StatusOutcome> => {
    const { tx, stored, at } = held;
    const { from, to } = steps[step];
    if (stored.client.status !== from) return { kind: 'settled' };
    const { pendingChange } = stored;
    await rewriteClient(tx, { ...stored.client, status: to }, { at: secondOf(at), pendingChange });
    await tellOf(step, held);
    const kind = decisions[step];
    if (kind !== null) await tellOwner(ports, held, { actor, kind });
    return { kind: 'done' };
  });

async function tellOf(step: StatusStep, { tell, stored }: Held): Promise<void> {
  if (step === 'approve') return tell(clientEvent('CLIENT_APPROVED', stored, {}));
  if (step === 'reject') return tell(clientEvent('CLIENT_REJECTED', stored, {}));
  if (step === 'deactivate' && isSelfRegistered(stored.client))
    return tell(clientEvent('CLIENT_BLOCKED', stored, { reason: 'administrator' }));
  return tell(clientEvent('CLIENT_UPDATED', stored, { fields: ['status'] }));
}
