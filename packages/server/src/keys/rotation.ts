import { type Epoch, epoch } from '@grantor/protocol';
import type { KeyAlgorithm } from './key-algorithm.ts';
import { type KeyLife, signerOrFirst } from './server-key.ts';

/** Seconds a key is published before it signs, so that verifiers with an old key set know it (protocol.md JW-2). */
export const publishedAhead = 24 * 3600;

export type RotationRule = {
  /** Algorithms of which there must be a key. */
  readonly algorithms: readonly KeyAlgorithm[];
  /** `KEY_ROTATION_INTERVAL` in seconds; 0: only by hand. */
  readonly interval: number;
  /** The algorithm whose key the operator brought: it is never rotated on schedule. */
  readonly pinned: KeyAlgorithm | null;
};

export type KeyToCreate = { readonly alg: KeyAlgorithm; readonly activatesAt: Epoch };

/** The keys missing at `now`: the first of an algorithm signs at once, a successor is published ahead. */
export function decideRotation(
  keys: readonly KeyLife[],
  rule: RotationRule,
  now: Epoch,
): readonly KeyToCreate[] {
  return rule.algorithms.flatMap((alg): readonly KeyToCreate[] => {
    if (signerOrFirst(keys, alg, now) === null) return [{ alg, activatesAt: now }];
    if (rule.interval === 0 || rule.pinned === alg) return [];
    const due = newestActivation(keys, alg) + rule.interval;
    if (due - publishedAhead > now) return [];
    return [{ alg, activatesAt: epoch(Math.max(due, now + publishedAhead)) }];
  });
}

/** The successor an administrator asked for, or null when one is on its way already. */
export function decideSuccessor(keys: readonly KeyLife[], alg: KeyAlgorithm, now: Epoch): KeyToCreate | null {
  return newestActivation(keys, alg) > now ? null : { alg, activatesAt: epoch(now + publishedAhead) };
}

/** Whether a key signs longer than the interval allows and a day more, and no successor is published; 0: by hand. */
export function isRotationOverdue(
  keys: readonly KeyLife[],
  { interval, now }: { readonly interval: number; readonly now: Epoch },
): boolean {
  if (interval === 0) return false;
  const algorithms = new Set(keys.flatMap(({ alg, removedAt }) => (removedAt === null ? [alg] : [])));
  return [...algorithms].some((alg) => newestActivation(keys, alg) + interval + publishedAhead < now);
}

/** When the newest key of the algorithm begins to sign; there must be one. */
export function newestActivation(keys: readonly KeyLife[], alg: KeyAlgorithm): Epoch {
  const activations = keys.filter((key) => key.alg === alg && key.removedAt === null);
  return epoch(Math.max(...activations.map((key) => key.activatesAt)));
}
