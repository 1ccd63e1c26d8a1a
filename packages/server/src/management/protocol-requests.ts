/** What clients send to the endpoints of the protocol, as far as the description names it, and what clients are. */

import { z } from 'zod';
import { optional, text } from './said.ts';

export const tokenForm = z.looseObject({
  grant_type: text,
  code: optional,
  redirect_uri: optional,
  code_verifier: optional,
  refresh_token: optional,
  device_code: optional,
  auth_req_id: optional,
  client_id: optional,
  scope: optional,
  resource: optional,
});
export const authorizationQuery = z.looseObject({
  client_id: text,
  response_type: optional.describe('`code`.'),
  redirect_uri: optional,
  scope: optional,
  state: optional,
  code_challenge: optional.describe('RFC 7636 §4.2.'),
  code_challenge_method: optional.describe('`S256`.'),
  resource: optional.describe('RFC 8707 §2.'),
  nonce: optional,
  prompt: optional,
  max_age: optional,
});

export const endSessionForm = z.looseObject({
  id_token_hint: optional,
  client_id: optional,
  post_logout_redirect_uri: optional,
  state: optional,
});
export const clientMetadata = z
  .looseObject({ client_id: text, redirect_uris: z.array(text).optional() })
  .meta({ id: 'ClientInformation' });
export const wantedMetadata = z
  .looseObject({
    redirect_uris: z.array(text).optional(),
    client_name: optional,
    grant_types: z.array(text).optional(),
    token_endpoint_auth_method: optional,
    scope: optional,
  })
  .describe('RFC 7591 §2.');
export const backchannelForm = z.looseObject({
  ...{ scope: optional, login_hint: optional, id_token_hint: optional, binding_message: optional },
  ...{ requested_expiry: optional, acr_values: optional, client_notification_token: optional },
  request: optional,
});
export const backchannelAnswer = z
  .looseObject({ auth_req_id: text, expires_in: z.int(), interval: z.int() })
  .meta({ id: 'BackchannelAuthentication' });
export const userClaims = z.looseObject({ sub: text }).meta({ id: 'UserInfo' });
export const presented = z.looseObject({ token: text, token_type_hint: optional });
export const keySet = z.looseObject({ keys: z.array(z.looseObject({ kty: text })) }).meta({ id: 'Jwks' });
export const tokenShape = z
  .looseObject({
    access_token: text,
    token_type: text,
    expires_in: z.int(),
    scope: optional,
    refresh_token: optional,
    id_token: optional,
  })
  .meta({ id: 'TokenResponse' });
