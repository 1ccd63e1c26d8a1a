import { Failure } from '../errors/failure.ts';
import { isCode } from './system-error.ts';

/** What was signed in cannot be kept: callers may go on without (cli.md §3). */
export class StoreNotWritable extends Failure {
  constructor(path: string, cause: unknown) {
    super('failed', {
      what: `Tokens cannot be kept in ${path}.`,
      why: [reasonOf(cause)],
      remedy: ['Make the folder writable for you, or name another file: TOKEN_FILE=/path/to/tokens.json'],
      technical: { code: cause instanceof Error && 'code' in cause ? String(cause.code) : undefined },
      cause,
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'You may not write there.',
  EPERM: 'You may not write there.',
  EROFS: 'The file system is read-only.',
  ENOSPC: 'The disk is full.',
  EDQUOT: 'Your share of the disk is full.',
  ENOTDIR: 'A part of the path is not a folder.',
  EEXIST: 'A part of the path is not a folder.',
  EISDIR: 'There is a folder of that name.',
  ENOENT: 'The folder cannot be made.',
};

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return reasons[code] ?? 'The file system refused.';
}

/** The error as `StoreNotWritable` when it is one of the system's refusals; any other error as it is. */
export const asNotWritable = (error: unknown, path: string): unknown =>
  isCode(error, ...Object.keys(reasons)) ? new StoreNotWritable(path, error) : error;
