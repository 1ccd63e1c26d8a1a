import { type Epoch, epoch } from '@grantor/protocol';
import type { Clock } from '../ports/ports.ts';
import type { ReplayStore } from './holder-options.ts';

/** What is remembered of the proofs of one holder. */
type Share = {
  /** When each of them ends, in the order in which they came. */
  readonly ends: Map<string, Epoch>;
  /** When the last of them ends. */
  latest: Epoch;
  /** Proofs that end by then are not taken: one of them may have been forgotten. */
  forgotten: Epoch;
};

/**
 * Remembers proofs in this process: of all holders together not more than `capacity`, each holder counted as one
 * more. When there is no room, the holder with most proofs gives way: the older half of its proofs is forgotten, and
 * from then on only younger ones than those are taken of it, so that no proof passes twice (RFC 9449 §11.1). Whoever
 * fills the memory narrows the time for the proofs of its own key; nobody else is refused.
 *
 * `remember` throws for a proof of which it cannot tell any more, and when every place is another holder.
 */
export function createReplayMemory(clock: Clock, capacity = 100_000): ReplayStore {
  /** Who wrote longest ago comes first. */
  const shares = new Map<string, Share>();
  const ranking = createRanking(capacity);
  let size = 0;

  const change = (share: Share, act: () => void): void => {
    const before = share.ends.size;
    ranking.remove(share);
    act();
    ranking.add(share);
    size += share.ends.size - before;
  };

  const forgetEnded = (now: Epoch): void => {
    for (const [holder, share] of shares) {
      if (share.latest >= now) return;
      ranking.remove(share);
      shares.delete(holder);
      size -= share.ends.size + 1;
    }
  };

  const makeRoom = (): void => {
    while (size + 2 > capacity) {
      const largest = ranking.largest();
      if (largest === undefined) throw new Error('the memory for DPoP proofs is full');
      change(largest, () => forgetOlderHalf(largest));
    }
  };

  const shareOf = (holder: string): Share => {
    const known = shares.get(holder);
    if (known !== undefined) {
      shares.delete(holder); // to stand last again
      shares.set(holder, known);
      return known;
    }
    const share: Share = { ends: new Map(), latest: beginning, forgotten: beginning };
    shares.set(holder, share);
    size += 1;
    return share;
  };

  return {
    remember(key, until, holder) {
      const now = clock();
      const known = shares.get(holder);
      if (known?.ends.has(key)) return false;
      checkRemembered(known, until);
      forgetEnded(now);
      makeRoom();
      const share = shareOf(holder);
      change(share, () => {
        dropEnded(share, now);
        share.ends.set(key, until);
        share.latest = epoch(Math.max(share.latest, until));
      });
      return true;
    },
  };
}

const beginning = epoch(0);

function checkRemembered(share: Share | undefined, until: Epoch): void {
  if (share !== undefined && until <= share.forgotten) {
    throw new Error('the key of the proof has used up the memory for DPoP proofs');
  }
}

function forgetOlderHalf(share: Share): void {
  let left = Math.ceil(share.ends.size / 2);
  for (const [key, end] of share.ends) {
    if (left-- === 0) return;
    share.ends.delete(key);
    share.forgotten = epoch(Math.max(share.forgotten, end));
  }
}

/** Up to two, so that nobody waits for many. */
function dropEnded({ ends }: Share, now: Epoch): void {
  let left = 2;
  for (const [key, end] of ends) {
    if (left-- === 0 || end >= now) return;
    ends.delete(key);
  }
}

/** Shares by how many proofs they hold, in powers of two: the largest is found without looking at each. */
function createRanking(capacity: number) {
  const ranks = Array.from({ length: rankOf(capacity) + 1 }, () => new Set<Share>());
  return {
    add: (share: Share): void => void ranks[rankOf(share.ends.size)]?.add(share),
    remove: (share: Share): void => void ranks[rankOf(share.ends.size)]?.delete(share),
    /** One of those that hold most, none of which holds twice as many; undefined where nobody holds any. */
    largest(): Share | undefined {
      const [largest] = ranks.slice(1).findLast(({ size }) => size > 0) ?? [];
      return largest;
    },
  };
}

const rankOf = (count: number): number => 32 - Math.clz32(count);
