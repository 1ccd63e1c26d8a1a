import { limitKey } from '@grantor/protocol';
import { type Asked, fitsFairly, type Purpose, type Share } from './fair-share.ts';
import { createFairTurns } from './fair-turns.ts';
import type { Outbound } from './outbound.ts';
import type { OutboundAnswer, OutboundRequest } from './request.ts';

/** `busy`: the purpose, the origin, the address on whose behalf it was, or all of them together asked too often. */
export type CourteousAnswer = OutboundAnswer | { readonly kind: 'failed'; readonly reason: 'busy' };

/** Sends a request when it may be sent; `onBehalfOf`: the address whose request makes us ask. */
export type Courtesy = (request: OutboundRequest, onBehalfOf: string) => Promise<CourteousAnswer>;

export type Courtesies = (purpose: Purpose, outbound: Outbound) => Courtesy;

type Shares = { readonly ofAll: Share; readonly ofOrigin: Share };

// security.md S-3: 120 in all; of new clients 60 for one address, 30 of them to one origin
const minuteRatios = { address: { new: 3, known: 1 }, purpose: 3 };
const perMinute: Shares = {
  ofAll: { most: { new: 80, known: 40 }, ...minuteRatios },
  ofOrigin: { most: { new: 40, known: 20 }, ...minuteRatios },
};

// A slow one holds its place for seconds
const placeRatios = { address: { new: 1, known: 0.5 }, purpose: 1 };
const atOnce: Shares = {
  ofAll: { most: { new: 8, known: 8 }, ...placeRatios },
  ofOrigin: { most: { new: 6, known: 6 }, ...placeRatios },
};

/** In ms. */
const minute = 60_000;

/** How long a request waits for its turn, in ms: as long as it may take. */
const patience = 5000;

export type CourtesyWorld = {
  /** In ms. */
  readonly now: () => number;
  /** `ENABLE_RATE_LIMIT`: false ends the share of an address, as it ends every limit per address. */
  readonly perAddress: 'on' | 'off';
};

/** Spares those who publish, and gives each purpose, address and origin its share. */
export function createCourtesies({ now, perAddress }: CourtesyWorld): Courtesies {
  /** Of the last minute, the oldest first; never more than may be asked in it. */
  let recent: readonly (Asked & { readonly at: number })[] = [];
  const turns = createFairTurns<Asked>({
    mayRun: (asked, running) => fits(asked, running, atOnce),
    had: ({ address }) => recent.filter((other) => other.address === address).length,
  });
  return (purpose, outbound) => async (request, onBehalfOf) => {
    const origin = URL.parse(request.url)?.origin ?? '';
    const asked = { purpose, address: perAddress === 'on' ? limitKey(onBehalfOf) : null, origin };
    const at = now();
    // A clock that was set back must not keep them longer
    recent = recent.filter((other) => Math.abs(at - other.at) < minute);
    if (!fits(asked, recent, perMinute)) return busy;
    recent = [...recent, { ...asked, at }];
    const answer = await turns.run(asked, AbortSignal.timeout(patience), () => outbound(request));
    return answer ?? busy;
  };
}

function fits(asked: Asked, others: readonly Asked[], { ofAll, ofOrigin }: Shares): boolean {
  const sameOrigin = others.filter(({ origin }) => origin === asked.origin);
  return fitsFairly(asked, others, ofAll) && fitsFairly(asked, sameOrigin, ofOrigin);
}

const busy: CourteousAnswer = { kind: 'failed', reason: 'busy' };
