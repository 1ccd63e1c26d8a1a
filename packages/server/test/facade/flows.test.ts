import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { callback, claimsOf, redemption } from '../authlete/world.ts';
import {
  authorizationRequest,
  browse,
  clientCredentials,
  type FacadeWorld,
  form,
  type Jar,
  password,
  resourceServer,
  startFacadeWorld,
  ticketIn,
} from './world.ts';

let world: FacadeWorld;
before(async () => {
  world = await startFacadeWorld();
});
after(() => world.stop());

const at = (path: string): string => `${world.facade.origin}${path}`;
const decision = '/api/authorization/decision';
const john = { loginId: 'john', password, authorized: 'true' };

async function pageFor(change: Readonly<Record<string, string>> = {}, jar: Jar = new Map()) {
  const { parameters, verifier } = authorizationRequest(change);
  const response = await browse(at(`/api/authorization?${parameters}`), jar);
  return { response, page: await response.clone().text(), verifier, jar };
}

const sentIn = (response: Response): URLSearchParams =>
  new URL(response.headers.get('location') ?? '').searchParams;

const post = (
  path: string,
  body: string,
  headers: Record<string, string> = { authorization: clientCredentials },
) =>
  fetch(at(path), {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });

async function tokensFor(change: Readonly<Record<string, string>> = {}) {
  const { page, verifier, jar } = await pageFor(change);
  const decided = await browse(at(decision), jar, form({ ...john, ticket: ticketIn(page) }));
  const code = sentIn(decided).get('code') ?? '';
  const response = await post('/api/token', redemption(code, verifier));
  return {
    status: response.status,
    body: (await response.json()) as Record<string, string>,
    jar,
    code,
    verifier,
  };
}

