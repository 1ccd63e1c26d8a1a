import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { describeNotice, describeProblem, loadConfiguration } from '../../src/config/load.ts';
import { policyOf } from '../../src/config/policy.ts';
import { groups, variablesOf } from '../../src/config/schema.ts';
import type { Configuration, Environment } from '../../src/config/types.ts';
import { goodSecret } from './variable-table.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grantor-config-'));
});
after(() => rm(folder, { recursive: true }));

function load(environment: Environment): Configuration {
  const loaded = loadConfiguration(environment, folder);
  return loaded.ok ? loaded.configuration : assert.fail(loaded.problems.map(describeProblem).join('\n'));
}

function problems(environment: Environment): readonly string[] {
  const loaded = loadConfiguration(environment, folder);
  return loaded.ok ? assert.fail('the configuration is accepted') : loaded.problems.map(describeProblem);
}

const refusedNames = (environment: Environment): readonly string[] =>
  problems(environment).map((line) => line.split(' ')[0] ?? '');

function notices(environment: Environment): readonly string[] {
  const loaded = loadConfiguration(environment, folder);
  return loaded.ok ? loaded.notices.map(describeNotice) : assert.fail('the configuration is refused');
}

describe('the source of a value', () => {
  it('is the environment, then .env in the working directory — operations K-1', async () => {
    await writeFile(join(folder, '.env'), 'SITE_NAME="From file"\nLOG_LEVEL=debug\nCORS_ENABLED=\n');
    const { server, logging, cors } = load({ SITE_NAME: 'From environment' });
    assert.deepEqual([server.siteName, logging.level, cors.enabled], ['From environment', 'debug', true]);
    await rm(join(folder, '.env'));
  });

  it('is read from a .env as people write it, with a mark before and blanks after — operations K-1', async () => {
    await writeFile(
      join(folder, '.env'),
      '\ufeffLOG_LEVEL=debug\r\nSITE_NAME= \r\nexport CORS_ENABLED=false\r\n',
    );
    const { server, logging, cors } = load({});
    assert.deepEqual([server.siteName, logging.level, cors.enabled], ['Grantor', 'debug', false]);
    await rm(join(folder, '.env'));
  });

  it('counts as unset when empty, so that .env still speaks — operations K-1', async () => {
    await writeFile(join(folder, '.env'), 'SITE_NAME=Below\n');
    assert.equal(load({ SITE_NAME: '' }).server.siteName, 'Below');
    await rm(join(folder, '.env'));
  });

  it('may be a file for every secret, one line break at its end dropped — operations K-1', async () => {
    const confidential = groups.flatMap(variablesOf).filter(({ shape }) => shape.confidential);
    assert.ok(confidential.length >= 9);
    await writeFile(join(folder, 'secret'), `${goodSecret}\n`);
    assert.equal(load({ JWT_SECRET_FILE: 'secret' }).secrets.jwt?.reveal(), goodSecret);
    for (const { name } of confidential) {
      assert.deepEqual(refusedNames({ [`${name}_FILE`]: 'missing' }), [`${name}_FILE`]);
    }
  });

  it('is refused as both text and file, and as an empty file', async () => {
    await writeFile(join(folder, 'empty'), '\n');
    assert.deepEqual(refusedNames({ JWT_SECRET: goodSecret, JWT_SECRET_FILE: 'secret' }), [
      'JWT_SECRET_FILE',
    ]);
    assert.deepEqual(refusedNames({ JWT_SECRET_FILE: 'empty' }), ['JWT_SECRET_FILE']);
  });

  it('is no file for what is not secret', () => {
    assert.equal(load({ SITE_NAME_FILE: 'secret' }).server.siteName, 'Grantor');
  });

  it('is an older name when the newer one is unset — operations §2, operations.md §2 Fallbacks', () => {
    const other = [...goodSecret].reverse().join('');
    assert.equal(load({ GATEWAY_JWT_SECRET: goodSecret }).secrets.jwt?.reveal(), goodSecret);
    assert.equal(load({ GATEWAY_JWT_SECRET: goodSecret, JWT_SECRET: other }).secrets.jwt?.reveal(), other);
    assert.deepEqual(load({ DATABASE_PATH: 'old.db' }).database.target, {
      kind: 'sqlite',
      file: join(folder, 'old.db'),
    });
    assert.deepEqual(refusedNames({ GATEWAY_JWT_SECRET: 'short' }), ['GATEWAY_JWT_SECRET']);
  });

  it('is refused with a reason when .env cannot be read', async () => {
    const loaded = loadConfiguration({}, join(folder, 'secret'));
    assert.deepEqual(loaded.ok ? [] : loaded.problems.map(({ variable }) => variable), ['.env']);
  });
});

