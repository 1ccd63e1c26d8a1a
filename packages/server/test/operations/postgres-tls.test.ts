import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { type PostgresServer, postgresOwner, startPostgres } from '../postgres.ts';
import { fixtures, isActive, signIn } from '../races/person.ts';
import { startTestServer } from '../running-server.ts';

const isInstalled = spawnSync('openssl', ['version']).status === 0;

/** A certificate authority of its own, and a certificate by it for `localhost` alone. */
function certify(folder: string) {
  const openssl = (...words: string[]): unknown =>
    execFileSync('openssl', words, { stdio: 'ignore', cwd: folder });
  const shape = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  for (const name of ['ca', 'other'])
    openssl(
      'req',
      '-x509',
      ...shape,
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
    );
  openssl('req', ...shape, '-subj', '/CN=database', '-keyout', 'server.key', '-out', 'server.csr');
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost');
  const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names'];
  openssl('x509', '-req', '-in', 'server.csr', ...signing, '-out', 'server.pem');
  const owner = postgresOwner();
  if (owner !== null)
    for (const name of ['server.key', 'server.pem']) chownSync(join(folder, name), owner.uid, owner.gid);
  chmodSync(join(folder, 'server.key'), 0o600);
  chmodSync(folder, 0o755);
  return { cert: join(folder, 'server.pem'), key: join(folder, 'server.key') };
}

describe('PostgreSQL over TLS — operations.md §2 DATABASE_DRIVER', {
  skip: isInstalled ? false : 'openssl is not installed',
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-postgres-tls-'));
  let secured: PostgresServer;
  let plain: PostgresServer;
  before(async () => {
    const { cert, key } = certify(folder);
    [secured, plain] = await Promise.all([
      startPostgres({ ssl: 'on', ssl_cert_file: cert, ssl_key_file: key }),
      startPostgres(),
    ]);
    const operator = new pg.Client({ connectionString: secured.dsn });
    await operator.connect();
    await operator.query('create database keywords');
    await operator.end();
  });
  after(async () => {
    await Promise.all([secured?.stop(), plain?.stop()]);
    rmSync(folder, { recursive: true });
  });

  const dsnOf = (server: PostgresServer, host: string, options: Readonly<Record<string, string>>): string => {
    const dsn = new URL(server.dsn);
    dsn.hostname = host;
    dsn.password = 'a-password-nobody-reads';
    for (const [name, text] of Object.entries(options)) dsn.searchParams.set(name, text);
    return dsn.href;
  };
  const start = (dsn: string) =>
    startTestServer({
      bootstrap: fixtures,
      environment: { DATABASE_DRIVER: 'postgres', DATABASE_DSN: dsn, DB_INIT_TIMEOUT: '1s' },
    });
  const full = { sslmode: 'verify-full', sslrootcert: join(folder, 'ca.pem') };

  for (const form of ['an address', 'keywords'] as const)
    it(`is used with sslmode=verify-full, and every connection is encrypted, named by ${form}`, async () => {
      const { port } = new URL(secured.dsn);
      const server = await start(
        form === 'an address'
          ? dsnOf(secured, 'localhost', full)
          : `host=localhost port=${port} user=grantor dbname=keywords sslmode=verify-full sslrootcert='${full.sslrootcert}'`,
      );
      try {
        const person = await signIn(server.origin);
        assert.equal(await isActive(server.origin, (await person.tokens())['access_token']), true);
        const { connection } = server.running.database;
        const sessions = await connection.query(
          {
            name: `sessions ${form}`,
            sql: `select ssl::text as ssl from pg_stat_ssl join pg_stat_activity using (pid) 
              where application_name = 'grantor' and datname = current_database()`,
          },
          [],
        );
        assert.ok(sessions.length > 0);
        assert.deepEqual(new Set(sessions.map(({ ssl }) => ssl)), new Set(['true']));
      } finally {
        await server.stop();
      }
    });

  const refused = [
    ['another host than the certificate names', () => dsnOf(secured, '127.0.0.1', full), /127\.0\.0\.1/],
    [
      'a certificate by another authority',
      () => dsnOf(secured, 'localhost', { ...full, sslrootcert: join(folder, 'other.pem') }),
      /certificate/,
    ],
    [
      'a certificate by nobody whom this machine knows',
      () => dsnOf(secured, 'localhost', { sslmode: 'verify-full' }),
      /certificate/,
    ],
    ['a server that has no TLS', () => dsnOf(plain, 'localhost', full), /SSL|TLS/],
    [
      'an authority that cannot be read',
      () => dsnOf(secured, 'localhost', { ...full, sslrootcert: join(folder, 'missing.pem') }),
      /missing\.pem cannot be read: no such file/,
    ],
  ] as const;
  for (const [what, dsn, reason] of refused)
    it(`is not used with ${what}: the start ends with the place and the reason`, async () => {
      await assert.rejects(start(dsn()), (failure: Error) => {
        assert.equal(failure.name, 'DatabaseUnusable');
        assert.match(failure.message, /^PostgreSQL at (localhost|127\.0\.0\.1):\d+ cannot be used: /);
        assert.match(failure.message, reason);
        assert.doesNotMatch(failure.message, /nobody-reads/);
        return true;
      });
    });
});
