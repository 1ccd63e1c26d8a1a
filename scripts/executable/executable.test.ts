/** The one file, as somebody has it who has nothing else (distribution.md E-1). */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connectsDevice, freePort, launchBrowser } from '@grantor/server/testing';
import { buildExecutable } from './build.ts';

describe('the executable — distribution.md E-1', () => {
  let folder: string;
  let executable: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'grantor-executable-'));
    executable = await buildExecutable(join(folder, 'dist'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const home = (): string => mkdtempSync(join(folder, 'home-'));
  /** Runs it in an empty environment, from an empty folder. */
  const run = (...words: string[]) =>
    spawnSync(executable, words, { cwd: home(), env: {}, encoding: 'utf8', timeout: 60_000 });

  it('knows its version and its commands', () => {
    const manifest = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../packages/grantor/package.json'), 'utf8'),
    );
    assert.equal(run('--version').stdout, `${manifest.version}\n`);
    assert.match(run('--help').stdout, /^ {2}serve /m);
    assert.match(run('completion', 'bash').stdout, /complete/);
    assert.equal(run('nonsense').status, 2);
  });

  it('runs the commands of the server', () => {
    assert.match(run('serve', 'check-config').stdout, /The configuration is complete/);
    assert.equal(run('serve', 'migrate').status, 0);
    assert.equal(run('serve', 'nonsense').status, 2);
  });

  it('serves pages, assets and a sign-in, until it is stopped', async () => {
    const place = home();
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const child = spawn(executable, ['serve', '--port', String(port)], {
      cwd: place,
      env: {},
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    const chromium = await launchBrowser();
    try {
      await untilHealthy(origin, child);
      const credentials = readFileSync(join(place, 'data/grantor-credentials.txt'), 'utf8');
      const [, clientId = ''] = /^Client ID: *(\S+)$/m.exec(credentials) ?? [];
      const [, password = ''] = /^Password: *(\S+)$/m.exec(credentials) ?? [];
      const asked = { client_id: clientId, scope: 'openid email' };
      const device = await post(`${origin}/oauth/device/code`, asked);
      const page = await chromium.newPage();
      await connectsDevice(page, String(device['verification_uri_complete']), {
        username: 'admin',
        password,
      });
      await delay(5000); // the interval of the server (RFC 8628 §3.5)
      const tokens = await post(`${origin}/oauth/token`, {
        client_id: clientId,
        device_code: String(device['device_code']),
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      });
      const authorization = `Bearer ${tokens['access_token']}`;
      const told = await fetch(`${origin}/oauth/userinfo`, { headers: { authorization } });
      assert.equal(told.status, 200);
    } finally {
      await chromium.close();
      child.kill('SIGTERM');
    }
    assert.deepEqual(await ended, [0, null]);
  });
});

async function untilHealthy(origin: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const health = await fetch(`${origin}/health`).catch(() => null);
    if (health?.ok) return;
    assert.equal(child.exitCode, null, 'it ended');
    await delay(50);
  }
  assert.fail('it did not become healthy');
}

async function post(
  address: string,
  form: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  const response = await fetch(address, { method: 'POST', body: new URLSearchParams(form) });
  const body: Record<string, unknown> = JSON.parse(await response.text());
  assert.equal(response.status, 200, JSON.stringify(body));
  return body;
}
