/** A client that reads the ID token alone: made by the API, and told what people allow it (protocol.md TO-4). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authorizationRequest, redeemCode } from '../e2e/authorization-request.ts';
import { alice, webApplication } from '../e2e/declarations.ts';
import { hiddenFields, type PlainBrowser } from '../e2e/plain-browser.ts';
import { type ManagementWorld, startManagementWorld } from './world.ts';

let world: ManagementWorld;
before(async () => {
  world = await startManagementWorld();
});
after(() => world.stop());

/** What the ID token says, and the consent page if there was one. */
async function signsIn(browser: PlainBrowser, scope: string) {
  const request = authorizationRequest(world.server, world.party, { scope });
  const first = await browser.get(request.address);
  const to = first.headers.get('location') ?? '';
  const page = to.includes('/consent') ? await (await browser.get(to)).text() : null;
  const answer =
    page === null ? first : await browser.post('/consent', { ...hiddenFields(page), action: 'approve' });
  const location = new URL(answer.headers.get('location') ?? '');
  const { id_token = '' } = await redeemCode(world.server, location, request);
  const claims = JSON.parse(Buffer.from(id_token.split('.')[1] ?? '', 'base64url').toString());
  return { page, claims };
}

describe('claims of scopes in the ID token', () => {
  const path = `/clients/${webApplication.client_id}`;
  const scope = 'openid profile email groups';

  it('are a setting that the API gives and takes, of clients alone that somebody vouches for — protocol.md TO-4', async () => {
    const made = await world.call('POST', '/clients', {
      body: { client_name: 'Reader', redirect_uris: [world.party.redirectUri], claims_in_id_token: true },
    });
    assert.equal(made.status, 201, made.text);
    assert.equal(made.body['claims_in_id_token'], true);
    const changed = await world.call('PATCH', `/clients/${made.body['client_id']}`, {
      body: { claims_in_id_token: false },
    });
    assert.equal(changed.body['claims_in_id_token'], false);
    const wrong = await world.call('PATCH', `/clients/${made.body['client_id']}`, {
      body: { claims_in_id_token: 'sometimes' },
    });
    assert.equal(wrong.status, 422);
    const registered = await fetch(`${world.server.origin}/oauth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ redirect_uris: ['https://list.example/cb'], claims_in_id_token: true }),
    });
    const { client_id } = (await registered.json()) as Record<string, string>;
    assert.equal((await world.call('GET', `/clients/${client_id}`)).body['claims_in_id_token'], false);
  });

  it('are those that the person allowed, whenever the setting came — protocol.md TO-4, IN-6', async () => {
    const groups = ['editors'];
    await world.call('PATCH', `/users/${alice.sub}`, { body: { groups } });
    const settings = { scope: 'openid profile email groups' };
    assert.equal((await world.call('PATCH', path, { body: settings })).status, 200);
    const browser = await world.signedIn(alice);
    const before = await signsIn(browser, 'openid profile');
    assert.ok(before.page !== null && !('name' in before.claims));

    assert.equal((await world.call('PATCH', path, { body: { claims_in_id_token: true } })).status, 200);
    const same = await signsIn(browser, 'openid profile');
    assert.equal(same.page, null, 'what was allowed is allowed');
    assert.equal(same.claims.name, 'Alice Liddell');
    for (const claim of ['email', 'groups']) assert.ok(!(claim in same.claims), claim);

    const more = await signsIn(browser, scope);
    for (const each of ['email', 'groups']) assert.match(more.page ?? '', new RegExp(`<code>${each}</code>`));
    assert.equal(more.claims.email, 'alice@example.org');
    assert.deepEqual(more.claims.groups, groups);
  });
});
