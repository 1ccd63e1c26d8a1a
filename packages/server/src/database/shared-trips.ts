/**
 * What is asked of PostgreSQL in one turn of the event loop makes one trip: one write to a connection, one answer, and
 * for commits one transaction with one sync of its log. Each call is told of its own statements. Nobody is answered by
 * a trip that began before they asked, and nobody before its commit is durable.
 */

import type { PostgresAnswer, Statement } from './postgres-pipeline.ts';

export type Call<Answer> = {
  readonly statements: readonly Statement[];
  /** Of what the statements came back with. */
  answer(answers: readonly PostgresAnswer[]): Answer;
  /** The same without company. */
  alone(): Promise<Answer>;
};

export type Trip = {
  /** All of the statements in one transaction; answers them in order. */
  send(statements: readonly Statement[]): Promise<readonly PostgresAnswer[]>;
  /** Whether a failed trip left nothing behind, so that each call may go alone: one of them may be what failed. */
  mayGoAlone(failure: unknown): boolean;
};

type Waiting = Call<unknown> & {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (failure: unknown) => void;
};

/** Calls in one trip. */
const most = 64;
/** So many are under way at most: what is asked meanwhile is collected. */
const mostUnderWay = 2;
/** In ms: what takes longer, since it waits for somebody else's row, keeps nobody else waiting. */
const patience = 100;

export class SharedTrips {
  readonly #trip: Trip;
  #waiting: Waiting[] = [];
  #underWay = 0;
  #isScheduled = false;

  constructor(trip: Trip) {
    this.#trip = trip;
  }

  take<Answer>(call: Call<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...call, resolve: resolve as Waiting['resolve'], reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled || this.#underWay >= mostUnderWay || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      void this.#go();
    });
  }

  async #go(): Promise<void> {
    const calls = this.#waiting.splice(0, most);
    this.#underWay += 1;
    this.#schedule();
    let isCounted = true;
    const arrive = (): void => {
      if (isCounted) this.#underWay -= 1;
      isCounted = false;
      this.#schedule();
    };
    const slow = setTimeout(arrive, patience);
    const [first] = calls;
    await (first !== undefined && calls.length === 1 ? goAlone(first) : this.#goTogether(calls));
    clearTimeout(slow);
    arrive();
  }

  async #goTogether(calls: readonly Waiting[]): Promise<void> {
    try {
      const answers = await this.#trip.send(calls.flatMap(({ statements }) => statements));
      let from = 0;
      for (const { statements, answer, resolve } of calls) {
        resolve(answer(answers.slice(from, from + statements.length)));
        from += statements.length;
      }
    } catch (failure) {
      if (this.#trip.mayGoAlone(failure)) for (const call of calls) void goAlone(call);
      else for (const { reject } of calls) reject(failure);
    }
  }
}

async function goAlone({ alone, resolve, reject }: Waiting): Promise<void> {
  await alone().then(resolve, reject);
}
