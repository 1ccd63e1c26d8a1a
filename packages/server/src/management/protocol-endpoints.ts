/**
 * What the server answers beside its management API, as its description says it (product.md M-3): the endpoints of the
 * protocol, health and metrics. What they do is decided in the engine; their paths are the engine's own.
 */

import { endpoints } from '@grantor/engine';
import { z } from 'zod';
import { credentialRows } from './credential-endpoints.ts';
import { federationRows } from './federation-endpoints.ts';
import { grantRows } from './grant-endpoints.ts';
import {
  authorizationQuery,
  backchannelAnswer,
  backchannelForm,
  clientMetadata,
  endSessionForm,
  keySet,
  presented,
  tokenForm,
  tokenShape,
  userClaims,
  wantedMetadata,
} from './protocol-requests.ts';
import { error, errorShape, json, ok, optional, refused, type Said, text } from './said.ts';

type Security = 'nobody' | 'client' | 'token' | 'registration' | 'metrics';

export type DescribedEndpoint = {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly tag: 'protocol' | 'health';
  readonly summary: string;
  readonly security: Security;
  readonly query?: z.ZodObject;
  readonly form?: z.ZodObject;
  readonly json?: z.ZodType;
  readonly answers: Readonly<Record<number, Said>>;
};

const page = { contents: { 'text/html': text } };

/** Who reads no HTML gets it as JSON (product.md A-1). */
const refusal = (means: string): Said => ({ means, contents: { 'text/html': text, [json]: errorShape } });
const wrong = {
  400: refusal('A page says what is wrong'),
  429: refusal('A page says when to come back'),
  503: refusal('A page says when to come back'),
};
const away = { means: 'The browser is led on' };

const metadata = z.looseObject({ issuer: text, token_endpoint: text, jwks_uri: text });

type Row = Omit<DescribedEndpoint, 'path' | 'tag'>;

/** One of the engine's endpoints: every one of them has its rows. */
const rows = {
  authorization: [
    {
      ...{ name: 'authorize', method: 'GET', security: 'nobody', query: authorizationQuery },
      summary: 'Begins a sign-in in a browser (RFC 6749 §4.1.1)',
      answers: { 302: away, 303: away, 200: { means: 'A page asks the person', ...page }, ...wrong },
    },
    {
      ...{ name: 'authorizeByPost', method: 'POST', security: 'nobody', form: authorizationQuery },
      summary: 'The same by a form (OpenID Connect Core §3.1.2.1)',
      answers: { 303: away, 302: away, 200: { means: 'A page asks the person', ...page }, ...wrong },
    },
  ],
  token: [
    {
      ...{ name: 'token', method: 'POST', security: 'client', form: tokenForm },
      summary: 'Tokens for a code, a refresh token, a device code or a client (RFC 6749 §3.2)',
      answers: { 200: ok('The tokens', tokenShape), ...refused },
    },
  ],
  pushedAuthorization: [
    {
      ...{ name: 'pushAuthorization', method: 'POST', security: 'client', form: authorizationQuery },
      summary: 'Takes an authorization request before the browser comes (RFC 9126 §2)',
      answers: {
        201: ok(
          'What the browser brings in its place',
          z.looseObject({ request_uri: text, expires_in: z.int() }).meta({ id: 'PushedAuthorization' }),
        ),
        ...refused,
      },
    },
  ],
  backchannelAuthentication: [
    {
      ...{ name: 'backchannelAuthentication', method: 'POST', security: 'client' },
      form: backchannelForm,
      summary: 'Asks a person whom the client names, where ENABLE_CIBA is set (CIBA §7)',
      answers: {
        200: ok('What the client polls with', backchannelAnswer),
        ...refused,
      },
    },
  ],
  deviceAuthorization: [
    {
      ...{ name: 'deviceAuthorization', method: 'POST', security: 'client' },
      form: z.looseObject({ client_id: optional, scope: optional, resource: optional }),
      summary: 'Begins a sign-in on a device (RFC 8628 §3.1)',
      answers: {
        200: ok(
          'What the device shows',
          z
            .looseObject({
              device_code: text,
              user_code: text,
              verification_uri: text,
              verification_uri_complete: optional,
              expires_in: z.int(),
              interval: z.int(),
            })
            .meta({ id: 'DeviceAuthorization' }),
        ),
        ...refused,
      },
    },
  ],
  device: [
    {
      ...{ name: 'devicePage', method: 'GET', security: 'nobody' },
      query: z.looseObject({ user_code: optional }),
      summary: 'Where people type the code of a device (RFC 8628 §3.3)',
      answers: { 200: { means: 'The page', ...page }, 303: away, ...wrong },
    },
  ],
  deviceVerification: [
    {
      ...{ name: 'verifyDevice', method: 'POST', security: 'nobody' },
      form: z.looseObject({ user_code: optional }),
      summary: 'Takes the form of that page',
      answers: {
        200: { means: 'The next page', ...page },
        303: away,
        403: refusal('It is no form of this browser'),
        ...wrong,
      },
    },
  ],
  userinfo: (['GET', 'POST'] as const).map((method) => ({
    ...{ name: method === 'GET' ? 'userinfo' : 'userinfoByPost', method, security: 'token' as const },
    summary: 'Claims about the person of the token (OpenID Connect Core §5.3)',
    answers: {
      200: ok('The claims', userClaims),
      ...refused,
      403: error('The token lacks the scope'),
    },
  })),
  introspection: [
    {
      ...{ name: 'introspect', method: 'POST', security: 'client', form: presented },
      summary: 'Whether a token is good, and for what (RFC 7662 §2)',
      answers: {
        200: ok('What it is', z.looseObject({ active: z.boolean() }).meta({ id: 'Introspection' })),
        ...refused,
      },
    },
  ],
  revocation: [
    {
      ...{ name: 'revoke', method: 'POST', security: 'client', form: presented },
      summary: 'Ends a token (RFC 7009 §2)',
      answers: { 200: { means: 'It is good no more' }, ...refused },
    },
  ],
  tokeninfo: [
    {
      ...{ name: 'tokeninfo', method: 'GET', security: 'token' },
      summary: 'What the access token that is sent says of itself',
      answers: { 200: ok('What it is', z.looseObject({}).meta({ id: 'TokenInfo' })), ...refused },
    },
  ],
  registration: [
    {
      ...{ name: 'register', method: 'POST', security: 'registration', json: wantedMetadata },
      summary: 'Registers a client (RFC 7591 §3)',
      answers: {
        201: ok('The client', clientMetadata),
        ...refused,
        403: error('Registration is not open to this caller'),
        404: error('Registration is closed'),
      },
    },
  ],
  clientConfiguration: [
    {
      ...{ name: 'readRegistration', method: 'GET', security: 'registration' },
      summary: 'What is registered of a client (RFC 7592 §2.1)',
      answers: { 200: ok('The client', clientMetadata), ...refused },
    },
    {
      ...{ name: 'replaceRegistration', method: 'PUT', security: 'registration', json: wantedMetadata },
      summary: 'Registers it anew (RFC 7592 §2.2)',
      answers: { 200: ok('The client', clientMetadata), ...refused },
    },
    {
      ...{ name: 'deleteRegistration', method: 'DELETE', security: 'registration' },
      summary: 'Removes it (RFC 7592 §2.3)',
      answers: { 204: { means: 'It is gone' }, ...refused },
    },
  ],
  grants: grantRows,
  ...federationRows,
  jwks: [
    {
      ...{ name: 'jwks', method: 'GET', security: 'nobody' },
      summary: 'The keys that tokens are verified with (RFC 7517 §5)',
      answers: { 200: { means: 'The keys', contents: { 'application/jwk-set+json': keySet } } },
    },
  ],
  openidConfiguration: [
    {
      ...{ name: 'openidConfiguration', method: 'GET', security: 'nobody' },
      summary: 'What this server can do (OpenID Connect Discovery §4)',
      answers: { 200: ok('Its metadata', metadata.meta({ id: 'Metadata' })) },
    },
  ],
  authorizationServerMetadata: [
    {
      ...{ name: 'authorizationServerMetadata', method: 'GET', security: 'nobody' },
      summary: 'The same under its other name (RFC 8414 §3)',
      answers: { 200: ok('Its metadata', metadata.meta({ id: 'ServerMetadata' })) },
    },
  ],
  ...credentialRows,
  endSession: (['GET', 'POST'] as const).map((method) => ({
    ...{ name: method === 'GET' ? 'signOut' : 'signOutByPost', method, security: 'nobody' as const },
    ...(method === 'GET' ? { query: endSessionForm } : { form: endSessionForm }),
    summary: 'Signs out, and comes back to the application (OpenID Connect RP-Initiated Logout §2)',
    answers: { 200: { means: 'The page about it', ...page }, 302: away, 303: away, ...wrong },
  })),
  checkSession: [
    {
      ...{ name: 'checkSession', method: 'GET', security: 'nobody' },
      summary: 'What pages of applications ask in a frame whether the session has changed',
      answers: { 200: { means: 'The page, which shows nothing', ...page } },
    },
  ],
} satisfies Record<keyof typeof endpoints, readonly Row[]>;

