import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  connectsDevice,
  launchBrowser,
  type ServerProcess,
  startServerProcess,
  type TestBrowser,
} from '@grantor/server/testing';
import { startGrantor } from '../child.ts';
import { type Example, startExample } from './example.ts';

const ada = { username: 'ada', password: 'correct horse battery' };

describe('doctor --login, with a Grantor and a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-doctor-'));
  let server: ServerProcess;
  let example: Example;
  let chromium: TestBrowser;
  before(async () => {
    server = await startServerProcess({ bootstrap: { users: [ada] } });
    example = await startExample(server.origin);
    chromium = await launchBrowser();
  });
  after(async () => {
    await chromium.close();
    await example.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('signs in, uses the token, renews and revokes it, and keeps nothing — cli.md §6 Reads only', async () => {
    const words = ['doctor', example.resource, '--register', '--login', '--device', '--json'];
    const child = startGrantor(words, { folder });
    const [, link = ''] = await child.says(/Or open\s+(http\S+)/);
    await connectsDevice(await chromium.newPage(), link, ada);
    const { code, out, err } = await child.ended;
    const { checks } = JSON.parse(out) as { checks: { id: string; verdict: string; found: string | null }[] };
    assert.deepEqual(
      checks.filter(({ verdict }) => verdict === 'error' || verdict === 'warning'),
      [],
    );
    assert.deepEqual(
      checks.filter(({ id }) => id.startsWith('sign-in.')).map(({ verdict }) => verdict),
      ['ok', 'ok', 'ok', 'ok', 'ok'],
    );
    assert.equal(code, 0);
    assert.doesNotMatch(err, /could not be deleted/);
  });
});
