import { limitKey, siteKey } from '@grantor/protocol';
import { type Asked, fitsFairly, type Purpose, type Share } from './fair-share.ts';
import { createFairTurns, type Turn } from './fair-turns.ts';
import type { Outbound } from './outbound.ts';
import type { OutboundAnswer, OutboundRequest } from './request.ts';

/** `busy`: the purpose, the origin, the address on whose behalf it was, or all of them together asked too often. */
export type CourteousAnswer = OutboundAnswer | { readonly kind: 'failed'; readonly reason: 'busy' };

/**
 * Sends a request when it may be sent; `onBehalfOf`: the address whose request makes us ask. What others ask for at the
 * same time is asked for once, as soon as any of them may, unless each is to have an answer of its own.
 */
export type Courtesy = (
  request: OutboundRequest,
  onBehalfOf: string,
  options?: CourtesyOptions,
) => Promise<CourteousAnswer>;

export type CourtesyOptions = {
  /** In ms: how long its turn is waited for at most. */
  readonly patience?: number;
  /** It is sent; whether its turn had to be waited for. */
  readonly onSent?: (turn: 'at_once' | 'waited') => void;
};

export type Courtesies = (purpose: Purpose, outbound: Outbound) => Courtesy;

type Shares = { readonly ofAll: Share; readonly ofOrigin: Share };

// security.md S-3: 120 in all; of new clients 60 for one address, 30 of them to one origin
const minuteRatios = { address: { new: 3, known: 1 }, purpose: 3 };
const perMinute: Shares = {
  ofAll: { most: { new: 80, known: 40 }, last: { new: 20, known: 5 }, ...minuteRatios },
  ofOrigin: { most: { new: 40, known: 20 }, last: { new: 10, known: 3 }, ...minuteRatios },
};

// A slow one holds its place for seconds
const placeRatios = { address: { new: 1, known: 0.5 }, purpose: 1 };
const atOnce: Shares = {
  ofAll: { most: { new: 8, known: 8 }, last: { new: 1, known: 1 }, ...placeRatios },
  ofOrigin: { most: { new: 6, known: 6 }, last: { new: 1, known: 1 }, ...placeRatios },
};

/** In ms. */
const minute = 60_000;

/** How long a request waits for its turn, in ms: as long as it may take. */
const usualPatience = 5000;

export type CourtesyWorld = {
  /** In ms. */
  readonly now: () => number;
  /** `ENABLE_RATE_LIMIT`: false ends the share of an address, as it ends every limit per address. */
  readonly perAddress: 'on' | 'off';
};

/** A request that waits for its turn, or is under way, for everybody who wants its answer. */
type Joint = {
  readonly turn: Turn<Asked>;
  readonly answer: Promise<CourteousAnswer>;
  /** One for each address. */
  readonly askers: Map<string | null, Asked>;
};

/** Where somebody waits; `asker`: as whom the turn knows them, null: they only wait beside. */
type Place = { readonly joint: Joint; readonly asker: Asked | null };

/** Answers of these may be meant for one request alone. */
const asksEach: ReadonlySet<Purpose> = new Set(['request_object', 'sector']);

/** Spares those who publish, and gives each purpose, address and origin its share. */
export function createCourtesies({ now, perAddress }: CourtesyWorld): Courtesies {
  /** Of the last minute, the oldest first; never more than may be asked in it. */
  let recent: readonly (Asked & { readonly at: number })[] = [];
  const turns = createFairTurns<Asked>({
    mayRun: (asked, running) => fits(asked, running, atOnce),
    had: ({ address }) => recent.filter((other) => other.address === address).length,
  });
  const joints = new Map<string | symbol, Joint>();

  const begin = (asked: Asked, name: string | symbol, send: () => Promise<OutboundAnswer>): Joint => {
    const first = { ...asked, at: now() };
    recent = [...recent, first];
    const turn = turns.wait(asked);
    const sendInTurn = async (): Promise<CourteousAnswer> => {
      const runner = await turn.come;
      if (runner === null) return busy;
      // Who had the place for it bears it, not who waited first
      recent = recent.map((one) => (one === first ? { ...runner, at: first.at } : one));
      return send();
    };
    const answer = sendInTurn().finally(() => {
      joints.delete(name);
      turn.end();
    });
    const joint = { turn, answer, askers: new Map([[asked.address, asked]]) };
    joints.set(name, joint);
    return joint;
  };

  /** null: too much was asked. */
  const placeFor = (
    asked: Asked,
    name: string | symbol,
    send: () => Promise<OutboundAnswer>,
  ): Place | null => {
    const same = joints.get(name);
    if (same?.turn.isCome) return { joint: same, asker: null };
    const at = now();
    // A clock that was set back must not keep them longer
    recent = recent.filter((other) => Math.abs(at - other.at) < minute);
    const mayAsk = fits(asked, recent, perMinute);
    if (same === undefined) return mayAsk ? { joint: begin(asked, name, send), asker: asked } : null;
    const asker = mayAsk ? askerIn(same, asked) : null;
    if (asker !== null) same.turn.join(asker);
    return { joint: same, asker };
  };

  return (purpose, outbound) => async (request, onBehalfOf, options) => {
    const origin = URL.parse(request.url)?.origin ?? '';
    const [address, site] = perAddress === 'on' ? [limitKey(onBehalfOf), siteKey(onBehalfOf)] : [null, null];
    const asked = { purpose, address, site, origin };
    const place = placeFor(asked, nameOf(purpose, request), () => outbound(request));
    return place === null ? busy : answerIn(place, options);
  };
}

/** The answer, unless the turn of nobody came in time. */
async function answerIn(
  { joint: { turn, answer }, asker }: Place,
  { patience = usualPatience, onSent = () => {} }: CourtesyOptions = {},
): Promise<CourteousAnswer> {
  const came = turn.isCome ? 'at_once' : 'waited';
  if (!(await isInTime(turn.come, patience)) && !turn.isCome) {
    if (asker !== null) turn.leave(asker);
    return busy;
  }
  if (turn.isCome) onSent(came);
  return answer;
}

/** For whoever the operator names: nobody has a share of it, and what is asked for at the same time is asked for once. */
export function withoutShares(outbound: Outbound): Courtesy {
  const underWay = new Map<string, Promise<OutboundAnswer>>();
  return (request) => {
    const name = JSON.stringify(request);
    const answer = underWay.get(name) ?? outbound(request).finally(() => underWay.delete(name));
    underWay.set(name, answer);
    return answer;
  };
}

/** The same for whoever asks by the same address. */
function askerIn({ askers }: Joint, asked: Asked): Asked {
  const known = askers.get(asked.address) ?? asked;
  askers.set(asked.address, known);
  return known;
}

/** The same for requests whose answer is the same. */
const nameOf = (purpose: Purpose, request: OutboundRequest): string | symbol =>
  request.method === 'GET' && !asksEach.has(purpose)
    ? JSON.stringify([purpose, request])
    : Symbol(request.method);

function isInTime(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), milliseconds).unref();
    void work.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

function fits(asked: Asked, others: readonly Asked[], { ofAll, ofOrigin }: Shares): boolean {
  const sameOrigin = others.filter(({ origin }) => origin === asked.origin);
  return fitsFairly(asked, others, ofAll) && fitsFairly(asked, sameOrigin, ofOrigin);
}

const busy: CourteousAnswer = { kind: 'failed', reason: 'busy' };