describe('the problems', () => {
  it('are listed all at once, each with what is allowed — operations K-3', () => {
    const lines = problems({ CORS_ENABLED: 'on', JWT_EXPIRATION: '1d', SERVER_ADDR: 'x', LOG_LEVEL: 'loud' });
    assert.deepEqual(lines, [
      'SERVER_ADDR is not [host]:port; allowed: [host]:port, port 0 for any free one',
      'JWT_EXPIRATION is not a duration; allowed: a duration such as 90s or 1h30m, from 1s to 87600h',
      'CORS_ENABLED is not true or false; allowed: true, false, 1 or 0',
      'LOG_LEVEL is not one of the allowed values; allowed: trace, debug, info, warn, error, fatal',
    ]);
  });

  it('never repeat a value, of whatever variable — security.md D-3', () => {
    const marked = '\u0007xyzzy';
    for (const { name, shape } of groups.flatMap(variablesOf)) {
      const result = loadConfiguration({ [name]: marked }, folder);
      if (result.ok) assert.ok(shape.type === 'path' || shape.type === 'str', name);
      else assert.ok(!inspect(result, { depth: 9 }).includes('xyzzy'), name);
    }
  });

  it('never show a secret that was accepted — security.md O-3', () => {
    const environment = {
      JWT_SECRET: goodSecret,
      SESSION_SECRET_PREVIOUS: goodSecret,
      DEFAULT_ADMIN_PASSWORD: goodSecret,
      DATABASE_DRIVER: 'postgres',
      DATABASE_DSN: `postgres://grantor:${goodSecret}@db/grantor`,
    };
    const loaded = loadConfiguration(environment, folder);
    assert.ok(loaded.ok);
    for (const shown of [
      inspect(loaded, { depth: 9 }),
      JSON.stringify(loaded),
      String(loaded.configuration.secrets.jwt),
    ]) {
      assert.ok(!shown.includes(goodSecret));
    }
  });

  const contradictions: readonly (readonly [string, Environment])[] = [
    // product.md H-1, product.md H-4
    ['HTTP_API_URL', { AUTH_MODE: 'http_api' }],
    ['HTTP_API_AUTH_SECRET', { HTTP_API_AUTH_MODE: 'simple' }],
    ['HTTP_API_AUTH_SECRET', { HTTP_API_AUTH_MODE: 'hmac' }],
    ['JWT_EXPIRATION_JITTER', { JWT_EXPIRATION: '10m', JWT_EXPIRATION_JITTER: '10m' }],
    ['JWT_EXPIRATION', { JWT_EXPIRATION: '25h' }],
    ['CLIENT_CREDENTIALS_TOKEN_EXPIRATION', { CLIENT_CREDENTIALS_TOKEN_EXPIRATION: '25h' }],
    ['TOKEN_PROFILE_SHORT_ACCESS_TTL', { TOKEN_PROFILE_SHORT_ACCESS_TTL: '25h' }],
    ['TOKEN_PROFILE_STANDARD_ACCESS_TTL', { TOKEN_PROFILE_STANDARD_ACCESS_TTL: '25h' }],
    ['TOKEN_PROFILE_LONG_ACCESS_TTL', { TOKEN_PROFILE_LONG_ACCESS_TTL: '25h' }],
    ['REFRESH_TOKEN_EXPIRATION', { REFRESH_TOKEN_EXPIRATION: '2161h' }],
    ['TOKEN_PROFILE_SHORT_REFRESH_TTL', { TOKEN_PROFILE_SHORT_REFRESH_TTL: '2161h' }],
    ['TOKEN_PROFILE_STANDARD_REFRESH_TTL', { TOKEN_PROFILE_STANDARD_REFRESH_TTL: '2161h' }],
    ['TOKEN_PROFILE_LONG_REFRESH_TTL', { TOKEN_PROFILE_LONG_REFRESH_TTL: '2161h' }],
    ['POLLING_INTERVAL', { POLLING_INTERVAL: '60s', DEVICE_CODE_EXPIRATION: '60s' }],
    ['CORS_ALLOWED_ORIGINS', { CORS_ALLOWED_ORIGINS: '*,https://a.example' }],
    ['DEFAULT_ADMIN_PASSWORD', { DEFAULT_ADMIN_PASSWORD: 'password1234' }],
    [
      'DEFAULT_ADMIN_PASSWORD',
      { DEFAULT_ADMIN_PASSWORD: 'lovelace@users.example', DEFAULT_ADMIN_EMAIL: 'lovelace@users.example' },
    ],
    ['DEFAULT_ADMIN_PASSWORD', { DEFAULT_ADMIN_PASSWORD: 'vuzi-korn-salbe', PASSWORD_MIN_LENGTH: '16' }],
    [
      'DB_MAX_OPEN_CONNS', // operations.md Z-1
      {
        ...{ DATABASE_DRIVER: 'postgres', DATABASE_DSN: 'postgres://db.example/grantor' },
        ...{ WORKERS: '4', DB_MAX_OPEN_CONNS: '3' },
      },
    ],
    ['DATABASE_DSN', { DATABASE_DRIVER: 'postgres' }],
    ['DATABASE_DSN', { DATABASE_DRIVER: 'postgres', DATABASE_DSN: 'grantor.db' }],
  ];
  for (const [name, environment] of contradictions) {
    it(`include ${name} where ${Object.keys(environment).join(' and ')} contradict — operations K-2`, () => {
      assert.deepEqual(refusedNames(environment), [name]);
    });
  }

  it('do not follow from one another: what is malformed contradicts nothing', () => {
    assert.deepEqual(refusedNames({ JWT_EXPIRATION: 'x', JWT_EXPIRATION_JITTER: '23h' }), ['JWT_EXPIRATION']);
  });
});

