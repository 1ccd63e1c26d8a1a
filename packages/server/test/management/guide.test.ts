/** What docs/management-api.md prints, done as it is printed. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { repository, shellBlocks } from '../documentation/markdown.ts';
import { startTestServer } from '../running-server.ts';

const page = 'docs/management-api.md';
const secret = 'a-secret-of-thirty-two-characters!';

it('the client of the page gets a token, and finds people with it — product.md M-1', async () => {
  const [, client = ''] =
    /```json\n(\{\s+"client_id"[^`]+)```/.exec(readFileSync(join(repository, page), 'utf8')) ?? [];
  const server = await startTestServer({
    bootstrap: { clients: [JSON.parse(client)] },
    environment: { PROVISIONING_SECRET: secret },
  });
  const [ask = '', list = ''] = shellBlocks(page);
  const prints = async (block: string, more: Record<string, string>): Promise<Record<string, unknown>> => {
    const env = { ...process.env, BASE_URL: server.origin, ...more };
    const { stdout } = await promisify(execFile)('sh', ['-c', block], { env });
    return JSON.parse(stdout);
  };
  const { access_token: token } = await prints(ask, { PROVISIONING_SECRET: secret });
  const { items } = await prints(list.replace('search=ada', 'search=adm'), { TOKEN: String(token) });
  assert.equal((items as { username: string }[])[0]?.username, 'admin');
  await server.stop();
});
