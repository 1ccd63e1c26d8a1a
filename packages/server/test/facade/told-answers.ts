/** A service that answers what it is told to, on loopback. */

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Call = {
  readonly path: string;
  readonly authorization: string;
  readonly message: Record<string, unknown>;
};

export type FakeService = {
  readonly url: string;
  /** What came, oldest first. */
  readonly calls: Call[];
  /** What the next calls are answered, by operation; a text is sent as it is, `hang` never answers. */
  answers: Record<string, object | string | 'hang'>;
  status: number;
  /** Where every call is sent instead; null: nowhere. */
  redirect: string | null;
  stop(): Promise<void>;
};

export async function startFakeService(): Promise<FakeService> {
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').replace(/^\/api\/1\//, '');
    const text = await bodyOf(request);
    service.calls.push({
      path,
      authorization: request.headers.authorization ?? '',
      message: text === '' ? {} : JSON.parse(text),
    });
    const answer = service.answers[path];
    if (answer === 'hang') return;
    if (service.redirect !== null) {
      response.writeHead(307, { location: service.redirect }).end();
      return;
    }
    response.writeHead(answer === undefined ? 404 : service.status, { 'content-type': 'application/json' });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const service: FakeService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/1`,
    calls: [],
    answers: {},
    status: 200,
    redirect: null,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return service;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
