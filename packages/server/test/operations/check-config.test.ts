import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import { replying, startMailServer } from '../mail-server.ts';
import { emptyFolder, runProgram, startProgram, until } from './program.ts';

async function folderFor(test: TestContext) {
  const folder = await emptyFolder();
  test.after(() => folder.remove());
  const check = (more: Record<string, string> = {}) =>
    runProgram(['check-config'], folder.environment(more), folder.path);
  return { ...folder, check };
}

const user = { username: 'ada', password: 'password1234' };

describe('check-config', { timeout: 60_000 }, () => {
  it('says what the first start will find, and makes nothing — operations.md K-3', async (t) => {
    const { path, check } = await folderFor(t);
    const { code, stdout, stderr } = await check();
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(
      stdout,
      /^The configuration is complete; the issuer is http:\/\/localhost:8080\.\nThe SQLite file .*\/data\/grantor\.db is empty; the first start fills it\.\n$/,
    );
    assert.deepEqual(readdirSync(path), []);
  });

  it('--mail sends one message and says what the server answered — mail.md M-1', async (t) => {
    const { path, environment } = await folderFor(t);
    const mail = await startMailServer();
    t.after(() => mail.stop());
    const settings = { SMTP_URL: `smtp://127.0.0.1:${mail.port}`, MAIL_FROM: 'id@northwind.example' };
    const sends = (address: string, more: Record<string, string> = settings) =>
      runProgram(['check-config', '--mail', address], environment(more), path);
    const sent = await sends('ada@northwind.example');
    assert.equal(sent.code, 0, sent.stderr);
    assert.match(sent.stdout, /The mail server took the test message: 250 /);
    assert.deepEqual(
      mail.received.map(({ to }) => to),
      [['ada@northwind.example']],
    );
    mail.decide = () => {
      throw replying(550, 'no such mailbox');
    };
    const refused = await sends('ada@northwind.example');
    assert.deepEqual([refused.code, /550 no such mailbox/.test(refused.stderr)], [1, true]);
    assert.equal((await sends('nobody')).code, 78);
    assert.equal((await sends('ada@northwind.example', {})).code, 78);
    assert.deepEqual(readdirSync(path), []);
  });

  it('tells all at once what a start would refuse one by one', async (t) => {
    const { path, write, check } = await folderFor(t);
    const other = new DatabaseSync(join(path, 'other.db'));
    other.exec('create table invoice (id integer primary key)');
    other.close();
    const { code, stdout, stderr } = await check({
      BOOTSTRAP_FILE: await write('bootstrap.json', { users: [user] }),
      JWT_PRIVATE_KEY_PATH: 'missing.pem',
      DATABASE_PATH: 'other.db',
    });
    assert.deepEqual([code, stdout], [78, '']);
    const lines = stderr.trimEnd().split('\n');
    assert.equal(lines.length, 4, stderr);
    assert.equal(lines[0], 'BOOTSTRAP_FILE is refused:');
    assert.match(lines[1] ?? '', /bootstrap\.json:1:40: users\[0\]\.password: is too common/);
    assert.match(lines[2] ?? '', /^JWT_PRIVATE_KEY_PATH \S+ cannot be read: no such file or directory$/);
    assert.match(lines[3] ?? '', /^the SQLite file \S+ is not ours: .*invoice/);
    assert.ok(!existsSync(join(path, 'data')));
  });

  it('knows a private key that does not fit', async (t) => {
    const { write, check } = await folderFor(t);
    const { privateKey } = generateKeyPairSync('ed25519');
    const file = await write('key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    const { code, stderr } = await check({ JWT_PRIVATE_KEY_PATH: file });
    assert.deepEqual(
      [code, stderr],
      [78, 'the private key in JWT_PRIVATE_KEY_PEM or _PATH does not fit ES256\n'],
    );
    assert.equal((await check({ JWT_PRIVATE_KEY_PATH: file, JWT_SIGNING_ALGORITHM: 'EdDSA' })).code, 0);
  });

  it('looks at the database of a running server, and at its secrets — operations.md B-4', async (t) => {
    const { path, environment, check } = await folderFor(t);
    const server = startProgram([], environment(), path);
    t.after(() => server.child.kill('SIGKILL'));
    await until('ready', () => server.output().includes('"message":"ready"'));
    assert.match((await check()).stdout, /\nThe SQLite file \S+ is ready\.\n$/);
    const { code, stderr } = await check({ ENCRYPTION_SECRET: 'Zk3vQ9xW7mN2pL8rT5yB1cF6hJ4dG0sA' });
    assert.equal(code, 78);
    assert.match(
      stderr,
      /^ENCRYPTION_SECRET is not the one .*ENCRYPTION_SECRET_PREVIOUS \(.*DATA_DIR\/encryption-secret\)$/m,
    );
    server.child.kill('SIGTERM');
    await server.ended;
    assert.equal((await check()).code, 0);
  });

  it('does not wait for a database that is away', async (t) => {
    const { check } = await folderFor(t);
    const dsn = `postgres://grantor:hush-hush@127.0.0.1:${await freePort()}/grantor`;
    const { code, stdout, stderr } = await check({ DATABASE_DRIVER: 'postgres', DATABASE_DSN: dsn });
    assert.equal(code, 78);
    assert.match(stderr, /^PostgreSQL at 127\.0\.0\.1:\d+ cannot be used: connection refused$/m);
    assert.ok(!(stdout + stderr).includes('hush-hush'));
  });

  it('names what nobody reads in .env, and not what the bootstrap file does', async (t) => {
    const { write, check } = await folderFor(t);
    await write(
      '.env',
      '# no LOG_LEVL=x\n  # A_B=1\nLOG_LEVL=debug\nELSEWHERE=1\nMFA_REQUIRED=none\nADA_PASSWORD=walnut-harbour-lantern-42\nSITE_NAME=Here\n',
    );
    const users = [{ ...user, password: 'env:ADA_PASSWORD' }];
    const { code, stderr } = await check({ BOOTSTRAP_FILE: await write('bootstrap.json', { users }) });
    assert.equal(code, 0);
    assert.deepEqual(stderr.trimEnd().split('\n'), [
      'ELSEWHERE in .env is no setting of this server.',
      'LOG_LEVL in .env is no setting of this server. Did you mean LOG_LEVEL?',
    ]);
  });
});
