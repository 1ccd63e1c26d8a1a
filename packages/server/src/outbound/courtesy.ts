import { createRefillingLimit, createRefillingTable, limitKey, type RefillingLimit } from '@grantor/protocol';
import { createFairTurns } from './fair-turns.ts';
import type { Outbound } from './outbound.ts';
import type { OutboundAnswer, OutboundRequest } from './request.ts';

/** `busy`: the source, the address on whose behalf it was, or all of them together asked too often. */
export type CourteousAnswer = OutboundAnswer | { readonly kind: 'failed'; readonly reason: 'busy' };

/** What is asked for: each has a share of its own, so that none can use up another's (security.md S-4). */
export type Purpose = 'new_client' | 'known_client' | 'key_set' | 'logo';

/** Sends a request when it may be sent; `onBehalfOf`: the address whose request makes us ask. */
export type Courtesy = (request: OutboundRequest, onBehalfOf: string) => Promise<CourteousAnswer>;

export type Courtesies = (purpose: Purpose, outbound: Outbound) => Courtesy;

// security.md S-3: together 16 at once and 120 a minute, and 30 a minute for one origin
const shares: Readonly<Record<Purpose, { readonly atOnce: number; readonly perMinute: number }>> = {
  new_client: { atOnce: 6, perMinute: 40 },
  known_client: { atOnce: 4, perMinute: 20 },
  key_set: { atOnce: 4, perMinute: 20 },
  logo: { atOnce: 2, perMinute: 40 },
};

/** How long a request waits for its turn, in ms: as long as it may take. */
const patience = 5000;

/** Spares those who publish, and gives each purpose, address and origin its share. `now` in ms. */
export function createCourtesies(now: () => number): Courtesies {
  const world = { table: createRefillingTable(10_000), now };
  const openShare = (purpose: Purpose): Share => {
    const { atOnce, perMinute } = shares[purpose];
    const each = Math.ceil(atOnce / 3);
    return {
      limits: [
        // Somebody else comes through, whatever one address makes us ask and whomever
        [createRefillingLimit(`${purpose} address`, perMinute / 5, world), ({ address }) => address],
        [createRefillingLimit(`${purpose} origin`, perMinute / 4, world), ({ origin }) => origin],
        [createRefillingLimit(`${purpose} all`, perMinute, world), () => ''],
      ],
      turns: createFairTurns({ atOnce, each, waiting: atOnce * 8, eachWaiting: each * 8 }),
    };
  };
  const opened = new Map((Object.keys(shares) as Purpose[]).map((purpose) => [purpose, openShare(purpose)]));
  return (purpose, outbound) => {
    const share = opened.get(purpose) ?? openShare(purpose);
    return async (request, onBehalfOf) => {
      const origin = URL.parse(request.url)?.origin ?? '';
      const asked = { origin, address: limitKey(onBehalfOf) };
      if (!share.limits.every(([limit, keyOf]) => limit.charge(keyOf(asked)).allowed)) return busy;
      const keys = [`address ${asked.address}`, `origin ${origin}`];
      const answer = await share.turns.run(keys, AbortSignal.timeout(patience), () => outbound(request));
      return answer ?? busy;
    };
  };
}

type Asked = { readonly origin: string; readonly address: string };

type Share = {
  readonly limits: readonly (readonly [RefillingLimit, (asked: Asked) => string])[];
  readonly turns: ReturnType<typeof createFairTurns>;
};

const busy: CourteousAnswer = { kind: 'failed', reason: 'busy' };
