/** What administrators do with people, at the level of requests (product.md §2, §12.3). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { type AccountWorld, confirms, pathsOn, startAccountWorld } from '../account/world.ts';
import { alice } from '../e2e/declarations.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';

const root = { username: 'root', password: 'nine quiet harbours', role: 'admin', sub: 'root-0003' } as const;
const odd = { username: 'odd', password: 'ten quiet harbours', sub: 'provider|a/b?c' } as const;

let world: AccountWorld;
let admin: PlainBrowser;

before(async () => {
  world = await startAccountWorld({}, { people: [root, odd] });
  admin = await world.signedIn(root);
});

after(() => world.stop());

const locationOf = (response: Response): string => response.headers.get('location') ?? '';
const idOf = async (username: string): Promise<string> => {
  const { kysely } = world.server.running.database;
  const row = await kysely
    .selectFrom('user_account')
    .select('id')
    .where('username', '=', username)
    .executeTakeFirstOrThrow();
  return row.id;
};
const pageOf = async (username: string): Promise<string> => `/admin/users/${await idOf(username)}`;

/** What is told once on the page. */
const toldOn = (page: string): string => /<code id="told">([^<]+)</.exec(page)?.[1] ?? '';

const creates = (more: Readonly<Record<string, string>>): Promise<Response> =>
  confirms(admin, '/admin/users/new', { role: 'user', ...more });

/** Somebody new with a password that they know. */
async function newcomer(username: string) {
  const person = { username, password: 'seven grey lanterns' };
  assert.equal((await creates(person)).status, 303);
  return person;
}

