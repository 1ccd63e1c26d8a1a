import assert from 'node:assert/strict';
import { after as afterAll, before, describe, it } from 'node:test';
import { after, type Epoch, jwkThumbprint } from '@grantor/protocol';
import { openFederationKeys } from '../../src/keys/federation-keys.ts';
import { createReplicas, day, headerOf, publishedKids, start } from './ring.ts';
import { createTestSealer } from './store.ts';

const sealer = createTestSealer();

describe('the keys of an entity — federation-vci-authlete.md FED-3', () => {
  let replicas: Awaited<ReturnType<typeof createReplicas>>;
  before(async () => {
    replicas = await createReplicas();
  });
  afterAll(() => replicas.remove());

  it('are a set of their own, rotate by themselves, and are told of afterwards — OpenID Federation §8.7', async () => {
    const ring = await replicas.ring();
    const options = { database: await replicas.open(), sealer, onChange: () => {} };
    const keys = await openFederationKeys({ ...options, rotationInterval: 90 * day }, start);
    const signerAt = async (now: Epoch) =>
      headerOf(await keys.sign({ typ: 'entity-statement+jwt', claims: {}, now })).kid;
    const [first] = keys.published(start);
    assert.ok(first);
    assert.equal(first['kid'], jwkThumbprint(first));
    assert.equal('d' in first, false);
    assert.ok(!(await publishedKids(ring, start)).includes(String(first['kid'])));
    assert.equal(await signerAt(start), first['kid']);

    const due = after(start, 90 * day);
    await keys.refresh(after(due, -day));
    assert.equal(keys.published(after(due, -day)).length, 2);
    assert.notEqual(await signerAt(due), first['kid']);
    assert.deepEqual(keys.historical(due), []);

    const past = after(due, 2 * day);
    assert.deepEqual(
      keys
        .historical(past)
        .map(({ jwk, issuedAt, expiredAt, revokedAt }) => [jwk['kid'], issuedAt, expiredAt, revokedAt]),
      [[first['kid'], start, due, null]],
    );
    // Old statements can be checked for ever
    await keys.refresh(after(due, 80 * day));
    assert.equal(keys.historical(after(due, 80 * day)).length, 1);
  });

  it('are rotated by hand, too, each once — OpenID Federation §11', async () => {
    const options = { database: await replicas.open(), sealer, onChange: () => {} };
    const keys = await openFederationKeys({ ...options, rotationInterval: 0 }, after(start, 300 * day));
    const at = after(start, 300 * day);
    const before = keys.published(at).length;
    assert.deepEqual(await keys.rotate(at), { kind: 'published', signsFrom: after(at, day) });
    assert.equal(keys.published(at).length, before + 1);
    assert.equal((await keys.rotate(at)).kind, 'on_its_way');
  });
});
