import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, type Message, overSocket, type Service } from './contract.ts';

/** Listens on loopback; `close` ends every connection. */
export async function listening(listener: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

export async function serviceOf(listener: RequestListener): Promise<Service> {
  const { server, port } = await listening(listener);
  return {
    send: (message) => overSocket(port, message),
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A service that is called in this process, without a socket. */
export const inProcess = (serve: (request: Request) => Response | Promise<Response>): Service => ({
  async send({ method = 'GET', path, headers = [], body }: Message): Promise<Answer> {
    const sent = new Headers();
    for (const [name, value] of headers) sent.append(name, value);
    const payload = body === undefined ? {} : { body: Buffer.from(body) };
    const response = await serve(
      new Request(`https://api.example${path}`, { method, headers: sent, ...payload }),
    );
    return { status: response.status, headers: response.headers, body: await response.text() };
  },
  close: async () => undefined,
});
