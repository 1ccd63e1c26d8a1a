/** The Fetch API around plain messages: how tests, and whoever embeds the server, speak to it. */

import { Readable } from 'node:stream';
import { readBody } from './body.ts';
import type { Incoming, Outgoing, Peer } from './message.ts';

export function fromRequest(request: Request, peer: Peer): Incoming {
  const { url } = request;
  const start = url.indexOf('/', url.indexOf('://') + 3);
  return {
    method: request.method,
    target: start === -1 ? '/' : url.slice(start),
    peer,
    header: (name) => request.headers.get(name) ?? undefined,
    body: () => readBody(request.body, request.headers.get('content-length')),
  };
}

export function toResponse({ status, headers, cookies, body }: Outgoing): Response {
  const all = new Headers(headers);
  for (const cookie of cookies) all.append('set-cookie', cookie);
  return new Response(bodyOf(body), { status, headers: all });
}

function bodyOf(body: Outgoing['body']): string | Uint8Array<ArrayBuffer> | ReadableStream | null {
  if (typeof body === 'string' || body === null) return body;
  if (body instanceof Uint8Array) return new Uint8Array(body);
  return Readable.toWeb(Readable.from(encoded(body))) as ReadableStream;
}

async function* encoded(parts: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  for await (const part of parts) yield Buffer.from(part);
}
