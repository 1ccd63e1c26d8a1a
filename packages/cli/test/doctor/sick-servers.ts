import type { Asked, Sickness } from './healthy.ts';
import {
  at,
  metadata,
  missing,
  page,
  resourceDocument,
  type SickServer,
  withHeader,
  without,
} from './sickness.ts';
import { encrypted } from './worlds.ts';

const without404 = ({ url }: Asked): boolean => url.pathname === '/.well-known/oauth-grantor-doctor';
const openid = '/auth/.well-known/openid-configuration';

const sickDiscovery: readonly SickServer[] = [
  {
    name: 'a web page in place of the OAuth metadata',
    sickness: at('/.well-known/oauth-authorization-server/auth', () => page),
    finds: ['discovery.oauth'],
    says: /HTTP 200 with a web page/,
  },
  {
    name: 'no OpenID metadata below the issuer',
    sickness: at(openid, missing),
    finds: ['discovery.openid'],
  },
  {
    name: 'a web page between host and path',
    sickness: at('/.well-known/openid-configuration/auth', () => page),
    finds: ['discovery.openid-inserted'],
  },
  {
    name: 'no metadata at all',
    sickness: at(({ url }) => /oauth-authorization-server|openid-configuration/.test(url.pathname), missing),
    finds: ['discovery.oauth', 'discovery.openid', 'discovery.openid-inserted'],
  },
  {
    name: 'two documents that differ',
    sickness: at(openid, (well, { url }) => ({
      ...well,
      body: { ...(well.body as object), token_endpoint: `${url.origin}/auth/other` },
    })),
    finds: ['discovery.agreement'],
    says: /differ in token_endpoint/,
  },
  {
    name: 'a web page at unknown well-known addresses',
    sickness: at(without404, () => page),
    finds: ['discovery.unknown'],
  },
  {
    name: 'a 404 that is a web page',
    sickness: at(without404, () => ({ ...page, status: 404 })),
    finds: ['discovery.unknown'],
  },
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
    name: 'a relative endpoint',
    sickness: metadata((document) => ({ ...document, device_authorization_endpoint: '/auth/device' })),
    finds: ['discovery.endpoints-absolute'],
  },
  {
    name: 'an endpoint by http',
    sickness: metadata((document) => ({
      ...document,
      device_authorization_endpoint: 'http://mcp.example/auth/device',
    })),
    circumstances: encrypted(),
    finds: ['discovery.endpoints-https'],
  },
  {
    name: 'an endpoint at another domain',
    sickness: metadata((document) => ({
      ...document,
      device_authorization_endpoint: 'https://elsewhere.test/device',
    })),
    circumstances: encrypted(),
    finds: ['discovery.endpoints-domain'],
    says: /device_authorization_endpoint https:\/\/elsewhere\.test/,
  },
];

const lacking = (name: string): Sickness => metadata((document) => without(document, name));
const having = (members: object): Sickness => metadata((document) => ({ ...document, ...members }));

