import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { epoch } from '@grantor/protocol';
import { createDiscovery, Denied } from '../../src/index.ts';
import { wellKnownUrls } from '../../src/issuer/discovery.ts';
import {
  admitted,
  createWorld,
  denied,
  discoveryUrl,
  down,
  firstKey,
  guardIn,
  issuer,
  jwksUri,
  plainIssuer,
  type Served,
  signToken,
  withToken,
} from '../world.ts';

const openidUrl = `${issuer}/.well-known/openid-configuration`;

const isUnavailable = (reason: RegExp) => (error: unknown) =>
  error instanceof Denied && error.denial.kind === 'unavailable' && reason.test(error.denial.reason);

describe('discovery', () => {
  it('inserts the well-known path as RFC 8414 §3.1 says, and appends that of OpenID Connect Discovery §4', () => {
    assert.deepEqual(wellKnownUrls('https://as.example/tenant/'), [
      'https://as.example/.well-known/oauth-authorization-server/tenant',
      'https://as.example/tenant/.well-known/openid-configuration',
      'https://as.example/tenant/.well-known/jwks.json',
    ]);
    assert.deepEqual(wellKnownUrls('https://as.example/').slice(0, 2), [discoveryUrl, openidUrl]);
  });

  it('asks nobody before it is needed: the service starts while the issuer is down — resource.md §2 Issuer discovery', () => {
    const world = createWorld();
    guardIn(world);
    assert.equal(world.requests.length, 0);
  });

  it('reads the endpoints, from the OpenID path if there is no other — resource.md §2 Issuer discovery', async () => {
    const world = createWorld();
    world.served.delete(discoveryUrl);
    const json = {
      issuer,
      jwks_uri: jwksUri,
      introspection_endpoint: 'https://as.example/i',
      userinfo_endpoint: 'https://as.example/u',
      introspection_signing_alg_values_supported: ['ES256'],
      token_endpoint: 7,
    };
    world.served.set(openidUrl, { json });
    const { body, ...document } = await createDiscovery(world.ports)(issuer);
    assert.deepEqual(document, {
      jwksUri,
      introspectionEndpoint: 'https://as.example/i',
      introspectionAuthMethods: [],
      introspectionSigning: 'offered',
      userinfoEndpoint: 'https://as.example/u',
      authorizationEndpoint: null,
      tokenEndpoint: null,
      registrationEndpoint: null,
    });
    assert.deepEqual(JSON.parse(Buffer.from(body ?? []).toString()), json);
    assert.deepEqual(
      world.requests.map(({ url }) => url),
      [discoveryUrl, openidUrl],
    );
  });

  it('takes the conventional key set if both documents are absent — resource.md §2 Issuer discovery', async () => {
    const world = createWorld();
    world.served.delete(discoveryUrl);
    world.served.set(`${issuer}/.well-known/jwks.json`, { json: { keys: [firstKey.jwk] } });
    await admitted(guardIn(world), withToken(await signToken()));
  });

  const unusable: Readonly<Record<string, Served | (() => never)>> = {
    'no answer': down,
    'a redirect': { status: 302, headers: { location: 'https://evil.example' } },
    'an error': { status: 500 },
    'a page': { body: '<html>' },
    'a list': { json: [] },
    'too much': { body: `{"issuer":"${issuer}","x":"${'x'.repeat(262_144)}"}` },
  };
  for (const [name, answer] of Object.entries(unusable)) {
    it(`does not take the conventional key set after ${name}: it fails — resource.md §2 Issuer discovery`, async () => {
      const world = createWorld();
      world.served.set(discoveryUrl, answer);
      world.served.set(`${issuer}/.well-known/jwks.json`, { json: { keys: [firstKey.jwk] } });
      await assert.rejects(createDiscovery(world.ports)(issuer), isUnavailable(/as\.example/));
      assert.equal((await denied(guardIn(world), withToken(await signToken()))).status, 503);
    });
  }

  for (const [name, answer] of Object.entries({
    ...unusable,
    'the document of another issuer': {
      json: { issuer: 'https://other.example', jwks_uri: 'https://other.example/k' },
    },
    'a document that names no issuer': { json: { jwks_uri: 'https://other.example/k' } },
    'a document whose issuer has a slash more': {
      json: { issuer: `${issuer}/`, jwks_uri: 'https://other.example/k' },
    },
  })) {
    it(`goes on after ${name} at the first address — resource.md §2`, async () => {
      const world = createWorld();
      world.served.set(discoveryUrl, answer);
      world.served.set(openidUrl, { json: { issuer, jwks_uri: jwksUri } });
      await admitted(guardIn(world), withToken(await signToken()));
    });
  }

  it('does not take the conventional key set after the document of another issuer — RFC 8414 §3.3', async () => {
    for (const url of [discoveryUrl, openidUrl]) {
      const world = createWorld();
      world.served.delete(discoveryUrl);
      world.served.set(url, { json: { issuer: 'https://other.example', jwks_uri: jwksUri } });
      world.served.set(`${issuer}/.well-known/jwks.json`, { json: { keys: [firstKey.jwk] } });
      await assert.rejects(createDiscovery(world.ports)(issuer), isUnavailable(/another issuer/));
    }
  });

  it('says which value to configure, whatever else is wrong — resource.md §2', async () => {
    const slashed = { json: { issuer: `${issuer}/`, jwks_uri: jwksUri } };
    for (const answers of [
      [slashed, { status: 500 }],
      [{ body: '<html>' }, slashed],
      [{ json: { issuer: 'https://other.example' } }, slashed],
    ] as const) {
      const world = createWorld();
      world.served.set(discoveryUrl, answers[0]);
      world.served.set(openidUrl, answers[1]);
      await assert.rejects(
        createDiscovery(world.ports)(issuer),
        isUnavailable(/configure https:\/\/as\.example\/ /),
      );
    }
  });

  it('believes no endpoint in the clear, and none on this machine of an issuer elsewhere — resource.md §2', async () => {
    const world = createWorld();
    const endpoints = {
      introspection_endpoint: 'http://127.0.0.1:9/i',
      userinfo_endpoint: 'http://as.example/u',
      authorization_endpoint: 'javascript:alert(1)',
      token_endpoint: 'http://localhost:9/t',
      registration_endpoint: 'http://[::1]:9/r',
    };
    world.served.set(discoveryUrl, { json: { issuer, jwks_uri: 'http://127.0.0.1:9/jwks', ...endpoints } });
    const {
      body: _,
      introspectionAuthMethods: __,
      introspectionSigning: ___,
      ...found
    } = await createDiscovery(world.ports)(issuer);
    assert.deepEqual(new Set(Object.values(found)), new Set([null]));
    const local = 'http://localhost:8080';
    world.served.set(`${local}/.well-known/oauth-authorization-server`, {
      json: { issuer: local, jwks_uri: 'http://127.0.0.1:9/jwks', token_endpoint: 'http://as.example/t' },
    });
    const { jwksUri: found2, tokenEndpoint } = await createDiscovery(world.ports)(local);
    assert.deepEqual([found2, tokenEndpoint], ['http://127.0.0.1:9/jwks', null]);
  });

  it('refuses the document of another issuer — RFC 8414 §3.3', async () => {
    for (const said of ['https://evil.example', undefined, [issuer], `${issuer}:443`]) {
      const world = createWorld();
      world.served.set(discoveryUrl, { json: { issuer: said, jwks_uri: jwksUri } });
      await assert.rejects(createDiscovery(world.ports)(issuer), isUnavailable(/another issuer/));
    }
  });

  it('says which value to configure if only a slash differs — resource.md §2 Issuer discovery', async () => {
    const world = createWorld();
    world.served.set(discoveryUrl, { json: { issuer: `${issuer}/`, jwks_uri: jwksUri } });
    await assert.rejects(
      createDiscovery(world.ports)(issuer),
      isUnavailable(/configure https:\/\/as\.example\/ instead of https:\/\/as\.example$/),
    );
  });

  it('takes an issuer with a slash at its end exactly so — resource.md §3 Several issuers', async () => {
    const world = createWorld();
    const slashed = `${issuer}/`;
    world.served.set(discoveryUrl, { json: { issuer: slashed, jwks_uri: jwksUri } });
    const guard = guardIn(world, { issuers: [{ ...plainIssuer, issuer: slashed }] });
    await admitted(guard, withToken(await signToken({ claims: { iss: slashed } })));
    assert.equal((await denied(guard, withToken(await signToken()))).status, 401);
  });

  it('asks once for all who come meanwhile, and then hourly — resource.md §7 Targets', async () => {
    const world = createWorld();
    const discovery = createDiscovery(world.ports);
    await Promise.all(Array.from({ length: 20 }, () => discovery(issuer)));
    world.now = epoch(world.now + 3599);
    await discovery(issuer);
    assert.equal(world.asked(discoveryUrl), 1);
    world.now = epoch(world.now + 1);
    await discovery(issuer);
    assert.equal(world.asked(discoveryUrl), 2);
  });

  it('uses addresses on http on loopback only — resource.md §2 Issuer discovery', async () => {
    const world = createWorld();
    world.served.set(discoveryUrl, { json: { issuer, jwks_uri: 'http://as.example/jwks' } });
    assert.equal((await denied(guardIn(world), withToken(await signToken()))).status, 503);
    world.served.set('http://127.0.0.1:4000/jwks', { json: { keys: [firstKey.jwk] } });
    const guard = guardIn(world, { issuers: [{ ...plainIssuer, jwksUri: 'http://127.0.0.1:4000/jwks' }] });
    await admitted(guard, withToken(await signToken()));
  });
});