describe('a façade over a control plane — federation-vci-authlete.md ATL-7, ATL-31', () => {
  it('shows who asks, for what, and a form for name and password — federation-vci-authlete.md ATL-9', async () => {
    const { response, page } = await pageFor({
      scope: 'openid email',
      claims: '{"userinfo":{"address":null}}',
    });
    assert.equal(response.status, 200);
    assert.match(page, /<input type="hidden" name="ticket" value="[\w-]{43}\.[\w-]{43}">/);
    assert.match(page, /The web/);
    assert.match(page, /name="loginId"/);
    assert.match(page, /<code>email<\/code>/);
    assert.equal(response.headers.get('cache-control'), 'no-store');
  });

  it('says of a client that registered itself that nobody vouches for it, and where it leads — protocol.md IN-2, clients.md §10', async () => {
    const registered = await fetch(at('/oauth/register'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ client_name: 'Your bank', scope: 'openid profile', token_endpoint_auth_method: 'none' },
        redirect_uris: ['https://elsewhere.example/callback', 'https://bank.example/callback'],
      }),
    });
    const { client_id } = (await registered.json()) as Record<string, string>;
    const redirect_uri = 'https://elsewhere.example/callback';
    const { page } = await pageFor({ client_id: client_id ?? '', redirect_uri });
    assert.match(page, /<p class="badge">/);
    assert.match(page, /<strong>elsewhere\.example<\/strong>/);
    assert.doesNotMatch(page, /bank\.example/);
    const own = await pageFor();
    assert.doesNotMatch(own.page, /<p class="badge">/);
  });

  it('signs somebody in and gives tokens, which can be asked about, used and revoked', async () => {
    const { status, body } = await tokensFor({ scope: 'openid email', nonce: 'n' });
    assert.equal(status, 200, JSON.stringify(body));
    const idToken = claimsOf(body['id_token']);
    assert.equal(idToken['sub'], '1001');
    assert.equal(idToken['iss'], world.facade.origin);
    assert.equal(idToken['nonce'], 'n');
    const authorization = `Bearer ${body['access_token']}`;
    const userinfo = await fetch(at('/api/userinfo'), { headers: { authorization } });
    assert.deepEqual(await userinfo.json(), {
      sub: '1001',
      email: 'john@users.example',
      email_verified: true,
    });
    const { id, secret } = resourceServer;
    const asResource = { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
    const active = await post('/api/introspection', `token=${body['access_token']}`, asResource);
    assert.equal(((await active.json()) as Record<string, unknown>)['active'], true);
    const revoked = await post('/api/revocation', `token=${body['access_token']}`);
    assert.equal(revoked.status, 200);
    const inactive = await post('/api/introspection', `token=${body['access_token']}`, asResource);
    assert.deepEqual(await inactive.json(), { active: false });
    const refused = await fetch(at('/api/userinfo'), { headers: { authorization } });
    assert.equal(refused.status, 401);
    assert.match(refused.headers.get('www-authenticate') ?? '', /error="invalid_token"/);
  });

  it('says in the ID token what was asked for there, and no more', async () => {
    const { body } = await tokensFor({
      scope: 'openid email profile',
      claims: '{"id_token":{"email":null}}',
    });
    const idToken = claimsOf(body['id_token']);
    assert.equal(idToken['email'], 'john@users.example');
    assert.equal(idToken['name'], undefined);
  });

  it('sends a wrong password back to the client with 302, and a denial with 303 — federation-vci-authlete.md ATL-10, ATL-13', async () => {
    const wrong = await pageFor();
    const answer = await browse(
      at(decision),
      wrong.jar,
      form({ ...john, password: 'no', ticket: ticketIn(wrong.page) }),
    );
    assert.equal(answer.status, 302);
    assert.equal(sentIn(answer).get('error'), 'login_required');
    assert.equal(sentIn(answer).get('state'), 'st');
    const denied = await pageFor();
    const ticket = ticketIn(denied.page);
    const no = await browse(at(decision), denied.jar, form({ ticket, authorized: 'false' }));
    assert.equal(no.status, 303);
    assert.equal(sentIn(no).get('error'), 'access_denied');
  });

  it('takes a decision once, from no other site, and about a request only — federation-vci-authlete.md ATL-10', async () => {
    const { page, jar } = await pageFor();
    const decided = form({ ...john, ticket: ticketIn(page) });
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      assert.equal((await browse(at(decision), new Map(jar), { ...decided, headers })).status, 403);
    }
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map(() =>
        browse(at(decision), new Map(jar), form({ ...john, ticket: ticketIn(page) })),
      ),
    );
    const codes = answers.filter((one) => one.headers.get('location')?.includes('code='));
    assert.equal(codes.length, 1);
    assert.equal((await browse(at(decision), new Map(), form(john))).status, 400);
  });

  it('goes on with who is signed in, by this browser’s own page alone', async () => {
    const { jar } = await tokensFor();
    const again = await pageFor({}, jar);
    assert.match(again.page, /john/);
    assert.doesNotMatch(again.page, /name="password"/);
    const ticket = ticketIn(again.page);
    const session = [...jar].find(([name]) => name.includes('session'));
    assert.ok(session);
    const elsewhere = await browse(at(decision), new Map([session]), form({ ticket, authorized: 'true' }));
    assert.equal(sentIn(elsewhere).get('error'), 'login_required');
    const mine = await pageFor({}, jar);
    const allowed = await browse(
      at(decision),
      jar,
      form({ ticket: ticketIn(mine.page), authorized: 'true' }),
    );
    assert.ok(sentIn(allowed).get('code'));
    assert.match((await pageFor({ prompt: 'login' }, jar)).page, /name="password"/);
    assert.match((await pageFor({ max_age: '0' }, jar)).page, /name="password"/);
  });

  it('takes nobody but whom its page named, nor without the password that it asked for', async () => {
    const { jar } = await tokensFor();
    for (const change of [{ prompt: 'login' }, { max_age: '0' }] as const) {
      const { page } = await pageFor(change, jar);
      const skipped = await browse(at(decision), jar, form({ ticket: ticketIn(page), authorized: 'true' }));
      assert.equal(sentIn(skipped).get('error'), 'login_required');
    }
    const named = await pageFor({}, jar);
    const other = await pageFor({ prompt: 'login' });
    const jane = form({ loginId: 'jane', password, ticket: ticketIn(other.page), authorized: 'true' });
    await browse(at(decision), other.jar, jane);
    for (const [name, value] of other.jar) if (name.includes('session')) jar.set(name, value);
    const crossed = await browse(
      at(decision),
      jar,
      form({ ticket: ticketIn(named.page), authorized: 'true' }),
    );
    assert.equal(sentIn(crossed).get('error'), 'login_required');
  });

  it('signs in who is asked for, and nobody else', async () => {
    const { body, jar } = await tokensFor();
    const { page } = await pageFor({ id_token_hint: body['id_token'] ?? '', prompt: 'login' });
    const jane = form({ loginId: 'jane', password, ticket: ticketIn(page), authorized: 'true' });
    const answer = await browse(at(decision), new Map(jar), jane);
    assert.equal(sentIn(answer).get('error'), 'login_required');
  });

  it('answers prompt=none by itself: who is not there, and what was not granted — federation-vci-authlete.md ATL-12', async () => {
    const nobody = await pageFor({ prompt: 'none' });
    assert.equal(sentIn(nobody.response).get('error'), 'login_required');
    const { jar } = await tokensFor({ scope: 'openid profile' });
    const granted = await pageFor({ prompt: 'none', scope: 'openid profile' }, jar);
    assert.ok(sentIn(granted.response).get('code'), granted.response.headers.get('location') ?? '');
    const more = await pageFor({ prompt: 'none', scope: 'openid profile write' }, jar);
    assert.equal(sentIn(more.response).get('error'), 'consent_required');
    const late = await pageFor({ prompt: 'none', max_age: '0' }, jar);
    assert.equal(sentIn(late.response).get('error'), 'login_required');
    const named = await pageFor({ prompt: 'none', claims: '{"userinfo":{"email":null}}' }, jar);
    assert.equal(sentIn(named.response).get('error'), 'consent_required');
  });

  it('refuses what cannot be sent back: JSON for programs, a page for people — federation-vci-authlete.md ATL-11', async () => {
    const { parameters } = authorizationRequest({ client_id: 'nobody' });
    const json = await fetch(at(`/api/authorization?${parameters}`));
    assert.equal(json.status, 400);
    assert.equal(((await json.json()) as Record<string, unknown>)['error'], 'invalid_client');
    const { response, page } = await pageFor({ redirect_uri: 'https://evil.example/' });
    assert.equal(response.status, 400);
    assert.match(page, /<html/);
    assert.equal(response.headers.get('location'), null);
  });

  it('pushes requests, posts answers, registers clients and manages grants', async () => {
    const { parameters } = authorizationRequest({ response_mode: 'form_post' });
    const pushed = await post('/api/par', String(parameters));
    assert.equal(pushed.status, 201);
    const { request_uri } = (await pushed.json()) as Record<string, string>;
    const jar: Jar = new Map();
    const shown = await browse(at(`/oauth/authorize?client_id=web&request_uri=${request_uri}`), jar);
    const ticket = ticketIn(await shown.text());
    const posted = await browse(at(decision), jar, form({ ...john, ticket }));
    const document = await posted.text();
    assert.equal(posted.status, 200);
    assert.match(document, new RegExp(`action="${callback}"`));
    assert.match(posted.headers.get('content-security-policy') ?? '', /unsafe-hashes/);
    const registered = await fetch(at('/api/register'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ redirect_uris: [callback], token_endpoint_auth_method: 'none' }),
    });
    assert.equal(registered.status, 201);
    const { client_id, registration_access_token } = (await registered.json()) as Record<string, string>;
    const authorization = `Bearer ${registration_access_token}`;
    const read = await fetch(at(`/api/register/${client_id}`), { headers: { authorization } });
    const other =
      read.status === 404
        ? await fetch(at(`/oauth/register/${client_id}`), { headers: { authorization } })
        : read;
    assert.equal(other.status, 200);
    const { body } = await tokensFor({
      grant_management_action: 'create',
      scope: 'openid grant_management_query grant_management_revoke',
    });
    assert.ok(body['grant_id'], JSON.stringify(body));
    const held = { headers: { authorization: `Bearer ${body['access_token']}` } };
    assert.equal((await fetch(at(`/api/gm/${body['grant_id']}`), held)).status, 200);
    assert.equal((await fetch(at(`/api/gm/${body['grant_id']}`), { ...held, method: 'DELETE' })).status, 204);
    assert.equal((await fetch(at(`/api/gm/${body['grant_id']}`), held)).status, 401);
  });

  it('hands on documents of its own issuer, and is ready then — federation-vci-authlete.md ATL-18', async () => {
    const metadata = (await (await fetch(at('/.well-known/openid-configuration'))).json()) as Record<
      string,
      string
    >;
    assert.equal(metadata['issuer'], world.facade.origin);
    const jwks = (await (await fetch(at('/api/jwks'))).json()) as { keys: object[] };
    assert.ok(jwks.keys.length > 0);
    assert.equal((await fetch(at('/readyz'))).status, 200);
  });

  it('asks for credentials where the service does not — federation-vci-authlete.md ATL-15, ATL-16', async () => {
    const asked = await post('/api/introspection', 'token=x', {});
    assert.equal(asked.status, 401);
    assert.match(asked.headers.get('www-authenticate') ?? '', /^Basic/);
    assert.equal((await post('/api/introspection', 'token=x')).status, 401);
    const bare = await fetch(at('/api/userinfo'));
    assert.equal(bare.status, 401);
    assert.equal(bare.headers.get('www-authenticate'), 'Bearer');
  });

  it('redeems a code once, however many try — federation-vci-authlete.md ATL-30', async () => {
    const { page, verifier, jar } = await pageFor();
    const decided = await browse(at(decision), jar, form({ ...john, ticket: ticketIn(page) }));
    const code = sentIn(decided).get('code') ?? '';
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map(() => post('/api/token', redemption(code, verifier))),
    );
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  });

  it('keeps generated secrets and nothing else, and never logs its token — federation-vci-authlete.md ATL-7, ATL-19', async () => {
    assert.deepEqual((await readdir(world.facade.folder)).toSorted(), [
      'encryption-secret',
      'jwt-secret',
      'session-secret',
    ]);
    assert.doesNotMatch(world.facade.output(), /a-token-of-the-front-ends/);
    for (const path of ['/admin', '/apps', '/api/v1/users', '/account'])
      assert.equal((await fetch(at(path))).status, 404, path);
  });
});
