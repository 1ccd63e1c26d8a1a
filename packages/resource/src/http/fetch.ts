/** Requests and answers of the Fetch standard. */

import { bodyLimit, type Reply } from '@grantor/protocol';
import { AccessError } from '../access/access.ts';
import { besideOwn, type Told } from '../request/cors.ts';
import type { GuardRequest } from '../request/guard-request.ts';
import { namesInForm, type ReadBody } from '../request/read-body.ts';
import { toFetch } from '../request/response.ts';
import { fromNode, type NodeRequest } from './node.ts';

/** What a `Request` does not tell; platforms tell it beside the request. */
export type Connection = {
  /** The message of Node behind it, as `@hono/node-server` gives it: tells the rest, and header lines apart. */
  readonly incoming?: NodeRequest | undefined;
  /** The address of the client. */
  readonly peer?: string | null | undefined;
  /** The client's certificate, in DER. */
  readonly certificate?: Uint8Array | null | undefined;
};

export function fromFetch(request: Request, { incoming, peer, certificate }: Connection = {}): GuardRequest {
  const { method, url } = request;
  const formNames = () => namesInCopy(request);
  if (incoming !== undefined) return { ...fromNode(incoming), method, url, formNames };
  return {
    method,
    url,
    header: (name) => {
      const line = request.headers.get(name);
      return line === null ? [] : [line];
    },
    certificate: certificate ?? null,
    peer: peer ?? null,
    formNames,
  };
}

/** Reads the body, which is then gone from the request; null when it is longer. */
export const readFetchBody =
  (request: Pick<Request, 'body'>): ReadBody =>
  async (limit) => {
    const chunks: Uint8Array[] = [];
    const reader = request.body?.getReader();
    for (let length = 0; ; ) {
      const chunk = (await reader?.read())?.value;
      if (chunk === undefined) return Buffer.concat(chunks);
      length += chunk.length;
      chunks.push(chunk);
      if (length <= limit) continue;
      // Not waited for: one of two copies is not done before the other is
      reader?.cancel().catch(() => undefined);
      return null;
    }
  };

async function namesInCopy(request: Request): Promise<readonly string[]> {
  if (request.bodyUsed || request.body === null) return [];
  const body = await readFetchBody(request.clone())(bodyLimit);
  return body === null ? [] : namesInForm(body);
}

/**
 * What the service answers, with these headers added and its body untouched; what `access.require` refused inside
 * is answered, whatever else it throws, it throws.
 */
export async function served(
  serve: () => Response | Promise<Response>,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  try {
    return withHeaders(await serve(), headers);
  } catch (error) {
    if (error instanceof AccessError) return withHeaders(error.getResponse(), headers);
    throw error;
  }
}

/** The answer with these headers beside its own; one that came from elsewhere cannot be changed itself. */
export function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  const added = Object.entries(besideOwn(headers, toldBy(response)));
  if (added.length === 0) return response;
  const answer = new Response(response.body, response);
  for (const [name, value] of added) answer.headers.set(name, value);
  return answer;
}

const toldBy =
  ({ headers }: Response): Told =>
  (name) =>
    headers.get(name);

/**
 * The reply beside what was said before, where the platform lays that over whatever is answered later: both say the
 * same afterwards.
 */
export function besideSaid(said: Response, reply: Reply): Response {
  // By then Hono has answered an AccessError as if nothing had been said
  const isForAll = said.headers.get('access-control-allow-origin') === '*';
  if (isForAll && said.headers.get('access-control-allow-credentials') === 'true') {
    said.headers.delete('access-control-allow-origin');
  }
  const headers = besideOwn(reply.headers, toldBy(said));
  for (const [name, value] of Object.entries(headers)) {
    if (said.headers.has(name)) said.headers.set(name, value);
  }
  return toFetch({ ...reply, headers });
}
