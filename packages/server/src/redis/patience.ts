/** How long Redis is waited for, and when it is not asked at all (operations.md E-5). */

/** What it answered. */
export type Answered<Value> = { readonly value: Value };

export type Patience = {
  /** null: it failed, was too slow, or was not asked. Never rejects. */
  try<Value>(ask: () => Promise<Value>): Promise<Answered<Value> | null>;
  /** It has answered otherwise: whatever failed before counts no more. */
  renew(): void;
};

export type PatienceOptions = {
  /** Milliseconds since any fixed point; never goes back. */
  readonly clock: () => number;
  /** Told of each question that was asked and not answered in time. */
  readonly onFailure: (failure: unknown) => void;
};

/** In ms. */
const longestWait = 50;
/** Once one question was not answered, those after it: a request asks several, and none waits for each of them. */
const shortWait = 10;
const pause = 5000;
const failuresBeforePause = 5;

export function createPatience({ clock, onFailure }: PatienceOptions): Patience {
  let failures = 0;
  let silentUntil = Number.NEGATIVE_INFINITY;
  let isProbing = false;

  const failed = (failure: unknown): null => {
    failures += 1;
    if (failures >= failuresBeforePause) silentUntil = clock() + pause;
    onFailure(failure);
    return null;
  };

  const askWithin = async <Value>(
    milliseconds: number,
    ask: () => Promise<Value>,
  ): Promise<Answered<Value> | null> => {
    try {
      const value = await inTime(milliseconds, ask());
      failures = 0;
      return { value };
    } catch (failure) {
      return failed(failure);
    }
  };

  return {
    renew() {
      failures = 0;
    },
    async try(ask) {
      if (failures < failuresBeforePause) return askWithin(failures === 0 ? longestWait : shortWait, ask);
      // After a pause one question finds out for all
      if (isProbing || clock() < silentUntil) return null;
      isProbing = true;
      const answer = await askWithin(longestWait, ask);
      isProbing = false;
      return answer;
    },
  };
}

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
