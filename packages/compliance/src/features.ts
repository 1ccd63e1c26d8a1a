/** What a target may or may not offer; a case that needs a missing one is reported as not offered. */
export const FEATURES = [
  'account_choice',
  'acr',
  'aliases',
  'claims_parameter',
  'client_credentials',
  'cors',
  'default_max_age',
  'device',
  'form_post',
  'grace',
  'house_rules',
  'hybrid',
  'introspection',
  'jwt_access_token',
  'logout',
  'native',
  'refresh',
  'resource',
  'revocation',
  'tokeninfo',
  'userinfo',
] as const;
export type Feature = (typeof FEATURES)[number];

/** How the target is set up: `strict` has no refresh grace, and codes live two seconds. */
export type Variant = 'default' | 'strict';
