/** Metadata, fallback paths and what browsers of other origins may read (clients.md §8). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { startTestServer, type TestServer } from '../running-server.ts';

const origin = 'https://app.example';
const documents = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'];

type Metadata = Readonly<Record<string, unknown>> & { readonly issuer: string };

let server: TestServer;

before(async () => {
  server = await startTestServer({
    environment: { BASE_URL: 'https://id.example' },
    bootstrap: {
      resources: [
        { resource: 'https://files.example/mcp', scopes: ['files:read', 'grantor:files'] },
        { resource: 'https://open.example' },
      ],
    },
  });
});
after(() => server.stop());

const ask = (path: string, init: RequestInit = {}, at: TestServer = server): Promise<Response> =>
  at.running.app.fetch(new Request(`https://id.example${path}`, init));

const metadataAt = async (path: string, at: TestServer = server): Promise<Metadata> =>
  (await (await ask(path, {}, at)).json()) as Metadata;

describe('metadata', () => {
  it('is one document at both places — RFC 8414 §3, OpenID Connect Discovery §4, clients.md §8 One document', async () => {
    const [first, second] = await Promise.all(documents.map((path) => metadataAt(path)));
    assert.deepEqual(first, second);
    assert.equal(first?.issuer, 'https://id.example');
  });

  it('has under FAPI what its clients look for — advanced.md V-7, V-8, RFC 9207 §3, RFC 9101 §10.5, JARM §4', async () => {
    for (const PROFILE of ['fapi2-security', 'fapi2-message-signing']) {
      const strict = await startTestServer({
        environment: {
          ...{ PROFILE, BASE_URL: 'https://id.example', ID_TOKEN_SIGNING_ALGORITHM: 'ES256' },
          ...{ ENABLE_DYNAMIC_CLIENT_REGISTRATION: 'false', ENABLE_CLIENT_ID_METADATA: 'false' },
        },
      });
      const metadata = await metadataAt(documents[1] ?? '', strict);
      await strict.stop();
      const lists = (member: string, ...values: readonly string[]): void => {
        const listed = metadata[member] as readonly string[];
        for (const value of values) assert.ok(listed.includes(value), `${member}: ${value}`);
      };
      assert.equal(metadata['require_pushed_authorization_requests'], true);
      assert.equal(metadata['authorization_response_iss_parameter_supported'], true);
      assert.ok(metadata['pushed_authorization_request_endpoint']);
      assert.deepEqual(metadata['response_types_supported'], ['code']);
      lists('code_challenge_methods_supported', 'S256');
      lists('token_endpoint_auth_methods_supported', 'private_key_jwt');
      for (const member of ['token_endpoint_auth', 'dpop'])
        lists(`${member}_signing_alg_values_supported`, 'PS256', 'ES256', 'EdDSA');
      lists('scopes_supported', 'openid');
      lists('subject_types_supported', 'public', 'pairwise');
      lists('request_object_signing_alg_values_supported', 'PS256', 'ES256', 'EdDSA');
      lists('response_modes_supported', 'jwt');
      lists('authorization_signing_alg_values_supported', 'PS256', 'ES256');
    }
  });

  it('misses nothing that clients stop at — clients.md §8 Never missing', async () => {
    const metadata = await metadataAt(documents[0] ?? '');
    for (const member of [
      'response_types_supported',
      'grant_types_supported',
      'token_endpoint_auth_methods_supported',
      'subject_types_supported',
      'id_token_signing_alg_values_supported',
      'token_endpoint_auth_signing_alg_values_supported',
    ])
      assert.ok((metadata[member] as unknown[]).length > 0, member);
    assert.deepEqual(metadata['code_challenge_methods_supported'], ['S256']);
    assert.equal(metadata['authorization_response_iss_parameter_supported'], true);
    for (const method of ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'])
      assert.ok((metadata['token_endpoint_auth_methods_supported'] as string[]).includes(method), method);
    assert.equal(metadata['registration_endpoint'], 'https://id.example/oauth/register');
    const endpoints = Object.entries(metadata).filter(([name]) => /_endpoint$|^jwks_uri$/.test(name));
    assert.ok(endpoints.length >= 8);
    for (const [name, address] of endpoints)
      assert.ok(String(address).startsWith('https://id.example/'), name);
  });

  it('lists the scopes of registered resources, never our own — clients.md §8 Never missing', async () => {
    const scopes = (await metadataAt(documents[0] ?? ''))['scopes_supported'] as string[];
    for (const scope of ['openid', 'profile', 'email', 'offline_access', 'files:read'])
      assert.ok(scopes.includes(scope), scope);
    assert.deepEqual(
      scopes.filter((scope) => scope.startsWith('grantor:')),
      [],
    );
  });
});

describe('an issuer with a path', () => {
  let below: TestServer;
  before(async () => {
    below = await startTestServer({ environment: { BASE_URL: 'https://id.example/auth/one' } });
  });
  after(() => below.stop());

  it('has its documents at every place they are looked for — protocol.md DI-2, clients.md §8 One document', async () => {
    for (const path of [
      '/.well-known/oauth-authorization-server/auth/one',
      '/.well-known/openid-configuration/auth/one',
      '/auth/one/.well-known/openid-configuration',
    ])
      assert.equal((await metadataAt(path, below)).issuer, 'https://id.example/auth/one', path);
    for (const path of [
      '/.well-known/oauth-authorization-server/auth',
      '/.well-known/openid-configuration/auth/one/more',
      '/auth/.well-known/openid-configuration',
    ]) {
      const response = await ask(path, {}, below);
      assert.equal(response.status, 404, path);
    }
  });

  it('answers at every address it advertises — protocol.md DI-1', async () => {
    const metadata = await metadataAt('/auth/one/.well-known/openid-configuration', below);
    for (const [name, address] of Object.entries(metadata)) {
      if (!/_endpoint$|^jwks_uri$/.test(name)) continue;
      assert.ok(String(address).startsWith('https://id.example/auth/one/'), name);
      // Grant Management §7.1: an id is put behind this one
      const asked = name === 'grant_management_endpoint' ? `${address}/some` : String(address);
      const { pathname } = new URL(asked);
      assert.notEqual((await ask(pathname, {}, below)).status, 404, name);
    }
    for (const alias of ['/token', '/auth/one/token', '/auth/one/oauth/token'])
      assert.equal((await ask(alias, { method: 'POST' }, below)).status, 400, alias);
    assert.equal((await ask('/auth/onetoken', { method: 'POST' }, below)).status, 404);
  });

  it('leads people along addresses below it', async () => {
    const headers = { accept: 'text/html' };
    const started = await ask('/auth/one/', { headers }, below);
    assert.equal(started.status, 303);
    const location = started.headers.get('location') ?? '';
    assert.ok(location.startsWith('/auth/one/login'), location);
    const page = await (await ask(location, { headers }, below)).text();
    const addresses = [...page.matchAll(/ (?:href|src|action)="([^"#]+)"/g)].map(
      ([, address]) => address ?? '',
    );
    assert.ok(addresses.length >= 4);
    for (const address of addresses) {
      assert.ok(address.startsWith('/auth/one/'), address);
      assert.notEqual((await ask(address, { headers }, below)).status, 404, address);
    }
  });
});

describe('a well-known document that is not served', () => {
  const unserved = [
    '/.well-known/nothing',
    '/.well-known/',
    '/.well-known/openid-configuration/suffix',
    '/.well-known/oauth-authorization-server/mcp',
    '/.well-known/jwks.json/x',
    '/.well-known/security.txt',
  ];

  it('is JSON 404 whatever the caller accepts or sends — clients.md §8 Other well-known paths', async () => {
    for (const path of unserved) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
        const headers = { accept: 'text/html', authorization: 'Bearer x', origin };
        const response = await ask(path, { method, headers });
        assert.equal(response.status, 404, `${method} ${path}`);
        assert.equal(((await response.json()) as { error: string }).error, 'not_found');
        assert.equal(response.headers.get('access-control-allow-origin'), '*', path);
      }
      const head = await ask(path, { method: 'HEAD' });
      assert.equal(head.status, 404, path);
      assert.equal(await head.text(), '');
    }
  });

  it('lets scripts find out — clients.md §8 CORS', async () => {
    const headers = { origin, 'access-control-request-headers': 'mcp-protocol-version' };
    const response = await ask(unserved[3] ?? '', { method: 'OPTIONS', headers });
    assert.equal(response.status, 204);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.equal(response.headers.get('access-control-allow-headers'), 'mcp-protocol-version');
    assert.equal(response.headers.get('access-control-allow-methods'), 'GET, HEAD');
  });
});

describe('a preflight', () => {
  const allowed = async (requested: string | null): Promise<string> => {
    const headers = {
      origin,
      ...(requested === null ? {} : { 'access-control-request-headers': requested }),
    };
    const response = await ask('/oauth/token', { method: 'OPTIONS', headers });
    assert.equal(response.status, 204);
    assert.equal(response.headers.get('access-control-max-age'), '7200');
    return response.headers.get('access-control-allow-headers') ?? '';
  };

  it('gets back the headers it names, up to 1 KiB — clients.md §8 Preflight', async () => {
    const usual = 'authorization, content-type, dpop, mcp-protocol-version';
    assert.equal(await allowed('dpop,x-own'), 'dpop,x-own');
    assert.equal(await allowed('a'.repeat(1024)), 'a'.repeat(1024));
    for (const odd of ['a'.repeat(1025), 'a b', '<script>', null]) assert.equal(await allowed(odd), usual);
  });

  it('is told the methods of the path, registration included — clients.md §8 Preflight', async () => {
    for (const [path, methods] of [
      ['/oauth/token', 'POST'],
      ['/register', 'POST'],
      ['/register/some-client', 'GET, PUT, DELETE'],
      ['/jwks', 'GET, HEAD'],
    ] as const) {
      const response = await ask(path, { method: 'OPTIONS', headers: { origin } });
      assert.equal(response.headers.get('access-control-allow-methods'), methods, path);
      assert.equal(response.headers.get('access-control-allow-origin'), '*', path);
    }
  });

  it('is answered at pages like any other method there — clients.md §8 Preflight', async () => {
    for (const path of ['/oauth/authorize', '/login', '/consent', '/account']) {
      const response = await ask(path, { method: 'OPTIONS', headers: { origin } });
      assert.equal(response.status, 405, path);
      assert.ok(response.headers.get('allow'), path);
    }
  });
});

describe('an error', () => {
  it('can be read by scripts of other origins, too — protocol.md G-11', async () => {
    const body = 'a'.repeat(70_000);
    const headers = { origin, 'content-type': 'application/x-www-form-urlencoded' };
    for (const [path, status] of [
      ['/oauth/token', 413],
      ['/oauth/revoke', 413],
    ] as const) {
      const response = await ask(path, { method: 'POST', headers, body });
      assert.equal(response.status, status, path);
      assert.equal(response.headers.get('access-control-allow-origin'), '*', path);
      assert.match(response.headers.get('access-control-expose-headers') ?? '', /WWW-Authenticate/);
    }
    assert.equal((await ask('/oauth/token', { headers })).headers.get('access-control-allow-origin'), '*');
  });
});
