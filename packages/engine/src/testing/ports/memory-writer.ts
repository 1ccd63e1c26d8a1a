/** What the writers of the memory store share. */

import type { Hash, Instant } from '@grantor/protocol';
import type { Family } from '../../model/family.ts';
import type { Fact, FactKind } from '../../ports/facts.ts';
import type { MemoryState } from './memory-state.ts';

export type FactOf<Kind extends FactKind> = Extract<Fact, { kind: Kind }>;
/** Answers whether the guard held; writes only then. */
type Writer<Kind extends FactKind> = (state: MemoryState, fact: FactOf<Kind>, at: Instant) => boolean;

export type Writers = { readonly [Kind in FactKind]: Writer<Kind> };

/** Families that ended before keep the time of their end. */
export function revokeFamilies(state: MemoryState, ends: (family: Family) => boolean, at: Instant): true {
  for (const family of state.families.values()) {
    if (family.revokedAt === null && ends(family))
      state.families.set(family.id, { ...family, revokedAt: at });
  }
  return true;
}

export type Origin = Pick<Family, 'userId' | 'clientId' | 'sessionId' | 'scope' | 'grantId'> & {
  readonly hash: Hash;
};

/** Codes and device approvals that would give birth to a family which has to end. */
export function dropUnborn(state: MemoryState, ends: (origin: Origin) => boolean): void {
  for (const code of state.codes.values()) {
    if (code.redeemedAt === null && ends({ ...code, grantId: code.grant?.id ?? null }))
      state.codes.delete(code.hash);
  }
  for (const device of state.deviceCodes.values()) {
    if (device.decision.kind !== 'approved' || !ends({ ...device, ...device.decision.approval })) continue;
    state.deviceCodes.set(device.hash, { ...device, decision: { kind: 'denied' } });
  }
}
