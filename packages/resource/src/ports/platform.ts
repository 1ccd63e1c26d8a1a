/** The one file of this package that touches the platform's globals. */

import { randomFillSync } from 'node:crypto';
import { epoch } from '@grantor/protocol';
import type { Log, OutboundAnswer, OutboundRequest, Ports } from './ports.ts';

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
