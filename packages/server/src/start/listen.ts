/** Owns the listening socket: limits of a connection, and the order in which it is given up. */

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { App } from '../app.ts';
import type { Address } from '../config/parse.ts';

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
  const answer = getRequestListener(
    (request, env) => app.fetch(request, { address: peerAddress(env.incoming as IncomingMessage) }),
    { overrideGlobalObjects: false },
  );
  const server = createServer(limits, answer);
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

const peerAddress = (incoming: IncomingMessage): string => incoming.socket.remoteAddress ?? '';

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
