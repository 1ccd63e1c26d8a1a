/** The service counts calls of the façade alone: whoever comes to the façade is counted there (security.md L-8, L-4). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { callback } from '../authlete/world.ts';
import {
  authorizationRequest,
  browse,
  clientCredentials,
  type FacadeWorld,
  form,
  password,
  startFacadeWorld,
  ticketIn,
} from './world.ts';

let world: FacadeWorld;
before(async () => {
  world = await startFacadeWorld({
    ...{ ENABLE_RATE_LIMIT: 'true', DEFAULT_RATE_LIMIT: '6', TOKEN_RATE_LIMIT: '5' },
    ...{ INTROSPECT_RATE_LIMIT: '4', DYNAMIC_CLIENT_REGISTRATION_RATE_LIMIT: '3' },
    TRUSTED_PROXIES: '127.0.0.1/32',
  });
  const registered = await fetch(`${world.facade.origin}/oauth/register`, {
    method: 'POST',
    body: JSON.stringify({
      redirect_uris: [callback],
      token_endpoint_auth_method: 'none',
      scope: 'openid profile',
    }),
    headers: { 'content-type': 'application/json', ...newcomer() },
  });
  open = String(((await registered.json()) as Record<string, unknown>)['client_id']);
});
after(() => world.stop());

let open: string;
let addresses = 0;
/** Somebody who was never here. */
const newcomer = () => {
  addresses += 1;
  return { 'x-forwarded-for': `198.51.100.${addresses}` };
};

type Asked = RequestInit & { readonly headers?: Readonly<Record<string, string>> };

async function statusesOf(times: number, path: string, asked: Asked = {}): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const response = await fetch(`${world.facade.origin}${path}`, { redirect: 'manual', ...asked });
    await response.arrayBuffer();
    statuses.push(response.status);
  }
  return statuses;
}

const refused = (statuses: readonly number[]): number => statuses.filter((status) => status === 429).length;
const request = (): string => String(authorizationRequest().parameters);
const posted = (fields: string, headers: Readonly<Record<string, string>>): Asked => ({
  method: 'POST',
  body: fields,
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
});
const wrong = { authorization: `Basic ${btoa('web:wrong')}` };

describe('whoever comes to a façade — security.md L-1, L-4, L-8, operations.md §6', () => {
  const each = {
    'ask for an authorization': [6, () => [`/oauth/authorize?${request()}`, { headers: newcomer() }]],
    'push a request without any proof': [
      6,
      () => ['/oauth/par', posted(request().replace('client_id=web', `client_id=${open}`), newcomer())],
    ],
    'register a client': [
      3,
      () => [
        '/oauth/register',
        {
          method: 'POST',
          body: JSON.stringify({ redirect_uris: [callback] }),
          headers: { 'content-type': 'application/json', ...newcomer() },
        },
      ],
    ],
    'come with a wrong secret': [
      5,
      () => ['/oauth/token', posted('grant_type=client_credentials', { ...wrong, ...newcomer() })],
    ],
    'introspect with a wrong secret': [
      4,
      () => ['/oauth/introspect', posted('token=x', { ...wrong, ...newcomer() })],
    ],
    'come with an unknown token': [
      6,
      () => ['/oauth/userinfo', { headers: { authorization: 'Bearer x', ...newcomer() } }],
    ],
    'ask about an unknown grant': [
      6,
      () => ['/oauth/grants/x', { headers: { authorization: 'Bearer x', ...newcomer() } }],
    ],
    'ask about an unknown client': [
      6,
      () => ['/oauth/register/4711', { headers: { authorization: 'Bearer x', ...newcomer() } }],
    ],
    'decide about an unknown request': [
      6,
      () => ['/api/authorization/decision', posted('ticket=x&authorized=false', newcomer())],
    ],
  } as const satisfies Record<string, readonly [number, () => readonly [string, Asked]]>;
  for (const [what, [budget, ask]] of Object.entries(each)) {
    it(`is told to wait when they ${what} too often`, async () => {
      const [path, asked] = ask();
      const statuses = await statusesOf(budget + 3, path, asked);
      assert.equal(refused(statuses.slice(0, budget)), 0, String(statuses));
      // What comes back of the budget while the test runs comes on top
      assert.ok(refused(statuses.slice(budget)) >= 2, String(statuses));
    });
  }

  it('is told how long, as by an engine of ours — operations.md Q-4', async () => {
    const asked = posted('token=x', { ...wrong, ...newcomer() });
    await statusesOf(5, '/oauth/introspect', asked);
    const response = await fetch(`${world.facade.origin}/oauth/introspect`, asked);
    assert.equal(response.status, 429);
    assert.match(response.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.equal(response.headers.get('x-ratelimit-limit'), '4');
    assert.equal(((await response.json()) as Record<string, unknown>)['error'], 'rate_limit_exceeded');
  });

  it('spends nothing with what succeeds — operations.md Q-3', async () => {
    const headers = newcomer();
    const asked = posted('grant_type=client_credentials&scope=read', {
      authorization: clientCredentials,
      ...headers,
    });
    assert.deepEqual(new Set(await statusesOf(8, '/oauth/token', asked)), new Set([200]));
    const pushed = posted(request(), { authorization: clientCredentials, ...headers });
    assert.deepEqual(new Set(await statusesOf(8, '/oauth/par', pushed)), new Set([201]));
  });

  it('signs in as often as there are requests', async () => {
    const headers = newcomer();
    for (let time = 0; time < 3; time += 1) {
      const jar = new Map();
      const shown = await browse(`${world.facade.origin}/api/authorization?${request()}`, jar, { headers });
      const fields = { loginId: 'john', password, authorized: 'true', ticket: ticketIn(await shown.text()) };
      const { method, body } = form(fields);
      const decided = await browse(`${world.facade.origin}/api/authorization/decision`, jar, {
        ...{ method: String(method), body: body as URLSearchParams, headers },
      });
      assert.match(decided.headers.get('location') ?? '', /[?&]code=/);
    }
  });
});
