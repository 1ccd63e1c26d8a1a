/** Counts and keeps what the tests of a file report. Never prints. */

import { resolve } from 'node:path';
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';

export type Failure = { readonly title: string; readonly place: string; readonly why: string };
export type Omission = { readonly title: string; readonly reason: string };

/** Plain data: it crosses processes. */
export type FileResult = {
  readonly passed: number;
  readonly milliseconds: number;
  readonly failures: readonly Failure[];
  readonly omissions: readonly Omission[];
};

export type Tally = {
  /** What failed by it; null: nothing. */
  take(event: TestEvent): Failure | null;
  result(): Omit<FileResult, 'milliseconds'>;
};

type Ended = Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>;

const reasonOf = (mark: unknown): string => (typeof mark === 'string' ? mark : 'no reason given');

/** A suite fails with its tests; counting it too would count twice. */
const isCounted = ({ details }: Ended['data']): boolean => details.type !== 'suite' || ownFailure(details);

function ownFailure(details: Ended['data']['details']): boolean {
  const error = 'error' in details ? details.error : undefined;
  return error !== undefined && (error as { failureType?: string }).failureType !== 'subtestsFailed';
}

/** Why a test failed, as far as it is not about Node's own code. */
function explain(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : inspect(error);
  return text
    .split('\n')
    .filter((line) => !/^\s+at .*node:internal/.test(line))
    .map((line) => `    ${line}`)
    .join('\n');
}

/** Of the tests that the process of `file` runs, those that other files define among them. */
export function createTally(file: string): Tally {
  const titles: string[] = [];
  const failures: Failure[] = [];
  const omissions: Omission[] = [];
  let passed = 0;
  const title = (): string => titles.join(' › ');

  function keep(event: Ended): Failure | null {
    const { data } = event;
    const omitted = data.skip ?? data.todo;
    if (omitted !== undefined && omitted !== false) {
      omissions.push({ title: title(), reason: reasonOf(omitted) });
    } else if (!isCounted(data)) {
      return null;
    } else if (event.type === 'test:pass') {
      // a file without a test of its own is reported as one test, named by its path
      if (data.nesting > 0 || resolve(data.name) !== file) passed += 1;
    } else if (ownFailure(data.details)) {
      const { error } = event.data.details;
      const place = `${data.file ?? file}:${data.line ?? 1}`;
      return fail({ title: title(), place, why: explain(error.cause ?? error) });
    }
    return null;
  }

  function fail(failure: Failure): Failure {
    failures.push(failure);
    return failure;
  }

  function take(event: TestEvent): Failure | null {
    switch (event.type) {
      case 'test:start':
        titles.splice(event.data.nesting, titles.length, event.data.name);
        break;
      case 'test:pass':
      case 'test:fail':
        titles.splice(event.data.nesting, titles.length, event.data.name);
        return keep(event);
      case 'test:diagnostic':
        // what went wrong after the last test
        if (/asynchronous activity/.test(event.data.message))
          return fail({ title: file, place: `${file}:1`, why: event.data.message });
    }
    return null;
  }
  return { take, result: () => ({ passed, failures, omissions }) };
}