describe('the pages about people', () => {
  it('lead from each of their numbers to what is counted — product.md §12.3 /admin/users/{id}', async () => {
    const path = await pageOf('alice');
    const doors = await pathsOn(admin, path, /(authorizations|connections|sessions|\?search=alice)$/);
    const own = (part: string) => doors.includes(`${path}/${part}`);
    assert.ok(['authorizations', 'sessions', 'connections'].every(own), doors.join());
    await world.allows(await world.signedIn(), 'openid offline_access');
    assert.ok(doors.includes('/admin/tokens?search=alice'));
    assert.ok((await pathsOn(admin, '/admin/tokens?search=alice', /^\/admin\/users\//)).includes(path));
  });

  it('list people by the beginning of what they are called, one role, one state — product.md A-2', async () => {
    const listed = async (query: string) =>
      (await pathsOn(admin, `/admin/users${query}`, /^\/admin\/users\/[\w-]+$/)).filter(
        (path) => !path.endsWith('/new'),
      );
    const alicePath = await pageOf('alice');
    assert.ok((await listed('')).includes(alicePath));
    assert.deepEqual(await listed('?search=ALI'), [alicePath]);
    assert.deepEqual(await listed('?search=alice%20lid'), [alicePath]);
    assert.deepEqual(await listed('?search=alice@exam'), [alicePath]);
    assert.deepEqual(await listed('?search=alice-00'), [alicePath]);
    assert.deepEqual(await listed('?search=lice'), []);
    assert.deepEqual(await listed('?search=%25'), []);
    assert.deepEqual(await listed('?role=admin&search=root'), [await pageOf('root')]);
    assert.deepEqual(await listed('?role=admin&search=alice'), []);
    assert.deepEqual(await listed('?status=disabled&search=alice'), []);
    const [first] = await listed('?sort=-username');
    assert.equal(first, await pageOf('root'));
  });

  it('find whoever has an id that stands in no path', async () => {
    const [path] = (await pathsOn(admin, '/admin/users?search=odd', /^\/admin\/users\/-[\w-]+$/)) ?? [];
    const page = await admin.get(path ?? '');
    assert.equal(page.status, 200);
    assert.match(await page.text(), /provider\|a\/b\?c/);
  });
});

describe('somebody new', () => {
  it('signs in with the password that was typed — product.md U-1', async () => {
    await world.signedIn(await newcomer('typed'));
    const script = {
      username: 'script',
      email: 's@northwind.example',
      full_name: 'S',
      role: 'user',
      password: 'six grey lanterns',
    };
    const fields = hiddenFields(await (await admin.get('/admin/users/new')).text());
    assert.equal((await admin.post('/admin/users', { ...fields, ...script })).status, 303);
    await world.signedIn(script);
  });

  it('gets a random password, shown in the answer to the form and never again — product.md U-1', async () => {
    const response = await creates({
      username: 'random',
      full_name: 'Ran Dom',
      email: 'ran@northwind.example',
    });
    assert.equal(response.status, 200);
    assert.match(response.headers.get('cache-control') ?? '', /no-store/);
    const password = toldOn(await response.text());
    assert.match(password, /^\w{16}$/);
    await world.signedIn({ username: 'random', password });
    assert.doesNotMatch(await (await admin.get(await pageOf('random'))).text(), new RegExp(password));
  });

  it('sets the password by a link that works once, and is signed in — product.md U-1, product.md §12.1 /invite/{token}', async () => {
    const link = toldOn(await (await creates({ username: 'invited', way: 'link' })).text());
    const { pathname } = new URL(link);
    assert.ok(link.startsWith(`${world.server.origin}/invite/`));
    const guest = plainBrowser(world.server);
    const page = await (await guest.get(pathname)).text();
    assert.match(page, /invited/);
    const weak = await guest.post(pathname, { ...hiddenFields(page), password: 'invited' });
    assert.equal(weak.status, 400);
    assert.match(await weak.text(), /too short: it needs at least 12/);
    const set = await guest.post(pathname, { ...hiddenFields(page), password: 'eleven quiet harbours' });
    assert.equal(locationOf(set), '/account');
    assert.equal((await guest.get('/account')).status, 200);
    const unknown = await (await guest.get('/invite/unknown')).text();
    for (const again of [await guest.get(pathname), await guest.post(pathname, hiddenFields(page))]) {
      assert.equal(again.status, 404);
      const withoutNonces = (text: string) => text.replace(/nonce="[^"]*"/g, '');
      assert.equal(withoutNonces(await again.text()), withoutNonces(unknown));
    }
    const { kysely } = world.server.running.database;
    const token = pathname.split('/').at(-1) ?? '';
    const audit = JSON.stringify(await kysely.selectFrom('audit_event').selectAll().execute());
    assert.ok(!audit.includes(token), 'the audit log holds the link');
    assert.ok(!world.server.logged.some((line) => line.includes(token)), 'the log holds the link');
  });

  it('is refused beside the field, with what was entered — product.md §12.3 /admin/users', async () => {
    const refused = async (more: Readonly<Record<string, string>>, words: RegExp) => {
      const response = await creates({ full_name: 'Kept Name', ...more });
      assert.equal(response.status, 400);
      const page = await response.text();
      assert.match(page, words);
      assert.match(page, /value="Kept Name"/);
    };
    await refused({ username: 'ALICE' }, /Somebody has this username already/);
    await refused({ username: 'fresh', email: 'Alice@example.org' }, /Somebody has this e-mail address/);
    await refused({ username: 'no spaces' }, /A username has 1 to 64/);
    await refused({ username: 'fresh', password: 'password1234' }, /Many people use this password/);
  });
});

describe('a form that is out of date', () => {
  it('is shown again with what was typed but the password, and does nothing — product.md S-7', async () => {
    const typed = { username: 'out-of-date', full_name: 'Typed Name', password: 'seven grey lanterns' };
    const response = await admin.post('/admin/users/new', { csrf_token: 'earlier', ...typed });
    assert.equal(response.status, 403);
    const page = await response.text();
    assert.match(page, /value="Typed Name"/);
    assert.ok(!page.includes(typed.password));
    const path = await pageOf('alice');
    for (const [end, more] of [
      ['/edit', { full_name: 'Typed Name' }],
      ['/disable', {}],
      ['/enable', {}],
      ['/delete', { name: 'alice' }],
      ['/reset-password', { way: 'link' }],
    ] as const) {
      const answer = await admin.post(`${path}${end}`, { csrf_token: 'earlier', ...more });
      assert.equal(answer.status, 403, end);
      assert.match(await answer.text(), /<form method="post"/, end);
    }
    await world.signedIn(alice);
  });
});

describe('an edit', () => {
  it('is stored, and refused with both versions once somebody was faster — product.md A-8, §12.3 /admin/users/{id}', async () => {
    await newcomer('edited');
    const path = await pageOf('edited');
    const shown = hiddenFields(await (await admin.get(`${path}/edit`)).text());
    const change = { role: 'user', full_name: 'First Name', groups: 'staff, night-shift' };
    const saved = await admin.post(`${path}/edit`, { ...shown, ...change });
    assert.equal(locationOf(saved), `${path}?done=user_saved`);
    const late = await admin.post(`${path}/edit`, { ...shown, ...change, full_name: 'Second Name' });
    assert.equal(late.status, 409);
    const page = await late.text();
    assert.match(page, /First Name[\s\S]*Second Name/);
    const retried = await admin.post(`${path}/edit`, {
      ...hiddenFields(page),
      ...change,
      full_name: 'Second Name',
    });
    assert.equal(retried.status, 303);
    const { kysely } = world.server.running.database;
    const { claims } = await kysely
      .selectFrom('user_account')
      .select('claims')
      .where('username', '=', 'edited')
      .executeTakeFirstOrThrow();
    assert.deepEqual(JSON.parse(claims).groups, ['staff', 'night-shift']);
  });

  it('refuses what no claim may be, beside its field — product.md §2 standard claims', async () => {
    const path = await pageOf('edited');
    const wrong = {
      website: 'javascript:alert(1)',
      birthdate: '2026-02-30',
      zoneinfo: 'Mars/Olympus',
      locale: '!',
      phone_number: 'call me',
      groups: 'UPPER',
      email: 'nobody',
    };
    const response = await confirms(admin, `${path}/edit`, { role: 'user', ...wrong });
    assert.equal(response.status, 400);
    const page = await response.text();
    for (const field of Object.keys(wrong)) assert.match(page, new RegExp(`id="${field}-error"`), field);
  });

  it('of the role counts from the next request — product.md U-6, security.md D-2', async () => {
    const person = await newcomer('promoted');
    const browser = await world.signedIn(person);
    const path = await pageOf('promoted');
    for (const [role, status] of [
      ['admin', 200],
      ['user', 403],
    ] as const) {
      assert.equal((await confirms(admin, `${path}/edit`, { role })).status, 303);
      assert.equal((await browser.get('/admin/users')).status, status);
    }
  });

  it('does not take the role from oneself — product.md U-2', async () => {
    const path = await pageOf('root');
    const response = await confirms(admin, `${path}/edit`, { role: 'user' });
    assert.equal(response.status, 409);
    assert.match(await response.text(), /You cannot do this to your own account/);
    const own = await (await admin.get(path)).text();
    assert.match(own, /only another administrator can disable, delete or reset it\./);
  });
});

describe('the end of access', () => {
  it('comes with disabling: signed out at the next request, tokens dead, until enabled — product.md U-3', async () => {
    const person = await newcomer('disabled');
    const browser = await world.signedIn(person);
    const tokens = await world.allows(browser, 'openid offline_access read');
    const pending = await world.approves(browser, 'openid offline_access');
    const device = await world.approvesDevice(browser, 'openid offline_access');
    const path = await pageOf('disabled');
    const disabled = await confirms(admin, `${path}/disable`);
    assert.equal(locationOf(disabled), `${path}?done=user_disabled`);
    assert.equal((await browser.get('/account')).status, 303);
    assert.equal(await world.isActive(tokens['access_token']), false);
    assert.equal(await world.refreshError(tokens['refresh_token']), 'invalid_grant');
    assert.equal((await pending())['error'], 'invalid_grant');
    assert.ok(['access_denied', 'invalid_grant'].includes((await device())['error'] ?? ''));
    assert.equal((await signInPlainly(plainBrowser(world.server), person)).status, 400);
    const fields = hiddenFields(await (await admin.get(path)).text());
    assert.equal(locationOf(await admin.post(`${path}/enable`, fields)), `${path}?done=user_enabled`);
    await world.signedIn(person);
    assert.equal(await world.isActive(tokens['access_token']), false);
    assert.equal((await browser.get('/account')).status, 303);
  });

  it('leaves nothing alive of what happens at the same time — product.md U-3, product.md §17 Races', async () => {
    const person = await newcomer('racing');
    const browser = await world.signedIn(person);
    const tokens = await world.allows(browser, 'openid offline_access');
    const pending = await world.approves(browser, 'openid offline_access');
    const path = await pageOf('racing');
    const browsers = Array.from({ length: 10 }, () => plainBrowser(world.server));
    const fields = hiddenFields(await (await admin.get(`${path}/disable`)).text());
    const refresh = async () => world.refreshError(tokens['refresh_token']);
    await Promise.all([
      ...browsers.map((each) => signInPlainly(each, person)),
      admin.post(`${path}/disable`, fields),
      pending(),
      ...Array.from({ length: 9 }, refresh),
    ]);
    for (const each of [browser, ...browsers]) assert.equal((await each.get('/account')).status, 303);
    const { kysely } = world.server.running.database;
    const id = await idOf('racing');
    const families = kysely
      .selectFrom('family')
      .select('id')
      .where('user_id', '=', id)
      .where('revoked_at_ms', 'is', null);
    assert.deepEqual(await families.execute(), []);
    assert.deepEqual(
      await kysely.selectFrom('browser_session').select('hash').where('user_id', '=', id).execute(),
      [],
    );
  });

  it('comes with deleting, once the name is typed; the audit log stays — product.md U-4, A-3', async () => {
    const person = await newcomer('deleted');
    const browser = await world.signedIn(person);
    const tokens = await world.allows(browser, 'openid offline_access read');
    const path = await pageOf('deleted');
    assert.equal((await confirms(admin, `${path}/delete`, { name: 'alice' })).status, 400);
    assert.equal(
      locationOf(await confirms(admin, `${path}/delete`, { name: 'Deleted' })),
      '/admin/users?done=user_deleted',
    );
    assert.equal((await admin.get(path)).status, 404);
    assert.equal((await browser.get('/account')).status, 303);
    assert.equal(await world.isActive(tokens['access_token']), false);
    assert.equal(await world.refreshError(tokens['refresh_token']), 'invalid_grant');
    assert.equal((await signInPlainly(plainBrowser(world.server), person)).status, 400);
    const { kysely } = world.server.running.database;
    const rows = await kysely
      .selectFrom('audit_event')
      .select('event_type')
      .where('resource_name', '=', 'deleted')
      .execute();
    assert.ok(rows.some(({ event_type }) => event_type === 'USER_DELETED'));
    assert.ok(rows.some(({ event_type }) => event_type === 'USER_CREATED'));
  });

  it('comes with a new password, or a link to one — product.md U-5', async () => {
    const person = await newcomer('forgetful');
    const browser = await world.signedIn(person);
    const tokens = await world.allows(browser, 'openid offline_access');
    const path = await pageOf('forgetful');
    const reset = await confirms(admin, `${path}/reset-password`, { way: 'random' });
    assert.match(reset.headers.get('cache-control') ?? '', /no-store/);
    const password = toldOn(await reset.text());
    assert.equal((await browser.get('/account')).status, 303);
    assert.equal(await world.refreshError(tokens['refresh_token']), 'invalid_grant');
    assert.equal((await signInPlainly(plainBrowser(world.server), person)).status, 400);
    const again = await world.signedIn({ username: 'forgetful', password });
    const linked = toldOn(await (await confirms(admin, `${path}/reset-password`, { way: 'link' })).text());
    assert.equal((await again.get('/account')).status, 303);
    assert.equal((await plainBrowser(world.server).get(new URL(linked).pathname)).status, 200);
  });

  it('is refused for oneself — product.md U-2', async () => {
    const path = await pageOf('root');
    for (const [end, more] of [
      ['disable', {}],
      ['delete', { name: 'root' }],
      ['reset-password', {}],
    ] as const) {
      const response = await confirms(admin, `${path}/${end}`, more);
      assert.equal(response.status, 409, end);
      assert.match(await response.text(), /You cannot do this to your own account/);
    }
    assert.equal((await admin.get('/admin')).status, 200);
  });
});

describe('what somebody holds', () => {
  it('is listed and ended: one browser, by the person or of all — product.md §4 ending, product.md §12.3 /admin/authorizations, §12.3 /admin/users/{id}/connections', async () => {
    const person = await newcomer('browsing');
    const path = await pageOf('browsing');
    for (const [list, query] of [
      [`${path}/sessions`, ''],
      ['/admin/sessions', '?search=brows'],
    ] as const) {
      const browser = await world.signedIn(person);
      const ends = await pathsOn(admin, `${list}${query}`, /\/end$/);
      assert.equal(ends.length, 1);
      assert.equal(locationOf(await confirms(admin, ends[0] ?? '')), `${list}?done=user_session_ended`);
      assert.equal((await browser.get('/account')).status, 303);
    }
    const { kysely } = world.server.running.database;
    const told = await kysely
      .selectFrom('audit_event')
      .select('actor_username')
      .where('event_type', '=', 'SESSION_ENDED')
      .where('resource_name', '=', 'browsing')
      .execute();
    assert.deepEqual(
      told.map(({ actor_username }) => actor_username),
      ['root', 'root'],
    );
  });

  it('is what they allowed, which an administrator revokes — product.md T-2, product.md §12.3 /authorizations', async () => {
    const person = await newcomer('allowing');
    const browser = await world.signedIn(person);
    const tokens = await world.allows(browser, 'openid offline_access read');
    const path = await pageOf('allowing');
    const [revokes = ''] = await pathsOn(admin, `${path}/authorizations`, /\/revoke$/);
    assert.equal(
      locationOf(await confirms(admin, revokes)),
      `${path}/authorizations?done=user_authorization_revoked`,
    );
    assert.equal(await world.refreshError(tokens['refresh_token']), 'invalid_grant');
    assert.equal(await world.isActive(tokens['access_token']), false);
    assert.equal((await browser.get('/account')).status, 200);
    const foreign = revokes.replace(path, await pageOf('alice'));
    assert.equal((await admin.get(foreign)).status, 404);
  });
});
