import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { fixtures } from '../races/person.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { newBrowser } from './browser.ts';
import { emptyFolder, runProgram } from './program.ts';

const hurry = { timeout: 30_000 };

describe('the program', () => {
  it('says its version, its commands, and what it does not know — operations.md B-9', hurry, async () => {
    const folder = await emptyFolder();
    const run = (...args: string[]) => runProgram(args, folder.environment(), folder.path);
    for (const flag of ['-v', '--version']) {
      const { code, stdout, stderr } = await run(flag);
      assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
      assert.deepEqual([code, stderr], [0, '']);
    }
    const help = await run('-h');
    assert.equal(help.code, 0);
    for (const name of [
      'server',
      'check-config',
      'migrate',
      'backup FILE',
      'restore FILE',
      'rotate-keys',
      'rotate-secrets',
      'reset-admin',
    ])
      assert.match(help.stdout, new RegExp(`^  ${name} +\\S`, 'm'));
    assert.deepEqual(await run('help'), help);
    for (const [args, wrong] of [
      [['serve'], 'There is no command “serve”.'],
      [['migrate', 'now'], '“migrate” takes no arguments.'],
      [['backup'], '“backup” takes one argument: backup FILE.'],
    ] as const) {
      const { code, stdout, stderr } = await run(...args);
      assert.deepEqual([code, stdout, stderr], [64, '', `${wrong}\n\n${help.stdout}`]);
    }
    assert.ok(!existsSync(join(folder.path, 'data')));
    await folder.remove();
  });

  it('migrates an empty database, and again, without seeding it — operations.md Y-1', hurry, async () => {
    const folder = await emptyFolder();
    const migrate = () => runProgram(['migrate'], folder.environment(), folder.path);
    for (const { code, stdout } of [...(await Promise.all([migrate(), migrate()])), await migrate()])
      assert.deepEqual([code, stdout], [0, 'The schema is up to date.\n']);
    assert.ok(!existsSync(join(folder.path, 'data/grantor-credentials.txt')));
    const reset = await runProgram(['reset-admin'], folder.environment(), folder.path);
    assert.equal(reset.code, 1);
    assert.match(reset.stderr, /^There is no account named admin; it is made by the first start\.$/m);
    await folder.remove();
  });
});

describe('beside a running server', () => {
  let server: TestServer;
  let environment: Record<string, string>;
  before(async () => {
    server = await startTestServer({ bootstrap: fixtures });
    environment = { DATA_DIR: join(server.folder, 'data'), BASE_URL: server.origin };
  });
  after(() => server.stop());

  const publishedKeys = async (): Promise<string[]> => {
    const answer = await fetch(`${server.origin}/.well-known/jwks.json`);
    const { keys } = (await answer.json()) as { keys: { kid: string }[] };
    return keys.map(({ kid }) => kid).sort();
  };

  it('rotate-keys publishes a successor of each key once, which the server shows within seconds — protocol.md JW-2, advanced.md PRF-5, V-10', {
    timeout: 40_000,
  }, async () => {
    const known = await publishedKeys();
    const rounds = [
      /a new key is published, and takes its place from \d{4}-\d\d-\d\d \d\d:\d\d UTC on\.$/,
      /nothing was done: the next key is published already, and takes its place from .+ UTC on\.$/,
    ];
    for (const said of rounds) {
      const { code, stdout } = await runProgram(['rotate-keys'], environment, server.folder);
      assert.equal(code, 0);
      const lines = stdout.trimEnd().split('\n');
      assert.deepEqual(lines.map((line) => line.split(':')[0]).sort(), [
        ...['ECDH-ES', 'ECDH-ES+A256KW', 'ES256', 'EdDSA'],
        ...['PS256', 'RS256', 'RSA-OAEP-256'],
      ]);
      for (const line of lines) assert.match(line, said);
    }
    let published = await publishedKeys();
    for (let turn = 0; turn < 60 && published.length === known.length; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      published = await publishedKeys();
    }
    assert.equal(published.length, 2 * known.length);
    assert.ok(known.every((kid) => published.includes(kid)));
  });

  it(
    'reset-admin gives a new password, shown once, and ends every access of the old one — operations.md B-9',
    hurry,
    async () => {
      const credentials = readFileSync(join(server.folder, 'data/grantor-credentials.txt'), 'utf8');
      const old = /Password: (\S+)/.exec(credentials)?.[1] ?? '';
      const clientId = /Client ID: (\S+)/.exec(credentials)?.[1] ?? '';
      const browser = newBrowser(server.origin);
      assert.equal(await browser.signIn('admin', old), 303);
      const { access, refresh } = await browser.deviceTokens(clientId);
      const userinfo = () =>
        fetch(`${server.origin}/oauth/userinfo`, { headers: { authorization: `Bearer ${access}` } });
      assert.equal((await userinfo()).status, 200);

      const { code, stdout, stderr } = await runProgram(['reset-admin'], environment, server.folder);
      assert.equal(code, 0);
      const fresh = /^The new password of admin is: (\S+)$/m.exec(stdout)?.[1] ?? '';
      assert.ok(fresh.length >= 16 && fresh !== old);
      assert.equal((stdout + stderr).split(fresh).length, 2);
      assert.match(stdout, /^The one in \S+grantor-credentials\.txt is no longer good; delete that file\.$/m);

      assert.equal((await userinfo()).status, 401);
      assert.equal((await browser.refresh(clientId, refresh)).status, 400);
      assert.equal((await browser.get('/account')).status, 303);
      assert.equal(await newBrowser(server.origin).signIn('admin', old), 400);
      assert.equal(await newBrowser(server.origin).signIn('admin', fresh), 303);

      // operations.md §5 CRITICAL: by whoever was at the machine, so by nobody
      const database = new DatabaseSync(join(server.folder, 'data/grantor.db'), { readOnly: true });
      const [told] = database
        .prepare("select severity, actor_user_id from audit_event where event_type = 'ADMIN_RESET'")
        .all();
      database.close();
      assert.deepEqual({ ...told }, { severity: 'CRITICAL', actor_user_id: null });
    },
  );
});
