/** Recognising a refresh token of ours without using it. */

import { type Epoch, secondOf } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import type { Family, RefreshState } from '../model/family.ts';
import type { FamilyForRefresh, Store } from '../ports/ports.ts';
import { parseRefreshToken, type RefreshToken } from './refresh-token.ts';
import { isOlder, mayHoldTokens } from './standing.ts';

export type PresentedRefresh = FamilyForRefresh & { readonly presented: RefreshToken };

/** The family whose key the value carries, whatever its state; null: none. */
export async function findPresentedRefresh(store: Store, value: string): Promise<PresentedRefresh | null> {
  const presented = parseRefreshToken(value);
  if (presented === null) return null;
  const found = await store.findFamilyForRefresh(presented.keyHash);
  return found === null ? null : { ...found, presented };
}

/** Whether the value is the family's current token and would be honoured (protocol.md TO-3). */
export function isUsable(
  { family, account, presented }: PresentedRefresh,
  client: Client,
  now: Epoch,
): boolean {
  const { refresh } = family;
  return (
    refresh !== null &&
    refresh.currentHash === presented.hash &&
    Math.min(refresh.expiresAt, family.refreshEndsAt) > now &&
    family.revokedAt === null &&
    family.pausedAt === null &&
    !isOlder(family.startedAt, client.tokensValidFrom) &&
    mayHoldTokens(account, family.startedAt)
  );
}

/** When the current token was issued. */
export const issuedAt = (family: Family, refresh: RefreshState): Epoch =>
  secondOf(refresh.rotated[0]?.rotatedAt ?? family.startedAt);
