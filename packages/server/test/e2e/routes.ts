/** Every address the server answers at, and how: written from protocol.md §3 and product.md §12.1, not from the code. */

// protocol.md §3 device page, §3 tokeninfo, §3 metadata, §3 end session, §3 browser pages
export type Address = {
  readonly path: string;
  readonly methods: readonly ('GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE')[];
  readonly reads: 'page' | 'json';
  /** Whether scripts of other origins may read the answer (protocol.md G-11). */
  readonly crossOrigin: 'public' | 'client' | 'none';
};

const page = (path: string, ...methods: Address['methods']): Address => ({
  path,
  methods,
  reads: 'page',
  crossOrigin: 'none',
});
const program = (path: string, ...methods: Address['methods']): Address => ({
  path,
  methods,
  reads: 'json',
  crossOrigin: 'client',
});
const document = (path: string): Address => ({
  path,
  methods: ['GET', 'HEAD'],
  reads: 'json',
  crossOrigin: 'public',
});
const health = (path: string): Address => ({ ...document(path), crossOrigin: 'none' });

export const pages: readonly Address[] = [
  page('/oauth/authorize', 'GET', 'POST'),
  page('/authorize', 'GET', 'POST'),
  page('/api/authorization', 'GET', 'POST'),
  page('/api/authorization/decision', 'POST'),
  page('/oauth/logout', 'GET', 'POST'),
  page('/login', 'GET', 'HEAD', 'POST'),
  page('/consent', 'GET', 'POST'),
  page('/select-account', 'GET', 'POST'),
  page('/no-access', 'GET', 'POST'),
  page('/continue', 'GET'),
  page('/logout', 'GET', 'POST'),
  page('/device', 'GET', 'HEAD'),
  page('/device/verify', 'POST'),
  page('/', 'GET', 'HEAD'),
  page('/account', 'GET', 'HEAD'),
  page('/account/sessions', 'GET', 'HEAD'),
  page('/account/authorizations', 'GET', 'HEAD'),
  page('/account/browsers', 'GET', 'HEAD'),
  page('/account/profile', 'GET', 'HEAD', 'POST'),
  page('/account/activity', 'GET', 'HEAD'),
  page('/account/password', 'GET', 'HEAD', 'POST'),
  page('/preferences', 'POST'),
  page('/.well-known/change-password', 'GET', 'HEAD'),
  page('/invite/some-link', 'GET', 'HEAD', 'POST'),
  page('/admin/users', 'GET', 'HEAD', 'POST'),
  page('/admin/sessions', 'GET', 'HEAD'),
  page('/apps', 'GET', 'HEAD', 'POST'),
  page('/apps/new', 'GET', 'HEAD'),
  page('/admin/clients', 'GET', 'HEAD', 'POST'),
  page('/admin/clients/new', 'GET', 'HEAD'),
  page('/admin/resources', 'GET', 'HEAD', 'POST'),
  page('/admin/resources/new', 'GET', 'HEAD'),
  page('/admin/resources/scopes', 'GET', 'HEAD', 'POST'),
  page('/admin/resources/scopes/new', 'GET', 'HEAD'),
  page('/admin/policies', 'GET', 'HEAD'),
  page('/admin/policies/trusted-issuers/new', 'GET', 'HEAD'),
];

export const programs: readonly Address[] = [
  ...['/oauth/token', '/token', '/api/token'].map((path) => program(path, 'POST')),
  ...['/oauth/device/code', '/device_authorization', '/api/device/authorization'].map((path) =>
    program(path, 'POST'),
  ),
  ...['/oauth/introspect', '/introspect', '/api/introspection'].map((path) => program(path, 'POST')),
  ...['/oauth/revoke', '/revoke', '/api/revocation'].map((path) => program(path, 'POST')),
  ...['/oauth/userinfo', '/userinfo', '/api/userinfo'].map((path) => program(path, 'GET', 'HEAD', 'POST')),
  program('/oauth/tokeninfo', 'GET', 'HEAD'),
  ...['/oauth/register', '/register', '/api/register'].flatMap((path) => [
    program(path, 'POST'),
    program(`${path}/some-client`, 'GET', 'PUT', 'DELETE'),
  ]),
];

export const documents: readonly Address[] = [
  document('/.well-known/openid-configuration'),
  document('/.well-known/oauth-authorization-server'),
  document('/.well-known/jwks.json'),
  document('/jwks'),
  document('/api/jwks'),
];

export const healths: readonly Address[] = [health('/health'), health('/livez'), health('/readyz')];

export const everyAddress: readonly Address[] = [...pages, ...programs, ...documents, ...healths];
