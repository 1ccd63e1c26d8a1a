/** Malformed requests, made to order: generators for every endpoint of the server. */

import fc from 'fast-check';
import { mark } from './oracle.ts';
import { callback, deviceGrant, secretOf } from './world.ts';

export type Malformed = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | null;
};

export type Target = {
  readonly name: string;
  readonly paths: readonly string[];
  readonly methods: readonly string[];
  readonly parameters: readonly string[];
  /** Parameters that get a request past the first checks. */
  readonly given?: Readonly<Record<string, unknown>>;
  /** What its body usually is. */
  readonly speaks?: 'json';
};

const tokenTarget = (grant: string, parameters: readonly string[]): Target => ({
  name: `token ${grant}`,
  paths: ['/oauth/token', '/token', '/api/token'],
  methods: ['POST'],
  parameters: ['grant_type', 'client_id', 'client_secret', 'scope', 'resource', ...parameters],
  given: { grant_type: grant, client_id: 'web', client_secret: secretOf.web },
});

const authorizationParameters =
  `client_id redirect_uri response_type response_mode scope state nonce code_challenge
  code_challenge_method resource prompt max_age id_token_hint ui_locales claims_locales login_hint display acr_values
  claims request request_uri registration`.split(/\s+/);
const pageParameters = [
  'flow',
  'redirect',
  'switch',
  'csrf_token',
  'action',
  'username',
  'password',
  'remember_me',
];
const clientMembers =
  `redirect_uris token_endpoint_auth_method grant_types response_types application_type client_name
  client_name#de client_name# client_uri logo_uri tos_uri policy_uri scope contacts software_id software_version
  software_statement default_max_age require_auth_time default_acr_values jwks jwks_uri subject_type
  token_endpoint_auth_signing_alg id_token_signed_response_alg request_object_signing_alg
  post_logout_redirect_uris backchannel_logout_uri frontchannel_logout_uri initiate_login_uri client_id
  client_secret __proto__ constructor`.split(/\s+/);
const client = { client_id: 'web', client_secret: secretOf.web };
const page = (path: string, parameters = pageParameters): Target => ({
  name: path,
  paths: [path],
  methods: ['GET', 'POST'],
  parameters,
});

export const targets: readonly Target[] = [
  {
    name: 'authorization',
    paths: ['/oauth/authorize', '/authorize', '/api/authorization'],
    methods: ['GET', 'POST'],
    parameters: authorizationParameters,
    given: { client_id: 'web', redirect_uri: callback, response_type: 'code', scope: 'openid', nonce: 'n' },
  },
  tokenTarget('authorization_code', ['code', 'code_verifier', 'redirect_uri']),
  tokenTarget('refresh_token', ['refresh_token']),
  tokenTarget('client_credentials', ['client_assertion', 'client_assertion_type', 'extra_claims']),
  tokenTarget(deviceGrant, ['device_code']),
  tokenTarget('password', ['username', 'password']),
  {
    name: 'device authorization',
    paths: ['/oauth/device/code', '/device_authorization', '/api/device/authorization'],
    methods: ['POST'],
    parameters: ['client_id', 'client_secret', 'scope', 'resource', '__proto__', 'constructor'],
    given: { client_id: 'device' },
  },
  {
    name: 'userinfo',
    paths: ['/oauth/userinfo', '/userinfo', '/api/userinfo'],
    methods: ['GET', 'POST'],
    parameters: ['access_token'],
  },
  {
    name: 'introspection',
    paths: ['/oauth/introspect', '/introspect', '/api/introspection'],
    methods: ['POST'],
    parameters: ['token', 'token_type_hint', 'client_id', 'client_secret'],
    given: client,
  },
  {
    name: 'revocation',
    paths: ['/oauth/revoke', '/revoke', '/api/revocation'],
    methods: ['POST'],
    parameters: ['token', 'token_type_hint', 'client_id', 'client_secret'],
    given: client,
  },
  {
    name: 'registration',
    paths: ['/oauth/register', '/register', '/api/register'],
    methods: ['POST'],
    parameters: clientMembers,
    given: { redirect_uris: [callback] },
    speaks: 'json',
  },
  {
    name: 'client configuration',
    paths: ['/oauth/register/web', '/register/nobody', '/api/register/00000000-0000-4000-8000-000000000000'],
    methods: ['GET', 'PUT', 'DELETE'],
    parameters: clientMembers,
    given: { client_id: 'web', redirect_uris: [callback] },
    speaks: 'json',
  },
  { name: 'tokeninfo', paths: ['/oauth/tokeninfo'], methods: ['GET'], parameters: ['access_token'] },
  page('/oauth/logout', [
    ...['id_token_hint', 'client_id', 'post_logout_redirect_uri', 'state', 'logout_hint', 'ui_locales'],
    'csrf_token',
  ]),
  page('/login'),
  page('/consent'),
  page('/select-account'),
  page('/no-access'),
  page('/continue'),
  page('/device', ['user_code']),
  page('/device/verify', ['user_code', 'action', 'csrf_token']),
  page('/logout'),
  {
    name: 'metadata',
    paths: ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'],
    methods: ['GET'],
    parameters: ['issuer'],
  },
  {
    name: 'keys',
    paths: ['/.well-known/jwks.json', '/jwks', '/api/jwks'],
    methods: ['GET'],
    parameters: ['kid'],
  },
  { name: 'health', paths: ['/health', '/livez', '/readyz'], methods: ['GET'], parameters: ['verbose'] },
  { name: 'favicon', paths: ['/favicon.ico'], methods: ['GET'], parameters: ['v'] },
];

