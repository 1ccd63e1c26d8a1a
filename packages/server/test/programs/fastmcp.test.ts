import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Bench, setUp } from './bench.ts';
import { missingModule, python } from './installed.ts';

const client = resolve(import.meta.dirname, 'fastmcp-client.py');
const browser = `${process.execPath} ${resolve(import.meta.dirname, 'browser.ts')} %s &`; // & : not waited for

describe('FastMCP', { skip: missingModule('fastmcp') }, () => {
  let bench: Bench;
  before(async () => {
    bench = await setUp('FastMCP');
  });
  after(() => bench.stop());

  it('lets its own client find the way, sign in and call a tool', async () => {
    const address = bench.placed('http://localhost:8000');
    await bench.run(python, [bench.file('server.py', bench.block('py'))], { answersAt: address });
    const environment = { BROWSER: browser, HOME: bench.folder };
    const run = await bench.run(python, [client, `${address}/mcp`], { environment });
    const [, subject] = await run.says(/subject (\S+)/);
    assert.match(subject ?? '', /^[0-9a-f-]{36}$/);
  });

  it('says which issuer it trusts without a slash', async () => {
    const answer = await fetch(
      bench.placed('http://localhost:8000/.well-known/oauth-protected-resource/mcp'),
    );
    const metadata = (await answer.json()) as { authorization_servers?: unknown };
    assert.deepEqual(metadata.authorization_servers, [bench.issuer]);
  });
});
