/** What people, clients and administrators do in a day, every request of it at another replica. */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { robot } from '../management/world.ts';
import { fixtures, password, redirectUri, secret } from '../races/person.ts';
import { type Balancer, type Browser, createBrowser, type Fields } from './balancer.ts';
import type { Answer } from './fresh.ts';

const asking = {
  client_id: 'asking',
  client_secret: secret,
  client_name: 'Asking',
  redirect_uris: [redirectUri],
  grant_types: ['authorization_code', 'refresh_token'],
  scope: 'openid read offline_access',
} as const;

/** For itself. */
const asked = {
  client_id: 'asked',
  client_secret: secret,
  client_name: 'Asked',
  grant_types: ['client_credentials'],
  scope: 'read',
} as const;

export const bootstrap = { ...fixtures, clients: [...fixtures.clients, asking, asked, robot] };

const askingKey = [asking.client_id, secret] as const;
const webKey = ['web', secret] as const;

type Place = { readonly balancer: Balancer; readonly publicOrigin: string };

const json = ({ text }: Answer): Record<string, unknown> => JSON.parse(text);
const pathOf = (location: string | undefined): string => {
  const { pathname, search } = new URL(location ?? '', 'http://localhost');
  return pathname + search;
};

async function isActive({ balancer }: Place, token: unknown): Promise<boolean> {
  const answer = await balancer.post('/oauth/introspect', { token: String(token) }, webKey);
  assert.equal(answer.status, 200, answer.text);
  return json(answer)['active'] === true;
}

async function tokenOf({ balancer }: Place, fields: Fields, key: readonly [string, string] = askingKey) {
  const answer = await balancer.post('/oauth/token', fields, key);
  assert.equal(answer.status, 200, answer.text);
  return json(answer);
}

async function signedIn({ balancer, publicOrigin }: Place): Promise<Browser> {
  const browser = createBrowser(balancer, publicOrigin);
  const entered = await browser.submit(await browser.get('/login'), '/login', { username: 'ada', password });
  assert.equal(entered.status, 303);
  return browser;
}

/** A code by way of the page that asks, or without it where the answer is remembered. */
async function codeOf(browser: Browser, consent: 'asked' | 'remembered'): Promise<Fields> {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: asking.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid read offline_access',
    ...(consent === 'asked' ? { prompt: 'consent' } : {}),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  let answer = await browser.get(`/oauth/authorize?${query}`);
  if (consent === 'asked') {
    answer = await browser.get(pathOf(answer.headers.location));
    // What the person allows in another browser meanwhile is no longer new: the page is shown again (protocol.md IN-6)
    for (let looks = 0; looks < 10 && answer.status !== 303; looks += 1)
      answer = await browser.submit(answer, '/consent', { action: 'approve' });
  }
  const code = new URL(answer.headers.location ?? '', redirectUri).searchParams.get('code');
  assert.ok(code, `no code, but ${answer.status} ${answer.headers.location}`);
  return { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
}

/** Code, consent, refresh, revocation, sign-out. */
async function person(place: Place): Promise<void> {
  const browser = await signedIn(place);
  const tokens = await tokenOf(place, await codeOf(browser, 'asked'));
  assert.ok(await isActive(place, tokens['access_token']));
  const refresh = { grant_type: 'refresh_token', refresh_token: String(tokens['refresh_token']) };
  const refreshed = await tokenOf(place, refresh);
  assert.notEqual(refreshed['refresh_token'], tokens['refresh_token']);
  const revoked = await place.balancer.post(
    '/oauth/revoke',
    { token: String(refreshed['refresh_token']) },
    askingKey,
  );
  assert.equal(revoked.status, 200);
  for (const token of [tokens['access_token'], refreshed['access_token'], refreshed['refresh_token']])
    assert.equal(await isActive(place, token), false);

  const second = await tokenOf(place, await codeOf(browser, 'remembered'));
  assert.ok(await isActive(place, second['access_token']));
  const gone = await browser.submit(await browser.get('/account'), '/logout', {});
  assert.equal(gone.status, 303);
  assert.equal((await browser.get('/account')).status, 303, 'signed out everywhere');
}

async function device(place: Place): Promise<void> {
  const { balancer } = place;
  const asked = json(
    await balancer.post('/oauth/device/code', { client_id: 'device', scope: 'openid read' }),
  );
  const poll = () =>
    balancer.post('/oauth/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: String(asked['device_code']),
      client_id: 'device',
    });
  assert.equal(json(await poll())['error'], 'authorization_pending');
  const browser = await signedIn(place);
  const page = await browser.get(`/device?user_code=${asked['user_code']}`);
  const question = await browser.submit(page, '/device/verify', { user_code: String(asked['user_code']) });
  assert.equal((await browser.submit(question, '/device/verify', { action: 'approve' })).status, 200);
  const answer = await poll();
  assert.equal(answer.status, 200, answer.text);
  assert.ok(json(answer)['access_token']);
  assert.equal(json(await poll())['error'], 'invalid_grant');
}

/** A client that is made, used, changed, blocked and deleted, each seen by the next replica. */
async function administration(place: Place): Promise<void> {
  const { balancer, publicOrigin } = place;
  const own = {
    grant_type: 'client_credentials',
    resource: `${publicOrigin}/api/v1`,
    scope: 'grantor:admin',
  };
  const { access_token } = await tokenOf(place, own, [robot.client_id, robot.client_secret]);
  const call = (method: string, path: string, body?: unknown): Promise<Answer> =>
    balancer.send(`/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: body === undefined ? '' : JSON.stringify(body),
    });
  const made = await call('POST', '/clients', {
    client_name: 'Made here',
    grant_types: ['client_credentials'],
    scope: 'read',
  });
  assert.equal(made.status, 201, made.text);
  const { client_id: id, client_secret: shown } = json(made);
  const key = [String(id), String(shown)] as const;
  const token = await tokenOf(place, { grant_type: 'client_credentials' }, key);
  assert.ok(await isActive(place, token['access_token']));
  assert.equal((await call('POST', `/clients/${id}/deactivate`)).status, 200);
  assert.equal(await isActive(place, token['access_token']), false);
  // At once on every worker, whatever it holds of the client (operations.md E-1)
  const refused = await Promise.all(
    Array.from({ length: 6 }, () => balancer.post('/oauth/token', { grant_type: 'client_credentials' }, key)),
  );
  assert.deepEqual(new Set(refused.map(({ status }) => status)), new Set([401]));
  assert.equal((await call('DELETE', `/clients/${id}`)).status, 204);
  assert.equal((await call('GET', `/clients/${id}`)).status, 404);
}

/** All of it at once. Whoever had a connection cut does not know what became of the request, and begins anew. */
export async function everything(place: Place): Promise<void> {
  await Promise.all(
    [person, device, administration].map((flow) => flow(place).catch(anew(() => flow(place)))),
  );
}

const anew =
  (flow: () => Promise<void>) =>
  (failure: NodeJS.ErrnoException): Promise<void> => {
    if (failure.code !== 'ECONNRESET') throw failure;
    return flow();
  };
