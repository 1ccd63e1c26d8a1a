/** oidc-provider as a process of its own, with everything off that no scenario needs. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { type InteractionContext, Provider } from 'oidc-provider';
import type { FixtureClient, Fixtures } from '../fixtures/fixtures.ts';
import { MemoryAdapter } from './memory-adapter.ts';

const issuer = new URL(process.env['BASE_URL'] ?? '');
const fixtures = JSON.parse(process.env['FIXTURES'] ?? '') as Fixtures;

function metadata({ access_token_format, skip_consent, ...client }: FixtureClient): object {
  return client;
}

const api = 'https://api.example/';
type ClientOf = { readonly clientId: string };

const features = {
  devInteractions: { enabled: false },
  dPoP: { enabled: true },
  pushedAuthorizationRequests: { enabled: true },
  registration: { enabled: true },
  revocation: { enabled: true },
  rpInitiatedLogout: { enabled: false },
  clientCredentials: { enabled: true },
  deviceFlow: { enabled: true },
  introspection: { enabled: true },
  userinfo: { enabled: true },
  resourceIndicators: {
    enabled: true,
    defaultResource: (_ctx: unknown, { clientId }: ClientOf) =>
      clientId === fixtures.machineJwt.client_id ? api : undefined,
    getResourceServerInfo: () => ({
      scope: 'read',
      audience: api,
      accessTokenFormat: 'jwt',
      jwt: { sign: { alg: 'ES256' } },
    }),
    useGrantedResource: () => true,
  },
};

/** Every client is trusted: what it asks for is granted, once per session. */
async function loadExistingGrant({ oidc }: InteractionContext): Promise<object | undefined> {
  const { client, session, provider, requestParamScopes } = oidc;
  const known = session.grantIdFor(client.clientId);
  if (known !== undefined) return provider.Grant.find(known);
  if (session.accountId === undefined) return undefined;
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
  grant.addOIDCScope([...requestParamScopes].join(' '));
  await grant.save();
  return grant;
}

async function configuration(): Promise<object> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const { machineJwt, machineOpaque, machineKey, web, device, user } = fixtures;
  const adapters = new Map<string, MemoryAdapter>();
  return {
    adapter(kind: string): MemoryAdapter {
      const adapter = adapters.get(kind) ?? new MemoryAdapter();
      adapters.set(kind, adapter);
      return adapter;
    },
    clients: [machineJwt, machineOpaque, machineKey, web, device].map(metadata),
    jwks: { keys: [{ ...(await exportJWK(privateKey)), use: 'sig', alg: 'ES256' }] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    scopes: ['openid', 'email', 'read'],
    clientAuthMethods: ['none', 'client_secret_post', 'private_key_jwt'],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    features,
    findAccount: (_ctx: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, email: user.email, email_verified: true }),
    }),
    interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    loadExistingGrant,
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      ClientCredentials: 3600,
      DeviceCode: 1800,
      Grant: 86_400,
      IdToken: 3600,
      Interaction: 1800,
      RefreshToken: 86_400,
      Session: 43_200,
    },
  };
}

/** Everybody who comes is the fixtures' user. */
function signIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const result = { login: { accountId: fixtures.user.username } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const provider = new Provider(issuer.href.replace(/\/$/, ''), await configuration());
const protocol = provider.callback();
const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
  if (request.url?.startsWith('/interaction/') !== true) return void protocol(request, response);
  signIn(provider, request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
});
server.listen(Number(issuer.port), issuer.hostname);
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => process.exit(0));
