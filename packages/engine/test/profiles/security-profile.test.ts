import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { secondOf } from '@grantor/protocol';
import { freeStandingScopes, isFapi, type ProfileName, profileNames } from '../../src/index.ts';
import { profileOf } from '../../src/profiles/security-profile.ts';
import {
  asserted,
  createTestHolder,
  exampleIssuer,
  exampleKeyClient,
  examplePublicClient,
  exampleResource,
  exampleScope,
  foreignIssuer,
  postForm,
  signAssertion,
  testCertificate,
} from '../../src/testing/index.ts';
import { frontChannel, request, stepOf } from '../authorize/front-channel.ts';
import { createWorld, expectError, expectOk, json } from '../support.ts';
import { approved, ask, bothWays, fapi, fapiChannel, issuer, now, proof, push, said } from './fapi.ts';

const machine = { grant_type: 'client_credentials' };

const nameFor = (own: ProfileName | null, ofServer: ProfileName) =>
  profileOf({ profile: own }, { profile: ofServer }).name;

describe('which profile counts', () => {
  it('is the client’s own before the server’s — advanced.md PRF-2', () => {
    for (const ofServer of ['oauth21', 'mcp', 'oidc-certification'] as const) {
      assert.equal(nameFor(null, ofServer), ofServer);
      for (const own of profileNames) assert.equal(nameFor(own, ofServer), own);
    }
  });

  it('is the server’s for every client where that is one of FAPI, unless the client’s is stricter — advanced.md PRF-2', () => {
    for (const ofServer of fapi) {
      for (const own of [null, 'oauth21', 'mcp', 'oidc-certification', 'fapi2-security'] as const)
        assert.equal(nameFor(own, ofServer), ofServer);
    }
    assert.equal(nameFor('fapi2-message-signing', 'fapi2-security'), 'fapi2-message-signing');
    assert.deepEqual(profileNames.filter(isFapi), fapi);
  });
});

describe('clients that do not prove themselves, under a profile of FAPI', () => {
  const device = 'urn:ietf:params:oauth:grant-type:device_code';

  it('start no device flow by their name alone, whatever they are set to — advanced.md SW-3', async () => {
    const change = { deviceAuthorizationAuth: 'optional', grantTypes: [device] } as const;
    const named = postForm({ client_id: exampleKeyClient().id });
    const free = createWorld({ seed: { clients: [exampleKeyClient(change)] } });
    expectOk(await free.engine.deviceAuthorization(named));
    for (const options of bothWays('fapi2-security', change)) {
      const { engine } = createWorld(options);
      expectError(await engine.deviceAuthorization(named), 401, 'invalid_client');
    }
  });

  it('are no workload by the word of an issuer — advanced.md SW-3, JWB-5', async () => {
    const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
    const client = exampleKeyClient({ grantTypes: [grant], scopes: ['read'] });
    const issued = exampleIssuer({ kind: 'workload', scopes: ['read'], clients: [client.id] });
    const seed = { trustedIssuers: [issued], resources: [] };
    const show = (options: Parameters<typeof createWorld>[0]) => {
      const assertion = signAssertion({ iss: foreignIssuer, sub: 'billing' });
      return createWorld(options).engine.token(postForm({ grant_type: grant, assertion }));
    };
    expectOk(await show({ seed: { ...seed, clients: [client] } }));
    const bound = { seed: { ...seed, clients: [{ ...client, profile: 'fapi2-security' as const }] } };
    expectError(await show(bound), 400, 'invalid_grant');
  });
});

describe('the code challenge under a profile', () => {
  const bare = { code_challenge: undefined, code_challenge_method: undefined };

  it('is everybody’s under mcp, nonce or not — advanced.md SW-1', async () => {
    const step = stepOf(await frontChannel({ policy: { profile: 'mcp' } }).ask(request(bare)));
    assert.equal(step, 'invalid_request');
  });

  it('is a public client’s only under oidc-certification — advanced.md SW-1, V-17', async () => {
    const channel = frontChannel({ policy: { profile: 'oidc-certification' } });
    assert.equal(stepOf(await channel.ask(request({ ...bare, nonce: undefined }))), 'consent');
    const native = { client_id: 'native', redirect_uri: 'http://127.0.0.1/callback' };
    assert.equal(stepOf(await channel.ask(request({ ...bare, ...native }))), 'invalid_request');
  });

  it('gives way to a switch of server or client — advanced.md PRF-2', async () => {
    const relaxed = frontChannel({ policy: { profile: 'mcp', pkceRequired: false } });
    assert.equal(stepOf(await relaxed.ask(request(bare))), 'consent');
    const tightened = frontChannel({ policy: { profile: 'oidc-certification', pkceRequired: true } });
    assert.equal(stepOf(await tightened.ask(request(bare))), 'invalid_request');
  });

  it('has no exemption under FAPI, and the refusal offers none — advanced.md SW-1, FAPI 2.0 Security Profile §5.3.2.2', async () => {
    for (const options of fapi.flatMap((name) => bothWays(name, { pkceRequired: false }))) {
      const reply = await push(fapiChannel(options), bare);
      expectError(reply, 400, 'invalid_request');
      assert.doesNotMatch(String(json(reply)['error_description']), /require_pkce|nonce/);
    }
  });
});

