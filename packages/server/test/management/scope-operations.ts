/** Scopes that belong to no resource, through the management API: a part of its test (product.md M-3). */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { alice } from '../e2e/declarations.ts';
import { type Does, itemsOf } from './access-operations.ts';
import type { ManagementWorld } from './world.ts';

/** Their tests, in a world that has been started by then. */
export function scopeOperations(world: () => ManagementWorld, does: Does): void {
  const fieldsAt = async (method: string, path: string, body: object) => {
    const { status, body: answer } = await world().call(method, path, { body });
    assert.equal(status, 422, JSON.stringify(answer));
    return (answer['errors'] as readonly { field: string }[]).map(({ field }) => field);
  };

  it('keeps scopes that belong to no resource — product.md M-3, §13 scopes, clients.md §9 Free-standing scopes', async () => {
    const narrow = await does('POST', '/scopes', { name: 'reports:list', description: 'List your reports' });
    assert.deepEqual([narrow['default'], narrow['restricted'], narrow['implies']], [false, false, []]);
    const made = await does('POST', '/scopes', {
      ...{ name: 'reports', descriptions: { de: 'Ihre Berichte lesen' }, effect: 'reads' },
      ...{ default: true, implies: ['reports:list'] },
    });
    const path = `/scopes/${made['id']}`;
    const twice = await world().call('POST', '/scopes', { body: { name: 'reports' } });
    assert.deepEqual([twice.status, twice.body['code']], [409, 'scope_taken']);
    assert.deepEqual(await does('GET', path), made);
    const edited = await does('PATCH', path, { effect: 'shares', descriptions: null });
    assert.equal(edited['effect'], 'shares');
    assert.ok(!('descriptions' in edited) && edited['default'] === true);
    const stale = { body: { default: false }, headers: { 'if-match': '"another"' } };
    assert.equal((await world().call('PATCH', path, stale)).status, 412);
    const first = await does('GET', '/scopes?limit=1');
    const rest = await does('GET', `/scopes?cursor=${first['next_cursor']}`);
    assert.deepEqual(
      [...itemsOf(first), ...itemsOf(rest)].map(({ name }) => name),
      ['reports', 'reports:list'],
    );
    for (const limit of ['', '0', '101', '1.5', '0x10', '1e1', '%207', 'ten'])
      assert.equal((await world().call('GET', `/scopes?limit=${limit}`)).status, 422, limit);
    const [told] = itemsOf(await does('GET', '/audit-events?event_type=POLICY_CHANGED&limit=1'));
    assert.deepEqual([told?.['resource_id'], told?.['resource_name']], ['scope:reports', 'reports']);
    assert.deepEqual(told?.['details'], { fields: ['descriptions', 'effect'] });
    const metadata = await (await fetch(`${world().server.origin}/.well-known/openid-configuration`)).json();
    assert.ok((metadata as { scopes_supported: string[] }).scopes_supported.includes('reports:list'));
  });

  it('gives a name of a scope one meaning — clients.md §9 Free-standing scopes', async () => {
    const api = { resource: 'https://names.example/api', scopes: ['names:read'] };
    const resource = await does('POST', '/resources', api);
    for (const name of ['openid', 'read', 'grantor:other', 'names:read', 'no scope', 'x'.repeat(129), ''])
      assert.ok((await fieldsAt('POST', '/scopes', { name })).includes('name'), name);
    assert.deepEqual(await fieldsAt('POST', '/scopes', { name: 'n', implies: ['names:read'] }), ['implies']);
    assert.deepEqual(await fieldsAt('PATCH', '/scopes/u_cmVwb3J0czpsaXN0', { implies: ['reports'] }), [
      'implies',
    ]);
    assert.deepEqual(await fieldsAt('PATCH', '/scopes/u_cmVwb3J0czpsaXN0', { restricted: true }), [
      'restricted',
    ]);
    const claiming = { scopes: ['names:read', 'reports'] };
    assert.deepEqual(await fieldsAt('PATCH', `/resources/${resource['id']}`, claiming), ['scopes[1].name']);
    assert.deepEqual(
      await fieldsAt('POST', '/resources', { ...api, resource: 'https://n.example/', ...claiming }),
      ['scopes[1].name'],
    );
    await does('DELETE', `/resources/${resource['id']}`);
  });

  it('deletes a scope once nothing holds it — product.md §12.3 /admin/resources', async () => {
    const refusedAs = async (id: string) => {
      const { status, body } = await world().call('DELETE', `/scopes/${id}`);
      assert.equal(status, 409);
      return body['code'];
    };
    assert.equal(await refusedAs('u_cmVwb3J0czpsaXN0'), 'scope_included');
    const client = await does('GET', '/clients/photo-album');
    await does('PATCH', '/clients/photo-album', { scope: `${client['scope']} reports` });
    assert.equal(await refusedAs('reports'), 'scope_listed');
    await world().allows(await world().signedIn(alice), 'openid reports');
    await does('PATCH', '/clients/photo-album', { scope: client['scope'] });
    assert.equal(await refusedAs('reports'), 'scope_granted');
    const given = itemsOf(await does('GET', `/users/${alice.sub}/authorizations`));
    for (const { id } of given) await does('DELETE', `/users/${alice.sub}/authorizations/${id}`);
    await does('DELETE', '/scopes/reports');
    await does('DELETE', '/scopes/u_cmVwb3J0czpsaXN0');
    assert.equal((await world().call('GET', '/scopes/reports')).status, 404);
    assert.deepEqual(itemsOf(await does('GET', '/scopes')), []);
  });
}
