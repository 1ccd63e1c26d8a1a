import { strict as assert } from 'node:assert';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { instant } from '@grantor/protocol';
import { totpCode } from '../../src/factors/totp.ts';
import {
  asRegistered,
  codeIn,
  fieldsOf,
  follow,
  redirectUri,
  requestOf,
  verifier,
} from '../consent/world.ts';
import { alice } from '../e2e/declarations.ts';
import { type PlainBrowser, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { appOn } from '../factors/signed-in.ts';
import { register, replace, type Told } from '../registration/client.ts';
import { asOpenId, rowsOf, startThroughWorld, type ThroughWorld } from './world.ts';

const files = 'https://files.example';
const album = {
  client_id: 'album',
  client_secret: 'f3b1c5d7-92aa-4d1e-8f0b-6d1f2a3b4c5d',
  client_name: 'Photo Album',
  redirect_uris: [redirectUri],
  scope: 'openid profile',
};

let world: ThroughWorld;
before(async () => {
  world = await startThroughWorld({
    environment: (upstream) => ({ ...asOpenId(upstream), CLIENT_CACHE_TTL: '0s' }),
    bootstrap: {
      users: [{ ...alice, email: 'alice@example.org', email_verified: true }],
      clients: [album],
      resources: [
        {
          resource: files,
          name: 'Files',
          scopes: [{ name: 'files:read', description: 'Read your files' }],
        },
      ],
    },
  });
});
after(() => world.stop());
let count = 0;
beforeEach(() => {
  count += 1;
  world.upstream.denies = false;
  world.upstream.profile = { sub: `zoe-${count}`, preferred_username: `zoe-${count}` };
});
afterEach(async () => {
  await world.server.running.database.kysely.deleteFrom('upstream_state').execute();
});

const states = async () => (await rowsOf(world, 'upstream_state')).length;
const consents = () => world.server.running.database.kysely.selectFrom('consent').selectAll().execute();
const list = { ...asRegistered, client_name: 'List' };
const ask = async (more: Readonly<Record<string, string>> = {}) => {
  const told = await register(world.server.origin, list);
  const { client_id } = told;
  const path = requestOf(client_id, { scope: 'openid files:read', resource: files, ...more });
  return { told, client_id, path };
};
const becomes = (told: Told, change: object) => replace(world.server.origin, told, { ...list, ...change });

/** The page that comes before the provider, by its button on the sign-in page. */
async function pageBefore(browser: PlainBrowser, path: string, more = {}): Promise<string> {
  const login = fieldsOf(await (await follow(browser, path)).text());
  const sent = await browser.post('/auth/login/acme', { ...login, ...more });
  assert.equal(sent.status, 303);
  const place = sent.headers.get('location') ?? '';
  assert.match(place, /^\/auth\/login\/acme\?flow=/);
  const shown = await browser.get(place);
  assert.equal(shown.status, 200);
  return shown.text();
}

const decide = (browser: PlainBrowser, page: string, action: string) =>
  browser.post('/auth/login/acme', { ...fieldsOf(page), action });

/** Where the provider sends the browser back to. */
async function allowed(browser: PlainBrowser, page: string): Promise<string> {
  const sent = await decide(browser, page, 'approve');
  const location = sent.headers.get('location') ?? '';
  assert.ok(location.startsWith(world.upstream.origin), location);
  return world.travels(location);
}

/** Back from the provider, until a page or the application. */
async function back(browser: PlainBrowser, path: string): Promise<Response> {
  const answer = await browser.get(path);
  const next = answer.headers.get('location') ?? '';
  return next.startsWith('/') ? follow(browser, next) : answer;
}

/** In a browser of its own, by the page before the provider alone. */
async function allowAndReturn(path: string): Promise<Response> {
  const browser = plainBrowser(world.server);
  return back(browser, await allowed(browser, await pageBefore(browser, path)));
}

// product.md I-2, clients.md §10 Before upstream sign-in, clients.md §12 consent per client before a third party
describe('a client that nobody vouches for', () => {
  it('is allowed before the provider is asked, and not again', async () => {
    const browser = plainBrowser(world.server);
    const { client_id, path } = await ask();
    const page = await pageBefore(browser, path, { remember_me: '1' });
    for (const said of [/Allow List to use your account/, /list\.example/, /Files/, /Read your files/])
      assert.match(page, said);
    for (const said of [/What Acme is asked for/, /<code>openid<\/code>/, /<code>email<\/code>/, /itself/])
      assert.match(page, said);
    assert.equal(await states(), 0);
    const answer = await back(browser, await allowed(browser, page));
    assert.notEqual(codeIn(answer), null);
    const given = (await consents()).filter((consent) => consent.client_id === client_id);
    assert.equal(given.length, 1);
    assert.match(JSON.stringify(given[0]), /files:read/);
    assert.ok(browser.cookies.size > 0);
  });

  // clients.md §15 Silent upstream redirect: neither a link nor a form of ours leads there by itself
  it('sends nobody there by a link, by its own request, or by a redirect', async () => {
    const { path } = await ask();
    const browser = plainBrowser(world.server);
    const flow = fieldsOf(await (await follow(browser, path)).text())['flow'] ?? '';
    const ways = [
      `/auth/login/acme?flow=${encodeURIComponent(flow)}`,
      `/oauth/acme?flow=${encodeURIComponent(flow)}`,
      `/auth/login/acme?redirect=${encodeURIComponent(path)}`,
      `/auth/login/acme?redirect=${encodeURIComponent(path.replace('/oauth/authorize', '/authorize'))}`,
      `/auth/login/acme?redirect=${encodeURIComponent(`/continue?flow=${flow}`)}`,
      path,
    ];
    for (const way of ways) {
      const answer = await follow(browser, way);
      assert.equal(answer.headers.get('location'), null, way);
      assert.equal(answer.status, 200, way);
    }
    assert.equal(await states(), 0);
  });

  it('is told of a no, and nobody goes anywhere', async () => {
    const browser = plainBrowser(world.server);
    const { path } = await ask();
    const page = await pageBefore(browser, path);
    const answer = await decide(browser, page, 'deny');
    const location = new URL(answer.headers.get('location') ?? '');
    assert.equal(location.host, 'list.example');
    assert.equal(location.searchParams.get('error'), 'access_denied');
    assert.equal(await states(), 0);
    const late = await decide(browser, page, 'approve');
    assert.match(late.headers.get('location') ?? '', /^https:\/\/list\.example\/cb\?error=access_denied/);
    assert.equal(await states(), 0);
  });

  // clients.md §10: upstream denial reaches the client
  it('is told that the provider said no, and that it could not be had', async () => {
    world.upstream.denies = true;
    const browser = plainBrowser(world.server);
    const { path } = await ask();
    const denied = await browser.get(await allowed(browser, await pageBefore(browser, path)));
    assert.match(denied.headers.get('location') ?? '', /^https:\/\/list\.example\/cb\?error=access_denied/);
    world.upstream.denies = false;
    const other = plainBrowser(world.server);
    const returns = await allowed(other, await pageBefore(other, path));
    const failed = await other.get(returns.replace(/code=[^&]*/, 'code=wrong'));
    assert.match(failed.headers.get('location') ?? '', /^https:\/\/list\.example\/cb\?error=server_error/);
  });

  it('is asked about in the language it asks for, and whoever was here before is not asked twice', async () => {
    const { client_id, path } = await ask({ ui_locales: 'de' });
    for (const _time of ['first', 'second']) {
      const browser = plainBrowser(world.server);
      const page = await pageBefore(browser, path);
      assert.match(page, /lang="de"/);
      assert.notEqual(codeIn(await back(browser, await allowed(browser, page))), null);
    }
    assert.equal((await consents()).filter((consent) => consent.client_id === client_id).length, 1);
  });
});

// protocol.md IN-6: what was shown is what is granted
describe('an approval before the provider', () => {
  const changed = /This changed while the page was open/;
  it('counts for the page it was given on alone', async () => {
    const browser = plainBrowser(world.server);
    const { told, path } = await ask();
    const page = await pageBefore(browser, path);
    await becomes(told, { client_name: 'Your Bank' });
    const again = await decide(browser, page, 'approve');
    assert.equal(again.status, 400);
    const anew = await again.text();
    assert.match(anew, changed);
    assert.match(anew, /Allow Your Bank/);
    assert.equal(await states(), 0);
    assert.notEqual(codeIn(await back(browser, await allowed(browser, anew))), null);
  });

  for (const [what, change] of [
    ['its name', { client_name: 'Your Bank' }],
    ['a page that it names', { tos_uri: 'https://b.example/' }],
    ['where it may lead', { redirect_uris: [redirectUri, 'https://evil.example/cb'] }],
  ] as const) {
    it(`is asked for anew when ${what} changes meanwhile`, async () => {
      const browser = plainBrowser(world.server);
      const { told, client_id, path } = await ask();
      const returns = await allowed(browser, await pageBefore(browser, path));
      const changed = await becomes(told, change);
      const answer = await back(browser, returns);
      assert.equal(answer.status, 200);
      const page = await answer.text();
      assert.match(page, /action="\/consent"/);
      assert.deepEqual(
        (await consents()).filter((consent) => consent.client_id === client_id),
        [],
      );
      // and is not taken up again once it looks as it did
      await becomes(changed, {});
      const flow = fieldsOf(page)['flow'] ?? '';
      assert.match(await (await follow(browser, `/continue?flow=${flow}`)).text(), /action="\/consent"/);
    });
  }

  it('is asked for anew where the resource says something else of its scope', async () => {
    const browser = plainBrowser(world.server);
    const { path } = await ask();
    const returns = await allowed(browser, await pageBefore(browser, path));
    const { kysely } = world.server.running.database;
    const table = () => kysely.updateTable('resource').where('uri', '=', files);
    const { scopes } = await kysely
      .selectFrom('resource')
      .select('scopes')
      .where('uri', '=', files)
      .executeTakeFirstOrThrow();
    await table()
      .set({ scopes: String(scopes).replace('Read your files', 'Delete your files') })
      .execute();
    const answer = await back(browser, returns);
    assert.match(await answer.text(), /Delete your files/);
    await table().set({ scopes }).execute();
  });

  it('changes no grant: its page says nothing of what that takes away — advanced.md GMT-5', async () => {
    const { origin, running } = world.server;
    const confidential = { ...list, token_endpoint_auth_method: 'client_secret_post' };
    const { client_id, client_secret } = await register(origin, confidential);
    const about = { grant_management_action: 'create', scope: 'openid files:read', resource: files };
    const code = codeIn(await allowAndReturn(requestOf(client_id, about))) ?? assert.fail('no code');
    const proof = { client_id, client_secret: String(client_secret), code_verifier: verifier };
    const response = await fetch(`${origin}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        ...{ grant_type: 'authorization_code', code, redirect_uri: redirectUri },
        ...proof,
      }),
    });
    const { grant_id = '' } = (await response.json()) as Record<string, string>;
    const replacing = { scope: 'openid', grant_management_action: 'replace', grant_id };
    const answer = await allowAndReturn(requestOf(client_id, replacing));
    assert.equal(codeIn(answer), null);
    assert.match(await answer.text(), /Read your files/);
    const { kysely } = running.database;
    const kept = await kysely.selectFrom('managed_grant').select('revision').execute();
    assert.deepEqual(
      kept.map(({ revision }) => revision),
      [1],
    );
  });

  // security.md F-12: the approval belongs to the browser it was given in
  it('is no use in another browser', async () => {
    const browser = plainBrowser(world.server);
    const { client_id, path } = await ask();
    const returns = await allowed(browser, await pageBefore(browser, path));
    const other = plainBrowser(world.server);
    await follow(other, path);
    assert.equal((await other.get(returns)).status, 400);
    assert.equal(
      (await consents()).some((consent) => consent.client_id === client_id),
      false,
    );
    assert.notEqual(codeIn(await back(browser, returns)), null);
    assert.equal((await browser.get(returns)).status, 400);
  });

  it('given in another browser’s page does nothing', async () => {
    const { path } = await ask();
    const page = await pageBefore(plainBrowser(world.server), path);
    const other = plainBrowser(world.server);
    await follow(other, path);
    const answer = await decide(other, page, 'approve');
    assert.notEqual(answer.status, 303);
    assert.equal(await states(), 0);
  });

  it('is of one request: another tab is asked for its own', async () => {
    const browser = plainBrowser(world.server);
    const first = await ask();
    const second = await ask();
    const returns = await allowed(browser, await pageBefore(browser, first.path));
    const waiting = fieldsOf(await (await follow(browser, second.path)).text());
    assert.notEqual(codeIn(await back(browser, returns)), null);
    const other = await follow(browser, `/continue?flow=${waiting['flow']}`);
    assert.match(await other.text(), /action="\/consent"/);
    // its own page, with the digest of the first
    const page = await pageBefore(plainBrowser(world.server), first.path);
    const mixed = { ...fieldsOf(page), flow: waiting['flow'] ?? '' };
    const answer = await browser.post('/auth/login/acme', { ...mixed, action: 'approve' });
    assert.notEqual(answer.status, 303);
  });

  it('is of who came back: somebody else in the same browser is asked', async () => {
    for (const another of ['by a password', 'through the provider']) {
      const browser = plainBrowser(world.server);
      const { client_id, path } = await ask();
      const page = await pageBefore(browser, path);
      const flow = fieldsOf(page)['flow'] ?? '';
      world.upstream.profile = { sub: `zoe-${count}`, preferred_username: `zoe-${count}` };
      await browser.get(await allowed(browser, page));
      // before the request goes on
      world.upstream.profile = { sub: `another-${count}`, preferred_username: `another-${count}` };
      if (another === 'by a password') await signInPlainly(browser, alice, { path: '/login?switch=1' });
      else await world.signsIn(browser, '/login?switch=1');
      const answer = await follow(browser, `/continue?flow=${flow}`);
      assert.match(await answer.text(), /action="\/consent"/, another);
      const given = (await consents()).filter((consent) => consent.client_id === client_id);
      assert.deepEqual(given, []);
    }
  });

  it('given twice on one page grants once', async () => {
    const browser = plainBrowser(world.server);
    const { client_id, path } = await ask();
    const page = await pageBefore(browser, path);
    const ways = [await allowed(browser, page), await allowed(browser, page)];
    const answers = [];
    for (const way of ways) answers.push(await back(browser, way));
    const codes = answers.map(codeIn);
    assert.notEqual(codes[0], null);
    assert.equal(new Set(codes).size, 1); // the same answer, for a moment
    assert.equal((await consents()).filter((consent) => consent.client_id === client_id).length, 1);
  });

  it('and a stale form are shown again', async () => {
    const browser = plainBrowser(world.server);
    const { path } = await ask();
    const page = await pageBefore(browser, path);
    const answer = await browser.post('/auth/login/acme', {
      ...fieldsOf(page),
      ...{ csrf_token: 'A'.repeat(43), action: 'approve' },
    });
    assert.equal(answer.status, 403);
    assert.match(await answer.text(), /This form is out of date/);
    assert.equal(await states(), 0);
  });
});

it('a client that an administrator vouches for goes to the provider at once', async () => {
  const browser = plainBrowser(world.server);
  const login = fieldsOf(await (await follow(browser, requestOf('album'))).text());
  const sent = await browser.post('/auth/login/acme', login);
  assert.ok(sent.headers.get('location')?.startsWith(world.upstream.origin));
  const answer = await back(browser, await world.travels(sent.headers.get('location')));
  assert.match(await answer.text(), /action="\/consent"/);
});

// product.md F-6: the approval lasts through the second factor that comes between
it('an approval lasts through the second factor', async () => {
  const strict = await startThroughWorld({
    environment: (upstream) => ({ ...asOpenId(upstream), MFA_REQUIRED: 'all' }),
  });
  try {
    const { server } = strict;
    const { client_id } = await register(server.origin, asRegistered);
    const browser = plainBrowser(server);
    const page = await pageBefore(browser, requestOf(client_id));
    const sent = await decide(browser, page, 'approve');
    const arrived = await browser.get(await strict.travels(sent.headers.get('location')));
    const enrolment = await (await browser.get(arrived.headers.get('location') ?? '')).text();
    const code = totpCode(appOn(enrolment).secret, instant(Date.now()));
    const enrolled = await (await browser.post('/login/enrol', { ...fieldsOf(enrolment), code })).text();
    const next = /href="(\/continue\?flow=[^"]+)"/.exec(enrolled)?.[1] ?? '';
    assert.notEqual(codeIn(await follow(browser, next)), null);
  } finally {
    await strict.stop();
  }
});
