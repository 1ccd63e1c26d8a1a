import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { errors, type InteractionContext, interactionPolicy } from 'oidc-provider';
import type { FixtureClient, FixtureUser } from '../setup/fixture.ts';
import { fixtures, PAYMENT, REGISTRATION_TOKEN, REPORTS, TRANSFER } from '../setup/fixtures.ts';
import { BEARER_GRANT, EXCHANGE_GRANT } from '../setup/trust.ts';
import { deviceCodePage, deviceConfirmPage, logoutPage, plainPage } from './reference-pages.ts';

// The reference set up as near to Grantor's rules as its settings allow.

export interface ReferenceSettings {
  readonly jwks: readonly object[];
  readonly codeSeconds: number;
  readonly deviceCodeSeconds: number;
  /** `token`: by those who have the initial access token. */
  readonly responseTypes: readonly string[];
  readonly registration: 'open' | 'token' | 'closed';
  readonly clients: readonly FixtureClient[];
  /** Over everything else; the features among its own. */
  readonly difference: { readonly features: object };
}

interface GrantSource {
  readonly scopes: ReadonlySet<string>;
}

interface ReferenceClient {
  readonly clientId: string;
  grantTypeAllowed(type: string): boolean;
}

const CLAIMS = {
  openid: ['sub'],
  profile: [
    ...['name', 'family_name', 'given_name', 'middle_name', 'nickname', 'preferred_username', 'profile'],
    ...['picture', 'website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'updated_at'],
  ],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  address: ['address'],
  groups: ['groups'],
  acr: null,
  amr: null,
  sid: null,
  auth_time: null,
  iss: null,
};

function clientMetadata(client: FixtureClient): object {
  const { require_pkce, skip_consent, access_token_format, ...known } = client;
  const { device_authorization_auth, claims_in_id_token, allowed_groups, ...rest } = known;
  const { require_dpop_nonce, profile, ...metadata } = rest;
  const hybrid = client.response_types.includes('code id_token');
  const native = client.redirect_uris.length > 0 ? client.application_type : 'native';
  const offered = client.grant_types.filter((grant) => grant !== EXCHANGE_GRANT && grant !== BEARER_GRANT);
  const grant_types = hybrid ? [...offered, 'implicit'] : offered;
  // Where it names none, the reference lets a client ask for none
  const authorization_details_types = client.authorization_details_types ?? [PAYMENT, TRANSFER];
  return { ...metadata, application_type: native, grant_types, authorization_details_types };
}

function account(user: FixtureUser): object {
  const { sub, email, email_verified } = user;
  return { accountId: sub, claims: () => ({ sub, email, email_verified, ...user.claims }) };
}

function policy(): object {
  const prompts = interactionPolicy.base();
  prompts.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 1);
  return prompts;
}

/** Finds what was approved before; for a client that skips consent, approves what is asked. */
async function loadExistingGrant(ctx: InteractionContext): Promise<object | undefined> {
  const { client, session, result, provider, params, requestParamScopes } = ctx.oidc;
  const grantId = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  if (grantId !== undefined) return provider.Grant.find(grantId);
  const trusted =
    fixtures.clients.find((known) => known.client_id === client.clientId)?.skip_consent === true;
  if (!trusted || session.accountId === undefined) return undefined;
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
  grant.addOIDCScope([...requestParamScopes].join(' '));
  for (const resource of [params['resource'] ?? []].flat()) {
    grant.addResourceScope(String(resource), [...requestParamScopes].join(' '));
  }
  await grant.save();
  return grant;
}

function resourceServer(_ctx: unknown, indicator: string): object {
  const found = fixtures.resources.find(({ resource }) => resource === indicator);
  const InvalidTarget = errors['InvalidTarget'];
  if (found === undefined && InvalidTarget !== undefined) throw new InvalidTarget();
  const scope = found?.scopes?.map(({ name }) => name).join(' ') ?? '';
  return { scope, audience: indicator, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } };
}

/** What was asked for, all of it: the person of the reference allows a request as it is. */
const askedDetails = ({ oidc }: InteractionContext): unknown =>
  JSON.parse(String(oidc.params['authorization_details']));

