/** What a run found out, in the shape in which it is written down. */

export type Round = {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  /** Seconds of processor time of the server process per 1,000 iterations. */
  readonly processor: number | null;
  /** The same of all that this benchmark started, and of itself: server, database and load. */
  readonly processorOfAll: number | null;
  /** Per iteration. */
  readonly statements: number | null;
  readonly commits: number | null;
  readonly transactions: number | null;
  /** To the reference in the same round. */
  readonly ratio: number | null;
  /** The same by processor time instead of by the clock: steadier where others use the machine. */
  readonly processorRatio: number | null;
};

export type LoopResult = {
  readonly scenario: string;
  readonly system: string;
  readonly target: number | null;
  readonly median: Round;
  readonly rounds: readonly Round[];
  /** MB: when the server had just started, and after the last round of this scenario. */
  readonly memory: { readonly idle: number | null; readonly after: number | null };
};

export type SpecialResult = {
  readonly scenario: string;
  readonly system: string;
  readonly figures: readonly {
    readonly name: string;
    readonly unit: string;
    readonly median: number;
    readonly atMost: number | null;
    readonly atLeast?: number;
  }[];
};

/** The system of figures that were measured without one. */
export const inProcess = 'in process';

export type Machine = {
  readonly processor: string;
  readonly cores: number;
  readonly platform: string;
  readonly node: string;
  readonly pinned: boolean;
};

export type Run = {
  readonly date: string;
  readonly machine: Machine;
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
  /** The system that the targets are about. */
  readonly judged: string;
  readonly loops: readonly LoopResult[];
  readonly specials: readonly SpecialResult[];
};
