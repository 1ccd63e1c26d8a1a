import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';

const repository = resolve(import.meta.dirname, '../../..');
const guide = readFileSync(join(repository, 'docs/protect-an-api.md'), 'utf8');

/** The programs of the guide: its `js` blocks that import something. */
const programs = [...guide.matchAll(/^```js\n(import [\s\S]*?)^```$/gm)].map(([, program = '']) => program);

const nameOf = (program: string): string => /@grantor\/resource\/(\w+)/.exec(program)?.[1] ?? '';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Asks until the program listens; gives up when it has ended. */
async function ask(url: string, program: ChildProcess): Promise<Response> {
  for (let tries = 0; tries < 200 && program.exitCode === null; tries++) {
    const response = await fetch(url).catch(() => null);
    if (response !== null) return response;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('the program of the guide does not answer');
}

describe('the guide to protecting an API', () => {
  let folder: string;
  before(() => {
    // Where the packages of the repository are found, and nobody looks for sources
    const cache = join(repository, 'node_modules/.cache');
    mkdirSync(cache, { recursive: true });
    folder = mkdtempSync(join(cache, 'guide-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('shows every adapter', () => {
    assert.deepEqual(programs.map(nameOf), ['hono', 'express', 'node', 'fetch', 'mcp']);
  });

  for (const source of programs) {
    const name = nameOf(source);
    it(`shows a program for ${name} that guards, and tells clients the way — resource.md §1`, async () => {
      const port = await freePort();
      const file = join(folder, `${name}.mjs`);
      writeFileSync(file, source.replace('8000', String(port)));
      const program = spawn(process.execPath, [file], { stdio: ['ignore', 'ignore', 'inherit'] });
      try {
        const refused = await ask(`http://127.0.0.1:${port}/mcp`, program);
        assert.equal(refused.status, 401);
        const [, address = ''] =
          /resource_metadata="([^"]+)"/.exec(refused.headers.get('www-authenticate') ?? '') ?? [];
        const { pathname } = new URL(address);
        const metadata = await ask(`http://127.0.0.1:${port}${pathname}`, program);
        assert.deepEqual(await metadata.json(), {
          resource: 'https://api.example.com/mcp',
          authorization_servers: ['https://auth.example.com'],
          bearer_methods_supported: ['header'],
        });
      } finally {
        program.kill();
        if (program.exitCode === null) await once(program, 'exit');
      }
    });

    it(`keeps ${name} within five lines of code beside imports and handler`, () => {
      const lines = source.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('import '));
      assert.ok(lines.length <= 5, `${lines.length} lines`);
    });
  }
});
