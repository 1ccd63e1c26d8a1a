import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { repository, shellBlocks } from './documentation/markdown.ts';
import { Person } from './documentation/person.ts';
import { missingPrograms, openShell, type Shell } from './documentation/shell.ts';
import { freePort, npmStart, type StartedServer } from './documentation/started-server.ts';

const secret = (): string => randomBytes(32).toString('base64url');

const secrets = {
  WEB_APP_SECRET: secret(),
  NIGHTLY_REPORT_SECRET: secret(),
  REPORTS_API_SECRET: secret(),
  ADA_PASSWORD: secret(),
};
const ada = { username: 'ada', password: secrets.ADA_PASSWORD };

describe('the guides, with the example bootstrap file', () => {
  let server: StartedServer;
  let applicationPort: number;
  const folder = mkdtempSync(join(tmpdir(), 'grantor-guides-'));
  before(async () => {
    applicationPort = await freePort();
    const example = readFileSync(resolve(repository, 'docs/examples/bootstrap.json'), 'utf8');
    const file = join(folder, 'bootstrap.json');
    writeFileSync(file, example.replaceAll('localhost:3000', `localhost:${applicationPort}`));
    server = await npmStart({ ...secrets, BOOTSTRAP_FILE: file });
  });
  after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const blocksOf = (path: string): readonly string[] =>
    shellBlocks(path).map((block) => block.replaceAll('http://localhost:8080', server.issuer));

  describe('in the shell', { skip: missingPrograms() }, () => {
    let shell: Shell;
    before(() => {
      shell = openShell(server.folder, secrets);
    });
    after(() => shell.close());

    it('sign in a device and refresh its tokens', async () => {
      const [id, ask, poll, fetchTokens, refresh, ...more] = blocksOf('docs/command-line-and-devices.md');
      assert.ok(id && ask && poll && fetchTokens && refresh);
      assert.deepEqual(more, []);
      await shell.run(id);
      const device = JSON.parse(await shell.run(ask));
      assert.deepEqual(Object.keys(device).sort(), [
        'device_code',
        'expires_in',
        'interval',
        'user_code',
        'verification_uri',
        'verification_uri_complete',
      ]);
      assert.equal(JSON.parse(await shell.run(poll)).error, 'authorization_pending');
      await new Person().allowDevice(device.verification_uri_complete, ada);
      const tokens = JSON.parse(await shell.run(fetchTokens));
      const refreshed = JSON.parse(await shell.run(refresh));
      assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
    });

    it('get a token for a service', async () => {
      const [ask] = blocksOf('docs/services.md');
      assert.ok(ask);
      const tokens = JSON.parse(await shell.run(ask));
      assert.equal(tokens.scope, 'reports:read');
      assert.equal('refresh_token' in tokens, false);
    });

    it('register a client, read it, replace it and delete it', async () => {
      const [register, read, replace, remove, ...more] = blocksOf('docs/register-clients.md');
      assert.ok(register && read && replace && remove);
      assert.deepEqual(more, []);
      const told = JSON.parse(await shell.run(register));
      assert.equal(told.registration_client_uri, `${server.issuer}/oauth/register/${told.client_id}`);
      const { client_secret, ...rest } = told;
      assert.ok(client_secret);
      assert.deepEqual(JSON.parse(await shell.run(read)), rest);
      const replaced = JSON.parse(await shell.run(replace));
      assert.equal(replaced.redirect_uris.length, 2);
      assert.notEqual(replaced.registration_access_token, told.registration_access_token);
      assert.equal(await shell.run(remove), '204');
    });

    it('introspect a token, revoke it, and see it ended', async () => {
      const [get, introspect, revoke] = blocksOf('docs/tokens-and-introspection.md');
      assert.ok(get && introspect && revoke);
      await shell.run(get);
      const seen = JSON.parse(await shell.run(introspect));
      assert.equal(seen.active, true);
      assert.equal(seen.sub, 'client:nightly-report');
      const keys = createRemoteJWKSet(new URL(`${server.issuer}/.well-known/jwks.json`));
      const { payload } = await jwtVerify(await shell.run('echo "$ACCESS_TOKEN"'), keys, {
        typ: 'at+jwt',
        issuer: server.issuer,
        audience: 'https://api.example.com/',
      });
      assert.equal(payload.sub, seen.sub);
      assert.deepEqual(JSON.parse(await shell.run(revoke)), { active: false });
    });
  });

  it('show the example application as it is', () => {
    const guide = readFileSync(resolve(repository, 'docs/connect-a-web-app.md'), 'utf8');
    const [, shown] = /^```js\n([\s\S]*?)^```$/m.exec(guide) ?? [];
    assert.equal(shown, readFileSync(resolve(repository, 'docs/examples/web-app.mjs'), 'utf8'));
  });

  it('have an example application that signs people in', async () => {
    const application = spawn(process.execPath, [resolve(repository, 'docs/examples/web-app.mjs')], {
      env: { ...process.env, ...secrets, ISSUER: server.issuer, PORT: String(applicationPort) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(application.stdout, 'data');
      const person = new Person();
      const signIn = await person.open(`http://localhost:${applicationPort}/`);
      const consent = await person.submit(signIn, '/login', ada);
      const welcome = await person.submit(consent, '/consent', { action: 'approve' });
      assert.equal(welcome.text, 'Hello, Ada Lovelace\n');
    } finally {
      application.kill();
    }
  });
});