const includes = (granted: readonly object[], detail: object): boolean =>
  granted.some((known) => isDeepStrictEqual(known, detail));

/** RFC 9396 §6: no more than was granted. */
function narrowedDetails(
  { oidc }: InteractionContext,
  _token: unknown,
  { rar: granted }: { readonly rar: readonly object[] },
): unknown {
  const named = oidc.params['authorization_details'];
  if (typeof named !== 'string') return granted;
  const asked: object[] = JSON.parse(named);
  const InvalidDetails = errors['InvalidAuthorizationDetails'];
  if (!asked.every((detail) => includes(granted, detail)) && InvalidDetails !== undefined)
    throw new InvalidDetails('more than was granted');
  return asked;
}

/** The reference has no schemas of its own: the one type is checked by hand. */
function validateDetail(_ctx: unknown, detail: Readonly<Record<string, unknown>>): void {
  const InvalidDetails = errors['InvalidAuthorizationDetails'];
  const isRight = Object.entries(detail).every(
    ([name, value]) => name === 'type' || (name === 'amount' && typeof value === 'string'),
  );
  if (!isRight && InvalidDetails !== undefined) throw new InvalidDetails('not of the type');
}

const features = {
  richAuthorizationRequests: {
    enabled: true,
    types: { [PAYMENT]: { validate: validateDetail }, [TRANSFER]: { validate: () => {} } },
    authorizationDetailsForGrantSource: askedDetails,
    authorizationDetailsForAccessToken: narrowedDetails,
    authorizationDetailsForIntrospection: (_ctx: unknown, { rar }: { readonly rar: unknown }) => rar,
  },
  devInteractions: { enabled: false },
  dPoP: { enabled: true },
  encryption: { enabled: true },
  pushedAuthorizationRequests: { enabled: true },
  claimsParameter: { enabled: true },
  clientCredentials: { enabled: true },
  introspection: { enabled: true },
  revocation: { enabled: true },
  backchannelLogout: { enabled: true },
  userinfo: { enabled: true },
  requestObjects: { enabled: true },
  jwtResponseModes: { enabled: true },
  jwtIntrospection: { enabled: true },
  jwtUserinfo: { enabled: true },
  resourceIndicators: {
    enabled: true,
    getResourceServerInfo: resourceServer,
    useGrantedResource: () => true,
  },
  ciba: {
    enabled: true,
    deliveryModes: ['poll', 'ping'],
    processLoginHint: (_ctx: unknown, hint: string) =>
      fixtures.users.find(({ username, sub, email }) => [username, sub, email].includes(hint))?.sub,
    processLoginHintToken: () => undefined,
    validateRequestContext: () => {},
    verifyUserCode: () => {},
    triggerAuthenticationDevice: () => {},
    validateBindingMessage(_ctx: unknown, message?: string) {
      const InvalidBindingMessage = errors['InvalidBindingMessage'];
      if (message === undefined || InvalidBindingMessage === undefined) return;
      if (message.length > 100 || message.trim() === '') throw new InvalidBindingMessage();
    },
  },
  deviceFlow: {
    enabled: true,
    userCodeInputSource(
      ctx: InteractionContext & { status: number },
      form: string,
      _out: unknown,
      error?: Error,
    ) {
      ctx.body = error === undefined ? deviceCodePage(form) : plainPage('This code is not valid');
    },
    userCodeConfirmSource(
      ctx: InteractionContext,
      form: string,
      _client: unknown,
      _device: unknown,
      code: string,
    ) {
      ctx.body = deviceConfirmPage(form, code);
    },
    successSource(ctx: InteractionContext) {
      ctx.body = plainPage('Device connected');
    },
  },
  rpInitiatedLogout: {
    enabled: true,
    logoutSource(ctx: InteractionContext, form: string) {
      ctx.body = logoutPage(form);
    },
    postLogoutSuccessSource(ctx: InteractionContext) {
      ctx.body = plainPage('Signed out');
    },
  },
};

