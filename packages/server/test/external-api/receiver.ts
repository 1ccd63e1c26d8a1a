/** The other system, as somebody would write it from docs/external-auth.md: no code of the server is used. */

import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = {
  readonly headers: IncomingMessage['headers'];
  readonly path: string;
  readonly body: string;
  readonly username: string;
};

export type Receiver = {
  readonly url: string;
  readonly received: Received[];
  /** Name to password and answer. */
  readonly people: Map<string, { password: string; answer: Readonly<Record<string, unknown>> }>;
  /** Takes the place of the usual answer; false: it did not answer. */
  instead: ((response: ServerResponse, request: IncomingMessage) => boolean) | null;
  /** How many are being answered, and the most that ever were at once. */
  readonly mostAtOnce: () => number;
  stop(): Promise<void>;
};

type Check = (request: IncomingMessage, body: string) => boolean;

/** Checks the signature, its age, and that it came once. */
export function hmacCheck(secret: string, now: () => number = Date.now): Check {
  const seen = new Set<string>();
  return ({ method = '', url = '', headers }, body) => {
    const timestamp = String(headers['x-timestamp'] ?? '');
    const given = String(headers['x-signature'] ?? '');
    if (!/^\d+$/.test(timestamp) || !/^[0-9a-f]{64}$/.test(given)) return false;
    if (
      !/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(
        String(headers['x-nonce']),
      )
    )
      return false;
    if (Math.abs(now() / 1000 - Number(timestamp)) > 300) return false;
    const expected = createHmac('sha256', secret)
      .update(timestamp + method + url + body)
      .digest('hex');
    if (!timingSafeEqual(Buffer.from(given), Buffer.from(expected))) return false;
    if (seen.has(given)) return false;
    seen.add(given);
    return true;
  };
}

export async function startReceiver(check: Check = () => true, path = '/check'): Promise<Receiver> {
  const received: Received[] = [];
  const people: Receiver['people'] = new Map();
  let open = 0;
  let most = 0;
  const server = createServer(async (request, response) => {
    open += 1;
    most = Math.max(most, open);
    response.on('close', () => (open -= 1));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const { username, password } = JSON.parse(body) as { username: string; password: string };
    received.push({ headers: request.headers, path: request.url ?? '', body, username });
    const reply = (status: number, answer: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    };
    if (receiver.instead?.(response, request)) return;
    if (!check(request, body)) return reply(401, { success: false, message: 'who are you' });
    const person = people.get(username);
    if (person === undefined || person.password !== password) return reply(200, { success: false });
    return reply(200, { success: true, ...person.answer });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    ...{ received, people, instead: null, mostAtOnce: () => most },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}
