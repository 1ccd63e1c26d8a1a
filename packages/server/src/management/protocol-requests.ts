/** What clients send to the endpoints of the protocol, as far as the description names it. */

import { z } from 'zod';

const text = z.string();
const optional = text.optional();

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
