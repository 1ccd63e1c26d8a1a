import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unregisteredResource } from '../../src/index.ts';
import { createWorld, json } from '../support.ts';

const scope = (name: string, isRestricted = false) => ({
  name,
  description: null,
  isDefault: false,
  isRestricted,
  implies: [],
});
const resources = [
  {
    ...unregisteredResource('https://mcp.example/mcp'),
    name: 'Files',
    scopes: [scope('files:read'), scope('offline_access'), scope('files:erase', true)],
  },
  unregisteredResource('https://two.example/a'),
  unregisteredResource('https://two.example/b/'),
];
const policy = { resourceAllowlist: ['https://listed.example/'] };
const path = '/.well-known/oauth-protected-resource';

const documentAt = (address: string) =>
  createWorld({ seed: { resources }, policy }).engine.protectedResource(new URL(address));

describe('protected resource metadata on behalf of a guarded host', () => {
  it('is the document of the registered resource — RFC 9728 §2, §3.2', async () => {
    const reply = await documentAt(`https://mcp.example${path}/mcp`);
    assert.equal(reply.status, 200);
    assert.equal(reply.headers['content-type'], 'application/json');
    assert.equal(reply.headers['cache-control'], 'public, max-age=300');
    assert.deepEqual(json(reply), {
      resource: 'https://mcp.example/mcp',
      authorization_servers: ['https://auth.example'],
      bearer_methods_supported: ['header'],
      scopes_supported: ['files:read'],
      resource_name: 'Files',
    });
  });

  it('leaves out what is not known — resource.md §5 Document', async () => {
    assert.deepEqual(json(await documentAt(`https://two.example${path}/a`)), {
      resource: 'https://two.example/a',
      authorization_servers: ['https://auth.example'],
      bearer_methods_supported: ['header'],
    });
  });

  it('is found with and without a slash at the end, and at the root of an only resource', async () => {
    for (const [address, resource] of [
      [`https://mcp.example${path}/mcp/`, 'https://mcp.example/mcp'],
      [`https://mcp.example${path}`, 'https://mcp.example/mcp'],
      [`https://two.example${path}/b`, 'https://two.example/b/'],
      [`https://two.example${path}/b/`, 'https://two.example/b/'],
      [`https://listed.example${path}`, 'https://listed.example/'],
    ] as const) {
      assert.equal(json(await documentAt(address)).resource, resource, address);
    }
  });

  it('is 404 as JSON for everything else — resource.md §9 Metadata on behalf of guarded hosts', async () => {
    for (const address of [
      `https://two.example${path}`,
      `https://mcp.example${path}/mcp/deeper`,
      `https://mcp.example${path}/MCP`,
      `http://mcp.example${path}/mcp`,
      `https://evil.example${path}/mcp`,
    ]) {
      const reply = await documentAt(address);
      assert.equal(reply.status, 404, address);
      assert.equal(json(reply).error, 'not_found');
    }
  });
});
