import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret, type UserId } from '@grantor/protocol';
import type { Actor } from '../../src/administration/change.ts';
import {
  createPerson,
  deletePerson,
  disablePerson,
  type Edit,
  editPerson,
  enablePerson,
  type NewPerson,
} from '../../src/administration/people.ts';
import { passwordProblem } from '../../src/people/password-rules.ts';
import { findUser } from '../../src/store/users.ts';
import { now } from '../accounts/world.ts';
import { type People, peopleAt, places } from './world.ts';

const newcomer: NewPerson = {
  username: 'maria',
  email: 'maria@northwind.example',
  emailVerified: true,
  role: 'user',
  claims: { name: 'Maria Keller' },
  password: { kind: 'typed', password: Secret.of('a long enough sentence') },
  mustChangePassword: false,
};

const asShown = async (people: People, id: UserId): Promise<Edit> => {
  const { version, email, emailVerifiedAt, role, claims, mustChangePasswordAt } = await people.find(id);
  return {
    ...{ id, version, email, role, claims },
    emailVerified: emailVerifiedAt !== null,
    mustChangePassword: mustChangePasswordAt !== null,
  };
};

for (const place of places) {
  describe(`people on ${place.name}`, () => {
    const people = peopleAt(place);
    let actor: Actor;
    const acts = async (): Promise<Actor> => (actor ??= await people.administrator('root'));

    it('are created with a typed password, and told — product.md U-1', async () => {
      const created = await createPerson(people.ports(), await acts(), newcomer);
      assert.ok(created.kind === 'created');
      assert.deepEqual(created.told, { kind: 'nothing' });
      const user = await people.find(created.id);
      assert.equal(user.emailVerifiedAt, now);
      assert.deepEqual(await people.told(created.id), [
        { type: 'USER_CREATED', actor: 'root', details: { source: 'administrator', role: 'user' } },
      ]);
      for (const [change, field] of [
        [{ email: 'other@northwind.example' }, 'username'],
        [{ username: 'other', email: 'MARIA@northwind.example' }, 'email'],
      ] as const) {
        const again = await createPerson(people.ports(), actor, { ...newcomer, ...change });
        assert.deepEqual(again, { kind: 'taken', field });
      }
    });

    it('are refused a weak password, and created with a random one that is none — product.md S-1, U-1', async () => {
      const person = { ...newcomer, username: 'noor', email: null };
      const weak = await createPerson(people.ports(), await acts(), {
        ...person,
        password: { kind: 'typed', password: Secret.of('password1234') },
      });
      assert.deepEqual(weak, { kind: 'weak_password', problem: 'too_common' });
      const created = await createPerson(people.ports(), actor, { ...person, password: { kind: 'random' } });
      assert.ok(created.kind === 'created' && created.told.kind === 'password');
      assert.equal(created.told.password.length, 16);
      const rules = { ...person, siteName: 'Northwind', minLength: 12 };
      assert.equal(passwordProblem(created.told.password, rules), null);
      const stored = await findUser(people.database().kysely, created.id);
      assert.equal(
        await people.ports().passwords.verify(created.told.password, stored?.passwordHash ?? null),
        'right',
      );
    });

    it('are edited as they were shown, or not at all — product.md A-8, §2 created_at', async () => {
      const id = await people.person('lena', { email: 'lena@northwind.example' });
      const shown = await asShown(people, id);
      const edit = { ...shown, claims: { name: 'Lena Ode', groups: ['staff'] } };
      assert.equal(await editPerson(people.ports(), await acts(), edit), 'edited');
      assert.equal(await editPerson(people.ports(), actor, { ...shown, claims: { name: 'Lena' } }), 'stale');
      assert.equal((await people.find(id)).claims['name'], 'Lena Ode');
      assert.deepEqual(await people.told(id), [
        { type: 'USER_UPDATED', actor: 'root', details: { fields: ['name', 'groups'] } },
      ]);
    });

    it('keep a tick for an address only as long as the address — product.md §2 email, email_verified', async () => {
      const email = 'otto@northwind.example';
      const id = await people.person('otto', { email, emailVerifiedAt: now });
      const moved = { ...(await asShown(people, id)), email: 'otto@elsewhere.example' };
      assert.equal(await editPerson(people.ports(), await acts(), moved), 'edited');
      assert.equal((await people.find(id)).emailVerifiedAt, null);
      const ticked = { ...(await asShown(people, id)), emailVerified: true };
      assert.equal(await editPerson(people.ports(), actor, ticked), 'edited');
      assert.equal((await people.find(id)).emailVerifiedAt, now);
      await people.person('owner', { email });
      const taken = { ...(await asShown(people, id)), email: 'OTTO@northwind.example' };
      assert.equal(await editPerson(people.ports(), actor, taken), 'email_taken');
    });

    it('have to change a password that is kept here only — product.md §2 must_change_password', async () => {
      const id = await people.person('kim');
      const ticked = async () => ({ ...(await asShown(people, id)), mustChangePassword: true });
      assert.equal(await editPerson(people.ports(), await acts(), await ticked()), 'edited');
      assert.equal((await people.find(id)).mustChangePasswordAt, now);
      const { kysely } = people.database();
      await kysely
        .updateTable('user_account')
        .set({ auth_source: 'http_api' })
        .where('id', '=', id)
        .execute();
      assert.equal(await editPerson(people.ports(), actor, await ticked()), 'edited');
      assert.equal((await people.find(id)).mustChangePasswordAt, null);
    });

    it('get another role, which is told on its own — product.md U-6, §2 role', async () => {
      const id = await people.person('vera');
      const shown = await asShown(people, id);
      assert.equal(await editPerson(people.ports(), await acts(), { ...shown, role: 'admin' }), 'edited');
      assert.deepEqual((await people.told(id)).at(-1), {
        type: 'USER_ROLE_CHANGED',
        actor: 'root',
        details: { role: 'admin', earlier_role: 'user' },
      });
      const demoted = { ...(await asShown(people, id)), role: 'user' } as const;
      assert.equal(await editPerson(people.ports(), actor, demoted), 'edited');
    });

    it('are disabled, enabled and deleted, once each — product.md U-3, U-4', async () => {
      const id = await people.person('udo');
      const ports = people.ports();
      assert.equal(await enablePerson(ports, await acts(), id), 'unchanged');
      assert.equal(await disablePerson(ports, actor, id), 'disabled');
      assert.equal(await disablePerson(ports, actor, id), 'unchanged');
      assert.equal(await enablePerson(ports, actor, id), 'enabled');
      assert.equal(await deletePerson(ports, actor, id), 'deleted');
      assert.equal(await deletePerson(ports, actor, id), 'gone');
      assert.deepEqual((await people.told(id)).map(({ type }) => type).sort(), [
        'USER_DELETED',
        'USER_DISABLED',
        'USER_ENABLED',
      ]);
    });

    it('never do it to themselves, and only an administrator who still is one does — product.md U-2, security.md D-1', async () => {
      const ports = people.ports();
      const self = (await acts()).userId as UserId;
      assert.equal(await disablePerson(ports, actor, self), 'yourself');
      assert.equal(await deletePerson(ports, actor, self), 'yourself');
      const demoted = { ...(await asShown(people, self)), role: 'user' } as const;
      assert.equal(await editPerson(ports, actor, demoted), 'yourself');
      const victim = await people.person('victim');
      const former = await people.administrator('former');
      assert.equal(await disablePerson(ports, actor, former.userId as UserId), 'disabled');
      for (const work of [disablePerson, deletePerson])
        assert.equal(await work(ports, former, victim), 'not_permitted');
      const edit = { ...(await asShown(people, victim)), role: 'admin' } as const;
      assert.equal(await editPerson(ports, former, edit), 'not_permitted');
      const program: Actor = { clientId: 'program', source: null };
      assert.equal(await disablePerson(ports, program, self), 'last_administrator');
      assert.equal(await deletePerson(ports, program, self), 'last_administrator');
      assert.equal(await editPerson(ports, program, demoted), 'last_administrator');
    });
  });

  describe(`twenty administrators at once on ${place.name}`, () => {
    const people = peopleAt(place);
    const works = {
      disable: disablePerson,
      delete: deletePerson,
      demote: async (ports, actor, id) => {
        const { version, email, claims } = await people.find(id);
        const edit = { id, version, email, claims, role: 'user' } as const;
        const all = { ...people.ports(), ...ports };
        return editPerson(all, actor, { ...edit, emailVerified: false, mustChangePassword: false });
      },
    } satisfies Record<
      string,
      typeof disablePerson | ((...all: Parameters<typeof disablePerson>) => Promise<unknown>)
    >;

    for (const [name, work] of Object.entries(works)) {
      it(`${name} one another, and one is left — product.md U-2, §17 Races`, async () => {
        const kysely = people.database().kysely;
        await kysely.deleteFrom('user_account').execute();
        const actors: Actor[] = [];
        for (let index = 0; index < 20; index += 1)
          actors.push(await people.administrator(`${name}-${index}`));
        await Promise.all(
          actors.map((actor, index) =>
            work(people.ports(index), actor, actors[(index + 1) % 20]?.userId as UserId),
          ),
        );
        const left = await kysely
          .selectFrom('user_account')
          .select('username')
          .where('role', '=', 'admin')
          .where('disabled_at_ms', 'is', null)
          .execute();
        assert.ok(left.length >= 1, 'nobody is left');
        const again = left.map(({ username }) => username);
        assert.ok(again.length < 20, 'something was done');
      });

      it(`${name} each other, two of them — product.md U-2`, async () => {
        const kysely = people.database().kysely;
        await kysely.deleteFrom('user_account').execute();
        const one = await people.administrator(`one-${name}`);
        const other = await people.administrator(`other-${name}`);
        await Promise.all(
          Array.from({ length: 20 }, (_, index) => {
            const [actor, target] = index % 2 === 0 ? [one, other] : [other, one];
            return work(people.ports(index), actor, target.userId as UserId).catch(() => null);
          }),
        );
        const left = await kysely
          .selectFrom('user_account')
          .select('id')
          .where('role', '=', 'admin')
          .where('disabled_at_ms', 'is', null)
          .execute();
        assert.equal(left.length, 1);
      });
    }
  });
}
