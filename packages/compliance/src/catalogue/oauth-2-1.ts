import { specification } from './requirement.ts';

/** draft-ietf-oauth-v2-1-13, The OAuth 2.1 Authorization Framework. */
export const oauth21 = specification('OAuth 2.1', [
  ['3.2', 'MUST', 'Endpoints that scripts call support CORS, the authorization endpoint does not.'],
  ['4.3.1', 'MUST', 'A reused refresh token revokes the active one.'],
  [
    '10.2',
    'MUST',
    'redirect_uri at the token endpoint is not needed when PKCE is used, and checked when it comes.',
  ],
]);
