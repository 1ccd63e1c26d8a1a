/** What each proxy asks, replayed as it asks it, and what it has to be told (resource.md §9). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { json, person, type World } from '../attack/world.ts';
import { type ClientRequest, proxies } from './sub-requests.ts';
import {
  ada,
  files,
  identityOf,
  machineToken,
  nobody,
  notes,
  personToken,
  proxy,
  startForwardWorld,
} from './world.ts';

let world: World;
let token: string;
before(async () => {
  world = await startForwardWorld();
  token = await personToken(world);
});
after(() => world.server.stop());

const bearer = (value: string) => ({ authorization: `Bearer ${value}` });
const app = 'https://app.example.com/page?a=b';
const meta = (origin: string, path = '') =>
  `resource_metadata="${origin}/.well-known/oauth-protected-resource${path}"`;

for (const [name, subRequest] of Object.entries(proxies)) {
  describe(`/verify as ${name} asks it`, () => {
    const ask = (request: ClientRequest, query = '') => {
      const { method, headers } = subRequest(request);
      return world.send(`/verify${query}`, { method, headers }, proxy);
    };

    it('says who may pass, without a body — resource.md §9 200, resource.md §9 credentials, resource.md §9 original request', async () => {
      const response = await ask({ url: app, headers: bearer(token) });
      assert.equal(response.status, 200);
      assert.equal(await response.text(), '');
      assert.deepEqual(identityOf(response), [...ada, 'openid profile offline_access read', 'web']);
      assert.equal(response.headers.get('x-auth-token'), null);
      assert.match(response.headers.get('cache-control') ?? '', /no-store/);
    });

    it('says that a service may pass, which has no name', async () => {
      const own = await machineToken(world);
      const response = await ask({ url: app, headers: bearer(own) });
      assert.deepEqual(identityOf(response), ['client:web', '', '', '', 'read', 'web']);
    });

    it('hands the token on where the operator wants it — security.md Q-6', async () => {
      const response = await ask({ url: app, headers: bearer(token) }, '?token=pass');
      assert.equal(response.headers.get('x-auth-token'), token);
    });

    it('answers as if nobody had said who they are — security.md Q-6', async () => {
      const invented = {
        'x-user-id': 'root',
        'x-user-name': 'root',
        'x-user-groups': 'admins',
        'x-auth-scopes': 'files:write',
        'x-auth-token': 'x',
      };
      const refused = await ask({ url: app, headers: invented });
      assert.equal(refused.status, 401);
      const response = await ask({ url: app, headers: { ...invented, ...bearer(token) } });
      assert.deepEqual(identityOf(response).slice(0, 4), ada);
    });

    it('sends whoever has no token to the metadata of the place — RFC 9728 §5.1', async () => {
      for (const [url, address] of [
        [app, meta('https://app.example.com')],
        [`${files}/a/b`, meta(files)],
        [`${notes}/tools?x`, meta('https://notes.example.com', '/mcp')],
      ] as const) {
        const response = await ask({ url });
        assert.equal(response.status, 401);
        assert.equal(response.headers.get('www-authenticate'), `Bearer ${address}`);
        assert.equal(response.headers.get('content-type'), 'application/json');
        assert.equal((await json(response))['error'], 'invalid_token');
      }
    });

    it('refuses a token that is for another place — security.md T-5', async () => {
      const meant = await machineToken(world, { resource: files, scope: 'files:read' });
      assert.equal((await ask({ url: `${files}/x`, headers: bearer(meant) })).status, 200);
      for (const url of [
        app,
        `${notes}/x`,
        'https://files.example.com:8443/x',
        'http://files.example.com/x',
      ]) {
        const response = await ask({ url, headers: bearer(meant) });
        assert.equal(response.status, 401, url);
        assert.match(
          response.headers.get('www-authenticate') ?? '',
          /error="invalid_token", error_description="The access token is not valid for this resource"/,
        );
      }
      assert.equal((await ask({ url: `${files}/x`, headers: bearer(token) })).status, 401);
      const audience = `?audience=${encodeURIComponent(files)}&audience=urn:x`;
      assert.equal((await ask({ url: app, headers: bearer(meant) }, audience)).status, 200);
      assert.equal((await ask({ url: app, headers: bearer(token) }, audience)).status, 401);
    });

    it('demands every scope, however they are listed, broader ones counting — resource.md §4 Hierarchy', async () => {
      const broad = bearer(await machineToken(world, { resource: files, scope: 'files:write' }));
      const narrow = bearer(await machineToken(world, { resource: files, scope: 'files:read' }));
      const url = `${files}/x`;
      const passed = await ask({ url, headers: broad }, '?scope=files:read');
      assert.equal(passed.headers.get('x-auth-scopes'), 'files:write files:read');
      for (const query of [
        '?scope=files:read+files:write',
        '?scope=files:read%20files:write',
        '?scope=files:read,files:write',
        '?scope=files:read&scope=files:write',
      ]) {
        assert.equal((await ask({ url, headers: broad }, query)).status, 200, query);
        const response = await ask({ url, headers: narrow }, query);
        assert.equal(response.status, 403, query);
        assert.equal(
          response.headers.get('www-authenticate'),
          'Bearer error="insufficient_scope", ' +
            'error_description="This operation needs the scope files:read files:write", ' +
            `scope="files:read files:write", ${meta(files)}`,
        );
      }
    });

    it('lets a preflight through as nobody’s — resource.md §9 401 / 403', async () => {
      const headers = { origin: 'https://web.example', 'access-control-request-method': 'POST' };
      const response = await ask({ method: 'OPTIONS', url: app, headers }, '?scope=read');
      assert.equal(response.status, 200);
      assert.deepEqual(identityOf(response), nobody);
      for (const half of [
        { origin: 'https://web.example' },
        { 'access-control-request-method': 'POST' },
        {},
      ]) {
        assert.equal((await ask({ method: 'OPTIONS', url: app, headers: half })).status, 401);
      }
      assert.equal((await ask({ method: 'GET', url: app, headers })).status, 401);
    });

    it('lets scripts of other origins read why they were refused — resource.md §6 CORS', async () => {
      const response = await ask({ url: app, headers: { origin: 'https://web.example' } });
      assert.equal(response.headers.get('access-control-allow-origin'), '*');
      assert.match(
        response.headers.get('access-control-expose-headers') ?? '',
        /WWW-Authenticate, DPoP-Nonce/,
      );
    });

    it('shows a person a page, with the same status and challenge — resource.md §9 401 / 403', async () => {
      const response = await ask({ url: app, headers: { accept: 'text/html', 'accept-language': 'fr' } });
      assert.equal(response.status, 401);
      assert.equal(response.headers.get('www-authenticate'), `Bearer ${meta('https://app.example.com')}`);
      assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
      const page = await response.text();
      assert.match(page, /<html lang="fr"/);
      assert.doesNotMatch(page, /(?:href|src)="\/assets/);
      for (const accept of ['text/html, application/json', 'application/json', '*/*']) {
        const type = (await ask({ url: app, headers: { accept } })).headers.get('content-type');
        assert.equal(type, 'application/json', accept);
      }
      const asked = { url: app, headers: { accept: 'text/html' } };
      assert.equal((await ask(asked, '?mode=api')).headers.get('content-type'), 'application/json');
    });

    it('has no limit, whatever happens — operations.md §6 unlimited', async () => {
      const limited = await startForwardWorld({ ENABLE_RATE_LIMIT: 'true' });
      const { method, headers } = subRequest({ url: app });
      for (let time = 0; time < 200; time++)
        assert.equal((await limited.send('/verify', { method, headers }, proxy)).status, 401);
      await limited.server.stop();
    });
  });
}

