import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@grantor/server/testing';
import { type Child, grantorEnds, startGrantor } from '../child.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grantor-serve-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function untilHealthy(origin: string, child: Child): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const health = await fetch(`${origin}/health`).catch(() => null);
    if (health?.ok) return;
    if (child.process.exitCode !== null) assert.fail((await child.ended).err);
    await delay(50);
  }
  throw new Error('the server did not become healthy');
}

describe('serve', () => {
  it('starts a server at the port, with its data there and the settings of a file, until Ctrl-C — cli.md §1 serve', async () => {
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    writeFileSync(join(folder, 'server.env'), 'ENABLE_DYNAMIC_CLIENT_REGISTRATION=false\n');
    const words = ['serve', '--port', String(port), '--data', 'here', '--env-file', 'server.env'];
    const child = startGrantor(words, { folder });
    await untilHealthy(origin, child);
    assert.ok(existsSync(join(folder, 'here/grantor-credentials.txt')));
    const answer = await fetch(`${origin}/.well-known/oauth-authorization-server`);
    const metadata = (await answer.json()) as Record<string, unknown>;
    assert.equal(metadata['issuer'], origin);
    assert.equal(metadata['registration_endpoint'], undefined);
    child.process.kill('SIGINT');
    assert.equal((await child.ended).code, 0);
    await assert.rejects(fetch(`${origin}/health`));
  });

  it('ends with wrong usage for settings the server does not take', async () => {
    const { code } = await grantorEnds(['serve'], { folder, environment: { BASE_URL: 'nonsense' } });
    assert.equal(code, 2);
    assert.equal((await grantorEnds(['serve', '--env-file', 'missing.env'], { folder })).code, 2);
  });
});
