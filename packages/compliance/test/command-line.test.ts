import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { commandLine } from '../src/command-line.ts';
import type { Target } from '../src/targets/target.ts';
import { ownSettings } from '../src/testing/index.ts';

const ONLY = 'metadata has issuer';

let metadata: object;
const server = createServer((_, response) => {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(metadata));
});
let issuer: string;
let folder: string;
before(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), 'compliance-command-'));
});
after(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

/** A target of that name, whose metadata is what the server has. */
const named = (name: string): Target => ({
  ...{ name, features: new Set() },
  start: async (variant) => {
    if (variant !== 'default') return undefined;
    return {
      issuer,
      features: new Set(),
      fixtures: { clients: [], users: [] },
      stop: async () => {},
    } as never;
  },
});

async function run() {
  const out = join(folder, 'report');
  const lines: string[] = [];
  const told = mock.method(console, 'error', (line: string) => lines.push(line));
  const code = await commandLine(['--target', 'all', '--only', ONLY, '--out', out], {
    usage: '',
    settings: ownSettings,
    targets: new Map([['all', [named('one'), named('other')]]]),
  });
  told.mock.restore();
  return { code, lines, report: await readFile(out, 'utf8') };
}

describe('the command that runs several targets — federation-vci-authlete.md ATL-28', () => {
  it('prints one table, tells when each is done, and succeeds where nothing failed', async () => {
    metadata = { issuer };
    const { code, lines, report } = await run();
    assert.equal(code, 0, report);
    assert.deepEqual(lines, [
      'one: 1 passed, 0 failed, 0 differ, 0 not offered',
      'other: 1 passed, 0 failed, 0 differ, 0 not offered',
    ]);
    assert.match(report, /^one {4}other\s*\n✓ {6}✓ {6}metadata has issuer\n/);
  });

  it('fails where any case did, and says at the end which', async () => {
    metadata = {};
    const { code, report } = await run();
    assert.equal(code, 1);
    assert.match(
      report,
      /\n✗ {6}✗ {6}metadata has issuer\n[\s\S]*\n\nother\n {2}✗ metadata has issuer — [\s\S]+\n$/,
    );
  });
});
