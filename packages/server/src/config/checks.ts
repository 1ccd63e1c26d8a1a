import { isLoopbackUrl } from '@grantor/protocol';
import { isUnderDomain } from '../forward-auth/return-address.ts';
import { firstAdministrator } from '../people/first-administrator.ts';
import { passwordProblem } from '../people/password-rules.ts';
import type { Check } from './check.ts';
import { facadeChecks } from './facade-checks.ts';
import { profileChecks } from './profile-checks.ts';
import { providerNames } from './schema/upstream.ts';
import type { Settings } from './schema.ts';
import type { Notice, Problem } from './types.ts';

const notAbove = (
  name: string,
  cap: string,
  pair: (settings: Settings) => readonly [number, number],
): Check => ({
  variables: [name, cap],
  breaks: (settings) => {
    const [value, highest] = pair(settings);
    return value > highest;
  },
  wrong: `exceeds ${cap}`,
  allowed: `at most ${cap}`,
});

const accessCap = (name: string, of: (settings: Settings) => number): Check =>
  notAbove(name, 'JWT_EXPIRATION_MAX', (settings) => [of(settings), settings.tokens.accessExpirationMax]);

const refreshCap = (name: string, of: (settings: Settings) => number): Check =>
  notAbove(name, 'REFRESH_TOKEN_EXPIRATION_MAX', (settings) => [
    of(settings),
    settings.tokens.refreshExpirationMax,
  ]);

