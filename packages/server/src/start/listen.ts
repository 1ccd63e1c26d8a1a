/** Owns the listening socket: limits of a connection, and the order in which it is given up. */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from '../app.ts';
import type { Address } from '../config/parse.ts';
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
  connectionsCheckingInterval: 5_000,
};
const connectionLimit = 10_000;

export async function listen(app: App, address: Address): Promise<Listening> {
  const server = createServer(limits, (message, response) => {
    app.answer(fromSocket(message)).then(
      (outgoing) => send(outgoing, response),
      () => response.destroy(),
    );
  });
  server.maxConnections = connectionLimit;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: address.port, ...(address.host === null ? {} : { host: address.host }) }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: (milliseconds) => drain(server, milliseconds),
  };
}

function drain(server: Server, milliseconds: number): Promise<'drained' | 'cut'> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => {
      resolve('cut');
      server.closeAllConnections();
    }, milliseconds);
    server.close(() => {
      clearTimeout(deadline);
      resolve('drained');
    });
    server.closeIdleConnections();
  });
}
