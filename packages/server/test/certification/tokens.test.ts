/** What the profiles Basic and Dynamic look at once there is a code (advanced.md §18). */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Page } from 'playwright-core';
import { alice } from '../e2e/declarations.ts';
import { allows, signsIn } from '../e2e/person.ts';
import { claimsOf, demo, type Json, type Registered, startWalk, type Walk } from './walk.ts';

// OpenID Connect Core §5.1
const standardClaims = [
  ...['sub', 'name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username', 'profile'],
  ...['picture', 'website', 'email', 'email_verified', 'gender', 'birthdate', 'zoneinfo', 'locale'],
  ...['phone_number', 'phone_number_verified', 'address', 'updated_at'],
];
const typesOfClaims: Readonly<Record<string, string>> = {
  ...{ email_verified: 'boolean', phone_number_verified: 'boolean' },
  ...{ address: 'object', updated_at: 'number' },
};

const enters = async (tab: Page): Promise<void> => {
  await signsIn(tab, alice);
  await allows(tab);
};

describe('tokens of the certification profile', () => {
  let walk: Walk;
  before(async () => {
    walk = await startWalk();
  });
  after(() => walk.stop());

  /** A new client, and the tokens of somebody who has just signed in to it. */
  async function inside(change: Json = {}, parameters: Readonly<Record<string, string>> = {}) {
    const client = await walk.register(change);
    const tab = await walk.newTab();
    const asked = walk.request(client, parameters);
    const arrival = await walk.answer(tab, asked, enters);
    await tab.context().close();
    return { client, asked, arrival, tokens: await walk.redeem(client, asked, arrival) };
  }

  const refused = async (answer: ReturnType<Walk['ask']>): Promise<void> => {
    const { status, headers, body } = await answer;
    assert.equal(status, 400, body);
    assert.match(String(headers['content-type']), /^application\/json\b/);
    assert.equal(JSON.parse(body).error, 'invalid_grant');
  };

  const redeemed = (code: string, redirect_uri: string) => ({
    grant_type: 'authorization_code',
    code,
    redirect_uri,
  });

  it('come by either way of showing the secret, each once for its code — advanced.md V-5, V-33, V-36', async () => {
    for (const token_endpoint_auth_method of ['client_secret_basic', 'client_secret_post']) {
      const { client, asked, arrival, tokens } = await inside({ token_endpoint_auth_method });
      assert.equal(tokens['token_type'], 'Bearer');
      assert.ok(Number(tokens['expires_in']) > 0);
      assert.match(tokens['access_token'] ?? '', /^[\x21-\x7e]{22,}$/);
      const code = arrival.url.searchParams.get('code') ?? '';
      const spent = { ...redeemed(code, asked.redirectUri), code_verifier: asked.verifier };
      await refused(walk.token(client, spent));
    }
    const owner = await walk.register();
    const tab = await walk.newTab();
    const asked = walk.request(owner);
    const { url } = await walk.answer(tab, asked, enters);
    const code = url.searchParams.get('code') ?? '';
    const stolen = { ...redeemed(code, asked.redirectUri), code_verifier: asked.verifier };
    await refused(walk.token(await walk.register(), stolen));
    await tab.context().close();
  });

  it('say who signed in, when and for whom, signed by RS256 — advanced.md V-34', async () => {
    const { client, asked, tokens } = await inside();
    const { payload, protectedHeader } = await walk.verify(tokens['id_token'] ?? '', client.client_id);
    assert.equal(protectedHeader.alg, 'RS256');
    assert.ok(protectedHeader.kid);
    const now = Date.now() / 1000;
    assert.ok(Math.abs(Number(payload.iat) - now) < 300);
    assert.ok(Number(payload.exp) > now && Number(payload.exp) < now + 86_400);
    assert.equal(payload.sub, alice.sub);
    assert.equal(payload['nonce'], asked.nonce);
    if ('acr' in payload) assert.ok(String(payload['acr']).length > 0);
    if ('updated_at' in payload) assert.equal(typeof payload['updated_at'], 'number');
  });

  it('open userinfo by GET and by POST, signed for whom it is to be — advanced.md V-35', async () => {
    const { tokens } = await inside();
    const token = tokens['access_token'] ?? '';
    for (const method of ['GET', 'POST']) {
      const { status, headers, body } = await walk.userinfo(token, { method });
      assert.equal(status, 200);
      assert.match(String(headers['content-type']), /^application\/json\b/);
      const told = JSON.parse(body);
      assert.deepEqual(
        [told.sub, told.name, told.email, told.email_verified],
        [claimsOf(tokens['id_token'] ?? '')['sub'], demo.claims.name, demo.email, true],
      );
    }
    const signed = await inside({ userinfo_signed_response_alg: 'RS256' });
    const { headers, body } = await walk.userinfo(signed.tokens['access_token'] ?? '');
    assert.match(String(headers['content-type']), /^application\/jwt\b/);
    const { payload, protectedHeader } = await walk.verify(body, signed.client.client_id);
    assert.equal(protectedHeader.alg, 'RS256');
    assert.equal(payload.sub, alice.sub);
    assert.ok(!('nonce' in payload));
  });

  it('open a value of every standard claim — advanced.md PRF-5, V-35, OpenID Connect Core §5.1', async () => {
    const { tokens } = await inside({}, { scope: 'openid profile email address phone' });
    const told = JSON.parse((await walk.userinfo(tokens['access_token'] ?? '')).body);
    assert.deepEqual(Object.keys(told).sort(), [...standardClaims].sort());
    for (const [claim, value] of Object.entries(told)) {
      const type = typesOfClaims[claim] ?? 'string';
      assert.equal(typeof value, type, claim);
      assert.notEqual(value, '', claim);
    }
  });

  it('are renewed for their client alone, and say the same — advanced.md V-37', async () => {
    const grants = { grant_types: ['authorization_code', 'refresh_token'] };
    const offline = { scope: 'openid profile offline_access', prompt: 'consent' };
    const { client, tokens } = await inside(grants, offline);
    const refresh_token = tokens['refresh_token'] ?? '';
    assert.match(refresh_token, /^[\x20-\x7e]{22,}$/);
    const other = await walk.register(grants);
    await refused(walk.token(other, { grant_type: 'refresh_token', refresh_token }));
    const answer = await walk.token(client, { grant_type: 'refresh_token', refresh_token });
    assert.equal(answer.status, 200, answer.body);
    assert.match(String(answer.headers['cache-control']), /no-store/);
    const [old, renewed] = [tokens['id_token'], JSON.parse(answer.body).id_token].map((each) =>
      claimsOf(each),
    );
    for (const claim of ['iss', 'sub', 'aud', 'azp', 'auth_time'])
      assert.deepEqual(renewed?.[claim], old?.[claim], claim);
    assert.ok(Number(renewed?.['iat']) >= Number(old?.['iat']));
  });

  type Signer = { readonly privateKey: CryptoKey; readonly jwk: Json };

  async function signer(kid: string): Promise<Signer> {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
  }

  /** A token request that its client signs. */
  async function bySigning(
    client: Registered,
    { privateKey, jwk }: Signer,
    parameters: Readonly<Record<string, string>>,
  ) {
    const { client_id } = client;
    const endpoint = walk.metadata['token_endpoint'] ?? '';
    const audience = client['audience'] === 'issuer' ? (walk.metadata['issuer'] ?? '') : endpoint;
    const assertion = await new SignJWT()
      .setProtectedHeader({ alg: 'RS256', kid: String(jwk['kid']) })
      .setIssuer(client_id)
      .setSubject(client_id)
      .setAudience(audience)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(privateKey);
    const body = new URLSearchParams({
      ...parameters,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });
    return walk.ask(endpoint, { method: 'POST', body });
  }

  async function redeemsBySigning(client: Registered, by: Signer): Promise<void> {
    const tab = await walk.newTab();
    const asked = walk.request(client, { scope: 'openid offline_access', prompt: 'consent' });
    const { url } = await walk.answer(tab, asked, enters);
    await tab.context().close();
    const answer = await bySigning(client, by, {
      ...redeemed(url.searchParams.get('code') ?? '', asked.redirectUri),
      code_verifier: asked.verifier,
    });
    assert.equal(answer.status, 200, answer.body);
    assert.ok(JSON.parse(answer.body).id_token);
  }

  const signs = {
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'RS256',
    grant_types: ['authorization_code', 'refresh_token'],
  };

  it('come to a client that signs with a key it registered, for the endpoint or for the issuer — advanced.md V-39', async () => {
    const own = await signer('inline');
    const client = await walk.register({ ...signs, jwks: { keys: [own.jwk] } });
    await redeemsBySigning(client, own);
    await redeemsBySigning({ ...client, audience: 'issuer' }, own);
  });

  it('come to a client by the keys it publishes — advanced.md V-39', async () => {
    const { party } = walk.world;
    const published = await signer('published');
    party.publish('/keys', {
      html: JSON.stringify({ keys: [published.jwk] }),
      headers: { 'content-type': 'application/json' },
    });
    await redeemsBySigning(await walk.register({ ...signs, jwks_uri: `${party.origin}/keys` }), published);
  });
});
