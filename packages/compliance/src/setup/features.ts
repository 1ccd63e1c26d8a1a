/** What a target may or may not offer; a case that needs a missing one is reported as not offered. */
export const FEATURES = [
  'account_choice',
  'account_requests',
  'acr',
  'aliases',
  'backchannel_authentication',
  'backchannel_decision',
  'backchannel_logout',
  'certificate_header',
  'claims_parameter',
  'client_attestation',
  'client_credentials',
  'client_profiles',
  'client_secret_jwt',
  'cors',
  'credentials',
  'default_max_age',
  'device',
  'dpop',
  'dpop_nonce',
  'encrypted_answer',
  'encrypted_request',
  'fapi',
  'federation',
  'form_post',
  'frontchannel_logout',
  'grace',
  'grant_management',
  'house_rules',
  'hybrid',
  'introspection',
  'introspection_jwt',
  'jwt_access_token',
  'jwt_bearer',
  'key_rotation',
  'legacy_response_types',
  'logout',
  'metadata_documents',
  'mutual_tls',
  'native',
  'pairwise',
  'par',
  'private_key_jwt',
  'refresh',
  'registration',
  'registration_management',
  'request_object',
  'request_uri',
  'resource',
  'revocation',
  'session_management',
  'signed_answer',
  'rich_authorization_requests',
  'token_exchange',
  'tokeninfo',
  'userinfo',
  'userinfo_jwt',
] as const;
export type Feature = (typeof FEATURES)[number];

/**
 * How the target is set up. `strict` has no refresh grace, and codes live two seconds. `brief` has a grace
 * of two seconds, unused self-registered clients end after one, codes live for minutes, requests are fetched from their clients, and the
 * client `nonced` has to show nonces. `guarded`
 * asks for `REGISTRATION_TOKEN` at its registration endpoint. `closed` lets nobody register, has no aliases, and limits
 * what it is asked. `legacy` answers with tokens through the browser, too. `secure` speaks TLS, and asks for certificates of
 * clients where its metadata says so. `proxied` believes what a proxy on this computer says of certificates. `fapi` and
 * `fapi-signing` hold every client to FAPI 2.0, Security Profile and Message Signing; `fapi` asks for
 * `REGISTRATION_TOKEN`, too, and `fapi-secure` is the same over TLS. `certification` is what the OpenID Provider
 * profiles are certified with, and has session management. `mcp` has one resource, and wants PKCE of everybody. `issuing`
 * issues credentials, knows a wallet by what its maker says of it, and is in a federation.
 */
export type Variant =
  | 'default'
  | 'strict'
  | 'brief'
  | 'guarded'
  | 'closed'
  | 'legacy'
  | 'secure'
  | 'proxied'
  | 'fapi'
  | 'fapi-secure'
  | 'fapi-signing'
  | 'certification'
  | 'mcp'
  | 'issuing';
