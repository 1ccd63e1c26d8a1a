/** Node's HTTP messages as plain ones, without a detour: this is the path every real request takes. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyLimit } from '@grantor/protocol';
import { tooLarge } from './body.ts';
import { type Incoming, lengthOf, type Outgoing } from './message.ts';
import { unusableForm } from './refuse.ts';

export const fromSocket = (message: IncomingMessage): Incoming => ({
  method: message.method ?? '',
  target: message.url ?? '/',
  peer: { address: message.socket.remoteAddress ?? '' },
  header: (name) => {
    const value = message.headers[name];
    return typeof value === 'string' ? value : value?.join(', ');
  },
  body: () => collect(message),
});

function collect(message: IncomingMessage): Promise<Uint8Array> {
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

/** Writes the answer; `connection: close` ends the connection after it. */
export function send(outgoing: Outgoing, response: ServerResponse): void {
  const { status, headers, cookies, body } = outgoing;
  const all: Record<string, string | number | readonly string[]> = { ...headers };
  if (status !== 204 && status !== 304)
    all['content-length'] = headers['content-length'] ?? lengthOf(outgoing);
  if (cookies.length > 0) all['set-cookie'] = cookies;
  response.writeHead(status, all as Record<string, string>);
  response.end(body ?? undefined);
}
