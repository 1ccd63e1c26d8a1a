/** Owns the listening socket: limits of a connection, and the order in which it is given up. */

import { createServer, type Server } from 'node:http';
import { type AddressInfo, Server as SocketServer } from 'node:net';
import type { App } from '../app/app.ts';
import type { Address } from '../config/values/parse.ts';
import { fromSocket, send } from '../http/socket.ts';

export type Listening = {
  /** Where it listens, for tests and logs. */
  readonly port: number;
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
  connectionsCheckingInterval: 5_000,
};
const connectionLimit = 10_000;

/** Serves the app at the address. Once `draining` is aborted, every answer is the last one of its connection. */
export async function listen(app: App, address: Address, draining: AbortSignal): Promise<Listening> {
  const server = createServer(limits, (message, response) => {
    app.answer(fromSocket(message)).then(
      (outgoing) => {
        if (draining.aborted) response.shouldKeepAlive = false; // operations.md B-7
        send(outgoing, response);
      },
      () => response.destroy(),
    );
  });
  server.maxConnections = connectionLimit;
  await open(server, address);
  return {
    port: (server.address() as AddressInfo).port,
    close: (milliseconds) => drain(server, milliseconds),
  };
}

/** SERVER_ADDR cannot be listened on; the message says why. */
export class AddressUnusable extends Error {
  override readonly name = 'AddressUnusable';
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program',
  EADDRNOTAVAIL: 'is not an address of this machine',
  EACCES: 'may not be opened by this user',
};

function open(server: Server, { host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = reasons[cause.code ?? ''] ?? 'cannot be opened';
      reject(new AddressUnusable(`${host ?? ''}:${port} ${reason} (SERVER_ADDR)`, { cause }));
    });
    server.listen({ port, ...(host === null ? {} : { host }) }, resolve);
  });
}

/** Requests may be on their way on connections that look idle, so those are closed a little after the port is. */
const lastArrivals = 100;

function drain(server: Server, milliseconds: number): Promise<'drained' | 'cut'> {
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
