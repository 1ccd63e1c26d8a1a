import assert from 'node:assert/strict';
import { delimiter, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { repository } from '../documentation/markdown.ts';
import { type Bench, setUp } from './bench.ts';
import { missingPackage, nodePackages } from './installed.ts';

const notes = resolve(repository, 'examples/mcp-server/src/main.ts');

describe('MCP Inspector', { skip: missingPackage('@modelcontextprotocol/inspector') }, () => {
  let bench: Bench;
  before(async () => {
    bench = await setUp('MCP Inspector');
    const answersAt = bench.placed('http://localhost:3000');
    const environment = { PORT: new URL(answersAt).port, ISSUER: bench.issuer };
    await bench.run(process.execPath, [notes], { environment, answersAt });
  });
  after(() => bench.stop());

  it('registers, signs in and lists the tools of a server it knew nothing of', async () => {
    const run = await bench.run('sh', ['-c', `exec ${bench.block('sh')}`], {
      environment: {
        PATH: `${resolve(nodePackages, '.bin')}${delimiter}${process.env['PATH']}`,
        HOME: bench.folder,
        BROWSER: `${process.execPath} ${resolve(import.meta.dirname, 'browser.ts')}`,
        MCP_AUTO_OPEN_ENABLED: 'true',
        MCP_INSPECTOR_SECRET_STORE: 'memory',
        MCP_OAUTH_CALLBACK_URL: bench.placed('http://127.0.0.1:6276/oauth/callback'),
      },
    });
    await run.says(/"name": "add_note"/);
    assert.equal(await run.ends(), 0);
  });
});
