/** Owns the listening sockets: limits of a connection, and the order in which they are given up. */

import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import { type AddressInfo, Server as SocketServer } from 'node:net';
import { isLoopbackUrl } from '@grantor/protocol';
import type { App } from '../app/app.ts';
import type { Address } from '../config/types.ts';
import { createConnectionShares } from '../http/connection-shares.ts';
import { createConnectionTurns, fromSocket, send } from '../http/socket.ts';
import { createServer } from '../outbound/node-http.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Certificate } from './certificate.ts';

export type Listening = {
  readonly port: number;
  /** Where it listens; null: every interface. */
  readonly hosts: readonly (string | null)[];
  /** Answers what has come so far, and what comes from now on. */
  serve(app: App): void;
  /** Stops accepting, lets accepted requests finish, and cuts what is left after `milliseconds`. */
  close(milliseconds: number): Promise<'drained' | 'cut'>;
};

// protocol.md §1, operations.md B-10, security.md P-4
const limits = {
  maxHeaderSize: 32 * 1024,
  headersTimeout: 30_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  // Two Authorization headers must not pass as the first of them.
  joinDuplicateHeaders: true,
  handshakeTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
};

/** Of a machine (operations.md B-10). */
export const connectionLimit = 10_000;

/** Where and how to listen: with a certificate by HTTPS, from TLS 1.2 on (operations.md B-6). */
export type Place = {
  readonly address: Address;
  readonly baseUrl: string;
  readonly certificate?: Certificate | null;
  /** How many it holds at most; absent: all that the machine may. */
  readonly connections?: number;
  /** Which setting says so, for whoever reads why it cannot be; absent: SERVER_ADDR, or MTLS_PORT where clients are asked. */
  readonly setting?: 'AUTHLETE_API_ADDR';
  /** Whether clients are asked for a certificate of theirs (advanced.md MTL-1); absent: they are not. */
  readonly clientCertificates?: 'asked';
};

/**
 * Takes the port, so that nobody else has it and nothing was changed when somebody has. Requests wait until an
 * app serves them. Once `draining` is aborted, every answer is the last one of its connection.
 */
export async function takePort(place: Place, draining: AbortSignal): Promise<Listening> {
  const { address, baseUrl, certificate = null, clientCertificates, connections = connectionLimit } = place;
  let serve: (app: App) => void = () => {};
  const serving = new Promise<App>((resolve) => {
    serve = resolve;
  });
  const inTurn = createConnectionTurns();
  const work = (message: IncomingMessage, response: ServerResponse): void => {
    serving
      .then((app) => app.answer(fromSocket(message)))
      .then(
        (outgoing) => {
          if (draining.aborted) response.shouldKeepAlive = false; // operations.md B-7
          send(outgoing, response);
        },
        () => response.destroy(),
      );
  };
  const answer: RequestListener = (message, response) => inTurn(response, () => work(message, response));
  // Whoever shows none, or one that nobody vouches for, is served as well: what it proves is for the engine to say
  const handshake = clientCertificates === 'asked' ? { requestCert: true, rejectUnauthorized: false } : {};
  const make = (): Listener =>
    certificate === null
      ? createServer(limits, answer)
      : createSecureServer({ ...limits, ...certificate.current, ...handshake }, answer);
  const setting = place.setting ?? (clientCertificates === 'asked' ? 'MTLS_PORT' : 'SERVER_ADDR');
  const opened = await openAll(
    { hosts: listeningHosts(address, baseUrl), port: address.port, setting, connections },
    make,
  );
  const unfollow = certificate?.follow((pair) => {
    for (const server of opened.servers) if ('setSecureContext' in server) server.setSecureContext(pair);
  });
  return {
    port: opened.port,
    hosts: opened.hosts,
    serve,
    close: async (milliseconds) => {
      unfollow?.();
      const ends = await Promise.all(opened.servers.map((server) => drain(server, milliseconds)));
      return ends.includes('cut') ? 'cut' : 'drained';
    },
  };
}