const ENCRYPTED = ['idToken', 'userinfo', 'authorization', 'introspection'];

/** How answers are encrypted: beside what it offers by itself, what the cases ask for. */
const enabledJWA = Object.fromEntries(
  ENCRYPTED.flatMap((kind) => [
    [`${kind}EncryptionAlgValues`, ['RSA-OAEP-256', 'ECDH-ES', 'ECDH-ES+A256KW']],
    [`${kind}EncryptionEncValues`, ['A128CBC-HS256', 'A128GCM', 'A256GCM']],
  ]),
);

/** The same for what is encrypted for it. */
Object.assign(enabledJWA, {
  requestObjectEncryptionAlgValues: ['RSA-OAEP-256', 'ECDH-ES', 'ECDH-ES+A256KW'],
  requestObjectEncryptionEncValues: ['A128GCM', 'A256GCM'],
});

function registrationFeatures(registration: ReferenceSettings['registration']): object {
  if (registration === 'closed') return {};
  const initialAccessToken = registration === 'token' && REGISTRATION_TOKEN;
  return {
    registration: { enabled: true, initialAccessToken },
    registrationManagement: { enabled: true, rotateRegistrationAccessToken: true },
    clientIdMetadataDocument: { enabled: true, ack: 'draft-02' },
  };
}

/** Its own guard against private addresses, but for the sites that clients have on this computer. */
function fetchOutside(url: string, options: object): Promise<Response> {
  const isSite = new URL(url).hostname === 'localhost';
  return fetch(url, isSite ? { ...options, dispatcher: undefined } : options);
}

export function referenceConfiguration(settings: ReferenceSettings): object {
  return {
    clients: settings.clients.map(clientMetadata),
    jwks: { keys: settings.jwks },
    claims: CLAIMS,
    scopes: [
      ...['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'read', 'write'],
      ...['grant_management_query', 'grant_management_revoke'], // of a client that others have use for
      REPORTS,
    ],
    acrValues: ['1', '2', 'phr'],
    allowOmittingSingleRegisteredRedirectUri: false,
    clientAuthMethods: [
      ...['none', 'client_secret_basic', 'client_secret_post'],
      ...['client_secret_jwt', 'private_key_jwt'],
    ],
    clientBasedCORS: () => true,
    clientDefaults: { grant_types: ['authorization_code', 'refresh_token'] },
    cookies: { keys: ['compliance'], long: { httpOnly: true, sameSite: 'none' } },
    conformIdTokenClaims: true,
    enabledJWA,
    enableHttpPostMethods: true,
    fetch: fetchOutside,
    findAccount(_ctx: unknown, sub: string) {
      const user = fixtures.users.find((candidate) => candidate.sub === sub);
      return user === undefined ? undefined : account(user);
    },
    interactions: {
      policy: policy(),
      url: (_ctx: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}`,
    },
    issueRefreshToken: (_ctx: unknown, client: ReferenceClient, _source: GrantSource) =>
      client.grantTypeAllowed('refresh_token'),
    loadExistingGrant,
    renderError(ctx: InteractionContext, out: Readonly<Record<string, string>>) {
      ctx.type = 'html';
      ctx.body = plainPage(out['error'] ?? 'error', out['error_description']);
    },
    subjectTypes: ['public', 'pairwise'],
    pairwiseIdentifier: (_ctx: unknown, accountId: string, client: { readonly sectorIdentifier: string }) =>
      createHash('sha256').update(`${client.sectorIdentifier} ${accountId}`).digest('base64url'),
    responseTypes: settings.responseTypes,
    rotateRefreshToken: true,
    routes: { device_authorization: '/device-authorization' },
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: settings.codeSeconds,
      ClientCredentials: 3600,
      DeviceCode: settings.deviceCodeSeconds,
      Grant: 86_400,
      IdToken: 3600,
      Interaction: 1800,
      RefreshToken: 86_400,
      Session: 43_200,
    },
    ...settings.difference,
    features: {
      ...features,
      ...registrationFeatures(settings.registration),
      ...settings.difference.features,
    },
  };
}