describe('a default that follows from others', () => {
  it('is the lifetime of the standard profile', () => {
    const { profiles } = load({ JWT_EXPIRATION: '2h', REFRESH_TOKEN_EXPIRATION: '48h' });
    assert.deepEqual([profiles.standardAccess, profiles.standardRefresh], [7200, 172_800]);
  });

  it('keeps the other profiles under a lower cap', () => {
    const environment = {
      JWT_EXPIRATION_MAX: '10m',
      JWT_EXPIRATION: '5m',
      CLIENT_CREDENTIALS_TOKEN_EXPIRATION: '5m',
    };
    const { profiles } = load(environment);
    assert.deepEqual([profiles.shortAccess, profiles.longAccess], [600, 600]);
  });

  const addresses: readonly (readonly [address: string, url: string])[] = [
    [':9093', 'http://localhost:9093'],
    ['127.0.0.1:9093', 'http://localhost:9093'],
    ['0.0.0.0:9093', 'http://localhost:9093'],
    ['[::]:9093', 'http://localhost:9093'],
    ['192.0.2.7:9093', 'http://192.0.2.7:9093'],
    ['[2001:db8::1]:9093', 'http://[2001:db8::1]:9093'],
    [':80', 'http://localhost'],
    [':0', 'http://localhost:8080'],
  ];
  for (const [address, url] of addresses) {
    it(`is ${url} where people find SERVER_ADDR ${address}`, () => {
      assert.equal(load({ SERVER_ADDR: address }).server.baseUrl, url);
      const given = { SERVER_ADDR: address, BASE_URL: 'https://id.example' };
      assert.equal(load(given).server.baseUrl, 'https://id.example');
    });
  }

  it('is the database file in the data folder', () => {
    assert.deepEqual(load({ DATA_DIR: 'state' }).database.target, {
      kind: 'sqlite',
      file: join(folder, 'state', 'grantor.db'),
    });
  });
});

