/** Providers that speak OpenID Connect: those of `OIDC_PROVIDERS`, by their discovery documents, and Microsoft. */

import type { ClientKeys, Source } from '@grantor/engine';
import type { Documents } from '../outbound/documents.ts';
import type { Outbound } from '../outbound/outbound.ts';
import {
  authorizationUrlOf,
  longestAnswer,
  type Members,
  membersOf,
  readMembers,
  redeem,
  textIn,
  webAddressIn,
} from './calls.ts';
import { verifyIdToken } from './id-token.ts';
import { addressIn, localPart } from './oauth-provider.ts';
import { type Provider, type ProviderClient, UpstreamFault, type UpstreamReturn } from './provider.ts';

export type OpenIdWorld = {
  readonly outbound: Outbound;
  readonly documents: Documents;
  readonly keys: ClientKeys;
};

type Metadata = {
  readonly authorize: string;
  readonly token: string;
  readonly jwks: string;
  readonly userinfo: string | null;
  readonly authentication: 'client_secret_basic' | 'client_secret_post';
  /** RFC 9207 §3: an answer that does not say who it is from is not from it. */
  readonly saysIssuer: boolean;
};

/** OpenID Connect Discovery §4. Rejects with UpstreamFault. */
async function discover(issuer: string, { documents }: OpenIdWorld, { address }: Source): Promise<Metadata> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const request = { url, accept: ['application/json'], longestBody: longestAnswer, copy: 'accept' } as const;
  const fetched = await documents({ ...request, onBehalfOf: address });
  if (fetched.kind !== 'fetched') throw new UpstreamFault('provider unreachable');
  const members = membersOf(fetched.body) ?? {};
  // Exactly the issuer that was asked for; ours is kept without a slash at its end
  if (members['issuer'] !== issuer && members['issuer'] !== `${issuer}/`)
    throw new UpstreamFault('provider answered something else');
  const methods = members['token_endpoint_auth_methods_supported'];
  const isPost = Array.isArray(methods) && !methods.includes('client_secret_basic');
  return {
    authorize: endpointIn(members, 'authorization_endpoint', issuer),
    token: endpointIn(members, 'token_endpoint', issuer),
    jwks: endpointIn(members, 'jwks_uri', issuer),
    userinfo:
      members['userinfo_endpoint'] === undefined ? null : endpointIn(members, 'userinfo_endpoint', issuer),
    authentication: isPost ? 'client_secret_post' : 'client_secret_basic',
    saysIssuer: members['authorization_response_iss_parameter_supported'] === true,
  };
}

/** Not less safe than the issuer itself. */
function endpointIn(members: Members, name: string, issuer: string): string {
  const value = members[name];
  const url = typeof value === 'string' ? URL.parse(value) : null;
  const isAllowed = url?.protocol === 'https:' || url?.origin === URL.parse(issuer)?.origin;
  if (typeof value !== 'string' || !isAllowed) throw new UpstreamFault('provider answered something else');
  return value;
}

const again = (prompt: 'as_usual' | 'again'): Readonly<Record<string, string>> =>
  prompt === 'again' ? { prompt: 'login' } : {};

export function openIdProvider(issuer: string, client: ProviderClient, world: OpenIdWorld): Provider {
  const { name, label, allowed, scopes } = client;
  const isOurs = (said: unknown): boolean => said === issuer || said === `${issuer}/`;
  return {
    ...{ name, label, allowed, scopes, mark: 'other' },
    async authorizationUrl(attempt, prompt) {
      const { authorize } = await discover(issuer, world, attempt.source);
      return authorizationUrlOf(authorize, client, {
        attempt,
        more: { nonce: attempt.nonce, ...again(prompt) },
      });
    },
    async identify(returned) {
      const metadata = await discover(issuer, world, returned.source);
      const said = returned.issuer;
      if (said === null ? metadata.saysIssuer : !isOurs(said))
        throw new UpstreamFault('another issuer answered');
      const { accessToken, members } = await redeem(world.outbound, metadata.token, {
        ...{ client, code: returned.code, verifier: returned.verifier },
        authentication: metadata.authentication,
      });
      const claims = await verifyIdToken(world.keys, members['id_token'], {
        ...expectedOf(client, returned, accessToken),
        isIssuer: isOurs,
        jwksUri: metadata.jwks,
      });
      const profile = await withUserinfo(claims, metadata.userinfo, {
        outbound: world.outbound,
        accessToken,
      });
      const { sub } = claims;
      const email = addressIn(profile);
      return {
        ...{ subject: `${issuer} ${sub}`, id: String(sub), username: null },
        usernames: [
          textIn(profile, 'preferred_username'),
          textIn(profile, 'nickname'),
          localPart(email),
        ].filter((each) => each !== null),
        name: textIn(profile, 'name'),
        ...{ email, emailVerified: email !== null && profile['email_verified'] === true },
        avatarUrl: webAddressIn(profile, 'picture'),
        tokens: JSON.stringify(members),
      };
    },
  };
}

