/** A member of client metadata as a row: how it is called, read, and echoed (RFC 7591 §2). */

import { OAuthError } from '@grantor/protocol';
import { type FaultValues, faultSentence, type MetadataFault } from '../model/metadata-faults.ts';
import type { MetadataRules } from './rules.ts';

/** `at` names the value in refusals: the member, or one of its entries as `redirect_uris[2]`. */
export type Reader<Value> = (value: unknown, at: string, rules: MetadataRules) => Value;

export type Echo = string | number | boolean | object | undefined;

export type Member<Value> = {
  readonly wire: string;
  readonly read: Reader<Value>;
  /** What an absent member means. */
  readonly absent: Value;
  /** The value as it is answered; undefined where there is nothing to say (clients.md §2). */
  echo(value: Value): Echo;
};

export const member = <Value>(
  wire: string,
  read: Reader<Value>,
  { absent, echo = plain }: { absent: NoInfer<Value>; echo?: (value: NoInfer<Value>) => Echo },
): Member<Value> => ({ wire, read, absent, echo });

/** Never null, never an empty string or list (clients.md §2). */
function plain(value: unknown): Echo {
  if (value === null || value === '' || value === false) return undefined;
  if (Array.isArray(value) && value.length === 0) return undefined;
  return value as Echo;
}

/** The value of every row of a table. */
export type ValuesOf<Table extends Readonly<Record<string, Member<unknown>>>> = {
  readonly [Name in keyof Table]: Table[Name] extends Member<infer Value> ? Value : never;
};

/** The member as sent; null and the empty string count as absent (clients.md §2). */
export function presented(json: object, wire: string): unknown {
  const value: unknown = Object.hasOwn(json, wire) ? json[wire as keyof typeof json] : undefined;
  return value === null || value === '' ? undefined : value;
}

/** `fault` with its `values`: the rule as a code; `sentence` says it in English. */
export type Problem = {
  readonly code: 'invalid_client_metadata' | 'invalid_redirect_uri';
  readonly at: string;
  readonly fault: MetadataFault;
  readonly values: FaultValues;
  readonly sentence: string;
};

/** What cannot be taken, all of it; a client is answered the first. */
export class UnacceptableMetadata extends OAuthError {
  readonly problems: readonly [Problem, ...Problem[]];

  constructor(problems: readonly [Problem, ...Problem[]]) {
    const [{ code, at, sentence }] = problems;
    super(code, `${at}: ${sentence}`);
    this.problems = problems;
  }
}

export const unacceptable = (
  at: string,
  fault: MetadataFault,
  values: FaultValues = {},
): UnacceptableMetadata => refused('invalid_client_metadata', at, { fault, values });

export const unacceptableRedirect = (at: string, fault: MetadataFault): UnacceptableMetadata =>
  refused('invalid_redirect_uri', at, { fault, values: {} });

const refused = (
  code: Problem['code'],
  at: string,
  { fault, values }: Pick<Problem, 'fault' | 'values'>,
): UnacceptableMetadata =>
  new UnacceptableMetadata([{ code, at, fault, values, sentence: faultSentence(fault, values) }]);

/** Reads on when something is unacceptable, so that all of it is told at once. */
export class Findings {
  readonly #problems: Problem[] = [];

  /** What is read, or `otherwise`, with which the rest can be looked at all the same. */
  read<Value>(reading: () => Value, otherwise: Value): Value {
    try {
      return reading();
    } catch (error) {
      if (!(error instanceof UnacceptableMetadata)) throw error;
      this.add(error);
      return otherwise;
    }
  }

  add({ problems }: UnacceptableMetadata): void {
    this.#problems.push(...problems);
  }

  get areNone(): boolean {
    return this.#problems.length === 0;
  }

  /** Throws all that was found. */
  check(): void {
    const [first, ...others] = this.#problems;
    if (first !== undefined) throw new UnacceptableMetadata([first, ...others]);
  }
}
