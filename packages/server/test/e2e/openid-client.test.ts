import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import * as client from 'openid-client';
import type { Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { alice, declarations, deviceApplication, webApplication } from './declarations.ts';
import { allows, connectsDevice, reads, signsIn } from './person.ts';
import { type Arrival, type RelyingParty, startRelyingParty } from './relying-party.ts';

let party: RelyingParty;
let server: TestServer;
let chromium: TestBrowser;
let album: client.Configuration;

before(async () => {
  party = await startRelyingParty();
  server = await startTestServer({
    bootstrap: declarations(party),
    environment: { POLLING_INTERVAL: '1s' },
  });
  chromium = await launchBrowser();
  album = await discovered();
});

after(async () => {
  await chromium.close();
  await server.stop();
  await party.stop();
});

type Setting = (configuration: client.Configuration) => void;

/** The web application as the library sees it, over plain http because it is on this machine. */
const discovered = (...settings: readonly Setting[]): Promise<client.Configuration> =>
  client.discovery(
    new URL(server.origin),
    webApplication.client_id,
    webApplication.client_secret,
    client.ClientSecretBasic(webApplication.client_secret),
    { execute: [client.allowInsecureRequests, ...settings] },
  );

type SignedIn = {
  readonly page: Page;
  readonly tokens: Awaited<ReturnType<typeof client.authorizationCodeGrant>>;
};

/** Code + PKCE with a nonce and a state, sign-in and consent clicked in the browser. */
async function signInWithBrowser(
  scope: string,
  more: { configuration?: client.Configuration; parameters?: Record<string, string> } = {},
): Promise<SignedIn> {
  const { configuration = album, parameters = {} } = more;
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const expectedNonce = client.randomNonce();
  const address = client.buildAuthorizationUrl(configuration, {
    redirect_uri: party.redirectUri,
    scope,
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    prompt: 'consent',
    ...parameters,
  });
  const page = await chromium.newPage();
  await page.goto(address.href);
  await signsIn(page, alice);
  await allows(page);
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
  const answer = requestOf(await party.next('/callback'));
  return { page, tokens: await client.authorizationCodeGrant(configuration, answer, checks) };
}

/** What arrived at the redirect URI, as the library takes it: a GET, or the POST of `form_post`. */
const requestOf = ({ method, url, form }: Arrival): URL | Request =>
  method === 'POST' ? new Request(url, { method, body: form }) : url;

describe('openid-client', () => {
  it('discovers the server — OpenID Connect Discovery 1.0 §4', () => {
    const metadata = album.serverMetadata();
    assert.equal(metadata.issuer, server.origin);
    assert.equal(metadata.supportsPKCE(), true);
    assert.equal(metadata.authorization_response_iss_parameter_supported, true);
  });

  it('signs a person in by code and PKCE, and refreshes — OpenID Connect Core 1.0 §3.1, §12', async () => {
    const { page, tokens } = await signInWithBrowser('openid profile email offline_access read');
    assert.equal(tokens.token_type, 'bearer'); // the library folds the case
    assert.equal(tokens.claims()?.sub, alice.sub);
    const profile = await client.fetchUserInfo(album, tokens.access_token, alice.sub);
    assert.equal(profile.name, 'Alice Liddell');
    assert.equal(profile.email, 'alice@example.org');
    assert.equal(profile.email_verified, true);

    const refreshed = await client.refreshTokenGrant(album, tokens.refresh_token ?? '');
    assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
    assert.equal(refreshed.claims()?.sub, alice.sub);
    assert.equal(refreshed.claims()?.auth_time, tokens.claims()?.auth_time);
    await client.fetchUserInfo(album, refreshed.access_token, alice.sub);
    await page.context().close();
  });

  it('verifies the signature of the ID token — OpenID Connect Core 1.0 §3.1.3.7', async () => {
    const configuration = await discovered(client.enableNonRepudiationChecks);
    const { page, tokens } = await signInWithBrowser('openid', { configuration });
    assert.equal(tokens.claims()?.iss, server.origin);
    await page.context().close();
  });

  it('takes code and ID token by form_post — OpenID Connect Core 1.0 §3.3, Form Post §2', async () => {
    const configuration = await discovered(client.useCodeIdTokenResponseType);
    const parameters = { response_mode: 'form_post' };
    const { page, tokens } = await signInWithBrowser('openid', { configuration, parameters });
    assert.equal(tokens.claims()?.sub, alice.sub);
    await page.context().close();
  });

  it('introspects and revokes — RFC 7662 §2, RFC 7009 §2', async () => {
    const { page, tokens } = await signInWithBrowser('openid offline_access read');
    const seen = await client.tokenIntrospection(album, tokens.access_token);
    assert.equal(seen.active, true);
    assert.equal(seen.username, alice.username);
    await client.tokenRevocation(album, tokens.refresh_token ?? '');
    assert.deepEqual(await client.tokenIntrospection(album, tokens.access_token), { active: false });
    await assert.rejects(client.refreshTokenGrant(album, tokens.refresh_token ?? ''), {
      error: 'invalid_grant',
    });
    await page.context().close();
  });

  it('signs the person out and comes back — RP-Initiated Logout 1.0 §2, §3', async () => {
    const { page, tokens } = await signInWithBrowser('openid');
    const state = client.randomState();
    const address = client.buildEndSessionUrl(album, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: party.afterLogout,
      state,
    });
    await page.goto(address.href);
    const { url } = await party.next('/signed-out');
    assert.equal(url.searchParams.get('state'), state);
    assert.deepEqual([...url.searchParams.keys()], ['state']); // protocol.md LO-2
    await page.goto(`${server.origin}/account/sessions`);
    await reads(page, 'Sign in');
    await page.context().close();
  });

  it('connects a device approved in the browser — RFC 8628 §3', async () => {
    const notes = await client.discovery(
      new URL(server.origin),
      deviceApplication.client_id,
      undefined,
      client.None(),
      { execute: [client.allowInsecureRequests] },
    );
    const started = await client.initiateDeviceAuthorization(notes, { scope: 'openid offline_access read' });
    const page = await chromium.newPage();
    const polling = client.pollDeviceAuthorizationGrant(notes, started);
    await connectsDevice(page, started.verification_uri_complete ?? '', alice);
    const tokens = await polling;
    assert.equal(tokens.claims()?.sub, alice.sub);
    assert.equal(tokens.scope, 'openid offline_access read');
    await page.context().close();
  });

  it('gets a token for itself — RFC 6749 §4.4', async () => {
    const tokens = await client.clientCredentialsGrant(album, { scope: 'read' });
    assert.equal(tokens.scope, 'read');
    assert.equal(tokens.refresh_token, undefined);
    const seen = await client.tokenIntrospection(album, tokens.access_token);
    assert.equal(seen.sub, `client:${webApplication.client_id}`);
  });
});
