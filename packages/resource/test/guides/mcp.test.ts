import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { clientToken, type ForeignIssuer, startForeignIssuer } from '../e2e/foreign-issuer.ts';
import { type GuideFolder, guideFolder, programsOf, readGuide } from './guide-program.ts';

const [newer = '', older = '', withVerifier = '', ...more] = programsOf(
  readGuide('protect-an-mcp-server.md'),
);
const resource = 'https://files.example.com/mcp';

describe('the guide to protecting an MCP server', () => {
  let folder: GuideFolder;
  let foreign: ForeignIssuer;
  before(async () => {
    folder = guideFolder();
    foreign = await startForeignIssuer({ ending: '', resource });
  });
  after(async () => {
    await foreign.stop();
    folder.remove();
  });

  /** The program of the guide with an issuer that is there, while `use` talks to it. */
  async function running(source: string, use: (address: string) => Promise<void>): Promise<void> {
    const program = await folder.start(source.replace('https://auth.example.com', foreign.issuer));
    try {
      await use(`${program.origin}/mcp`);
    } finally {
      await program.stop();
    }
  }

  const call = async (address: string, tool: string, token: string): Promise<Response> =>
    fetch(address, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: tool, arguments: {} },
      }),
    });

  for (const [name, source] of Object.entries({ 'SDK 2.x': newer, 'SDK 1.x': older })) {
    it(`shows a server of ${name} whose tools know the caller and are guarded one by one — resource.md §1 …/mcp, §1 MCP AuthInfo`, async () => {
      const reader = await clientToken(foreign, { resource });
      const writer = await clientToken(foreign, { resource, scope: 'files:write' });
      await running(source, async (address) => {
        const refused = await fetch(address, { method: 'POST' });
        assert.equal(refused.status, 401);
        assert.match(
          refused.headers.get('www-authenticate') ?? '',
          /^Bearer scope="files:read", resource_metadata=/,
        );
        assert.match(await (await call(address, 'whoami', reader)).text(), /"text":"reader"/);
        const narrow = await call(address, 'write_file', reader);
        assert.equal(narrow.status, 403);
        assert.match(narrow.headers.get('www-authenticate') ?? '', /scope="files:read files:write"/);
        assert.match(await (await call(address, 'write_file', writer)).text(), /"text":"Written\."/);
      });
    });
  }

  it("shows a verifier for the SDK's own middleware — resource.md §1 …/mcp", async () => {
    assert.deepEqual(more, []);
    const token = await clientToken(foreign, { resource });
    await running(withVerifier, async (address) => {
      const get = (authorization: string) => fetch(address, { headers: { authorization } });
      assert.equal(await (await get(`Bearer ${token}`)).text(), 'Hello reader');
      assert.equal((await get('Bearer spoilt')).status, 401);
    });
  });
});
