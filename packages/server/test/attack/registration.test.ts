import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { instant } from '@grantor/protocol';
import { sweep } from '../../src/store/sweep.ts';
import { hiddenFields } from '../races/person.ts';
import { judge } from './oracle.ts';
import {
  authorizationPath,
  type Browser,
  callback,
  json,
  redemption,
  startWorld,
  tokensFor,
  type World,
} from './world.ts';

type Json = Readonly<Record<string, unknown>>;

const own = (change: Json = {}): Json => ({
  client_name: 'Own',
  redirect_uris: [callback],
  token_endpoint_auth_method: 'none',
  ...change,
});

function post(
  world: World,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const all = { 'content-type': 'application/json', ...headers };
  return world.send('/oauth/register', { method: 'POST', headers: all, body: text });
}

async function register(world: World, change: Json = {}): Promise<Record<string, string>> {
  const answer = await post(world, own(change));
  assert.equal(answer.status, 201);
  return (await json(answer)) as Record<string, string>;
}

function manage(
  world: World,
  told: Readonly<Record<string, string>>,
  {
    method = 'GET',
    token = told['registration_access_token'],
    body,
  }: { method?: string; token?: string | undefined; body?: Json },
): Promise<Response> {
  return world.send(`/oauth/register/${told['client_id']}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** What a person sees of the client before anything is allowed. */
async function consentPage(browser: Browser, client_id: string, redirect_uri = callback): Promise<string> {
  const waiting = await browser.get(authorizationPath({ client_id, redirect_uri }));
  return (await browser.get(waiting.headers.get('location') ?? '')).text();
}

describe('registration by strangers — clients.md §15', () => {
  let world: World;
  let browser: Browser;
  before(async () => {
    world = await startWorld();
    browser = world.browser();
    await browser.signIn();
  });
  after(() => world.server.stop());

  it('refuses redirect URIs that would carry codes elsewhere — security.md F-2', async () => {
    const told = await register(world);
    const bad = [
      ...[
        'javascript:alert(1)',
        'http://localhost.evil.com/cb',
        'https://app.example/cb#x',
        'https://*.example/',
      ],
      ...['https://user@app.example/cb', 'DATA:text/html,x', 'http://app.example/cb', '//app.example/cb'],
    ];
    for (const uri of bad) {
      const redirect_uris = [callback, uri];
      for (const answer of [
        await post(world, own({ redirect_uris })),
        await manage(world, told, {
          method: 'PUT',
          body: own({ client_id: told['client_id'], redirect_uris }),
        }),
      ]) {
        assert.equal(answer.status, 400, uri);
        const body = await json(answer);
        assert.equal(body['error'], 'invalid_redirect_uri', uri);
        assert.match(String(body['error_description']), /^redirect_uris\[1\]: /, uri);
      }
    }
  });

  it('shows what a client says of itself as text — security.md B-1', async () => {
    const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
    const told = await register(world, {
      client_name: evil,
      'client_name#de': evil,
      client_uri: 'https://app.example/?q="><script>',
      software_id: evil,
      contacts: [evil],
    });
    const page = await consentPage(browser, told['client_id'] ?? '');
    assert.ok(page.includes('&lt;script&gt;'));
    assert.doesNotMatch(page, /<script>alert|<img src=x/);
  });

  it('cannot waive consent, nor PKCE — clients.md §1 self-registered, security.md X-5, product.md C-5', async () => {
    const told = await register(world, { skip_consent: true, require_pkce: false, consent: 'skip' });
    const client_id = told['client_id'] ?? '';
    const silent = await browser.get(authorizationPath({ client_id, prompt: 'none' }));
    assert.match(silent.headers.get('location') ?? '', /error=consent_required/);
    const bare = await browser.get(
      authorizationPath({ client_id, code_challenge: '', code_challenge_method: '' }),
    );
    assert.equal(bare.status, 400);
  });

  it('asks before the body is read, and judges size and form after — clients.md §2 Request', async () => {
    const large = own({ padding: 'x'.repeat(70_000) });
    const answer = await post(world, large);
    assert.equal(answer.status, 413);
    assert.equal((await json(answer))['error'], 'invalid_request');
    const gzip = await post(world, own(), { 'content-encoding': 'gzip' });
    assert.equal(gzip.status, 415); // security.md I-3
    const guarded = await startWorld({ environment: { DYNAMIC_CLIENT_REGISTRATION_TOKEN: 'x'.repeat(32) } });
    assert.equal((await post(guarded, large)).status, 401);
    assert.equal((await post(guarded, own(), { authorization: `Bearer ${'x'.repeat(31)}` })).status, 401);
    assert.equal((await post(guarded, large, { authorization: `Bearer ${'x'.repeat(32)}` })).status, 413);
    assert.equal((await post(guarded, own(), { authorization: `bearer ${'x'.repeat(32)}` })).status, 201);
    await guarded.server.stop();
    const closed = await startWorld({ environment: { ENABLE_DYNAMIC_CLIENT_REGISTRATION: 'false' } });
    assert.equal((await post(closed, large)).status, 403);
    await closed.server.stop();
  });

  it('sees the tokens of nobody else, whatever it asks introspection — protocol.md IS-2', async () => {
    const { access_token } = await tokensFor(world, browser);
    const told = await register(world, { token_endpoint_auth_method: 'client_secret_post' });
    const credentials = { client_id: told['client_id'] ?? '', client_secret: told['client_secret'] ?? '' };
    const seen = await world.form('/oauth/introspect', { ...credentials, token: access_token ?? '' });
    assert.deepEqual(await json(seen), { active: false });
  });
});

describe('the management of registrations, attacked', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.server.stop());

  it('answers all who may not alike, byte by byte — security.md L-7', async () => {
    const [told, other] = [await register(world), await register(world)];
    const browser = world.browser();
    await browser.signIn();
    const { access_token } = await tokensFor(world, browser);
    const nobody = { ...told, client_id: '00000000-0000-4000-8000-000000000000' };
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const body = method === 'PUT' ? { body: own({ client_id: told['client_id'] }) } : {};
      const answers = await Promise.all([
        manage(world, told, { method, token: 'gct_wrong', ...body }),
        manage(world, told, { method, token: other['registration_access_token'], ...body }),
        manage(world, told, { method, token: access_token, ...body }),
        manage(world, nobody, { method, ...body }),
        manage(world, { ...told, client_id: 'web' }, { method, ...body }),
        world.send(`/oauth/register/${told['client_id']}`, { method }),
        world.send(`/oauth/register/${told['client_id']}`, {
          method,
          headers: { authorization: 'Basic eDp5' },
        }),
      ]);
      const wholes = await Promise.all(
        answers.map(async (answer) => {
          const headers = [...answer.headers].filter(([name]) => name !== 'x-request-id');
          return `${answer.status} ${JSON.stringify(headers)} ${await answer.text()}`;
        }),
      );
      assert.deepEqual(new Set(wholes).size, 1, wholes.join('\n'));
      assert.match(wholes[0] ?? '', /^401 .*"www-authenticate","Bearer .*invalid_token/s);
    }
    assert.equal((await manage(world, told, {})).status, 200);
  });

  it('takes a registration token for nothing else — RFC 7592 §5', async () => {
    const told = await register(world);
    const bearer = { authorization: `Bearer ${told['registration_access_token']}` };
    for (const path of ['/oauth/userinfo', '/oauth/tokeninfo']) {
      assert.equal((await world.send(path, { headers: bearer })).status, 401, path);
    }
    const { registration_access_token: token = '', client_id = '' } = told;
    for (const fields of [
      { grant_type: 'refresh_token', refresh_token: token, client_id },
      { ...redemption(token), client_id },
    ]) {
      assert.equal((await world.form('/oauth/token', fields)).status, 400);
    }
  });

  it('needs the client_id in a replacement, and lets no secret be chosen', async () => {
    const told = await register(world, { token_endpoint_auth_method: 'client_secret_basic' });
    for (const body of [
      own(),
      own({ client_id: 'web' }),
      own({ client_id: told['client_id'], client_secret: 'x' }),
    ]) {
      const answer = await manage(world, told, { method: 'PUT', body });
      assert.equal(answer.status, 400);
      assert.equal((await json(answer))['error'], 'invalid_client_metadata');
      await judge(await manage(world, told, {}), { origin: world.origin, redirects: [] });
    }
  });

  it('ends with the client: nothing it ever got opens anything — RFC 7592 §2.3', async () => {
    const told = await register(world);
    const client_id = told['client_id'] ?? '';
    const browser = world.browser();
    await browser.signIn();
    const waiting = await browser.get(authorizationPath({ client_id }));
    const form = hiddenFields(await (await browser.get(waiting.headers.get('location') ?? '')).text());
    const answered = await browser.post('/consent', { ...form, action: 'approve' });
    const code = new URL(answered.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const tokens = await json(await world.form('/oauth/token', { ...redemption(code), client_id }));
    const again = await browser.get(authorizationPath({ client_id }));
    const second = new URL(again.headers.get('location') ?? '').searchParams.get('code') ?? '';
    assert.notEqual(second, '');
    assert.equal((await manage(world, told, { method: 'DELETE' })).status, 204);

    const bearer = { authorization: `Bearer ${tokens['access_token']}` };
    assert.equal((await world.send('/oauth/userinfo', { headers: bearer })).status, 401);
    for (const fields of [
      { grant_type: 'refresh_token', refresh_token: String(tokens['refresh_token']), client_id },
      { ...redemption(second), client_id },
    ]) {
      const answer = await world.form('/oauth/token', fields);
      assert.equal(answer.status, 401);
      assert.equal((await json(answer))['error'], 'invalid_client');
    }
    const page = await browser.get(authorizationPath({ client_id }));
    assert.equal(page.status, 400);
    assert.match(await page.text(), /remove the connection to this server and add it again/);
    const authorizations = await (await browser.get('/account/authorizations')).text();
    assert.ok(!authorizations.includes('>Own<'));
  });
});

it('rows that strangers leave go when nobody uses them — security.md L-8', async () => {
  const world = await startWorld();
  const { database } = world.server.running;
  const count = async () =>
    (await database.kysely.selectFrom('client').select('id').where('source', '=', 'dynamic').execute())
      .length;
  for (let batch = 0; batch < 20; batch++) {
    await Promise.all(Array.from({ length: 50 }, () => register(world)));
  }
  assert.equal(await count(), 1000);
  const clock = () => instant(Date.now() + 91 * 86_400_000);
  await sweep(database, { clock, holder: 'test', auditRetention: null, clientLifetime: 90 * 86_400 });
  assert.equal(await count(), 0);
  await world.server.stop();
});
