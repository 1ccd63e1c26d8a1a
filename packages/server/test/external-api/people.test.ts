import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { enterFromOutside } from '../../src/administration/external-people.ts';
import { editPerson } from '../../src/administration/people.ts';
import type { ExternalPerson } from '../../src/people/external-person.ts';
import { peopleAt, places } from '../administration/world.ts';

const said = (externalId: string, more: Partial<ExternalPerson> = {}): ExternalPerson => ({
  ...{ externalId, email: null, name: null },
  ...more,
});

for (const place of places) {
  describe(`people from outside at ${place.name}`, () => {
    const people = peopleAt(place);
    const enter = (username: string, person: ExternalPerson, index = 0) =>
      enterFromOutside(people.ports(index), null, { username, person });

    // product.md H-3, product.md §17: twenty first sign-ins of one person make one user
    it('are made once by twenty first sign-ins', async () => {
      const person = said('racer-1', { email: 'racer@example.org', name: 'Racer' });
      const entered = await Promise.all(
        Array.from({ length: 20 }, (_, index) => enter('racer', person, index)),
      );
      const ids = new Set(entered.map(({ id }) => id));
      assert.equal(ids.size, 1);
      const rows = await people
        .database()
        .kysely.selectFrom('user_account')
        .select(['username', 'auth_source', 'external_id', 'password_hash', 'email_verified_at', 'role'])
        .where('username', 'like', 'racer%')
        .execute();
      assert.deepEqual(
        rows.map((row) => ({ ...row })),
        [
          {
            ...{ username: 'racer', auth_source: 'http_api', external_id: 'racer-1', password_hash: null },
            ...{ email_verified_at: null, role: 'user' },
          },
        ],
      );
      const [id] = ids;
      assert.ok(id);
      assert.deepEqual(await people.told(id), [
        { type: 'USER_CREATED', actor: null, details: { source: 'http_api', role: 'user' } },
      ]);
    });

    // product.md H-3: left empty if taken
    it('have no address that is somebody else’s', async () => {
      await people.person('owner', { email: 'owner@example.org' });
      const entered = await enter('claimer', said('claimer-1', { email: 'OWNER@example.org' }));
      assert.equal(entered.email, null);
      const moved = await enter('claimer', said('claimer-1', { email: 'claimer@example.org' }));
      assert.equal(moved.email, 'claimer@example.org');
      const lost = await enter('claimer', said('claimer-1', { email: 'owner@example.org' }));
      assert.equal(lost.email, null);
    });

    // product.md H-3: found by external_id, whatever they are called by then
    it('are found by their id there, and renamed names are nobody’s', async () => {
      const first = await enter('marie', said('m-1', { name: 'Marie' }));
      const same = await enter('marie.new', said('m-1', { name: 'Marie Neu' }));
      assert.equal(same.id, first.id);
      assert.equal(same.username, 'marie');
      assert.equal(same.claims['name'], 'Marie Neu');
      const another = await enter('marie', said('m-2'));
      assert.notEqual(another.id, first.id);
      assert.equal(another.username, 'marie-2');
      const told = await people.told(first.id);
      assert.deepEqual(told.at(-1), { type: 'USER_UPDATED', actor: null, details: { fields: ['name'] } });
    });

    // product.md §2 email_verified: another address is unverified, the same one keeps its tick
    it('keep a tick for their address, and lose it with another', async () => {
      const administrator = await people.administrator('root');
      const { id, version } = await enter('ticked', said('t-1', { email: 'ticked@example.org' }));
      const edit = { id, version, email: 'ticked@example.org', emailVerified: true, role: 'user' } as const;
      const ports = people.ports();
      await editPerson(ports, administrator, { ...edit, claims: {}, mustChangePassword: false });
      const same = await enter('ticked', said('t-1', { email: 'ticked@example.org', name: 'T' }));
      assert.notEqual(same.emailVerifiedAt, null);
      const moved = await enter('ticked', said('t-1', { email: 'moved@example.org' }));
      assert.equal(moved.emailVerifiedAt, null);
    });

    // product.md U-2: what an administrator decides is not undone by a sign-in
    it('get no role and no status back by signing in', async () => {
      const { id } = await enter('demoted', said('d-1'));
      const table = people.database().kysely.updateTable('user_account').where('id', '=', id);
      await table.set({ role: 'admin', disabled_at_ms: 1 }).execute();
      const entered = await enter('demoted', said('d-1', { name: 'D' }));
      assert.equal(entered.role, 'admin');
      assert.notEqual(entered.disabledAt, null);
    });
  });
}
