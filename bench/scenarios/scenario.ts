/** scenarios/ owns what one iteration is and what a right answer looks like; one file each. It never measures time. */

import type { Endpoints } from '../endpoints/endpoints.ts';
import { type Answer, headers } from '../load/answer.ts';
import type { Connection } from '../load/connection.ts';
import type { Iteration } from '../load/drive.ts';
import type { RunningSystem, System } from '../systems/system.ts';

export type Target = { readonly system: RunningSystem; readonly endpoints: Endpoints };

/** The same request, or walk, again and again on every connection. */
export type LoopScenario = {
  readonly kind: 'loop';
  readonly name: string;
  /** What one iteration is, for the documentation. */
  readonly iteration: string;
  /** The least ratio to the reference on SQLite (requirements, §2). */
  readonly target: number | null;
  /** Whether the system has what is measured; without it all have. */
  isOf?(system: System): boolean;
  /** Gets what is needed beforehand; one iteration for each connection, which is open. */
  prepare(target: Target, connections: readonly Connection[]): Promise<readonly Iteration[]>;
  /** Looks closely at answers that passed; rejects when one is wrong. */
  verify(target: Target, answers: readonly Answer[]): Promise<void>;
};

export type Effort = { readonly seconds: number; readonly connections: number };
export type Figures = Readonly<Record<string, number>>;

/** By their names. */
export type FigureTable = Readonly<
  Record<string, { readonly unit: string; readonly atMost: number | null; readonly atLeast?: number }>
>;

/** A scenario with figures of its own; `measure` is one round of one system. */
export type SpecialScenario = {
  readonly kind: 'special';
  readonly name: string;
  readonly iteration: string;
  /** What the figures are called, with their units and targets. */
  readonly figures: FigureTable;
  /** Whether the system has what is measured. */
  isOf(system: System): boolean;
  measure(system: System, target: Target, effort: Effort): Promise<Figures>;
};

/** What is measured in this very process, without any system. */
export type InProcessScenario = {
  readonly kind: 'in-process';
  readonly name: string;
  readonly iteration: string;
  readonly figures: FigureTable;
  /** One round of so many seconds; rejects when an answer is wrong. */
  measure(seconds: number): Promise<Figures>;
};

/** What only this product's own servers have. */
export const isGrantor = ({ passwords }: System): boolean => passwords === 'checked';

export type Scenario = LoopScenario | SpecialScenario | InProcessScenario;

/** The answer, if its status is the one. */
export function expectStatus(answer: Answer, status: number): Answer {
  if (answer.status === status) return answer;
  const told = headers(answer, 'location')[0] ?? answer.body.slice(0, 300);
  throw new Error(`expected ${status}, got ${answer.status}: ${told}`);
}

/** A string member of a JSON answer. */
export function member(answer: Answer, name: string): string {
  const value: unknown = (JSON.parse(answer.body) as Record<string, unknown>)[name];
  if (typeof value !== 'string') throw new Error(`no ${name} in ${answer.body.slice(0, 100)}`);
  return value;
}

/** One and the same request on every connection. */
export const repeated = (connections: readonly Connection[], request: string, status = 200): Iteration[] =>
  connections.map((connection) => async () => expectStatus(await connection.send(request), status));
