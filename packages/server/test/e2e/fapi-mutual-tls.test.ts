/** FAPI 2.0 Security Profile by certificates alone, with clients that are used as they come, against a server of that PROFILE. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { TestIssued } from '@grantor/engine/testing';
import { certificateThumbprint } from '@grantor/protocol';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { type Person, password, redirectUri, signIn } from '../races/person.ts';
import { answerTo } from './fapi.ts';
import {
  clientAuthority,
  fetchWith,
  type SecureServer,
  serverAuthority,
  startSecureServer,
} from './mutual-tls.ts';

const scope = 'openid profile offline_access read';
const own = clientAuthority.issue({ subject: [['CN', 'Bank']] });
const renewed = clientAuthority.issue({ subject: [['CN', 'Bank']] });
const stranger = clientAuthority.issue({ subject: [['CN', 'Stranger']] });

const bank = {
  client_id: 'bank',
  client_name: 'Bank',
  redirect_uris: [redirectUri],
  token_endpoint_auth_method: 'tls_client_auth',
  tls_client_auth_subject_dn: 'CN=Bank',
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  response_types: ['code'],
  scope,
  skip_consent: true,
};

const thumbprint = ({ der }: TestIssued): string => certificateThumbprint(der);
const boundTo = (token: string): unknown => decodeJwt(token)['cnf'];

let server: SecureServer;
let person: Person;
before(async () => {
  // For the browser: the clients know the authority by themselves
  setDefaultCACertificates([...getCACertificates('default'), serverAuthority.certificate]);
  const users = [{ username: 'ada', password, email: 'ada@example.com', email_verified: true }];
  server = await startSecureServer([bank], { PROFILE: 'fapi2-security' }, users);
  person = await signIn(server.origin);
});
after(() => server.stop());

describe('openid-client with a certificate under fapi2-security', () => {
  const configured = (shown: TestIssued): Promise<client.Configuration> =>
    client.discovery(
      new URL(server.origin),
      bank.client_id,
      { use_mtls_endpoint_aliases: true },
      client.TlsClientAuth(),
      { [client.customFetch]: fetchWith(shown) as client.CustomFetch },
    );

  async function requested(configuration: client.Configuration) {
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const expectedState = client.randomState();
    const address = await client.buildAuthorizationUrlWithPAR(configuration, {
      ...{ redirect_uri: redirectUri, scope, state: expectedState, code_challenge_method: 'S256' },
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    });
    return { address, checks: { pkceCodeVerifier, expectedState } };
  }

  it('signs in, uses and refreshes bound tokens — FAPI 2.0 Security Profile §5.3.2.1, RFC 8705 §3, advanced.md SW-3, SW-6, SW-8, MTL-5, V-46', async () => {
    const configuration = await configured(own);
    const { address, checks } = await requested(configuration);
    assert.deepEqual([...address.searchParams.keys()].sort(), ['client_id', 'request_uri']);
    const tokens = await client.authorizationCodeGrant(
      configuration,
      await answerTo(person, address),
      checks,
    );
    assert.equal(tokens.token_type, 'bearer');
    assert.deepEqual(boundTo(tokens.access_token), { 'x5t#S256': thumbprint(own) });
    assert.equal(decodeProtectedHeader(tokens.id_token ?? '').alg, 'ES256');
    const sub = tokens.claims()?.sub ?? assert.fail();
    assert.equal((await client.fetchUserInfo(configuration, tokens.access_token, sub)).sub, sub);
    const thief = await configured(stranger);
    await assert.rejects(client.fetchUserInfo(thief, tokens.access_token, sub));

    const later = await configured(renewed);
    const refreshed = await client.refreshTokenGrant(later, tokens.refresh_token ?? '');
    assert.equal(refreshed.refresh_token, tokens.refresh_token);
    assert.deepEqual(boundTo(refreshed.access_token), { 'x5t#S256': thumbprint(renewed) });
    assert.equal((await client.fetchUserInfo(later, refreshed.access_token, sub)).sub, sub);
    await assert.rejects(client.fetchUserInfo(configuration, refreshed.access_token, sub));
  });

  it('pushes and redeems nothing with another certificate — advanced.md SW-3, MTL-3, V-54', async () => {
    const configuration = await configured(own);
    const { address, checks } = await requested(configuration);
    const answer = await answerTo(person, address);
    const thief = await configured(stranger);
    await assert.rejects(requested(thief), { status: 401 });
    await assert.rejects(client.authorizationCodeGrant(thief, answer, checks), { status: 401 });
    const tokens = await client.authorizationCodeGrant(configuration, answer, checks);
    assert.deepEqual(boundTo(tokens.access_token), { 'x5t#S256': thumbprint(own) });
  });
});

describe('oauth4webapi with a certificate under fapi2-security', () => {
  it('signs in, and calls with a bound token — FAPI 2.0 Security Profile §5.3.2, RFC 8705 §5, advanced.md MTL-5, MTL-8, V-46', async () => {
    const send = (url: string, init: object): Promise<Response> => fetchWith(own)(url, init);
    const options = { [oauth.customFetch]: send };
    const origin = new URL(server.origin);
    const discovered = await oauth.discoveryRequest(origin, options);
    const issuer = await oauth.processDiscoveryResponse(origin, discovered);
    const self: oauth.Client = { client_id: bank.client_id, use_mtls_endpoint_aliases: true };
    const credential = oauth.TlsClientAuth();
    const verifier = oauth.generateRandomCodeVerifier();
    const parameters = {
      ...{ redirect_uri: redirectUri, response_type: 'code', scope, code_challenge_method: 'S256' },
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    };
    const pushed = await oauth.pushedAuthorizationRequest(issuer, self, credential, parameters, options);
    const { request_uri } = await oauth.processPushedAuthorizationResponse(issuer, self, pushed);
    const address = new URL(issuer.authorization_endpoint ?? assert.fail());
    address.search = new URLSearchParams({ client_id: bank.client_id, request_uri }).toString();
    const answer = oauth.validateAuthResponse(issuer, self, await answerTo(person, address));
    const response = await oauth.authorizationCodeGrantRequest(
      ...([issuer, self, credential, answer, redirectUri, verifier, options] as const),
    );
    const checks = { requireIdToken: true };
    const tokens = await oauth.processAuthorizationCodeResponse(issuer, self, response, checks);
    assert.deepEqual(boundTo(tokens.access_token), { 'x5t#S256': thumbprint(own) });
    const sub = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? assert.fail();
    const called = await oauth.userInfoRequest(issuer, self, tokens.access_token, options);
    assert.equal((await oauth.processUserInfoResponse(issuer, self, sub, called)).sub, sub);
  });
});
