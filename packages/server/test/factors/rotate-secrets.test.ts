import assert from 'node:assert/strict';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import { instant } from '@grantor/protocol';
import { totpCode } from '../../src/factors/totp.ts';
import { type Ended, emptyFolder, type Folder, runProgram } from '../operations/program.ts';
import {
  fixtures,
  hiddenFields,
  isActive,
  type Person,
  password,
  post,
  signIn,
  visitor,
} from '../races/person.ts';
import { type ServerProcess, startServerProcess } from '../running-server.ts';
import { type App, appOn } from './signed-in.ts';

const hurry = { timeout: 60_000 };
const names = ['jwt-secret', 'session-secret', 'encryption-secret'];

describe('rotate-secrets', () => {
  let folder: Folder;
  let port: number;
  let server: ServerProcess | null = null;
  let person: Person;
  let app: App;
  let tokens: Record<string, unknown>;
  const inData = (name: string) => join(folder.path, 'data', name);
  const read = (name: string): string => readFileSync(inData(name), 'utf8').trim();
  const environment = { JWT_SIGNING_ALGORITHM: 'HS256' };
  const run = (more: Record<string, string> = {}): Promise<Ended> =>
    runProgram(['rotate-secrets'], { DATA_DIR: inData(''), ...more }, folder.path);
  const start = async (more: Record<string, string> = {}): Promise<string> => {
    const options = { folder: folder.path, port, bootstrap: fixtures };
    server = await startServerProcess({ ...options, environment: { ...environment, ...more } });
    return server.origin;
  };
  const stop = async () => {
    await server?.stop();
    server = null;
  };
  /** Reads, with the server stopped. */
  const rows = (sql: string): readonly Record<string, unknown>[] => {
    const database = new DatabaseSync(inData('grantor.db'), { readOnly: true });
    try {
      return database
        .prepare(sql)
        .all()
        .map((row) => ({ ...row }));
    } finally {
      database.close();
    }
  };
  /** The ids of the keys by which anything anywhere is sealed. */
  const sealedBy = (): ReadonlySet<string> => {
    const found = new Set<string>();
    for (const { name } of rows("select name from sqlite_master where type = 'table'"))
      for (const row of rows(`select * from "${name}"`))
        for (const value of Object.values(row))
          for (const [, key = ''] of String(value).matchAll(/\bv1\.([\w-]{12})\./g)) found.add(key);
    return found;
  };
  /** A sign-in in another browser, with both factors; the code of a time step counts once. */
  const signsInAnew = async (origin: string, ahead: number): Promise<void> => {
    const other = visitor(origin);
    const { page } = await other.get('/login');
    const first = await other.submit('/login', { ...hiddenFields(page), username: 'ada', password });
    const factor = first.response.headers.get('location') ?? '';
    assert.match(factor, /^\/login\/factor/);
    const asked = hiddenFields((await other.get(factor)).page);
    const { response } = await other.submit('/login/factor', {
      ...asked,
      code: totpCode(app.secret, instant(Date.now() + ahead)),
    });
    assert.equal(response.status, 303, 'the second factor counts');
    assert.equal((await other.get('/account')).response.status, 200);
  };
  before(async () => {
    folder = await emptyFolder();
    port = await freePort();
    const origin = await start();
    person = await signIn(origin);
    const { page } = await person.get('/account/factors/totp');
    app = appOn(page);
    const code = totpCode(app.secret, instant(Date.now() - 30_000));
    const set = await person.submit('/account/factors/totp', { ...hiddenFields(page), code });
    assert.equal(set.response.status, 303, set.page);
    tokens = await person.tokens();
  });
  after(async () => {
    await stop();
    await folder.remove();
  });

  it(
    'does nothing while a server runs, which would open nothing any more — operations.md B-9',
    hurry,
    async () => {
      const before = names.map(read);
      const { code, stderr } = await run();
      assert.equal(code, 1);
      assert.match(stderr, /has the database open: stop it first.* Nothing was changed\.$/m);
      assert.deepEqual(names.map(read), before);
      assert.equal((await person.get('/account')).response.status, 200);
    },
  );

  it(
    'makes new secrets, keeps the old ones, and seals again what was sealed — operations.md B-5',
    hurry,
    async () => {
      await stop();
      const earlier = names.map(read);
      const before = sealedBy();
      assert.equal(before.size, 1);
      const { code, stdout, stderr } = await run();
      assert.equal(code, 0, stderr);
      for (const [index, name] of names.entries()) {
        assert.notEqual(read(name), earlier[index]);
        assert.equal(read(`${name}-previous`), earlier[index]);
        assert.equal(statSync(inData(`${name}-previous`)).mode & 0o777, 0o600);
        for (const secret of [read(name), earlier[index] ?? ''])
          assert.equal((stdout + stderr).includes(secret), false);
      }
      const now = sealedBy();
      assert.equal(now.size, 1);
      assert.notDeepEqual(now, before);
      const told =
        "select severity, actor_user_id, details from audit_event where event_type = 'SECRETS_ROTATED'";
      const [event] = rows(told);
      assert.deepEqual([event?.['severity'], event?.['actor_user_id']], ['CRITICAL', null]);
      const { fields, rows: sealed } = JSON.parse(String(event?.['details']));
      assert.deepEqual(fields, ['JWT_SECRET', 'SESSION_SECRET', 'ENCRYPTION_SECRET']);
      assert.equal(stdout.includes(`${sealed} sealed values`), true);
      assert.ok(sealed >= 2, 'the app and at least one signing key');
    },
  );

  it(
    'ends nothing: sessions, apps, refresh tokens and JWTs from before count — operations.md B-5',
    hurry,
    async () => {
      const origin = await start();
      assert.equal((await person.get('/account')).response.status, 200);
      assert.equal(JSON.parse(atob(String(tokens['access_token']).split('.')[0] ?? '')).alg, 'HS256');
      assert.equal(await isActive(origin, tokens['access_token']), true);
      const refresh = { grant_type: 'refresh_token', refresh_token: String(tokens['refresh_token']) };
      const refreshed = await post(origin, '/oauth/token', refresh);
      assert.equal(refreshed.status, 200);
      assert.equal(await isActive(origin, refreshed.body['access_token']), true);
      await signsInAnew(origin, 0);
    },
  );

  it(
    'once more keeps them all; afterwards the earlier encryption secrets can go — operations.md B-5',
    hurry,
    async () => {
      await stop();
      const earlier = [read('encryption-secret'), read('encryption-secret-previous')];
      assert.equal((await run()).code, 0);
      assert.deepEqual(read('encryption-secret-previous').split('\n'), earlier);
      rmSync(inData('encryption-secret-previous'));
      const origin = await start();
      assert.equal(await isActive(origin, tokens['access_token']), true);
      await signsInAnew(origin, 30_000);
      await stop();
    },
  );

  it(
    'leaves a secret that is set, and seals again by a new one of the operator — operations.md §2 {…}_SECRET_PREVIOUS',
    hurry,
    async () => {
      const given = {
        ENCRYPTION_SECRET: 'a9f1c4e27b8d3056a9f1c4e27b8d3056',
        ENCRYPTION_SECRET_PREVIOUS: read('encryption-secret'),
      };
      const kept = read('encryption-secret');
      const before = sealedBy();
      const { code, stdout, stderr } = await run(given);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^ENCRYPTION_SECRET: set by you, and left; /m);
      assert.equal(read('encryption-secret'), kept);
      assert.notDeepEqual(sealedBy(), before);
      const present = names.map(read);
      const { code: refused, stderr: why } = await run();
      assert.equal(refused, 1);
      assert.match(why, /^ENCRYPTION_SECRET is not the one this database was used with/m);
      assert.deepEqual(names.map(read), present, 'nothing is replaced where it is refused');
    },
  );
});