/** Values that contradict one another (operations K-2). */
const contradictions: readonly Check[] = [
  // protocol.md §2
  {
    variables: ['JWT_EXPIRATION_JITTER', 'JWT_EXPIRATION'],
    breaks: ({ tokens }) => tokens.accessExpirationJitter >= tokens.accessExpiration,
    wrong: 'is not less than JWT_EXPIRATION',
    allowed: 'less than JWT_EXPIRATION',
  },
  // operations K-2: caps that no profile may exceed
  accessCap('JWT_EXPIRATION', ({ tokens }) => tokens.accessExpiration),
  accessCap('CLIENT_CREDENTIALS_TOKEN_EXPIRATION', ({ tokens }) => tokens.clientCredentialsExpiration),
  accessCap('TOKEN_PROFILE_SHORT_ACCESS_TTL', ({ profiles }) => profiles.shortAccess),
  accessCap('TOKEN_PROFILE_LONG_ACCESS_TTL', ({ profiles }) => profiles.longAccess),
  // left to its default, the standard profile is JWT_EXPIRATION, which is checked above
  accessCap('TOKEN_PROFILE_STANDARD_ACCESS_TTL', ({ profiles, tokens }) =>
    profiles.standardAccess === tokens.accessExpiration ? 0 : profiles.standardAccess,
  ),
  refreshCap('REFRESH_TOKEN_EXPIRATION', ({ tokens }) => tokens.refreshExpiration),
  refreshCap('TOKEN_PROFILE_SHORT_REFRESH_TTL', ({ profiles }) => profiles.shortRefresh),
  refreshCap('TOKEN_PROFILE_STANDARD_REFRESH_TTL', ({ profiles, tokens }) =>
    profiles.standardRefresh === tokens.refreshExpiration ? 0 : profiles.standardRefresh,
  ),
  refreshCap('TOKEN_PROFILE_LONG_REFRESH_TTL', ({ profiles }) => profiles.longRefresh),
  // operations.md Z-1: each worker needs one at least
  {
    variables: ['DB_MAX_OPEN_CONNS', 'WORKERS'],
    breaks: ({ database, server }) =>
      database.driver === 'postgres' && database.maxOpenConnections < server.workers,
    wrong: 'is less than WORKERS, which share these connections',
    allowed: 'WORKERS or more',
  },
  // operations.md B-6
  {
    variables: ['TLS_CERT_FILE', 'TLS_KEY_FILE'],
    breaks: ({ server }) => server.tlsCertFile !== null && server.tlsKeyFile === null,
    wrong: 'is set without TLS_KEY_FILE',
    allowed: 'both or none',
  },
  {
    variables: ['TLS_KEY_FILE', 'TLS_CERT_FILE'],
    breaks: ({ server }) => server.tlsKeyFile !== null && server.tlsCertFile === null,
    wrong: 'is set without TLS_CERT_FILE',
    allowed: 'both or none',
  },
  {
    variables: ['BASE_URL', 'TLS_CERT_FILE'],
    breaks: ({ server }) => server.tlsCertFile !== null && server.baseUrl.startsWith('http:'),
    wrong: 'is http, which the port does not speak with TLS_CERT_FILE',
    allowed: 'https',
  },
  // advanced.md MTL-1, MTL-2
  {
    variables: ['MTLS_PORT', 'TLS_CERT_FILE'],
    breaks: ({ server }) => server.mtlsPort !== null && server.tlsCertFile === null,
    wrong: 'is set without TLS_CERT_FILE, which it is served with',
    allowed: 'a port with TLS_CERT_FILE and TLS_KEY_FILE, or no value',
  },
  {
    variables: ['MTLS_PORT', 'SERVER_ADDR'],
    breaks: ({ server }) => server.mtlsPort === server.address.port,
    wrong: 'is the port of SERVER_ADDR',
    allowed: 'another port',
  },
  {
    variables: ['MTLS_CERT_HEADER', 'TRUSTED_PROXIES'],
    breaks: ({ server }) => server.mtlsCertHeader !== null && server.trustedProxies.length === 0,
    wrong: 'is set although TRUSTED_PROXIES names nobody who could send it',
    allowed: 'a header of a proxy in TRUSTED_PROXIES, or no value',
  },
  {
    variables: ['MTLS_CA_FILE', 'MTLS_PORT', 'MTLS_CERT_HEADER'],
    breaks: ({ server }) =>
      server.mtlsCaFile !== null && server.mtlsPort === null && server.mtlsCertHeader === null,
    wrong: 'is set although no certificates come, without MTLS_PORT and MTLS_CERT_HEADER',
    allowed: 'a file beside one of the two, or no value',
  },
  // federation-vci-authlete.md FED-1
  {
    variables: ['FEDERATION_FILE', 'ENABLE_FEDERATION'],
    breaks: ({ federation }) => federation.enabled && federation.file === null,
    wrong: 'is unset, which ENABLE_FEDERATION needs',
    allowed: 'a file that names trust anchors and their keys',
  },
  // federation-vci-authlete.md ATL-20
  {
    variables: ['AUTHLETE_API_ADDR', 'TLS_CERT_FILE'],
    breaks: ({ authlete: { apiAddress }, server }) =>
      apiAddress !== null &&
      server.tlsCertFile === null &&
      !isLoopbackUrl(`http://${apiAddress.host ?? '0.0.0.0'}`),
    wrong: 'can be reached from elsewhere without TLS_CERT_FILE',
    allowed: 'an address of this machine alone, such as 127.0.0.1:9000, or TLS_CERT_FILE',
  },
  ...facadeChecks,
  // mail.md M-1
  {
    variables: ['MAIL_FROM', 'SMTP_URL'],
    breaks: ({ mail }) => mail.url !== null && mail.from === null,
    wrong: 'is unset, so that nothing could be sent',
    allowed: 'the address that messages come from',
  },
  {
    variables: ['SMTP_PASSWORD', 'SMTP_USER'],
    breaks: ({ mail }) => (mail.password === null) !== (mail.user === null),
    wrong: 'goes with SMTP_USER',
    allowed: 'both or none',
  },
  {
    variables: ['SMTP_USER', 'SMTP_URL'],
    breaks: ({ mail }) =>
      mail.user !== null && mail.url !== null && new URL(mail.url.reveal()).username !== '',
    wrong: 'is set although SMTP_URL has a user, too',
    allowed: 'one of the two',
  },
  // product.md H-1, product.md H-4
  {
    variables: ['HTTP_API_URL', 'AUTH_MODE'],
    breaks: ({ externalApi }) => externalApi.mode === 'http_api' && externalApi.url === null,
    wrong: 'is unset, which AUTH_MODE=http_api needs',
    allowed: 'the address of the system that checks passwords',
  },
  {
    variables: ['HTTP_API_AUTH_SECRET', 'HTTP_API_AUTH_MODE'],
    breaks: ({ externalApi }) => externalApi.authMode !== 'none' && externalApi.authSecret === null,
    wrong: 'is unset, which HTTP_API_AUTH_MODE needs',
    allowed: 'the secret that the other system knows',
  },
  // RFC 8628 §3.2: a device must be able to poll at least once
  {
    variables: ['POLLING_INTERVAL', 'DEVICE_CODE_EXPIRATION'],
    breaks: ({ authorization }) => authorization.pollingInterval >= authorization.deviceCodeExpiration,
    wrong: 'is not less than DEVICE_CODE_EXPIRATION',
    allowed: 'less than DEVICE_CODE_EXPIRATION',
  },
  // resource.md §9: a browser keeps the cookie only if we are under its domain ourselves
  {
    variables: ['FORWARD_AUTH_COOKIE_DOMAIN', 'BASE_URL'],
    breaks: ({ server }) =>
      server.forwardAuthCookieDomain !== null &&
      !isUnderDomain(new URL(server.baseUrl).hostname, server.forwardAuthCookieDomain),
    wrong: 'is not the domain that BASE_URL is in',
    allowed: 'the host of BASE_URL or a parent domain of it',
  },
  ...[...providerNames].flatMap((name): readonly Check[] => {
    const prefix = name.toUpperCase();
    const lacks = (member: 'clientId' | 'clientSecret') => (settings: Settings) =>
      settings[name].enabled && settings[name][member] === null;
    return [
      {
        variables: [`${prefix}_CLIENT_ID`, `${prefix}_OAUTH_ENABLED`],
        breaks: lacks('clientId'),
        wrong: `is unset, which ${prefix}_OAUTH_ENABLED needs`,
        allowed: 'the id that the provider gave this server',
      },
      {
        variables: [`${prefix}_CLIENT_SECRET`, `${prefix}_OAUTH_ENABLED`],
        breaks: lacks('clientSecret'),
        wrong: `is unset, which ${prefix}_OAUTH_ENABLED needs`,
        allowed: 'the secret that belongs to the id',
      },
    ];
  }),
  {
    variables: ['GITEA_URL', 'GITEA_OAUTH_ENABLED'],
    breaks: ({ gitea }) => gitea.enabled && gitea.url === null,
    wrong: 'is unset, which sign-in through Gitea needs',
    allowed: 'the address of your Gitea',
  },
  {
    variables: ['CORS_ALLOWED_ORIGINS'],
    breaks: ({ cors }) => cors.allowedOrigins.includes('*') && cors.allowedOrigins.length > 1,
    wrong: 'names origins beside *',
    allowed: '* alone, or origins',
  },
  ...profileChecks,
  // product.md S-1
  {
    variables: ['DEFAULT_ADMIN_PASSWORD', 'DEFAULT_ADMIN_EMAIL', 'PASSWORD_MIN_LENGTH', 'SITE_NAME'],
    breaks: ({ passwords, server }) =>
      passwords.defaultAdmin !== null &&
      passwordProblem(passwords.defaultAdmin.reveal(), {
        ...firstAdministrator(passwords.defaultAdminEmail),
        siteName: server.siteName,
        minLength: passwords.minLength,
      }) !== null,
    wrong: 'breaks the password rules',
    allowed: 'PASSWORD_MIN_LENGTH to 128 characters, no common password and no name',
  },
];

