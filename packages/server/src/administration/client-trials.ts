/** An administrator tries a client: for an hour, an address of ours is one it may come back to (product.md C-7). */

import { isDescribedElsewhere } from '@grantor/engine';
import { after, clientId, secondOf } from '@grantor/protocol';
import { setTrial } from '../store/client-trials.ts';
import type { Actor } from './change.ts';
import { type ClientPorts, changeClient, clientEvent, type Gone } from './held-client.ts';

/** Seconds after which it is off by itself. */
export const trialLasts = 3600;

export type TrialOutcome =
  | { readonly kind: 'done' }
  /** Somebody was faster; or the client is not active, or says itself in a document where it comes back to. */
  | { readonly kind: 'settled' }
  | Gone;

type Target = { readonly actor: Actor; readonly id: string };

/** `redirectUri`: of this server, for this client alone. */
export const startTrial = (ports: ClientPorts, target: Target, redirectUri: string): Promise<TrialOutcome> =>
  changeClient(ports, target, async ({ tx, tell, stored, at }): Promise<TrialOutcome> => {
    const { status, trial } = stored.client;
    const now = secondOf(at);
    const isOn = trial !== null && now < trial.until;
    if (status !== 'active' || isDescribedElsewhere(stored.client) || isOn) return { kind: 'settled' };
    const until = after(now, trialLasts);
    await setTrial(tx, clientId(target.id), { redirectUri, until });
    await tell(clientEvent('CLIENT_TRIAL_STARTED', stored, { expires_at: until }));
    return { kind: 'done' };
  });

export const endTrial = (ports: ClientPorts, target: Target): Promise<TrialOutcome> =>
  changeClient(ports, target, async ({ tx, tell, stored }): Promise<TrialOutcome> => {
    if (stored.client.trial === null) return { kind: 'settled' };
    await setTrial(tx, clientId(target.id), null);
    await tell(clientEvent('CLIENT_TRIAL_ENDED', stored, {}));
    return { kind: 'done' };
  });
