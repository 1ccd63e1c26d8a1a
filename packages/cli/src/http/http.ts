/** Owns every request: time limit, retries, what `--verbose` shows, what the server's clock says. Knows no protocol. */

import { interrupted } from '../errors/failure.ts';
import type { Output } from '../output/output.ts';
import type { World } from '../world/world.ts';
import { connectionFailure } from './connection-failure.ts';
import { mayRetryError, mayRetryStatus, pauseBefore, type RetryPolicy, retryLimit } from './retry.ts';

/** As `fetch` takes it; redirects are never followed. */
export type RequestOptions = {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: RequestInit['body'];
  /** Bytes the answer may have at most; absent: a mebibyte. */
  readonly longest?: number;
};

export type Fetch = (url: string, options?: RequestOptions) => Promise<Response>;

export type Http = {
  /**
   * A `fetch` with the time limit and retries of the policy, whose answers are read whole. Rejects with a
   * `Failure` that says what stood in the way.
   */
  fetchWith(policy: RetryPolicy): Fetch;
  /** Seconds that this machine's clock is ahead of the server that answered last; negative: behind. */
  clockDifference(): number;
};

export type HttpSettings = { readonly timeoutMilliseconds: number };

/** More than any answer of the protocol has, and no burden for this machine. */
const usualLimit = 1024 * 1024;

type Exchange = { readonly url: string; readonly options: RequestOptions; readonly policy: RetryPolicy };

/** All the waiting before another try that one run can be brought to, however often a server asks for it. */
const patienceMilliseconds = 120_000;

export function createHttp(world: World, output: Output, settings: HttpSettings): Http {
  let difference = 0;
  let waited = 0;

  async function send({ url, options: { longest = usualLimit, ...options } }: Exchange): Promise<Response> {
    const limit = AbortSignal.timeout(settings.timeoutMilliseconds);
    const from = world.now();
    output.detail(`→ ${options.method ?? 'GET'} ${withoutQuery(url)}`);
    const response = await world.fetch(url, {
      ...options,
      redirect: 'manual',
      signal: AbortSignal.any([limit, world.interruption]),
    } as RequestInit);
    const body = await readBody(response, longest);
    const to = world.now();
    output.detail(`← ${response.status} after ${to - from} ms${correlation(response)}`);
    const date = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(date)) difference = Math.round(((from + to) / 2 - date) / 1000);
    return body;
  }

  async function attempt(exchange: Exchange, count: number): Promise<Response> {
    try {
      const response = await send(exchange);
      if (count >= retryLimit || !mayRetryStatus(response.status, exchange.policy)) return response;
      const repetition = { policy: exchange.policy, count };
      const pause = pauseBefore(repetition, response.headers.get('retry-after'), world.now());
      if (pause === null || waited + pause > patienceMilliseconds) return response;
      await again(exchange, pause);
    } catch (error) {
      if (world.interruption.aborted) throw interrupted();
      if (count >= retryLimit || !mayRetryError(error, exchange.policy)) {
        throw connectionFailure(error, { url: exchange.url, ...settings, environment: world.environment });
      }
      await again(exchange, pauseBefore({ policy: exchange.policy, count }, null, world.now()) ?? 0);
    }
    return attempt(exchange, count + 1);
  }

  async function again({ url }: Exchange, pause: number): Promise<void> {
    output.detail(`  once more in ${pause} ms: ${withoutQuery(url)}`);
    waited += pause;
    await world.sleep(pause);
  }

  return {
    fetchWith:
      (policy) =>
      (url, options = {}) =>
        attempt({ url, options, policy }, 0),
    clockDifference: () => difference,
  };
}

/** A query may hold what must not be seen. */
const withoutQuery = (url: string): string => url.replace(/[?#].*/s, '');

function correlation(response: Response): string {
  const id = correlationIdOf(response);
  return id === undefined ? '' : ` · correlation id ${id}`;
}

/** The id under which the server's log knows the request. */
export const correlationIdOf = (response: Response): string | undefined =>
  response.headers.get('x-request-id') ?? response.headers.get('x-correlation-id') ?? undefined;

/** A stream of events, as MCP servers answer a GET: its status says all that is asked for here. */
const isStream = ({ headers }: Response): boolean =>
  /^text\/event-stream\b/i.test(headers.get('content-type') ?? '');

/** Reads the body within the request's time limit, so that whoever parses it cannot fail on the network. */
async function readBody(response: Response, longest: number): Promise<Response> {
  const { status, statusText, headers } = response;
  if (isStream(response)) {
    await response.body?.cancel();
    return new Response(null, { status, statusText, headers });
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > longest) throw new Error('the answer is too large');
  }
  const hasNoBody = status === 204 || status === 205 || status === 304;
  return new Response(hasNoBody ? null : Buffer.concat(chunks), { status, statusText, headers });
}
