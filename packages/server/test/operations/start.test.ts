import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { postgresDatabase } from '../postgres.ts';
import {
  emptyFolder,
  type Folder,
  logLines,
  type Program,
  runProgram,
  startProgram,
  until,
} from './program.ts';

const ready = (program: Program) =>
  until('ready', () => {
    assert.equal(program.child.exitCode, null, program.output());
    return program.output().includes('"message":"ready"');
  });

const stop = async (program: Program) => {
  program.child.kill('SIGTERM');
  return program.ended;
};

describe('a refused configuration', () => {
  it('ends with 78 and a line for each problem, before anything is opened — operations.md K-3', async () => {
    const folder = await emptyFolder();
    const secret = 'my-secret-placeholder-value-0123456789';
    const environment = folder.environment({
      JWT_EXPIRATION: 'soon',
      SERVER_ADDR: 'nowhere:at:all',
      JWT_SECRET: secret,
      DATABASE_DRIVER: 'oracle',
    });
    for (const args of [[], ['check-config'], ['migrate']]) {
      const { code, stdout, stderr } = await runProgram(args, environment, folder.path);
      assert.equal(code, 78);
      assert.equal(stdout, '');
      const lines = stderr.trim().split('\n');
      const named = lines.map((line) => line.split(' ')[0]).sort();
      assert.deepEqual(named, ['DATABASE_DRIVER', 'JWT_EXPIRATION', 'JWT_SECRET', 'SERVER_ADDR']);
      assert.ok(lines.every((line) => line.includes('; allowed: ')));
      assert.ok(!stderr.includes(secret));
      assert.ok(!existsSync(join(folder.path, 'data')));
    }
    await folder.remove();
  });

  it('names once what is misspelt in .env, and nothing of other programs — operations.md K-4', async () => {
    const folder = await emptyFolder();
    const names = ['LOG_LEVL=debug', 'PATH_TO_GO=/usr', 'GRANTOR_CLIENT_ID=x', 'SERVER_URL=http://a.example'];
    await folder.write('.env', names.join('\n'));
    const program = startProgram([], folder.environment(), folder.path);
    await ready(program);
    const { stdout } = await stop(program);
    const notices = logLines(stdout).flatMap(({ notice }) => notice ?? []);
    assert.deepEqual(notices, ['LOG_LEVL in .env is no setting of this server. Did you mean LOG_LEVEL?']);
    await folder.remove();
  });

  it('warns at the start about http on a name — security.md P-3', async () => {
    const folder = await emptyFolder();
    const environment = folder.environment({ BASE_URL: 'http://auth.example' });
    const { code, stdout } = await runProgram(['check-config'], environment, folder.path);
    assert.equal(code, 0);
    const warnings = logLines(stdout).filter(({ level }) => level === 'warn');
    assert.equal(warnings.length, 1);
    assert.match(String(warnings[0]?.['notice']), /^BASE_URL is http on a host other than loopback/);
    assert.ok(!existsSync(join(folder.path, 'data')));
    const production = { ...environment, ENVIRONMENT: 'production' };
    assert.equal((await runProgram(['check-config'], production, folder.path)).code, 78);
    await folder.remove();
  });
});

