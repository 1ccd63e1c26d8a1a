import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { configurationOf, loadConfiguration } from '../../src/config/load.ts';
import { goodSecret } from './variable-table.ts';

describe('what another process of the same server is started with', () => {
  it('says by itself what the environment and .env say together — operations.md Z-1', async () => {
    const place = await mkdtemp(join(tmpdir(), 'grantor-'));
    await writeFile(join(place, 'session'), goodSecret);
    const file = [
      'SITE_NAME=Below',
      'LOG_LEVEL=error',
      'SESSION_SECRET_FILE=session',
      `JWT_SECRET=${goodSecret}x`,
    ];
    await writeFile(join(place, '.env'), file.join('\n'));
    const env = { SITE_NAME: 'Above', LOG_LEVEL: '', JWT_SECRET_FILE: 'session' };
    const loaded = loadConfiguration(env, place);
    assert.ok(loaded.ok);
    await writeFile(join(place, '.env'), 'SITE_NAME=Later');
    const again = configurationOf(loaded.wholeEnvironment(), place);
    assert.ok(again.ok);
    assert.deepEqual(again.configuration, loaded.configuration);
    assert.equal(again.configuration.server.siteName, 'Above');
    assert.equal(again.configuration.secrets.session?.reveal(), goodSecret);
    await rm(place, { recursive: true });
  });
});
