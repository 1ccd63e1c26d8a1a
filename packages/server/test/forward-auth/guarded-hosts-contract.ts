/** What has to hold for a service behind a proxy, whichever proxy it is (resource.md §9, §10). */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { basic, json, secretOf } from '../attack/world.ts';
import { launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { reads, signsIn } from '../e2e/person.ts';
import { type Asked, ada, type GuardedHosts, type StartProxy, startGuardedHosts } from './guarded-hosts.ts';

export type Setup = {
  readonly proxy: StartProxy;
  /** The registered resource, where `/verify` demands the scope `read`. */
  readonly api: string;
  /** Why this cannot run here; false: it can. */
  readonly skip: string | false;
};

const app = 'app.example.com';

export function guardedHostsContract(name: string, { proxy, api, skip }: Setup): void {
  describe(`a service behind ${name}`, { skip }, () => {
    let hosts: GuardedHosts;
    let tested: TestBrowser;
    const place = new URL(api);
    before(async () => {
      hosts = await startGuardedHosts(proxy, api);
      tested = await launchBrowser('--host-resolver-rules=MAP *.example.com 127.0.0.1');
    });
    after(async () => {
      await tested?.close();
      await hosts?.stop();
    });

    const resource = () => `https://${place.hostname}:${hosts.port}${place.pathname.replace(/\/$/, '')}`;
    const tokenFor = async (fields: Record<string, string>): Promise<{ authorization: string }> => {
      const { app: server } = hosts.server.running;
      const body = new URLSearchParams({ grant_type: 'client_credentials', ...fields });
      const headers = { authorization: basic('web', secretOf.web) };
      const request = new Request(`${hosts.server.origin}/oauth/token`, { method: 'POST', headers, body });
      return { authorization: `Bearer ${(await json(await server.fetch(request)))['access_token']}` };
    };
    const last = () => hosts.seen.at(-1) ?? assert.fail('nothing reached the service');
    /** Asserts that the request is refused, and that nothing of it reached the service. */
    const refused = async (host: string, path: string, asked: Asked = {}) => {
      const count = hosts.seen.length;
      const answer = await hosts.ask(host, path, asked);
      assert.equal(hosts.seen.length, count, 'it reached the service');
      return answer;
    };

    it('learns who asks from us, and nothing that the client made up — security.md Q-6', async () => {
      const invented = {
        'X-User-Id': 'root',
        'x-user-name': 'root',
        'X-User-Email': 'root@example.com',
        'X-User-Groups': 'admins',
        'X-Auth-Scopes': 'everything',
        'X-Auth-Client-Id': 'root',
        'X-Auth-Token': 'root',
        X_User_Id: 'root',
      };
      const token = await tokenFor({ scope: 'read' });
      assert.equal((await hosts.ask(app, '/page?a=b', { headers: { ...token, ...invented } })).status, 200);
      const { headers, url } = last();
      assert.equal(url, '/page?a=b');
      assert.equal(headers['x-user-id'], 'client:web');
      assert.equal(headers['x-auth-scopes'], 'read');
      assert.equal(headers['x-auth-client-id'], 'web');
      assert.doesNotMatch(JSON.stringify(headers), /root/);
      // The token is for the proxy; a service that could take it could use it elsewhere
      assert.equal(headers['authorization'], undefined);
      assert.equal((await refused(app, '/page', { headers: invented })).status, 401);
    });

    it('gets the body of a request, whatever was asked about it before', async () => {
      const body = randomBytes(48_000).toString('base64');
      const headers = { ...(await tokenFor({ scope: 'read' })), 'content-type': 'text/plain' };
      assert.equal((await hosts.ask(app, '/upload', { method: 'POST', headers, body })).status, 200);
      assert.deepEqual([last().method, last().body], ['POST', body]);
    });

    it('is for whoever has a token for it; others learn where to get one — resource.md §6 no credentials, resource.md §10 Proxy examples', async () => {
      const path = `${place.pathname.replace(/\/$/, '')}/x`;
      const bare = await refused(place.hostname, path);
      assert.equal(bare.status, 401);
      const challenge = String(bare.headers['www-authenticate']);
      assert.match(challenge, /^Bearer scope="read", resource_metadata="[^"]+"$/);
      assert.equal(JSON.parse(bare.body).error, 'invalid_token');
      assert.match(String(bare.headers['content-type']), /^application\/json/);
      const other = await refused(place.hostname, path, { headers: await tokenFor({ scope: 'read' }) });
      assert.equal(other.status, 401);
      assert.match(String(other.headers['www-authenticate']), /^Bearer error="invalid_token"/);
      const narrow = await tokenFor({ scope: 'write', resource: resource() });
      const short = await refused(place.hostname, path, { headers: narrow });
      assert.equal(short.status, 403);
      assert.match(
        String(short.headers['www-authenticate']),
        /^Bearer error="insufficient_scope".*scope="read"/,
      );
      const good = await tokenFor({ scope: 'read', resource: resource() });
      assert.equal((await hosts.ask(place.hostname, path, { headers: good })).status, 200);
      assert.equal(last().headers['x-auth-scopes'], 'read');
    });

    it('has metadata that needs no token, at the address of the challenge — RFC 9728 §3', async () => {
      const { headers } = await hosts.ask(place.hostname, `${place.pathname.replace(/\/$/, '')}/x`);
      const address = /resource_metadata="([^"]+)"/.exec(String(headers['www-authenticate']))?.[1] ?? '';
      const url = new URL(address);
      assert.equal(url.host, `${place.hostname}:${hosts.port}`);
      const document = await refused(url.hostname, url.pathname);
      assert.equal(document.status, 200);
      assert.equal(JSON.parse(document.body).resource, resource());
      assert.deepEqual(JSON.parse(document.body).authorization_servers, [hosts.server.origin]);
      const nothing = await refused(url.hostname, `${url.pathname}/nothing`);
      assert.deepEqual([nothing.status, JSON.parse(nothing.body).error], [404, 'not_found']);
    });

    it('answers preflights itself, as nobody’s — resource.md §9 401 / 403', async () => {
      const headers = {
        origin: 'https://web.example',
        'access-control-request-method': 'POST',
        'x-user-id': 'root',
      };
      assert.equal((await hosts.ask(app, '/page', { method: 'OPTIONS', headers })).status, 200);
      assert.equal(last().method, 'OPTIONS');
      assert.equal(last().headers['x-user-id'] ?? '', '');
      assert.equal((await refused(app, '/page', { method: 'OPTIONS' })).status, 401);
    });

    it('is not reached by a client that describes another request than its own', async () => {
      const token = await tokenFor({ scope: 'read', resource: resource() });
      const claims = [
        { 'x-forwarded-host': `${place.hostname}:${hosts.port}`, 'x-forwarded-uri': `${place.pathname}/x` },
        { 'x-original-url': `${resource()}/x`, 'x-original-method': 'GET' },
        {
          'x-forwarded-method': 'OPTIONS',
          'x-original-method': 'OPTIONS',
          origin: 'https://x.example',
          'access-control-request-method': 'GET',
        },
      ];
      for (const claim of claims) {
        const { status } = await refused(app, '/page', { headers: { ...token, ...claim } });
        assert.ok([400, 401].includes(status), `${status} for ${JSON.stringify(claim)}`);
      }
    });

    it('is not reached under a name it does not have', async () => {
      const headers = { ...(await tokenFor({ scope: 'read' })), host: 'other.example.com' };
      const count = hosts.seen.length;
      await hosts.ask(app, '/page', { headers }).catch(() => null);
      assert.equal(hosts.seen.length, count);
      for (const name of [`${place.hostname}:444`, `${place.hostname}.`]) {
        const asked = { headers: { ...headers, host: name } };
        await hosts.ask(place.hostname, `${place.pathname}/x`, asked).catch(() => null);
      }
      assert.equal(hosts.seen.length, count);
    });

    it('is not asked for an address that it and the proxy may read in two ways — resource.md §9', async () => {
      const token = await tokenFor({ scope: 'read' });
      for (const path of [
        '/public/..;/api/x',
        '/public/%2e%2e;/api/x',
        '/public/..%3b/api/x',
        '/a%2f..%2fapi/x',
      ]) {
        const { status } = await refused(app, path, { headers: token });
        assert.ok([400, 401].includes(status), `${status} for ${path}`);
      }
    });

    it('gets every cookie but ours — resource.md §9', async () => {
      const token = await tokenFor({ scope: 'read' });
      const ours = `grantor_forward=${'A'.repeat(43)}`;
      const sent: readonly (readonly [string, string | undefined])[] = [
        ['theme=dark; lang=en', 'theme=dark; lang=en'],
        [`${ours}; theme=dark; lang=en`, 'theme=dark; lang=en'],
        [`theme=dark; ${ours}; lang=en`, 'theme=dark; lang=en'],
        [`theme=dark; lang=en; ${ours}`, 'theme=dark; lang=en'],
        [`my_grantor_forward=1; ${ours}`, 'my_grantor_forward=1'],
        [ours, undefined],
      ];
      for (const [cookie, expected] of sent) {
        assert.equal((await hosts.ask(app, '/page', { headers: { ...token, cookie } })).status, 200);
        assert.equal(last().headers['cookie'] || undefined, expected, cookie);
      }
      // A page of the service may set one of its own beside ours
      for (const cookie of [
        `${ours}; ${ours}; lang=en`,
        `a=1; ${ours}; ${ours}`,
        `${ours}; a=1; ${ours}; b=2`,
      ]) {
        assert.equal((await hosts.ask(app, '/page', { headers: { ...token, cookie } })).status, 200);
        assert.doesNotMatch(last().headers['cookie'] ?? '', /grantor_forward/, cookie);
      }
    });

    it('lets a person sign in in a browser, and out again — resource.md §9 Browser mode', async () => {
      const page = await tested.newPage({ ignoreHTTPSErrors: true });
      const address = `https://${app}:${hosts.port}/notes?page=2`;
      await page.goto(address);
      assert.equal(new URL(page.url()).hostname, 'auth.example.com');
      await page.getByText(`to continue to ${app}`).waitFor();
      await signsIn(page, ada);
      await reads(page, 'Hello ada');
      assert.equal(page.url(), address);
      assert.equal(last().headers['x-user-id'], ada.sub);
      assert.equal(last().headers['x-user-email'], 'ada@example.com');
      assert.equal(last().headers['x-user-groups'], 'staff,crew');
      const [cookie] = (await page.context().cookies()).filter(({ name }) => name === 'grantor_forward');
      assert.deepEqual(
        [cookie?.domain, cookie?.httpOnly, cookie?.secure, cookie?.sameSite, cookie?.expires],
        ['.example.com', true, true, 'Lax', -1],
      );
      await signsOut(page, hosts);
      const count = hosts.seen.length;
      await page.goto(address);
      await reads(page, 'Sign in');
      assert.equal(hosts.seen.length, count);
      await page.context().close();
    });

    it('answers in words for people and for programs while we are away', async () => {
      await hosts.leave();
      const [person, program] = [
        await refused(app, '/page', { headers: { accept: 'text/html' } }),
        await refused(app, '/page', { headers: { accept: 'application/json' } }),
      ];
      for (const { status, headers } of [person, program]) {
        assert.equal(status, 503);
        assert.equal(headers['retry-after'], '5');
      }
      assert.match(person.body, /not available right now/);
    });
  });
}

async function signsOut(page: Page, { server }: GuardedHosts): Promise<void> {
  await page.goto(`${server.origin}/account`);
  await page.getByRole('banner').getByRole('button', { name: 'Sign out' }).click();
  await reads(page, 'Sign in');
}
