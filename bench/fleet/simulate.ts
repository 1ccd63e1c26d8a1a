/**
 * A queueing model of replicas before one database: where requests wait, and which part is full first. Requests come by
 * chance, each works on one worker, waits for the database, and works on the worker again. Nothing here is measured.
 */

export type Kind = {
  readonly name: string;
  /** How often it comes, beside the others. */
  readonly weight: number;
  /** Milliseconds of a processor, for one request: of a worker, and of the database. */
  readonly worker: number;
  readonly database: number;
  /** Milliseconds in which neither works: the network, and the disk that a commit waits for. */
  readonly apart: number;
};

export type Fleet = {
  readonly replicas: number;
  /** Of each replica; each has a core. */
  readonly workers: number;
  readonly databaseCores: number;
};

export type Load = {
  readonly kinds: readonly Kind[];
  /** Requests per second. */
  readonly rate: number;
  readonly requests: number;
  /** The same seed, the same chance. */
  readonly seed: number;
};

/** Milliseconds; parts from 0 to 1. */
export type Outcome = {
  readonly p50: number;
  readonly p99: number;
  /** Requests that were answered per second. */
  readonly rate: number;
  readonly workersBusy: number;
  readonly databaseBusy: number;
};

/** The most requests per second that each part could answer, if it alone were to limit. */
export function capacities(kinds: readonly Kind[], fleet: Fleet): { workers: number; database: number } {
  const all = kinds.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (part: 'worker' | 'database'): number =>
    kinds.reduce((sum, kind) => sum + (kind.weight / all) * kind[part], 0);
  return {
    workers: (fleet.replicas * fleet.workers * 1000) / mean('worker'),
    database: (fleet.databaseCores * 1000) / mean('database'),
  };
}

/** So many servers before one queue, first come, first served; `later` runs work at a time. */
class Station {
  readonly #later: (at: number, work: () => void) => void;
  readonly #waiting: { readonly takes: number; readonly done: (at: number) => void }[] = [];
  #first = 0;
  #free: number;
  busy = 0;

  constructor(servers: number, later: (at: number, work: () => void) => void) {
    this.#free = servers;
    this.#later = later;
  }

  enter(now: number, takes: number, done: (at: number) => void): void {
    if (this.#free === 0) this.#waiting.push({ takes, done });
    else {
      this.#free -= 1;
      this.#serve(now, takes, done);
    }
  }

  #serve(now: number, takes: number, done: (at: number) => void): void {
    this.busy += takes;
    const end = now + takes;
    this.#later(end, () => {
      const next = this.#waiting[this.#first];
      if (next === undefined) this.#free += 1;
      else {
        this.#first += 1;
        if (this.#first > 4096) this.#waiting.splice(0, this.#first);
        if (this.#first > 4096) this.#first = 0;
        this.#serve(end, next.takes, next.done);
      }
      done(end);
    });
  }
}

export function simulate(fleet: Fleet, load: Load): Outcome {
  const events = new Agenda();
  const later = (at: number, work: () => void): void => events.add(at, work);
  const chance = chanceFrom(load.seed);
  const workers = Array.from({ length: fleet.replicas * fleet.workers }, () => new Station(1, later));
  const database = new Station(fleet.databaseCores, later);
  const pick = picker(load.kinds);
  const durations: number[] = [];
  let last = 0;
  const arrive = (now: number): void => {
    const kind = pick(chance());
    // As a balancer that knows nothing of the load: whichever it is
    const worker = workers[Math.floor(chance() * workers.length)];
    if (worker === undefined) return;
    // Half before the database is asked, half after
    const half = kind.worker / 2;
    const answer = (at: number): void =>
      worker.enter(at, half, (end) => {
        durations.push(end - now);
        last = Math.max(last, end);
      });
    const ask = (at: number): void =>
      database.enter(at, spread(kind.database, chance()), (done) => {
        const back = done + kind.apart / 2;
        later(back, () => answer(back));
      });
    worker.enter(now, half, (asked) => {
      const there = asked + kind.apart / 2;
      later(there, () => ask(there));
    });
  };
  let at = 0;
  for (let request = 0; request < load.requests; request += 1) {
    at += spread(1000 / load.rate, chance());
    const now = at;
    later(now, () => arrive(now));
  }
  events.run();
  const ascending = Float64Array.from(durations).sort();
  const of = (share: number): number => ascending[Math.floor((ascending.length - 1) * share)] ?? Number.NaN;
  return {
    p50: of(0.5),
    p99: of(0.99),
    rate: (durations.length / last) * 1000,
    workersBusy: workers.reduce((sum, { busy }) => sum + busy, 0) / (workers.length * last),
    databaseBusy: database.busy / (fleet.databaseCores * last),
  };
}

/** Work by its time, the earliest first. */
class Agenda {
  readonly #heap: { readonly at: number; readonly work: () => void }[] = [];

  add(at: number, work: () => void): void {
    const heap = this.#heap;
    heap.push({ at, work });
    for (let place = heap.length - 1; place > 0; ) {
      const above = (place - 1) >> 1;
      if (this.#at(above) <= this.#at(place)) break;
      this.#swap(place, above);
      place = above;
    }
  }

  /** All of it, and what it adds. */
  run(): void {
    const heap = this.#heap;
    for (let first = heap[0]; first !== undefined; first = heap[0]) {
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) {
        heap[0] = last;
        this.#sink();
      }
      first.work();
    }
  }

  #sink(): void {
    for (let place = 0; ; ) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      let least = place;
      if (this.#at(left) < this.#at(least)) least = left;
      if (this.#at(right) < this.#at(least)) least = right;
      if (least === place) return;
      this.#swap(place, least);
      place = least;
    }
  }

  #at(place: number): number {
    return this.#heap[place]?.at ?? Number.POSITIVE_INFINITY;
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a === undefined || b === undefined) return;
    this.#heap[one] = b;
    this.#heap[other] = a;
  }
}

/** Times with this mean, most of them shorter and few much longer. */
const spread = (mean: number, chance: number): number => -mean * Math.log(1 - chance);

function picker(kinds: readonly Kind[]): (chance: number) => Kind {
  const all = kinds.reduce((sum, { weight }) => sum + weight, 0);
  return (chance) => {
    let left = chance * all;
    for (const kind of kinds) {
      left -= kind.weight;
      if (left < 0) return kind;
    }
    const last = kinds.at(-1);
    if (last === undefined) throw new Error('there are no requests to simulate');
    return last;
  };
}

/** Numbers from 0 to 1, always the same after the same seed (mulberry32). */
function chanceFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
