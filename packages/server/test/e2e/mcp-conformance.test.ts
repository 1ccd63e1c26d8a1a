/** The official conformance tool of the Model Context Protocol against this server, unmodified (clients.md §12). */

import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import { startTestServer, type TestServer } from '../running-server.ts';
import { alice } from './declarations.ts';
import { hiddenFields, plainBrowser, signInPlainly } from './plain-browser.ts';
import { register } from './stranger.ts';

const tool = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json')),
  'dist/index.js',
);
const mcpServer = 'https://mcp.example/files';

type Check = {
  readonly id: string;
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  readonly errorMessage?: string;
};

let server: TestServer;
let callbackPort: number;

before(async () => {
  callbackPort = await freePort();
  server = await startTestServer({
    bootstrap: {
      users: [alice],
      clients: [
        {
          client_id: 'mcp-client',
          client_name: 'Example MCP client',
          token_endpoint_auth_method: 'none',
          redirect_uris: [`http://127.0.0.1:${callbackPort}/callback`],
        },
      ],
      resources: [{ resource: mcpServer, name: 'Files', scopes: [{ name: 'read', default: true }] }],
    },
  });
});
after(() => server.stop());

/** Runs the tool; `person` is called once with the address it asks a person to open. */
async function conformance(options: readonly string[], person: (address: string) => Promise<void>) {
  const results = await mkdtemp(join(server.folder, 'results-'));
  const child = spawn(
    process.execPath,
    [tool, 'authorization', '--url', server.origin, '--output-dir', results, ...options],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  let visit: Promise<void> | null = null;
  const read = (chunk: Buffer): void => {
    output += chunk.toString();
    const address = /^http\S+\/oauth\/authorize\?\S+$/m.exec(output)?.[0];
    if (address !== undefined) visit ??= person(address);
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  await visit;
  return { code, output, checks: await readChecks(results) };
}

async function readChecks(folder: string): Promise<readonly Check[]> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('checks.json'));
  const read = await Promise.all(
    files.map(async (name): Promise<Check[]> => JSON.parse(await readFile(join(folder, name), 'utf8'))),
  );
  return read.flat();
}

/** Signs in, allows, and follows the redirect to the tool. */
async function approve(address: string): Promise<void> {
  const browser = plainBrowser(server);
  const location = (response: Response): string => response.headers.get('location') ?? '';
  const login = location(await browser.get(address));
  const next = location(await signInPlainly(browser, alice, { path: login }));
  const consent = location(await browser.get(next));
  const fields = hiddenFields(await (await browser.get(consent)).text());
  const back = location(await browser.post('/consent', { ...fields, action: 'approve' }));
  await fetch(back);
}

describe('the conformance tool of MCP — clients.md §12 server metadata', () => {
  const clients = {
    'a public client': async () => 'mcp-client',
    'a public client that registered itself': () =>
      register(server, { redirect_uris: ['http://127.0.0.1/callback'] }),
  };
  for (const [name, clientId] of Object.entries(clients)) {
    it(`finds no fault in metadata and code grant of ${name}`, () => examine(clientId));
  }

  async function examine(clientId: () => Promise<string>): Promise<void> {
    const options = [
      '--client-id',
      await clientId(),
      '--port',
      String(callbackPort),
      '--resource',
      mcpServer,
    ];
    const { code, output, checks } = await conformance(options, approve);
    assert.equal(code, 0, output);
    assert.deepEqual(
      checks.filter(({ status }) => status !== 'SUCCESS').map(({ id, errorMessage }) => [id, errorMessage]),
      [],
      output,
    );
    const seen = checks.map(({ id }) => id);
    assert.ok(seen.includes('authorization-server-metadata'), seen.join());
    assert.ok(seen.includes('authorization-code-grant'), seen.join());
  }
});
