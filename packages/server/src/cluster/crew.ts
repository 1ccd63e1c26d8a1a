/** Keeps so many workers running: the life of each from its start to its end, and the end of all (operations.md Z-1). */

import { Refusal } from '../refusal/refusal.ts';
import { createDeaths } from './deaths.ts';

/** How a process ended: its exit code, or the signal that ended it. */
export type Exit = { readonly code: number | null; readonly signal: string | null };

export type Member<Started> = {
  /** Resolves when it serves. */
  readonly ready: Promise<Started>;
  readonly exited: Promise<Exit>;
  /** Asks it to finish what it has accepted. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
};

export type CrewWorld<Started> = {
  readonly count: number;
  /** Workers are numbered from 1; one that takes the place of another has its number. */
  readonly launch: (number: number) => Member<Started>;
  readonly died: (number: number, exit: Exit) => void;
  /** Milliseconds that a stop may take; whoever takes longer is ended. */
  readonly patience: number;
};

export type Crew<Started> = {
  /**
   * Resolves with what the first worker says when all serve. Rejects with FirstWorkerEnded where that one does not come
   * to serve, or with TooManyDeaths.
   */
  start(): Promise<Started>;
  /** Rejects with TooManyDeaths when so many have died that it is no use to go on. */
  readonly failed: Promise<never>;
  /** Ends all of them; `cut`: some did not finish in time. */
  stop(): Promise<'drained' | 'cut'>;
};

/** It has said why. */
export class FirstWorkerEnded extends Error {
  override readonly name = 'FirstWorkerEnded';
  readonly exit: Exit;

  constructor(exit: Exit) {
    super('the first worker did not start');
    this.exit = exit;
  }
}

export class TooManyDeaths extends Refusal {
  override readonly name = 'TooManyDeaths';

  constructor() {
    super('Workers died five times within a minute; the log has the reason of each.');
  }
}

export function createCrew<Started>({ count, launch, died, patience }: CrewWorld<Started>): Crew<Started> {
  const members = new Map<number, Member<Started>>();
  const judge = createDeaths();
  let phase: 'starting' | 'running' | 'stopping' = 'starting';
  let fail: (cause: Error) => void = () => {};
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  failed.catch(() => {}); // it may come when nobody waits

  /** Resolves when a worker of this number serves for the first time, whichever it is. */
  function keep(number: number): Promise<Started> {
    return new Promise((resolve) => {
      const begin = (): void => {
        if (phase === 'stopping') return;
        const member = launch(number);
        members.set(number, member);
        void member.ready.then(resolve);
        void member.exited.then((exit) => ended(number, exit, begin));
      };
      begin();
    });
  }

  function ended(number: number, exit: Exit, again: () => void): void {
    members.delete(number);
    if (phase === 'stopping' || (phase === 'starting' && number === 1)) return;
    died(number, exit);
    const verdict = judge(performance.now());
    if (verdict.kind === 'restart') setTimeout(again, verdict.after);
    else fail(new TooManyDeaths());
  }

  return {
    failed,
    async start() {
      const first = keep(1);
      const early = members.get(1)?.exited.then((exit) => {
        throw new FirstWorkerEnded(exit);
      });
      const others = Promise.all(Array.from({ length: count - 1 }, (_, index) => keep(index + 2)));
      const started = await Promise.race([first, failed, ...(early === undefined ? [] : [early])]);
      early?.catch(() => {}); // from now on its end is a death as any other
      phase = 'running';
      await Promise.race([others, failed]);
      return started;
    },
    async stop() {
      phase = 'stopping';
      const ends = await Promise.all([...members.values()].map((member) => end(member, patience)));
      return ends.includes('cut') ? 'cut' : 'drained';
    },
  };
}

async function end<Started>(member: Member<Started>, patience: number): Promise<'drained' | 'cut'> {
  member.stop();
  const late = setTimeout(() => member.kill(), patience);
  const { code } = await member.exited;
  clearTimeout(late);
  return code === 0 ? 'drained' : 'cut';
}
