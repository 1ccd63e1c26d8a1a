/** An MCP server and its authorization server, both well, until a test makes one answer sick. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type Asked = {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

export type Said = {
  /** 0: the connection ends without an answer. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object | string;
};

/** What is said instead. */
export type Sickness = (asked: Asked, well: Said) => Said;

/** Names the origin that the server poses as, so that it can be https without a certificate. */
export const asHost = 'x-origin';

export type Patient = { readonly origin: string; readonly asked: readonly Asked[]; close(): void };

export async function startPatient(sickness: Sickness = (_, well) => well): Promise<Patient> {
  const log: Asked[] = [];
  const memory: Memory = { clients: new Map(), revoked: new Set() };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { host, [asHost]: posed } = request.headers;
    const url = new URL(request.url ?? '/', posed === undefined ? `http://${host}` : String(posed));
    const asked: Asked = {
      method: request.method ?? '',
      url,
      headers: request.headers,
      body: await text(request),
    };
    log.push(asked);
    const { status, headers, body } = sickness(asked, wellAnswer(asked, memory));
    if (status === 0) return void response.destroy();
    const isJson = typeof body === 'object';
    response.writeHead(status, { ...(isJson ? { 'content-type': 'application/json' } : {}), ...headers });
    response.end(isJson ? JSON.stringify(body) : (body ?? ''));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: log,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

export const serverMetadata = (origin: string) => ({
  issuer: `${origin}/auth`,
  authorization_endpoint: `${origin}/auth/authorize`,
  token_endpoint: `${origin}/auth/token`,
  registration_endpoint: `${origin}/auth/register`,
  device_authorization_endpoint: `${origin}/auth/device`,
  revocation_endpoint: `${origin}/auth/revoke`,
  jwks_uri: `${origin}/auth/jwks`,
  response_types_supported: ['code'],
  grant_types_supported: [
    'authorization_code',
    'refresh_token',
    'urn:ietf:params:oauth:grant-type:device_code',
  ],
  code_challenge_methods_supported: ['S256'],
  token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
  scopes_supported: ['openid', 'files:read'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  authorization_response_iss_parameter_supported: true,
  client_id_metadata_document_supported: true,
});

export const resourceMetadata = (origin: string) => ({
  resource: `${origin}/mcp`,
  authorization_servers: [`${origin}/auth`],
  scopes_supported: ['files:read'],
});

const goodToken = 'good-token';
const cors = { 'access-control-allow-origin': '*' };
const json = (body: object, status = 200, headers = {}): Said => ({
  status,
  headers: { ...cors, ...headers },
  body,
});
const notFound = (): Said => json({ error: 'not_found' }, 404);

/** What it knows from one request to the next. */
type Memory = { readonly clients: Map<string, object>; readonly revoked: Set<string> };

type Route = (asked: Asked, memory: Memory) => Said;

const metadata: Route = ({ url }) => json(serverMetadata(url.origin));
const ownMetadata: Route = ({ url }) => json(resourceMetadata(url.origin));

const routes: Readonly<Record<string, Route>> = {
  '/.well-known/oauth-authorization-server/auth': metadata,
  '/.well-known/openid-configuration/auth': metadata,
  '/auth/.well-known/openid-configuration': metadata,
  '/.well-known/oauth-protected-resource/mcp': ownMetadata,
  '/.well-known/oauth-protected-resource': ownMetadata,
  '/mcp': ({ url, headers }) => {
    if (headers.authorization === `Bearer ${goodToken}`) return json({ hello: 'you' });
    const error = headers.authorization === undefined ? '' : 'error="invalid_token", ';
    const named = `${url.origin}/.well-known/oauth-protected-resource/mcp`;
    return json({ error: 'invalid_token' }, 401, {
      'access-control-expose-headers': 'WWW-Authenticate',
      'www-authenticate': `Bearer ${error}scope="files:read", resource_metadata="${named}"`,
    });
  },
  '/auth/jwks': () => json({ keys: [{ kty: 'RSA', kid: 'one', n: 'AQAB', e: 'AQAB' }] }),
  '/auth/authorize': authorize,
  '/auth/token': token,
  '/auth/device': ({ url }) =>
    json({
      device_code: 'device-code',
      user_code: 'ABCD-EFGH',
      verification_uri: `${url.origin}/auth/connect`,
      expires_in: 600,
      interval: 1,
    }),
  '/auth/revoke': ({ body }, { revoked }) => {
    revoked.add(new URLSearchParams(body).get('token') ?? '');
    return json({});
  },
  '/auth/register': register,
};

function authorize({ url }: Asked, { clients }: Memory): Said {
  const client = clients.get(url.searchParams.get('client_id') ?? '') as
    | { redirect_uris?: string[] }
    | undefined;
  const wanted = url.searchParams.get('redirect_uri') ?? '';
  const portless = (uri: string): string => uri.replace(/^(http:\/\/[^:/]+)(:\d+)?\//, '$1/');
  const isKnown = client?.redirect_uris?.some((uri) => portless(uri) === portless(wanted)) === true;
  if (!isKnown)
    return { status: 400, headers: { 'content-type': 'text/html' }, body: '<!doctype html>unknown' };
  const location = new URL(wanted);
  location.searchParams.set('error', 'login_required');
  location.searchParams.set('iss', `${url.origin}/auth`);
  return { status: 303, headers: { location: location.href } };
}

/** Everybody on the other device allows at once; a refresh token is good for one use. */
function token({ body }: Asked, { clients, revoked }: Memory): Said {
  const form = new URLSearchParams(body);
  const noStore = { 'cache-control': 'no-store' };
  if (!clients.has(form.get('client_id') ?? '')) return json({ error: 'invalid_client' }, 401, noStore);
  const used = form.get('refresh_token');
  if (used !== null && revoked.has(used)) return json({ error: 'invalid_grant' }, 400, noStore);
  const answer = {
    access_token: goodToken,
    token_type: 'Bearer',
    expires_in: 600,
    refresh_token: `${used ?? 'refresh'}+`,
    scope: 'files:read',
  };
  return json(answer, 200, noStore);
}

function register({ method, url, body }: Asked, { clients }: Memory): Said {
  if (method !== 'POST') return json({ error: 'not_found' }, 405);
  const id = `client-${clients.size + 1}`;
  const client = {
    ...JSON.parse(body),
    client_id: id,
    registration_client_uri: `${url.origin}/auth/register/${id}`,
    registration_access_token: `token-of-${id}`,
  };
  clients.set(id, client);
  return json(client, 201);
}

function manage({ method, body, headers }: Asked, id: string, { clients }: Memory): Said {
  const client = clients.get(id);
  if (client === undefined || headers.authorization !== `Bearer token-of-${id}`) {
    return json({ error: 'invalid_token' }, 401);
  }
  if (method === 'DELETE') {
    clients.delete(id);
    return { status: 204, headers: cors };
  }
  if (method === 'PUT') clients.set(id, { ...client, ...JSON.parse(body) });
  return json(clients.get(id) ?? {});
}

function wellAnswer(asked: Asked, memory: Memory): Said {
  const { method, url, headers } = asked;
  if (method === 'OPTIONS') {
    const allowed = headers['access-control-request-headers'];
    return { status: 204, headers: { ...cors, 'access-control-allow-headers': String(allowed ?? '') } };
  }
  const [, id] = /^\/auth\/register\/(.+)$/.exec(url.pathname) ?? [];
  if (id !== undefined) return manage(asked, id, memory);
  return routes[url.pathname]?.(asked, memory) ?? notFound();
}
