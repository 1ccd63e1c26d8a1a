/** What people hold and allowed, through the management API: a part of its test (product.md M-3). */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { alice, bob } from '../e2e/declarations.ts';
import type { ManagementWorld } from './world.ts';

export type Item = Record<string, string>;
export const itemsOf = (body: Record<string, unknown>): Item[] => body['items'] as Item[];

export type Does = (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;

/** Tests of token sessions and authorizations, in a world that has been started by then. */
export function accessOperations(world: () => ManagementWorld, does: Does): void {
  it('pauses, resumes and ends token sessions, and finds what is pasted — product.md M-3, T-3, T-4, §13 tokens', async () => {
    const browser = await world().signedIn(alice);
    const tokens = await world().allows(browser, 'openid read');
    const [newest] = itemsOf(await does('GET', '/tokens?kind=refresh&limit=1'));
    assert.ok(newest);
    const path = `/tokens/${newest['id']}`;
    const [, claims = ''] = String(tokens['access_token']).split('.');
    const { jti, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    assert.deepEqual(newest['newest_access_token'], {
      token_id: jti,
      expires_at: new Date(exp * 1000).toISOString(),
    });
    for (const filter of [
      `user_id=${alice.sub}`,
      'client_id=photo-album',
      'scope=read',
      'status=active',
      'search=alice',
      `search=${newest['id']}`,
    ]) {
      const found = itemsOf(await does('GET', `/tokens?kind=refresh&${filter}`));
      assert.ok(
        found.some(({ id }) => id === newest['id']),
        filter,
      );
    }
    for (const filter of ['user_id=nobody', 'client_id=none', 'scope=write', 'status=disabled'])
      assert.deepEqual(itemsOf(await does('GET', `/tokens?kind=refresh&${filter}`)), [], filter);
    assert.equal((await does('POST', `${path}/disable`))['status'], 'disabled');
    assert.equal(await world().isActive(tokens['access_token']), false);
    assert.equal((await world().call('POST', `${path}/disable`)).status, 409);
    assert.equal((await does('POST', `${path}/enable`))['status'], 'active');
    assert.ok(await world().isActive(tokens['access_token']));
    const looked = await does('POST', '/tokens/lookup', { token: tokens['refresh_token'] });
    assert.equal((looked['session'] as Item)['id'], newest['id']);
    const access = await does('POST', '/tokens/lookup', { token: tokens['access_token'] });
    assert.equal((access['claims'] as Item)['sub'], alice.sub);
    await does('POST', '/tokens/revoke', { jti: access['token_id'] });
    assert.equal(await world().isActive(tokens['access_token']), false);
    assert.equal(
      (await world().call('POST', '/tokens/revoke', { body: { jti: access['token_id'] } })).status,
      409,
    );
    assert.equal((await does('POST', `${path}/revoke`))['status'], 'revoked');
    assert.equal((await does('GET', path))['authorization_id'], newest['authorization_id']);
    assert.equal((await world().call('POST', '/tokens/lookup', { body: { token: '?' } })).status, 404);
    assert.equal((await world().call('GET', '/tokens/none')).status, 404);
  });

  it('lists every token session once, page by page — product.md M-2', async () => {
    const browser = await world().signedIn(alice);
    for (const scope of ['openid', 'openid read', 'read']) await world().allows(browser, scope);
    const whole = itemsOf(await does('GET', '/tokens?limit=100'));
    const told: Item[] = [];
    for (let next: unknown = ''; next !== undefined; ) {
      const body = await does('GET', `/tokens?limit=1${next === '' ? '' : `&cursor=${next}`}`);
      told.push(...itemsOf(body));
      next = body['next_cursor'];
    }
    assert.ok(told.length > 3);
    assert.deepEqual(told, whole);
  });

  it('lists, shows and takes back what everybody allowed — product.md M-3, T-1, T-2, §13 authorizations', async () => {
    const tokens = await world().allows(await world().signedIn(alice), 'openid read');
    await world().allows(await world().signedIn(bob), 'openid');
    const all = itemsOf(await does('GET', '/authorizations'));
    assert.deepEqual(all.map(({ username }) => username).sort(), ['alice', 'bob']);
    const first = await does('GET', '/authorizations?limit=1');
    const rest = await does('GET', `/authorizations?limit=1&cursor=${first['next_cursor']}`);
    assert.deepEqual([...itemsOf(first), ...itemsOf(rest)], all);
    for (const filter of ['search=alice', `user_id=${alice.sub}`]) {
      const [found, ...others] = itemsOf(
        await does('GET', `/authorizations?${filter}&client_id=photo-album`),
      );
      assert.deepEqual([found?.['username'], others.length], ['alice', 0], filter);
    }
    const id = all.find(({ username }) => username === 'alice')?.['id'];
    const found = await does('GET', `/authorizations/${id}`);
    assert.deepEqual([found['client_id'], found['username']], ['photo-album', 'alice']);
    assert.equal(itemsOf(await does('GET', `/users/${alice.sub}/authorizations`))[0]?.['id'], id);
    await does('DELETE', `/authorizations/${id}`);
    assert.equal(await world().isActive(tokens['access_token']), false);
    assert.equal((await world().call('GET', `/authorizations/${id}`)).status, 404);
    assert.equal((await world().call('DELETE', '/authorizations/none')).status, 404);
  });
}
