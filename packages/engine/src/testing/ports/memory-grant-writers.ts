import type { ClientId, Epoch, UserId } from '@grantor/protocol';
import type { Family } from '../../model/family.ts';
import { type MemoryState, pairKey } from './memory-state.ts';
import { dropUnborn, type Origin, revokeFamilies, type Writers } from './memory-writer.ts';

type GrantFacts = 'grant_created' | 'grant_changed' | 'grant_revoked';

/** Managed grants, with what they gave birth to (facts.ts). */
export const grantWriters: Pick<Writers, GrantFacts> = {
  grant_created: (state, { grant }) => {
    state.grants.set(grant.id, grant);
    return true;
  },
  grant_changed: (state, { grant, action, approval, accessEndsBy }, at) => {
    if (state.grants.get(grant.id)?.revision !== grant.revision - 1) return false;
    state.grants.set(grant.id, grant);
    const isOf = isOfGrant(grant.id);
    dropUnborn(state, (origin) => isOf(origin) && origin.hash !== approval);
    return action === 'replace' ? revokeFamilies(state, isOf, at) : endRefresh(state, isOf, accessEndsBy);
  },
  grant_revoked: (state, { grant: { id, userId, clientId }, reason }, at) => {
    if (!state.grants.delete(id)) return false;
    if (reason === 'user') state.consents.delete(pairKey(userId, clientId));
    dropUnborn(state, isOfGrant(id));
    return revokeFamilies(state, isOfGrant(id), at);
  },
};

/** Every grant of whom these are. */
export function dropGrants(
  state: MemoryState,
  isTheirs: (owner: { userId: UserId; clientId: ClientId }) => boolean,
): void {
  for (const grant of state.grants.values()) if (isTheirs(grant)) state.grants.delete(grant.id);
}

const isOfGrant =
  (id: string) =>
  ({ grantId }: Pick<Origin, 'grantId'>): boolean =>
    grantId === id;

function endRefresh(state: MemoryState, ends: (family: Family) => boolean, accessEndsBy: Epoch): true {
  for (const family of state.families.values()) {
    if (!ends(family)) continue;
    const expiresAt = family.expiresAt < accessEndsBy ? family.expiresAt : accessEndsBy;
    state.families.set(family.id, { ...family, refresh: null, expiresAt });
  }
  return true;
}
