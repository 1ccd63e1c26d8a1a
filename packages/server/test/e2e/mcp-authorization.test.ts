/** What MCP asks of an authorization server, as clients nobody registered for use it (clients.md §9, §10, §12). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { startTestServer, type TestServer } from '../running-server.ts';
import { alice } from './declarations.ts';
import { type PlainBrowser, plainBrowser, signInPlainly } from './plain-browser.ts';
import * as stranger from './stranger.ts';

const files = 'https://files.example';
const mail = 'https://mail.example/mcp/';
const open = 'https://open.example/mcp';
const callback = 'https://app.example/callback';

let server: TestServer;
let browser: PlainBrowser;
let client: string;

before(async () => {
  server = await startTestServer({
    environment: { RESOURCE_ALLOWLIST: 'https://listed.example/api' },
    bootstrap: {
      users: [{ ...alice, email: 'alice@example.org', email_verified: true }],
      resources: [
        {
          resource: files,
          name: 'Files',
          identity_claims: ['email'],
          scopes: [
            { name: 'files:read', description: 'Read your files', default: true },
            { name: 'files:write', description: 'Change your files', implies: ['files:read'] },
            { name: 'files:audit', restricted: true },
          ],
        },
        { resource: mail, name: 'Mail', scopes: ['mail:read'] },
        { resource: open },
      ],
    },
  });
  browser = plainBrowser(server);
  await signInPlainly(browser, alice);
  client = await stranger.register(server, { client_name: 'Files agent', redirect_uris: [callback] });
});
after(() => server.stop());

const signIn = (more: stranger.Parameters, atToken: stranger.Parameters = {}) =>
  stranger.signIn({ server, browser, client }, stranger.ask(client, callback, more), atToken);

const refresh = (token: string | undefined, more: stranger.Parameters = {}) =>
  stranger.atToken(server, { grant_type: 'refresh_token', client_id: client, refresh_token: token, ...more });

const sorted = (scope: string | undefined): readonly string[] => (scope ?? '').split(' ').sort();

/** The error that reaches a client the person has allowed before. */
async function errorFor(more: stranger.Parameters): Promise<string | null> {
  await signIn({ scope: 'openid' });
  const answer = await stranger.allow(browser, stranger.ask(client, callback, more));
  return new URL(answer.headers.get('location') ?? 'about:blank').searchParams.get('error');
}

describe('a resource', () => {
  it('is named in aud as configured, however a client writes it — clients.md §9 aud, §9 Comparison', async () => {
    for (const [asked, configured] of [
      [`${files}/`, files],
      ['HTTPS://Files.Example:443', files],
      [mail.slice(0, -1), mail],
      ['https://listed.example/api/', 'https://listed.example/api'],
    ] as const) {
      const { body } = await signIn({ resource: asked, scope: 'openid' });
      assert.equal(claimsOf(body).aud, configured, asked);
    }
  });

  it('is several in an array, and narrowed at the token endpoint and at refresh — RFC 8707 §2.2', async () => {
    const { body } = await signIn({ resource: [files, mail], scope: 'files:read mail:read' });
    assert.deepEqual(claimsOf(body).aud, [files, mail]);
    const { body: one } = await refresh(body['refresh_token'], { resource: mail });
    assert.equal(claimsOf(one).aud, mail);
    assert.equal(one['scope'], 'mail:read');
    const { body: both } = await refresh(one['refresh_token']);
    assert.deepEqual(claimsOf(both).aud, [files, mail]);
    const narrowed = await signIn({ resource: [files, mail], scope: 'openid' }, { resource: `${files}/` });
    assert.equal(claimsOf(narrowed.body).aud, files);
    for (const resource of [open, 'https://unknown.example']) {
      assert.equal((await refresh(both['refresh_token'], { resource })).body['error'], 'invalid_target');
    }
  });

  it('is invalid_target where nobody knows it — RFC 8707 §2', async () => {
    for (const resource of ['https://unknown.example', `${files}#x`, 'files', `${files}/deeper`])
      assert.equal(await errorFor({ resource, scope: 'openid' }), 'invalid_target', resource);
  });

  it('is the issuer where none is named, and audience names none — clients.md §9 aud', async () => {
    const { body } = await signIn({ scope: 'openid', audience: mail }, { audience: mail });
    assert.equal(claimsOf(body).aud, server.origin);
    const refreshed = await refresh(body['refresh_token'], { audience: [mail, 'x'] });
    assert.equal(claimsOf(refreshed.body).aud, server.origin);
  });

  it('opens nothing else with its token — security.md T-5', async () => {
    const { body } = await signIn({ resource: files, scope: 'openid files:read' });
    const headers = { authorization: `Bearer ${body['access_token']}` };
    const response = await fetch(`${server.origin}/userinfo`, { headers });
    assert.equal(response.status, 401);
    assert.match(response.headers.get('www-authenticate') ?? '', /error="invalid_token"/);
  });

  it('learns what it is registered to learn, and others nothing — clients.md §9 Record', async () => {
    assert.equal(claimsOf((await signIn({ resource: files })).body).email, 'alice@example.org');
    assert.equal('email' in claimsOf((await signIn({ resource: mail, scope: 'email' })).body), false);
  });
});

