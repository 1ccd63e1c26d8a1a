import {
  isScopeValue,
  parseRegisteredKeySet,
  type RegisteredKeySetFault,
  redirectUriProblem,
} from '@grantor/protocol';
import { z } from 'zod';
import { type Environment, secretText, string, text } from './entry.ts';

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'; // RFC 8628 §3.4
export const servedGrants = ['authorization_code', 'refresh_token', 'client_credentials', deviceGrant];
const algorithms = ['RS256', 'ES256', 'PS256', 'EdDSA'] as const;

const yesOrNo = z.boolean({ error: 'must be true or false' });
const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });
const listOf = <Item extends z.ZodType>(item: Item) => z.array(item, { error: 'must be a list' });

/** A URI by the rules of redirect URIs (clients.md §6). */
const redirectUri = text(2048).superRefine((uri, context) => {
  const message = redirectUriProblem(uri);
  if (message !== null) context.addIssue({ code: 'custom', message });
});

// clients.md §2: https, or http on this machine
const webUrl = text(2048).refine(
  (url) => redirectUriProblem(url) === null && /^https?:/i.test(url),
  'must be an https URL (http for loopback)',
);

const keyFaults: Readonly<Record<RegisteredKeySetFault, string>> = {
  not_a_key_set: 'must be an object with a list of keys (RFC 7517 §5)',
  empty: 'must hold at least one key',
  symmetric: 'must not hold a symmetric key',
  private: 'must hold the public halves only',
  weak: 'must hold RSA keys of 2048 bits at least',
  oversized: 'must not hold RSA keys of more than 8192 bits, or with an exponent of more than 64',
  incomplete: 'holds a key that lacks a member',
  too_many: 'must not hold more than 20 keys',
  repeated_kid: 'must hold keys with distinct kid',
  unstorable: 'holds a kid, alg or use that is no text, or cannot be kept',
};

// security.md K-5
const keySet = z.unknown().transform((value, context) => {
  const set = parseRegisteredKeySet(value);
  if (set.kind === 'keys') return { keys: set.keys };
  context.addIssue({ code: 'custom', message: keyFaults[set.fault] });
  return z.NEVER;
});

const grantType = string
  // `implicit` is what OpenID Connect Registration §2 lists beside `code id_token`
  .refine((grant) => [...servedGrants, 'implicit'].includes(grant), 'is not a grant type served here');

const responseType = string
  .transform((type) => (type === 'id_token code' ? 'code id_token' : type)) // Multiple Response Types §5
  .pipe(oneOf(['code', 'code id_token']));

const scopeList = string
  .transform((scope) => (scope === '' ? [] : scope.split(' ')))
  .refine((values) => values.every(isScopeValue), 'is not a list of scopes (RFC 6749 §3.3)');

// RFC 7591 §2
const registration = {
  client_id: text(2048).refine(
    (id) => /^[!-~]+$/.test(id),
    'must be visible ASCII characters without spaces',
  ),
  client_name: text(200).optional(),
  redirect_uris: listOf(redirectUri).max(50, 'has at most 50 redirect URIs').optional(),
  token_endpoint_auth_method: oneOf([
    ...(['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const),
  ]).optional(),
  token_endpoint_auth_signing_alg: oneOf(algorithms).optional(),
  jwks: keySet.optional(),
  jwks_uri: text(2048)
    .refine((url) => URL.parse(url)?.protocol === 'https:' && !url.includes('#'), 'must be an https URL')
    .optional(),
  grant_types: listOf(grantType).optional(),
  response_types: listOf(responseType).optional(),
  application_type: oneOf(['web', 'native']).optional(),
  scope: scopeList.optional(),
  client_uri: webUrl.optional(),
  logo_uri: webUrl.optional(),
  policy_uri: webUrl.optional(),
  tos_uri: webUrl.optional(),
  contacts: listOf(text(320)).optional(), // these three have no effect (clients.md §2)
  software_id: text(255).optional(),
  software_version: text(255).optional(),
};

// OpenID Connect Registration §2, and what the logout specifications add
const openidRegistration = {
  post_logout_redirect_uris: listOf(redirectUri).max(50, 'has at most 50 URIs').optional(),
  backchannel_logout_uri: webUrl.optional(),
  backchannel_logout_session_required: yesOrNo.optional(), // `sid` is always sent
  frontchannel_logout_uri: webUrl.optional(),
  frontchannel_logout_session_required: yesOrNo.optional(),
  default_max_age: z
    .int({ error: 'must be a number of seconds' })
    .nonnegative('must not be negative')
    .optional(),
  default_acr_values: listOf(text(255)).optional(),
  require_auth_time: yesOrNo.optional(), // `auth_time` is always sent
  subject_type: oneOf(['public']).optional(),
  id_token_signed_response_alg: oneOf(algorithms).optional(),
  userinfo_signed_response_alg: oneOf(algorithms).optional(),
};

const ours = {
  require_pkce: yesOrNo.optional(),
  skip_consent: yesOrNo.optional(),
  claims_in_id_token: yesOrNo.optional(),
  device_authorization_auth: oneOf(['required', 'optional']).optional(),
  access_token_format: oneOf(['jwt', 'opaque']).optional(),
  token_profile: oneOf(['short', 'standard', 'long']).optional(),
  refresh_rotation: oneOf(['rotating', 'fixed']).optional(),
  resources: listOf(text(2048)).optional(),
  own_resources: listOf(text(2048)).optional(),
  // product.md §8
  project: text(64)
    .refine((name) => /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/.test(name), 'must be A-Z a-z 0-9 _ . -')
    .optional(),
  service_account: text(255)
    .refine((name) => /^[A-Za-z0-9_.@-]+$/.test(name), 'must be A-Z a-z 0-9 _ . @ -')
    .optional(),
};

/** One element of `clients`. */
export const clientShape = (environment: Environment) =>
  z.object({
    client_secret: secretText(environment, 512).optional(),
    ...registration,
    ...openidRegistration,
    ...ours,
  });

export type ClientMembers = z.output<ReturnType<typeof clientShape>>;
