/** What the documentation promises of the log: who is refused finds out why, on our side at least. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  asWeb,
  authorizationPath,
  type Browser,
  callback,
  json,
  startWorld,
  type World,
} from '../attack/world.ts';
import { hiddenFields } from '../races/person.ts';

type Line = Record<string, unknown>;
type Expected = {
  readonly client?: string | RegExp;
  readonly uri?: string | RegExp;
  readonly error?: string;
  readonly detail: RegExp;
};

const marked = /^unknown:[0-9a-f]{12}$/;
const strangerCallback = 'https://stranger.example/cb';

describe('the log of refusals', () => {
  let world: World;
  let browser: Browser;
  let stranger: string;
  before(async () => {
    world = await startWorld();
    browser = world.browser();
    await browser.signIn();
    const answer = await world.send('/oauth/register', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token_endpoint_auth_method: 'none', redirect_uris: [strangerCallback] }),
    });
    stranger = String((await json(answer))['client_id']);
  });
  after(() => world.server.stop());

  /** The one line that the request left. */
  async function lineOf(request: () => Promise<Response>): Promise<Line> {
    const start = world.server.logged.length;
    const response = await request();
    const lines = world.server.logged.slice(start).map((line): Line => JSON.parse(line));
    const [line = {}, ...more] = lines.filter(({ message }) => message === 'request refused');
    assert.equal(more.length, 0);
    assert.equal(line['request_id'], response.headers.get('x-request-id'));
    const access = lines.find(({ message }) => message === 'request');
    assert.equal(access?.['client_id'] ?? null, line['client_id'] ?? null);
    return line;
  }

  function assertLine(line: Line, { client, uri, error, detail }: Expected): void {
    const same = (value: unknown, expected: string | RegExp | undefined): void => {
      if (expected instanceof RegExp) assert.match(String(value), expected);
      else assert.equal(value ?? undefined, expected);
    };
    same(line['client_id'], client);
    same(line['redirect_uri'], uri);
    same(line['error'], error);
    assert.match(String(line['detail']), detail);
  }

  const requests: readonly (readonly [string, () => string, () => Expected])[] = [
    [
      'an unknown client',
      () => authorizationPath({ client_id: 'a-secret-in-the-wrong-field' }),
      () => ({ client: marked, uri: callback, error: 'invalid_client', detail: /no such client/ }),
    ],
    [
      'a wrong redirect URI',
      () => authorizationPath({ redirect_uri: `${callback}/?code=abc` }),
      () => ({
        client: 'web',
        uri: `${callback}/?…`,
        error: 'invalid_request',
        detail:
          /not registered.*differs in path \(final slash\), query from https:\/\/app\.example\/callback/,
      }),
    ],
    [
      'a redirect URI that is none',
      () => authorizationPath({ redirect_uri: 'my secret' }),
      () => ({ client: 'web', uri: marked, error: 'invalid_request', detail: /not registered/ }),
    ],
    [
      'no redirect URI',
      () => authorizationPath({ redirect_uri: '' }),
      () => ({ client: 'web', error: 'invalid_request', detail: /redirect_uri parameter is missing/ }),
    ],
    [
      'a parameter sent twice',
      () => `${authorizationPath()}&redirect_uri=x`,
      () => ({ client: 'web', error: 'invalid_request', detail: /more than once.*redirect_uri/ }),
    ],
    [
      'a document that cannot be had',
      () => authorizationPath({ client_id: 'https://localhost/client.json' }),
      () => ({ client: marked, uri: callback, error: 'invalid_client', detail: /document.*localhost/ }),
    ],
    [
      'a response mode that is not served',
      () => authorizationPath({ response_mode: 'smoke' }),
      () => ({ client: 'web', uri: callback, error: 'invalid_request', detail: /response mode/ }),
    ],
    [
      'a scope the client may not have',
      () => authorizationPath({ scope: 'delete' }),
      () => ({ client: 'web', uri: callback, error: 'invalid_scope', detail: /./ }),
    ],
    [
      'what is shown instead of followed',
      () => authorizationPath({ client_id: stranger, redirect_uri: strangerCallback, response_type: 'x' }),
      () => ({
        client: stranger,
        uri: strangerCallback,
        error: 'unsupported_response_type',
        detail: /not supported/,
      }),
    ],
    [
      'a flow nobody knows',
      () => '/continue?flow=nothing',
      () => ({ error: 'invalid_request', detail: /expired or was finished/ }),
    ],
    [
      'a way back from sign-out that is not registered',
      () => `/oauth/logout?client_id=web&post_logout_redirect_uri=${encodeURIComponent(`${callback}?a=b`)}`,
      () => ({ client: 'web', uri: `${callback}?…`, detail: /is not registered for this client/ }),
    ],
    [
      'a way back of nobody',
      () => '/oauth/logout?client_id=my-secret&post_logout_redirect_uri=my-token',
      () => ({ client: marked, uri: marked, detail: /came without an id_token_hint of this client/ }),
    ],
    [
      'a sign-out that cannot be read',
      () => '/oauth/logout?state=%zz',
      () => ({ error: 'invalid_request', detail: /./ }),
    ],
  ];
  for (const [name, path, expected] of requests) {
    it(`says of ${name} who asked for what, and why not — operations.md G-1`, async () => {
      assertLine(await lineOf(() => browser.get(path())), expected());
    });
  }

  it('says it as well to a program, which gets JSON', async () => {
    const line = await lineOf(() => world.send(authorizationPath({ redirect_uri: 'https://x.example' })));
    assertLine(line, {
      client: 'web',
      uri: 'https://x.example',
      error: 'invalid_request',
      detail: /not registered.*host, path from https:\/\/app\.example\/callback/,
    });
  });

  it('says of a form why it was not taken, and nothing that was typed', async () => {
    const fields = hiddenFields(await (await browser.get('/device')).text());
    const code = { ...fields, user_code: 'BCDF-GHJK' };
    const unknown = await lineOf(() => browser.post('/device/verify', code));
    assertLine(unknown, { detail: /no device waits/ });
    const stale = await lineOf(() => browser.post('/device/verify', { ...code, csrf_token: 'x' }));
    assertLine(stale, { detail: /earlier session/ });
    const other = await lineOf(() =>
      browser.post('/device/verify', code, { origin: 'https://elsewhere.example' }),
    );
    assertLine(other, { error: 'forbidden', detail: /form_expired/ });

    const visitor = world.browser();
    const form = hiddenFields(await (await visitor.get('/login')).text());
    const typed = { ...form, username: 'a-password-as-a-name', password: 'wrong' };
    assertLine(await lineOf(() => visitor.post('/login', typed)), { detail: /do not fit/ });
    for (const text of ['BCDF', 'a-password-as-a-name'])
      assert.ok(!world.server.logged.join('').includes(text));
  });

  it('says of client credentials what was wrong with them, and not which they were', async () => {
    const ask = (fields: Record<string, string>): Promise<Line> =>
      lineOf(() => world.form('/oauth/token', { grant_type: 'client_credentials', ...fields }));
    const wrong = await ask({ client_id: 'web', client_secret: 'wrong-secret-of-enough-characters' });
    assertLine(wrong, { client: 'web', error: 'invalid_client', detail: /client_secret_post is wrong/ });
    assertLine(await ask({ client_id: 'nobody' }), { error: 'invalid_client', detail: /no such client/ });
    assertLine(await ask({}), { error: 'invalid_client', detail: /nothing that names a client/ });
    const none = await ask({ client_id: 'web' });
    assertLine(none, {
      client: 'web',
      error: 'invalid_client',
      detail: /none came, client_secret_basic is registered/,
    });
    const stale = { grant_type: 'refresh_token', refresh_token: 'grt_of-nobody' };
    assertLine(await lineOf(() => world.form('/oauth/token', stale, asWeb)), {
      client: 'web',
      error: 'invalid_grant',
      detail: /\(.+\)/,
    });
    assert.ok(!world.server.logged.join('').includes('wrong-secret'));
  });

  it('adds nothing to a page that is not there, nor to a request that passes', async () => {
    const start = world.server.logged.length;
    for (const path of ['/nothing', '/login', '/oauth/token', authorizationPath()]) await browser.get(path);
    assert.doesNotMatch(world.server.logged.slice(start).join(''), /request refused/);
  });
});
