/** Servers that are broken in exactly one way, and what the doctor has to say about each. */

import { type Asked, type Said, type Sickness, serverMetadata } from './healthy.ts';

export type SickServer = {
  readonly name: string;
  readonly sickness: Sickness;
  /** Every check that is not well, and no other. */
  readonly finds: readonly string[];
  /** Something of the sentence that says what is wrong. */
  readonly says?: RegExp;
};

type Place = string | ((asked: Asked) => boolean);

const at =
  (place: Place, change: (well: Said, asked: Asked) => Said): Sickness =>
  (asked, well) => {
    const isThere = typeof place === 'string' ? asked.url.pathname === place : place(asked);
    return isThere ? change(well, asked) : well;
  };

const withHeader = (well: Said, name: string, change: (value: string) => string | null): Said => {
  const { [name]: value, ...others } = well.headers;
  const changed = value === undefined ? null : change(value);
  return { ...well, headers: changed === null ? others : { ...others, [name]: changed } };
};

/** In the metadata, at every address it has. */
const metadata = (
  change: (document: ReturnType<typeof serverMetadata>, origin: string) => object,
): Sickness =>
  at(
    ({ method, url }) =>
      method === 'GET' && /openid-configuration|oauth-authorization-server/.test(url.pathname),
    (well, { url }) =>
      well.status === 200 ? { ...well, body: change(serverMetadata(url.origin), url.origin) } : well,
  );

const without = (document: object, name: string): object =>
  Object.fromEntries(Object.entries(document).filter(([member]) => member !== name));

const page: Said = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><p>Welcome',
};
const challenge = (change: (value: string) => string | null): Sickness =>
  at('/mcp', (well) => withHeader(well, 'www-authenticate', change));
const resourceDocument = (change: (document: Record<string, unknown>) => object): Sickness =>
  at(
    ({ method, url }) => method === 'GET' && url.pathname.startsWith('/.well-known/oauth-protected-resource'),
    (well) => ({ ...well, body: change(well.body as Record<string, unknown>) }),
  );
const isPreflight = ({ method }: Asked): boolean => method === 'OPTIONS';

const sickResources: readonly SickServer[] = [
  {
    name: 'no metadata document of the resource',
    sickness: at(
      ({ url }) => url.pathname.startsWith('/.well-known/oauth-protected-resource'),
      (well) => ({ ...well, status: 404, body: { error: 'not_found' } }),
    ),
    finds: ['resource.metadata'],
    says: /HTTP 404/,
  },
  {
    name: 'a relative resource_metadata',
    sickness: challenge((value) => value.replace(/resource_metadata="http:\/\/[^/]+/, 'resource_metadata="')),
    finds: ['resource.metadata-absolute'],
    says: /relative: \/\.well-known/,
  },
];

const sickServers: readonly SickServer[] = [
  {
    name: 'an issuer with a slash too many in the resource metadata',
    sickness: resourceDocument((document) => ({
      ...document,
      authorization_servers: [`${String((document['authorization_servers'] as string[])[0])}/`],
    })),
    finds: ['discovery.issuer'],
    says: /only the slash at the end differs/,
  },
  {
    name: 'another issuer in the metadata',
    sickness: metadata((document) => ({ ...document, issuer: 'http://127.0.0.1/other' })),
    finds: ['behaviour.iss', 'discovery.issuer'],
    says: /the resource names .+, the metadata says http:\/\/127\.0\.0\.1\/other/,
  },
  {
    name: 'a web page in place of the metadata',
    sickness: at('/.well-known/openid-configuration/auth', () => page),
    finds: ['discovery.openid-inserted'],
    says: /HTTP 200 with a web page/,
  },
  {
    name: 'no PKCE in the metadata',
    sickness: metadata((document) => without(document, 'code_challenge_methods_supported')),
    finds: ['capabilities.pkce'],
    says: /is missing/,
  },
  {
    name: 'iss promised and not sent',
    sickness: at('/auth/authorize', (well) =>
      withHeader(well, 'location', (location) => location.replace(/[?&]iss=[^&]*/, '')),
    ),
    finds: ['behaviour.iss'],
    says: /promised, and not sent/,
  },
  {
    name: 'registration for the chosen only',
    sickness: at('/auth/register', (well, { method }) =>
      method === 'POST' ? { ...well, status: 401, body: { error: 'invalid_token' } } : well,
    ),
    finds: ['registration.accepted'],
    says: /HTTP 401 invalid_token/,
  },
];

const sickForPages: readonly SickServer[] = [
  {
    name: 'no CORS',
    sickness: (asked, well) =>
      withHeader(
        isPreflight(asked) ? { ...well, status: 404 } : well,
        'access-control-allow-origin',
        () => null,
      ),
    finds: [
      'browser.registration',
      'browser.resource',
      'browser.resource-metadata',
      'browser.server-metadata',
      'browser.token',
    ],
  },
];

export const sickServerTable: readonly SickServer[] = [...sickResources, ...sickServers, ...sickForPages];
