/** Resources over HTTP, as administrators keep them (product.md §12.3). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { confirms } from '../account/world.ts';
import { alice, bob, declarations } from '../e2e/declarations.ts';
import { fills, path } from '../e2e/forms.ts';
import { hiddenFields, type PlainBrowser, signedInPlainly } from '../e2e/plain-browser.ts';
import { type RelyingParty, startRelyingParty } from '../e2e/relying-party.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

let party: RelyingParty;
let server: TestServer;
let admin: PlainBrowser;

before(async () => {
  party = await startRelyingParty();
  const { users, clients } = declarations(party);
  const admins = [{ ...Object(users[0]), role: 'admin' }, ...users.slice(1)];
  server = await startTestServer({ bootstrap: { users: admins, clients } });
  admin = await signedInPlainly(server, alice);
});
after(async () => {
  await server.stop();
  await party.stop();
});

describe('a resource', () => {
  it('is registered, changed and deleted; a granted scope stays — product.md §12.3 /admin/resources, §12.3 /admin/clients/{id}/authorizations', async () => {
    const api = {
      resource: 'https://api.diary.example/v1',
      name: 'Diary API',
      scope_0_name: 'diary:read',
      scope_0_description: 'Read your diary',
      scope_0_default: '1',
      scope_1_name: 'diary:write',
      scope_1_implies: 'diary:read',
      access_token_lifetime: '300',
      claim_email: '1',
    };
    const made = await fills(admin, '/admin/resources/new', { to: '/admin/resources', ...api });
    assert.equal(path(made), '/admin/resources', await made.text());
    const twice = await fills(admin, '/admin/resources/new', { to: '/admin/resources', ...api });
    assert.equal(twice.status, 400);
    assert.ok((await twice.text()).includes('resource-error'));
    const list = await (await admin.get('/admin/resources')).text();
    const at = /href="(\/admin\/resources\/u_[^"/]*)"/.exec(list)?.[1] ?? '';
    const words = { scope_0_effect: 'deletes', scope_0_description_de: 'Ihr Tagebuch lesen' };
    const seen = hiddenFields(await (await admin.get(at)).text());
    assert.equal((await fills(admin, at, { ...api, ...words })).status, 303);
    const spoken = await (await admin.get(at)).text();
    assert.match(spoken, /value="Ihr Tagebuch lesen"/);
    assert.match(spoken, /<option value="deletes" selected>/);
    const stale = await admin.post(at, { ...seen, ...api }); // product.md A-8
    assert.equal(stale.status, 409);
    assert.match(
      await stale.text(),
      /<td data-label="Stored now"><code>Ihr Tagebuch lesen<\/code><\/td>\s*<td data-label="Yours">–</,
    );
    const cyclic = await fills(admin, at, { ...api, scope_0_implies: 'diary:write' });
    assert.equal(cyclic.status, 400);
    const unknown = await fills(admin, at, { ...api, scope_0_implies: 'diary:nothing' });
    assert.ok((await unknown.text()).includes('scope_0_implies-error'));

    const { kysely } = server.running.database;
    const consent = {
      ...{ user_id: bob.sub, client_id: 'photo-album', given_at_ms: 1, claims: '[]', redirect_host: null },
      ...{ terms: '[]', scope: '["diary:read"]', resources: '["https://api.diary.example/v1"]' },
    };
    await kysely.insertInto('consent').values(consent).execute();
    const without = { ...api, scope_0_name: '', scope_1_implies: '' };
    const refused = await fills(admin, at, without);
    assert.equal(refused.status, 400);
    assert.match(await refused.text(), /diary:read/);
    const kept = await confirms(admin, `${at}/delete`, { name: 'Diary API' });
    assert.equal(kept.status, 409);
    const allowed = await (await admin.get('/admin/clients/photo-album/authorizations')).text();
    assert.ok(allowed.includes('diary:read') && allowed.includes('bob'));
    assert.equal(
      (await confirms(admin, `/admin/clients/photo-album/revoke-authorization?user=${bob.sub}`)).status,
      303,
    );
    assert.equal((await fills(admin, at, without)).status, 303);
    assert.equal((await confirms(admin, `${at}/delete`, { name: 'Diary API' })).status, 303);
    assert.equal((await admin.get(at)).status, 404);
  });

  it('is listed by identifier, and sorted by what it is called — product.md A-2', async () => {
    for (const [resource, name] of [
      ['https://a.order.example/', 'zebra'],
      ['https://b.order.example/', 'Album'],
    ] as const)
      await fills(admin, '/admin/resources/new', { to: '/admin/resources', resource, name });
    const namesAt = async (query: string) => {
      const html = await (await admin.get(`/admin/resources?search=https://${query}`)).text();
      return [...html.matchAll(/<a href="\/admin\/resources\/u_[^"]+">(zebra|Album)<\/a>/g)].map(
        ([, name]) => name,
      );
    };
    assert.deepEqual(await namesAt(''), ['zebra', 'Album']);
    assert.deepEqual(await namesAt('&sort=name'), ['Album', 'zebra']);
    assert.deepEqual(await namesAt('&sort=-name'), ['zebra', 'Album']);
  });
});
