import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { grantorEnds } from '../child.ts';
import { readStore } from '../stored.ts';
import { type Desk, openedBy, signsInAt, startDesk, startWithBrowser, workplace } from './desk.ts';

const at = workplace();

const run = (...words: readonly string[]) =>
  grantorEnds(words, { folder: at.home, environment: { SERVER_URL: at.origin } });

async function registered(...words: readonly string[]): Promise<Record<string, unknown>> {
  const { code, out, err } = await run('register', '--json', ...words);
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

const webApp = ['--name', 'My app', '--redirect-uri', 'https://app.example/callback'];

describe('register at a Grantor', () => {
  it('makes a client, keeps it, and writes it into an env file — cli.md §1 register', async () => {
    const { code, out } = await run('register', ...webApp, '--scope', 'openid email', '--env');
    assert.equal(code, 0);
    const [client] = readStore(at.home).clients;
    assert.ok(client?.clientSecret && client.registrationToken);
    assert.match(out, new RegExp(client.clientId));
    assert.equal(
      readFileSync(join(at.home, '.env'), 'utf8'),
      [
        `GRANTOR_SERVER_URL=${at.origin}`,
        `GRANTOR_CLIENT_ID=${client.clientId}`,
        `GRANTOR_CLIENT_SECRET=${client.clientSecret}`,
        `GRANTOR_REGISTRATION_TOKEN=${client.registrationToken}`,
        `GRANTOR_REGISTRATION_URI=${client.registrationUri}`,
        '',
      ].join('\n'),
    );
  });

  it('takes the metadata of a file, and prefers the options', async () => {
    const file = join(at.home, 'client.json');
    writeFileSync(
      file,
      JSON.stringify({
        client_name: 'From file',
        redirect_uris: ['http://127.0.0.1/cb'],
        application_type: 'native',
      }),
    );
    const answer = await registered('--json', file, '--auth-method', 'none', '--name', 'From option');
    assert.equal(answer['client_name'], 'From option');
    assert.deepEqual(answer['redirect_uris'], ['http://127.0.0.1/cb']);
    assert.equal(answer['token_endpoint_auth_method'], 'none');
    assert.equal(answer['application_type'], 'native');
  });

  it('makes a client that people sign in with', async () => {
    await registered('--name', 'Desk tool', '--auth-method', 'none');
    const child = startWithBrowser(at.home, 'login', at.origin);
    const page = await at.desk.chromium.newPage();
    await signsInAt(page, await openedBy(at.home, child));
    const { code, err } = await child.ended;
    assert.equal(code, 0);
    assert.doesNotMatch(err, /Registered this program/);
  });

  it('says what the server does not take', async () => {
    const { code, err } = await run('register', '--redirect-uri', 'http://app.example/callback');
    assert.equal(code, 4);
    assert.match(err, /error invalid_redirect_uri · HTTP 400/);
  });
});

describe('a registration at a Grantor', () => {
  it('is shown, changed with all else as it was, and deleted — RFC 7592, cli.md §1 registration show', async () => {
    const { client_id } = await registered(...webApp, '--scope', 'openid email');
    const first = readStore(at.home).clients[0]?.registrationToken;
    const shown = JSON.parse((await run('registration', 'show', '--json')).out);
    assert.deepEqual([shown.client_id, shown.client_name], [client_id, 'My app']);
    assert.equal('registration_access_token' in shown, false);
    const updated = await run('registration', 'update', '--name', 'Renamed', '--json');
    assert.equal(updated.code, 0, updated.err);
    const { client_name, redirect_uris, scope } = JSON.parse(updated.out);
    assert.deepEqual(
      [client_name, redirect_uris, scope],
      ['Renamed', ['https://app.example/callback'], 'openid email'],
    );
    const [kept] = readStore(at.home).clients;
    assert.notEqual(kept?.registrationToken, first); // the rotated one
    assert.ok(kept?.clientSecret);
    const asked = await run('registration', 'delete');
    assert.equal(asked.code, 2);
    assert.match(asked.err, /--yes/);
    const deleted = await run('registration', 'delete', '--yes');
    assert.equal(deleted.code, 0);
    assert.deepEqual(readStore(at.home).clients, []);
    assert.match((await run('registration', 'show')).err, /There is no registration stored/);
  });

  it('that the server has forgotten is told so', async () => {
    await registered(...webApp);
    const [client] = readStore(at.home).clients;
    const headers = { authorization: `Bearer ${client?.registrationToken}` };
    await fetch(client?.registrationUri ?? '', { method: 'DELETE', headers });
    const { code, err } = await run('registration', 'show');
    assert.notEqual(code, 0);
    assert.match(err, /✗ /);
  });
});

describe('register where the server asks for a token first', () => {
  const initialToken = 'initial-token-0123456789';
  let closed: Desk;
  before(async () => {
    closed = await startDesk({ DYNAMIC_CLIENT_REGISTRATION_TOKEN: initialToken });
  });
  after(() => closed.stop());

  it('is told how, and takes it from a file or the environment', async () => {
    const words = ['register', '--server', closed.server.origin, ...webApp];
    const refused = await run(...words);
    assert.equal(refused.code, 4);
    assert.match(refused.err, /grantor register --initial-token-file FILE/);
    const file = join(at.home, 'initial-token.txt');
    writeFileSync(file, `${initialToken}\n`);
    assert.equal((await run(...words, '--initial-token-file', file)).code, 0);
    const environment = { REGISTRATION_TOKEN: initialToken };
    assert.equal((await grantorEnds(words, { folder: at.home, environment })).code, 0);
  });
});
