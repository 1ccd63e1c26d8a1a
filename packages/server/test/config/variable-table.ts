import { Secret } from '@grantor/protocol';
import { type Expectation, expect, flag } from './expectation.ts';
import { frontEndVariables } from './front-end-variables.ts';
import { storageTable } from './storage-table.ts';

export type { Expectation } from './expectation.ts';

/** The working directory that paths are resolved against. */
export const folder = '/srv/grantor';

export const goodSecret = 'kJ8vQ2mZ5tR1wX7bN4cL9pS3dF6gH0aY';
const pem = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----';
const hour = 3600;
const day = 24 * hour;

/** What every provider has that the server knows by itself. */
const knownProvider = (prefix: string, scopes: readonly string[]): readonly Expectation[] => {
  const beside: Readonly<Record<string, string>> = {
    [`${prefix}_CLIENT_ID`]: 'grantor',
    [`${prefix}_CLIENT_SECRET`]: 'secret',
    ...(prefix === 'GITEA' ? { GITEA_URL: 'https://git.example' } : {}),
  };
  return [
    { ...flag(`${prefix}_OAUTH_ENABLED`, false), beside },
    expect(`${prefix}_CLIENT_ID`, 'str', null)('grantor', 'grantor', 'a b'),
    expect(`${prefix}_CLIENT_SECRET`, 'secret', null)('secret', Secret.of('secret'), 'a b'),
    expect(`${prefix}_REDIRECT_URL`, 'url', null)(
      'https://id.example/x',
      'https://id.example/x',
      'id.example',
    ),
    expect(`${prefix}_SCOPES`, 'list', scopes)('a, b', ['a', 'b'], 'a b'),
    {
      ...expect(`ALLOWED_${prefix}_USERS`, 'list', [])(
        'zoe, @acme.example',
        ['zoe', '@acme.example'],
        'a,,b',
      ),
      beside,
    },
  ];
};

const tls = { TLS_CERT_FILE: 'cert.pem', TLS_KEY_FILE: 'key.pem' };
const proxied = { MTLS_CERT_HEADER: 'X-Cert', TRUSTED_PROXIES: '10.0.0.1' };

