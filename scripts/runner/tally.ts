/** Counts and keeps what a test run reports, file by file. Never prints. */

import { resolve } from 'node:path';
import type { TestEvent } from 'node:test/reporters';

export type Failure = { readonly title: string; readonly place: string; readonly error: unknown };
export type Omission = { readonly title: string; readonly reason: string };

export type FileResult = {
  passed: number;
  milliseconds: number;
  readonly failures: Failure[];
  readonly omissions: Omission[];
  /** The end of what the file printed, shown only when it failed. */
  readonly output: string[];
};

export type Tally = {
  /** Takes in one event; answers the file's result when it has ended. */
  take(event: TestEvent): { readonly file: string; readonly result: FileResult } | undefined;
  readonly files: ReadonlyMap<string, FileResult>;
};

type Ended = Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>;

const reasonOf = (mark: unknown): string => (typeof mark === 'string' ? mark : 'no reason given');

/** A suite fails with its tests; counting it too would count twice. */
const isCounted = ({ details }: Ended['data']): boolean => details.type !== 'suite' || ownFailure(details);

function ownFailure(details: Ended['data']['details']): boolean {
  const error = 'error' in details ? details.error : undefined;
  return error !== undefined && (error as { failureType?: string }).failureType !== 'subtestsFailed';
}

/** How the process of a file ended, where that is all that is known. */
function endOf(error: object): string {
  const { exitCode, signal } = error as {
    readonly exitCode?: number | null;
    readonly signal?: string | null;
  };
  if (typeof signal === 'string') return ` (ended by ${signal})`;
  return typeof exitCode === 'number' ? ` (exit code ${exitCode})` : '';
}

function keep(result: FileResult, event: Ended, title: string): void {
  const { data } = event;
  const omitted = data.skip ?? data.todo;
  if (omitted !== undefined && omitted !== false) {
    result.omissions.push({ title, reason: reasonOf(omitted) });
  } else if (!isCounted(data)) {
    return;
  } else if (event.type === 'test:pass') {
    // a file without a test of its own is reported as one test, named by its path
    if (data.nesting > 0 || data.file !== resolve(data.name)) result.passed += 1;
  } else if (ownFailure(data.details)) {
    const place = `${data.file ?? ''}:${data.line ?? 1}`;
    const { error } = event.data.details;
    result.failures.push({ title: `${title}${endOf(error)}`, place, error: error.cause ?? error });
  }
}

/** A file that prints without end costs no memory. */
const OUTPUT_LIMIT = 500;

function keepOutput(output: string[], message: string): void {
  output.push(message);
  if (output.length > OUTPUT_LIMIT) output.shift();
}

/** The file that was run, also for tests that another file defines. */
function entryOf({ data }: TestEvent): string | undefined {
  if (data === undefined || !('file' in data)) return undefined;
  const entry = 'entryFile' in data ? data.entryFile : undefined;
  return typeof entry === 'string' ? entry : data.file;
}

export function createTally(): Tally {
  const files = new Map<string, FileResult>();
  const titles = new Map<string, string[]>();
  const resultOf = (file: string): FileResult => {
    const known = files.get(file) ?? { passed: 0, milliseconds: 0, failures: [], omissions: [], output: [] };
    files.set(file, known);
    return known;
  };
  const titleOf = (file: string, nesting: number, name: string): string => {
    const above = titles.get(file) ?? [];
    titles.set(file, above);
    above.splice(nesting, above.length, name);
    return above.join(' › ');
  };
  const take: Tally['take'] = (event) => {
    const file = entryOf(event);
    if (file === undefined || event.data === undefined) return undefined;
    switch (event.type) {
      case 'test:start':
        titleOf(file, event.data.nesting, event.data.name);
        break;
      case 'test:pass':
      case 'test:fail':
        keep(resultOf(file), event, titleOf(file, event.data.nesting, event.data.name));
        break;
      case 'test:stdout':
      case 'test:stderr':
        keepOutput(resultOf(file).output, event.data.message);
        break;
      case 'test:diagnostic':
        // of what went wrong after the last test
        if (/asynchronous activity/.test(event.data.message))
          keepOutput(resultOf(file).output, `${event.data.message}\n`);
        break;
      case 'test:summary': {
        const result = resultOf(file);
        result.milliseconds = event.data.duration_ms;
        return { file, result };
      }
    }
    return undefined;
  };
  return { take, files };
}
