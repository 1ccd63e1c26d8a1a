/** What the command reaches for outside itself, so that a test can hand it another world. */

import type { ServerCertificate } from './certificate.ts';

export type Sink = {
  write(text: string): void;
  readonly isTerminal: boolean;
};

export type Source = {
  readonly isTerminal: boolean;
  /** Everything until the end of input. */
  readAll(): Promise<string>;
  /** The next line without its break; null at the end of input. Rejects when `signal` aborts. */
  readLine(signal: AbortSignal): Promise<string | null>;
  /** A line that is not shown while it is typed; null at the end of input. */
  readSecret(signal: AbortSignal): Promise<string | null>;
};

/** What `serve` starts: a program that a Node runs, or a command with its first words. */
export type ServerProgram =
  | { readonly kind: 'program'; readonly path: string }
  | { readonly kind: 'command'; readonly command: string; readonly words: readonly string[] };

export type World = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working directory. */
  readonly directory: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** Whether this runs in a container, where nobody sits in front of a browser. */
  readonly isContainer: boolean;
  readonly stdin: Source;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly fetch: typeof fetch;
  /** Of an https address. Rejects when nobody answers, or not by TLS. */
  certificateOf(url: URL, timeoutMilliseconds: number): Promise<ServerCertificate>;
  /** Of the command. */
  readonly version: string;
  readonly server: ServerProgram;
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects with `interrupted()` when the person stops the command. */
  sleep(milliseconds: number): Promise<void>;
  /** Aborts when the person stops the command. */
  readonly interruption: AbortSignal;
  /** Runs `undo` when the command is stopped early: synchronous, for locks and listeners. Answers how to take it back. */
  whenStopped(undo: () => void): () => void;
  /**
   * Runs `work` when the command is stopped early, and waits for it for at most three seconds: for what must not stay at
   * a server. `tell` prints a line. Answers how to take it back.
   */
  whenStoppedFinally(work: (tell: (text: string) => void) => Promise<void>): () => void;
  /** From now on signals end nothing here: they are for a program that this one stands in for. */
  passSignalsTo(receive: (signal: NodeJS.Signals) => void): void;
};