const federationNames: readonly string[] = Object.values(federationRows).flatMap((own) =>
  own.map(({ name }) => name),
);

const health = z.looseObject({ status: text });

const probes = (['livez', 'readyz', 'health'] as const).map(
  (name): DescribedEndpoint => ({
    ...{ name, method: 'GET', path: `/${name}`, tag: 'health', security: 'nobody' },
    summary: {
      livez: 'Whether the process lives',
      readyz: 'Whether it takes requests',
      health: 'Whether its database answers',
    }[name],
    answers: {
      200: ok('It does', health),
      ...(name === 'livez' ? {} : { 503: ok('It does not', health) }),
    },
  }),
);

const metrics: DescribedEndpoint = {
  ...{ name: 'metrics', method: 'GET', path: '/metrics', tag: 'health', security: 'metrics' },
  summary: 'Metrics in the text format of Prometheus',
  answers: {
    200: { means: 'The metrics', contents: { 'text/plain': text } },
    401: error('The token of the metrics is not shown'),
  },
};

const described = Object.entries(endpoints).flatMap(([name, { path }]) => {
  const own: readonly Row[] = rows[name as keyof typeof rows];
  return own.map((row): DescribedEndpoint => ({ ...row, path, tag: 'protocol' }));
});

/**
 * `metrics`: whether they are exported; `sessionManagement`: whether its frame is served; `credentials`: whether any are
 * issued; `federation`: whether this server is an entity.
 */
export const describedEndpoints = (has: {
  readonly metrics: 'exported' | 'not_exported';
  readonly sessionManagement: 'served' | 'refused';
  readonly credentials: 'served' | 'refused';
  readonly federation: 'served' | 'refused';
}): readonly DescribedEndpoint[] => [
  ...described.filter(
    ({ name }) =>
      (name !== 'checkSession' || has.sessionManagement === 'served') &&
      (!Object.hasOwn(credentialRows, name) || has.credentials === 'served') &&
      (!federationNames.includes(name) || has.federation === 'served'),
  ),
  ...probes,
  ...(has.metrics === 'exported' ? [metrics] : []),
];
