import type { LookupAddress } from 'node:dns';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type Destination, hostOf } from './destination.ts';
import { request as httpRequest } from './node-http.ts';
import type { AnsweredResult, ExchangeFailure, OutboundAnswer, OutboundRequest } from './request.ts';

/** Answers of 1xx before the answer itself: each costs as much to read as a head, and none is of use. */
const mostAnnouncements = 16;

type Open = Extract<Destination, { kind: 'open' }>;
/** `any`: whoever is between may answer; for development only. */
export type Certificates = 'verified' | 'any';
type Conditions = {
  readonly deadline: AbortSignal;
  readonly connectBy: AbortSignal;
  readonly certificates: Certificates;
};

/** One request over one fresh connection to an address that was checked (security.md S-1, S-2). */
export function exchange(
  destination: Open,
  request: OutboundRequest,
  { deadline, connectBy, certificates }: Conditions,
): Promise<OutboundAnswer> {
  return new Promise((resolve) => {
    const sent = open(destination, request, certificates);
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
    // Also after 101, which nobody asked for: nothing else is said of that
    sent.on('close', () => finish(failed('unreachable')));
    let announcements = 0;
    sent.on('information', () => {
      announcements += 1;
      if (announcements > mostAnnouncements) finish(failed('too_large'));
    });
    sent.on('response', (response) => receive(response, request, finish));
    sent.end(request.body ?? undefined);
    if (connectBy.aborted) expire();
  });
}

function open({ url, addresses }: Open, request: OutboundRequest, certificates: Certificates): ClientRequest {
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
  // Whatever the environment says of certificates. RFC 6066 §3: no address in the server name
  return httpsRequest({
    ...options,
    rejectUnauthorized: certificates === 'verified',
    ...(isIP(host) === 0 ? { servername: host } : {}),
  });
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
  const result = resultOf(response, request);
  if (result === 'redirect') {
    finish(failed('redirect'));
    return;
  }
  const answer = (body: Uint8Array): void =>
    finish({
      kind: 'answered',
      result,
      status: response.statusCode ?? 0,
      headers: singleHeaders(response),
      body,
    });
  const isRead = result === 'success' && request.longestBody !== 'unread';
  const refusal = isRead ? checkHead(response, request) : null;
  if (refusal !== null) finish(failed(refusal));
  // What is said about an error is of no use, and may be anything
  else if (!isRead) answer(new Uint8Array());
  else readBody(response, request.longestBody ?? 65_536, { answer, fail: (why) => finish(failed(why)) });
}

function readBody(
  response: IncomingMessage,
  longest: number,
  { answer, fail }: { answer: (body: Uint8Array) => void; fail: (reason: ExchangeFailure) => void },
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > longest) fail('too_large');
    else chunks.push(chunk);
  });
  response.on('error', () => fail('unreachable'));
  response.on('end', () => answer(Buffer.concat(chunks)));
}

function checkHead({ headers }: IncomingMessage, { accept }: OutboundRequest): ExchangeFailure | null {
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') return 'content_encoded';
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  return accept === null || accept.some((name) => isOfType(type, name)) ? null : 'wrong_type';
}

/** `+json` stands for every type with that suffix (RFC 6838 §4.2.8). */
const isOfType = (type: string, name: string): boolean =>
  name.startsWith('+') ? type.endsWith(name) : type === name;

function resultOf(
  { statusCode = 0 }: IncomingMessage,
  { headers, accept }: OutboundRequest,
): AnsweredResult | 'redirect' {
  if (statusCode === 304 && headers['if-none-match'] !== undefined) return 'not_modified';
  if (statusCode === 404 || statusCode === 410) return 'gone';
  if (statusCode >= 300 && statusCode < 400) return 'redirect';
  // Any 2xx says yes; a document is the whole of a 200 (clients.md §5)
  const isSuccess = accept === null ? statusCode >= 200 && statusCode < 300 : statusCode === 200;
  return isSuccess ? 'success' : 'error';
}

function singleHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

const failed = (reason: ExchangeFailure): OutboundAnswer => ({ kind: 'failed', reason });
