/** Measures one scenario on all systems: warm-up, then rounds in which they take turns (A B C A B C). */

import { Connection } from './load/connection.ts';
import { drive, type Iteration } from './load/drive.ts';
import { median, medianKnown, percentile } from './load/statistics.ts';
import type { Options } from './options.ts';
import { inProcess, type LoopResult, type Round, type SpecialResult } from './result.ts';
import type {
  Figures,
  InProcessScenario,
  LoopScenario,
  SpecialScenario,
  Target,
} from './scenarios/scenario.ts';
import type { System } from './systems/system.ts';
import { processorSeconds, serverMegabytes } from './systems/usage.ts';

export type Contestant = {
  readonly system: System;
  readonly target: Target;
  /** MB when nothing had been asked yet. */
  readonly idleMemory: number | null;
};

type Runner = Contestant & {
  readonly connections: readonly Connection[];
  readonly iterations: readonly Iteration[];
};
type Measured = Omit<Round, 'ratio' | 'processorRatio'>;

const warmUpSeconds = 1;

export async function measureLoop(
  scenario: LoopScenario,
  contestants: readonly Contestant[],
  options: Options,
): Promise<readonly LoopResult[]> {
  const runners: Runner[] = [];
  const taking = contestants.filter(
    ({ system }) => (system.offers?.includes(scenario.name) ?? true) && (scenario.isOf?.(system) ?? true),
  );
  for (const contestant of taking) runners.push(await prepare(scenario, contestant, options));
  for (const runner of runners)
    await measureRound(scenario, runner, Math.min(warmUpSeconds, options.seconds));
  const table: Measured[][] = [];
  for (let round = 0; round < options.rounds; round++) {
    const row: Measured[] = [];
    for (const runner of runners) row.push(await measureRound(scenario, runner, options.seconds));
    table.push(row);
  }
  for (const { connections } of runners) for (const connection of connections) connection.close();
  const referenceIndex = runners.findIndex(({ system }) => system.name === options.reference);
  return runners.map(({ system, target, idleMemory }, index) => {
    const rounds = table.flatMap((row) => withRatio(row[index], row[referenceIndex]));
    return {
      scenario: scenario.name,
      system: system.name,
      target: scenario.target,
      median: medianRound(rounds),
      rounds,
      memory: { idle: idleMemory, after: serverMegabytes(target.system.pid) },
    };
  });
}

async function prepare(
  scenario: LoopScenario,
  contestant: Contestant,
  { connections: count }: Options,
): Promise<Runner> {
  const connections = Array.from({ length: count }, () => new Connection(contestant.target.system.port));
  await Promise.all(connections.map((connection) => connection.open()));
  const iterations = await scenario.prepare(contestant.target, connections);
  return { ...contestant, connections, iterations };
}

async function measureRound(scenario: LoopScenario, runner: Runner, seconds: number): Promise<Measured> {
  const { target, connections, iterations } = runner;
  const { pid } = target.system;
  await Promise.all(connections.map((connection) => connection.open()));
  const countsBefore = await target.system.counts();
  const [processorBefore, allBefore] = [processorSeconds(pid), processorSeconds(process.pid)];
  const driven = await drive(iterations, seconds);
  const [processorAfter, allAfter] = [processorSeconds(pid), processorSeconds(process.pid)];
  const countsAfter = await target.system.counts();
  await scenario.verify(target, driven.last);
  const count = driven.durations.length;
  const each = (what: 'statements' | 'commits' | 'transactions'): number | null =>
    countsBefore === null || countsAfter === null ? null : (countsAfter[what] - countsBefore[what]) / count;
  return {
    rate: count / driven.seconds,
    p50: percentile(driven.durations, 0.5),
    p99: percentile(driven.durations, 0.99),
    processor: perThousand(processorBefore, processorAfter, count),
    processorOfAll: perThousand(allBefore, allAfter, count),
    statements: each('statements'),
    commits: each('commits'),
    transactions: each('transactions'),
  };
}

const perThousand = (before: number | null, after: number | null, count: number): number | null =>
  before === null || after === null ? null : ((after - before) / count) * 1000;

function withRatio(measured: Measured | undefined, to: Measured | undefined): Round[] {
  if (measured === undefined) return [];
  if (to === undefined) return [{ ...measured, ratio: null, processorRatio: null }];
  const isTimed = measured.processor !== null && to.processor !== null;
  const processorRatio = isTimed ? to.processor / measured.processor : null;
  return [{ ...measured, ratio: measured.rate / to.rate, processorRatio }];
}

function medianRound(rounds: readonly Round[]): Round {
  const of = (value: (round: Round) => number): number => median(rounds.map(value));
  const known = (value: (round: Round) => number | null): number | null => medianKnown(rounds.map(value));
  return {
    rate: of(({ rate }) => rate),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    processor: known(({ processor }) => processor),
    processorOfAll: known(({ processorOfAll }) => processorOfAll),
    statements: known(({ statements }) => statements),
    commits: known(({ commits }) => commits),
    transactions: known(({ transactions }) => transactions),
    ratio: known(({ ratio }) => ratio),
    processorRatio: known(({ processorRatio }) => processorRatio),
  };
}

export async function measureSpecial(
  scenario: SpecialScenario,
  contestants: readonly Contestant[],
  options: Options,
): Promise<readonly SpecialResult[]> {
  const taking = contestants.filter(({ system }) => system.offers === undefined && scenario.isOf(system));
  const found = taking.map(() => [] as Figures[]);
  for (let round = 0; round < options.rounds; round++) {
    for (const [index, { system, target }] of taking.entries()) {
      found[index]?.push(await scenario.measure(system, target, options));
    }
  }
  return taking.map(({ system }, index) => resultOf(scenario, system.name, found[index] ?? []));
}

/** Rounds of a scenario that needs no system. */
export async function measureInProcess(
  scenario: InProcessScenario,
  { rounds, seconds }: Options,
): Promise<SpecialResult> {
  const found: Figures[] = [];
  for (let round = 0; round < rounds; round++) found.push(await scenario.measure(seconds));
  return resultOf(scenario, inProcess, found);
}

const resultOf = (
  { name: scenario, figures: table }: Pick<SpecialScenario, 'name' | 'figures'>,
  system: string,
  found: readonly Figures[],
): SpecialResult => ({
  scenario,
  system,
  figures: Object.entries(table).flatMap(([name, figure]) => {
    const values = found.flatMap((figures) => figures[name] ?? []);
    return values.length === 0 ? [] : [{ name, ...figure, median: median(values) }];
  }),
});
