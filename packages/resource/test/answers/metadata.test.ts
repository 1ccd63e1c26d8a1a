import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Guard, ResolvedOptions } from '../../src/index.ts';
import { createWorld, denied, guardIn, issuer, plainIssuer, requestOf, resource } from '../world.ts';

const wellKnown = '/.well-known/oauth-protected-resource';
const noMetadata: ResolvedOptions['metadata'] = {
  ...{ name: null, documentation: null, policy: null, terms: null },
  ...{ url: null, root: 'served' },
};

const documentOf = (guard: Guard, url = `${wellKnown}/mcp`) =>
  JSON.parse(guard.metadata(requestOf({ url }))?.body ?? 'null');

describe('the metadata document', () => {
  it('has what is always there and nothing else — RFC 9728 §2, resource.md §5 Document', () => {
    assert.deepEqual(documentOf(guardIn(createWorld())), {
      resource,
      authorization_servers: [issuer],
      bearer_methods_supported: ['header'],
    });
  });

  it('has everything that is given, without offline_access — resource.md §5 Document, clients.md §12 offline_access', () => {
    const guard = guardIn(createWorld(), {
      issuers: [{ ...plainIssuer, issuer: 'https://b.example/' }, plainIssuer],
      scopesSupported: ['files:read', 'offline_access', 'files:write'],
      metadata: {
        ...noMetadata,
        name: 'Files',
        documentation: 'https://d.example',
        policy: 'https://p.example',
        terms: 'https://t.example',
      },
      dpop: { mode: 'required', algorithms: ['ES256'], nonceSecret: null, replay: null },
      certificate: { mode: 'accepted', header: null, isTrustedProxy: () => false },
    });
    assert.deepEqual(documentOf(guard), {
      resource,
      authorization_servers: ['https://b.example/', issuer],
      bearer_methods_supported: ['header'],
      scopes_supported: ['files:read', 'files:write'],
      resource_name: 'Files',
      resource_documentation: 'https://d.example',
      resource_policy_uri: 'https://p.example',
      resource_tos_uri: 'https://t.example',
      dpop_signing_alg_values_supported: ['ES256'],
      dpop_bound_access_tokens_required: true,
      tls_client_certificate_bound_access_tokens: true,
    });
  });

  it('leaves out lists that would be empty', () => {
    const document = documentOf(guardIn(createWorld(), { issuers: [], scopesSupported: ['offline_access'] }));
    assert.deepEqual(document, { resource, bearer_methods_supported: ['header'] });
  });

  for (const url of [
    ...[
      `${wellKnown}/mcp`,
      wellKnown,
      `/mcp${wellKnown}`,
      `/gateway${wellKnown}/mcp`,
      `/gateway/mcp${wellKnown}`,
    ],
    ...[`/gateway${wellKnown}`, `${wellKnown}/mcp?x=y`, `http://internal:3000${wellKnown}/mcp`],
  ]) {
    it(`is served at ${url} without a token — resource.md §5 Places, security.md Q-3`, () => {
      assert.equal(documentOf(guardIn(createWorld()), url)?.resource, resource);
    });
  }

  it('is at the advertised address, whatever that is — resource.md §5 Places', async () => {
    const guard = guardIn(createWorld(), {
      metadata: { ...noMetadata, url: 'https://api.example/meta.json' },
    });
    const { headers } = await denied(guard, requestOf());
    assert.match(headers['www-authenticate'] ?? '', /resource_metadata="https:\/\/api\.example\/meta\.json"/);
    assert.equal(documentOf(guard, '/meta.json').resource, resource);
  });

  it('is at the advertised address with and without the prefix of a mount — resource.md §5 Places', () => {
    const at = (url: string) => guardIn(createWorld(), { metadata: { ...noMetadata, url } });
    const guard = at('https://api.example/team/meta.json');
    for (const path of ['/team/meta.json', '/meta.json', '/gateway/team/meta.json'])
      assert.equal(documentOf(guard, path).resource, resource, path);
    for (const path of ['/', '/json', '/other/meta.json', '/team/meta.json/', '/xmeta.json'])
      assert.equal(guard.metadata(requestOf({ url: path })), undefined, path);
    const bare = at('https://api.example/');
    assert.equal(documentOf(bare, '/').resource, resource);
    assert.equal(bare.metadata(requestOf({ url: '/mcp/' })), undefined);
  });

  it('is not at the root of the origin where several resources share it — resource.md §5 Methods', () => {
    const guard = guardIn(createWorld(), { metadata: { ...noMetadata, root: 'absent' } });
    assert.equal(guard.metadata(requestOf({ url: wellKnown }))?.status, 404);
    assert.equal(documentOf(guard).resource, resource);
    assert.equal(documentOf(guard, `/mcp${wellKnown}`).resource, resource);
  });

  it('of a resource without path is at the root — RFC 9728 §3.1', async () => {
    const guard = guardIn(createWorld(), {
      resource: 'https://api.example',
      metadata: { ...noMetadata, root: 'absent' },
    });
    assert.equal(documentOf(guard, wellKnown).resource, 'https://api.example');
    const { headers } = await denied(guard, requestOf());
    assert.match(
      headers['www-authenticate'] ?? '',
      /"https:\/\/api\.example\/\.well-known\/oauth-protected-resource"/,
    );
  });

  it('may be read by GET and HEAD, by scripts of any origin, for five minutes — resource.md §5 Methods', () => {
    const guard = guardIn(createWorld());
    const url = `${wellKnown}/mcp`;
    const got = guard.metadata(requestOf({ url }));
    const head = guard.metadata(requestOf({ url, method: 'HEAD' }));
    assert.equal(got?.status, 200);
    assert.equal(got?.headers['content-type'], 'application/json');
    assert.equal(got?.headers['cache-control'], 'public, max-age=300');
    assert.equal(got?.headers['access-control-allow-origin'], '*');
    assert.deepEqual(head, { ...got, body: null });
    const headers = { 'access-control-request-headers': 'mcp-protocol-version' };
    const preflight = guard.metadata(requestOf({ url, method: 'OPTIONS', headers }));
    assert.equal(preflight?.status, 204);
    assert.equal(preflight?.headers['access-control-allow-headers'], 'mcp-protocol-version');
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const reply = guard.metadata(requestOf({ url, method }));
      assert.equal(reply?.status, 405);
      assert.equal(reply?.headers['allow'], 'GET, HEAD, OPTIONS');
    }
  });
});

describe('other well-known documents', () => {
  for (const url of [
    ...['/.well-known/oauth-authorization-server', '/.well-known/oauth-authorization-server/mcp'],
    ...['/.well-known/openid-configuration', '/.well-known/openid-configuration/mcp', `${wellKnown}/other`],
  ]) {
    it(`are 404 in JSON: ${url} — resource.md §5 Other well-known paths`, () => {
      const reply = guardIn(createWorld()).metadata(requestOf({ url }));
      assert.equal(reply?.status, 404);
      assert.equal(reply?.headers['content-type'], 'application/json');
      assert.equal(JSON.parse(reply?.body ?? '').error, 'not_found');
    });
  }

  for (const url of [
    '/mcp',
    '/',
    '/.well-known/security.txt',
    '/.well-known/openid-configurations',
    `/x${wellKnown}x`,
  ]) {
    it(`are not meant by ${url}`, async () => {
      const guard = guardIn(createWorld());
      assert.equal(guard.metadata(requestOf({ url })), undefined);
      assert.equal((await denied(guard, requestOf({ url }))).status, 401);
    });
  }
});
