/** Reads where a request came from: its address behind trusted proxies only, and its id. */

import { randomBytes } from 'node:crypto';
import type { ClientAddressReader } from '../limits/address.ts';
import type { Exchange, Note } from './exchange.ts';

export type Peer = { readonly address: string };

export type ArrivalWorld = {
  readonly readAddress: ClientAddressReader;
  readonly trusts: (peer: string) => boolean;
};

const requestIdShape = /^[A-Za-z0-9._-]{1,64}$/; // operations.md G-1

/** The exchange, and the notes its handler left for the log. */
export type Arrived = { readonly exchange: Exchange; readonly notes: Note };

export function arrive(request: Request, peer: Peer, { readAddress, trusts }: ArrivalWorld): Arrived {
  const notes: { -readonly [Name in keyof Note]: Note[Name] } = {};
  const { path, query } = split(request.url);
  const { address } = readAddress(peer.address, request.headers.get('x-forwarded-for'));
  const exchange: Exchange = {
    request,
    method: request.method,
    path,
    query,
    source: {
      address,
      userAgent: request.headers.get('user-agent'),
      requestId: trusts(peer.address) ? requestId(request) : newRequestId(),
      method: request.method,
      path,
    },
    note: (note) => Object.assign(notes, note),
  };
  return { exchange, notes };
}

/** Path and query as they were sent: nothing is decoded, so that every path has one spelling (protocol.md G-1). */
function split(url: string): { path: string; query: string } {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  const target = start === -1 ? '/' : url.slice(start);
  const mark = target.indexOf('?');
  return mark === -1
    ? { path: target, query: '' }
    : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

const newRequestId = (): string => randomBytes(12).toString('base64url');

/** The id a trusted proxy gave the request, if it has the shape of one. */
function requestId(request: Request): string {
  const given = request.headers.get('x-request-id');
  return given !== null && requestIdShape.test(given) ? given : newRequestId();
}
