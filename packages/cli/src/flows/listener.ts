/** Waits on this machine for the browser to come back (RFC 8252 §7.3). Never judges what it brings. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { World } from '../world/world.ts';
import { type CallbackOutcome, callbackPage, pageHeaders } from './callback-page.ts';

/** The first answer, whose page waits for what becomes of it. */
export type Arrival = { readonly url: URL; show(outcome: CallbackOutcome): Promise<void> };

export type Listener = {
  readonly port: number;
  readonly arrival: Promise<Arrival>;
  close(): void;
};

export type ListenerSettings = {
  readonly host: '127.0.0.1' | '[::1]';
  readonly port: number;
  readonly path: string;
};

/** Listens on one port, or on any free one (0). Null when the port is in use or not to be had. */
export async function openListener(
  settings: ListenerSettings,
  world: Pick<World, 'whenStopped'>,
): Promise<Listener | null> {
  let arrive: (arrival: Arrival) => void = () => {};
  const arrival = new Promise<Arrival>((resolve) => {
    arrive = resolve;
  });
  let taken = false;
  const server = createServer((request, response) => {
    const url = URL.parse(request.url ?? '/', `http://${settings.host}`);
    if (taken || url === null || !isAnswer(request, url, settings.path))
      return void send(response, 404, { kind: 'nothing_here' });
    taken = true;
    arrive({
      url,
      show: (outcome) => send(response, outcome.kind === 'failed' ? 400 : 200, outcome),
    });
  });
  const port = await listen(server, settings);
  if (port === null) return null;
  const close = (): void => {
    forget();
    server.close();
    server.closeAllConnections();
  };
  const forget = world.whenStopped(close);
  return { port, arrival, close };
}

/** Browsers ask for icons, and people open the bare address: neither is an answer (RFC 6749 §4.1.2). */
const isAnswer = (request: IncomingMessage, url: URL, path: string): boolean =>
  request.method === 'GET' &&
  url.pathname === path &&
  ['code', 'error', 'state'].some((name) => url.searchParams.has(name));

function send(response: ServerResponse, status: number, outcome: CallbackOutcome): Promise<void> {
  if (response.destroyed) return Promise.resolve(); // whoever asked has gone
  return new Promise((resolve) => {
    response.once('close', resolve);
    response.writeHead(status, { ...pageHeaders, connection: 'close' });
    response.end(callbackPage(outcome));
  });
}

const listen = (server: Server, { host, port }: ListenerSettings): Promise<number | null> =>
  new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen(port, host === '[::1]' ? '::1' : host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : null);
    });
  });
