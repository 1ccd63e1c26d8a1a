/** Clients that sign with their secret, by two client libraries as they are: openid-client and oauth4webapi. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { type Person, password, redirectUri, signIn } from '../races/person.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

const secret = 'signing-secret-mit-Ümlauten-7a9b4c63a1d27e88';

const signing = {
  client_id: 'signing',
  client_name: 'Signing',
  client_secret: secret,
  token_endpoint_auth_method: 'client_secret_jwt',
  redirect_uris: [redirectUri],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  response_types: ['code'],
  scope: 'openid offline_access read',
  skip_consent: true,
};

let server: TestServer;
let person: Person;

before(async () => {
  const users = [{ username: 'ada', password, email: 'ada@example.com', email_verified: true }];
  server = await startTestServer({ bootstrap: { users, clients: [signing] } });
  person = await signIn(server.origin);
});

after(() => server.stop());

describe('openid-client with ClientSecretJwt', () => {
  it('pushes, signs a person in and refreshes — OpenID Connect Core §9, advanced.md CAU-6', async () => {
    const proof = client.ClientSecretJwt(secret);
    const { origin } = new URL(server.origin);
    const insecure = { execute: [client.allowInsecureRequests] };
    const configuration = await client.discovery(new URL(origin), 'signing', {}, proof, insecure);
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const pushed = await client.buildAuthorizationUrlWithPAR(configuration, {
      ...{ redirect_uri: redirectUri, scope: 'openid offline_access' },
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const { response } = await person.get(`${pushed.pathname}${pushed.search}`);
    const answered = new URL(response.headers.get('location') ?? assert.fail(`${response.status}`));
    const checks = { pkceCodeVerifier, idTokenExpected: true };
    const tokens = await client.authorizationCodeGrant(configuration, answered, checks);
    const refreshed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
    assert.equal(refreshed.claims()?.sub, tokens.claims()?.sub);
    const told = await client.tokenIntrospection(configuration, refreshed.access_token);
    assert.equal(told.active, true);
    await client.tokenRevocation(configuration, refreshed.access_token);
    assert.equal((await client.tokenIntrospection(configuration, refreshed.access_token)).active, false);
  });

  it('is refused with another secret', async () => {
    const proof = client.ClientSecretJwt('signing-secret-of-somebody-else-altogether');
    const insecure = { execute: [client.allowInsecureRequests] };
    const configuration = await client.discovery(new URL(server.origin), 'signing', {}, proof, insecure);
    await assert.rejects(client.clientCredentialsGrant(configuration, { scope: 'read' }), {
      status: 401,
    });
  });
});

describe('oauth4webapi with ClientSecretJwt', () => {
  it('gets a token of its own — OpenID Connect Core §9, advanced.md CAU-6', async () => {
    const options = { [oauth.allowInsecureRequests]: true };
    const origin = new URL(server.origin);
    const issuer = await oauth.processDiscoveryResponse(
      origin,
      await oauth.discoveryRequest(origin, options),
    );
    const machine: oauth.Client = { client_id: 'signing' };
    const response = await oauth.clientCredentialsGrantRequest(
      ...([issuer, machine, oauth.ClientSecretJwt(secret), { scope: 'read' }, options] as const),
    );
    const tokens = await oauth.processClientCredentialsResponse(issuer, machine, response);
    assert.equal(tokens.scope, 'read');
  });
});
