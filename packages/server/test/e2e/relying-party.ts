/** A client's own web server on a loopback port: it records what reaches it and answers with a plain page. */

import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export type Arrival = {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly form: URLSearchParams;
};

export type RelyingParty = {
  readonly origin: string;
  readonly redirectUri: string;
  readonly afterLogout: string;
  /** Everything that reached it, in order. */
  readonly arrivals: readonly Arrival[];
  /** The first request to the path that nobody has taken yet, also one still to come. */
  next(path: string): Promise<Arrival>;
  /** The authorization response to the request with that state, also one still to come. */
  answer(request: { readonly state: string }): Promise<Arrival>;
  /** From now on the path answers with this page, or with a redirect. */
  publish(path: string, page: Published): void;
  stop(): Promise<void>;
};

export type Published = {
  /** The page; bytes are sent as they are. */
  readonly html: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where a 303 leads. */
  readonly redirect?: string;
};

type Wanted = (arrival: Arrival) => boolean;
type Waiting = { readonly wanted: Wanted; readonly take: (arrival: Arrival) => void };

const patience = 15_000;
const plainPage = `<!doctype html><html lang="en"><title>Relying party</title>
<link rel="icon" href="data:,"><main><h1>Back at the application</h1></main></html>`;

/** By https under that name, where it is given a certificate for it; else on 127.0.0.1. */
export async function startRelyingParty(secure?: {
  readonly host: string;
  readonly cert: string;
  readonly key: string;
}): Promise<RelyingParty> {
  const arrivals: Arrival[] = [];
  const untaken: Arrival[] = [];
  const waiting: Waiting[] = [];
  const pages = new Map<string, Published>();
  let origin = '';

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const arrival = await arrivalOf(request, origin);
    arrivals.push(arrival);
    const index = waiting.findIndex(({ wanted }) => wanted(arrival));
    if (index === -1) untaken.push(arrival);
    else waiting.splice(index, 1)[0]?.take(arrival);
    const page = pages.get(arrival.url.pathname);
    const location = page?.redirect === undefined ? {} : { location: page.redirect };
    response.writeHead(page?.redirect === undefined ? 200 : 303, {
      'content-type': 'text/html; charset=utf-8',
      ...location,
      ...page?.headers,
    });
    response.end(page?.html ?? plainPage);
  };
  const server = secure === undefined ? createServer(answer) : createSecureServer(secure, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  origin = secure === undefined ? `http://127.0.0.1:${port}` : `https://${secure.host}:${port}`;

  const arrived = (place: string, wanted: Wanted): Promise<Arrival> => {
    const index = untaken.findIndex(wanted);
    const found = index === -1 ? undefined : untaken.splice(index, 1)[0];
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`nothing arrived at ${place}`)), patience);
      const take = (arrival: Arrival): void => {
        clearTimeout(timer);
        resolve(arrival);
      };
      waiting.push({ wanted, take });
    });
  };

  return {
    origin,
    redirectUri: `${origin}/callback`,
    afterLogout: `${origin}/signed-out`,
    arrivals,
    next: (path) => arrived(path, ({ url }) => url.pathname === path),
    answer: ({ state }) =>
      arrived('the redirect URI', ({ url, form }) =>
        [url.searchParams, form].some((answer) => answer.get('state') === state),
      ),
    publish: (path, page) => void pages.set(path, page),
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function arrivalOf(request: IncomingMessage, origin: string): Promise<Arrival> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return {
    method: request.method ?? '',
    url: new URL(request.url ?? '/', origin),
    headers: request.headers,
    form: new URLSearchParams(body),
  };
}
