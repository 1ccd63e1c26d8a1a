import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseEnv } from 'node:util';
import { grantorEnds } from '../child.ts';
import { inSeconds, readStore, writeStore } from '../stored.ts';
import { login, openedBy, service, signsInAt, startWithBrowser, workplace } from './desk.ts';

const at = workplace();

/** As if the hour had passed. */
function expire(folder: string): void {
  const { clients, signIns } = readStore(folder);
  const aged = signIns.map((one) => ({
    ...one,
    tokens: one.tokens.map((token) => ({ ...token, expiresAt: inSeconds(-1) })),
  }));
  writeStore(folder, { clients, signIns: aged, lastServer: at.origin });
}

const refreshTokenOf = (folder: string): string => readStore(folder).signIns[0]?.refreshToken ?? '';

/** Whether the server still takes the token; asked as Grantor's own tokeninfo is. */
async function isGood(token: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${at.origin}/oauth/tokeninfo`, { headers })).ok;
}

describe('token at a Grantor', () => {
  it('is renewed silently, once for twenty processes — cli.md §1 token, cli.md §3 Output of token', async () => {
    await login(at.desk, at.home);
    expire(at.home);
    const before = refreshTokenOf(at.home);
    const ended = await Promise.all(Array.from({ length: 20 }, () => at.run('token')));
    const [first] = ended;
    assert.ok(first && (await isGood(first.out.trim())));
    for (const one of ended) assert.deepEqual(one, { code: 0, out: first.out, err: '' });
    assert.notEqual(refreshTokenOf(at.home), before);
  });

  it('is renewed in twenty homes that share one sign-in, at once, and nobody is signed out', async () => {
    await login(at.desk, at.home);
    expire(at.home);
    const homes = Array.from({ length: 20 }, () => at.desk.newHome());
    for (const copy of homes) cpSync(join(at.home, 'config'), join(copy, 'config'), { recursive: true });
    const ended = await Promise.all(homes.map((folder) => grantorEnds(['token'], { folder })));
    assert.deepEqual(
      ended.map(({ code, err }) => [code, err]),
      homes.map(() => [0, '']),
    );
    for (const { out } of ended) assert.ok(await isGood(out.trim()));
    const [one = '', other = ''] = homes;
    for (const folder of [one, other]) {
      expire(folder);
      assert.equal((await grantorEnds(['token'], { folder })).code, 0);
    }
  });

  it('can be narrower than the sign-in — cli.md §3 Narrower tokens', async () => {
    await login(at.desk, at.home);
    const { out } = await at.run('token', '--scope', 'openid profile', '--json');
    assert.deepEqual(JSON.parse(out).scopes, ['openid', 'profile']);
    assert.equal((await at.run('token', '--scope', 'grantor:admin')).code, 4);
  });

  it('is no more when the sign-in was ended at the server — cli.md §3 Ended sign-in', async () => {
    await login(at.desk, at.home);
    const client_id = readStore(at.home).clients[0]?.clientId ?? '';
    const body = new URLSearchParams({ client_id, token: refreshTokenOf(at.home) });
    assert.ok((await fetch(`${at.origin}/oauth/revoke`, { method: 'POST', body })).ok);
    expire(at.home);
    const { code, out, err } = await at.run('token');
    assert.deepEqual([code, out], [3, '']);
    assert.match(err, new RegExp(`Your sign-in has ended\\.[\\s\\S]*Run: grantor login ${at.origin}`));
    assert.deepEqual(readStore(at.home).signIns, []);
  });

  it('is worthless after logout, and so is the refresh token — cli.md §1 logout', async () => {
    await login(at.desk, at.home);
    const token = (await at.run('token')).out.trim();
    const [client] = readStore(at.home).clients;
    const refresh_token = refreshTokenOf(at.home);
    const { code, out } = await at.run('logout');
    assert.deepEqual([code, out], [0, `Signed out of ${at.origin}.\n`]);
    assert.equal(await isGood(token), false);
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: client?.clientId ?? '',
      refresh_token,
    });
    assert.equal((await fetch(`${at.origin}/oauth/token`, { method: 'POST', body })).status, 400);
    assert.equal((await at.run('token')).code, 3);
    assert.match((await at.run('logout', '--all')).out, /You were not signed in anywhere/);
  });
});

describe('introspect and revoke at a Grantor', () => {
  const asService = (secretFile: string) => [
    '--server',
    at.origin,
    '--client-id',
    service.id,
    '--client-secret-file',
    secretFile,
  ];

  it('ask as a service, and take the stored token back — cli.md §1 introspect', async () => {
    await login(at.desk, at.home);
    const secretFile = join(at.home, 'secret.txt');
    writeFileSync(secretFile, `${service.secret}\n`);
    const token = (await at.run('token')).out.trim();
    const options = { folder: at.home, input: token };
    const known = await grantorEnds(['introspect', '-', ...asService(secretFile), '--json'], options);
    assert.equal(known.code, 0, known.err);
    assert.equal(JSON.parse(known.out).active, true);
    assert.match((await at.run('revoke')).out, /The token is taken back at /);
    const gone = await grantorEnds(['introspect', '-', ...asService(secretFile)], options);
    assert.match(gone.out, /The token is not active\./);
    const warned = await at.run('introspect', token, ...asService(secretFile), '--json');
    assert.match(warned.err, /Others on this machine can read arguments/);
    assert.deepEqual(JSON.parse(warned.out), { active: false });
    const next = (await at.run('token')).out.trim();
    assert.notEqual(next, token); // the revoked one is not printed again
    assert.equal(await isGood(next), true);
  });

  it('says who may ask', async () => {
    await login(at.desk, at.home);
    const { code, err } = await at.run('introspect');
    assert.equal(code, 4);
    assert.match(err, /tells only clients with a secret/);
  });
});

describe('an env file as the place of a sign-in at a Grantor', () => {
  const variable = (name: string): string =>
    parseEnv(readFileSync(join(at.home, '.env'), 'utf8'))[name] ?? '';

  it('is written by one command, kept by token, and renewed by the same command — cli.md §4 Whole flow', async () => {
    writeFileSync(join(at.home, '.env'), '# mine\r\nPORT=3000\r\nMCP_ACCESS_TOKEN=old\r\n');
    await login(at.desk, at.home, '--env', '--env-prefix', 'MCP_');
    const text = readFileSync(join(at.home, '.env'), 'utf8');
    assert.match(text, /^# mine\r\nPORT=3000\r\nMCP_ACCESS_TOKEN=(?!old)\S+\r\nMCP_SERVER_URL=http/);
    assert.deepEqual(readStore(at.home).signIns, []);
    const words = ['--env', '--env-prefix', 'MCP_'];
    const first = variable('MCP_REFRESH_TOKEN');
    assert.match((await at.run('login', at.origin, ...words)).out, /✓ You are signed in to/);
    assert.equal(variable('MCP_REFRESH_TOKEN'), first);
    const renewed = await at.run('token', ...words, '--min-ttl', '7200');
    assert.equal(renewed.out, `${variable('MCP_ACCESS_TOKEN')}\n`);
    assert.notEqual(variable('MCP_REFRESH_TOKEN'), first);
    assert.equal((await at.run('token')).out, renewed.out); // the store knows the file
    assert.match((await at.run('whoami')).out, /Kept in +~\/\.env/);
  });

  it('is renewed by twenty processes at once, once', async () => {
    await login(at.desk, at.home, '--env');
    const aged = readFileSync(join(at.home, '.env'), 'utf8').replace(
      /(?<=TOKEN_EXPIRES_AT=).*/,
      '2020-01-01T00:00:00Z',
    );
    writeFileSync(join(at.home, '.env'), aged);
    const ended = await Promise.all(Array.from({ length: 20 }, () => at.run('token', '--env')));
    for (const one of ended)
      assert.deepEqual(one, { code: 0, out: `${variable('GRANTOR_ACCESS_TOKEN')}\n`, err: '' });
  });

  it('gets a new client when the server has forgotten the one in it', async () => {
    await login(at.desk, at.home, '--env');
    const [client] = readStore(at.home).clients;
    const headers = { authorization: `Bearer ${client?.registrationToken}` };
    assert.equal((await fetch(client?.registrationUri ?? '', { method: 'DELETE', headers })).status, 204);
    const aged = readFileSync(join(at.home, '.env'), 'utf8').replace(
      /(?<=TOKEN_EXPIRES_AT=).*/,
      '2020-01-01T00:00:00Z',
    );
    writeFileSync(join(at.home, '.env'), aged);
    const child = startWithBrowser(at.home, 'login', '--env');
    await signsInAt(await at.desk.chromium.newPage(), await openedBy(at.home, child));
    const { code, err } = await child.ended;
    assert.equal(code, 0, err);
    assert.match(err, /registers again/);
    assert.notEqual(variable('GRANTOR_CLIENT_ID'), client?.clientId);
    assert.ok(await isGood((await at.run('token', '--env')).out.trim()));
  });

  it('takes a sign-in over from the store by login, without another one — cli.md §4 One owner', async () => {
    await login(at.desk, at.home);
    const refreshToken = refreshTokenOf(at.home);
    const { code, out } = await at.run('login', '--env');
    assert.equal(code, 0);
    assert.match(out, /✓ You are signed in to/);
    assert.equal(variable('GRANTOR_REFRESH_TOKEN'), refreshToken);
    assert.deepEqual(readStore(at.home).signIns, []);
  });

  it('takes one over by token, and is left empty by logout', async () => {
    await login(at.desk, at.home);
    assert.equal(existsSync(join(at.home, '.env')), false);
    const { out } = await at.run('token', '--env');
    assert.equal(out, `${variable('GRANTOR_ACCESS_TOKEN')}\n`);
    assert.deepEqual(readStore(at.home).signIns, []);
    assert.match((await at.run('logout')).out, /Signed out of/);
    assert.equal(variable('GRANTOR_REFRESH_TOKEN'), '');
    assert.equal(await isGood(out.trim()), false);
  });
});
