import type { LookupAddress } from 'node:dns';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type Destination, hostOf } from './destination.ts';
import type { ExchangeFailure, OutboundAnswer, OutboundRequest } from './request.ts';

type Open = Extract<Destination, { kind: 'open' }>;
type Deadlines = { readonly deadline: AbortSignal; readonly connectBy: AbortSignal };

/** One request over one fresh connection to an address that was checked (security.md S-1, S-2). */
export function exchange(
  destination: Open,
  request: OutboundRequest,
  { deadline, connectBy }: Deadlines,
): Promise<OutboundAnswer> {
  return new Promise((resolve) => {
    const sent = open(destination, request);
    const finish = (answer: OutboundAnswer): void => {
      resolve(answer);
      sent.destroy();
    };
    const expire = (): void => finish(failed('timeout'));
    deadline.addEventListener('abort', expire, { once: true });
    connectBy.addEventListener('abort', expire, { once: true });
    const connected = destination.url.protocol === 'https:' ? 'secureConnect' : 'connect';
    sent.on('socket', (socket) => {
      socket.once(connected, () => connectBy.removeEventListener('abort', expire));
    });
    sent.on('error', () => finish(failed('unreachable')));
    sent.on('response', (response) => receive(response, request, finish));
    sent.end(request.body ?? undefined);
    if (connectBy.aborted) expire();
  });
}

function open({ url, addresses }: Open, request: OutboundRequest): ClientRequest {
  const host = hostOf(url);
  const body = request.body === null ? {} : { 'content-length': String(Buffer.byteLength(request.body)) };
  const options = {
    host,
    port: url.port,
    path: `${url.pathname}${url.search}`,
    method: request.method,
    headers: { ...request.headers, ...body, host: url.host, 'accept-encoding': 'identity' },
    agent: false as const,
    lookup: pinnedTo(addresses),
  };
  if (url.protocol !== 'https:') return httpRequest(options);
  // RFC 6066 §3: no address in the server name
  return httpsRequest({ ...options, ...(isIP(host) === 0 ? { servername: host } : {}) });
}

const pinnedTo =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_host, options, done) => {
    const [first] = addresses;
    if (options.all) done(null, [...addresses]);
    else done(null, first?.address ?? '', first?.family);
  };

function receive(
  response: IncomingMessage,
  request: OutboundRequest,
  finish: (answer: OutboundAnswer) => void,
): void {
  const refusal = checkHead(response, request);
  if (refusal !== null) {
    finish(failed(refusal));
    return;
  }
  const answer = (body: Uint8Array): void =>
    finish({
      kind: 'answered',
      result: statusClass(response) === 2 ? 'success' : 'error',
      status: response.statusCode ?? 0,
      headers: singleHeaders(response),
      body,
    });
  if (request.longestBody === 'unread') {
    answer(new Uint8Array());
    return;
  }
  const longest = request.longestBody ?? 65_536;
  const chunks: Buffer[] = [];
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > longest) finish(failed('too_large'));
    else chunks.push(chunk);
  });
  response.on('error', () => finish(failed('unreachable')));
  response.on('end', () => answer(Buffer.concat(chunks)));
}

function checkHead(response: IncomingMessage, request: OutboundRequest): ExchangeFailure | null {
  if (statusClass(response) === 3) return 'redirect';
  const { headers } = response;
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') return 'content_encoded';
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  const expected = request.accept === null || statusClass(response) !== 2 || request.accept.includes(type);
  return expected ? null : 'wrong_type';
}

const statusClass = ({ statusCode = 0 }: IncomingMessage): number => Math.floor(statusCode / 100);

function singleHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

const failed = (reason: ExchangeFailure): OutboundAnswer => ({ kind: 'failed', reason });