describe('/verify', () => {
  const headers = { ...proxies.traefik({ url: app }).headers };

  it('takes any method — resource.md §9 Request', async () => {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) {
      const response = await world.send(
        '/verify',
        { method, headers: { ...headers, ...bearer(token) } },
        proxy,
      );
      assert.equal(response.status, 200, method);
      assert.equal(response.headers.get('x-user-id'), person.sub, method);
      assert.equal((await world.send('/verify', { method, headers }, proxy)).status, 401, method);
    }
  });

  it('refuses a demand it does not understand, so that a slip opens nothing', async () => {
    const { headers: good } = proxies.traefik({ url: app, headers: bearer(token) });
    for (const query of [
      '?scopes=read',
      '?scope=',
      '?audience=',
      '?token=yes',
      '?mode=html',
      '?mode=api&mode=api',
      '?token=pass&token=pass',
      '?x',
    ]) {
      const response = await world.send(`/verify${query}`, { headers: good }, proxy);
      assert.equal(response.status, 400, query);
    }
  });

  it('refuses what a client demands of itself, where a proxy hands its query on', async () => {
    const query = `audience=${encodeURIComponent(files)}`;
    const meant = await machineToken(world, { resource: files, scope: 'files:read' });
    const { headers: asked } = proxies.caddy({
      url: `${app.split('?')[0]}?${query}`,
      headers: bearer(meant),
    });
    assert.equal((await world.send(`/verify?${query}`, { headers: asked }, proxy)).status, 400);
    assert.equal((await world.send('/verify', { headers: asked }, proxy)).status, 401);
    const quoted = `${query}&audience='`;
    const { headers: again } = proxies.caddy({ url: app, headers: bearer(meant) });
    const spelt = { ...again, 'x-forwarded-uri': `/page?${quoted}` };
    assert.equal((await world.send(`/verify?${quoted}`, { headers: spelt }, proxy)).status, 400);
  });

  it('tells nginx 401 where another proxy is told 400, which nginx would make 500 of', async () => {
    const twice = { authorization: `Bearer ${token}, Bearer ${token}` };
    for (const [name, status] of [
      ['traefik', 400],
      ['caddy', 400],
      ['nginx', 401],
    ] as const) {
      const { headers: asked } = proxies[name]({ url: app, headers: twice });
      const response = await world.send('/verify', { headers: asked }, proxy);
      assert.equal(response.status, status, name);
      assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer error="invalid_request"/);
    }
  });
});

