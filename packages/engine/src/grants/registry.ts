/** The grant types this server knows. A new one is a file and a row here. */

import { clientParameters } from '../client-auth/registry.ts';
import type { Policy } from '../ports/policy.ts';
import { allowsGrantType, serverProfile } from '../profiles/security-profile.ts';
import { extraClaimsParameter } from '../tokens/extra-claims.ts';
import { authorizationCode } from './authorization-code.ts';
import { backchannel } from './backchannel.ts';
import { clientCredentials } from './client-credentials.ts';
import { deviceCode } from './device-code.ts';
import type { Grant, Policies } from './grant.ts';
import { jwtBearer } from './jwt-bearer.ts';
import { preAuthorizedCode } from './pre-authorized-code.ts';
import { refreshToken } from './refresh-token.ts';
import { tokenExchange } from './token-exchange.ts';

export const grants: readonly Grant[] = [
  ...[authorizationCode, refreshToken, clientCredentials, deviceCode],
  backchannel,
  ...[jwtBearer, tokenExchange, preAuthorizedCode],
];

export const offeredGrants = (policy: Policy): readonly Grant[] =>
  grants.filter((grant) => grant.isOffered(policy) && allowsGrantType(serverProfile(policy), grant.name));

/** What discovery lists: a grant that nothing could use yet is not told of (clients.md §13). */
export const advertisedGrants = (policy: Policy, policies: Policies): readonly Grant[] =>
  offeredGrants(policy).filter((grant) => grant.isAdvertised?.(policies) ?? true);

/** Every parameter of the token endpoint that may be sent once only; `resource` and `audience` may repeat (RFC 8707 §2, RFC 8693 §2.1). */
export const tokenParameters: readonly string[] = [
  ...['grant_type', ...clientParameters, 'scope', 'resource', 'authorization_details'],
  ...['code', 'redirect_uri', 'code_verifier', 'refresh_token', 'device_code', 'auth_req_id'],
  ...['assertion', 'audience', 'subject_token', 'subject_token_type'], // RFC 7523 §2.1, RFC 8693 §2.1
  ...['actor_token', 'actor_token_type', 'requested_token_type'],
  ...['pre-authorized_code', 'tx_code'], // OpenID4VCI §6.1
  extraClaimsParameter,
];
