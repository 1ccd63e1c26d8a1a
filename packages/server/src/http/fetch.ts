/** The Fetch API around plain messages: how tests, and whoever embeds the server, speak to it. */

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
  return new Response(typeof body === 'string' || body === null ? body : new Uint8Array(body), {
    status,
    headers: all,
  });
}