describe('a certificate', () => {
  const pair = { TLS_CERT_FILE: 'cert.pem', TLS_KEY_FILE: 'key.pem' };
  it('comes with its key, and with an https issuer — operations.md §2 TLS_CERT_FILE', () => {
    assert.deepEqual(refusedNames({ TLS_CERT_FILE: 'cert.pem' }), ['TLS_CERT_FILE']);
    assert.deepEqual(refusedNames({ TLS_KEY_FILE: 'key.pem' }), ['TLS_KEY_FILE']);
    assert.deepEqual(refusedNames({ ...pair, BASE_URL: 'http://localhost:8443' }), ['BASE_URL']);
    assert.equal(load({ ...pair, SERVER_ADDR: ':8443' }).server.baseUrl, 'https://localhost:8443');
    assert.equal(load({ ...pair, BASE_URL: 'https://id.example' }).server.baseUrl, 'https://id.example');
  });
});

describe('certificates of clients — operations.md §2 MTLS_PORT, advanced.md MTL-1, MTL-2', () => {
  const pair = { TLS_CERT_FILE: 'cert.pem', TLS_KEY_FILE: 'key.pem' };
  const proxied = { MTLS_CERT_HEADER: 'Client-Cert', TRUSTED_PROXIES: '10.0.0.1' };

  it('need a certificate of the server, and a port that is not taken', () => {
    assert.deepEqual(refusedNames({ MTLS_PORT: '8443' }), ['MTLS_PORT']);
    assert.deepEqual(refusedNames({ ...pair, MTLS_PORT: '8443', SERVER_ADDR: ':8443' }), ['MTLS_PORT']);
    assert.equal(load({ ...pair, MTLS_PORT: '8443' }).server.mtlsPort, 8443);
  });

  it('come from proxies that are named', () => {
    assert.deepEqual(refusedNames({ MTLS_CERT_HEADER: 'Client-Cert' }), ['MTLS_CERT_HEADER']);
    assert.equal(load(proxied).server.mtlsCertHeader, 'client-cert');
  });

  it('are of authorities that are asked', () => {
    assert.deepEqual(refusedNames({ MTLS_CA_FILE: 'roots.pem' }), ['MTLS_CA_FILE']);
    assert.notEqual(load({ ...proxied, MTLS_CA_FILE: 'roots.pem' }).server.mtlsCaFile, null);
  });

  it('are shown at an address of their own, with the path of the issuer — RFC 8705 §5', () => {
    const aliasOf = (environment: Environment) => policyOf(load(environment), []).certificates;
    assert.equal(aliasOf({}), null);
    assert.deepEqual(aliasOf(proxied), { authorities: 'none', alias: null });
    assert.deepEqual(
      aliasOf({ ...pair, MTLS_PORT: '8443', MTLS_CA_FILE: 'r.pem', BASE_URL: 'https://id.example/a' }),
      { authorities: 'known', alias: 'https://id.example:8443/a' },
    );
  });
});

