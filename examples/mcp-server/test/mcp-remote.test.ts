import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../../packages/compliance/src/testing/free-port.ts';
import { presses, reads, signsIn } from '../../../packages/server/test/e2e/person.ts';
import { alice, type Example, startExample, startWorld, type World } from './example-server.ts';

const program = resolve(import.meta.dirname, '../../../node_modules/mcp-remote/dist/proxy.js');

let world: World;
let example: Example;
let folder: string;

before(async () => {
  world = await startWorld();
  example = await startExample(world.grantor.origin);
  folder = await mkdtemp(join(tmpdir(), 'mcp-remote-'));
});

after(async () => {
  await example.stop();
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The bridge as a desktop application starts it: JSON-RPC on its standard streams, addresses on the other. */
async function startBridge() {
  const port = String(await freePort());
  const child = spawn(process.execPath, [program, example.address, port], {
    env: { ...process.env, MCP_REMOTE_CONFIG_DIR: folder, BROWSER: 'true', PATH: '/nowhere' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const answers = new Map<number, (value: Record<string, unknown>) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as { id?: number; result?: Record<string, unknown> };
    if (message.id !== undefined) answers.get(message.id)?.(message.result ?? {});
  });
  const asked = Promise.withResolvers<string>();
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
    const address = /https?:\/\/\S+\/oauth\/authorize\?\S+/.exec(said)?.[0];
    if (address !== undefined) asked.resolve(address);
  });
  child.once('exit', () => asked.reject(new Error(`mcp-remote ended:\n${said}`)));
  let id = 0;
  return {
    asked: asked.promise,
    request(method: string, params: object): Promise<Record<string, unknown>> {
      const mine = ++id;
      const { promise, resolve: answered } = Promise.withResolvers<Record<string, unknown>>();
      answers.set(mine, answered);
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: mine, method, params })}\n`);
      return promise;
    },
    notify: (method: string) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method })}\n`),
    async stop() {
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

describe('mcp-remote', () => {
  it('reaches the tools after the person has allowed it — clients.md §11 mcp-remote', async () => {
    const bridge = await startBridge();
    try {
      const clientInfo = { name: 'desktop', version: '1.0.0' };
      const connected = bridge.request('initialize', {
        protocolVersion: '2025-06-18',
        capabilities: {},
        clientInfo,
      });
      const page = await world.chromium.newPage();
      await page.goto(await bridge.asked);
      await signsIn(page, alice);
      await reads(page, /^Allow .+ to use your account\?$/);
      await presses(page, 'Allow');
      assert.equal(((await connected)['serverInfo'] as { name: string }).name, 'notes');
      bridge.notify('notifications/initialized');
      const { tools } = (await bridge.request('tools/list', {})) as { tools: { name: string }[] };
      assert.deepEqual(
        tools.map(({ name }) => name),
        ['list_notes', 'add_note'],
      );
      const called = await bridge.request('tools/call', { name: 'list_notes', arguments: {} });
      assert.match(JSON.stringify(called), /No notes yet/);
    } finally {
      await bridge.stop();
    }
  });
});