/** What development only warns about and production refuses (operations K-5, security.md P-3). */
const hazards: readonly Check[] = [
  {
    variables: ['BASE_URL'],
    breaks: ({ server }) => server.baseUrl.startsWith('http:') && !isLoopbackUrl(server.baseUrl),
    wrong: 'is http on a host other than loopback',
    allowed: 'https, or http on localhost',
  },
  {
    variables: ['OUTBOUND_ALLOW_PRIVATE'],
    breaks: ({ outbound }) => outbound.allowPrivate,
    wrong: 'opens private addresses to outbound requests',
    allowed: 'false; name single hosts in OUTBOUND_ALLOWED_HOSTS',
  },
  // product.md H-4
  {
    variables: ['HTTP_API_AUTH_MODE', 'HTTP_API_URL', 'AUTH_MODE'],
    breaks: ({ externalApi: { mode, url, authMode } }) =>
      mode === 'http_api' && authMode === 'none' && url?.startsWith('http:') === true && !isLoopbackUrl(url),
    wrong: 'is none although HTTP_API_URL is http on another host',
    allowed: 'https, or hmac',
  },
  {
    variables: ['HTTP_API_INSECURE_SKIP_VERIFY'],
    breaks: ({ externalApi }) => externalApi.insecureSkipVerify,
    wrong: 'lets whoever is between read and answer passwords',
    allowed: 'false; NODE_EXTRA_CA_CERTS names an authority of your own',
  },
  // security.md D-1
  {
    variables: ['METRICS_TOKEN', 'METRICS_ENABLED'],
    breaks: ({ metrics }) => metrics.enabled && metrics.token === null,
    wrong: 'is unset, so that anybody could read /metrics',
    allowed: 'a token, which Prometheus then shows',
  },
  ...(
    [
      ['JWT_SECRET', (settings: Settings) => settings.secrets.jwt],
      ['SESSION_SECRET', (settings: Settings) => settings.secrets.session],
      ['ENCRYPTION_SECRET', (settings: Settings) => settings.secrets.encryption],
    ] as const
  ).map(
    ([name, of]): Check => ({
      variables: [name, 'DATABASE_DRIVER'],
      breaks: (settings) => settings.database.driver === 'postgres' && of(settings) === null,
      wrong: 'is unset, so that machines sharing PostgreSQL would each generate their own',
      allowed: 'the same secret on every machine',
    }),
  ),
];

const broken = (checks: readonly Check[], settings: Settings, refused: ReadonlySet<string>) =>
  checks
    .filter((check) => !check.variables.some((name) => refused.has(name)) && check.breaks(settings))
    .map(({ variables: [variable], wrong, allowed }): Problem => ({ variable, wrong, allowed }));

/** What the values mean together: problems refuse the start, warnings are printed. */
export function checkTogether(
  settings: Settings,
  refused: ReadonlySet<string>,
): { readonly problems: readonly Problem[]; readonly warnings: readonly Notice[] } {
  const problems = broken(contradictions, settings, refused);
  const dangers = broken(hazards, settings, refused);
  if (settings.server.environment === 'production')
    return { problems: [...problems, ...dangers], warnings: [] };
  const warnings = dangers.map(
    ({ variable, wrong }): Notice => ({
      kind: 'warning',
      variable,
      message: `${wrong}; production refuses this`,
    }),
  );
  return { problems, warnings };
}
