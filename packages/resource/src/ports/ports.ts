/** The outside world as the toolkit sees it. */

import type { Epoch } from '@grantor/protocol';

/** The time, in seconds since 1970. */
export type Clock = () => Epoch;

/** So many bytes nobody can guess. */
export type Random = (bytes: number) => Uint8Array;

/** One request to an issuer; redirects are never followed. */
export type OutboundRequest = {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
  /** Seconds until the whole answer must be here. */
  readonly timeout: number;
  /** The longest body of an answer, in bytes. */
  readonly limit: number;
};

export type OutboundAnswer = {
  readonly status: number;
  /** The value of a header by its lower-case name, several joined by a comma. */
  header(name: string): string | null;
  readonly body: Uint8Array;
};

/** Rejects when there is no answer in time, or when its body is longer than the limit. */
export type Fetch = (request: OutboundRequest) => Promise<OutboundAnswer>;

/** What is worth knowing, as plain members that hold neither a token nor a secret. */
export type LogEntry = {
  readonly level: 'info' | 'warn';
  readonly message: string;
  readonly [member: string]: string | number | null;
};

export type Log = (entry: LogEntry) => void;

export type Ports = {
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch: Fetch;
  readonly log: Log;
};