const expectedOf = (
  { clientId }: ProviderClient,
  { nonce, source, now }: UpstreamReturn,
  accessToken: string,
) => ({
  ...{ clientId, nonce, source, now, accessToken },
});

/** What the ID token leaves out may be asked for (OpenID Connect Core §5.3.2: of the same person only). */
async function withUserinfo(
  claims: Members,
  endpoint: string | null,
  { outbound, accessToken }: { readonly outbound: Outbound; readonly accessToken: string },
): Promise<Members> {
  if (endpoint === null || claims['email'] !== undefined) return claims;
  const userinfo = await readMembers(outbound, endpoint, accessToken);
  if (userinfo['sub'] !== claims['sub']) throw new UpstreamFault('provider answered something else');
  return { ...userinfo, ...claims };
}

export type MicrosoftSettings = { readonly tenant: string; readonly url: string; readonly graphUrl: string };

const manyTenants: readonly string[] = ['common', 'organizations', 'consumers'];
const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Accounts of one tenant or of any; who somebody is stands in `tid` and `oid` of the ID token, and nowhere else. */
export function microsoftProvider(
  { tenant, url, graphUrl }: MicrosoftSettings,
  client: ProviderClient,
  { outbound, keys }: OpenIdWorld,
): Provider {
  const { name, label, allowed, scopes } = client;
  const endpoints = `${url}/${tenant}`;
  const isIssuer = (issuer: string, { tid }: Members): boolean =>
    typeof tid === 'string' &&
    guid.test(tid) &&
    issuer === `${url}/${tid}/v2.0` &&
    (!guid.test(tenant) || tid === tenant.toLowerCase());
  return {
    ...{ name, label, allowed, scopes, mark: 'microsoft' },
    authorizationUrl: async (attempt, prompt) =>
      authorizationUrlOf(`${endpoints}/oauth2/v2.0/authorize`, client, {
        attempt,
        more: { nonce: attempt.nonce, ...again(prompt) },
      }),
    async identify(returned) {
      const { accessToken, members } = await redeem(outbound, `${endpoints}/oauth2/v2.0/token`, {
        ...{ client, code: returned.code, verifier: returned.verifier },
        authentication: 'client_secret_post',
      });
      const claims = await verifyIdToken(keys, members['id_token'], {
        ...expectedOf(client, returned, accessToken),
        isIssuer: (issuer, of) => isIssuer(issuer, of) && [null, issuer].includes(returned.issuer),
        jwksUri: `${endpoints}/discovery/v2.0/keys`,
      });
      const { tid, oid } = claims;
      if (typeof oid !== 'string' || !guid.test(oid)) throw new UpstreamFault('id token refused');
      const isReadable = client.scopes.some((scope) => scope.toLowerCase().endsWith('user.read'));
      const profile = isReadable ? await readMembers(outbound, profileUrl(graphUrl), accessToken) : {};
      if (isReadable && profile['id'] !== oid) throw new UpstreamFault('provider answered something else');
      const email = addressIn(claims);
      const isOwnTenant = !manyTenants.includes(tenant) && profile['userType'] === 'Member';
      const accountName =
        profile['onPremisesSyncEnabled'] === true ? textIn(profile, 'onPremisesSamAccountName') : null;
      return {
        ...{ subject: `${tid} ${oid}`, id: oid, username: null },
        usernames: [accountName, textIn(profile, 'mailNickname'), localPart(email)].filter(
          (each) => each !== null,
        ),
        name: textIn(claims, 'name') ?? textIn(profile, 'displayName'),
        ...{ email, emailVerified: email !== null && (isOwnTenant || isTrue(claims['xms_edov'])) },
        avatarUrl: null,
        tokens: JSON.stringify(members),
      };
    },
  };
}

const profileUrl = (graphUrl: string): string =>
  `${graphUrl}/v1.0/me?$select=id,displayName,userType,mailNickname,onPremisesSyncEnabled,onPremisesSamAccountName`;

/** As optional claims come: a flag, or its text. */
const isTrue = (claim: unknown): boolean => [true, 1, '1', 'true'].some((yes) => yes === claim);
