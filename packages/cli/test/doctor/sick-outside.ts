import type { Said, Sickness } from './healthy.ts';
import { at, preflightAt, refuses, type SickServer, withHeader, without } from './sickness.ts';
import { clockAhead, distrusted, encrypted, slow } from './worlds.ts';

const redirectUris = (metadata: Record<string, unknown>): readonly string[] =>
  (metadata['redirect_uris'] as string[] | undefined) ?? [];

const registrationReply = (change: (body: object) => object): Sickness =>
  at(
    ({ method, url }) => method === 'POST' && url.pathname === '/auth/register',
    (well) => ({ ...well, body: change(well.body as object) }),
  );

const sickRegistration: readonly SickServer[] = [
  {
    name: 'registration for the chosen only',
    sickness: at('/auth/register', (well, { method }) =>
      method === 'POST' ? { ...well, status: 401, body: { error: 'invalid_token' } } : well,
    ),
    finds: ['registration.accepted'],
    says: /HTTP 401 invalid_token/,
  },
  {
    name: 'private-use schemes refused',
    sickness: refuses((metadata) => redirectUris(metadata).some((uri) => uri.startsWith('cursor:'))),
    finds: ['registration.private-use'],
    says: /HTTP 400 invalid_client_metadata: not here/,
  },
  {
    name: 'loopback without a port refused',
    sickness: refuses((metadata) => redirectUris(metadata).some((uri) => /^http:\/\/[^:/]+\//.test(uri))),
    finds: ['registration.portless'],
  },
  {
    name: 'application_type demanded',
    sickness: refuses((metadata) => metadata['application_type'] === undefined),
    finds: ['registration.application-type'],
  },
  {
    name: 'an empty scope refused',
    sickness: refuses((metadata) => metadata['scope'] === ''),
    finds: ['registration.empty-scope'],
  },
  {
    name: 'unknown members refused',
    sickness: refuses((metadata) => 'grantor_doctor' in metadata),
    finds: ['registration.unknown-members'],
  },
  {
    name: 'a null in the reply',
    sickness: registrationReply((body) => ({ ...body, client_uri: null })),
    finds: ['registration.reply'],
    says: /null: client_uri/,
  },
  {
    name: 'a reply without redirect_uris',
    sickness: registrationReply((body) => without(body, 'redirect_uris')),
    finds: ['registration.reply'],
  },
  {
    name: 'a reply with fewer redirect_uris',
    sickness: registrationReply((body) => ({ ...body, redirect_uris: ['http://127.0.0.1/callback'] })),
    finds: ['registration.reply'],
    says: /registered with other redirect_uris/,
  },
  {
    name: 'registrations that cannot be changed',
    sickness: at(
      ({ method }) => method === 'PUT',
      (well) => ({ ...well, status: 405, body: {} }),
    ),
    finds: ['registration.manage'],
    says: /changing its name: HTTP 405/,
  },
];

const forbidden = (well: Said): Said => ({ ...well, status: 401 });
const silent = (well: Said): Said => withHeader(well, 'access-control-allow-origin', () => null);

const sickForPages: readonly SickServer[] = [
  {
    name: 'no CORS',
    sickness: (asked, well) => silent(asked.method === 'OPTIONS' ? { ...well, status: 404 } : well),
    finds: [
      'browser.registration',
      'browser.resource',
      'browser.resource-metadata',
      'browser.server-metadata',
      'browser.token',
    ],
  },
  {
    name: 'a preflight of the resource that asks for a token',
    sickness: preflightAt('/mcp', forbidden),
    finds: ['browser.resource'],
    says: /asks for a token/,
  },
  {
    name: 'a header of MCP clients that is not allowed',
    sickness: preflightAt('/auth/token', (well) =>
      withHeader(well, 'access-control-allow-headers', () => 'content-type'),
    ),
    finds: ['browser.token'],
    says: /mcp-protocol-version is not allowed, only: content-type/,
  },
  {
    name: 'every header allowed but the one that carries the token',
    sickness: preflightAt('/mcp', (well) => withHeader(well, 'access-control-allow-headers', () => '*')),
    finds: ['browser.resource'],
    says: /authorization is not allowed, only: \*/,
  },
  {
    name: 'token answers that pages cannot read',
    sickness: at(({ method, url }) => method === 'POST' && url.pathname === '/auth/token', silent),
    finds: ['browser.token'],
    says: /the answer has no Access-Control-Allow-Origin/,
  },
  {
    name: 'a challenge that pages cannot read',
    sickness: at('/mcp', (well) => withHeader(well, 'access-control-expose-headers', () => null)),
    finds: ['browser.resource'],
    says: /the challenge is hidden/,
  },
  {
    name: 'metadata that pages cannot read',
    sickness: at(
      ({ method, url }) => method === 'GET' && url.pathname.includes('oauth-authorization-server'),
      silent,
    ),
    finds: ['browser.server-metadata'],
    says: /the answer has no Access-Control-Allow-Origin/,
  },
];

const sickTransport: readonly SickServer[] = [
  {
    name: 'an expired certificate',
    circumstances: distrusted('CERT_HAS_EXPIRED'),
    finds: ['transport.certificate'],
    says: /mcp\.example: the certificate has expired/,
  },
  {
    name: 'a certificate that ends soon',
    circumstances: encrypted({ certificate: { expiresAt: Date.now() + 3.5 * 24 * 60 * 60 * 1000 } }),
    finds: ['transport.certificate'],
    says: /ends in 3 days/,
  },
  {
    name: 'the same by http',
    circumstances: encrypted({ http: () => new Response('hello') }),
    finds: ['transport.https'],
  },
  {
    name: 'answers that take long',
    circumstances: slow(3000),
    finds: ['transport.response-time'],
    says: /: [3-9]\d{3} ms/,
  },
  {
    name: 'a clock that is a little wrong',
    circumstances: clockAhead(120),
    finds: ['transport.clock'],
    says: /\d+ seconds behind this machine/,
  },
  {
    name: 'a clock that is very wrong',
    circumstances: clockAhead(-3600),
    finds: ['transport.clock'],
    says: /\d+ seconds ahead of this machine/,
  },
];

export const sickOutside: readonly SickServer[] = [...sickRegistration, ...sickForPages, ...sickTransport];
