import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { apiToken, claimsOf, client, secret } from '../authlete/world.ts';
import { browse, type FacadeWorld, form, type Jar, password, startFacadeWorld } from './world.ts';

const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';

const tv = client('tv', {
  redirect_uris: [],
  response_types: [],
  grant_types: [grant_type, 'refresh_token'],
});
let world: FacadeWorld;
before(async () => {
  world = await startFacadeWorld({}, { clients: [tv] });
});
after(() => world.stop());

const authorization = `Basic ${Buffer.from(`tv:${secret}`).toString('base64')}`;
const post = async (path: string, fields: Record<string, string>) => {
  const init = { method: 'POST', headers: { authorization }, body: new URLSearchParams(fields) };
  const response = await fetch(`${world.facade.origin}${path}`, init);
  return { status: response.status, body: (await response.json()) as Record<string, string> };
};
const start = async () => (await post('/oauth/device/code', { scope: 'openid read' })).body;
const poll = (device_code = '') => post('/oauth/token', { grant_type, device_code });
const verify = async (fields: Record<string, string>, jar: Jar, headers: Record<string, string> = {}) => {
  const response = await browse(`${world.facade.origin}/device/verify`, jar, { ...form(fields), headers });
  return { status: response.status, page: await response.text() };
};
const john = { loginId: 'john', password };

describe('a device in front of another engine — federation-vci-authlete.md §3.3', () => {
  it('is allowed by who signs in, once they have seen what it asks for', async () => {
    const { device_code = '', user_code = '', verification_uri_complete = '' } = await start();
    assert.equal((await poll(device_code)).body['error'], 'authorization_pending');
    const jar: Jar = new Map();
    const entry = await (await browse(verification_uri_complete, jar)).text();
    assert.match(entry, new RegExp(`value="${user_code}"`));
    const { status, page } = await verify({ user_code }, jar);
    assert.equal(status, 200);
    assert.match(page, /The tv/);
    assert.match(page, new RegExp(user_code));
    const wrong = await verify({ user_code, authorized: 'true', ...john, password: 'wrong' }, jar);
    assert.equal(wrong.status, 400);
    assert.match(wrong.page, /role="alert"|id="failure"/);
    assert.equal((await verify({ user_code, authorized: 'true', ...john }, jar)).status, 200);
    const { body } = await poll(device_code);
    const { sub, acr } = claimsOf(body['id_token']);
    assert.deepEqual([sub, acr], ['1001', '1']);
    // Whoever is signed in is not asked for a password again
    const next = await start();
    const seen = await verify({ user_code: next['user_code'] ?? '' }, jar);
    assert.doesNotMatch(seen.page, /name="password"/);
    await verify({ user_code: next['user_code'] ?? '', authorized: 'false' }, jar);
    assert.equal((await poll(next['device_code'])).body['error'], 'access_denied');
  });

  it('is allowed only where its code was entered, and by the form of this site', async () => {
    const { device_code, user_code = '' } = await start();
    const bystander: Jar = new Map();
    // The page that asks comes first, whatever is sent with the code
    const early = await verify({ user_code, authorized: 'true', ...john }, bystander);
    assert.match(early.page, /name="authorized"/);
    const foreign = await verify({ user_code, authorized: 'true', ...john }, bystander, {
      origin: 'https://evil.example',
    });
    assert.equal(foreign.status, 403);
    const nobody: Jar = new Map();
    await verify({ user_code }, nobody);
    assert.equal((await verify({ user_code, authorized: 'true' }, nobody)).status, 400);
    assert.equal((await verify({ user_code, authorized: 'false' }, nobody)).status, 400);
    assert.equal((await poll(device_code)).body['error'], 'authorization_pending');
    assert.equal((await verify({ user_code: 'BCDF-BCDF' }, nobody)).status, 400);
  });

  it('is shown again where it changed since, though somebody else has looked it up — protocol.md IN-6', async () => {
    const { device_code, user_code = '' } = await start();
    const jar: Jar = new Map();
    await verify({ user_code }, jar);
    await rename('Your bank');
    await verify({ user_code }, new Map());
    const changed = await verify({ user_code, authorized: 'true', ...john }, jar);
    assert.match(changed.page, /Your bank/);
    assert.equal((await poll(device_code)).body['error'], 'authorization_pending');
    await verify({ user_code, authorized: 'true', ...john }, jar);
    assert.ok((await poll(device_code)).body['access_token']);
    await rename('The tv');
  });
});

const rename = async (clientName: string) => {
  const headers = { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify({ clientName }) };
  assert.equal((await fetch(`${world.service}/api/1/client/update/tv`, init)).status, 200);
};

describe('signing out in front of another engine', () => {
  it('asks first, and ends the session of this browser', async () => {
    const jar: Jar = new Map();
    const { user_code = '' } = await start();
    await verify({ user_code }, jar);
    await verify({ user_code, authorized: 'true', ...john }, jar);
    const at = (path: string, init: RequestInit = {}) => browse(`${world.facade.origin}${path}`, jar, init);
    const query = 'post_logout_redirect_uri=https%3A%2F%2Fapp.example%2F&client_id=tv';
    const asked = await at(`/oauth/logout?${query}`);
    assert.equal(asked.status, 200);
    assert.match(await asked.text(), /action="\/logout"/);
    const signedIn = [...jar];
    const foreign = await at('/logout', { ...form({}), headers: { origin: 'https://evil.example' } });
    assert.equal(foreign.status, 403);
    assert.deepEqual([...jar], signedIn);
    assert.equal((await at('/logout', form({}))).status, 200);
    assert.equal(jar.size, 0);
    const { user_code: code = '' } = await start();
    assert.match((await verify({ user_code: code }, jar)).page, /name="password"/);
  });
});
