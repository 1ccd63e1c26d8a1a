/** FAPI 2.0 Security Profile with clients that are used as they come, against a server started with that PROFILE. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { type FapiWorld, startFapi } from './fapi.ts';

const local = { [oauth.allowInsecureRequests]: true };
const scope = 'openid profile offline_access read';

let world: FapiWorld;
before(async () => {
  world = await startFapi('fapi2-security', { ENABLE_DPOP_NONCE: 'true' });
});
after(() => world.server.stop());

describe('openid-client under fapi2-security', () => {
  let bank: client.Configuration;
  let DPoP: client.DPoPHandle;
  before(async () => {
    bank = await discovered(client.PrivateKeyJwt(world.signingKey));
    DPoP = client.getDPoPHandle(bank, await client.randomDPoPKeyPair('ES256'));
  });

  const discovered = (authentication: client.ClientAuth): Promise<client.Configuration> =>
    client.discovery(new URL(world.server.origin), world.clientId, undefined, authentication, {
      execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
    });

  /** Pushed by a client that proves itself and its key. */
  async function requested(parameters: Record<string, string> = {}) {
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const expectedState = client.randomState();
    const whole = {
      ...{ redirect_uri: world.redirectUri, scope, state: expectedState },
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      ...{ code_challenge_method: 'S256', ...parameters },
    };
    const address = await client.buildAuthorizationUrlWithPAR(bank, whole, { DPoP });
    return { address, checks: { pkceCodeVerifier, expectedState } };
  }

  it('signs in, uses and refreshes bound tokens — FAPI 2.0 Security Profile §5.3.2.1, §5.3.2.2, advanced.md SW-3, SW-5, SW-6, SW-8, SW-10, V-46, V-58, V-60', async () => {
    const { address, checks } = await requested();
    assert.deepEqual([...address.searchParams.keys()].sort(), ['client_id', 'request_uri']);
    const answer = await world.follow(address);
    assert.equal(answer.searchParams.get('iss'), world.server.origin);
    const tokens = await client.authorizationCodeGrant(bank, answer, checks, undefined, { DPoP });
    assert.equal(tokens.token_type, 'dpop'); // the library folds the case
    const sub = tokens.claims()?.sub ?? assert.fail();
    assert.equal((await client.fetchUserInfo(bank, tokens.access_token, sub, { DPoP })).sub, sub);
    const refresh = tokens.refresh_token ?? '';
    const other = client.getDPoPHandle(bank, await client.randomDPoPKeyPair('ES256'));
    const renewed = await client.refreshTokenGrant(bank, refresh, undefined, { DPoP: other });
    assert.equal(renewed.refresh_token, refresh);
    assert.equal((await client.fetchUserInfo(bank, renewed.access_token, sub, { DPoP: other })).sub, sub);
    const userinfo = new URL(bank.serverMetadata().userinfo_endpoint ?? assert.fail());
    const headers = new Headers({ 'x-fapi-interaction-id': 'c770aef3-6784-41f7-8e0e-ff5f97bddb3a' });
    const raw = await client.fetchProtectedResource(
      bank,
      renewed.access_token,
      userinfo,
      'GET',
      null,
      headers,
      {
        DPoP: other,
      },
    );
    assert.ok(raw.headers.has('date'));
    const echoed = raw.headers.get('x-fapi-interaction-id');
    assert.ok(echoed === null || echoed === headers.get('x-fapi-interaction-id'));
  });

  it('gets no token that anybody could use — advanced.md SW-6, V-54', async () => {
    const { address, checks } = await requested();
    const answer = await world.follow(address);
    await assert.rejects(client.authorizationCodeGrant(bank, answer, checks), {
      error: 'invalid_request',
    });
    await assert.rejects(client.clientCredentialsGrant(bank, { scope: 'read' }), {
      error: 'invalid_request',
    });
    const own = await client.clientCredentialsGrant(bank, { scope: 'read' }, { DPoP });
    assert.equal(own.token_type, 'dpop');
    await assert.rejects(client.fetchUserInfo(bank, own.access_token, client.skipSubjectCheck));
  });

  it('is let in no other way — advanced.md SW-2, SW-3, SW-7, SW-10, V-47, V-51', async () => {
    for (const authentication of [
      client.None(),
      client.ClientSecretBasic('x'),
      client.ClientSecretPost('x'),
    ]) {
      const weak = await discovered(authentication);
      const asked = client.clientCredentialsGrant(weak, { scope: 'read' });
      await assert.rejects(asked, { status: 401 });
    }
    const RS256 = client.getDPoPHandle(bank, await client.randomDPoPKeyPair('RS256'));
    const asked = client.clientCredentialsGrant(bank, { scope: 'read' }, { DPoP: RS256 });
    await assert.rejects(asked, { error: 'invalid_dpop_proof' });
    const plain = client.buildAuthorizationUrl(bank, { redirect_uri: world.redirectUri, scope });
    assert.equal((await world.follow(plain)).searchParams.get('error'), 'invalid_request');
    await assert.rejects(requested({ code_challenge_method: 'plain' }), { error: 'invalid_request' });
    await assert.rejects(requested({ response_mode: 'fragment' }), { error: 'invalid_request' });
    await assert.rejects(requested({ response_type: 'code id_token' }), {
      error: 'unsupported_response_type',
    });
  });
});

describe('oauth4webapi under fapi2-security', () => {
  it('signs in, and calls with a bound token — FAPI 2.0 Security Profile §5.3.2, RFC 9449 §10, advanced.md V-46, V-55', async () => {
    const origin = new URL(world.server.origin);
    const issuer = await oauth.processDiscoveryResponse(origin, await oauth.discoveryRequest(origin, local));
    const bank: oauth.Client = { client_id: world.clientId };
    const credential = oauth.PrivateKeyJwt(world.signingKey);
    const DPoP = oauth.DPoP(bank, await oauth.generateKeyPair('ES256'));
    const options = { ...local, DPoP };
    const verifier = oauth.generateRandomCodeVerifier();
    const parameters = {
      ...{ redirect_uri: world.redirectUri, response_type: 'code', scope, code_challenge_method: 'S256' },
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    };
    const push = async () =>
      oauth.processPushedAuthorizationResponse(
        issuer,
        bank,
        await oauth.pushedAuthorizationRequest(issuer, bank, credential, parameters, options),
      );
    const { request_uri } = await again(push);
    const address = new URL(issuer.authorization_endpoint ?? assert.fail());
    address.search = new URLSearchParams({ client_id: world.clientId, request_uri }).toString();
    const answer = oauth.validateAuthResponse(issuer, bank, await world.follow(address));
    const redeem = async () => {
      const response = await oauth.authorizationCodeGrantRequest(
        ...([issuer, bank, credential, answer, world.redirectUri, verifier, options] as const),
      );
      return oauth.processAuthorizationCodeResponse(issuer, bank, response, { requireIdToken: true });
    };
    const tokens = await again(redeem);
    const sub = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? assert.fail();
    const call = async () => {
      const response = await oauth.userInfoRequest(issuer, bank, tokens.access_token, options);
      return oauth.processUserInfoResponse(issuer, bank, sub, response);
    };
    assert.equal((await again(call)).sub, sub);
  });
});

/** Once more, where a nonce was asked for: the library has remembered it (RFC 9449 §8). */
async function again<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return work();
  }
}
