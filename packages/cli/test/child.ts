/** The command as a process of its own, as a person or a script starts it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** For the environment of a program: what Node compiled before, where `npm test` keeps it. */
export const compiledBefore: Readonly<Record<string, string>> =
  process.env['NODE_COMPILE_CACHE'] === undefined
    ? {}
    : { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] };

export const program = join(import.meta.dirname, '../../grantor/src/main.mjs');

export type ChildOptions = {
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** To run as somebody else; for tests that root may not pass by. */
  readonly uid?: number;
};

export type Child = {
  readonly process: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
  /** Resolves with the first match in what was written to stderr so far or later. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
};

/** Its store is below `folder`, which is its home and working directory; nothing else of this environment reaches it. */
export function startGrantor(words: readonly string[], options: ChildOptions): Child {
  // after -- node takes no option for its own, like --env-file
  const child = spawn(process.execPath, ['--', program, ...words], {
    cwd: options.folder,
    env: {
      ...compiledBefore,
      PATH: process.env['PATH'],
      HOME: options.folder,
      XDG_CONFIG_HOME: join(options.folder, 'config'),
      TOKEN_STORE: 'file',
      ...options.environment,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid }),
  });
  const written = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    written.out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    written.err += String(chunk);
  });
  child.stdin.on('error', () => {}); // it may end before it has read
  if (options.input !== undefined) child.stdin.end(options.input);
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, ...written }));
  });
  return {
    process: child,
    ended,
    async says(pattern) {
      for (let attempt = 0; attempt < 1200; attempt += 1) {
        const match = pattern.exec(written.err);
        if (match !== null) return match;
        if (child.exitCode !== null) break;
        await delay(25);
      }
      throw new Error(`it never said ${pattern}:\n${written.err}\n${written.out}`);
    },
  };
}

export const grantorEnds = (words: readonly string[], options: ChildOptions) =>
  startGrantor(words, options).ended;