const hostile = [
  ...[
    '',
    '\0',
    'a\0b',
    '\r\nSet-Cookie: x=1',
    '\u007f',
    '%',
    '%zz',
    '%00',
    '%c3%28',
    '\ud800',
    '\ufeff',
    '\u202e',
  ],
  ...[
    'null',
    'undefined',
    'NaN',
    '-1',
    '1e309',
    '[]',
    '{}',
    '{"a":',
    '__proto__',
    'constructor',
    '../../etc/passwd',
  ],
  ...[
    "' or 1=1--",
    '%',
    '_',
    '"><script>',
    `<${mark}>`,
    `javascript:${mark}`,
    '//evil.example',
    '/\\evil.example',
  ],
  ...[
    'https://evil.example',
    `${callback}.evil.example`,
    `${callback}/..`,
    'gac_x',
    'grt_x',
    'gat_x',
    'gdc_x',
  ],
  ...[
    'eyJhbGciOiJub25lIn0.e30.',
    'a.b.c',
    'openid '.repeat(200),
    'a'.repeat(1025),
    'x'.repeat(70_000),
    '9'.repeat(400),
  ],
  `{"id_token":${'['.repeat(500)}${']'.repeat(500)}}`,
  '{"__proto__":{"x":1},"id_token":{"acr":{"essential":true,"values":[null,{}]}}}',
  '{"userinfo":{"sub":{"value":null}},"id_token":{"__proto__":null}}',
];

const value: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...hostile) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 4 }) },
  { weight: 2, arbitrary: fc.constant(mark) },
  { weight: 1, arbitrary: fc.base64String({ maxLength: 300 }) },
);

/** `encodeURIComponent` for texts that are no Unicode, too. */
const encode = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

/** Pairs as they go over the wire, some of them broken on purpose. */
const formText = ({ parameters, given = {} }: Target): fc.Arbitrary<string> => {
  const name = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...parameters) },
    { weight: 1, arbitrary: value },
  );
  const pair = fc
    .tuple(name, value, fc.integer({ min: 0, max: 19 }))
    .map(([key, text, kind]) => (kind === 0 ? `${key}=${text}` : `${encode(key)}=${encode(text)}`));
  const own = Object.entries(given).map(([key, one]) => [key, String(one)] as const);
  const kept = fc.subarray(own, { minLength: Math.max(0, own.length - 1) });
  return fc.tuple(kept, fc.array(pair, { maxLength: 6 }), fc.boolean()).map(([chosen, pairs, isFirst]) => {
    const good = chosen.map(([key, text]) => `${key}=${encode(text)}`);
    return (isFirst ? [...good, ...pairs] : [...pairs, ...good]).join('&');
  });
};

