/** How long clients that registered themselves live unused, and how their use is noted (clients.md §4). */

import { after, type Epoch } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import type { Fact } from '../ports/facts.ts';
import type { Policy } from '../ports/policy.ts';
import type { Ports } from '../ports/ports.ts';

const HOUR = 3600;

/** Seconds between two notes of use; a short life is noted more often, so that use keeps it up. */
const spacingOf = ({ clientLifetime }: Policy): number =>
  clientLifetime === null ? HOUR : Math.min(HOUR, Math.floor(clientLifetime / 2));

const isDue = ({ lastUsedAt }: Client, policy: Policy, now: Epoch): boolean =>
  lastUsedAt !== null && lastUsedAt <= now - spacingOf(policy);

/** To be committed with what the request writes; empty while the last note is fresh. */
export const useOf = (client: Client, policy: Policy, now: Epoch): readonly Fact[] =>
  isDue(client, policy, now)
    ? [{ kind: 'client_used', clientId: client.id, spacing: spacingOf(policy) }]
    : [];

/** The client as it is once its use has been noted. */
export const used = <C extends Client>(client: C, policy: Policy, now: Epoch): C =>
  isDue(client, policy, now) ? { ...client, lastUsedAt: now } : client;

/** The second in which the client ends if nobody uses it; null: it lives for ever. */
export const endOfLife = ({ lastUsedAt }: Client, { clientLifetime }: Policy): Epoch | null =>
  lastUsedAt === null || clientLifetime === null ? null : after(lastUsedAt, clientLifetime);

/**
 * Whether the client's life is over. The record at hand may be an old one, so what it says is looked up anew;
 * a client whose tokens may still be used never ends.
 */
export async function hasExpired(
  { ports, policy }: { readonly ports: Pick<Ports, 'store'>; readonly policy: Policy },
  client: Client,
  now: Epoch,
): Promise<boolean> {
  // OpenID Federation §12.3: whoever vouched for it does so no longer
  if (isPast(client.federation?.endsAt ?? null, now)) return true;
  if (!isPast(endOfLife(client, policy), now)) return false;
  const use = await ports.store.findClientUse(client.id, now);
  if (use === null) return true;
  return !use.hasLiveFamily && isPast(endOfLife({ ...client, ...use }, policy), now);
}

const isPast = (end: Epoch | null, now: Epoch): boolean => end !== null && end <= now;
