/** Requests and answers that are signed both ways, with a client that is used as it is: FAPI 2.0 Message Signing's shape. */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { exportJWK, generateKeyPair } from 'jose';
import * as client from 'openid-client';
import { launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { alice, declarations } from './declarations.ts';
import { allows, signsIn } from './person.ts';
import { type RelyingParty, startRelyingParty } from './relying-party.ts';

const signer = {
  client_id: 'signer',
  client_name: 'Signer',
  token_endpoint_auth_method: 'private_key_jwt',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  scope: 'openid profile',
  require_pushed_authorization_requests: true,
  require_signed_request_object: true,
  request_object_signing_alg: 'PS256',
  id_token_signed_response_alg: 'PS256',
  authorization_signed_response_alg: 'PS256',
  response_modes: ['jwt', 'form_post.jwt'],
};

let party: RelyingParty;
let server: TestServer;
let chromium: TestBrowser;
let configuration: client.Configuration;
let signingKey: client.PrivateKey;

before(async () => {
  party = await startRelyingParty();
  const { privateKey, publicKey } = await generateKeyPair('PS256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'signer-1', alg: 'PS256', use: 'sig' };
  signingKey = { key: privateKey, kid: 'signer-1' };
  const { clients, ...declared } = declarations(party);
  server = await startTestServer({
    bootstrap: {
      ...declared,
      clients: [...clients, { ...signer, redirect_uris: [party.redirectUri], jwks: { keys: [jwk] } }],
    },
  });
  chromium = await launchBrowser();
  configuration = await client.discovery(
    new URL(server.origin),
    signer.client_id,
    { authorization_signed_response_alg: 'PS256', id_token_signed_response_alg: 'PS256' },
    client.PrivateKeyJwt(signingKey),
    { execute: [client.allowInsecureRequests, client.useJwtResponseMode, client.enableNonRepudiationChecks] },
  );
});

after(async () => {
  await chromium.close();
  await server.stop();
  await party.stop();
});

/** A signed and pushed request, answered in a signed mode. */
async function requested(parameters: Record<string, string> = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const expectedNonce = client.randomNonce();
  const signed = await client.buildAuthorizationUrlWithJAR(
    configuration,
    {
      redirect_uri: party.redirectUri,
      scope: 'openid profile',
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      ...parameters,
    },
    signingKey,
  );
  assert.deepEqual([...signed.searchParams.keys()].sort(), ['client_id', 'request']);
  const pushed = await client.buildAuthorizationUrlWithPAR(configuration, signed.searchParams);
  return { pushed, checks: { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true } };
}

describe('openid-client, signing and being answered signed', () => {
  it('signs a person in — RFC 9101 §6.2, RFC 9126 §3, JARM §2.1, advanced.md JAR-1, JRM-2, V-32', async () => {
    const { pushed, checks } = await requested();
    const page = await chromium.newPage();
    await page.goto(pushed.href);
    await signsIn(page, alice);
    await allows(page);
    const { url } = await party.next('/callback');
    assert.deepEqual([...url.searchParams.keys()], ['response']);
    const tokens = await client.authorizationCodeGrant(configuration, url, checks);
    assert.equal(tokens.claims()?.sub, alice.sub);
    await page.context().close();
  });

  it('hears of errors the same way — JARM §2.1, advanced.md JRM-4', async () => {
    const { pushed, checks } = await requested({ prompt: 'none' });
    const page = await chromium.newPage();
    await page.goto(pushed.href);
    const { url } = await party.next('/callback');
    assert.deepEqual([...url.searchParams.keys()], ['response']);
    await assert.rejects(client.authorizationCodeGrant(configuration, url, checks), {
      error: 'login_required',
    });
    await page.context().close();
  });

  it('is served no other way — RFC 9101 §10.5, advanced.md V-61', async () => {
    const unsigned = client.buildAuthorizationUrl(configuration, {
      redirect_uri: party.redirectUri,
      scope: 'openid',
    });
    await assert.rejects(client.buildAuthorizationUrlWithPAR(configuration, unsigned.searchParams), {
      error: 'invalid_request',
    });
  });
});
