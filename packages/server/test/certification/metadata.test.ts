/** What the profiles Config and Dynamic look at: metadata, keys, and what clients say of themselves (advanced.md §18). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { exportJWK, generateKeyPair } from 'jose';
import { reads } from '../e2e/person.ts';
import { type Json, postJson, startWalk, type Walk } from './walk.ts';

/** A PNG of one pixel. */
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('metadata and registration of the certification profile', () => {
  let walk: Walk;
  before(async () => {
    walk = await startWalk();
  });
  after(() => walk.stop());

  const lists = (member: string): readonly unknown[] => {
    const value: unknown = walk.metadata[member];
    return Array.isArray(value) ? value : assert.fail(`${member} is no list`);
  };
  const listsAll = (member: string, ...values: readonly string[]): void => {
    for (const value of values) assert.ok(lists(member).includes(value), `${member}: ${value}`);
  };

  it('is JSON at the issuer, each member of its type — advanced.md V-1', async () => {
    const { origin } = walk.world.server;
    const answer = await walk.ask(`${origin}/.well-known/openid-configuration`);
    assert.equal(answer.status, 200);
    assert.match(String(answer.headers['content-type']), /^application\/json\b/);
    assert.equal(walk.metadata['issuer'], origin);
    for (const [name, value] of Object.entries<unknown>(walk.metadata)) {
      if (name.endsWith('_supported') && Array.isArray(value)) {
        assert.ok(
          value.every((each) => typeof each === 'string'),
          name,
        );
      } else if (/_supported$|^require_|_required$/.test(name)) {
        assert.equal(typeof value, 'boolean', name);
      } else {
        assert.equal(typeof value, 'string', name);
      }
    }
  });

  it('lists what there is to choose from — advanced.md V-2, V-5, V-28', () => {
    listsAll('subject_types_supported', 'public');
    listsAll('id_token_signing_alg_values_supported', 'RS256');
    listsAll('scopes_supported', 'openid');
    for (const scope of lists('scopes_supported')) assert.match(String(scope), /^[\x21\x23-\x5b\x5d-\x7e]+$/);
    for (const tag of lists('ui_locales_supported'))
      assert.equal(new Intl.Locale(String(tag)).toString(), tag);
    listsAll('code_challenge_methods_supported', 'S256');
    listsAll('token_endpoint_auth_methods_supported', 'client_secret_basic', 'client_secret_post');
    assert.equal(walk.metadata['authorization_response_iss_parameter_supported'], true as never);
  });

  it('has every address by https — advanced.md V-3, V-6', () => {
    const { metadata } = walk;
    const addresses = Object.entries(metadata).filter(([name]) => /(?:_endpoint|_uri|_iframe)$/.test(name));
    for (const [name, address] of addresses) assert.equal(new URL(address).protocol, 'https:', name);
    const wanted = ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'end_session_endpoint'];
    for (const name of wanted) assert.ok(name in metadata, name);
    for (const way of ['backchannel', 'frontchannel']) {
      assert.equal(metadata[`${way}_logout_supported`], true as never);
      assert.equal(metadata[`${way}_logout_session_supported`], true as never);
    }
  });

  it('offers what every dynamic provider has to — advanced.md V-4', () => {
    listsAll('response_types_supported', 'code', 'id_token', 'id_token token');
    listsAll('grant_types_supported', 'authorization_code', 'implicit');
    listsAll('request_object_signing_alg_values_supported', 'RS256');
    assert.equal(walk.metadata['request_uri_parameter_supported'], true as never);
    listsAll('userinfo_signing_alg_values_supported', 'RS256');
  });

  it('publishes keys that are public, strong, and told apart by name — advanced.md V-9', async () => {
    const { keys } = JSON.parse((await walk.ask(walk.metadata['jwks_uri'] ?? '')).body);
    assert.equal(new Set(keys.map(({ kid }: Json) => kid)).size, keys.length);
    for (const key of keys) {
      for (const secret of ['d', 'p', 'q', 'k', 'dp', 'dq', 'qi']) assert.ok(!(secret in key), secret);
      if (key.kty === 'RSA') assert.ok(Buffer.from(key.n, 'base64url').length * 8 >= 2048);
      else assert.ok(Buffer.from(key.x, 'base64url').length * 8 >= 224);
    }
  });

  it('registers a client, and tells it all it needs — advanced.md V-12', async () => {
    const { key } = await keyPair();
    const said = {
      client_name: 'Suite',
      redirect_uris: [walk.world.party.redirectUri],
      contacts: ['suite@example.org'],
      jwks: { keys: [key] },
      token_endpoint_auth_method: 'client_secret_post',
    };
    const told = await walk.register(said);
    for (const [name, value] of Object.entries(said)) assert.deepEqual(told[name], value, name);
    const until = Number(told['client_secret_expires_at']);
    assert.ok(until === 0 || until > Date.now() / 1000);
    assert.match(told.client_secret, /^.{22,}$/);
    assert.equal(new URL(String(told['registration_client_uri'])).protocol, 'https:');
    assert.equal(typeof told['registration_access_token'], 'string');
  });

  it('refuses what no client may say, and gives back what it may — advanced.md V-13', async () => {
    const { world, metadata } = walk;
    const redirect_uris = [world.party.redirectUri];
    const refused = async (said: Json): Promise<Json> => {
      const answer = await postJson(world, metadata['registration_endpoint'] ?? '', said);
      assert.equal(answer.status, 400);
      assert.match(String(answer.headers['content-type']), /^application\/json\b/);
      return JSON.parse(answer.body);
    };
    assert.equal(
      (await refused({ redirect_uris: [`${redirect_uris[0]}#part`] }))['error'],
      'invalid_redirect_uri',
    );
    const plain = { redirect_uris, initiate_login_uri: 'http://app.example/start' };
    assert.equal((await refused(plain))['error'], 'invalid_client_metadata');
    const initiate_login_uri = `${world.party.origin}/start`;
    const told = await walk.register({ initiate_login_uri });
    assert.equal(told['initiate_login_uri'], initiate_login_uri);
    const headers = { authorization: `Bearer ${told['registration_access_token']}` };
    const read = await walk.ask(String(told['registration_client_uri']), { headers });
    assert.equal(read.status, 200);
    assert.equal(JSON.parse(read.body).initiate_login_uri, initiate_login_uri);
  });

  it('shows logo, policy and terms of a client where people sign in — advanced.md V-15', async () => {
    const { party } = walk.world;
    const html = Buffer.from(pixel, 'base64');
    party.publish('/logo.png', { html, headers: { 'content-type': 'image/png' } });
    const client = await walk.register({
      logo_uri: `${party.origin}/logo.png`,
      policy_uri: `${party.origin}/policy`,
      tos_uri: `${party.origin}/terms`,
    });
    const tab = await walk.newTab();
    await tab.goto(walk.request(client).address);
    await reads(tab, 'Sign in');
    const links = await tab.locator('a').evaluateAll((all) => all.map((each) => each.getAttribute('href')));
    for (const page of ['policy', 'terms']) assert.ok(links.includes(`${party.origin}/${page}`), page);
    assert.ok((await tab.locator('main img').count()) > 0);
    await tab.context().close();
  });
});

async function keyPair() {
  const { publicKey } = await generateKeyPair('RS256');
  return { key: { ...(await exportJWK(publicKey)), kid: 'one', use: 'sig', alg: 'RS256' } };
}