describe('a client of FAPI', () => {
  it('signs its assertion for the issuer alone, with a short life — advanced.md SW-4, CAU-8, CAU-9, V-51', async () => {
    for (const options of fapi.flatMap((name) => bothWays(name))) {
      const by = (claims: Record<string, unknown>) =>
        ask(fapiChannel(options), { ...machine, ...asserted(signAssertion(claims)) });
      expectOk(await by({ aud: issuer, exp: now + 330 }));
      const refused = [
        { aud: [issuer] },
        { aud: `${issuer}/` },
        { aud: `${issuer}/oauth/token` },
        { aud: issuer, exp: now + 331 },
      ];
      for (const claims of refused) expectError(await by(claims), 401, 'invalid_client');
    }
  });

  it('gets no token that is not bound to a key or a certificate — advanced.md SW-6, V-54', async () => {
    for (const options of fapi.flatMap((name) => bothWays(name))) {
      const { engine, ports } = createWorld(options);
      const ask = (shown: Parameters<typeof postForm>[1]) =>
        engine.token(postForm({ ...machine, ...asserted(signAssertion()) }, shown));
      expectError(await ask({}), 400, 'invalid_request');
      const iat = secondOf(ports.clock.now());
      const dpop = [createTestHolder().proof({ htm: 'POST', htu: `${issuer}/oauth/token`, iat })];
      for (const shown of [{ certificate: testCertificate('CN=app') }, { dpop }]) expectOk(await ask(shown));
    }
  });

  it('has no secret, and is no public one — advanced.md SW-2, SW-3', async () => {
    for (const profile of fapi) {
      const world = createWorld({ policy: { profile }, seed: { clients: [examplePublicClient()] } });
      const asked = { grant_type: 'refresh_token', refresh_token: 'x', client_id: 'native' };
      expectError(await world.engine.token(postForm(asked)), 401, 'invalid_client');
    }
  });

  it('pushes its requests — advanced.md SW-10, V-47', async () => {
    for (const options of fapi.flatMap((name) => bothWays(name))) {
      const channel = fapiChannel(options);
      assert.equal(said(await channel.ask(request()))['error'], 'invalid_request');
      assert.equal((await push(channel)).status, 201);
    }
  });

  it('has no redirect URI that another app could claim — advanced.md SW-20', async () => {
    const change = { redirectUris: ['com.example.app:/cb', 'http://127.0.0.1/cb'] };
    for (const options of fapi.flatMap((name) => bothWays(name, change))) {
      const world = fapiChannel(options);
      expectError(await push(world, { redirect_uri: 'com.example.app:/cb' }), 400, 'invalid_request');
      assert.equal((await push(world, { redirect_uri: 'http://127.0.0.1/cb' })).status, 201);
    }
  });

  it('gets a code and nothing beside it — advanced.md SW-14, V-21', async () => {
    const change = { responseTypes: ['code', 'code id_token'] };
    for (const options of fapi.flatMap((name) => bothWays(name, change)))
      expectError(
        await push(fapiChannel(options), { response_type: 'code id_token' }),
        400,
        'unsupported_response_type',
      );
  });
});

describe('what a client of FAPI gets', () => {
  it('is a code that ends after a minute, however the server is set — advanced.md SW-9, V-36', async () => {
    for (const { policy, seed } of fapi.flatMap((name) => bothWays(name))) {
      const { lifetimes } = createWorld().policy;
      const options = {
        policy: { ...policy, lifetimes: { ...lifetimes, code: 600 } },
        ...(seed && { seed }),
      };
      const [late, inTime] = [fapiChannel(options), fapiChannel(options)];
      const [code, other] = [await approved(late), await approved(inTime)];
      late.harness.clock.advance(61);
      expectError(await code.redeem(), 400, 'invalid_grant');
      inTime.harness.clock.advance(59);
      expectOk(await other.redeem());
    }
  });

  it('is a refresh token that never changes, and an ID token by ES256 — advanced.md SW-5, SW-8, V-58', async () => {
    for (const options of fapi.flatMap((name) => bothWays(name))) {
      const channel = fapiChannel(options);
      const { refresh_token: first } = expectOk(await (await approved(channel)).redeem());
      const again = { grant_type: 'refresh_token', refresh_token: first };
      for (const by of [undefined, createTestHolder()]) {
        const dpop = proof(channel, by === undefined ? {} : { by });
        assert.equal(expectOk(await ask(channel, again, dpop))['refresh_token'], first);
      }
      expectError(await ask(channel, again, []), 400, 'invalid_request');
      const tokens = channel.signed.filter(({ use }) => use === 'id_token');
      assert.deepEqual([...new Set(tokens.map(({ alg }) => alg))], ['ES256']);
    }
  });
});

describe('a token asked for without a resource', () => {
  const one = exampleResource({ uri: 'https://api.example', scopes: [exampleScope('read')] });
  const audienceOf = async (policy: Parameters<typeof createWorld>[0], resources = [one]) => {
    const world = createWorld({ ...policy, seed: { clients: [exampleKeyClient()], resources } });
    const reply = await world.engine.token(
      postForm({ ...machine, scope: 'read', ...asserted(signAssertion()) }),
    );
    const [, claims = ''] = String(json(reply)['access_token']).split('.');
    return (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { aud: unknown }).aud;
  };

  it('is for the only one there is under mcp, and as ever otherwise — advanced.md SW-22', async () => {
    const other = exampleResource({ uri: 'https://other.example', scopes: [exampleScope('read')] });
    assert.equal(await audienceOf({ policy: { profile: 'mcp' } }), one.uri);
    assert.equal(await audienceOf({ policy: {} }), issuer);
    assert.equal(await audienceOf({ policy: { profile: 'mcp' } }, [one, other]), issuer);
    const beside = [freeStandingScopes([exampleScope('reports')]), one];
    assert.equal(await audienceOf({ policy: { profile: 'mcp' } }, beside), one.uri);
    assert.equal(await audienceOf({ policy: { profile: 'mcp', defaultAudience: ['urn:us'] } }), 'urn:us');
  });
});