describe('metadata on behalf of a guarded host', () => {
  const at = (host: string, path: string, init: RequestInit = {}, peer = proxy) =>
    world.send(
      `/.well-known/oauth-protected-resource${path}`,
      { headers: { 'x-forwarded-host': host, 'x-forwarded-proto': 'https' }, ...init },
      peer,
    );

  it('is the document of the registered resource, for everybody — RFC 9728 §3', async () => {
    const response = await at('files.example.com', '');
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'application/json');
    assert.equal(response.headers.get('cache-control'), 'public, max-age=300');
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.deepEqual(await json(response), {
      resource: files,
      authorization_servers: ['https://auth.example.com'],
      bearer_methods_supported: ['header'],
      scopes_supported: ['files:read', 'files:write'],
      resource_name: 'Files',
    });
    assert.equal((await json(await at('notes.example.com', '/mcp')))['resource'], notes);
    assert.equal(
      (
        await at('files.example.com', '', {
          method: 'HEAD',
          headers: { 'x-forwarded-host': 'files.example.com', 'x-forwarded-proto': 'https' },
        })
      ).status,
      200,
    );
  });

  it('is 404 as JSON where nothing is registered, and to whoever only says that it was asked', async () => {
    for (const response of [
      await at('app.example.com', ''),
      await at('files.example.com', '/x'),
      await at('notes.example.com', '/mcp/x'),
      await at('files.example.com', '', {}, '203.0.113.9'),
      await world.send('/.well-known/oauth-protected-resource'),
    ]) {
      assert.equal(response.status, 404);
      assert.equal(response.headers.get('access-control-allow-origin'), '*');
      assert.equal((await json(response))['error'], 'not_found');
    }
  });

  it('answers preflights, and 405 to other methods — resource.md §5 Methods', async () => {
    const preflight = {
      'access-control-request-headers': 'mcp-protocol-version',
      origin: 'https://x.example',
    };
    const options = await at('files.example.com', '', { method: 'OPTIONS', headers: preflight });
    assert.equal(options.status, 204);
    assert.equal(options.headers.get('access-control-allow-headers'), 'mcp-protocol-version');
    const posted = await at('files.example.com', '', { method: 'POST' });
    assert.equal(posted.status, 405);
    assert.equal(posted.headers.get('allow'), 'GET, HEAD');
  });
});
