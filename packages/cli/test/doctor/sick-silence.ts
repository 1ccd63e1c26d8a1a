/** Addresses that do not answer: that is the one finding, and nothing is said of what could not be asked. */

import type { Said } from './healthy.ts';
import { at, mayDoAll, type Place, type SickServer } from './sickness.ts';

const silent = (): Said => ({ status: 0, headers: {} });

const isOfMethod =
  (method: string, path: string): Exclude<Place, string> =>
  (asked) =>
    asked.method === method && asked.url.pathname === path;

const places: Readonly<Record<string, Place>> = {
  'HEAD of the resource': isOfMethod('HEAD', '/mcp'),
  'POST of the resource': isOfMethod('POST', '/mcp'),
  'a bad token at the resource': ({ url, headers }) =>
    url.pathname === '/mcp' && headers.authorization === 'Bearer grantor-doctor-not-a-token',
  'a good token at the resource': ({ url, headers }) =>
    url.pathname === '/mcp' && headers.authorization === 'Bearer good-token',
  'preflights of the resource': isOfMethod('OPTIONS', '/mcp'),
  'the root document of the resource': '/.well-known/oauth-protected-resource',
  'the OpenID metadata': '/auth/.well-known/openid-configuration',
  'the OpenID metadata between host and path': '/.well-known/openid-configuration/auth',
  'an unknown well-known address': '/.well-known/oauth-grantor-doctor',
  'the authorization endpoint': '/auth/authorize',
  'an unknown client at the token endpoint': ({ url, body }) =>
    url.pathname === '/auth/token' && body.includes('grantor-doctor-unknown-client'),
  'preflights of the token endpoint': isOfMethod('OPTIONS', '/auth/token'),
  'the registration endpoint': isOfMethod('POST', '/auth/register'),
  'the management of a registration': ({ method, url }) =>
    method === 'GET' && url.pathname.startsWith('/auth/register/'),
  'the keys': '/auth/jwks',
};

export const sickSilence: readonly SickServer[] = Object.entries(places).map(([name, place]) => ({
  name: `${name} silent`,
  sickness: at(place, silent),
  words: name === 'the registration endpoint' ? ['--register'] : mayDoAll,
  finds: ['transport.answers'],
  says: /closed the connection without an answer/,
}));

/** What the sign-in asks itself is told by its own checks, and by nobody else's. */
export const sickSignInSilence: readonly SickServer[] = [
  {
    name: 'a silent revocation endpoint',
    sickness: at('/auth/revoke', silent),
    words: mayDoAll,
    finds: [],
  },
  {
    name: 'a token endpoint that is silent to renewals',
    sickness: at(
      ({ url, body }) => url.pathname === '/auth/token' && body.includes('grant_type=refresh_token'),
      silent,
    ),
    words: mayDoAll,
    finds: [],
  },
];
