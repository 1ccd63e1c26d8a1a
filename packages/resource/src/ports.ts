/** The outside world as the toolkit sees it. The one file of this package that touches the platform's globals. */

import { randomFillSync } from 'node:crypto';
import { type Epoch, epoch } from '@grantor/protocol';

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

async function readWithin(response: Response, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > limit) throw new Error(`the answer is longer than ${limit} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function platformFetch(request: OutboundRequest): Promise<OutboundAnswer> {
  const response = await fetch(request.url, {
    method: request.method,
    headers: request.headers,
    body: request.body === null ? null : Buffer.from(request.body),
    redirect: 'manual',
    signal: AbortSignal.timeout(request.timeout * 1000),
  });
  return {
    status: response.status,
    header: (name) => response.headers.get(name),
    body: await readWithin(response, request.limit),
  };
}

/** One JSON object per line, strings cut at 256 characters (security.md O-1). */
const platformLog: Log = (entry) => {
  const line = JSON.stringify(entry, (_name, value: unknown) =>
    typeof value === 'string' ? value.slice(0, 256) : value,
  );
  if (entry.level === 'warn') console.warn(line);
  else console.info(line);
};

/** The clock, chance, network and console of the platform. */
export const platformPorts: Ports = {
  clock: () => epoch(Date.now() / 1000),
  random: (bytes) => randomFillSync(new Uint8Array(bytes)),
  fetch: platformFetch,
  log: platformLog,
};

/** The environment of this process. */
export const platformEnvironment = (): Readonly<Record<string, string | undefined>> => process.env;
