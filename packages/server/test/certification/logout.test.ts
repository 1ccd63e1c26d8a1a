/** What the logout profiles look at: RP-initiated, back-channel and front-channel (advanced.md §18). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { alice } from '../e2e/declarations.ts';
import { allows, presses, reads, signsIn } from '../e2e/person.ts';
import { claimsOf, type Json, type Registered, startWalk, type Walk } from './walk.ts';

describe('logout of the certification profile', () => {
  let walk: Walk;
  before(async () => {
    walk = await startWalk();
  });
  after(() => walk.stop());

  const enters = async (tab: Page): Promise<void> => {
    await signsIn(tab, alice);
    await allows(tab);
  };

  type Inside = { readonly tab: Page; readonly client: Registered; readonly hint: string };

  /** A client of its own with a person signed in to it. */
  async function inside(change: Json = {}): Promise<Inside> {
    const client = await walk.register({
      post_logout_redirect_uris: [walk.world.party.afterLogout],
      ...change,
    });
    const tab = await walk.newTab();
    const asked = walk.request(client);
    const { id_token: hint = '' } = await walk.redeem(client, asked, await walk.answer(tab, asked, enters));
    return { tab, client, hint };
  }

  const leaving = (parameters: Readonly<Record<string, string>>): string =>
    `${walk.metadata['end_session_endpoint']}?${new URLSearchParams(parameters)}`;

  const isOut = async ({ tab, client }: Inside): Promise<void> => {
    const asked = walk.request(client, { prompt: 'none' });
    const { url } = await walk.answer(tab, asked);
    assert.equal(url.searchParams.get('error'), 'login_required');
    assert.equal(url.searchParams.get('state'), asked.state);
  };

  it('by a hint and a registered address leads back, with the state that was sent — advanced.md V-41', async () => {
    const { afterLogout } = walk.world.party;
    for (const state of ['a'.repeat(64), undefined]) {
      const seen = await inside();
      const back = { id_token_hint: seen.hint, post_logout_redirect_uri: afterLogout };
      await seen.tab.goto(leaving({ ...back, ...(state === undefined ? {} : { state }) }));
      const { url } = await walk.world.party.next('/signed-out');
      assert.equal(url.searchParams.get('state'), state ?? null);
      await isOut(seen);
      await seen.tab.context().close();
    }
  });

  it('leads nowhere that is not registered, and nobody without a hint of ours — advanced.md V-42', async () => {
    const { afterLogout, origin, arrivals } = walk.world.party;
    const seen = await inside();
    const [head = '', body = '', signature = ''] = seen.hint.split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    const back = { id_token_hint: seen.hint, post_logout_redirect_uri: afterLogout };
    const foreign = `${signature.slice(0, -8)}${signature.slice(-8) === 'AAAAAAAA' ? 'BBBBBBBB' : 'AAAAAAAA'}`;
    const requests: readonly Readonly<Record<string, string>>[] = [
      { ...back, post_logout_redirect_uri: `${origin}/elsewhere` },
      { ...back, post_logout_redirect_uri: `${afterLogout}?more=1` },
      { ...back, id_token_hint: `${none}.${body}.` },
      { ...back, id_token_hint: `${head}.${body}.${foreign}` },
      { post_logout_redirect_uri: afterLogout },
    ];
    const before = arrivals.length;
    for (const request of requests) {
      await seen.tab.goto(leaving(request));
      if (await seen.tab.getByRole('button', { name: 'Sign out' }).last().isVisible()) {
        await seen.tab.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
        await reads(seen.tab, 'You are signed out');
      }
      assert.equal(new URL(seen.tab.url()).origin, walk.world.server.origin);
    }
    assert.equal(arrivals.length, before);
    await seen.tab.context().close();
  });

  it('without an address ends on a page that says so — advanced.md V-43', async () => {
    for (const parameters of [{}, { state: 'some' }, { hint: 'ours' }]) {
      const seen = await inside();
      await seen.tab.goto(leaving('hint' in parameters ? { id_token_hint: seen.hint } : { ...parameters }));
      if (!('hint' in parameters)) await presses(seen.tab, 'Sign out');
      await reads(seen.tab, 'You are signed out');
      await isOut(seen);
      await seen.tab.context().close();
    }
  });

  it('tells the client by a post, and leads back — advanced.md V-44, LGO-2, LGO-3', async () => {
    const { party } = walk.world;
    const seen = await inside({
      backchannel_logout_uri: `${party.origin}/back-channel`,
      backchannel_logout_session_required: true,
    });
    const back = { id_token_hint: seen.hint, post_logout_redirect_uri: party.afterLogout };
    await seen.tab.goto(leaving({ ...back, state: 'there' }));
    const [told, { url }] = await Promise.all([party.next('/back-channel'), party.next('/signed-out')]);
    assert.equal(url.searchParams.get('state'), 'there');
    assert.equal(told.method, 'POST');
    assert.deepEqual([...told.form.keys()], ['logout_token']);
    const token = told.form.get('logout_token') ?? '';
    const { payload, protectedHeader } = await walk.verify(token, seen.client.client_id);
    const { sub, sid } = claimsOf(seen.hint);
    assert.equal(protectedHeader.alg, 'RS256');
    assert.deepEqual([payload.sub, payload['sid']], [sub, sid]);
    assert.ok(typeof payload.jti === 'string' && payload.jti.length > 0);
    assert.deepEqual(payload['events'], { 'http://schemas.openid.net/event/backchannel-logout': {} });
    assert.ok(!('nonce' in payload));
    assert.ok(Number(payload.exp) - Number(payload.iat) <= 120);
    await isOut(seen);
    await seen.tab.context().close();
  });

  it('loads the address of the client in a frame, and leads back — advanced.md V-45, LGO-1, LGO-2', async () => {
    const { party } = walk.world;
    const seen = await inside({
      frontchannel_logout_uri: `${party.origin}/front-channel?own=1`,
      frontchannel_logout_session_required: true,
    });
    const back = { id_token_hint: seen.hint, post_logout_redirect_uri: party.afterLogout };
    await seen.tab.goto(leaving({ ...back, state: 'there' }));
    const [framed, { url }] = await Promise.all([party.next('/front-channel'), party.next('/signed-out')]);
    assert.equal(framed.method, 'GET');
    assert.deepEqual(Object.fromEntries(framed.url.searchParams), {
      own: '1',
      iss: walk.metadata['issuer'],
      sid: claimsOf(seen.hint)['sid'],
    });
    assert.equal(url.searchParams.get('state'), 'there');
    await seen.tab.waitForURL(url.href);
    await isOut(seen);
    await seen.tab.context().close();
  });
});
