import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sha256, userId } from '@grantor/protocol';
import {
  addPasskey,
  addTotp,
  nameFactor,
  type Removal,
  removeFactor,
  resetFactors,
  setRecoveryCodes,
} from '../../src/administration/factors.ts';
import { makeRecoveryCodes } from '../../src/factors/new-recovery-codes.ts';
import { readFactors } from '../../src/store/factors.ts';
import { addUser, now } from '../accounts/world.ts';
import { databases } from '../store/databases.ts';
import { actor, ada, type FactorWorld, factorWorld, sealedFor } from './world.ts';

const at20 = <Result>(work: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: 20 }, (_, index) => work(index)));

const ways = { providers: ['acme'], passkeys: 'served', externalSource: null } as const;

const passkey = (id: string) => ({
  ...{ id, publicKey: 'key', signCount: 0, transports: ['internal'], reach: 'synced' as const },
  challenge: { hash: sha256(`challenge of ${id}`), until: now },
});

for (const kind of databases) {
  describe(`second factors of a person on ${kind.name}`, () => {
    let world: FactorWorld;
    before(async () => {
      world = await factorWorld(kind);
    });
    after(() => world.opened.close());
    beforeEach(async () => {
      const tables = ['totp_factor', 'passkey', 'recovery_code', 'seen_proof', 'audit_event'] as const;
      for (const table of tables) await world.opened.database.kysely.deleteFrom(table).execute();
    });

    const factors = () => readFactors(world.opened.database.kysely, ada);
    const addApp = (place: 'first' | 'further' = 'further') =>
      addTotp(world.changes, actor, { owner: ada, sealedSecret: sealedFor(world), step: 1, place });
    const addKey = (id: string, place: 'first' | 'further' = 'further') =>
      addPasskey(world.changes, actor, { owner: ada, name: `Key ${id}`, made: passkey(id), place });

    it('are added, renamed and removed, each with its audit row — product.md F-1, operations.md D-2', async () => {
      assert.equal(await addApp(), 'added');
      assert.equal(await addKey('one'), 'added');
      const named = { id: 'one', owner: ada, name: 'Blue key' };
      assert.equal(await nameFactor(world.changes, actor, named), 'renamed');
      assert.deepEqual(
        (await factors()).passkeys.map(({ name }) => name),
        ['Blue key'],
      );
      const removal = { owner: ada, rule: 'none', ways } as const;
      const removed = await removeFactor(world.changes, actor, { ...removal, kind: 'passkey', id: 'one' });
      assert.equal(removed, 'removed');
      assert.equal(await removeFactor(world.changes, actor, { ...removal, kind: 'totp' }), 'removed');
      assert.equal(await removeFactor(world.changes, actor, { ...removal, kind: 'totp' }), 'no_such_factor');
      assert.deepEqual(await world.audited(), [
        ['USER_FACTOR_ADDED', { kind: 'totp' }],
        ['USER_FACTOR_ADDED', { kind: 'passkey' }],
        ['USER_UPDATED', { fields: ['passkey_name'] }],
        ['USER_FACTOR_REMOVED', { kind: 'passkey' }],
        ['USER_FACTOR_REMOVED', { kind: 'totp' }],
      ]);
    });

    it('are nobody else’s to rename or remove, and one credential is one person’s — security.md L-7', async () => {
      await addUser(world.opened.database, { id: 'bob', username: 'bob' });
      await addKey('one');
      const bob = userId('bob');
      const removal = { owner: bob, rule: 'none', ways, kind: 'passkey', id: 'one' } as const;
      assert.equal(await removeFactor(world.changes, actor, removal), 'no_such_factor');
      assert.equal(
        await nameFactor(world.changes, actor, { id: 'one', owner: bob, name: 'Mine' }),
        'no_such_factor',
      );
      const made = { ...passkey('one'), challenge: passkey('two').challenge };
      const again = { owner: bob, name: 'Key', made, place: 'further' } as const;
      assert.equal(await addPasskey(world.changes, actor, again), 'refused');
    });

    it('are the first of a person once, however many come at the same time — product.md F-1', async () => {
      const outcomes = await at20((index) =>
        index % 2 === 0 ? addApp('first') : addKey(`k${index}`, 'first'),
      );
      assert.equal(outcomes.filter((outcome) => outcome === 'added').length, 1);
    });

    it('leave one to whoever needs one, however many are removed at once — product.md F-6', async () => {
      await addApp();
      await addKey('one');
      const rule = { owner: ada, rule: 'admin', ways } as const;
      const outcomes = await at20((index) =>
        removeFactor(
          world.changes,
          actor,
          index % 2 === 0 ? { ...rule, kind: 'totp' } : { ...rule, kind: 'passkey', id: 'one' },
        ),
      );
      assert.equal(outcomes.filter((outcome) => outcome === 'removed').length, 1);
      const { totp, passkeys } = await factors();
      assert.equal(Number(totp !== null) + passkeys.length, 1);
    });

    it('leave the last way in, however many are removed at once — product.md F-6, I-8', async () => {
      const { kysely } = world.opened.database;
      const password = (password_hash: string | null) =>
        kysely.updateTable('user_account').set({ password_hash }).where('id', '=', ada).execute();
      const remove = (id: string, served: Removal['ways'] = ways) =>
        removeFactor(world.changes, actor, { owner: ada, rule: 'none', ways: served, kind: 'passkey', id });
      await addKey('one');
      await addKey('two');
      await addApp();
      await password(null);
      const outcomes = await Promise.all([remove('one'), remove('two')]);
      assert.deepEqual(outcomes.toSorted(), ['only_way', 'removed']);
      const { totp, passkeys } = await factors();
      assert.ok(totp !== null);
      const [left] = passkeys;
      assert.ok(left);
      assert.equal(await remove(left.id), 'only_way');
      // By the word of an application, a password, and where passkeys let nobody in
      assert.equal(await remove(left.id, { ...ways, passkeys: 'not_served' }), 'removed');
      await addKey('three');
      assert.equal(await remove('three', 'any'), 'removed');
      await addKey('four');
      await password('hash');
      assert.equal(await remove('four'), 'removed');
    });

    it('take their recovery codes with them, and new codes take the place of the old — product.md F-3', async () => {
      const make = () => {
        const { hashes } = makeRecoveryCodes(world.ports, ada);
        return setRecoveryCodes(world.changes, actor, { owner: ada, hashes });
      };
      assert.equal(await make(), 'no_factor');
      await addApp();
      assert.equal(await make(), 'made');
      assert.equal(await make(), 'made');
      assert.equal((await factors()).recoveryCodesLeft, 10);
      await removeFactor(world.changes, actor, { owner: ada, rule: 'none', ways, kind: 'totp' });
      assert.equal((await factors()).recoveryCodesLeft, 0);
    });

    it('are all gone after a reset, with every session and waiting sign-in — product.md U-5', async () => {
      await addApp();
      await addKey('one');
      const { kysely } = world.opened.database;
      await kysely
        .insertInto('browser_session')
        .values({
          ...{ hash: 'session', user_id: 'ada', sid_seed: 's', auth_time: now, acr: '2', amr: '[]' },
          ...{ created_at: now, last_seen_at: now, expires_at: now + 60, remembered_at: null },
          ...{ address: null, user_agent: null, fingerprint: null, forward_hash: null, confirmed_at: null },
        })
        .execute();
      assert.equal(await resetFactors(world.changes, actor, ada), 'yourself');
      const carol = { userId: 'carol', username: 'carol', source: null };
      assert.equal(await resetFactors(world.changes, carol, ada), 'reset');
      assert.deepEqual(await factors(), { totp: null, passkeys: [], recoveryCodesLeft: 0 });
      assert.deepEqual(await kysely.selectFrom('browser_session').selectAll().execute(), []);
      assert.deepEqual((await world.audited()).at(-1), ['USER_FACTORS_RESET', {}]);
      assert.equal(await resetFactors(world.changes, actor, userId('nobody')), 'no_such_person');
    });
  });
}
