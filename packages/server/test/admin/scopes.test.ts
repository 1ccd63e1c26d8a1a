/** Scopes that belong to no resource over HTTP: kept by administrators, allowed by people, taken away again (clients.md §9). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { type AccountWorld, carol, confirms, startAccountWorld } from '../account/world.ts';
import { webApplication } from '../e2e/declarations.ts';
import { fills, path, shown } from '../e2e/forms.ts';
import { hiddenFields, type PlainBrowser } from '../e2e/plain-browser.ts';
import { ask, atToken, claimsOf, consentPage, register } from '../e2e/stranger.ts';

const section = '/admin/resources';
const scopes = `${section}/scopes`;
const callback = 'https://stranger.example/cb';

let world: AccountWorld;
let admin: PlainBrowser;
let alice: PlainBrowser;

before(async () => {
  world = await startAccountWorld({ scope: `${webApplication.scope} reports` }, { people: [carol] });
  [admin, alice] = await Promise.all([world.signedIn(carol), world.signedIn()]);
});
after(() => world.stop());

const creates = async (fields: Readonly<Record<string, string>>): Promise<void> => {
  const made = await fills(admin, `${scopes}/new`, { to: scopes, ...fields });
  assert.equal(path(made), section, await made.text());
};
const deletes = (name: string, at = `${scopes}/${name}`) => confirms(admin, `${at}/delete`, { name });

describe('a scope that belongs to no resource — product.md §12.3 /admin/resources, clients.md §9 Free-standing scopes', () => {
  it('is registered, changed and deleted; what is wrong stands at its field', async () => {
    await creates({ name: 'reports:list' });
    await creates({
      name: 'reports',
      description: 'Read your reports',
      description_de: 'Ihre Berichte lesen',
    });
    const list = await (await admin.get(section)).text();
    assert.ok(list.includes(`href="${scopes}/reports"`) && list.includes('Read your reports'));
    const wrong = async (fields: Readonly<Record<string, string>>, at = `${scopes}/new`) => {
      const answer = await fills(admin, at, { ...(at === `${scopes}/new` ? { to: scopes } : {}), ...fields });
      assert.equal(answer.status, 400);
      return answer.text();
    };
    assert.equal(shown(await wrong({ name: 'reports' }), 'name-error'), 'This is registered already.');
    assert.match(
      shown(await wrong({ name: 'openid' }), 'name-error'),
      /^This is a scope of the server itself/,
    );
    const circular = { description: 'x', implies: 'reports' };
    assert.match(shown(await wrong(circular, `${scopes}/reports`), 'implies-error'), /circle/);
    const kept = await wrong({ name: 'other', description: 'Kept', implies: 'nothing' });
    assert.match(shown(kept, 'implies-error'), /^There is no scope nothing/);
    assert.match(kept, /value="Kept"/);
    const resource = { resource: 'https://clash.example/', scope_0_name: 'fine', scope_1_name: 'reports' };
    const clash = await fills(admin, `${section}/new`, { to: section, ...resource });
    assert.match(shown(await clash.text(), 'scope_1_name-error'), /^A scope without a resource/);
    const german = await admin.get(`${scopes}/reports`, { 'accept-language': 'de' });
    const { csrf_token = '', version = '' } = hiddenFields(await german.text());
    const told = await admin.post(
      `${scopes}/reports`,
      { csrf_token, version, implies: 'reports' },
      { 'accept-language': 'de' },
    );
    assert.match(shown(await told.text(), 'implies-error'), /im Kreis/);
  });

  it('is not overwritten by who saw another one — product.md A-8', async () => {
    const seen = hiddenFields(await (await admin.get(`${scopes}/reports:list`.replace(':', '%3A'))).text());
    assert.deepEqual(seen, {});
    const at = `${scopes}/u_${Buffer.from('reports:list').toString('base64url')}`;
    const stale = hiddenFields(await (await admin.get(at)).text());
    assert.equal((await fills(admin, at, { description: 'List your reports' })).status, 303);
    const conflict = await admin.post(at, { ...stale, description: 'List them' });
    assert.equal(conflict.status, 409);
    assert.match(await conflict.text(), /<code>List your reports<\/code>/);
  });

  it('goes by its name alone, which is kept in a form that is out of date — product.md A-3, S-7', async () => {
    await creates({ name: 'passing' });
    const at = `${scopes}/passing/delete`;
    const mistyped = await confirms(admin, at, { name: 'Passing' });
    assert.equal(mistyped.status, 400);
    assert.match(await mistyped.text(), /value="Passing"[\s\S]*aria-invalid="true"/);
    const stale = await admin.post(at, { csrf_token: 'earlier', name: 'passing' });
    assert.equal(stale.status, 403);
    assert.match(await stale.text(), /name="name" type="text" value="passing"/);
    assert.equal(path(await deletes('passing')), section);
  });

  it('may be called as a page of ours is', async () => {
    for (const name of ['new', 'delete']) {
      await creates({ name });
      const at = `${scopes}/u_${Buffer.from(name).toString('base64url')}`;
      assert.ok((await (await admin.get(section)).text()).includes(`href="${at}"`));
      assert.equal((await deletes(name, at)).status, 303);
    }
  });

  it('is put to people in their language, with what it includes — product.md T-5', async () => {
    await fills(admin, `${scopes}/reports`, {
      ...{ description: 'Read your reports', description_de: 'Ihre Berichte lesen' },
      ...{ description_ja: 'レポートを読む', implies: 'reports:list', effect: 'shares' },
    });
    const sentences = {
      ...{ en: 'Read your reports', de: 'Ihre Berichte lesen', ja: 'レポートを読む' },
      ...{ fr: 'Read your reports', es: 'Read your reports', 'zh-TW': 'Read your reports' },
    };
    const client = await register(world.server, { client_name: 'Stranger', redirect_uris: [callback] });
    for (const [language, sentence] of Object.entries(sentences)) {
      const page = await consentPage(
        alice,
        ask(client, callback, { scope: 'reports', ui_locales: language }),
      );
      assert.ok(page?.includes(sentence), language);
      assert.ok(page?.includes('<code>reports:list</code>'), language);
    }
  });

  it('is asked for again once it includes more, and a page that was open meanwhile is another one — protocol.md IN-3, IN-6', async () => {
    await fills(admin, `${scopes}/reports`, { description: 'Read your reports' });
    await world.allows(alice, 'openid reports');
    const request = ask('photo-album', world.party.redirectUri, { scope: 'openid reports' });
    assert.equal(await consentPage(alice, request), null);
    await fills(admin, `${scopes}/reports`, { description: 'Read your reports', implies: 'reports:list' });
    const page = (await consentPage(alice, request)) ?? assert.fail('no page');
    await creates({ name: 'reports:share', description: 'Share your reports', effect: 'shares' });
    await fills(admin, `${scopes}/reports`, {
      ...{ description: 'Read your reports', implies: 'reports:list reports:share' },
    });
    const again = await alice.post('/consent', { ...hiddenFields(page), action: 'approve' });
    assert.equal(again.status, 400);
    const changed = await again.text();
    assert.ok(changed.includes('Share your reports'));
    const approved = await alice.post('/consent', { ...hiddenFields(changed), action: 'approve' });
    assert.ok(new URL(approved.headers.get('location') ?? '').searchParams.has('code'));
    assert.equal(await consentPage(alice, request), null);
  });

  it('stands among what was allowed, in its words — product.md §12.2 /account/authorizations', async () => {
    const cards = await (await alice.get('/account/authorizations')).text();
    assert.ok(cards.includes('Read your reports') && cards.includes('<code>reports</code>'));
  });

  it('is kept while it is included, listed or allowed, and is gone from live tokens when a client loses it — security.md T-4', async () => {
    const held = async (name: string) => {
      const at = `${scopes}/u_${Buffer.from(name).toString('base64url')}`;
      const answer = await deletes(name, name === 'reports' ? `${scopes}/reports` : at);
      assert.equal(answer.status, 409);
      return answer.text();
    };
    assert.match(await held('reports:share'), /<code>reports<\/code> includes this scope/);
    assert.match(
      await held('reports'),
      /<a href="\/admin\/clients\/photo-album">Photo Album<\/a> may ask for this scope/,
    );
    const tokens = await world.allows(alice, 'openid reports');
    const edited = await fills(admin, '/admin/clients/photo-album/edit', {
      ...{ client_name: 'Photo Album', client_type: 'confidential', enable_auth_code_flow: '1' },
      ...{ scopes: 'openid offline_access', redirect_uris: world.party.redirectUri },
    });
    assert.equal(edited.status, 303, await edited.text());
    assert.match(await held('reports'), /Somebody allowed/);
    const introspected = await introspect(tokens['access_token']);
    assert.equal(introspected['scope'], 'openid');
    const refreshed = await atToken(world.server, {
      ...{ grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] },
      ...{ client_id: 'photo-album', client_secret: webApplication.client_secret },
    });
    assert.equal(refreshed.body['scope'], 'openid');
    assert.equal(claimsOf(refreshed.body['access_token'])['scope'], 'openid');
  });

  it('leaves no token with it when its deletion meets an approval — product.md G-4', async () => {
    for (let round = 0; round < 6; round += 1) {
      const name = `raced-${round}`;
      await creates({ name });
      const client = await register(world.server, { client_name: 'Stranger', redirect_uris: [callback] });
      const asked = ask(client, callback, { scope: `openid ${name}` });
      const page = (await consentPage(alice, asked)) ?? assert.fail('no page');
      const question = hiddenFields(await (await admin.get(`${scopes}/${name}/delete`)).text());
      const approving = alice.post('/consent', { ...hiddenFields(page), action: 'approve' });
      const deleting = admin.post(`${scopes}/${name}/delete`, { ...question, name });
      const [approved, deleted] = await Promise.all([approving, deleting]);
      const answered = approved.status === 400 ? await decidesAgain(await approved.text()) : approved;
      const { body } = await atToken(world.server, {
        ...{ grant_type: 'authorization_code', client_id: client, redirect_uri: callback },
        code: new URL(answered.headers.get('location') ?? '').searchParams.get('code') ?? '',
        code_verifier: asked.verifier,
      });
      const scope = String(claimsOf(body['access_token'])['scope']).split(' ');
      assert.equal(scope.includes(name), deleted.status === 409, `${round}: ${body['scope']}`);
    }
  });
});

const decidesAgain = (page: string): Promise<Response> =>
  alice.post('/consent', { ...hiddenFields(page), action: 'approve' });

async function introspect(token = ''): Promise<Readonly<Record<string, unknown>>> {
  const { client_id, client_secret } = webApplication;
  const response = await fetch(`${world.server.origin}/oauth/introspect`, {
    method: 'POST',
    body: new URLSearchParams({ client_id, client_secret, token }),
  });
  return (await response.json()) as Record<string, unknown>;
}