const sickCapabilities: readonly SickServer[] = [
  {
    name: 'a member missing that clients require',
    sickness: lacking('subject_types_supported'),
    finds: ['capabilities.members'],
    says: /missing: subject_types_supported/,
  },
  {
    name: 'a list that is none',
    sickness: having({ grant_types_supported: 'authorization_code refresh_token' }),
    finds: ['capabilities.device', 'capabilities.refresh', 'capabilities.types'],
    says: /of another type: grant_types_supported/,
  },
  {
    name: 'a null at one address only',
    sickness: at(openid, (well) => ({ ...well, body: { ...(well.body as object), op_tos_uri: null } })),
    finds: ['capabilities.nulls'],
    says: /null: op_tos_uri/,
  },
  { name: 'a null', sickness: having({ op_policy_uri: null }), finds: ['capabilities.nulls'] },
  {
    name: 'no PKCE in the metadata',
    sickness: lacking('code_challenge_methods_supported'),
    finds: ['capabilities.pkce'],
    says: /is missing/,
  },
  {
    name: 'PKCE without S256',
    sickness: having({ code_challenge_methods_supported: ['plain'] }),
    finds: ['capabilities.pkce'],
    says: /lists plain/,
  },
  {
    name: 'no code flow',
    sickness: having({ response_types_supported: ['token'] }),
    finds: ['capabilities.code'],
  },
  {
    name: 'documents without the method none',
    sickness: having({
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    }),
    finds: ['capabilities.auth-none', 'capabilities.documents'],
  },
  {
    name: 'no word about authentication',
    sickness: lacking('token_endpoint_auth_methods_supported'),
    finds: ['capabilities.auth-none', 'capabilities.auth-post', 'capabilities.documents'],
    says: /which means Basic alone/,
  },
  {
    name: 'no Basic authentication',
    sickness: having({ token_endpoint_auth_methods_supported: ['none', 'client_secret_post'] }),
    finds: ['capabilities.auth-basic'],
  },
  {
    name: 'iss not promised',
    sickness: lacking('authorization_response_iss_parameter_supported'),
    finds: ['capabilities.iss'],
  },
  {
    name: 'no registration',
    sickness: lacking('registration_endpoint'),
    finds: ['capabilities.registration'],
    says: /clients with a metadata document can still come/,
  },
  {
    name: 'no renewal',
    sickness: having({
      grant_types_supported: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
    }),
    finds: ['capabilities.refresh'],
  },
  {
    name: 'a device endpoint without its grant',
    sickness: having({ grant_types_supported: ['authorization_code', 'refresh_token'] }),
    finds: ['capabilities.device'],
  },
  { name: 'no list of scopes', sickness: lacking('scopes_supported'), finds: ['capabilities.scopes'] },
];

const keys = (...set: readonly object[]): Sickness =>
  at('/auth/jwks', (well) => ({ ...well, body: { keys: set } }));
const key = { kty: 'RSA', kid: 'one', n: 'AQAB', e: 'AQAB' };

const sickBehaviour: readonly SickServer[] = [
  {
    name: 'iss promised and not sent',
    sickness: at('/auth/authorize', (well) =>
      withHeader(well, 'location', (location) => location.replace(/[?&]iss=[^&]*/, '')),
    ),
    finds: ['behaviour.iss'],
    says: /promised, and not sent/,
  },
  {
    name: 'the iss of another',
    sickness: at('/auth/authorize', (well) =>
      withHeader(well, 'location', (location) =>
        location.replace(/iss=[^&]*/, 'iss=https%3A%2F%2Fother.test'),
      ),
    ),
    finds: ['behaviour.iss'],
    says: /it says https:\/\/other\.test/,
  },
  {
    name: 'a redirect to whatever address is asked for',
    sickness: at('/auth/authorize', (well, { url }) =>
      well.status === 400
        ? {
            status: 302,
            headers: { location: `${url.searchParams.get('redirect_uri')}?error=invalid_request` },
          }
        : well,
    ),
    finds: ['behaviour.foreign-redirect'],
  },
  {
    name: 'loopback ports that are compared',
    sickness: at('/auth/authorize', (well, { url }) =>
      url.searchParams.get('redirect_uri')?.includes(':3118') ? { status: 400, headers: {} } : well,
    ),
    finds: ['behaviour.loopback-port'],
    says: /:3118\/callback: HTTP 400/,
  },
  {
    name: 'an unknown client called a bad request',
    sickness: at('/auth/token', (well, { method }) => (method === 'POST' ? { ...well, status: 400 } : well)),
    finds: ['behaviour.unknown-client'],
    says: /HTTP 400 invalid_client/,
  },
  {
    name: 'token answers that may be stored',
    sickness: at('/auth/token', (well) => withHeader(well, 'cache-control', () => 'private')),
    finds: ['behaviour.no-store'],
  },
  { name: 'keys that are none', sickness: at('/auth/jwks', missing), finds: ['behaviour.keys'] },
  { name: 'two keys of one name', sickness: keys(key, key), finds: ['behaviour.keys'], says: /same kid/ },
  {
    name: 'several keys without a name',
    sickness: keys(key, without(key, 'kid')),
    finds: ['behaviour.keys'],
    says: /no kid/,
  },
  {
    name: 'a private key among the public ones',
    sickness: keys({ ...key, d: 'AQAB' }),
    finds: ['behaviour.keys'],
    says: /private key material/,
  },
];

export const sickServers: readonly SickServer[] = [...sickDiscovery, ...sickCapabilities, ...sickBehaviour];
