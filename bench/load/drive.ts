/** Runs iterations in a loop on every connection until the time is over, and keeps what each one took. */

import type { Answer } from './answer.ts';

/** One iteration; answers the last answer it received, and throws when an answer is wrong. */
export type Iteration = () => Promise<Answer>;

export type Driven = {
  readonly seconds: number;
  /** Milliseconds of every iteration, ascending. */
  readonly durations: Float64Array;
  /** The last answer of every loop, to be verified at leisure. */
  readonly last: readonly Answer[];
};

export async function drive(iterations: readonly Iteration[], seconds: number): Promise<Driven> {
  const durations: number[] = [];
  const started = performance.now();
  const deadline = started + seconds * 1000;
  const last = await Promise.all(iterations.map((iterate) => loop(iterate, { deadline, durations })));
  return {
    seconds: (performance.now() - started) / 1000,
    durations: Float64Array.from(durations).sort(),
    last: last.filter((answer) => answer !== null),
  };
}

async function loop(
  iterate: Iteration,
  { deadline, durations }: { deadline: number; durations: number[] },
): Promise<Answer | null> {
  let last: Answer | null = null;
  for (let from = performance.now(); from < deadline; ) {
    last = await iterate();
    const until = performance.now();
    durations.push(until - from);
    from = until;
  }
  return last;
}

/** The same iteration at a steady pace, for what somebody notices who does not queue. */
export async function pace(
  iterate: Iteration,
  { every, until }: { every: number; until: Promise<unknown> },
): Promise<Float64Array> {
  const durations: number[] = [];
  let over = false;
  const ended = until.finally(() => {
    over = true;
  });
  while (!over) {
    const from = performance.now();
    await iterate();
    durations.push(performance.now() - from);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
  await ended;
  return Float64Array.from(durations).sort();
}
