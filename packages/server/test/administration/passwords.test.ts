import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { epoch, Secret, sha256, type UserId } from '@grantor/protocol';
import type { Actor } from '../../src/administration/change.ts';
import {
  changeOwnPassword,
  personOfLink,
  resetPassword,
  setPasswordByLink,
} from '../../src/administration/passwords.ts';
import { createPerson, disablePerson } from '../../src/administration/people.ts';
import { startSession } from '../../src/store/session-starts.ts';
import { listSessions } from '../../src/store/sessions.ts';
import { findUser } from '../../src/store/users.ts';
import { now } from '../accounts/world.ts';
import { peopleAt, places } from './world.ts';

const fitting = Secret.of('seven grey lanterns');

const handed = (token: string) => ({ token, way: 'invite' }) as const;

for (const place of places) {
  describe(`passwords on ${place.name}`, () => {
    const people = peopleAt(place);
    let actor: Actor;
    const acts = async (): Promise<Actor> => (actor ??= await people.administrator('root'));
    const hashOf = async (id: UserId) => (await findUser(people.database().kysely, id))?.passwordHash ?? null;

    async function signsIn(id: UserId, name: string) {
      const session = {
        ...{ authTime: now, acr: '1', amr: ['pwd'], userId: id, sidSeed: name, createdAt: now },
        ...{ id: sha256(name), lastSeenAt: now, expiresAt: epoch(now + 60), rememberedAt: null },
        ...{ address: null, userAgent: null, fingerprint: null },
      };
      const origin = { passwordHash: null, replaces: null };
      assert.equal(await startSession(people.database(), session, origin), 'started');
      return session.id;
    }

    async function invited(username: string) {
      const created = await createPerson(people.ports(), await acts(), {
        ...{ username, email: null, emailVerified: false, role: 'user', claims: {} },
        ...{ password: { kind: 'link' }, mustChangePassword: false },
      });
      assert.ok(created.kind === 'created' && created.told.kind === 'link');
      return { id: created.id, token: created.told.token };
    }

    it('are set by an invitation once, which is stored hashed — product.md U-1', async () => {
      const { id, token } = await invited('maria');
      assert.equal(await hashOf(id), null);
      const stored = await people.database().kysely.selectFrom('password_link').selectAll().execute();
      assert.deepEqual(
        stored.map((row) => ({ ...row })),
        [{ user_id: id, hash: sha256(token), expires_at: now + 24 * 3600, address: null }],
      );
      assert.equal((await personOfLink(people.ports(), handed(token)))?.username, 'maria');
      const weak = { ...handed(token), password: Secret.of('password1234') };
      const refused = await setPasswordByLink(people.ports(), null, weak);
      assert.equal(refused.kind === 'weak_password' && refused.problem, 'too_common');
      const set = await setPasswordByLink(people.ports(), null, { ...handed(token), password: fitting });
      assert.ok(set.kind === 'set');
      assert.equal(await hashOf(id), set.passwordHash);
      assert.deepEqual(
        await setPasswordByLink(people.ports(), null, { ...handed(token), password: fitting }),
        {
          kind: 'unusable',
        },
      );
      const details = { method: 'link', sessions: 'all' };
      const told = JSON.stringify(await people.told(id));
      assert.ok(told.includes(JSON.stringify({ type: 'USER_PASSWORD_CHANGED', actor: 'maria', details })));
    });

    it('are set by one of twenty who come with the link — product.md U-1, G-4', async () => {
      const { token } = await invited('mira');
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          setPasswordByLink(people.ports(index), null, { ...handed(token), password: fitting }),
        ),
      );
      assert.equal(outcomes.filter(({ kind }) => kind === 'set').length, 1);
    });

    it('are set by no link that is a day old, replaced, or of somebody disabled — product.md U-1, U-3', async () => {
      const late = await invited('late');
      const ports = people.ports();
      const tomorrow = {
        ...ports,
        now: () => (ports.now() + 24 * 3_600_000) as ReturnType<typeof ports.now>,
      };
      assert.equal(await personOfLink(tomorrow, handed(late.token)), null);
      const reset = await resetPassword(ports, actor, { id: late.id, to: 'link', mustChangePassword: false });
      assert.equal(reset.kind, 'reset');
      assert.equal(await personOfLink(ports, handed(late.token)), null);
      const off = await invited('off');
      assert.equal(await disablePerson(ports, actor, off.id), 'disabled');
      assert.equal(await personOfLink(ports, handed(off.token)), null);
    });

    it('are reset, which ends sessions at once — product.md U-5', async () => {
      const id = await people.person('udo', { passwordHash: 'earlier' });
      for (const to of ['random', 'link'] as const) {
        await signsIn(id, `udo-${to}`);
        const reset = { id, to, mustChangePassword: true };
        const outcome = await resetPassword(people.ports(), await acts(), reset);
        assert.ok(outcome.kind === 'reset');
        assert.equal(outcome.told.kind, to === 'random' ? 'password' : 'link');
        assert.deepEqual(await listSessions(people.database(), id), []);
        const user = await people.find(id);
        assert.equal(user.tokensValidFrom, now * 1000);
        assert.equal(user.mustChangePasswordAt, to === 'random' ? now : null);
        assert.equal((await hashOf(id)) === null, to === 'link');
        const details = { method: to === 'random' ? 'password' : 'link' };
        const told = JSON.stringify(await people.told(id));
        assert.ok(told.includes(JSON.stringify({ type: 'USER_PASSWORD_RESET', actor: 'root', details })));
      }
    });

    it('are reset for people of this server only, and not for oneself — product.md U-5', async () => {
      const id = await people.person('external');
      await people
        .database()
        .kysely.updateTable('user_account')
        .set({ auth_source: 'http_api' })
        .where('id', '=', id)
        .execute();
      const reset = (whom: UserId) =>
        resetPassword(people.ports(), actor, { id: whom, to: 'link', mustChangePassword: false });
      assert.deepEqual(await reset(id), { kind: 'refused', why: 'external' });
      assert.deepEqual(await reset((await acts()).userId as UserId), { kind: 'refused', why: 'yourself' });
    });

    it('are changed by their owner, who stays signed in here alone — product.md §4 ending', async () => {
      const ports = people.ports();
      const id = await people.person('vera', {
        passwordHash: await ports.passwords.hash('a first password'),
      });
      const here = await signsIn(id, 'here');
      await signsIn(id, 'elsewhere');
      const own = { id, session: here, password: fitting, applications: 'stay' } as const;
      const vera: Actor = { userId: id, username: 'vera', source: null };
      assert.deepEqual(await changeOwnPassword(ports, vera, { ...own, password: Secret.of('short') }), {
        kind: 'refused',
        problem: 'too_short',
      });
      assert.deepEqual(
        await changeOwnPassword(ports, vera, { ...own, password: Secret.of('a first password') }),
        { kind: 'refused', problem: 'same_as_before' },
      );
      assert.equal((await changeOwnPassword(ports, vera, own)).kind, 'changed');
      assert.deepEqual(
        (await listSessions(people.database(), id)).map((session) => session.id),
        [here],
      );
      assert.equal((await people.find(id)).tokensValidFrom, null);
      const next = { ...own, password: Secret.of('eight grey lanterns'), applications: 'end' } as const;
      assert.equal((await changeOwnPassword(ports, vera, next)).kind, 'changed');
      assert.equal((await people.find(id)).tokensValidFrom, now * 1000);
    });

    it('are changed by one of twenty who knew the same — product.md G-4', async () => {
      const id = await people.person('rita', {
        passwordHash: await people.ports().passwords.hash('a first password'),
      });
      const session = await signsIn(id, 'rita');
      const rita: Actor = { userId: id, username: 'rita', source: null };
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          changeOwnPassword(people.ports(index), rita, {
            ...{ id, session, applications: 'stay' },
            password: Secret.of(`${index} grey lanterns burn`),
          }),
        ),
      );
      assert.equal(outcomes.filter(({ kind }) => kind === 'changed').length, 1);
    });
  });
}
