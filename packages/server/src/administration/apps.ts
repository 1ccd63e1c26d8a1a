/** Apps that people register themselves, and what their owners want of approved ones (product.md §9). */

import type { Client } from '@grantor/engine';
import { holdsSecret } from '@grantor/engine';
import { secondOf, sha256 } from '@grantor/protocol';
import { countPendingOf, holdOwner, insertClient, rewriteClient } from '../store/clients.ts';
import { type PendingChange, type StoredClient, settingsOf } from '../store/rows/client.ts';
import { type Actor, change } from './change.ts';
import { type NewSecret, newSecret } from './client-secrets.ts';
import { changedFields, described, redescribeHeld } from './clients.ts';
import { type ClientPorts, changeClient, clientEvent, type Gone, tellOwner } from './held-client.ts';

/** How many of one person's apps may wait for approval (product.md O-1). */
export const mostPending = 10;

export type AppCreation =
  | { readonly kind: 'created'; readonly client: Client; readonly secret: NewSecret | null }
  | { readonly kind: 'too_many' };

type Owner = { readonly id: string; readonly username: string };

/** Makes a pending app of the person's; of any number at once, no eleventh. */
export async function createApp(
  ports: ClientPorts,
  actor: Actor,
  { owner, client: wanted }: { readonly owner: Owner; readonly client: Client },
): Promise<AppCreation> {
  const at = secondOf(ports.now());
  const secret = holdsSecret(wanted) ? newSecret(ports, wanted, { createdAt: at, expiresAt: null }) : null;
  const client = {
    ...wanted,
    source: 'app',
    status: 'pending',
    secrets: secret === null ? [] : [secret.kept],
  } as const;
  return change(ports, actor, async (tx, tell): Promise<AppCreation> => {
    await holdOwner(tx, owner.id);
    if ((await countPendingOf(tx, owner.id)) >= mostPending) return { kind: 'too_many' };
    const made = await insertClient(tx, client, { ownerId: owner.id, createdBy: owner.username, at });
    if (!made) throw new Error('the id of a new app is one that is there');
    await tell(
      clientEvent('CLIENT_CREATED', { client }, { fields: changedFields({ ...client, ...unnamed }, client) }),
    );
    return { kind: 'created', client, secret };
  });
}

const unnamed = { name: '' };

export type AppEdit =
  | { readonly kind: 'done'; readonly secret: NewSecret | null }
  /** The approved version goes on; somebody has to decide about this one. */
  | { readonly kind: 'submitted' }
  | { readonly kind: 'stale'; readonly stored: StoredClient }
  | Gone;

/** Neither approvers nor users rely on these: they change at once (product.md O-2). */
const free = ['description', 'contacts'] as const satisfies readonly (keyof Client)[];

/**
 * What waits for its approval becomes what the owner says. Of an app somebody has decided about, only what nobody
 * relies on does: the rest waits for an administrator, and takes the place of what waited before. One that is
 * inactive is no way around that: activated, it is what was decided about.
 */
export const editApp = (
  ports: ClientPorts,
  target: { readonly actor: Actor; readonly id: string },
  edit: { readonly version: number; readonly client: Client; readonly by: string },
): Promise<AppEdit> =>
  changeClient(ports, target, async (held): Promise<AppEdit> => {
    const { tx, tell, stored, at } = held;
    if (stored.version !== edit.version) return { kind: 'stale', stored };
    const wanted = described(stored.client, edit.client);
    const fields = changedFields(stored.client, wanted);
    const relied = fields.filter((field) => !free.some((name) => name === field));
    if (stored.client.status === 'pending' || relied.length === 0) {
      const secret = await redescribeHeld(ports, held, { client: wanted, pendingChange: null });
      if (fields.length > 0) await tell(clientEvent('CLIENT_UPDATED', { client: wanted }, { fields }));
      return { kind: 'done', secret };
    }
    const { description, contacts } = wanted;
    const pendingChange: PendingChange = {
      name: wanted.name,
      settings: settingsOf(wanted),
      submittedAt: secondOf(at),
      submittedBy: edit.by,
    };
    const now = { ...stored.client, description, contacts };
    await rewriteClient(tx, now, { at: secondOf(at), pendingChange });
    await tell(clientEvent('CLIENT_CHANGE_SUBMITTED', stored, { fields: relied }));
    return { kind: 'submitted' };
  });

/** The app as it would be once the change is accepted. */
export const changedClient = ({ client, pendingChange }: StoredClient): Client =>
  pendingChange === null
    ? client
    : // Who may use it is the administrators' word alone, also since the change was submitted
      { ...client, ...pendingChange.settings, allowedGroups: client.allowedGroups, name: pendingChange.name };

/** Names the very change somebody saw and decides about. */
export const changeName = (pendingChange: PendingChange): string =>
  sha256(JSON.stringify(pendingChange)).slice(0, 16);

export type Decision = 'accept' | 'decline';

export type DecisionOutcome =
  | { readonly kind: 'done' }
  /** Decided by somebody else, taken back, or another one by now. */
  | { readonly kind: 'settled' }
  | Gone;

/** Accepts or declines the change that was seen; of any number of decisions at once one counts (product.md O-2). */
export const decideChange = (
  ports: ClientPorts,
  target: { readonly actor: Actor; readonly id: string },
  { decision, seen }: { readonly decision: Decision; readonly seen: string },
): Promise<DecisionOutcome> =>
  changeClient(ports, target, async (held): Promise<DecisionOutcome> => {
    const { tx, tell, stored, at } = held;
    if (stored.pendingChange === null || changeName(stored.pendingChange) !== seen)
      return { kind: 'settled' };
    const fields = changedFields(stored.client, changedClient(stored));
    if (decision === 'accept')
      await redescribeHeld(ports, held, { client: changedClient(stored), pendingChange: null });
    else await rewriteClient(tx, stored.client, { at: secondOf(at), pendingChange: null });
    await tell(clientEvent('CLIENT_CHANGE_DECIDED', stored, { decision, fields }));
    const kind = decision === 'accept' ? 'change_accepted' : 'change_declined';
    await tellOwner(ports, held, { actor: target.actor, kind });
    return { kind: 'done' };
  });
