/** The grant types this server knows. A new one is a file and a row here. */

import { clientParameters } from '../client-auth/authenticate.ts';
import type { Policy } from '../ports/policy.ts';
import { authorizationCode } from './authorization-code.ts';
import { clientCredentials } from './client-credentials.ts';
import { deviceCode } from './device-code.ts';
import type { Grant } from './grant.ts';
import { refreshToken } from './refresh-token.ts';

export const grants: readonly Grant[] = [authorizationCode, refreshToken, clientCredentials, deviceCode];

export const offeredGrants = (policy: Policy): readonly Grant[] =>
  grants.filter((grant) => grant.isOffered(policy));

/** Every parameter of the token endpoint that may be sent once only; `resource` may repeat (RFC 8707 §2). */
export const tokenParameters: readonly string[] = [
  ...['grant_type', ...clientParameters, 'scope', 'resource', 'authorization_details'],
  ...['code', 'redirect_uri', 'code_verifier', 'refresh_token', 'device_code'],
];
