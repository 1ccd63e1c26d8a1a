/** Clients and apps over HTTP: who may, what is refused, and what the tokens of a client come to (product.md §8, §9). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { clientFrom } from '../../src/store/rows/client.ts';
import { confirms } from '../account/world.ts';
import { alice, bob, declarations } from '../e2e/declarations.ts';
import { fills, path, shown, unescaped, withoutBreaks } from '../e2e/forms.ts';
import { movingClock } from '../e2e/moving-clock.ts';
import {
  hiddenFields,
  type PlainBrowser,
  plainBrowser,
  signedInPlainly,
  signInPlainly,
} from '../e2e/plain-browser.ts';
import { type RelyingParty, startRelyingParty } from '../e2e/relying-party.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

let party: RelyingParty;
let server: TestServer;
let admin: PlainBrowser;
let person: PlainBrowser;

const administrator = { ...alice, role: 'admin' } as const;

before(async () => {
  party = await startRelyingParty();
  const { users, clients } = declarations(party);
  const admins = [{ ...Object(users[0]), role: 'admin' }, ...users.slice(1)];
  server = await startTestServer({ bootstrap: { users: admins, clients } });
  admin = await signedInPlainly(server, administrator);
  person = await signedInPlainly(server, bob);
});

after(async () => {
  await server.stop();
  await party.stop();
});

const web = {
  client_name: 'Travel Diary',
  client_type: 'confidential',
  enable_auth_code_flow: '1',
  enable_client_credentials_flow: '1',
  redirect_uris: 'https://diary.example/callback',
  scopes: 'openid read',
};

async function created(
  more: Readonly<Record<string, string>> = {},
): Promise<{ id: string; secret: string; at: string }> {
  const answer = await fills(admin, '/admin/clients/new', { to: '/admin/clients', ...web, ...more });
  assert.equal(answer.status, 200, await answer.clone().text());
  assert.match(answer.headers.get('cache-control') ?? '', /no-store/);
  const html = await answer.text();
  const id = shown(html, 'client-id');
  return { id, secret: shown(html, 'client-secret'), at: `/admin/clients/${id}` };
}

const token = async ({ id, secret }: { id: string; secret: string }): Promise<Record<string, string>> => {
  const response = await fetch(`${server.origin}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return (await response.json()) as Record<string, string>;
};

const isLive = async (access: string | undefined): Promise<unknown> => {
  const response = await fetch(`${server.origin}/oauth/tokeninfo`, {
    headers: { authorization: `Bearer ${access}` },
  });
  return response.ok;
};

describe('pages of administrators about clients and resources', () => {
  it('are for administrators only — security.md D-2, product.md A-1', async () => {
    const { id } = await created();
    const below = [
      ...['', '/edit', '/update', '/approve', '/reject', '/activate', '/deactivate', '/make-static'],
      ...['/secrets', '/regenerate-secret', '/delete-secret', '/revoke-all', '/delete', '/changes/accept'],
      ...['/changes/decline', '/authorizations', '/revoke-authorization'],
    ].map((rest) => `/admin/clients/${id}${rest}`);
    const all = [
      '/admin/clients',
      '/admin/clients/new',
      '/admin/resources',
      '/admin/resources/new',
      ...below,
    ];
    for (const page of all) {
      assert.equal((await person.get(page)).status, 403, page);
      const posted = await person.post(page, {});
      assert.ok(posted.status === 403 || posted.status === 405, `${page} ${posted.status}`);
      assert.equal((await plainBrowser(server).get(page)).status, 303, page);
    }
    assert.equal((await admin.get(`/admin/clients/${id}/authorizations`)).status, 200);
    assert.equal((await admin.get('/admin/clients/nobody')).status, 404);
  });
});

describe('a client that an administrator creates', () => {
  it('works with the secret that is shown once — product.md C-1, C-2', async () => {
    const client = await created();
    const { access_token } = await token(client);
    assert.ok(access_token);
    assert.equal(await isLive(access_token), true);
    const later = await (await admin.get(client.at)).text();
    assert.ok(!later.includes(client.secret));
    assert.ok(later.includes(client.secret.slice(-4)));
    assert.ok(!server.logged.join('\n').includes(client.secret));
  });

  it('says at the field what cannot be, and keeps what was entered — product.md C-1, §8 flows, §8 authentication, security.md F-2', async () => {
    const wrong = [
      [{ redirect_uris: 'https://a.example/cb\njavascript:alert(1)' }, 'redirect_uris-error'],
      [{ redirect_uris: '' }, 'redirect_uris-error'],
      [{ client_type: 'public' }, 'enable_auth_code_flow-error'],
      [{ enable_auth_code_flow: '', enable_client_credentials_flow: '' }, 'enable_auth_code_flow-error'],
      [{ client_id: 'photo-album' }, 'client_id-error'],
      [{ project: '-x' }, 'project-error'],
      [{ token_endpoint_auth_method: 'private_key_jwt' }, 'token_endpoint_auth_method-error'],
      [{ jwks: '{' }, 'jwks-error'],
    ] as const;
    for (const [fields, error] of wrong) {
      const answer = await fills(admin, '/admin/clients/new', { to: '/admin/clients', ...web, ...fields });
      const html = await answer.text();
      assert.equal(answer.status, 400, error);
      assert.ok(
        html.includes(`id="${error}"`),
        `${error}\n${html.slice(html.indexOf('<main'), html.indexOf('<main') + 1200)}`,
      );
      assert.ok(html.includes('value="Travel Diary"'));
    }
  });

  it('is edited in the version that was seen; a stale save shows both — product.md A-8', async () => {
    const { at } = await created();
    const page = hiddenFields(await (await admin.get(`${at}/edit`)).text());
    const edit = (fields: Readonly<Record<string, string>>) =>
      admin.post(`${at}/edit`, { ...page, ...web, ...fields });
    assert.equal((await edit({ client_name: 'First' })).status, 303);
    const stale = await edit({ client_name: 'Second' });
    assert.equal(stale.status, 409);
    const html = await stale.text();
    assert.ok(html.includes('value="Second"') && html.includes('Somebody else changed'));
    assert.match(html, /<td data-label="Stored now">First<\/td>\s*<td data-label="Yours">Second<\/td>/);
    const again = await admin.post(`${at}/edit`, { ...hiddenFields(html), ...web, client_name: 'Second' });
    assert.equal(again.status, 303);
    assert.match(await (await admin.get(at)).text(), /<h1>Second<\/h1>/);
  });

  it('is for members of the groups that stand in its form — product.md §8 who may use it', async () => {
    const { at } = await created({ allowed_groups: 'staff\nroad-crew' });
    const wrong = await fills(admin, `${at}/edit`, { ...web, allowed_groups: 'staff\nRoad Crew' });
    assert.equal(wrong.status, 400);
    assert.match(
      await wrong.text(),
      /id="allowed_groups-error"[\s\S]{0,400}Line 2: A group has small letters/,
    );
  });

  it('has every field of what it is — product.md §12.3 /admin/clients/{id}', async () => {
    const said = {
      ...{ software_id: 'diary-web', software_version: '2.1', default_acr_values: '2\nphr' },
      ...{ token_profile: 'short', userinfo_signed_response_alg: 'RS256' },
      ...{ subject_type: 'pairwise', claims_in_id_token: '1' },
      backchannel_logout_uri: 'https://a.example/out',
      backchannel_logout_session_required: '1',
      frontchannel_logout_uri: 'https://diary.example/leave',
      frontchannel_logout_session_required: '1',
    };
    const { at } = await created(said);
    const form = await (await admin.get(`${at}/edit`)).text();
    assert.match(form, /name="default_acr_values"[^>]*>\n2\nphr</);
    for (const name of ['backchannel', 'frontchannel'])
      assert.match(form, new RegExp(`<input[^>]*name="${name}_logout_session_required"[^>]* checked`));
    assert.match(form, /<option[^>]*value="pairwise"[^>]* selected/);
    assert.match(form, /<input[^>]*name="claims_in_id_token"[^>]* checked/);
    const page = withoutBreaks(await (await admin.get(at)).text());
    for (const shown of ['diary-web', '2.1', 'RS256', 'https://diary.example/leave'])
      assert.ok(page.includes(shown), shown);
    const alone = { ...web, frontchannel_logout_session_required: '1' };
    const refused = await fills(admin, `${at}/edit`, alone);
    assert.match(await refused.text(), /id="frontchannel_logout_session_required-error"/);
  });

  it('keeps what its form does not show — product.md C-1', async () => {
    const before = await (await admin.get('/admin/clients/photo-album')).text();
    const values = { ...web, client_name: 'Photo Album', redirect_uris: party.redirectUri, scopes: 'openid' };
    assert.equal((await fills(admin, '/admin/clients/photo-album/edit', values)).status, 303);
    assert.ok(before.includes('Photo Album'));
    const { database } = server.running;
    const row = await database.kysely
      .selectFrom('client')
      .select('settings')
      .where('id', '=', 'photo-album')
      .executeTakeFirstOrThrow();
    const { responseTypes } = JSON.parse(row.settings) as { responseTypes: readonly string[] };
    assert.ok(responseTypes.includes('code id_token'));
  });

  it('rotates: the old secret ends when it was said to — product.md C-2', async () => {
    const client = await created();
    const rotate = async (earlier: string): Promise<string> => {
      const answer = await fills(admin, `${client.at}/regenerate-secret`, { earlier, label: 'Rack 2' });
      assert.equal(answer.status, 200);
      return shown(await answer.text(), 'client-secret');
    };
    const second = await rotate('7');
    assert.ok(
      (await token(client))['access_token'] && (await token({ ...client, secret: second }))['access_token'],
    );
    assert.equal((await fills(admin, `${client.at}/secrets`, {})).status, 400);
    const third = await rotate('0');
    assert.equal((await token(client))['error'], 'invalid_client');
    assert.equal((await token({ ...client, secret: second }))['error'], 'invalid_client');
    assert.ok((await token({ ...client, secret: third }))['access_token']);
    const added = await fills(admin, `${client.at}/secrets`, { label: 'Rack 3', days: '30' });
    assert.equal(added.status, 200);
    const page = await (await admin.get(client.at)).text();
    const deletion = unescaped(/href="([^"]*delete-secret[^"]*)"/.exec(page)?.[1] ?? '');
    const asked = await admin.get(deletion);
    const fields = hiddenFields(await asked.text());
    assert.equal((await admin.post(`${client.at}/delete-secret`, fields)).status, 303);
    assert.equal((await token({ ...client, secret: third }))['error'], 'invalid_client');
  });

  it('is inactive at once, and lives again — product.md C-3', async () => {
    const client = await created();
    const { access_token } = await token(client);
    assert.equal((await confirms(admin, `${client.at}/deactivate`)).status, 303);
    assert.equal(await isLive(access_token), false);
    assert.equal((await token(client))['error'], 'invalid_client');
    assert.equal((await confirms(admin, `${client.at}/activate`)).status, 303);
    assert.equal(await isLive(access_token), true);
  });

  it('loses everything, then is gone; its name is asked for — product.md C-4', async () => {
    const client = await created();
    const { access_token } = await token(client);
    assert.equal((await confirms(admin, `${client.at}/revoke-all`, { name: 'Other' })).status, 400);
    assert.equal(await isLive(access_token), true);
    assert.equal((await confirms(admin, `${client.at}/revoke-all`, { name: 'Travel Diary' })).status, 303);
    assert.equal(await isLive(access_token), false);
    assert.ok((await token(client))['access_token']);
    const gone = await confirms(admin, `${client.at}/delete`, { name: 'Travel Diary' });
    assert.equal(path(gone), '/admin/clients');
    assert.equal((await admin.get(client.at)).status, 404);
    assert.equal((await token(client))['error'], 'invalid_client');
  });

  it('is found by its name, its id and its status — product.md A-2, §12.3 /admin/clients', async () => {
    const { id } = await created({ client_name: 'Needle', status: 'pending' });
    const found = async (query: string) =>
      (await (await admin.get(`/admin/clients?${query}`)).text()).includes(id);
    assert.equal(await found('search=eedl'), true);
    assert.equal(await found(`search=${id.slice(0, 9)}`), true);
    assert.equal(await found('search=%25'), false);
    assert.equal(await found('status=pending'), true);
    assert.equal(await found('status=inactive'), false);
    assert.equal(await found('sort=-name&page_size=100'), true);
  });

  it('is one whose id is an address, too', async () => {
    const { id } = await created({ client_id: 'https://diary.example/client?x=1', status: 'inactive' });
    const list = await (await admin.get('/admin/clients?search=https')).text();
    const link = /href="(\/admin\/clients\/u_[^"]*)"/.exec(list)?.[1] ?? '';
    assert.ok((await (await admin.get(link)).text()).includes(id));
    const longer = await created({ client_id: `urn:${'x'.repeat(200)}` });
    const all = await (await admin.get('/admin/clients?search=urn')).text();
    const digest = /href="(\/admin\/clients\/h_[^"]*)"/.exec(all)?.[1] ?? '';
    assert.ok((await (await admin.get(digest)).text()).includes(longer.id));
  });
});

describe('a sign-in that is older than a quarter of an hour', () => {
  it('is confirmed before a secret is shown, and the form is kept — product.md S-8', async (context) => {
    const moving = movingClock();
    const other = await startTestServer({
      bootstrap: { users: [{ ...Object(declarations(party).users[0]), role: 'admin' }] },
      clock: moving,
    });
    context.after(() => other.stop());
    const browser = plainBrowser(other);
    await signInPlainly(browser, administrator);
    const page = hiddenFields(await (await browser.get('/admin/clients/new')).text());
    moving.advance(16 * 60);
    const asked = await browser.post('/admin/clients', { ...page, ...web });
    assert.equal(asked.status, 400);
    const html = await asked.text();
    assert.ok(html.includes('value="Travel Diary"') && html.includes('/login/confirm'));
    assert.match(
      (await browser.get('/admin/clients/new')).headers.get('location') ?? '',
      /^\/login\/confirm/,
    );
    const confirm = '/login/confirm?redirect=/account';
    const { password } = administrator;
    const fields = hiddenFields(await (await browser.get(confirm)).text());
    assert.equal((await browser.post('/login/confirm', { ...fields, password })).status, 303);
    // Confirming goes on in the same session: the form that was asked again still counts
    const made = await browser.post('/admin/clients', { ...page, ...web });
    assert.equal(made.status, 200);
    const at = `/admin/clients/${shown(await made.text(), 'client-id')}`;
    const [deletion = ''] =
      /[^"]*\/delete-secret\?secret=[^"]*/.exec(await (await browser.get(at)).text()) ?? [];
    const asks = hiddenFields(await (await browser.get(deletion)).text());
    const open = { ...web, client_name: 'Map', client_type: 'public', enable_client_credentials_flow: '' };
    const map = path(await fills(browser, '/admin/clients/new', { to: '/admin/clients', ...open }));
    moving.advance(16 * 60);
    const turned = await fills(browser, `${map}/edit`, { ...open, client_type: 'confidential' });
    assert.equal(turned.status, 400);
    assert.ok((await turned.text()).includes('/login/confirm'));
    const renamed = await fills(browser, `${map}/edit`, { ...open, client_name: 'Atlas' });
    assert.equal(renamed.status, 303);
    for (const answer of [await browser.get(deletion), await browser.post(`${at}/delete-secret`, asks)])
      assert.match(answer.headers.get('location') ?? '', /^\/login\/confirm/);
  });
});

