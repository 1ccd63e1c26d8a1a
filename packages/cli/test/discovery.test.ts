import assert from 'node:assert/strict';
import { afterEach, describe, it, type TestContext } from 'node:test';
import { parseChallenges } from '../src/http/challenge.ts';
import { parseAddress } from '../src/server/address.ts';
import { resourceDocumentUrls, serverDocumentUrls } from '../src/server/documents.ts';
import { type FakeServer, metadataOf, type Routes, startFakeServer, wellKnown } from './fake-server.ts';
import { matchesSnapshot } from './snapshot.ts';
import { grantor, type Ran } from './world.ts';

const servers: FakeServer[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serving(routes: Routes): Promise<FakeServer> {
  const server = await startFakeServer(routes);
  servers.push(server);
  return server;
}

/** A device sign-in that is denied at once: as far as discovery, client and flow go. */
const denying: Routes = {
  '/device': () => ({
    body: {
      device_code: 'd',
      user_code: 'AAAA',
      verification_uri: 'https://x.example/device',
      expires_in: 60,
      interval: 1,
    },
  }),
  '/token': () => ({ status: 400, body: { error: 'access_denied' } }),
};

const withDevice = (origin: string, more: object = {}): object =>
  metadataOf(origin, { device_authorization_endpoint: `${origin}/device`, ...more });

const login = (address: string, ...words: readonly string[]): Promise<Ran> =>
  grantor(['login', address, '--device', '--client-id', 'c', ...words]);

describe('an address', () => {
  it('may lack its scheme, and a trailing slash is ignored — cli.md §2 Server', () => {
    assert.equal(parseAddress('auth.example.com/'), 'https://auth.example.com');
    assert.equal(parseAddress('localhost:8080'), 'http://localhost:8080');
    assert.equal(parseAddress('127.0.0.1:1/x/'), 'http://127.0.0.1:1/x');
    assert.equal(parseAddress('HTTPS://Auth.Example.com:443/p#f'), 'https://auth.example.com/p');
    for (const wrong of ['ftp://x', 'https://', 'https://u:p@x.example', ' ']) {
      assert.throws(() => parseAddress(wrong), { name: 'Failure' });
    }
  });

  it('leads to well-known places — RFC 8414 §3.1, RFC 9728 §3.1', () => {
    assert.deepEqual(serverDocumentUrls('https://a.example/p/'), [
      'https://a.example/.well-known/oauth-authorization-server/p',
      'https://a.example/p/.well-known/openid-configuration',
      'https://a.example/.well-known/openid-configuration/p',
    ]);
    assert.deepEqual(serverDocumentUrls('https://a.example'), [
      'https://a.example/.well-known/oauth-authorization-server',
      'https://a.example/.well-known/openid-configuration',
    ]);
    assert.deepEqual(resourceDocumentUrls('https://a.example/mcp?x=1'), [
      'https://a.example/.well-known/oauth-protected-resource/mcp?x=1',
      'https://a.example/.well-known/oauth-protected-resource',
    ]);
  });
});

describe('a challenge', () => {
  it('is read with quoted and plain values, among others, up to where it breaks', () => {
    const header =
      'Basic realm="x, y", Bearer scope="a b", resource_metadata="https:\\/\\/r", error=e, DPoP algs="ES256"';
    const [basic, bearer, dpop] = parseChallenges(header);
    assert.equal(basic?.parameters.get('realm'), 'x, y');
    assert.deepEqual(
      [...(bearer?.parameters ?? [])],
      [
        ['scope', 'a b'],
        ['resource_metadata', 'https://r'],
        ['error', 'e'],
      ],
    );
    assert.equal(dpop?.scheme, 'dpop');
    assert.deepEqual(parseChallenges(''), []);
    assert.equal(parseChallenges('Bearer a="1", "broken').length, 1);
  });
});

describe('discovery', () => {
  it('takes the OpenID form where the other is missing', async () => {
    const server = await serving({
      ...denying,
      '/.well-known/openid-configuration': (_, origin) => ({ body: withDevice(origin) }),
    });
    assert.equal((await login(server.origin)).code, 4);
  });

  it('asks the server that a protected resource names, for its scopes and with its identifier — cli.md §2 Server', async () => {
    const issuer = await serving({
      ...denying,
      [wellKnown]: (_, origin) => ({
        body: withDevice(origin, { scopes_supported: ['offline_access', 'files:read'] }),
      }),
    });
    const api = await serving({
      '/mcp': (_, origin) => ({
        status: 401,
        headers: { 'www-authenticate': `Bearer scope="files:read", resource_metadata="${origin}/where"` },
      }),
      '/where': (_, origin) => ({
        body: { resource: `${origin}/mcp`, authorization_servers: [issuer.origin] },
      }),
    });
    assert.equal((await login(`${api.origin}/mcp/`)).code, 4);
    const form = issuer.asked.find(({ path }) => path === '/device')?.form;
    assert.equal(form?.get('scope'), 'files:read offline_access');
    assert.equal(form?.get('resource'), `${api.origin}/mcp`);
    const [token] = issuer.asked.filter(({ path }) => path === '/token');
    assert.equal(token?.form.get('client_id'), 'c');
  });

  it('finds the metadata of a resource at its well-known place, and lets options say more', async () => {
    const issuer = await serving({ ...denying, [wellKnown]: (_, origin) => ({ body: withDevice(origin) }) });
    const api = await serving({
      '/.well-known/oauth-protected-resource/mcp': (_, origin) => ({
        body: {
          resource: `${origin}/mcp`,
          authorization_servers: [issuer.origin],
          scopes_supported: ['a', 'b'],
        },
      }),
    });
    await login(`${api.origin}/mcp`, '--scope', 'c', '--resource', 'https://r.example');
    const form = issuer.asked.find(({ path }) => path === '/device')?.form;
    assert.deepEqual([form?.get('scope'), form?.get('resource')], ['c', 'https://r.example']);
  });

  const refusals: Readonly<Record<string, Routes>> = {
    'an issuer of another name': {
      [wellKnown]: (_, origin) => ({ body: metadataOf(origin, { issuer: 'https://other.example' }) }),
    },
    'a web page instead of metadata': {
      [wellKnown]: () => ({ body: '<html>' }),
      '/.well-known/openid-configuration': () => ({ body: '<html>' }),
    },
    'no metadata at all': {},
    'a resource that another one describes': {
      '/.well-known/oauth-protected-resource': () => ({
        body: { resource: 'https://other.example/', authorization_servers: ['https://x.example'] },
      }),
    },
    'metadata without a token endpoint': { [wellKnown]: (_, origin) => ({ body: { issuer: origin } }) },
    'no way to sign in': {
      [wellKnown]: (_, origin) => ({ body: { issuer: origin, token_endpoint: `${origin}/token` } }),
    },
    'an endpoint that others can read': {
      [wellKnown]: (_, origin) => ({
        body: metadataOf(origin, { token_endpoint: 'http://auth.example.com/token' }),
      }),
    },
    'PKCE without S256': {
      [wellKnown]: (_, origin) => ({
        body: metadataOf(origin, { code_challenge_methods_supported: ['plain'] }),
      }),
    },
  };

  for (const [name, routes] of Object.entries(refusals)) {
    it(`refuses ${name}`, async (t: TestContext) => {
      const server = await serving(routes);
      const { code, out, err } = await login(server.origin);
      assert.ok(code === 1 || code === 2);
      assert.equal(out, '');
      matchesSnapshot(t, err.replaceAll(server.origin, 'https://auth.example.com'));
    });
  }

  it('refuses http to another machine before anything is sent, unless it is allowed — cli.md §2 What is said and refused', async (t: TestContext) => {
    const { code, err } = await login('http://auth.example.com');
    assert.equal(code, 2);
    matchesSnapshot(t, err);
  });

  it('warns where a server does not say that it protects codes', async () => {
    const server = await serving({
      ...denying,
      [wellKnown]: (_, origin) => ({
        body: withDevice(origin, { code_challenge_methods_supported: undefined }),
      }),
    });
    assert.match(
      (await login(server.origin)).err,
      /! http.* does not say whether it protects codes with PKCE/,
    );
  });

  it('warns when the clocks are more than a minute apart', async () => {
    const date = new Date(Date.now() + 600_000).toUTCString();
    const server = await serving({
      ...denying,
      [wellKnown]: (_, origin) => ({ headers: { date }, body: withDevice(origin) }),
    });
    assert.match(
      (await login(server.origin)).err,
      /! The clock of this machine is 10 minutes behind the server's\./,
    );
  });
});
