import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { slugs } from '../../src/documentation/contents.ts';
import { locales } from '../../src/pages/index.ts';
import { Person } from '../documentation/person.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { tagFaults } from './tags.ts';

const password = randomBytes(16).toString('hex');
const bootstrap = {
  clients: [
    {
      client_id: 'notes',
      client_name: 'Notes',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['https://notes.example.com/callback'],
    },
    {
      client_id: "notes'$(id)",
      client_name: 'Notes of somebody who means harm',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['https://harm.example.com/callback'],
    },
  ],
  users: [
    { username: 'ada', password, role: 'admin' },
    { username: 'grace', password },
  ],
};

let server: TestServer;
before(async () => {
  server = await startTestServer({ bootstrap });
});
after(() => server.stop());

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.origin}${path}`, { redirect: 'manual', headers: { accept: 'text/html', ...headers } });
const pageAt = async (path: string): Promise<string> => {
  const response = await get(path);
  assert.equal(response.status, 200, path);
  return response.text();
};
const leadsTo = async (path: string, headers: Record<string, string> = {}): Promise<string | null> =>
  (await get(path, headers)).headers.get('location');

/** Where its links lead, what its examples call here, and paths that it names. */
function pathsIn(page: string): readonly string[] {
  const patterns = [
    /href="(\/[^"#?]*)/g,
    new RegExp(`${server.origin}(/[\\w./-]*[\\w/])`, 'g'),
    /<code>(\/[\w./-]+)<\/code>/g,
  ];
  return patterns.flatMap((pattern) => [...page.matchAll(pattern)].map(([, path = '']) => path));
}

describe('the documentation of a running server — product.md D-1, D-2', () => {
  for (const locale of locales) {
    it(`has every page in ${locale}, as whole HTML; what is English elsewhere says so`, async () => {
      for (const slug of slugs) {
        const page = await pageAt(`/docs/${locale}/${slug}`);
        assert.deepEqual(tagFaults(page), [], slug);
        assert.match(page, new RegExp(`<html lang="${locale}"`));
        const kept = locale === 'zh-TW' ? 'zh-TW' : 'en';
        assert.match(page, new RegExp(`<article class="prose" lang="${kept}">`));
        assert.equal(page.includes('class="notice info"><svg'), locale !== kept, slug);
        assert.ok(!/\{(?:BASE_URL|CLIENT_ID)\}/.test(page), `${slug}: a placeholder is left`);
        assert.match(page, /aria-current="page"/);
      }
    });
  }

  it('carries the address of this very server', async () => {
    assert.ok(
      (await pageAt('/docs/en/oidc')).includes(`curl -s ${server.origin}/.well-known/openid-configuration`),
    );
  });

  it('names nothing that is not there: every link and every address leads somewhere', async () => {
    const pages = await Promise.all(slugs.map((slug) => pageAt(`/docs/en/${slug}`)));
    const named = new Set(pages.flatMap(pathsIn));
    // What an example names of somebody else: a redirect URI, the parts of the management API, a template
    const apart = ['/callback', '/callback/', '/auth/callback/NAME'];
    const underApi = ['/users', '/clients', '/resources', '/audit-events', '/sessions', '/stats'];
    const unmounted: string[] = [];
    for (const path of named) {
      if (apart.includes(path) || path === '/metrics') continue;
      const real = underApi.includes(path) ? `/api/v1${path}` : path;
      // A path that is mounted knows which methods it takes
      const { status } = await fetch(`${server.origin}${real}`, { method: 'PROPFIND' });
      if (status === 404 && real !== '/api/v1') unmounted.push(path);
    }
    assert.deepEqual(unmounted, []);
    assert.ok(named.size > 50, `${named.size}`);
  });

  it('leads from every other spelling of an address to the one there is', async () => {
    const cases = [
      ['/docs', '/docs/en/getting-started'],
      ['/docs/', '/docs/en/getting-started'],
      ['/docs/tokens', '/docs/en/tokens'],
      ['/docs/TOKENS', '/docs/en/tokens'],
      ['/docs/EN/Tokens', '/docs/en/tokens'],
      ['/docs/zh-tw/oidc?client_id=notes', '/docs/zh-TW/oidc?client_id=notes'],
    ] as const;
    for (const [path, target] of cases) assert.equal(await leadsTo(path), target, path);
    assert.equal(await leadsTo('/docs/mcp', { 'accept-language': 'zh-TW' }), '/docs/zh-TW/mcp');
    assert.equal(await leadsTo('/docs/mcp', { 'accept-language': 'fr' }), '/docs/fr/mcp');
  });

  it('says which pages there are where there is none — product.md §12.1 /docs/{lang}/{slug}', async () => {
    for (const path of ['/docs/en/nothing', '/docs/xx/tokens', '/docs/nothing']) {
      const response = await get(path);
      assert.equal(response.status, 404, path);
      const page = await response.text();
      for (const slug of slugs) assert.ok(page.includes(`href="/docs/en/${slug}"`), slug);
    }
    const told = await fetch(`${server.origin}/docs/en/nothing`);
    assert.equal(told.status, 404);
    assert.equal(((await told.json()) as { error: string }).error, 'not_found');
  });

  it('offers nobody a client who is not signed in, whatever they name', async () => {
    const page = await pageAt('/docs/en/device-flow?client_id=notes');
    assert.ok(page.includes('client_id=YOUR_CLIENT_ID'));
    assert.doesNotMatch(page, /<select id="doc-client"/);
  });

  it('shows an administrator the clients, and what they choose in every example and every link', async () => {
    const person = new Person();
    const account = await person.open(`${server.origin}/login`);
    await person.submit(account, '/login', { username: 'ada', password });
    const chosen = await person.open(`${server.origin}/docs/en/device-flow?client_id=notes`);
    assert.match(chosen.text, /<option value="notes" selected>Notes · notes<\/option>/);
    assert.ok(chosen.text.includes('-d client_id=notes'));
    assert.ok(chosen.text.includes('href="/docs/en/tokens?client_id=notes"'));
    const unknown = await person.open(`${server.origin}/docs/en/device-flow?client_id=nobody`);
    assert.ok(unknown.text.includes('client_id=YOUR_CLIENT_ID'));
  });

  it('never puts a client id into an example that a shell would understand', async () => {
    const person = new Person();
    await person.submit(await person.open(`${server.origin}/login`), '/login', { username: 'ada', password });
    const evil = encodeURIComponent("notes'$(id)");
    const page = await person.open(`${server.origin}/docs/en/device-flow?client_id=${evil}`);
    assert.doesNotMatch(page.text, /\$\(id\)/);
    assert.ok(page.text.includes('client_id=YOUR_CLIENT_ID'));
  });

  it("shows a person their own apps, and nobody else's", async () => {
    const person = new Person();
    await person.submit(await person.open(`${server.origin}/login`), '/login', {
      username: 'grace',
      password,
    });
    const page = await person.open(`${server.origin}/docs/en/device-flow?client_id=notes`);
    assert.ok(page.text.includes('client_id=YOUR_CLIENT_ID'));
    assert.doesNotMatch(page.text, /Notes/);
  });

  it('is linked from the sign-in page, the account and the administration', async () => {
    assert.match(await pageAt('/login'), /<a class="foot-link" href="\/docs">/);
    const person = new Person();
    const account = await person.submit(await person.open(`${server.origin}/login`), '/login', {
      username: 'ada',
      password,
    });
    assert.match(account.text, /<a href="\/docs">Documentation<\/a>/);
    assert.match((await person.open(`${server.origin}/admin`)).text, /<a href="\/docs">Documentation<\/a>/);
  });

  it('keeps the page when the language is changed', async () => {
    const person = new Person();
    const page = await person.open(`${server.origin}/docs/en/tokens?client_id=notes`);
    const changed = await person.submit(page, '/preferences', { language: 'zh-TW', theme: 'dark' });
    assert.equal(`${changed.url.pathname}${changed.url.search}`, '/docs/zh-TW/tokens?client_id=notes');
    assert.match(changed.text, /<html lang="zh-TW" data-theme="dark">/);
  });
});
