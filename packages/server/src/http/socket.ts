/** Node's HTTP messages as plain ones, without a detour: this is the path every real request takes. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { bodyLimit } from '@grantor/protocol';
import { tooLarge } from './body.ts';
import { type Incoming, lengthOf, type Outgoing } from './message.ts';
import { unusableForm } from './refuse.ts';

export const fromSocket = (message: IncomingMessage): Incoming => ({
  method: message.method ?? '',
  target: message.url ?? '/',
  peer: {
    address: message.socket.remoteAddress ?? '',
    certificate: () => certificateOf(message.socket),
  },
  header: (name) => {
    const value = message.headers[name];
    return typeof value === 'string' ? value : value?.join(', ');
  },
  body: () => collect(message),
});

const certificateOf = (socket: Socket): Uint8Array | null =>
  socket instanceof TLSSocket ? (socket.getPeerX509Certificate()?.raw ?? null) : null;

function collect(message: IncomingMessage): Promise<Uint8Array> {
  if (message.readableEnded) return Promise.reject(new Error('something else has read the body already'));
  if (Number(message.headers['content-length'] ?? 0) > bodyLimit) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > bodyLimit) {
        message.removeAllListeners('data');
        message.resume();
        reject(tooLarge());
      } else chunks.push(chunk);
    });
    message.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    message.once('error', reject);
    // Gone before it was complete: nobody is left to answer. It closes after it was read, too.
    message.once('close', () => {
      if (!message.complete) reject(unusableForm('The request ended early.'));
    });
  });
}

/** Requests that may wait on one connection behind the one that is worked on. */
const mostWaiting = 20;

/**
 * Begins the work on a request once the answer before it on the same connection is away. Programs send the next
 * request when they have read the answer; whoever sends several at once waits alone, and whoever
 * sends hundreds is cut off (security.md P-4).
 */
export function createConnectionTurns(): (response: ServerResponse, work: () => void) => void {
  const queues = new WeakMap<Socket, { latest: ServerResponse | null; waiting: number }>();
  return (response, work) => {
    const { socket } = response.req;
    if (socket.destroyed) return;
    const queue = queues.get(socket) ?? { latest: null, waiting: 0 };
    queues.set(socket, queue);
    const { latest } = queue;
    queue.latest = response;
    if (latest === null || latest.writableFinished) {
      work();
      return;
    }
    if (queue.waiting === mostWaiting) {
      socket.destroy();
      return;
    }
    queue.waiting += 1;
    // Never at once: an answer that needs nothing of the disk would follow the other for as long as there are any
    latest.once('close', () => {
      queue.waiting -= 1;
      if (!socket.destroyed) setImmediate(work);
    });
  };
}

/** In ms: how long whoever asked may take to read the answer, beyond what the system holds for them (security.md P-4). */
const longestReading = 30_000;

/** Answers that leave together at most, and milliseconds after which they leave: nobody waits long for others. */
const mostTogether = 8;
const longestTogether = 0.5;

const leaving: (readonly [Outgoing, ServerResponse])[] = [];
let waitingSince = 0;

/**
 * Writes the answer, and cuts who does not read it; `connection: close` ends the connection after it. Answers of one
 * turn of the event loop leave a few at a time: a write wakes up whoever waits for it, which costs a third of a small
 * request when it happens between the work on two of them.
 */
export function send(outgoing: Outgoing, response: ServerResponse): void {
  leaving.push([outgoing, response]);
  if (leaving.length === 1) {
    waitingSince = performance.now();
    setImmediate(leave);
  } else if (leaving.length === mostTogether || performance.now() - waitingSince > longestTogether) leave();
}

/** One that cannot be written ends its own connection, and neither the others nor the process. */
function leave(): void {
  for (let next = leaving.shift(); next !== undefined; next = leaving.shift()) {
    try {
      write(...next);
    } catch {
      next[1].destroy();
    }
  }
}

function write(outgoing: Outgoing, response: ServerResponse): void {
  const { status, body } = outgoing;
  response.writeHead(status, headerList(outgoing));
  if (body === null || typeof body === 'string' || body instanceof Uint8Array) {
    response.end(body ?? undefined);
    if (response.writableLength > 0) cutUnlessRead(response);
    return;
  }
  // As long as some of it is taken it goes on. A fault ends the connection, so that nobody takes a part for all.
  response.setTimeout(longestReading, () => response.destroy());
  pipeline(Readable.from(body), response, () => {});
}

/** Names and values in turns, as Node.js writes them without another copy. */
function headerList(outgoing: Outgoing): string[] {
  const { status, headers, cookies } = outgoing;
  const list: string[] = [];
  for (const name in headers) list.push(name, headers[name] ?? '');
  const isSized = status === 204 || status === 304 || 'content-length' in headers;
  const length = isSized ? null : lengthOf(outgoing);
  if (length !== null) list.push('content-length', String(length));
  for (const cookie of cookies) list.push('set-cookie', cookie);
  return list;
}

function cutUnlessRead(response: ServerResponse): void {
  const timer = setTimeout(() => response.destroy(), longestReading).unref();
  response.once('close', () => clearTimeout(timer));
}
