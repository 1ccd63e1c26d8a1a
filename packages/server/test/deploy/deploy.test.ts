/** The files under deploy/ name what is there, and what they run runs (operations.md W-1). */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { findCommand } from '../../src/commands/commands.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { startServerProcess } from '../running-server.ts';

const root = join(import.meta.dirname, '../../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the Dockerfile', () => {
  const dockerfile = read('deploy/docker/Dockerfile');

  it('copies what is there, and no more than its ignore file lets through', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, words = '']) =>
      words.split(' ').slice(0, -1),
    );
    assert.ok(copied.length > 5);
    const admitted = read('deploy/docker/Dockerfile.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    for (const path of copied) {
      assert.ok(existsSync(join(root, path)), path);
      assert.ok(
        admitted.some((known) => path === known || path.startsWith(`${known}/`)),
        `${path} is ignored`,
      );
    }
  });

  it('brings every package of ours that the server needs, and the Node that is tested', () => {
    const { dependencies } = JSON.parse(read('packages/server/package.json'));
    for (const name of Object.keys(dependencies).filter((each) => each.startsWith('@grantor/')))
      assert.match(dockerfile, new RegExp(`^COPY packages/${name.split('/')[1]} `, 'm'));
    const versions = [...dockerfile.matchAll(/^FROM node:([\d.]+)-/gm)].map(([, version]) => `v${version}`);
    assert.deepEqual(new Set(versions), new Set([process.version]));
  });

  it('runs the server as nobody special, and its health check tells a live one', async () => {
    assert.match(dockerfile, /^USER node$/m);
    const [, command = ''] = /^CMD (\[.*\])$/m.exec(dockerfile) ?? [];
    assert.equal(join(root, JSON.parse(command)[1]), join(import.meta.dirname, '../../src/main.mjs'));
    const [, check = ''] = /^ {2}CMD (\[.*\])$/m.exec(dockerfile) ?? [];
    const [, , script = ''] = JSON.parse(check) as string[];
    const server = await startServerProcess();
    const health = (origin: string): number | null =>
      spawnSync(process.execPath, ['-e', script.replace('http://127.0.0.1:8080', origin)]).status;
    try {
      assert.equal(health(server.origin), 0);
    } finally {
      await server.stop();
    }
    assert.equal(health(server.origin), 1);
  });
});

describe('compose.yaml', () => {
  it('builds that image, writes into its volume alone, and holds no secret', () => {
    const { services, volumes } = parse(read('deploy/compose.yaml'));
    const { grantor } = services;
    assert.ok(existsSync(join(root, grantor.build.dockerfile)));
    assert.equal(join(root, 'deploy', grantor.build.context), root);
    assert.equal(grantor.read_only, true);
    assert.deepEqual(grantor.volumes, ['data:/data']);
    assert.deepEqual(Object.keys(volumes), ['data']);
    const known = read('docs/configuration.md');
    for (const name of Object.keys(grantor.environment)) assert.ok(known.includes(`\`${name}\``), name);
    assert.doesNotMatch(JSON.stringify(grantor.environment), /SECRET|PASSWORD/);
  });
});

describe('compose.scale.yaml', () => {
  const { services, secrets, volumes, networks } = parse(read('deploy/compose.scale.yaml'), { merge: true });

  it('runs the same server twice behind a proxy that alone is believed — operations.md W-1', () => {
    const { 'grantor-1': one, 'grantor-2': other, proxy } = services;
    assert.deepEqual(other, one);
    assert.equal(join(root, 'deploy', one.build.context), root);
    assert.ok(existsSync(join(root, one.build.dockerfile)));
    assert.equal(one.read_only, true);
    assert.equal(one.ports, undefined, 'reached through the proxy only');
    assert.equal(one.environment.TRUSTED_PROXIES, proxy.networks.inside.ipv4_address);
    for (const name of ['grantor-1', 'grantor-2']) assert.ok(proxy.command.includes(`--to ${name}:8080`));
    assert.deepEqual([Object.keys(volumes), Object.keys(networks)], [['postgres'], ['inside']]);
  });

  it('sets what a start accepts, and holds no secret', () => {
    const { environment } = services['grantor-1'];
    const folder = mkdtempSync(join(tmpdir(), 'grantor-'));
    const given: Record<string, string> = { ...environment, BASE_URL: 'https://id.example' };
    for (const [name, path] of Object.entries(given).filter(([, text]) => text.startsWith('/run/secrets/'))) {
      const secret = path.slice('/run/secrets/'.length);
      assert.match(secrets[secret].file, /^\$\{SECRETS:-\.\/secrets\}\//);
      assert.ok(services['grantor-1'].secrets.includes(secret), secret);
      given[name] = join(folder, secret);
      const text =
        secret === 'database_dsn' ? 'postgres://grantor:x@postgres/grantor' : randomBytes(32).toString('hex');
      writeFileSync(given[name], text);
    }
    const known = read('docs/configuration.md');
    for (const name of Object.keys(environment))
      assert.ok(known.includes(`\`${name.replace(/_FILE$/, '')}\``), name);
    const loaded = loadConfiguration(given, folder);
    assert.deepEqual(loaded.ok ? loaded.notices : loaded.problems, []);
    rmSync(folder, { recursive: true });
    for (const { environment: settings = {} } of Object.values<{ environment?: object }>(services))
      for (const [name, text] of Object.entries(settings))
        if (/SECRET|PASSWORD|DSN/.test(name)) assert.match(String(text), /^\/run\/secrets\//, name);
  });
});

describe('grantor.service', () => {
  const unit = read('deploy/systemd/grantor.service');

  it('runs commands that there are, and does not repeat a start that the settings forbid', () => {
    for (const [, command = ''] of unit.matchAll(/^ExecStart\w*=\/usr\/local\/bin\/grantor serve ?(.*)$/gm))
      assert.ok(command === '' || findCommand(command) !== undefined, command);
    assert.match(unit, /^RestartPreventExitStatus=78$/m);
    for (const line of ['NoNewPrivileges=yes', 'ProtectSystem=strict', 'StateDirectory=grantor'])
      assert.ok(unit.includes(`\n${line}\n`), line);
  });

  it('is one that systemd reads without a complaint, where there is systemd', (test) => {
    if (spawnSync('systemd-analyze', ['--version']).status !== 0) return test.skip('no systemd here');
    const { stderr } = spawnSync(
      'systemd-analyze',
      ['verify', join(root, 'deploy/systemd/grantor.service')],
      {
        encoding: 'utf8',
      },
    );
    const complaints = stderr.split('\n').filter((line) => /grantor\.service:\d+/.test(line));
    assert.deepEqual(complaints, []);
  });
});
