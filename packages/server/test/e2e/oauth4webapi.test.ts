import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import * as oauth from 'oauth4webapi';
import type { Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { alice, declarations, deviceApplication, webApplication } from './declarations.ts';
import { allows, connectsDevice, reads, signsIn } from './person.ts';
import { type RelyingParty, startRelyingParty } from './relying-party.ts';

const album: oauth.Client = { client_id: webApplication.client_id };
const credential = oauth.ClientSecretBasic(webApplication.client_secret);
const local = { [oauth.allowInsecureRequests]: true };

let party: RelyingParty;
let server: TestServer;
let chromium: TestBrowser;
let issuer: oauth.AuthorizationServer;

before(async () => {
  party = await startRelyingParty();
  server = await startTestServer({
    bootstrap: declarations(party),
    environment: { POLLING_INTERVAL: '1s' },
  });
  chromium = await launchBrowser();
  const origin = new URL(server.origin);
  issuer = await oauth.processDiscoveryResponse(origin, await oauth.discoveryRequest(origin, local));
});

after(async () => {
  await chromium.close();
  await server.stop();
  await party.stop();
});

const endpoint = (address: string | undefined): URL => new URL(address ?? assert.fail('not advertised'));

/** Code + PKCE with a state and a nonce, sign-in and consent clicked in the browser. */
async function signInWithBrowser(
  scope: string,
): Promise<{ readonly page: Page; readonly tokens: oauth.TokenEndpointResponse }> {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const nonce = oauth.generateRandomNonce();
  const address = endpoint(issuer.authorization_endpoint);
  address.search = new URLSearchParams({
    client_id: album.client_id,
    redirect_uri: party.redirectUri,
    response_type: 'code',
    scope,
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    prompt: 'consent',
  }).toString();
  const page = await chromium.newPage();
  await page.goto(address.href);
  await signsIn(page, alice);
  await allows(page);
  const { url } = await party.next('/callback');
  const parameters = oauth.validateAuthResponse(issuer, album, url, state);
  const response = await oauth.authorizationCodeGrantRequest(
    issuer,
    album,
    credential,
    parameters,
    party.redirectUri,
    verifier,
    local,
  );
  const checks = { expectedNonce: nonce, requireIdToken: true };
  const tokens = await oauth.processAuthorizationCodeResponse(issuer, album, response, checks);
  await oauth.validateApplicationLevelSignature(issuer, response, local); // OpenID Connect Core §3.1.3.7
  return { page, tokens };
}

async function introspected(token: string): Promise<oauth.IntrospectionResponse> {
  const response = await oauth.introspectionRequest(issuer, album, credential, token, local);
  return oauth.processIntrospectionResponse(issuer, album, response);
}

describe('oauth4webapi', () => {
  it('discovers the server by both documents — RFC 8414 §3, OpenID Connect Discovery 1.0 §4', async () => {
    const origin = new URL(server.origin);
    const response = await oauth.discoveryRequest(origin, { ...local, algorithm: 'oauth2' });
    assert.deepEqual(await oauth.processDiscoveryResponse(origin, response), issuer);
    assert.deepEqual(issuer.code_challenge_methods_supported, ['S256']);
  });

  it('signs a person in by code and PKCE, and refreshes — OpenID Connect Core 1.0 §3.1, §12', async () => {
    const { page, tokens } = await signInWithBrowser('openid profile offline_access');
    const claims = oauth.getValidatedIdTokenClaims(tokens);
    assert.equal(claims?.sub, alice.sub);
    const profile = await oauth.userInfoRequest(issuer, album, tokens.access_token, local);
    const person = await oauth.processUserInfoResponse(issuer, album, alice.sub, profile);
    assert.equal(person.name, 'Alice Liddell');
    assert.equal(person.email, undefined); // OpenID Connect Core §5.4: the scope was not asked for

    const refresh = await oauth.refreshTokenGrantRequest(
      issuer,
      album,
      credential,
      tokens.refresh_token ?? '',
      local,
    );
    const refreshed = await oauth.processRefreshTokenResponse(issuer, album, refresh);
    assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
    assert.equal(oauth.getValidatedIdTokenClaims(refreshed)?.auth_time, claims?.auth_time);
    await page.context().close();
  });

  it('issues access tokens that a resource verifies by itself — RFC 9068 §4', async () => {
    const { page, tokens } = await signInWithBrowser('openid read');
    const request = new Request('https://photos.example/api', {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    const claims = await oauth.validateJwtAccessToken(issuer, request, server.origin, local);
    assert.equal(claims.sub, alice.sub);
    assert.equal(claims.client_id, album.client_id);
    assert.equal(claims.scope, 'openid read');
    await page.context().close();
  });

  it('introspects and revokes — RFC 7662 §2, RFC 7009 §2', async () => {
    const { page, tokens } = await signInWithBrowser('openid read');
    const seen = await introspected(tokens.access_token);
    assert.equal(seen.active, true);
    assert.equal(seen.sub, alice.sub);
    const revocation = await oauth.revocationRequest(issuer, album, credential, tokens.access_token, local);
    await oauth.processRevocationResponse(revocation);
    assert.deepEqual(await introspected(tokens.access_token), { active: false });
    await page.context().close();
  });

  it('signs the person out and comes back — RP-Initiated Logout 1.0 §2, §3', async () => {
    const { page, tokens } = await signInWithBrowser('openid');
    const address = endpoint(issuer.end_session_endpoint);
    const state = oauth.generateRandomState();
    address.search = new URLSearchParams({
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: party.afterLogout,
      state,
    }).toString();
    await page.goto(address.href);
    const { url } = await party.next('/signed-out');
    assert.equal(url.search, `?state=${state}`);
    await page.goto(`${server.origin}/account/sessions`);
    await reads(page, 'Sign in');
    await page.context().close();
  });

  it('connects a device approved in the browser — RFC 8628 §3', async () => {
    const notes: oauth.Client = { client_id: deviceApplication.client_id };
    const parameters = { scope: 'openid offline_access read' };
    const asked = await oauth.deviceAuthorizationRequest(issuer, notes, oauth.None(), parameters, local);
    const device = await oauth.processDeviceAuthorizationResponse(issuer, notes, asked);
    const poll = () => oauth.deviceCodeGrantRequest(issuer, notes, oauth.None(), device.device_code, local);
    await assert.rejects(oauth.processDeviceCodeResponse(issuer, notes, await poll()), {
      error: 'authorization_pending',
    });
    const page = await chromium.newPage();
    await connectsDevice(page, device.verification_uri_complete ?? '', alice);
    const tokens = await oauth.processDeviceCodeResponse(issuer, notes, await poll());
    assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, alice.sub);
    await assert.rejects(oauth.processDeviceCodeResponse(issuer, notes, await poll()), {
      error: 'invalid_grant',
    });
    await page.context().close();
  });

  it('gets a token for itself — RFC 6749 §4.4', async () => {
    const parameters = { scope: 'write' };
    const asked = await oauth.clientCredentialsGrantRequest(issuer, album, credential, parameters, local);
    const tokens = await oauth.processClientCredentialsResponse(issuer, album, asked);
    assert.equal(tokens.scope, 'write');
    assert.equal((await introspected(tokens.access_token)).sub, `client:${album.client_id}`);
  });
});
