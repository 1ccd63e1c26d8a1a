/** Which addresses there are, which methods they take, and who may read them (protocol.md §1). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { startTestServer, type TestServer } from '../running-server.ts';
import { authorizationRequest } from './authorization-request.ts';
import { alice, declarations } from './declarations.ts';
import { hiddenFields, plainBrowser, signInPlainly } from './plain-browser.ts';
import { type RelyingParty, startRelyingParty } from './relying-party.ts';
import { documents, everyAddress, pages, programs } from './routes.ts';

let party: RelyingParty;
let server: TestServer;

before(async () => {
  party = await startRelyingParty();
  server = await startTestServer({ bootstrap: declarations(party) });
});

after(async () => {
  await server.stop();
  await party.stop();
});

const ask = (
  path: string,
  method: string,
  headers: Record<string, string> = {},
  at: { readonly origin: string } = server,
): Promise<Response> => fetch(at.origin + path, { method, headers, redirect: 'manual' });

const methodsToTry = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH'] as const;

describe('an address', () => {
  it('answers 405 with Allow and a JSON body to every other method — protocol.md G-2', async () => {
    for (const { path, methods } of everyAddress) {
      for (const method of methodsToTry.filter(
        (candidate) => !methods.some((known) => known === candidate),
      )) {
        const response = await ask(path, method);
        assert.equal(response.status, 405, `${method} ${path}`);
        assert.equal(response.headers.get('allow'), methods.join(', '), `${method} ${path}`);
        assert.equal(response.headers.get('content-type'), 'application/json', `${method} ${path}`);
        if (method === 'HEAD') continue;
        const body = (await response.json()) as Record<string, unknown>;
        assert.deepEqual(Object.keys(body).sort(), ['error', 'error_description'], path); // protocol.md G-5
      }
    }
  });

  it('says 405 with a page to a browser — security.md B-10', async () => {
    for (const { path } of pages) {
      const response = await ask(path, 'DELETE', { accept: 'text/html' });
      assert.equal(response.status, 405, path);
      assert.match(response.headers.get('content-type') ?? '', /^text\/html/, path);
    }
  });

  it('answers HEAD without a body where GET changes nothing — protocol.md G-2', async () => {
    for (const { path, methods } of everyAddress) {
      if (!methods.includes('HEAD')) continue;
      const response = await ask(path, 'HEAD');
      const whole = await ask(path, 'GET');
      const { byteLength } = await whole.arrayBuffer();
      assert.equal(response.headers.get('content-length'), String(byteLength), path);
      assert.equal(response.status, whole.status, path);
      assert.deepEqual(response.headers.getSetCookie(), [], path);
      assert.equal(await response.text(), '', path);
    }
  });

  it('is one spelling only — protocol.md G-1', async () => {
    for (const path of [
      '/OAuth/token',
      '/oauth/token/',
      '/oauth//token',
      '/%6fauth/token',
      '/Login',
      '/login/',
    ]) {
      assert.equal((await ask(path, 'GET')).status, 404, path);
    }
  });

  it('that is an alias answers as its original does — protocol.md G-1', async () => {
    const shapeOf = async (path: string): Promise<unknown> => {
      const response = await ask(path, 'POST');
      const headers = Object.fromEntries(response.headers);
      for (const changing of ['date', 'x-request-id']) delete headers[changing];
      return { status: response.status, headers, body: await response.text() };
    };
    for (const [original, ...aliases] of [
      ['/oauth/token', '/token', '/api/token'],
      ['/oauth/introspect', '/introspect', '/api/introspection'],
      ['/oauth/revoke', '/revoke', '/api/revocation'],
      ['/oauth/device/code', '/device_authorization', '/api/device/authorization'],
      ['/oauth/register', '/register', '/api/register'],
      ['/oauth/register/c', '/register/c', '/api/register/c'],
    ] as const) {
      for (const alias of aliases) assert.deepEqual(await shapeOf(alias), await shapeOf(original), alias);
    }
  });

  it('that is an alias is not there when aliases are off — protocol.md G-1', async () => {
    const strict = await startTestServer({ environment: { ENDPOINT_ALIASES: 'false' } });
    for (const path of ['/token', '/api/token', '/authorize', '/api/authorization', '/jwks', '/userinfo']) {
      assert.equal((await ask(path, 'GET', {}, strict)).status, 404, path);
    }
    assert.equal((await ask('/.well-known/jwks.json', 'GET', {}, strict)).status, 200);
    await strict.stop();
  });
});

describe('an unknown path', () => {
  it('is JSON where programs ask, whatever they accept — protocol.md G-1', async () => {
    for (const path of [
      '/.well-known/nothing',
      '/.well-known/openid-configuration/suffix', // protocol.md DI-2: the issuer has no path
      '/oauth/nothing',
      '/api/nothing',
    ]) {
      const response = await ask(path, 'GET', { accept: 'text/html' });
      assert.equal(response.status, 404, path);
      assert.equal(((await response.json()) as { error: string }).error, 'not_found', path);
    }
  });

  it('is a page elsewhere — protocol.md G-1', async () => {
    const response = await ask('/nothing', 'GET', { accept: 'text/html' });
    assert.equal(response.status, 404);
    assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
  });
});

describe('scripts of other origins', () => {
  const origin = 'https://app.example';

  it('read metadata, keys and the endpoints of clients — protocol.md G-11', async () => {
    for (const { path, methods, crossOrigin } of [...documents, ...programs]) {
      const { headers } = await ask(path, methods[0] ?? 'GET', { origin });
      assert.equal(headers.get('access-control-allow-origin'), '*', path);
      assert.equal(headers.get('access-control-allow-credentials'), null, path);
      if (crossOrigin === 'public') continue;
      const exposed = headers.get('access-control-expose-headers') ?? '';
      for (const name of ['WWW-Authenticate', 'DPoP-Nonce', 'Retry-After'])
        assert.ok(exposed.includes(name), path);
    }
  });

  it('are told by a preflight what they may send — protocol.md G-11', async () => {
    for (const { path, methods } of [...documents, ...programs]) {
      const { status, headers } = await ask(path, 'OPTIONS', {
        origin,
        'access-control-request-method': methods[0] ?? 'GET',
        'access-control-request-headers': 'authorization, dpop',
      });
      assert.equal(status, 204, path);
      assert.equal(headers.get('access-control-allow-origin'), '*', path);
      assert.equal(headers.get('access-control-allow-headers'), 'authorization, dpop', path);
      for (const method of methods)
        assert.ok(headers.get('access-control-allow-methods')?.includes(method), path);
    }
  });

  it('read no page — protocol.md G-11', async () => {
    for (const { path } of pages) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const { headers } = await ask(path, method, { origin });
        const names = [...headers.keys()].filter((name) => name.startsWith('access-control-'));
        assert.deepEqual(names, [], `${method} ${path}`);
      }
    }
  });

  it('are only those that are listed, once there is a list — protocol.md G-11', async () => {
    const listed = await startTestServer({ environment: { CORS_ALLOWED_ORIGINS: origin } });
    const allowedFor = async (path: string, from: string): Promise<string | null> =>
      (await ask(path, 'POST', { origin: from }, listed)).headers.get('access-control-allow-origin');
    assert.equal(await allowedFor('/oauth/token', origin), origin);
    assert.equal(await allowedFor('/oauth/token', 'https://other.example'), null);
    assert.equal(await allowedFor('/.well-known/jwks.json', 'https://other.example'), '*');
    await listed.stop();
  });

  it('are none when that is switched off, save for metadata and keys — protocol.md G-11', async () => {
    const off = await startTestServer({ environment: { CORS_ENABLED: 'false' } });
    for (const { path, crossOrigin } of [...documents, ...programs]) {
      const { headers } = await ask(path, 'GET', { origin }, off);
      const expected = crossOrigin === 'public' ? '*' : null;
      assert.equal(headers.get('access-control-allow-origin'), expected, path);
    }
    await off.stop();
  });
});

describe('a redirect', () => {
  it('is 303 wherever it leads — security.md F-5, protocol.md G-3', async () => {
    const browser = plainBrowser(server);
    const request = authorizationRequest(server, party, { prompt: 'consent' });
    const steps: Response[] = [];
    const follow = async (response: Response): Promise<string> => {
      steps.push(response);
      return response.headers.get('location') ?? '';
    };
    const login = await follow(await browser.get(request.address));
    const further = await follow(await signInPlainly(browser, alice, { path: login }));
    const consent = await follow(await browser.get(further));
    const fields = hiddenFields(await (await browser.get(consent)).text());
    const answered = await follow(await browser.post('/consent', { ...fields, action: 'approve' }));
    assert.ok(new URL(answered).searchParams.get('code'));
    await follow(await browser.get('/'));
    const landing = hiddenFields(await (await browser.get('/account/sessions')).text());
    await follow(await browser.post('/logout', landing));
    await follow(await browser.get('/device?user_code=BBBB-CCCC'));
    const posted = new URL(request.address).searchParams;
    await follow(await browser.post('/oauth/authorize', Object.fromEntries(posted))); // protocol.md §5 POST
    assert.deepEqual(
      steps.map(({ status }) => status),
      steps.map(() => 303),
    );
  });
});