const type = fc.constantFrom(
  ...Array<string>(12).fill('application/x-www-form-urlencoded'),
  ...[
    'application/json',
    'application/json; charset=utf-16',
    'multipart/form-data; boundary=x',
    'text/plain',
    '',
  ],
  ...['APPLICATION/X-WWW-FORM-URLENCODED;charset=latin1', ';;;', 'application/xml'],
);
const jsonType = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('application/json', 'application/json; charset=utf-8') },
  { weight: 1, arbitrary: type },
);
const authorization = fc.constantFrom(
  ...Array<string | null>(8).fill(null),
  ...[
    'Basic',
    'Basic !!!',
    'Basic Og==',
    'Basic d2Vi',
    `Basic ${btoa('web:%zz')}`,
    `Basic ${btoa('a\0:b')}`,
    'Bearer',
  ],
  ...[
    `Bearer ${mark}`,
    'Bearer a.b.c',
    `Bearer ${'a'.repeat(17_000)}`,
    'bearer  x  y',
    'DPoP x',
    '=',
    ' ',
    'Bearer x, Bearer y',
  ],
  ...['Bearer eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.eyJzdWIiOiJhIn0.', 'Bearer gat_x', 'Bearer grt_x'],
);
const cookie = fc.constantFrom(
  ...Array<string | null>(6).fill(null),
  ...[
    'grantor_session=',
    'grantor_session=x; grantor_session=y',
    `grantor_browser=${'A'.repeat(43)}`,
    ';;;=;',
    '=',
  ],
  ...[
    `grantor_session=${'A'.repeat(43)}`,
    `grantor_device=${'1:x.'.repeat(200)}`,
    'grantor_device=__proto__',
  ],
);
const other = fc.constantFrom<Readonly<Record<string, string>>>(
  ...Array<Readonly<Record<string, string>>>(8).fill({}),
  { 'content-encoding': 'gzip' },
  { 'content-length': '-1' },
  { 'content-length': '99999999' },
  { origin: 'null' },
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  { 'accept-language': `${'xx-'.repeat(900)};q=0.5.5, de;q=` },
  { 'if-none-match': '"", W/"x", *' },
  { 'user-agent': '\u001b[31m'.replace('\u001b', '') + mark.repeat(200) },
  { 'x-forwarded-for': '::1, x, 300.1.1.1', 'x-forwarded-proto': 'javascript', host: 'evil.example' },
  { 'access-control-request-headers': mark, 'access-control-request-method': 'DELETE' },
);

/** Requests to one endpoint, from slightly wrong to nonsense. */
export function malformed(target: Target): fc.Arbitrary<Malformed> {
  const method = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...target.methods) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'PROPFIND'),
    },
  );
  const [forms, objects] = target.speaks === 'json' ? [1, 9] : [9, 1];
  const bytes = fc.oneof(
    { weight: forms, arbitrary: formText(target).map((text) => new Uint8Array(Buffer.from(text))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((array) => new Uint8Array(array)) },
    { weight: 1, arbitrary: fc.json().map((text) => new Uint8Array(Buffer.from(text))) },
    { weight: objects, arbitrary: jsonObject(target) },
  );
  const accept = fc.constantFrom('text/html', '*/*', 'application/json');
  const kinds = target.speaks === 'json' ? jsonType : type;
  const headers = fc.tuple(kinds, authorization, cookie, other, accept);
  return fc
    .tuple(method, fc.constantFrom(...target.paths), formText(target), bytes, headers, fc.nat(9))
    .map(([verb, path, query, body, [kind, credentials, cookies, more, accepted], detour]) => {
      const sendsBody = verb !== 'GET' && verb !== 'HEAD';
      const asked = !sendsBody || detour === 0 ? `?${printable(query)}` : '';
      return {
        method: verb,
        path: `${path}${asked}`,
        headers: {
          accept: accepted,
          ...(kind === '' || !sendsBody ? {} : { 'content-type': kind }),
          ...(credentials === null ? {} : { authorization: credentials }),
          ...(cookies === null ? {} : { cookie: cookies }),
          ...more,
        },
        body: sendsBody ? body : null,
      };
    });
}

const jsonValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: value },
  fc.constantFrom(null, true, 0, -1, 1e300, [], {}),
  fc.array(fc.oneof(value, fc.constant(null), fc.nat()), { maxLength: 4 }),
  fc.record({
    keys: fc.array(fc.dictionary(fc.constantFrom('kty', 'crv', 'x', 'y', 'n', 'e', 'd', 'kid'), value)),
  }),
);

const jsonObject = ({ parameters, given = {} }: Target): fc.Arbitrary<Uint8Array<ArrayBuffer>> =>
  fc
    .dictionary(fc.constantFrom(...parameters), jsonValue)
    .map((object) => new Uint8Array(Buffer.from(JSON.stringify({ ...given, ...object }))));

/** A request target has no control characters, spaces or fragment: Node refuses them before we see them. */
const printable = (query: string): string =>
  encodeURI(query.toWellFormed()).replaceAll('#', '%23').replaceAll('%25', '%').slice(0, 30_000);
