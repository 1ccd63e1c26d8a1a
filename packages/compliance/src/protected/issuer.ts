import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { JWK } from 'jose';
import { type ClientKey, newClientKey } from '../wire/client-assertion.ts';

// The authorization servers of the suite: they publish keys, answer introspection, and count who asks.

export type Errand = 'discovery' | 'keys' | 'introspection';

export interface Issuer {
  /** Exactly as in `iss`. */
  readonly name: string;
  readonly key: ClientKey;
  readonly rsaKey: ClientKey;
  /** What the key set holds; may be changed. */
  keys: readonly JWK[];
  /** `down`: 503 to everything; `garbled`: a key set that is none. */
  state: 'up' | 'down' | 'garbled';
  /** What the first well-known address answers in place of the document: that of a neighbour, or some page. */
  first?: 'neighbour' | 'page';
  /** What discovery says it is, where that is not its name. */
  claimed?: string;
  readonly asked: Record<Errand, number>;
  /** The answer to introspection by token; absent ones are inactive. */
  readonly opaque: Map<string, Readonly<Record<string, unknown>>>;
}

const WELL_KNOWN = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'];

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function sendOther(response: ServerResponse, kind: 'neighbour' | 'page'): void {
  if (kind === 'neighbour') sendJson(response, 200, { issuer: 'https://neighbour.example' });
  else response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>');
}

/** Which issuer a path belongs to, and what is asked of it. */
function errandOf(path: string, bases: readonly string[]): { base: string; errand: Errand } | undefined {
  for (const base of bases) {
    const bare = base.replace(/\/$/, '');
    const discovery = WELL_KNOWN.flatMap((known) => [
      `${known}${bare}`,
      `${known}${base}`,
      `${bare}${known}`,
    ]);
    if (discovery.includes(path)) return { base, errand: 'discovery' };
    if (path === `${bare}/jwks`) return { base, errand: 'keys' };
    if (path === `${bare}/introspect`) return { base, errand: 'introspection' };
  }
  return undefined;
}

function metadataOf({ name, claimed }: Issuer): object {
  const base = name.replace(/\/$/, '');
  return {
    issuer: claimed ?? name,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    jwks_uri: `${base}/jwks`,
    introspection_endpoint: `${base}/introspect`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

export class Issuers {
  readonly #server: Server;
  readonly #issuers = new Map<string, Issuer>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  /** Listens on this computer; port 0 takes any. */
  static async start(port = 0): Promise<Issuers> {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new Issuers(server);
  }

  get origin(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Adds an issuer of this name, an address below the origin. */
  async add(name: string): Promise<Issuer> {
    const [key, rsaKey] = await Promise.all([newClientKey('ES256'), newClientKey('RS256')]);
    const issuer: Issuer = {
      name,
      key,
      rsaKey,
      keys: [key.publicJwk, rsaKey.publicJwk],
      state: 'up',
      asked: { discovery: 0, keys: 0, introspection: 0 },
      opaque: new Map(),
    };
    this.#issuers.set(new URL(name).pathname, issuer);
    return issuer;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = ''] = (request.url ?? '').split('?');
    const found = errandOf(path, [...this.#issuers.keys()]);
    const issuer = found && this.#issuers.get(found.base);
    if (found === undefined || issuer === undefined) return sendJson(response, 404, { error: 'not_found' });
    issuer.asked[found.errand] += 1;
    if (issuer.state === 'down') return sendJson(response, 503, { error: 'temporarily_unavailable' });
    switch (found.errand) {
      case 'discovery':
        if (issuer.first !== undefined && path.startsWith('/.well-known/'))
          return sendOther(response, issuer.first);
        return sendJson(response, 200, metadataOf(issuer));
      case 'keys':
        return sendJson(response, 200, issuer.state === 'garbled' ? { keys: 'none' } : { keys: issuer.keys });
      case 'introspection': {
        const token = new URLSearchParams(await text(request)).get('token') ?? '';
        return sendJson(response, 200, issuer.opaque.get(token) ?? { active: false });
      }
    }
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
