import { type Requirement, specification } from './requirement.ts';

/** OpenID Connect RP-Initiated, Back-Channel and Front-Channel Logout 1.0. */
export const openidConnectLogout: readonly Requirement[] = [
  ...specification('RP-Initiated Logout', [
    ['2', 'MUST', 'GET and POST are supported; the hint is checked; without a good one the user is asked.'],
    ['3', 'MUST', 'After logout only an exactly registered URI is visited, with state as it came.'],
    ['4', 'MUST', 'A request that fails its checks does not redirect.'],
    ['6', 'MUST', 'A logout request of another site is not obeyed without the user.'],
  ]),
  ...specification('Back-Channel Logout', [
    ['2.1', 'MUST', 'sid names a session at the issuer.'],
    ['2.4', 'MUST', 'A logout token has its claims and type.'],
    ['2.5', 'MUST', 'A logout token is posted as a form.'],
    ['2.7', 'SHOULD', 'Refresh tokens without offline_access end with the session.'],
  ]),
  ...specification('Front-Channel Logout', [
    ['2', 'MUST', 'The logout page loads each registered URI in a frame.'],
    ['3', 'MUST', 'iss and sid come together when asked for.'],
  ]),
];