export const variableTable: readonly Expectation[] = [
  // operations.md §2 SERVER_ADDR
  expect('SERVER_ADDR', 'addr', { host: null, port: 8080 })('[::1]:0', { host: '::1', port: 0 }, '8080'),
  // operations.md §2 BASE_URL
  expect('BASE_URL', 'url', 'http://localhost:8080')(
    'https://id.example/a/',
    'https://id.example/a',
    'id.example',
  ),
  // operations.md §2 DATA_DIR
  expect('DATA_DIR', 'path', '/srv/grantor/data')('/var/lib/x', '/var/lib/x', ''),
  expect('BOOTSTRAP_FILE', 'path', null)('boot.json', '/srv/grantor/boot.json', ''),
  // operations.md §2 TLS_CERT_FILE, operations.md §2 MTLS_PORT
  { ...expect('TLS_CERT_FILE', 'path', null)('cert.pem', '/srv/grantor/cert.pem', ''), beside: tls },
  { ...expect('TLS_KEY_FILE', 'path', null)('key.pem', '/srv/grantor/key.pem', ''), beside: tls },
  { ...expect('MTLS_PORT', 'int', null)('9443', 9443, '0'), beside: tls },
  { ...expect('MTLS_CERT_HEADER', 'str', null)('X-Cert', 'x-cert', 'a b'), beside: proxied },
  { ...expect('MTLS_CA_FILE', 'path', null)('ca.pem', '/srv/grantor/ca.pem', ''), beside: proxied },
  // operations.md §2 TRUSTED_PROXIES
  expect('TRUSTED_PROXIES', 'list', [])('10.0.0.0/8, ::1', ['10.0.0.0/8', '::1'], '10.0.0.0/33'),
  // operations.md §2 FORWARD_AUTH_COOKIE_DOMAIN
  expect('FORWARD_AUTH_COOKIE_DOMAIN', 'str', null)('id.example', 'id.example', '.example.com'),
  // operations.md §2 ENVIRONMENT
  expect('ENVIRONMENT', 'enum', 'development')('production', 'production', 'staging'),
  // operations.md §2 SITE_NAME
  expect('SITE_NAME', 'str', 'Grantor')('Acme Ключ', 'Acme Ключ', 'a\nb'),
  // operations.md §2 SITE_LOGO
  expect('SITE_LOGO', 'path', null)('logo.svg', '/srv/grantor/logo.svg', ''),
  // operations.md §2 SITE_ACCENT
  expect('SITE_ACCENT', 'str', null)('#1D4ed8', '#1D4ed8', 'teal'),
  flag('ENABLE_SWAGGER', true),
  // operations.md §2 ENDPOINT_ALIASES, operations.md §2 WORKERS
  flag('ENDPOINT_ALIASES', true),
  expect('WORKERS', 'int', 1)('3', 3, '0'),
  // operations.md §2 SERVER_SHUTDOWN_TIMEOUT
  expect('SERVER_SHUTDOWN_TIMEOUT', 'dur', 15_000)('500ms', 500, '-1s'),
  expect('SHUTDOWN_DRAIN_DELAY', 'dur', 0)('5', 5000, '5 s'),
  // operations.md §2 JWT_SECRET
  expect('JWT_SECRET', 'secret', null)(goodSecret, Secret.of(goodSecret), 'too-short'),
  // operations.md §2 {…}_SECRET_PREVIOUS
  expect('JWT_SECRET_PREVIOUS', 'list', [])(goodSecret, [Secret.of(goodSecret)], `${goodSecret},,`),
  expect('SESSION_SECRET', 'secret', null)(goodSecret, Secret.of(goodSecret), 'ab'.repeat(20)),
  expect('SESSION_SECRET_PREVIOUS', 'list', [])(goodSecret, [Secret.of(goodSecret)], 'too-short'),
  expect('ENCRYPTION_SECRET', 'secret', null)(goodSecret, Secret.of(goodSecret), `${goodSecret}ChangeMe`),
  expect('ENCRYPTION_SECRET_PREVIOUS', 'list', [])(goodSecret, [Secret.of(goodSecret)], 'too-short'),
  // operations.md §2 JWT_SIGNING_ALGORITHM
  expect('JWT_SIGNING_ALGORITHM', 'enum', 'ES256')('EdDSA', 'EdDSA', 'none'),
  expect('ID_TOKEN_SIGNING_ALGORITHM', 'enum', 'RS256')('PS256', 'PS256', 'HS256'),
  // operations.md §2 JWT_PRIVATE_KEY_PATH
  expect('JWT_PRIVATE_KEY_PATH', 'path', null)('key.pem', '/srv/grantor/key.pem', ''),
  expect('JWT_PRIVATE_KEY_PEM', 'secret', null)(pem, Secret.of(pem), 'MC4CAQAwBQYDK2VwBCIEIA=='),
  expect('JWT_KEY_ID', 'str', null)('2026-a', '2026-a', 'a b'),
  // operations.md §2 KEY_ROTATION_INTERVAL
  expect('KEY_ROTATION_INTERVAL', 'dur', 90 * day)('0', 0, '24h'),
  // operations.md §2 JWT_EXPIRATION
  expect('JWT_EXPIRATION', 'dur', hour)('1h30m', 5400, '2d'),
  expect('JWT_EXPIRATION_JITTER', 'dur', 0)('30m', 1800, '1.5'),
  expect('JWT_EXPIRATION_MAX', 'dur', day)('48h', 2 * day, '0'),
  // operations.md §2 REFRESH_TOKEN_EXPIRATION
  expect('REFRESH_TOKEN_EXPIRATION', 'dur', 30 * day)('24h', day, '500ms'),
  expect('REFRESH_TOKEN_EXPIRATION_MAX', 'dur', 90 * day)('8760h', 365 * day, 'never'),
  // operations.md §2 CLIENT_CREDENTIALS_TOKEN_EXPIRATION
  expect('CLIENT_CREDENTIALS_TOKEN_EXPIRATION', 'dur', hour)('0.5h', 1800, '1500ms'),
  // operations.md §2 ENABLE_REFRESH_TOKENS
  flag('ENABLE_REFRESH_TOKENS', true),
  flag('ENABLE_TOKEN_ROTATION', true),
  // operations.md §2 REFRESH_TOKEN_GRACE_PERIOD
  expect('REFRESH_TOKEN_GRACE_PERIOD', 'dur', 60)('5m', 300, '301s'),
  // operations.md §2 JWT_AUDIENCE
  expect('JWT_AUDIENCE', 'list', [])('a, b', ['a', 'b'], 'a, a'),
  expect('RESOURCE_ALLOWLIST', 'list', [])(
    'https://api.example/v1',
    ['https://api.example/v1'],
    'https://api.example/#x',
  ),
  // operations.md §2 JWT_DOMAIN
  expect('JWT_DOMAIN', 'str', null)('oa', 'oa', 'o a'),
  expect('JWT_PRIVATE_CLAIM_PREFIX', 'str', 'extra')('acme_2', 'acme_2', 'auth'),
  // operations.md §2 JWT_CLOCK_SKEW
  expect('JWT_CLOCK_SKEW', 'dur', 30)('60s', 60, '61s'),
  // operations.md §2 EXTRA_CLAIMS_ENABLED
  expect('EXTRA_CLAIMS_ENABLED', 'bool', false)('true', true, 'yes'),
  expect('EXTRA_CLAIMS_MAX_RAW_SIZE', 'int', 4096)('100', 100, '1'),
  expect('EXTRA_CLAIMS_MAX_KEYS', 'int', 16)('3', 3, '0'),
  expect('EXTRA_CLAIMS_MAX_VAL_SIZE', 'int', 512)('20', 20, '0'),
  // operations.md §2 TOKEN_PROFILE_{SHORT,STANDARD,LONG}_{ACCESS,REFRESH}_TTL
  expect('TOKEN_PROFILE_SHORT_ACCESS_TTL', 'dur', 900)('5m', 300, '5min'),
  expect('TOKEN_PROFILE_SHORT_REFRESH_TTL', 'dur', day)('2h', 2 * hour, 'x'),
  expect('TOKEN_PROFILE_STANDARD_ACCESS_TTL', 'dur', hour)('2h', 2 * hour, 'x'),
  expect('TOKEN_PROFILE_STANDARD_REFRESH_TTL', 'dur', 30 * day)('2h', 2 * hour, 'x'),
  expect('TOKEN_PROFILE_LONG_ACCESS_TTL', 'dur', day)('2h', 2 * hour, 'x'),
  expect('TOKEN_PROFILE_LONG_REFRESH_TTL', 'dur', 90 * day)('2h', 2 * hour, 'x'),
  // operations.md §2 PROFILE
  expect('PROFILE', 'enum', 'oauth21')('mcp', 'mcp', 'fapi'),
  expect('AUTH_CODE_EXPIRATION', 'dur', 60)('10m', 600, '601s'),
  // operations.md §2 DEVICE_CODE_EXPIRATION
  expect('DEVICE_CODE_EXPIRATION', 'dur', 1800)('10m', 600, '25h'),
  expect('POLLING_INTERVAL', 'dur', 5)('10', 10, '0'),
  // operations.md §2 PKCE_REQUIRED
  expect('PKCE_REQUIRED', 'bool', null)('1', true, 'yes'),
  flag('CONSENT_REMEMBER', true),
  // advanced.md LEG-1
  flag('ENABLE_LEGACY_RESPONSE_TYPES', false),
  // advanced.md LGO-4, operations.md §2 ENABLE_SESSION_MANAGEMENT
  flag('ENABLE_SESSION_MANAGEMENT', false),
  // operations.md §2 PAR_REQUIRED, §2 ENABLE_REQUEST_URI, §2 ENABLE_LEGACY_RESPONSE_TYPES, §2 ENABLE_CIBA
  expect('PAR_REQUIRED', 'bool', null)('1', true, 'yes'),
  expect('PAR_EXPIRATION', 'dur', 60)('5m', 300, '10m'),
  flag('ENABLE_REQUEST_URI', false),
  flag('GRANT_MANAGEMENT_ACTION_REQUIRED', false),
  flag('ENABLE_CIBA', false),
  expect('CIBA_NOTIFY_URL', 'url', null)('https://a.example/c', 'https://a.example/c', 'ftp://a.example'),
  flag('ENABLE_VCI', false), // operations.md §2 ENABLE_VCI
  flag('ENABLE_ATTESTATION_CHALLENGE', false), // federation-vci-authlete.md VCI-20
  ...frontEndVariables, // operations.md §2 ENABLE_AUTHLETE_API
  // operations.md §2 ENABLE_DYNAMIC_CLIENT_REGISTRATION
  flag('ENABLE_DYNAMIC_CLIENT_REGISTRATION', true),
  expect('DYNAMIC_CLIENT_REGISTRATION_TOKEN', 'secret', null)(
    'an-initial-access-token',
    Secret.of('an-initial-access-token'),
    'with a space in it',
  ),
  // operations.md §2 CLIENT_LIFETIME
  expect('CLIENT_LIFETIME', 'dur', 90 * day)('0', 0, '10y'),
  expect('CLIENT_ASSERTION_MAX_LIFETIME', 'dur', hour)('5m', 300, '25h'),
  expect('JWKS_FETCH_TIMEOUT', 'dur', 10_000)('5s', 5000, '31s'),
  expect('JWKS_CACHE_TTL', 'dur', 3_600_000)('10m', 600_000, '30s'),
  // operations.md §2 DPOP_PROOF_MAX_AGE
  expect('DPOP_PROOF_MAX_AGE', 'dur', 300)('1m', 60, '29s'),
  flag('ENABLE_DPOP_NONCE', false),
  // operations.md §2 ENABLE_CLIENT_ID_METADATA
  flag('ENABLE_CLIENT_ID_METADATA', true),
  expect('CLIENT_ID_METADATA_ALLOWED_DOMAINS', 'list', [])(
    'a.example,*.b.example',
    ['a.example', '*.b.example'],
    'A.example',
  ),
  expect('CLIENT_ID_METADATA_BLOCKED_DOMAINS', 'list', [])(
    '*.b.example',
    ['*.b.example'],
    'https://a.example',
  ),
  // operations.md §2 ENABLE_FEDERATION, §2 FEDERATION_FILE, federation-vci-authlete.md FED-1
  { ...flag('ENABLE_FEDERATION', false), beside: { FEDERATION_FILE: '/srv/f.json' } },
  expect('FEDERATION_FILE', 'path', null)('f.json', '/srv/grantor/f.json', ''),
  // operations.md §2 SESSION_MAX_AGE
  expect('SESSION_MAX_AGE', 'dur', 12 * hour)('3600', hour, '2161h'),
  expect('SESSION_IDLE_TIMEOUT', 'dur', 1800)('0', 0, '-5m'),
  // operations.md §2 SESSION_FINGERPRINT
  flag('SESSION_FINGERPRINT', true),
  flag('SESSION_FINGERPRINT_IP', false),
  // operations.md §2 SESSION_REMEMBER_ME_ENABLED
  flag('SESSION_REMEMBER_ME_ENABLED', true),
  expect('SESSION_REMEMBER_ME_MAX_AGE', 'dur', 30 * day)('2160h', 90 * day, '2161h'),
  // operations.md §2 PASSWORD_MIN_LENGTH
  expect('PASSWORD_MIN_LENGTH', 'int', 12)('8', 8, '7'),
  // operations.md §2 MFA_REQUIRED
  expect('MFA_REQUIRED', 'enum', 'none')('all', 'all', 'some'),
  // operations.md §2 DEFAULT_ADMIN_PASSWORD
  expect('DEFAULT_ADMIN_PASSWORD', 'secret', null)(
    'vuzi-korn-salbe-93',
    Secret.of('vuzi-korn-salbe-93'),
    'admin',
  ),
  // operations.md §2 DEFAULT_ADMIN_EMAIL
  expect('DEFAULT_ADMIN_EMAIL', 'str', null)('ada@example.com', 'ada@example.com', 'Ada <ada@example.com>'),
  // operations.md §2 AUTH_MODE
  {
    ...expect('AUTH_MODE', 'enum', 'local')('http_api', 'http_api', 'ldap'),
    beside: { HTTP_API_URL: 'https://people.example/check' },
  },
  expect('HTTP_API_URL', 'url', null)(
    'https://people.example/check?from=grantor',
    'https://people.example/check?from=grantor',
    'https://user:password@people.example/check',
  ),
  expect('HTTP_API_TIMEOUT', 'dur', 10_000)('500ms', 500, '1m'),
  // operations.md §2 HTTP_API_AUTH_MODE
  {
    ...expect('HTTP_API_AUTH_MODE', 'enum', 'none')('hmac', 'hmac', 'basic'),
    beside: { HTTP_API_AUTH_SECRET: 'quiet-harbour' },
  },
  expect('HTTP_API_AUTH_SECRET', 'secret', null)(
    'quiet-harbour',
    Secret.of('quiet-harbour'),
    'quiet harbour',
  ),
  expect('HTTP_API_AUTH_HEADER', 'str', 'X-API-Secret')('X-Key', 'X-Key', 'Host'),
  // operations.md §2 HTTP_API_MAX_RETRIES
  expect('HTTP_API_MAX_RETRIES', 'int', 3)('0', 0, '11'),
  expect('HTTP_API_RETRY_DELAY', 'dur', 1000)('200ms', 200, '0'),
  expect('HTTP_API_MAX_RETRY_DELAY', 'dur', 10_000)('5s', 5000, '1m'),
  // operations.md §2 HTTP_API_INSECURE_SKIP_VERIFY
  flag('HTTP_API_INSECURE_SKIP_VERIFY', false),
  // operations.md §2 OIDC_PROVIDERS
  {
    ...expect('OIDC_PROVIDERS', 'list', [])('acme', ['acme'], 'github'),
    beside: {
      OIDC_ACME_ISSUER: 'https://acme.example',
      OIDC_ACME_CLIENT_ID: 'grantor',
      OIDC_ACME_CLIENT_SECRET: 'secret',
    },
  },
  // operations.md §2 OAUTH_AUTO_REGISTER
  flag('OAUTH_AUTO_REGISTER', true),
  expect('OAUTH_TIMEOUT', 'dur', 15_000)('5s', 5000, '0s'),
  // operations.md §2 {P}_OAUTH_ENABLED, operations.md §2 {P}_CLIENT_ID, operations.md §2 ALLOWED_{P}_USERS
  ...knownProvider('GITHUB', ['user:email']),
  // operations.md §2 GITHUB_URL
  expect('GITHUB_URL', 'url', 'https://github.com')(
    'https://git.example',
    'https://git.example',
    'git.example',
  ),
  expect('GITHUB_API_URL', 'url', 'https://api.github.com')(
    'https://git.example/api/v3',
    'https://git.example/api/v3',
    'git.example',
  ),
  ...knownProvider('GITEA', ['read:user']),
  expect('GITEA_URL', 'url', null)('https://git.example', 'https://git.example', 'git.example'),
  ...knownProvider('GITLAB', ['read_user']),
  expect('GITLAB_URL', 'url', 'https://gitlab.com')(
    'https://git.example',
    'https://git.example',
    'git.example',
  ),
  ...knownProvider('MICROSOFT', ['openid', 'profile', 'email', 'User.Read']),
  // operations.md §2 MICROSOFT_TENANT_ID
  expect('MICROSOFT_TENANT_ID', 'str', 'common')('acme.example', 'acme.example', 'a b'),
  expect('MICROSOFT_URL', 'url', 'https://login.microsoftonline.com')(
    'https://login.microsoftonline.us',
    'https://login.microsoftonline.us',
    'us',
  ),
  expect('MICROSOFT_GRAPH_URL', 'url', 'https://graph.microsoft.com')(
    'https://graph.microsoft.us',
    'https://graph.microsoft.us',
    'us',
  ),
  // operations.md §2 CORS_ENABLED
  flag('CORS_ENABLED', true),
  expect('CORS_ALLOWED_ORIGINS', 'list', ['*'])(
    'https://a.example',
    ['https://a.example'],
    'https://a.example/',
  ),
  expect('CORS_MAX_AGE', 'dur', 2 * hour)('0', 0, '25h'),
  ...storageTable,
  // operations.md §2 ENABLE_AUDIT_LOGGING
  flag('ENABLE_AUDIT_LOGGING', true),
  expect('AUDIT_LOG_RETENTION', 'dur', 90 * day)('0', 0, '1m'),
  // operations.md §2 AUDIT_LOG_BUFFER_SIZE
  expect('AUDIT_LOG_BUFFER_SIZE', 'int', 1000)('10', 10, '10.5'),
  expect('AUDIT_LOG_CLEANUP_INTERVAL', 'dur', day)('1h', hour, '1s'),
  expect('AUDIT_SHUTDOWN_TIMEOUT', 'dur', 10_000)('1s', 1000, 'x'),
  // operations.md §2 ENABLE_EXPIRED_TOKEN_CLEANUP
  flag('ENABLE_EXPIRED_TOKEN_CLEANUP', true),
  expect('EXPIRED_TOKEN_CLEANUP_INTERVAL', 'dur', 600)('1m', 60, '0'),
  // operations.md §2 METRICS_ENABLED
  flag('METRICS_ENABLED', false),
  expect('METRICS_TOKEN', 'secret', null)(goodSecret, Secret.of(goodSecret), 'too short'),
  flag('METRICS_GAUGE_UPDATE_ENABLED', true),
  expect('METRICS_GAUGE_UPDATE_INTERVAL', 'dur', 300)('1m', 60, '0'),
  // operations.md §2 OUTBOUND_ALLOWED_HOSTS
  expect('OUTBOUND_ALLOWED_HOSTS', 'list', [])('a.internal:8443,b', ['a.internal:8443', 'b'], 'https://a'),
  flag('OUTBOUND_ALLOW_PRIVATE', false),
  // operations.md §2 SMTP_URL
  {
    ...expect('SMTP_URL', 'secret', null)(
      'smtp://grantor:p%40ss@mail.example:2525',
      Secret.of('smtp://grantor:p%40ss@mail.example:2525'),
      'mail.example',
    ),
    beside: { MAIL_FROM: 'id@northwind.example' },
  },
  {
    ...expect('SMTP_USER', 'str', null)('grantor', 'grantor', '\u0007'),
    beside: { SMTP_PASSWORD: 'quiet harbour' },
  },
  {
    ...expect('SMTP_PASSWORD', 'secret', null)('quiet harbour', Secret.of('quiet harbour'), '\u0007'),
    beside: { SMTP_USER: 'grantor' },
  },
  // operations.md §2 SMTP_STARTTLS
  expect('SMTP_STARTTLS', 'enum', 'required')('off', 'off', 'maybe'),
  // operations.md §2 MAIL_FROM
  expect('MAIL_FROM', 'str', null)(
    'Northwind ID <id@northwind.example>',
    { name: 'Northwind ID', address: 'id@northwind.example' },
    'id@northwind.example, eve@example.com',
  ),
  expect('MAIL_REPLY_TO', 'str', null)(
    'help@northwind.example',
    { name: '', address: 'help@northwind.example' },
    'help',
  ),
  flag('ENABLE_EMAIL_CODE', false),
  flag('ENABLE_SELF_REGISTRATION', false),
  expect('SELF_REGISTRATION_DOMAINS', 'list', ['*'])(
    'northwind.example',
    ['northwind.example'],
    'Northwind Example',
  ),
  flag('SELF_REGISTRATION_APPROVAL', false),
  // operations.md §2 LOG_LEVEL
  expect('LOG_LEVEL', 'enum', 'info')('trace', 'trace', 'verbose'),
  // operations.md §2 OTEL_EXPORTER_OTLP_ENDPOINT
  expect('OTEL_EXPORTER_OTLP_ENDPOINT', 'url', null)(
    'http://collector:4318/',
    'http://collector:4318',
    'collector:4318',
  ),
  expect('OTEL_EXPORTER_OTLP_HEADERS', 'list', [])('a=Bearer%20x', [Secret.of('a=Bearer%20x')], 'Bearer x'),
  expect('OTEL_SERVICE_NAME', 'str', 'grantor')('id', 'id', 'a b'),
  expect('OTEL_TRACES_SAMPLER_ARG', 'num', 1)('0.05', 0.05, '2'),
];
