import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hiddenFields } from '../races/person.ts';
import { type Allowed, judge } from './oracle.ts';
import {
  afterLogout,
  authorizationPath,
  type Browser,
  callback,
  declarations,
  type Fields,
  person,
  resource,
  startWorld,
  type World,
} from './world.ts';

const payloads = [
  '"><script>alert(1)</script>',
  "' onload='alert(1)",
  '<img src=x onerror=alert(1)>',
  '{{7*7}}</textarea>',
];
const [script = ''] = payloads;

/** What the template must never print, whichever page it is. */
const dangerous = /<script>alert|<img src=x|' onload='alert|<\/textarea>/;

const bootstrap = {
  ...declarations,
  users: [...declarations.users, { username: 'eve', password: person.password, claims: { name: script } }],
  clients: [
    ...declarations.clients.map((client) =>
      client.client_id === 'other' ? { ...client, client_name: script } : client,
    ),
    {
      ...declarations.clients[0],
      client_id: 'strict',
      application_type: 'web',
      redirect_uris: ['https://app.example/cb?x=1', callback],
    },
  ],
  resources: [{ resource, name: script, scopes: [{ name: 'read', description: script }] }],
};

describe('headers and injection', () => {
  let world: World;
  let browser: Browser;
  let allowed: Allowed;
  before(async () => {
    world = await startWorld({ bootstrap });
    browser = world.browser();
    await browser.signIn();
    allowed = { origin: world.origin, redirects: [callback, afterLogout, 'https://app.example/cb?x=1'] };
  });
  after(() => world.server.stop());

  const pageAt = async (path: string, who = browser): Promise<string> => {
    let response = await who.get(path);
    for (let step = 0; step < 4 && response.headers.get('location')?.startsWith('/'); step++)
      response = await who.get(response.headers.get('location') ?? '');
    assert.match(response.headers.get('content-type') ?? '', /text\/html/, `${path} gave ${response.status}`);
    const page = await response.clone().text();
    await judge(response, allowed);
    return page;
  };

  it('prints names, scopes and resources as text on the consent page — security.md B-2', async () => {
    const asked = { client_id: 'other', resource, scope: 'openid read', prompt: 'consent' };
    const page = await pageAt(authorizationPath(asked));
    assert.doesNotMatch(page, dangerous);
    assert.ok(page.split('&lt;script&gt;').length > 3, 'client, resource and scope are shown');
  });

  for (const payload of payloads) {
    it(`prints ${payload} as text wherever a request may put it — security.md B-2`, async () => {
      const stranger = world.browser();
      const login = await pageAt(authorizationPath({ login_hint: payload, state: payload }), stranger);
      assert.ok(
        login.includes(
          payload
            .replaceAll('&', '&amp;')
            .replaceAll('<', '&lt;')
            .replaceAll('>', '&gt;')
            .replaceAll('"', '&quot;')
            .replaceAll("'", '&#39;'),
        ),
      );
      const query = new URLSearchParams({
        user_code: payload,
        state: payload,
        client_id: payload,
        flow: payload,
        redirect: payload,
      });
      const seen = [login, await pageAt(`/device?${query}`), await pageAt(`/oauth/logout?${query}`)];
      for (const path of ['/oauth/authorize', '/continue', '/login', '/consent', '/nowhere'])
        seen.push(await pageAt(`${path}?${query}`, stranger));
      const fields = hiddenFields(await pageAt('/device'));
      seen.push(await (await browser.post('/device/verify', { ...fields, user_code: payload })).text());
      const form = hiddenFields(await pageAt('/login', stranger));
      seen.push(
        await (await stranger.post('/login', { ...form, username: payload, password: payload })).text(),
      );
      for (const page of seen) assert.doesNotMatch(page, dangerous);
    });
  }

  it('prints a state as text in a form_post answer — protocol.md AZ-5', async () => {
    const answer = await browser.get(authorizationPath({ response_mode: 'form_post', state: script }));
    const page = await answer.text();
    assert.equal(answer.status, 200);
    assert.doesNotMatch(page, dangerous);
    assert.ok(page.includes('&lt;script&gt;'));
  });

  const injected = [
    '\r\nSet-Cookie: a=b',
    '\n\nbody',
    '\0',
    '\u0085',
    'ü',
    '\u2028',
    '#frag&code=x',
    '%0d%0aSet-Cookie: a=b',
  ];
  for (const state of injected) {
    it(`lets ${JSON.stringify(state)} in state into no header — security.md I-6`, async () => {
      const answer = await browser.get(authorizationPath({ state, response_type: 'nonsense' }));
      const { headers } = answer;
      assert.equal(
        headers.getSetCookie().some((line) => line.startsWith('a=')),
        false,
      );
      assert.match(headers.get('location') ?? '/', /^[\x21-\x7e]+$/);
      const location = headers.get('location');
      if (location !== null) assert.equal(new URL(location, world.origin).searchParams.get('state'), state);
      else assert.equal(answer.status, 400);
      await judge(answer, allowed);
    });
  }

  const untrusted = [
    ...[
      'https://app.example.evil.com/callback',
      'https://evil.example/callback',
      'https://ok@evil.example/callback',
    ],
    ...[
      `${callback}?added=1`,
      `${callback}#fragment`,
      `${callback}/`,
      'https://app.example/CALLBACK',
      'HTTPS://app.example/callback',
    ],
    ...[
      'https://app.example/%63allback',
      'https://app.example/x/../callback',
      'https://app.example/%2e/callback',
    ],
    ...[
      'https://app.example\\@evil.example/callback',
      'https://app.example:8443/callback',
      '//app.example/callback',
    ],
    ...[
      'http://app.example/callback',
      'https://user@app.example/callback',
      `${callback}%00`,
      ` ${callback}`,
      `${callback} `,
    ],
    ...[
      'javascript:alert(1)',
      'data:text/html,x',
      '/callback',
      'https://app.example',
      callback.toUpperCase(),
      '*',
    ],
    ...['https://app.example/cb?x=2', 'https://app.example/cb', 'https://app.example/cb?x=1&y=2'],
  ];
  const refusedPage = async (more: Fields, who: Browser): Promise<void> => {
    const answer = await who.get(authorizationPath(more));
    assert.equal(answer.status, 400, JSON.stringify(more));
    assert.equal(answer.headers.get('location'), null);
    const page = await answer.text();
    assert.doesNotMatch(
      page,
      /<form|(?:href|src|action|content)="[^"]*(?:evil\.|app\.example|javascript:|data:)/i,
    );
    // What was sent is repeated as text, once; what is registered is nobody's to see (security.md F-1)
    const [before = '', ...after] = page.split(/<dd><code>[^<]*<\/code>/);
    assert.doesNotMatch([before, ...after].join(''), /evil\.example|app\.example/i);
  };
  it('sends nobody to a redirect URI that is not registered, whatever else is wrong — security.md F-1, protocol.md AZ-1', async () => {
    for (const redirect_uri of untrusted) {
      await refusedPage({ client_id: 'strict', redirect_uri }, browser);
      await refusedPage(
        { client_id: 'strict', redirect_uri, response_type: 'x', prompt: 'none' },
        world.browser(),
      );
      await refusedPage({ client_id: 'strict', redirect_uri, scope: '"' }, browser);
      await refusedPage({ client_id: 'nobody', redirect_uri }, browser);
    }
    await refusedPage({ client_id: 'nobody' }, browser);
    for (const name of ['redirect_uri', 'client_id']) {
      const value = name === 'client_id' ? 'web' : callback;
      const answer = await browser.get(`${authorizationPath()}&${name}=${encodeURIComponent(value)}`);
      assert.deepEqual([answer.status, answer.headers.get('location')], [400, null]);
    }
  });

  it('compares loopback hosts as they are written and lets no web client choose a port — security.md F-3', async () => {
    const device = { client_id: 'device', scope: 'openid read' };
    for (const redirect_uri of [
      'http://localhost:1/callback',
      'http://[::1]:1/callback',
      'http://127.0.0.1:1/other',
      'http://127.0.0.1:1/callback?x',
      'http://127.0.0.1:99999/callback',
      'http://127.0.0.1.evil.example/callback',
      'http://127.0.0.1:1@evil.example/callback',
    ])
      await refusedPage({ ...device, redirect_uri }, browser);
    const fine = await browser.get(
      authorizationPath({ ...device, redirect_uri: 'http://127.0.0.1:49152/callback' }),
    );
    assert.match(fine.headers.get('location') ?? '', /^\/consent/);
  });

  it('asks on Deny for a form of its own, and then answers the registered URI — security.md F-1', async () => {
    const first = await browser.get(authorizationPath({ client_id: 'other', prompt: 'consent' }));
    const fields = hiddenFields(await (await browser.get(first.headers.get('location') ?? '')).text());
    const forged = { ...fields, action: 'deny', redirect_uri: 'https://evil.example/', state: 'evil' };
    assert.equal((await browser.post('/consent', { ...forged, csrf_token: 'x' })).status, 403);
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ])
      assert.equal((await browser.post('/consent', forged, headers)).status, 403); // security.md B-4
    assert.equal((await world.browser().post('/consent', forged)).status, 403); // security.md F-11
    const denied = await browser.post('/consent', forged);
    assert.equal(denied.status, 303);
    const location = new URL(denied.headers.get('location') ?? '');
    assert.equal(location.origin + location.pathname, callback);
    assert.deepEqual(
      [location.searchParams.get('error'), location.searchParams.get('state')],
      ['access_denied', 's'],
    );
  });

  it('leads after sign-in to no other site — security.md B-7', async () => {
    for (const redirect of [
      '//e',
      '/\\e',
      '/%09/e',
      'https:e',
      '/..//e',
      '/\t/e',
      'https://e/',
      '/.//e',
      '\\\\e',
      '/%2e%2e//e',
      'javascript:1',
    ]) {
      const stranger = world.browser();
      const fields = hiddenFields(
        await (await stranger.get(`/login?redirect=${encodeURIComponent(redirect)}`)).text(),
      );
      const { username, password } = person;
      const answer = await stranger.post('/login', { ...fields, username, password });
      const forced = await stranger.get(`/login?redirect=${encodeURIComponent(redirect)}`);
      for (const location of [answer, forced].map(({ headers }) => headers.get('location') ?? '')) {
        assert.equal(new URL(location, world.origin).origin, world.origin, `${redirect} led to ${location}`);
        assert.doesNotMatch(location, /^\/[/\\]/);
      }
    }
  });
});
