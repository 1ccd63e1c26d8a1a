import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:https';
import { text } from 'node:stream/consumers';
import { randomText } from './parameters.ts';

// An https site of a client on this computer: its metadata document, its keys, and who asked for them or told it something.

/** Names the host and its key, both as PEM. */
export interface TestCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

export interface Asked {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Served {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and octets are sent as they are, anything else as JSON. */
  readonly body: unknown;
}

export interface Publication {
  readonly url: string;
  /** Every request for it so far. */
  readonly asked: readonly Asked[];
  /** Serves something else from now on. */
  change(served: Served): void;
}

/** The names that lead to a host of this computer; the target may reach the first one only. */
export const HOST_NAMES = ['localhost', 'private.test', 'two-answers.test'] as const;
export type HostName = (typeof HOST_NAMES)[number];

export class DocumentHost {
  readonly #server: Server;
  readonly #pages = new Map<string, { served: Served; asked: Asked[] }>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', async (request, response) => {
      const page = this.#pages.get(request.url ?? '');
      page?.asked.push({
        method: request.method ?? '',
        headers: request.headers,
        // Whoever goes away meanwhile has said nothing
        body: await text(request).catch(() => ''),
      });
      const { status = 200, headers = {}, body } = page?.served ?? { status: 404, body: {} };
      const said = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(said);
    });
  }

  static async start({ certificate, privateKey }: TestCertificate): Promise<DocumentHost> {
    const server = createServer({ cert: certificate, key: privateKey });
    server.listen(0, 'localhost');
    await once(server, 'listening');
    return new DocumentHost(server);
  }

  origin(name: HostName = 'localhost'): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `https://${name}:${address.port}`;
  }

  /** Serves something at an address of its own, which `describe` may write into it. */
  publish(describe: (url: string) => Served, name?: HostName): Publication {
    const path = `/${randomText(6)}/client.json`;
    const url = this.origin(name) + path;
    const page = { served: describe(url), asked: [] as Asked[] };
    this.#pages.set(path, page);
    return {
      url,
      asked: page.asked,
      change(served) {
        page.served = served;
      },
    };
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
