import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort, type ServerProcess, startServerProcess } from '@grantor/server/testing';
import { grantor } from '../world.ts';

const example = resolve(import.meta.dirname, '../../../../examples/mcp-server/src/main.ts');

type Examined = {
  readonly checks: readonly { readonly id: string; readonly verdict: string }[];
  readonly clients: readonly { readonly verdict: string }[];
  readonly issuer: string;
  readonly resource: string | null;
};

async function examine(...words: readonly string[]): Promise<Examined> {
  const { code, out, err } = await grantor(['doctor', ...words, '--json']);
  assert.equal(err, '');
  const examined = JSON.parse(out) as Examined;
  const troubles = examined.checks.filter(({ verdict }) => verdict === 'error' || verdict === 'warning');
  assert.deepEqual([troubles, code], [[], 0]);
  assert.ok(examined.clients.every(({ verdict }) => verdict === 'works'));
  return examined;
}

describe('doctor at a Grantor', () => {
  let server: ServerProcess;
  let service: ChildProcess;
  let resource: string;
  before(async () => {
    server = await startServerProcess();
    const port = await freePort();
    resource = `http://localhost:${port}/mcp`;
    service = spawn(process.execPath, [example], {
      env: { PORT: String(port), PUBLIC_URL: resource, ISSUER: server.origin },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    assert.ok(service.stdout);
    assert.match(String(await once(service.stdout, 'data')), /is ready/);
  });
  after(async () => {
    service.kill();
    await server.stop();
  });

  for (const words of [[], ['--register']]) {
    it(`finds nothing wrong ${words.join(' ')}`.trimEnd(), async () => {
      const { issuer } = await examine(server.origin, ...words);
      assert.equal(issuer, server.origin);
    });

    it(`finds nothing wrong with an MCP server that it guards ${words.join(' ')}`.trimEnd(), async () => {
      const examined = await examine(resource, ...words);
      assert.deepEqual([examined.resource, examined.issuer], [resource, server.origin]);
    });
  }
});