describe('a scope', () => {
  it('of another resource is dropped, and of no resource refused — clients.md §9 No scope', async () => {
    const metadata = (await (await fetch(`${server.origin}/.well-known/openid-configuration`)).json()) as {
      scopes_supported: string[];
    };
    const whole = metadata.scopes_supported.join(' ');
    const { body } = await signIn({ resource: files, scope: whole });
    assert.deepEqual(
      sorted(body['scope']),
      'address email files:read files:write offline_access openid phone profile'.split(' '),
    );
    for (const scope of ['mail:read', 'unheard-of', 'files:audit', 'grantor:admin'])
      assert.equal(await errorFor({ resource: files, scope }), 'invalid_scope', scope);
  });

  it('is the default of the resource where none is asked for — protocol.md SC-3', async () => {
    assert.equal((await signIn({ resource: files })).body['scope'], 'files:read');
    assert.equal((await signIn({ resource: mail })).body['scope'] ?? '', '');
  });

  it('may have any name at a resource without a list, but none of ours — clients.md §9 No scope', async () => {
    const { body } = await signIn({ resource: open, scope: 'anything at:all grantor:admin' });
    assert.deepEqual(sorted(body['scope']), ['anything', 'at:all']);
  });

  it('grows by a new request that shows what is new, beside what was there — clients.md §9 Step-up', async () => {
    const larger = { resource: files, scope: 'openid files:read files:write' };
    const fresh = await stranger.register(server, { client_name: 'Grower', redirect_uris: [callback] });
    const world = { server, browser, client: fresh };
    const small = await stranger.signIn(
      world,
      stranger.ask(fresh, callback, { resource: files, scope: 'openid files:read' }),
    );
    const page = (await stranger.consentPage(browser, stranger.ask(fresh, callback, larger))) ?? '';
    const [, added = '', known = ''] = /<h3>New<\/h3>(.*)<h3>Allowed before<\/h3>(.*)/s.exec(page) ?? [];
    assert.match(added, /Change your files/);
    assert.deepEqual(added.match(/Read your files/g), ['Read your files']);
    assert.match(added, /Includes:[^:]*<li>Read your files/); // what comes with the new one is told there
    assert.match(known, /Read your files/);
    const grown = await stranger.signIn(world, stranger.ask(fresh, callback, larger));
    assert.deepEqual(sorted(grown.body['scope']), ['files:read', 'files:write', 'openid']);
    const kept = await stranger.atToken(server, {
      grant_type: 'refresh_token',
      client_id: fresh,
      refresh_token: small.body['refresh_token'],
    });
    assert.deepEqual(sorted(kept.body['scope']), ['files:read', 'openid']);
  });

  it('never grows at refresh — RFC 6749 §6, security.md T-4', async () => {
    const { body } = await signIn({ resource: files, scope: 'openid files:read' });
    const wider = await refresh(body['refresh_token'], { scope: 'openid files:read files:write' });
    assert.deepEqual([wider.status, wider.body['error']], [400, 'invalid_scope']);
  });

  it('offline_access is listed and shown, and refresh does not depend on it — clients.md §9 offline_access', async () => {
    const fresh = await stranger.register(server, { redirect_uris: [callback] });
    const asked = stranger.ask(fresh, callback, { scope: 'openid offline_access' });
    assert.match((await stranger.consentPage(browser, asked)) ?? '', /Keep this access while you are away/);
    assert.ok((await signIn({ scope: 'openid' })).body['refresh_token']);
  });
});