describe('an app of a person', () => {
  const app = { ...web, client_name: 'Bike Map', scopes: 'openid email' };

  it('waits, is approved, and goes on while a change waits — product.md O-1, O-2, O-3', async () => {
    const made = await fills(person, '/apps/new', { to: '/apps', ...app });
    assert.equal(made.status, 200);
    const html = await made.text();
    const id = shown(html, 'client-id');
    const at = `/apps/${id}`;
    assert.match(await (await person.get(at)).text(), /An administrator has to approve/);
    assert.equal((await admin.get(at)).status, 404, 'another person’s app is not there');
    assert.equal((await fills(person, at, { to: `/admin/clients/${id}/approve` })).status, 403);

    assert.match(await (await admin.get('/admin/clients?status=pending')).text(), /Bike Map/);
    assert.equal((await confirms(admin, `/admin/clients/${id}/approve`)).status, 303);
    assert.equal((await confirms(admin, `/admin/clients/${id}/reject`)).status, 409);

    const moved = { ...app, redirect_uris: 'https://bike.example/new' };
    assert.equal(path(await fills(person, `${at}/edit`, moved)), at);
    const page = withoutBreaks(await (await admin.get(`/admin/clients/${id}`)).text());
    assert.ok(page.includes('https://bike.example/new') && page.includes('https://diary.example/callback'));
    const seen = unescaped(/name="seen" value="([^"]*)"/.exec(page)?.[1] ?? '');
    const { csrf_token = '' } = hiddenFields(page);
    const accept = () => admin.post(`/admin/clients/${id}/changes/accept`, { csrf_token, seen });
    assert.equal((await accept()).status, 303);
    assert.equal((await accept()).status, 409);
    assert.match(await (await person.get(at)).text(), /bike\.example\/new/);

    assert.equal((await confirms(person, `${at}/delete`, { name: 'Bike Map' })).status, 409);
    assert.equal((await confirms(person, `${at}/deactivate`)).status, 303);
    assert.equal(path(await confirms(person, `${at}/delete`, { name: 'Bike Map' })), '/apps');
    assert.equal((await person.get(at)).status, 404);
  });

  it('gets no more than apps get — product.md O-1', async () => {
    const greedy = [
      [{ scopes: 'openid grantor:admin' }, 'scopes-error'],
      [{ scopes: 'read' }, 'scopes-error'],
    ] as const;
    for (const [fields, error] of greedy) {
      const answer = await fills(person, '/apps/new', { to: '/apps', ...app, ...fields });
      assert.equal(answer.status, 400);
      assert.ok((await answer.text()).includes(error));
    }
    const quiet = {
      ...app,
      skip_consent: '1',
      allowed_groups: 'staff',
      enable_client_credentials_flow: '1',
      status: 'active',
    };
    const made = await fills(person, '/apps/new', { to: '/apps', ...quiet });
    const id = shown(await made.text(), 'client-id');
    const row = await server.running.database.kysely
      .selectFrom('client')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const { consent, grantTypes, allowedGroups } = clientFrom(row);
    assert.deepEqual(
      [row.status, row.source, consent, grantTypes.includes('client_credentials'), allowedGroups],
      ['pending', 'app', 'remember', false, null], // product.md §8 who may use it
    );
  });

  it('is one of ten that wait — product.md O-1', async () => {
    for (let index = 0; index < 10; index += 1) await fills(person, '/apps/new', { to: '/apps', ...app });
    const refused = await fills(person, '/apps/new', { to: '/apps', ...app });
    assert.equal(refused.status, 409);
    assert.match(await refused.text(), /Ten of your apps wait/);
    assert.match(await (await person.get('/apps')).text(), /Ten of your apps wait/);
  });
});
