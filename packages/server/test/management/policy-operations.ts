/** Trusted issuers and exchange rules, through the management API: a part of its test (product.md M-3). */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { alice, bob } from '../e2e/declarations.ts';
import { type Does, type Item, itemsOf } from './access-operations.ts';
import type { ManagementWorld } from './world.ts';

const issuer = {
  ...{ id: 'corp', issuer: 'https://idp.corp.example', kind: 'id-jag', scopes: ['files:read'] },
  ...{ email_domains: ['corp.example'], maximal_lifetime: 300, unknown_subjects: 'refused' },
};
const rule = {
  ...{ id: 'gateway', client: 'photo-album', subject_token: 'access_token', mode: 'impersonation' },
  ...{ audiences: ['https://api.example'], scopes: ['read'] },
};

/** Tests of policies, in a world that has been started by then. */
export function policyOperations(world: () => ManagementWorld, does: Does): void {
  const grants = async (): Promise<readonly string[]> => {
    const url = `${world().server.origin}/.well-known/openid-configuration`;
    return ((await (await fetch(url)).json()) as { grant_types_supported: string[] }).grant_types_supported;
  };

  it('keeps trusted issuers, which count at once — product.md M-3, §13 trusted-issuers, advanced.md JWB-6', async () => {
    const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
    assert.equal((await grants()).includes(grant), false);
    assert.deepEqual(await does('POST', '/trusted-issuers', issuer), issuer);
    assert.ok((await grants()).includes(grant));
    const again = await world().call('POST', '/trusted-issuers', { body: issuer });
    assert.deepEqual([again.status, again.body['code']], [409, 'policy_taken']);
    const path = '/trusted-issuers/corp';
    const edited = await does('PATCH', path, { scopes: null, resources: ['https://files.example'] });
    assert.deepEqual([edited['scopes'], edited['resources']], [undefined, ['https://files.example']]);
    assert.deepEqual(await does('GET', path), edited);
    const wrong = await world().call('PATCH', path, { body: { kind: 'workload' } });
    assert.equal(wrong.status, 422);
    const fields = (wrong.body['errors'] as unknown as Item[]).map(({ field }) => field);
    assert.deepEqual(fields, ['clients', 'claim_rules']);
    assert.deepEqual(itemsOf(await does('GET', '/trusted-issuers?limit=1')), [edited]);
    await does('DELETE', path);
    assert.equal((await world().call('GET', path)).status, 404);
    assert.equal((await grants()).includes(grant), false);
    const told = itemsOf(
      await does('GET', '/audit-events?event_type=POLICY_CHANGED&resource_id=trusted_issuer:corp'),
    );
    assert.equal(told.length, 3);
  });

  it('keeps exchange rules — product.md M-3, §13 exchange-rules, advanced.md TEX-2', async () => {
    const grant = 'urn:ietf:params:oauth:grant-type:token-exchange';
    assert.equal((await grants()).includes(grant), false);
    assert.deepEqual(await does('POST', '/exchange-rules', rule), rule);
    assert.ok((await grants()).includes(grant));
    const path = '/exchange-rules/gateway';
    const edited = await does('PATCH', path, { lifetime: 60, mode: 'delegation' });
    assert.deepEqual([edited['lifetime'], edited['mode']], [60, 'delegation']);
    assert.deepEqual(await does('GET', path), edited);
    assert.equal((await world().call('PATCH', path, { body: { scopes: [] } })).status, 422);
    assert.deepEqual(itemsOf(await does('GET', '/exchange-rules')), [edited]);
    await does('DELETE', path);
    assert.equal((await world().call('DELETE', path)).status, 404);
  });

  it('says whom subjects of trusted issuers are, and takes that back — product.md M-3, §13 users, advanced.md JWB-3', async () => {
    const path = `/users/${alice.sub}/foreign-subjects`;
    const name = { issuer: 'https://idp.corp.example', subject: '00u1' };
    const { id, linked_at: since, ...linked } = await does('POST', path, name);
    assert.deepEqual(linked, name);
    assert.match(String(since), /^2\d{3}-/);
    const again = await world().call('POST', `/users/${bob.sub}/foreign-subjects`, { body: name });
    assert.deepEqual([again.status, again.body['code']], [409, 'in_use']);
    assert.deepEqual(
      itemsOf(await does('GET', path)).map((item) => item['id']),
      [id],
    );
    const elsewhere = `/users/${bob.sub}/foreign-subjects/${id}`;
    assert.equal((await world().call('DELETE', elsewhere)).status, 404);
    await does('DELETE', `${path}/${id}`);
    assert.deepEqual(itemsOf(await does('GET', path)), []);
    assert.equal((await world().call('DELETE', `${path}/${id}`)).status, 404);
  });
}
