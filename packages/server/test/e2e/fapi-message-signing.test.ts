/** FAPI 2.0 Message Signing with clients that are used as they come, against a server started with that PROFILE. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { type FapiWorld, startFapi } from './fapi.ts';

const local = { [oauth.allowInsecureRequests]: true };
const scope = 'openid profile offline_access read';

let world: FapiWorld;
before(async () => {
  world = await startFapi('fapi2-message-signing');
});
after(() => world.server.stop());

describe('openid-client under fapi2-message-signing', () => {
  let bank: client.Configuration;
  let DPoP: client.DPoPHandle;
  before(async () => {
    const credential = client.PrivateKeyJwt(world.signingKey);
    bank = await client.discovery(new URL(world.server.origin), world.clientId, undefined, credential, {
      execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks, client.useJwtResponseMode],
    });
    DPoP = client.getDPoPHandle(bank, await client.randomDPoPKeyPair('ES256'));
  });

  async function requested(parameters: Record<string, string> = {}) {
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const expectedState = client.randomState();
    const whole = {
      ...{ redirect_uri: world.redirectUri, scope, state: expectedState },
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      ...{ code_challenge_method: 'S256', ...parameters },
    };
    const signed = await client.buildAuthorizationUrlWithJAR(bank, whole, world.signingKey);
    const address = await client.buildAuthorizationUrlWithPAR(bank, signed.searchParams, { DPoP });
    return { address, checks: { pkceCodeVerifier, expectedState } };
  }

  it('signs what it asks, and reads what is signed — FAPI 2.0 Message Signing §5.3.1, §5.4.1, advanced.md SW-12, SW-15, JAR-5, V-32, V-61', async () => {
    const { address, checks } = await requested();
    const answer = await world.follow(address);
    assert.deepEqual([...answer.searchParams.keys()], ['response']);
    const response = answer.searchParams.get('response') ?? '';
    assert.equal(decodeProtectedHeader(response).alg, 'ES256');
    assert.equal(decodeJwt(response).iss, world.server.origin);
    const tokens = await client.authorizationCodeGrant(bank, answer, checks, undefined, { DPoP });
    const sub = tokens.claims()?.sub ?? assert.fail();
    assert.equal(tokens.token_type, 'dpop');
    assert.equal((await client.fetchUserInfo(bank, tokens.access_token, sub, { DPoP })).sub, sub);
  });

  it('hears of errors the same way, and sends nothing unsigned — advanced.md JRM-4, V-61', async () => {
    const { address } = await requested({ prompt: 'none', max_age: '0' });
    const answer = await world.follow(address);
    const said = decodeJwt(answer.searchParams.get('response') ?? '');
    assert.equal(said['error'], 'login_required');
    const plain = client.buildAuthorizationUrl(bank, { redirect_uri: world.redirectUri, scope });
    const pushed = client.buildAuthorizationUrlWithPAR(bank, plain.searchParams, { DPoP });
    await assert.rejects(pushed, { error: 'invalid_request' });
  });
});

describe('oauth4webapi under fapi2-message-signing', () => {
  it('signs in with no response mode of its own — FAPI 2.0 Message Signing §5.4.1, advanced.md SW-15, V-50', async () => {
    const origin = new URL(world.server.origin);
    const issuer = await oauth.processDiscoveryResponse(origin, await oauth.discoveryRequest(origin, local));
    assert.equal(issuer.require_signed_request_object, true);
    const bank: oauth.Client = { client_id: world.clientId };
    const credential = oauth.PrivateKeyJwt(world.signingKey);
    const options = { ...local, DPoP: oauth.DPoP(bank, await oauth.generateKeyPair('ES256')) };
    const verifier = oauth.generateRandomCodeVerifier();
    const parameters = {
      ...{ redirect_uri: world.redirectUri, response_type: 'code', scope, code_challenge_method: 'S256' },
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    };
    const request = await oauth.issueRequestObject(issuer, bank, parameters, world.signingKey);
    const { request_uri } = await oauth.processPushedAuthorizationResponse(
      issuer,
      bank,
      await oauth.pushedAuthorizationRequest(issuer, bank, credential, { request }, options),
    );
    const address = new URL(issuer.authorization_endpoint ?? assert.fail());
    address.search = new URLSearchParams({ client_id: world.clientId, request_uri }).toString();
    const arrived = await world.follow(address);
    const answer = await oauth.validateJwtAuthResponse(issuer, bank, arrived, oauth.expectNoState, local);
    const response = await oauth.authorizationCodeGrantRequest(
      ...([issuer, bank, credential, answer, world.redirectUri, verifier, options] as const),
    );
    const checks = { requireIdToken: true };
    const tokens = await oauth.processAuthorizationCodeResponse(issuer, bank, response, checks);
    await oauth.validateApplicationLevelSignature(issuer, response, local);
    assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.aud, world.clientId);
  });
});
