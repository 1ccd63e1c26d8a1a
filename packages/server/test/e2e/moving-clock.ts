import type { Clock } from '@grantor/engine';
import { instant } from '@grantor/protocol';

/** The time of day, and what a test adds to it. */
export type MovingClock = Clock & { advance(seconds: number): void };

export function movingClock(): MovingClock {
  let ahead = 0;
  return {
    now: () => instant(Date.now() + ahead),
    advance(seconds) {
      ahead += seconds * 1000;
    },
  };
}
