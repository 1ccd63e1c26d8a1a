/** The one file, as somebody has it who has nothing else (distribution.md E-1). */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { missingPrograms, startServer, walkTour } from '@grantor/server/testing';
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
  const run = (...words: string[]) => runIn(home(), ...words);
  const runIn = (cwd: string, ...words: string[]) =>
    spawnSync(executable, words, { cwd, env: {}, encoding: 'utf8', timeout: 60_000 });

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
    const place = home();
    const runThere = (...words: string[]) => runIn(place, ...words);
    assert.match(runThere('serve', 'check-config').stdout, /The configuration is complete/);
    assert.equal(runThere('serve', 'migrate').status, 0);
    const backup = runThere('serve', 'backup', 'copy.db');
    assert.match(backup.stdout, /copy\.db holds what is in \S+grantor\.db now\./);
    assert.equal(runThere('serve', 'nonsense').status, 2);
  });

  it('serves by several processes of itself — operations.md Z-1', async () => {
    const server = await startServer({
      command: (port) => [executable, 'serve', '--port', String(port)],
      environment: () => ({ WORKERS: '2' }),
    });
    const described = await fetch(`${server.issuer}/openapi.json`).then((answer) => answer.status);
    assert.deepEqual([described, await server.stop()], [200, 0]);
  });

  it('serves what the tour of the README walks through, until it is stopped', {
    skip: missingPrograms(),
  }, async () => {
    const server = await startServer({
      command: (port) => [executable, 'serve', '--port', String(port)],
      environment: () => ({}),
    });
    try {
      await walkTour(server);
    } finally {
      assert.equal(await server.stop(), 0);
    }
  });

  it('has pages and assets inside', async () => {
    const server = await startServer({
      command: (port) => [executable, 'serve', '--port', String(port)],
      environment: () => ({}),
    });
    try {
      const page = await (await fetch(`${server.issuer}/login`)).text();
      const assets = [...page.matchAll(/(?:href|src)="([^"]+\.(?:css|js|svg|png|woff2|ico))"/g)];
      assert.ok(assets.length > 0, page);
      for (const [, path = ''] of assets)
        assert.equal((await fetch(new URL(path, server.issuer))).status, 200, path);
      const german = await fetch(`${server.issuer}/login`, { headers: { 'accept-language': 'de' } });
      assert.match(await german.text(), /<html lang="de"/);
      const documentation = await fetch(`${server.issuer}/docs/zh-TW/tokens`);
      assert.ok((await documentation.text()).includes(`<code>${server.issuer}</code>`));
    } finally {
      await server.stop();
    }
  });
});
