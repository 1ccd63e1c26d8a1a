/** Owns what programs of others are told by this server in front of another engine: kept in memory, and sent three times at most. */

import { type Message, messageRequest } from '../backchannel/messages.ts';
import { retryAfter } from '../outbound/deliveries.ts';
import type { Outbound } from '../outbound/outbound.ts';

/** In the background. */
export type Tell = (message: Message) => void;

type TellingWorld = {
  readonly outbound: Outbound;
  /** Resolves after so many seconds. */
  readonly wait: (seconds: number) => Promise<void>;
  /** It was not taken; why, without what was sent. */
  readonly onFailure: (cause: string) => void;
};

/** Messages that wait at once. */
const mostWaiting = 1000;

export function createTell({ outbound, wait, onFailure }: TellingWorld): Tell {
  let waiting = 0;
  async function send(message: Message): Promise<void> {
    let cause = '';
    for (const pause of [0, ...retryAfter]) {
      if (pause > 0) await wait(pause);
      const answer = await outbound(messageRequest(message));
      if (answer.kind === 'answered' && answer.result === 'success') return;
      cause = answer.kind === 'answered' ? `it answered ${answer.status}` : answer.reason;
    }
    onFailure(cause);
  }
  return (message) => {
    if (waiting >= mostWaiting) return onFailure('too many messages wait');
    waiting += 1;
    void send(message).finally(() => {
      waiting -= 1;
    });
  };
}