/** Without a host: every interface, but only loopback while BASE_URL leads nobody else here. */
const listeningHosts = ({ host }: Address, baseUrl: string): readonly (string | null)[] => {
  if (host !== null) return [host];
  return isLoopbackUrl(baseUrl) ? ['127.0.0.1', '::1'] : [null];
};

type Listener = Server | SecureServer;

type Wanted = {
  readonly hosts: readonly (string | null)[];
  readonly port: number;
  readonly setting: Setting;
  readonly connections: number;
};

type Opened = {
  readonly servers: readonly Listener[];
  readonly hosts: readonly (string | null)[];
  readonly port: number;
};

/** All of the hosts on one port; of several, those that this machine does not have are left out. */
async function openAll({ hosts, port, setting, connections }: Wanted, make: () => Listener): Promise<Opened> {
  let opened: Opened = { servers: [], hosts: [], port };
  for (const host of hosts) {
    const server = make();
    server.maxConnections = connections;
    server.on('connection', createConnectionShares(connections));
    const failure = await open(server, { host, port: opened.port });
    if (failure === null) {
      opened = {
        servers: [...opened.servers, server],
        hosts: [...opened.hosts, host],
        port: (server.address() as AddressInfo).port,
      };
    } else if (hosts.length === 1 || !isAbsent(failure)) {
      for (const other of opened.servers) other.close();
      throw unusable({ host, port }, setting, failure);
    }
  }
  const [first = null] = hosts;
  if (opened.servers.length === 0) throw unusable({ host: first, port }, setting, {});
  return opened;
}

const isAbsent = ({ code = '' }: NodeJS.ErrnoException): boolean =>
  ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code);

/** SERVER_ADDR, MTLS_PORT or AUTHLETE_API_ADDR cannot be listened on; the message says why. */
export class AddressUnusable extends Refusal {
  override readonly name = 'AddressUnusable';
}

type Setting = 'SERVER_ADDR' | 'MTLS_PORT' | 'AUTHLETE_API_ADDR';

const examples = {
  SERVER_ADDR: 'SERVER_ADDR=:9090',
  MTLS_PORT: 'MTLS_PORT=9443',
  AUTHLETE_API_ADDR: 'AUTHLETE_API_ADDR=127.0.0.1:9000',
} as const;

function reasonOf(code: string | undefined, setting: Setting): string | null {
  switch (code) {
    case 'EADDRINUSE':
      return `is in use by another program; choose another port, such as ${examples[setting]}`;
    case 'EADDRNOTAVAIL':
      return `is not an address of this machine (${setting})`;
    case 'EACCES':
      return `may not be opened by this user (${setting})`;
    default:
      return null;
  }
}

function unusable(
  { host, port }: Address,
  setting: Setting,
  cause: Partial<NodeJS.ErrnoException>,
): AddressUnusable {
  const address = `${authority(host)}:${port}`;
  const reason = reasonOf(cause.code, setting);
  return reason === null
    ? new AddressUnusable(`${address} cannot be opened (${setting})`, { cause })
    : new AddressUnusable(`${address} ${reason}`);
}

const authority = (host: string | null): string => (host?.includes(':') ? `[${host}]` : (host ?? ''));

/** null: it listens. */
const open = (server: Listener, { host, port }: Address): Promise<NodeJS.ErrnoException | null> =>
  new Promise((resolve) => {
    server.once('error', resolve);
    server.listen({ port, ...(host === null ? {} : { host }) }, () => resolve(null));
  });

/** Requests may be on their way on connections that look idle, so those are closed a little after the port is. */
const lastArrivals = 100;

function drain(server: Listener, milliseconds: number): Promise<'drained' | 'cut'> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), lastArrivals);
    const deadline = setTimeout(() => {
      resolve('cut');
      server.closeAllConnections();
    }, milliseconds);
    // Closes the port only; the method of an HTTP server would cut idle connections at once.
    SocketServer.prototype.close.call(server, () => {
      clearInterval(idle);
      clearTimeout(deadline);
      resolve('drained');
    });
  });
}
