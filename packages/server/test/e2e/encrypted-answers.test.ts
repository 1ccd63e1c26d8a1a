/** Answers that are encrypted for a client, with two client libraries as they are: openid-client and oauth4webapi. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { compactDecrypt, exportJWK, generateKeyPair } from 'jose';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { type Person, password, redirectUri, signIn } from '../races/person.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

const secret = 'reader-secret-5f0d0c1e7a9b4c63a1d27e88';
const encryption = { alg: 'ECDH-ES', enc: 'A256GCM' };

/** Every kind of answer encrypted. */
const reader = {
  client_id: 'reader',
  client_name: 'Reader',
  client_secret: secret,
  redirect_uris: [redirectUri],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  scope: 'openid profile offline_access',
  skip_consent: true,
  userinfo_signed_response_alg: 'RS256',
  ...Object.fromEntries(
    ['id_token', 'userinfo', 'authorization', 'introspection'].flatMap((kind) => [
      [`${kind}_encrypted_response_alg`, encryption.alg],
      [`${kind}_encrypted_response_enc`, encryption.enc],
    ]),
  ),
};

let server: TestServer;
let person: Person;
let key: CryptoKey;

before(async () => {
  const pair = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
  key = pair.privateKey;
  const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'reader-1', use: 'enc' }] };
  const users = [{ username: 'ada', password, email: 'ada@example.com', email_verified: true }];
  server = await startTestServer({ bootstrap: { users, clients: [{ ...reader, jwks }] } });
  person = await signIn(server.origin);
});

after(() => server.stop());

/** Where the browser ends up. */
async function follow({ pathname, search }: URL): Promise<URL> {
  const { response } = await person.get(`${pathname}${search}`);
  return new URL(response.headers.get('location') ?? assert.fail(`${response.status}`));
}

describe('openid-client, told how to decrypt', () => {
  it('signs a person in by an encrypted JARM answer and ID token, and refreshes — OpenID Connect Core §10.2, JARM §2.2, advanced.md JWR-4, JRM-3', async () => {
    const configuration = await client.discovery(
      new URL(server.origin),
      reader.client_id,
      secret,
      undefined,
      {
        execute: [
          client.allowInsecureRequests,
          client.useJwtResponseMode,
          (set) => client.enableDecryptingResponses(set, [encryption.enc], { key, kid: 'reader-1' }),
        ],
      },
    );
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
    const asked = client.buildAuthorizationUrl(configuration, {
      ...{ redirect_uri: redirectUri, scope: reader.scope, state: expectedState, nonce: expectedNonce },
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const answered = await follow(asked);
    assert.deepEqual([...answered.searchParams.keys()], ['response']);
    const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
    const tokens = await client.authorizationCodeGrant(configuration, answered, checks);
    const claims = tokens.claims() ?? assert.fail('no ID token');
    assert.equal(claims.aud, reader.client_id);
    assert.equal(tokens.id_token?.split('.').length, 5);
    const person = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
    assert.equal(person.preferred_username, 'ada');
    const refreshed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
    assert.equal(refreshed.claims()?.sub, claims.sub);
  });
});

describe('oauth4webapi, told how to decrypt', () => {
  const web: oauth.Client = { client_id: reader.client_id, userinfo_signed_response_alg: 'RS256' };
  const credential = oauth.ClientSecretBasic(secret);
  const seen: string[] = [];
  const options = {
    [oauth.allowInsecureRequests]: true,
    [oauth.jweDecrypt]: async (jwe: string) => {
      const { plaintext, protectedHeader } = await compactDecrypt(jwe, key);
      seen.push(`${protectedHeader.alg} ${protectedHeader.enc} ${protectedHeader['kid']}`);
      return new TextDecoder().decode(plaintext);
    },
  };

  it('reads ID token, userinfo and introspection, each signed inside — OpenID Connect Core §10.2, RFC 9701 §5, advanced.md JWR-4', async () => {
    const origin = new URL(server.origin);
    const issuer = await oauth.processDiscoveryResponse(
      origin,
      await oauth.discoveryRequest(origin, options),
    );
    const verifier = oauth.generateRandomCodeVerifier();
    const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
    const address = new URL(issuer.authorization_endpoint ?? '');
    address.search = new URLSearchParams({
      ...{
        client_id: web.client_id,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid profile',
      },
      ...{ state, nonce, response_mode: 'jwt', code_challenge_method: 'S256' },
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    }).toString();
    const parameters = await oauth.validateJwtAuthResponse(
      issuer,
      web,
      await follow(address),
      state,
      options,
    );
    const response = await oauth.authorizationCodeGrantRequest(
      ...([issuer, web, credential, parameters, redirectUri, verifier, options] as const),
    );
    const checks = { expectedNonce: nonce, requireIdToken: true, ...options };
    const tokens = await oauth.processAuthorizationCodeResponse(issuer, web, response, checks);
    await oauth.validateApplicationLevelSignature(issuer, response, options);
    const { sub } = oauth.getValidatedIdTokenClaims(tokens) ?? assert.fail('no ID token');

    const userinfo = await oauth.userInfoRequest(issuer, web, tokens.access_token, options);
    const claims = await oauth.processUserInfoResponse(issuer, web, sub, userinfo, options);
    await oauth.validateApplicationLevelSignature(issuer, userinfo, options);
    assert.equal(claims.preferred_username, 'ada');

    const asking = { ...options, requestJwtResponse: true };
    const inspected = await oauth.introspectionRequest(issuer, web, credential, tokens.access_token, asking);
    const told = await oauth.processIntrospectionResponse(issuer, web, inspected, options);
    await oauth.validateApplicationLevelSignature(issuer, inspected, options);
    assert.equal(told.active, true);
    assert.deepEqual(new Set(seen), new Set(['ECDH-ES A256GCM reader-1']));
    assert.ok(seen.length >= 4, String(seen.length));
  });
});
