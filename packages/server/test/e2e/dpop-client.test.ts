/** Tokens bound to keys, with a library that speaks DPoP as it comes, nonces demanded. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as client from 'openid-client';
import {
  fixtures,
  hiddenFields as hidden,
  type Person,
  redirectUri,
  secret,
  signIn,
} from '../races/person.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

let server: TestServer;
let person: Person;
let web: client.Configuration;
let DPoP: client.DPoPHandle;

before(async () => {
  server = await startTestServer({ bootstrap: fixtures, environment: { ENABLE_DPOP_NONCE: 'true' } });
  person = await signIn(server.origin);
  web = await discovered('web', client.ClientSecretBasic(secret));
  DPoP = await handleOf(web);
});
after(() => server.stop());

const discovered = (id: string, authentication: client.ClientAuth): Promise<client.Configuration> =>
  client.discovery(new URL(server.origin), id, undefined, authentication, {
    execute: [client.allowInsecureRequests],
  });

const handleOf = async (configuration: client.Configuration): Promise<client.DPoPHandle> =>
  client.getDPoPHandle(configuration, await client.randomDPoPKeyPair());

/** Signs in by a pushed request whose code is bound to the key. */
async function signInBound() {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const parameters = {
    redirect_uri: redirectUri,
    scope: 'openid profile offline_access read',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  };
  const address = await client.buildAuthorizationUrlWithPAR(web, parameters, { DPoP });
  const { response } = await person.get(`${address.pathname}${address.search}`);
  const answer = new URL(response.headers.get('location') ?? '');
  const tokens = await client.authorizationCodeGrant(web, answer, { pkceCodeVerifier }, undefined, { DPoP });
  return { answer, pkceCodeVerifier, tokens };
}

describe('openid-client with DPoP', () => {
  it('gets, uses and refreshes bound tokens — RFC 9449 §5, §7.1, §8, §9, advanced.md DPO-5, DPO-6', async () => {
    const { tokens } = await signInBound();
    assert.equal(tokens.token_type, 'dpop'); // the library folds the case
    const sub = tokens.claims()?.sub ?? assert.fail();
    const profile = await client.fetchUserInfo(web, tokens.access_token, sub, { DPoP });
    assert.equal(profile.sub, sub);
    const renewed = await client.refreshTokenGrant(web, tokens.refresh_token ?? '', undefined, { DPoP });
    assert.equal(renewed.token_type, 'dpop');
    assert.equal((await client.fetchUserInfo(web, renewed.access_token, sub, { DPoP })).sub, sub);
    await assert.rejects(client.fetchUserInfo(web, renewed.access_token, sub));
    const seen = await client.tokenIntrospection(web, renewed.access_token);
    assert.deepEqual(Object.keys(seen.cnf ?? {}), ['jkt']);
  });

  it('acts for itself, and for a device — advanced.md DPO-6', async () => {
    const own = await client.clientCredentialsGrant(web, { scope: 'read' }, { DPoP });
    assert.equal(own.token_type, 'dpop');
    const device = await discovered('device', client.None());
    const theirs = await handleOf(device);
    const started = await client.initiateDeviceAuthorization(device, { scope: 'openid' });
    const polled = client.pollDeviceAuthorizationGrant(device, { ...started, interval: 1 }, undefined, {
      DPoP: theirs,
    });
    await approve(started.user_code);
    const tokens = await polled;
    assert.equal(tokens.token_type, 'dpop');
    const stolen = client.refreshTokenGrant(device, tokens.refresh_token ?? '', undefined, { DPoP });
    await assert.rejects(stolen, { error: 'invalid_grant' });
    await client.refreshTokenGrant(device, tokens.refresh_token ?? '', undefined, { DPoP: theirs });
  });

  it('is read by scripts of other origins — advanced.md DPO-5', async () => {
    const asked = await fetch(`${server.origin}/oauth/token`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://spa.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'dpop',
      },
    });
    assert.match(asked.headers.get('access-control-allow-headers') ?? '', /\bdpop\b/);
    const answered = await fetch(`${server.origin}/oauth/token`, {
      method: 'POST',
      headers: { origin: 'https://spa.example' },
    });
    assert.match(answered.headers.get('access-control-expose-headers') ?? '', /\bDPoP-Nonce\b/);
  });
});

async function approve(userCode: string): Promise<void> {
  const entered = await person.submit('/device/verify', {
    ...hidden((await person.get(`/device?user_code=${userCode}`)).page),
    user_code: userCode,
  });
  const decided = await person.submit('/device/verify', { ...hidden(entered.page), action: 'approve' });
  assert.equal(decided.response.status, 200);
}
