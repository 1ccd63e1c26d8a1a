/** An authorization server of another make, on loopback, where people sign in by saying who they are. */

import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type InteractionContext, Provider } from 'oidc-provider';
import { testKey } from '../world.ts';

export type Person = {
  readonly sub: string;
  readonly email: string;
  readonly email_verified: boolean;
  readonly name: string;
};

/** `form`: that of its access tokens. */
export type ForeignClient = { readonly id: string; readonly secret: string; readonly form: 'jwt' | 'opaque' };

export const reader: ForeignClient = { id: 'reader', secret: 'reader-secret', form: 'jwt' };
export const opaqueReader: ForeignClient = { id: 'opaque', secret: 'opaque-secret', form: 'opaque' };

export type ForeignIssuer = {
  readonly issuer: string;
  readonly people: Map<string, Person>;
  /** How often a path was asked. */
  asked(path: string): number;
  stop(): Promise<void>;
};

const redirectUri = 'https://app.example/callback';
const scopes = 'files:read files:write';
const lifetime = 3600;

type Settings = {
  /** What the issuer's name ends with; a slash is part of it. */
  readonly ending: '' | '/';
  /** Whose tokens are made here. */
  readonly resource: string;
};

export async function startForeignIssuer({ ending, resource }: Settings): Promise<ForeignIssuer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}${ending}`;
  const people = new Map<string, Person>();
  const provider = new Provider(issuer, configuration(people, resource));
  const protocol = provider.callback();
  const counts = new Map<string, number>();
  server.on('request', (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    counts.set(path, (counts.get(path) ?? 0) + 1);
    if (!path.startsWith('/interaction/')) return protocol(request, response);
    signIn(provider, request, response).catch((error: unknown) => {
      response.writeHead(400).end(String(error));
    });
  });
  return {
    issuer,
    people,
    asked: (path) => counts.get(path) ?? 0,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The page where somebody signs in; here `login_hint` says who. */
async function signIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { params } = await provider.interactionDetails(request, response);
  await provider.interactionFinished(request, response, {
    login: { accountId: String(params['login_hint']) },
  });
}

function configuration(people: ReadonlyMap<string, Person>, resource: string): object {
  const { kid, jwk, privateKey } = testKey('foreign');
  return {
    clients: [reader, opaqueReader].map(({ id, secret }) => ({
      client_id: id,
      client_secret: secret,
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'client_credentials'],
      id_token_signed_response_alg: 'ES256',
    })),
    jwks: { keys: [{ ...jwk, ...privateKey.export({ format: 'jwk' }), kid }] },
    cookies: { keys: ['for tests only'] },
    scopes: ['openid'],
    ttl: {
      AccessToken: lifetime,
      ClientCredentials: lifetime,
      AuthorizationCode: 60,
      Grant: lifetime,
      IdToken: lifetime,
      Interaction: lifetime,
      Session: lifetime,
    },
    findAccount: (_ctx: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
    extraTokenClaims: (_ctx: unknown, { accountId = '' }: { readonly accountId?: string }) => {
      const { email, email_verified, name } = people.get(accountId) ?? {};
      return { email, email_verified, name };
    },
    loadExistingGrant: approve(resource),
    interactions: { url: (_ctx: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx: unknown, audience: string, client: { readonly clientId: string }) => ({
          scope: scopes,
          audience,
          accessTokenFormat: client.clientId === opaqueReader.id ? 'opaque' : 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  };
}

/** Everything asked for is allowed at once. */
const approve =
  (resource: string) =>
  async ({ oidc }: InteractionContext): Promise<object | undefined> => {
    const { accountId } = oidc.session;
    if (accountId === undefined) return undefined;
    const grant = new oidc.provider.Grant({ accountId, clientId: oidc.client.clientId });
    grant.addOIDCScope('openid');
    grant.addResourceScope(resource, scopes);
    await grant.save();
    return grant;
  };

export type TokenRequest = {
  readonly resource: string;
  readonly scope?: string;
  readonly client?: ForeignClient;
};

/** A token of the client itself (RFC 6749 §4.4). */
export async function clientToken(
  { issuer }: ForeignIssuer,
  { resource, scope = 'files:read', client = reader }: TokenRequest,
): Promise<string> {
  return redeem(issuer, client, { grant_type: 'client_credentials', resource, scope });
}

/** A token of the person, who signs in anew: authorization code with PKCE (RFC 7636 §4). */
export async function personToken(
  foreign: ForeignIssuer,
  person: Person,
  { resource, scope = 'files:read', client = reader }: TokenRequest,
): Promise<string> {
  foreign.people.set(person.sub, person);
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client.id,
    redirect_uri: redirectUri,
    scope: `openid ${scope}`,
    resource,
    login_hint: person.sub,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const code = await followToCode(new URL(`/auth?${query}`, foreign.issuer));
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
  return redeem(foreign.issuer, client, { ...form, resource });
}

/** Follows redirects as a browser with cookies would, until one leads back to the client. */
async function followToCode(begin: URL): Promise<string> {
  const jar = new Map<string, string>();
  let url = begin;
  for (let hops = 0; hops < 10; hops++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { headers: { cookie }, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    const next = answer.headers.get('location');
    if (next === null) throw new Error(`no redirect: ${answer.status} ${await answer.text()}`);
    url = new URL(next, url);
    const code = url.searchParams.get('code');
    if (code !== null) return code;
  }
  throw new Error('no code after ten redirects');
}

async function redeem(issuer: string, client: ForeignClient, form: Record<string, string>): Promise<string> {
  const answer = await fetch(new URL('/token', issuer), {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
    body: new URLSearchParams(form),
  });
  const { access_token: token } = (await answer.json()) as { readonly access_token?: string };
  if (token === undefined) throw new Error(`no token: ${answer.status}`);
  return token;
}

/** Ends the token (RFC 7009 §2). */
export async function revokeToken({ issuer }: ForeignIssuer, client: ForeignClient, token: string) {
  const answer = await fetch(new URL('/token/revocation', issuer), {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
    body: new URLSearchParams({ token }),
  });
  if (!answer.ok) throw new Error(`not revoked: ${answer.status}`);
}
