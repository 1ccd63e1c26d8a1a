import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { publish } from './publish.ts';

const manifest = (name: string, dependencies: Readonly<Record<string, string>> = {}) => ({
  ...{ name, version: '1.0.0', dependencies },
});
const packages = [manifest('b', { '@grantor/a': '1.0.0' }), manifest('@grantor/a')].map((one) => ({
  folder: one.name,
  manifest: one,
}));

describe('publishing to a registry — distribution.md R-1', () => {
  let root: string;
  let registry: Server;
  let words: readonly string[];
  /** What the registry has, in the order it came. */
  const taken: string[] = [];

  before(async () => {
    registry = createServer(async (request, response) => {
      const name = decodeURIComponent(request.url ?? '').slice(1);
      if (request.method === 'PUT') {
        const { versions } = Object(await json(request));
        taken.push(...Object.keys(versions).map((version) => `${name}@${version}`));
        response.writeHead(201).end('{}');
      } else if (taken.includes(`${name}@1.0.0`)) {
        const versions = { '1.0.0': { name, version: '1.0.0' } };
        response.end(JSON.stringify({ name, 'dist-tags': { latest: '1.0.0' }, versions }));
      } else response.writeHead(404).end('{}');
    }).listen(0, '127.0.0.1');
    await once(registry, 'listening');
    const address = registry.address();
    assert.ok(address !== null && typeof address === 'object');
    const host = `127.0.0.1:${address.port}`;
    words = ['--registry', `http://${host}/`, `--//${host}/:_authToken=for-this-test`];
    root = mkdtempSync(join(tmpdir(), 'grantor-publish-'));
    mkdirSync(join(root, 'dist/packages'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{"version":"1.0.0"}');
    for (const { manifest: one } of packages) {
      const folder = join(root, one.name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'package.json'), JSON.stringify(one));
      execFileSync('npm', ['pack', '--pack-destination', join(root, 'dist/packages')], {
        cwd: folder,
        stdio: 'ignore',
      });
    }
  });
  after(() => {
    registry.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('tries it without giving anything away', async () => {
    await publish({ root, packages, words: [...words, '--dry-run'] });
    assert.deepEqual(taken, []);
  });

  it('gives each package after those it needs, and passes over what is there', async () => {
    const published = await publish({ root, packages, words });
    assert.deepEqual(published, ['@grantor/a@1.0.0', 'b@1.0.0']);
    assert.deepEqual(taken, published);
    taken.pop();
    assert.deepEqual(await publish({ root, packages, words }), ['b@1.0.0']);
  });
});
