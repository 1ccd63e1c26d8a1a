/** Other providers, played by oidc-provider at the very paths that each of them has; it checks PKCE, secrets and codes. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { type Grant, Provider } from 'oidc-provider';

export type Profile = Readonly<Record<string, unknown>> & { readonly sub: string };

export type UpstreamServer = {
  readonly origin: string;
  /** Who sits there, and what is said of them: may be changed. */
  profile: Profile;
  /** Whether they say no. */
  denies: boolean;
  /** What APIs answer, by path; the rest is not there. */
  readonly apis: Map<string, unknown>;
  /** Parameters of the last authorization request. */
  lastRequest: URLSearchParams;
  stop(): Promise<void>;
};

export const upstreamClient = { id: 'grantor-at-provider', secret: 'f1b7c8d9-secret-of-grantor' } as const;

export type UpstreamOptions = {
  /** Behind the origin. */
  readonly issuerPath?: string;
  readonly routes?: Readonly<Record<string, string>>;
  readonly scopes?: readonly string[];
  /** Where this server wants people back. */
  readonly redirectUri: string;
  readonly authentication?: 'client_secret_basic' | 'client_secret_post';
  /** Claims of the scope `openid`, in ID tokens where there are some. */
  readonly idTokenClaims?: readonly string[];
};

type AccessTokens = { readonly AccessToken: { find(value: string): Promise<unknown> } };

export async function startUpstream(options: UpstreamOptions): Promise<UpstreamServer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const origin = `http://127.0.0.1:${port}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const { idTokenClaims, routes, scopes = [] } = options;
  const upstream: UpstreamServer = {
    origin,
    profile: { sub: 'zoe-1' },
    denies: false,
    apis: new Map(),
    lastRequest: new URLSearchParams(),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  const provider = new Provider(`${origin}${options.issuerPath ?? ''}`, {
    clients: [
      {
        client_id: upstreamClient.id,
        client_secret: upstreamClient.secret,
        redirect_uris: [options.redirectUri],
        token_endpoint_auth_method: options.authentication ?? 'client_secret_basic',
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256', kid: 'upstream-1' }] },
    scopes: ['openid', 'offline_access', 'profile', 'email', ...scopes],
    claims: {
      openid: ['sub', ...(idTokenClaims ?? [])],
      profile: ['name', 'preferred_username', 'picture'],
      email: ['email', 'email_verified'],
    },
    conformIdTokenClaims: idTokenClaims === undefined,
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    cookies: { keys: ['only-for-tests'] },
    ...(routes === undefined ? {} : { routes }),
    findAccount: (_ctx: unknown, accountId: string) => ({ accountId, claims: () => upstream.profile }),
  });
  const protocol = provider.callback();
  server.on('request', (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', origin);
    if (searchParams.has('code_challenge')) upstream.lastRequest = searchParams;
    if (pathname.startsWith('/interaction/')) return void interact(provider, upstream, { request, response });
    if (upstream.apis.has(pathname)) return void answerApi(provider, upstream, { request, response });
    return protocol(request, response);
  });
  return upstream;
}

type Talk = { readonly request: IncomingMessage; readonly response: ServerResponse };

async function interact(provider: Provider, upstream: UpstreamServer, { request, response }: Talk) {
  const { prompt, params } = await provider.interactionDetails(request, response);
  const finish = (result: object) => provider.interactionFinished(request, response, result);
  if (upstream.denies) return finish({ error: 'access_denied', error_description: 'no' });
  const accountId = upstream.profile.sub;
  if (prompt.name === 'login') return finish({ login: { accountId } });
  const grant: Grant = new provider.Grant({ accountId, clientId: String(params['client_id']) });
  grant.addOIDCScope(String(params['scope']));
  return finish({ consent: { grantId: await grant.save() } });
}

async function answerApi(provider: Provider, upstream: UpstreamServer, { request, response }: Talk) {
  const { pathname } = new URL(request.url ?? '/', upstream.origin);
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
  const isKnown = (await (provider as unknown as AccessTokens).AccessToken.find(token)) !== undefined;
  response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(isKnown ? upstream.apis.get(pathname) : {}));
}
