/**
 * external-api/ owns how this server asks another system whether a password is right: what is sent, how often, and
 * what the answer means (product.md §7). Never decides who that makes somebody here.
 */

import type { Random } from '@grantor/engine';
import { limitKey } from '@grantor/protocol';
import type { Outbound } from '../outbound/outbound.ts';
import type { ExternalPasswords, ExternalVerdict } from '../people/external-person.ts';
import { type ApiAuthentication, createAuthenticate } from './authentication.ts';
import { type Judged, judge } from './verdict.ts';

/** Times in ms. */
export type ExternalApiSettings = {
  readonly url: string;
  readonly authentication: ApiAuthentication;
  /** Of each try. */
  readonly timeout: number;
  readonly retries: { readonly most: number; readonly firstPause: number; readonly longestPause: number };
};

export type ExternalApiWorld = {
  /** Requests that end after so many ms. */
  readonly outboundWithin: (total: number) => Outbound;
  /** In ms since 1970. */
  readonly now: () => number;
  readonly random: Random;
  /** Of each try, in seconds. */
  readonly onAnswered: (seconds: number) => void;
  readonly onMessage: (said: { readonly result: ExternalVerdict['kind']; readonly message: string }) => void;
  /** In ms, of a clock that nobody sets. */
  readonly elapsed?: () => number;
  readonly pause?: (milliseconds: number) => Promise<void>;
};

/** In ms: whatever it is, nobody waits longer (product.md H-6). */
const longest = 30_000;

/** Passwords that are asked about at once: each holds a connection and its visitor. */
export const mostAtOnce = 64;

/** In ms: how long a local failure is held back at most while the other system answers. */
const longestPace = 2000;

export function createExternalApi(settings: ExternalApiSettings, world: ExternalApiWorld): ExternalPasswords {
  const { elapsed = () => performance.now(), pause = sleep } = world;
  const enter = createPlaces(mostAtOnce);
  const authenticate = createAuthenticate(settings.authentication, world.random);
  let lastRejection = 0;
  /** In ms: how long its last answer took that was none; null: its last answer was one. */
  let outage: number | null = null;

  async function ask(body: string, left: number): Promise<Judged> {
    const { url, timeout } = settings;
    const method = 'POST';
    const timestamp = Math.floor(world.now() / 1000);
    const started = elapsed();
    const answer = await world.outboundWithin(Math.min(timeout, left))({
      ...{ url, method, body, accept: null, longestBody: null },
      headers: {
        ...{ 'content-type': 'application/json', accept: 'application/json', 'user-agent': 'grantor' },
        ...authenticate({ timestamp, method, url, body }),
      },
    });
    world.onAnswered((elapsed() - started) / 1000);
    return judge(answer, world.now());
  }

  async function verdictOn(body: string): Promise<ExternalVerdict> {
    const started = elapsed();
    const verdict = await askUntilSettled(body);
    outage = verdict.kind === 'unavailable' ? elapsed() - started : null;
    return verdict;
  }

  const holdBack = async (started: number, time: number): Promise<void> => {
    const wait = time - (elapsed() - started);
    if (wait > 0) await pause(wait);
  };

  async function askUntilSettled(body: string): Promise<ExternalVerdict> {
    const started = elapsed();
    const left = (): number => longest - (elapsed() - started);
    for (let tries = 0; ; tries += 1) {
      const { verdict, again, retryAfter, message } = await ask(body, left());
      if (message !== null) world.onMessage({ result: verdict.kind, message });
      if (verdict.kind === 'rejected') lastRejection = elapsed() - started;
      if (!again || tries >= settings.retries.most) return verdict;
      const wait = Math.max(pauseAfter(tries, settings.retries, world.random), retryAfter ?? 0);
      if (wait >= left()) return verdict;
      await pause(wait);
      if (left() <= 0) return verdict;
    }
  }

  return {
    async verify({ username, password }, address) {
      const leave = enter(limitKey(address));
      if (leave === null) return { kind: 'busy' };
      try {
        return await verdictOn(JSON.stringify({ username, password: password.reveal() }));
      } finally {
        leave();
      }
    },
    isAway: () => outage !== null,
    async likeRejection(started, address) {
      if (outage === null) {
        await holdBack(started, Math.min(longestPace, lastRejection));
        return 'rejected';
      }
      const leave = enter(limitKey(address));
      if (leave === null) return 'busy';
      try {
        await holdBack(started, outage);
        return 'unavailable';
      } finally {
        leave();
      }
    },
  };
}

/** Doubling, with 25 % more or less, so that those who failed together do not come back together (product.md H-6). */
function pauseAfter(
  tries: number,
  { firstPause, longestPause }: ExternalApiSettings['retries'],
  random: Random,
): number {
  const doubled = Math.min(longestPause, firstPause * 2 ** tries);
  return Math.min(longestPause, doubled * (0.75 + random.integer(501) / 1000));
}

/** Takes a place, and answers how it is given back; null: there is none. An address has at most as many as are free. */
function createPlaces(most: number): (address: string) => (() => void) | null {
  const taken: string[] = [];
  return (address) => {
    const own = taken.filter((other) => other === address).length;
    if (own >= most - taken.length) return null;
    taken.push(address);
    return () => void taken.splice(taken.indexOf(address), 1);
  };
}

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
