import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import { boldWords, repository, shellBlocks } from './documentation/markdown.ts';
import { Person } from './documentation/person.ts';
import { npmStart, type StartedServer } from './documentation/started-server.ts';

const secret = (): string => randomBytes(32).toString('base64url');

const secrets = {
  WEB_APP_SECRET: secret(),
  NIGHTLY_REPORT_SECRET: secret(),
  REPORTS_API_SECRET: secret(),
  ADA_PASSWORD: secret(),
};
const page = 'docs/connect-a-web-app.md';
const ada = { username: 'ada', password: secrets.ADA_PASSWORD };

describe('the guide to web applications', () => {
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

  it('shows the example application as it is', () => {
    const guide = readFileSync(resolve(repository, page), 'utf8');
    const [, shown] = /^```js\n([\s\S]*?)^```$/m.exec(guide) ?? [];
    assert.equal(shown, readFileSync(resolve(repository, 'docs/examples/web-app.mjs'), 'utf8'));
  });

  it('starts the example application with the commands of the page, and it signs people in and out', async () => {
    const [commands, ...more] = shellBlocks(page);
    assert.ok(commands !== undefined && more.length === 0);
    const lines = Object.entries(secrets).map(([name, value]) => `export ${name}=${value}\n`);
    writeFileSync(join(folder, 'example.env'), lines.join(''));
    symlinkSync(resolve(repository, 'docs'), join(folder, 'docs'));
    const application = spawn('bash', ['-e', '-c', commands], {
      cwd: folder,
      env: { ...process.env, ISSUER: server.issuer, PORT: String(applicationPort) },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true, // a group of its own, so that shell and application end together
    });
    const ended = once(application, 'exit');
    try {
      let printed = '';
      for await (const part of application.stdout) {
        printed += part;
        if (printed.split('\n').length > 2) break;
      }
      assert.equal(printed, `${ada.password}\nhttp://localhost:${applicationPort}\n`);
      const person = new Person();
      const signIn = await person.open(`http://localhost:${applicationPort}/`);
      const consent = await person.submit(signIn, '/login', ada);
      const [allow = ''] = boldWords(page, 'Try it');
      assert.match(consent.text, new RegExp(`>\\s*${allow}\\s*</button>`));
      const welcome = await person.submit(consent, '/consent', { action: 'approve' });
      assert.equal(welcome.text, 'Hello, Ada Lovelace\n');
      const signedOut = await person.open(`http://localhost:${applicationPort}/sign-out`);
      assert.equal(signedOut.url.pathname, '/login'); // signed out, back at the application, and on to a new sign-in
    } finally {
      if (application.pid !== undefined) process.kill(-application.pid);
      await ended;
    }
  });
});
