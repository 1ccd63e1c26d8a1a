import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import { boldWords, repository, shellBlocks } from './markdown.ts';
import { Person } from './person.ts';
import { npmStart } from './started-server.ts';

const page = 'docs/security-profiles.md';

describe('the guide to security profiles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-profiles-'));
  after(() => rmSync(folder, { recursive: true }));

  it('declares, starts and signs in with the commands of the page', async () => {
    const [declaring = '', starting = '', running = ''] = shellBlocks(page);
    symlinkSync(resolve(repository, 'docs'), join(folder, 'docs'));
    const PORT = String(await freePort());
    const inFolder = { cwd: folder, env: { ...process.env, PORT } };
    const said = execFileSync('bash', ['-e', '-c', declaring], { ...inFolder, encoding: 'utf8' });
    const ada = { username: 'ada', password: said.trim() };
    const words = starting.trim().split(' ');
    assert.deepEqual(words.slice(-2), ['npm', 'start']);
    const settings = Object.fromEntries(
      words.slice(0, -2).map((word) => word.split('=') as [string, string]),
    );
    const server = await npmStart({
      ...settings,
      BOOTSTRAP_FILE: join(folder, settings['BOOTSTRAP_FILE'] ?? ''),
      ADA_PASSWORD: ada.password,
    });
    const client = spawn('bash', ['-e', '-c', running], {
      ...{ ...inFolder, env: { ...inFolder.env, ISSUER: server.issuer } },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true, // a group of its own, so that shell and client end together
    });
    const ended = once(client, 'exit');
    try {
      const [printed] = await once(client.stdout, 'data');
      assert.equal(String(printed), `http://localhost:${PORT}\n`);
      const person = new Person();
      const consent = await person.submit(await person.open(`http://localhost:${PORT}/`), '/login', ada);
      const [allow = ''] = boldWords(page, 'Try it');
      assert.match(consent.text, new RegExp(`>\\s*${allow}\\s*</button>`));
      const { text } = await person.submit(consent, '/consent', { action: 'approve' });
      assert.equal(text, 'Hello, Ada Lovelace: your token is of the type dpop\n');
    } finally {
      if (client.pid !== undefined) process.kill(-client.pid);
      await ended;
      await server.stop();
    }
  });

  it('starts a server for certification with the commands of the page — advanced.md PRF-5', async () => {
    const [, , , certifying = '', ...more] = shellBlocks(page);
    assert.deepEqual(more, []);
    const [exported = '', starting = ''] = certifying.trim().split('\n');
    const password = execFileSync('bash', ['-e', '-c', exported], { encoding: 'utf8' }).trim();
    const words = starting.split(' ');
    assert.deepEqual(words.slice(-2), ['npm', 'start']);
    const settings = Object.fromEntries(
      words.slice(0, -2).map((word) => word.split('=') as [string, string]),
    );
    const server = await npmStart({ ...settings, DEMO_PASSWORD: password });
    try {
      const person = new Person();
      const login = await person.open(`${server.issuer}/login`);
      const account = await person.submit(login, '/login', { username: 'demo', password });
      assert.match(account.url.pathname, /^\/account/);
    } finally {
      await server.stop();
    }
  });
});
