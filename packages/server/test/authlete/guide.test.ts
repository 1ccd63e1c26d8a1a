import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { shellBlocks } from '../documentation/markdown.ts';
import { apiToken, startFrontEndWorld } from './world.ts';

it('the command of the guide to front-ends says that the API is there', async () => {
  const world = await startFrontEndWorld();
  try {
    const [command = '', ...more] = shellBlocks('docs/authlete.md');
    assert.equal(more.length, 0);
    const env = { ...process.env, AUTHLETE_API_TOKEN: apiToken, AUTHLETE_BASE_URL: world.server.origin };
    const { stdout } = await promisify(execFile)('bash', ['-e', '-c', command], { env });
    assert.deepEqual(JSON.parse(stdout), { number: 1, serviceName: 'Grantor', issuer: world.server.origin });
  } finally {
    await world.server.stop();
  }
});