describe('consent to a client that registered itself — clients.md §10 Consent page, §10 Memory', () => {
  it('names the client as unverified, its host, the resource and the account', async () => {
    const fresh = await stranger.register(server, {
      client_name: 'Totally <b>Official</b>',
      redirect_uris: ['https://agent.example:8443/cb'],
    });
    const asked = stranger.ask(fresh, 'https://agent.example:8443/cb', { resource: files });
    const page = (await stranger.consentPage(browser, asked)) ?? '';
    for (const part of [
      'Totally &lt;b&gt;Official&lt;/b&gt;',
      'Unverified name',
      '<strong>agent.example:8443</strong>',
      'Files',
      `<code>${files}</code>`,
      'Read your files',
      'It learns about you: e-mail address.',
      'alice',
    ])
      assert.ok(page.includes(part), part);
  });

  it('is remembered at a web address, and asked every time on this computer — RFC 8252 §8.6', async () => {
    const local = 'http://127.0.0.1/callback';
    const fresh = await stranger.register(server, { redirect_uris: [callback, local] });
    const world = { server, browser, client: fresh };
    for (const [uri, isRemembered] of [
      [callback, true],
      ['http://127.0.0.1:49152/callback', false],
    ] as const) {
      const asked = () => stranger.ask(fresh, uri, { resource: files });
      assert.notEqual(await stranger.consentPage(browser, asked()), null, uri);
      await stranger.signIn(world, asked());
      const page = await stranger.consentPage(browser, asked());
      assert.equal(page === null, isRemembered, uri);
      if (page !== null) assert.match(page, /any program on this computer could pose as it/);
    }
  });

  it('comes before any error is followed — security.md F-4, protocol.md AZ-2', async () => {
    const fresh = await stranger.register(server, { redirect_uris: [callback] });
    const bad = { scope: 'grantor:admin' };
    const response = await browser.get(stranger.ask(fresh, callback, bad).path);
    assert.equal(response.status, 400);
    assert.equal(response.headers.get('location'), null);
    const page = await response.text();
    assert.match(page, /app\.example/);
    assert.match(page, /href="https:\/\/app\.example\/callback\?error=invalid_scope/);
    const silent = await browser.get(stranger.ask(fresh, callback, { ...bad, prompt: 'none' }).path);
    assert.equal(silent.status, 303);
  });
});

describe('a redirect — clients.md §6 No form-action', () => {
  it('is 303 to every kind of address one client registers, with its query and our issuer', async () => {
    const uris = [
      'cursor://anysphere.cursor-mcp/oauth/callback',
      'https://www.cursor.example/agents/mcp/oauth/callback?from=mcp',
      'http://localhost:8787/callback',
    ];
    const cursor = await stranger.register(server, { client_name: 'Cursor', redirect_uris: uris });
    for (const uri of [...uris, 'http://localhost:50001/callback', 'http://localhost/callback']) {
      const asked = stranger.ask(cursor, uri, { resource: files });
      const response = await stranger.allow(browser, asked);
      assert.equal(response.status, 303, uri);
      const location = response.headers.get('location') ?? '';
      assert.ok(location.startsWith(`${uri}${uri.includes('?') ? '&' : '?'}code=`), location);
      const { searchParams } = new URL(location);
      assert.equal(searchParams.get('iss'), server.origin);
      assert.equal(searchParams.get('state'), asked.state);
    }
  });

  it('goes nowhere else: 400, a page for browsers and JSON for programs — security.md F-1', async () => {
    const native = await stranger.register(server, {
      redirect_uris: ['http://localhost/callback', 'cursor://anysphere.cursor-mcp/oauth/callback'],
    });
    const web = await stranger.register(server, {
      application_type: 'web',
      redirect_uris: ['http://localhost:8787/callback', 'https://a.example/cb'],
    });
    for (const [id, uri] of [
      [native, 'http://127.0.0.1:5000/callback'],
      [native, 'http://localhost.evil.example/callback'],
      [native, 'http://localhost:1@evil.example/callback'],
      [native, 'cursor://anysphere.cursor-mcp/oauth/callback/'],
      [native, 'cursor://other/oauth/callback'],
      [web, 'http://localhost:9999/callback'],
      [web, 'https://a.example/cb/'],
      [web, 'https://a.example:443/cb'],
      [web, 'https://a.example/cb?x=1'],
      [web, 'https://A.example/cb'],
    ] as const) {
      const { path } = stranger.ask(id, uri);
      const page = await browser.get(path);
      assert.equal(page.status, 400, uri);
      assert.equal(page.headers.get('location'), null, uri);
      assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
      assert.equal((await page.text()).includes(`href="${uri}`), false, uri);
      const json = await browser.get(path, { accept: 'application/json' });
      assert.deepEqual(
        [json.status, ((await json.json()) as stranger.Tokens)['error']],
        [400, 'invalid_request'],
      );
    }
    const unknown = await browser.get(stranger.ask('nobody', callback).path, { accept: '*/*' });
    assert.deepEqual(
      [unknown.status, ((await unknown.json()) as stranger.Tokens)['error']],
      [400, 'invalid_client'],
    );
  });
});

const claimsOf = (tokens: stranger.Tokens) => stranger.claimsOf(tokens['access_token']);