describe('production', () => {
  const hazards: readonly (readonly [string, Environment])[] = [
    ['BASE_URL', { BASE_URL: 'http://id.example' }],
    ['OUTBOUND_ALLOW_PRIVATE', { OUTBOUND_ALLOW_PRIVATE: 'true' }],
    ['METRICS_TOKEN', { METRICS_ENABLED: 'true' }],
    // product.md H-4
    ['HTTP_API_AUTH_MODE', { AUTH_MODE: 'http_api', HTTP_API_URL: 'http://people.example/check' }],
    ['HTTP_API_INSECURE_SKIP_VERIFY', { HTTP_API_INSECURE_SKIP_VERIFY: 'true' }],
    ...['JWT_SECRET', 'SESSION_SECRET', 'ENCRYPTION_SECRET'].map(
      (missing): readonly [string, Environment] => [
        missing,
        {
          DATABASE_DRIVER: 'postgres',
          DATABASE_DSN: 'postgres://db/grantor',
          JWT_SECRET: goodSecret,
          SESSION_SECRET: goodSecret,
          ENCRYPTION_SECRET: goodSecret,
          [missing]: '',
        },
      ],
    ),
  ];
  for (const [name, environment] of hazards) {
    it(`refuses a hazard of ${name} that development warns about — operations K-5, clients.md §12 all endpoints https`, () => {
      assert.deepEqual(refusedNames({ ...environment, ENVIRONMENT: 'production' }), [name]);
      const warnings = notices(environment);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', new RegExp(`^${name} .*; production refuses this$`));
    });
  }

  it('accepts http on loopback, and generated secrets with SQLite — operations K-5', () => {
    for (const host of ['localhost:8080', '127.0.0.1', '[::1]:9000']) {
      assert.deepEqual(notices({ ENVIRONMENT: 'production', BASE_URL: `http://${host}` }), []);
    }
  });
});

describe('a variable without effect', () => {
  const names =
    `TOKEN_RATE_LIMIT_BURST RATE_LIMIT_CLEANUP_INTERVAL USER_CACHE_SIZE_PER_CONN CLIENT_COUNT_CACHE_TTL
    DB_MAX_IDLE_CONNS CORS_ALLOWED_METHODS CORS_ALLOWED_HEADERS STATIC_CACHE_MAX_AGE CACHE_INIT_TIMEOUT
    CACHE_CLOSE_TIMEOUT REDIS_CLOSE_TIMEOUT DB_CLOSE_TIMEOUT
    OAUTH_INSECURE_SKIP_VERIFY OIDC_ACME_ISSUER
    USER_CACHE_TTL USER_CACHE_TYPE
    OTEL_LOGS_EXPORTER`.split(/\s+/);
  for (const name of names) {
    it(`${name} is named in one line — operations K-4, §3, operations.md §3 Dropped`, () => {
      assert.match(notices({ [name]: 'x' }).join('\n'), new RegExp(`^${name} has no effect: .+$`));
      assert.deepEqual(notices({ [name]: '' }), []);
    });
  }

  it('is CIBA_NOTIFY_URL where nobody is asked — operations K-4', () => {
    const told = { CIBA_NOTIFY_URL: 'https://notify.example/ciba' };
    assert.deepEqual(notices(told), ['CIBA_NOTIFY_URL has no effect: ENABLE_CIBA is false']);
    assert.deepEqual(notices({ ...told, ENABLE_CIBA: 'true' }), []);
  });

  it('is METRICS_TOKEN where there are no metrics', () => {
    const token = { METRICS_TOKEN: goodSecret };
    assert.deepEqual(notices(token), ['METRICS_TOKEN has no effect: METRICS_ENABLED is false']);
    assert.deepEqual(notices({ ...token, METRICS_ENABLED: 'true' }), []);
  });

  it('is JWT_KEY_ID where no key is imported', () => {
    assert.deepEqual(notices({ JWT_KEY_ID: 'a' }), ['JWT_KEY_ID has no effect: no private key is imported']);
    assert.deepEqual(notices({ JWT_KEY_ID: 'a', JWT_PRIVATE_KEY_PATH: 'key.pem' }), []);
  });

  it('is not one that has an effect, nor one that is unknown', () => {
    assert.deepEqual(
      notices({ CLIENT_CACHE_TTL: '1m', DB_LOG_LEVEL: 'info', PATH: '/bin', HOME: '/root' }),
      [],
    );
  });
});
