/** How long Redis is waited for, and when it is not asked at all (operations.md E-5). */

/** What it answered. */
export type Answered<Value> = { readonly value: Value };

export type Patience = {
  /** null: it failed or was too slow, which `onFailure` is told, or was not asked. Never rejects. */
  try<Value>(
    ask: () => Promise<Value>,
    onFailure: (failure: unknown) => void,
  ): Promise<Answered<Value> | null>;
  /** It has answered otherwise: whatever failed before counts no more. */
  renew(): void;
};

/** In ms. */
const usualWait = 50;
/** Once one question was not answered, those after it: a request asks several, and none waits for each of them. */
const shortWait = 10;
const pause = 5000;
const failuresBeforePause = 5;

/** All in milliseconds; `clock` since any fixed point, and it never goes back. */
export function createPatience(clock: () => number, longestWait = usualWait): Patience {
  let failures = 0;
  let silentUntil = Number.NEGATIVE_INFINITY;
  let isProbing = false;

  const askWithin: <Value>(milliseconds: number, ...asked: Asked<Value>) => Promise<Answered<Value> | null> =
    async (milliseconds, ask, onFailure) => {
      try {
        const value = await inTime(milliseconds, ask());
        failures = 0;
        return { value };
      } catch (failure) {
        failures += 1;
        if (failures >= failuresBeforePause) silentUntil = clock() + pause;
        onFailure(failure);
        return null;
      }
    };

  return {
    renew() {
      failures = 0;
    },
    async try(...asked) {
      if (failures < failuresBeforePause)
        return askWithin(failures === 0 ? longestWait : Math.min(shortWait, longestWait), ...asked);
      // After a pause one question finds out for all
      if (isProbing || clock() < silentUntil) return null;
      isProbing = true;
      const answer = await askWithin(longestWait, ...asked);
      isProbing = false;
      return answer;
    },
  };
}

type Asked<Value> = readonly [ask: () => Promise<Value>, onFailure: (failure: unknown) => void];

class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

function inTime<Value>(milliseconds: number, answer: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    // After a turn of the event loop: it may be this process that stood still, and the answer is there
    const giveUp = () => setImmediate(() => reject(new TooSlow(`no answer within ${milliseconds} ms`)));
    const timer = setTimeout(giveUp, milliseconds);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