describe('a start', () => {
  let folder: Folder;
  before(async () => {
    folder = await emptyFolder();
  });
  after(() => folder.remove());

  it('tells the first time where the credentials are and what to try, never the password — operations.md B-3', async () => {
    const program = startProgram([], folder.environment(), folder.path);
    await ready(program);
    await until('the words', () => program.output().includes('Try next'));
    const { code, stdout, stderr } = await stop(program);
    assert.equal(code, 0);
    const file = join(folder.path, 'data/grantor-credentials.txt');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder.path, 'data')).mode & 0o777, 0o700);
    const [, password, clientId] =
      /^Username: admin\nPassword: (\S{16})\nClient ID: (\S+)\n$/.exec(readFileSync(file, 'utf8')) ?? [];
    assert.ok(password !== undefined && clientId !== undefined);
    assert.ok(stderr.includes(file) && stderr.includes('delete the file'));
    assert.ok(stderr.includes(`curl -d client_id=${clientId}`));
    assert.ok(!(stdout + stderr).includes(password));
    const [line] = logLines(stdout).filter(({ message }) => message === 'ready');
    const { issuer, database, version } = line ?? {};
    assert.deepEqual({ issuer, database }, { issuer: 'http://localhost:8080', database: 'sqlite' });
    assert.match(String(version), /^\d+\.\d+\.\d+/);
  });

  it('finds the second time what the first left — operations.md B-2', async () => {
    const file = join(folder.path, 'data/grantor-credentials.txt');
    const credentials = readFileSync(file, 'utf8');
    const program = startProgram([], folder.environment(), folder.path);
    await ready(program);
    const { code, stderr } = await stop(program);
    assert.equal(code, 0);
    assert.match(stderr, /^\nGrantor serves http:\/\/localhost:8080\nSign in as admin; .*\n\n$/);
    assert.equal(readFileSync(file, 'utf8'), credentials);
  });

  it('keeps to one line once the credentials file is deleted', async () => {
    await rm(join(folder.path, 'data/grantor-credentials.txt'));
    const program = startProgram([], folder.environment({ SERVER_ADDR: '127.0.0.1:0' }), folder.path);
    await ready(program);
    assert.equal((await stop(program)).stderr, '\nGrantor serves http://localhost:8080\n\n');
  });

  it('refuses other secrets than the database was used with, and names them — operations.md B-4', async () => {
    for (const name of ['JWT', 'SESSION', 'ENCRYPTION']) {
      const environment = folder.environment({ [`${name}_SECRET`]: 'Zk3vQ9xW7mN2pL8rT5yB1cF6hJ4dG0sA' });
      const { code, stdout, stderr } = await runProgram([], environment, folder.path);
      assert.equal(code, 1);
      assert.match(
        stderr,
        new RegExp(
          `^${name}_SECRET is not the one .*${name}_SECRET_PREVIOUS \\(.*DATA_DIR/${name.toLowerCase()}-secret\\)$`,
          'm',
        ),
      );
      assert.ok(!(stdout + stderr).includes('Zk3vQ9xW7mN2'));
    }
  });

  it('lists everything wrong with the bootstrap file, each with its place — operations.md K-6', async () => {
    const file = await folder.write('bootstrap.json', {
      robots: [],
      users: [{ username: 'ada' }],
      clients: [
        { client_id: 'a', redirect_uris: ['ftp://x'], client_secret: 'a-secret-never-to-be-shown' },
        { client_id: 'a' },
      ],
    });
    const environment = folder.environment({ BOOTSTRAP_FILE: file });
    const { code, stdout, stderr } = await runProgram([], environment, folder.path);
    assert.equal(code, 78);
    for (const place of [
      'robots:',
      'users[0].password:',
      'clients[0].redirect_uris[0]:',
      'clients[1].client_id:',
    ])
      assert.ok(
        stderr.split('\n').some((line) => line.includes(`bootstrap.json:1:`) && line.includes(`: ${place}`)),
        `${place} in\n${stderr}`,
      );
    assert.ok(!(stdout + stderr).includes('never-to-be-shown'));
  });

  it('finds what the bootstrap file names in .env too, and says how much it made — operations.md K-6', async () => {
    const file = await folder.write('from-env.json', {
      clients: [
        { client_id: 'web', client_secret: 'env:WEB_SECRET', redirect_uris: ['https://app.example/cb'] },
      ],
    });
    await folder.write('.env', 'WEB_SECRET=3f9c1b7a5d2e8064\n');
    const program = startProgram([], folder.environment({ BOOTSTRAP_FILE: file }), folder.path);
    await ready(program);
    const { code, stdout } = await stop(program);
    assert.equal(code, 0);
    const [applied] = logLines(stdout).filter(({ message }) => message === 'bootstrap file applied');
    assert.deepEqual([applied?.['created'], applied?.['updated']], [1, 0]);
    await rm(join(folder.path, '.env'));
  });

  it('says which bootstrap file it cannot read', async () => {
    const environment = folder.environment({ BOOTSTRAP_FILE: join(folder.path, 'missing.json') });
    const { code, stderr } = await runProgram([], environment, folder.path);
    assert.equal(code, 78);
    assert.match(stderr, /^BOOTSTRAP_FILE .*missing\.json cannot be read: no such file or directory$/m);
  });
});

describe('two servers', () => {
  it('that start at once on an empty PostgreSQL make one administrator, client and credentials file — security.md R-11', async () => {
    const database = await postgresDatabase();
    const folder = await emptyFolder();
    const environment = folder.environment({ DATABASE_DRIVER: 'postgres', DATABASE_DSN: database.dsn });
    const programs = [startProgram([], environment, folder.path), startProgram([], environment, folder.path)];
    await Promise.all(programs.map(ready));
    const ends = await Promise.all(programs.map(stop));
    assert.deepEqual(
      ends.map(({ code }) => code),
      [0, 0],
    );
    assert.equal(ends.filter(({ stderr }) => stderr.includes('Try next')).length, 1);
    const rows = await count(database.dsn);
    assert.deepEqual(rows, { admins: 1, clients: 1 });
    const file = readFileSync(join(folder.path, 'data/grantor-credentials.txt'), 'utf8');
    assert.match(file, /^Username: admin\n/);
    await folder.remove();
    await database.close();
  });

  it('whose start fails late leaves no connection open, so that the process ends', async () => {
    const database = await postgresDatabase();
    const folder = await emptyFolder();
    const environment = folder.environment({
      DATABASE_DRIVER: 'postgres',
      DATABASE_DSN: database.dsn,
      JWT_PRIVATE_KEY_PATH: await folder.write('no-key.pem', 'no key'),
    });
    const program = startProgram([], environment, folder.path);
    await until('the process has ended', () => program.child.exitCode !== null);
    assert.equal((await program.ended).code, 1);
    await folder.remove();
    await database.close();
  });
});

async function count(dsn: string): Promise<{ admins: number; clients: number }> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: dsn });
  await client.connect();
  const { rows } = await client.query(
    `select (select count(*)::int from user_account where username = 'admin') as admins,
            (select count(*)::int from client) as clients`,
  );
  await client.end();
  return rows[0];
}
