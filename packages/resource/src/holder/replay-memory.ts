import { createRecencyMap, type Epoch } from '@grantor/protocol';
import type { Clock } from '../ports/ports.ts';
import type { ReplayStore } from './holder-options.ts';

/**
 * Remembers proofs in this process, `capacity` of them. When it is full of proofs that are still good it throws
 * instead of forgetting one: a forgotten proof could be used again (RFC 9449 §11.1).
 */
export function createReplayMemory(clock: Clock, capacity = 100_000): ReplayStore {
  const seen = createRecencyMap<Epoch>(capacity);
  const makeRoom = (now: Epoch): void => {
    let before: number;
    do {
      before = seen.size;
      seen.drain((until) => until < now);
    } while (seen.size >= capacity && seen.size < before);
    if (seen.size >= capacity) throw new Error('the memory for DPoP proofs is full');
  };
  return {
    remember(key, until) {
      const now = clock();
      const earlier = seen.get(key);
      if (earlier !== undefined && earlier >= now) return false;
      makeRoom(now);
      seen.set(key, until);
      return true;
    },
  };
}
