import { createRefillingLimit, createRefillingTable } from '@grantor/protocol';
import type { Outbound } from './outbound.ts';
import type { OutboundAnswer, OutboundRequest } from './request.ts';
import { createTurns } from './turns.ts';

/** `busy`: the source, or all of them together, were asked too often. */
export type CourteousAnswer = OutboundAnswer | { readonly kind: 'failed'; readonly reason: 'busy' };

/** Sends a request when it may be sent. */
export type Courtesy = (outbound: Outbound, request: OutboundRequest) => Promise<CourteousAnswer>;

/** Spares those who publish: 16 requests at once, 30 a minute per origin, 120 in all (security.md S-3). `now` in ms. */
export function createCourtesy(now: () => number): Courtesy {
  const inTurn = createTurns(16);
  const world = { table: createRefillingTable(10_000), now };
  const perOrigin = createRefillingLimit('origin', 30, world);
  const inAll = createRefillingLimit('all', 120, world);
  return async (outbound, request) => {
    const origin = URL.parse(request.url)?.origin ?? '';
    if (!perOrigin.charge(origin).allowed || !inAll.charge('').allowed) {
      return { kind: 'failed', reason: 'busy' };
    }
    return inTurn(() => outbound(request));
  };
}
