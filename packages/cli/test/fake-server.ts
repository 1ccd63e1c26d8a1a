/** An authorization server that says what a test tells it to, and counts what it was asked. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

export type Said = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON; `hang` never answers, `break` ends the connection. */
  readonly body?: object | string | 'hang' | 'break';
};

export type Routes = Readonly<Record<string, (asked: Asked, origin: string) => Said | Promise<Said>>>;

export type FakeServer = {
  readonly origin: string;
  readonly asked: readonly Asked[];
  countOf(path: string): number;
  close(): void;
};

/** The metadata a conforming server has at least. */
export const metadataOf = (origin: string, more: object = {}): object => ({
  issuer: origin,
  authorization_endpoint: `${origin}/authorize`,
  token_endpoint: `${origin}/token`,
  response_types_supported: ['code'],
  code_challenge_methods_supported: ['S256'],
  ...more,
});

export const wellKnown = '/.well-known/oauth-authorization-server';

export async function startFakeServer(routes: Routes): Promise<FakeServer> {
  const asked: Asked[] = [];
  let origin = '';
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', origin);
    const body = await text(request);
    const one: Asked = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      form: new URLSearchParams(body),
      headers: request.headers,
      body,
    };
    asked.push(one);
    const said: Said = (await routes[url.pathname]?.(one, origin)) ?? {
      status: 404,
      body: { error: 'not_found' },
    };
    if (said.body === 'hang') return;
    if (said.body === 'break') return void response.destroy();
    const isJson = typeof said.body === 'object';
    response.writeHead(said.status ?? 200, {
      'content-type': isJson ? 'application/json' : 'text/html',
      ...said.headers,
    });
    response.end(isJson ? JSON.stringify(said.body) : (said.body ?? ''));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    asked,
    countOf: (path) => asked.filter((one) => one.path === path).length,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
