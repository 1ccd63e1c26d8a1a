/** Waits for the answer of a browser: at the listener, or pasted by the person. Never judges it. */

import type { Invocation } from '../command-line/command.ts';
import { interrupted } from '../errors/failure.ts';
import { nobodyCame } from '../errors/sign-in.ts';
import type { CallbackOutcome } from './callback-page.ts';
import type { Listener } from './listener.ts';

export type BroughtAnswer = { readonly url: URL; show(outcome: CallbackOutcome): Promise<void> };

export type Waiting = {
  readonly listener: Listener | null;
  /** What the spinner says. */
  readonly text: string;
  readonly minutes: number;
  /** Resolves when it is clear that no browser will come. */
  readonly hopeless: Promise<'not_opened'> | null;
  readonly paste: 'accepted' | 'not_accepted';
};

type Frame = Pick<Invocation, 'world' | 'output'>;

/** The answer, or `not_opened`. Rejects after the minutes have passed, and when the person stops the command. */
export async function awaitAnswer(frame: Frame, waiting: Waiting): Promise<BroughtAnswer | 'not_opened'> {
  const { world, output } = frame;
  const { listener, text, minutes } = waiting;
  const ending = new AbortController();
  const spinner =
    waiting.paste === 'accepted'
      ? { stop() {} } // it would draw over what is typed
      : output.wait({ text, until: world.now() + minutes * 60_000 });
  const sources: Promise<BroughtAnswer | 'not_opened'>[] = [
    timeout(minutes, ending.signal),
    stopped(world.interruption, ending.signal),
  ];
  if (listener !== null) sources.push(listener.arrival);
  if (waiting.hopeless !== null) sources.push(waiting.hopeless);
  if (waiting.paste === 'accepted') sources.push(readPasted(frame, ending.signal));
  try {
    return await Promise.race(sources);
  } finally {
    ending.abort();
    spinner.stop();
  }
}

const timeout = (minutes: number, ended: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const timer = setTimeout(() => reject(nobodyCame(minutes)), minutes * 60_000);
    ended.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });

const stopped = (interruption: AbortSignal, ended: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    interruption.addEventListener('abort', () => reject(interrupted()), { once: true, signal: ended });
    if (interruption.aborted) reject(interrupted());
  });

const pasteTries = 10;

/** The address a person pasted. Never resolves when the input ends: the listener may still get the answer. */
async function readPasted({ world, output }: Frame, ended: AbortSignal): Promise<BroughtAnswer> {
  const signal = AbortSignal.any([ended, world.interruption]);
  for (let count = 0; count < pasteTries; count += 1) {
    if (world.stdin.isTerminal) output.ask('Address: ');
    const line = await world.stdin.readLine(signal).catch(() => null);
    if (line === null) break;
    const url = URL.parse(line.trim().replace(/^["'<]|["'>]$/g, ''));
    if (url !== null && (url.searchParams.has('code') || url.searchParams.has('error'))) {
      return { url, show: async () => {} };
    }
    output.tell(
      'That is not it. Copy the whole address from the bar of the browser; it has “code=” and “state=” in it.',
    );
  }
  return new Promise(() => {});
}
