import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Account, ForeignSubject } from '@grantor/engine';
import { World } from '@grantor/engine/testing';
import { epoch, familyId, userId } from '@grantor/protocol';
import type { Actor } from '../../src/administration/change.ts';
import {
  createForeignSubjects,
  linkForeignSubjectTo,
  unlinkForeignSubject,
} from '../../src/administration/foreign-subjects.ts';
import { createRandom } from '../../src/start/random.ts';
import { createEngineStore } from '../../src/store/engine-store.ts';
import { listForeignLinks } from '../../src/store/foreign-subjects.ts';
import { createUser, findUser } from '../../src/store/users.ts';
import { createAuditLog } from '../../src/telemetry/audit-log.ts';
import { databases, type TestDatabase } from '../store/databases.ts';
import { contractStore } from '../store/seeds.ts';
import { at } from './client-world.ts';

const source = {
  ...{ address: '192.0.2.1', userAgent: null, requestId: 'r' },
  ...{ method: 'POST', path: '/oauth/token' },
};

const admin: Actor = { userId: userId('root'), username: 'root', source };

const someone = (change: Partial<ForeignSubject> = {}): ForeignSubject => ({
  ...{ issuer: 'https://idp.example', subject: 'there', email: null, name: null },
  ...{ usernames: ['ada'], unknown: 'refused' },
  ...change,
});

for (const { name, open } of databases) {
  describe(`subjects of other issuers on ${name} — advanced.md JWB-3`, () => {
    let opened: TestDatabase;
    const world = new World();
    before(async () => {
      opened = await open();
      world.opened = contractStore(opened.database, opened.close);
    });
    after(() => opened.close());

    const ports = () => {
      const { database } = opened;
      const audit = createAuditLog({ database, now: () => at, rows: 'keep', capacity: 100, log: () => {} });
      return { database, audit, now: () => at, outbox: null };
    };
    const subjects = (people: 'here' | 'elsewhere' = 'here') => {
      const store = createEngineStore(opened.database);
      return createForeignSubjects({
        ...{ ...ports(), random: createRandom(), people },
        findAccount: (id) => store.findAccount(id),
      });
    };
    const resolve = (change: Partial<ForeignSubject>): Promise<Account | null> =>
      subjects().resolve(someone(change), source);
    const add = (id: string, email: string, verified: boolean) =>
      createUser(opened.database.kysely, {
        ...{ id: userId(id), username: id, email, role: 'user', claims: {}, passwordHash: null },
        ...{ emailVerifiedAt: verified ? epoch(1) : null, at: epoch(1) },
      });
    const events = async (type: string): Promise<number> =>
      (
        await opened.database.kysely
          .selectFrom('audit_event')
          .select('id')
          .where('event_type', '=', type)
          .execute()
      ).length;

    it('are nobody, whatever they are called, until somebody vouches for more', async () => {
      await add('local', 'local@corp.example', true);
      assert.equal(await resolve({ subject: 'local' }), null);
      assert.equal(await resolve({ subject: 'x', usernames: ['local'] }), null);
    });

    it('are recognised by an address that both sides verified, and linked from then on', async () => {
      await add('grace', 'Grace@corp.example', true);
      const linked = await events('OAUTH_CONNECTION_CREATED');
      const met = await resolve({ subject: 'grace-there', email: 'grace@CORP.example' });
      assert.equal(met?.id, 'grace');
      assert.equal(await events('OAUTH_CONNECTION_CREATED'), linked + 1);
      // the address no longer matters
      assert.equal((await resolve({ subject: 'grace-there' }))?.id, 'grace');
      assert.equal(await resolve({ subject: 'grace-there', issuer: 'https://idp.example/' }), null);
      await add('eve', 'victim@corp.example', false);
      const unverified = { subject: 'victim', email: 'victim@corp.example', unknown: 'created' } as const;
      assert.equal(await resolve(unverified), null);
    });

    it('are no administrator by an address, and stay who they are once one says so', async () => {
      await add('root', 'root@corp.example', true);
      await opened.database.kysely
        .updateTable('user_account')
        .set({ role: 'admin' })
        .where('id', '=', 'root')
        .execute();
      const known = { subject: 'root-there', email: 'root@corp.example', unknown: 'created' } as const;
      assert.equal(await resolve(known), null);
      const owner = (await findUser(opened.database.kysely, userId('root')))?.user ?? assert.fail();
      const name = { issuer: 'https://idp.example', subject: 'root-there' };
      assert.equal(await linkForeignSubjectTo(ports(), admin, { ...name, owner }), 'linked');
      assert.equal(await linkForeignSubjectTo(ports(), admin, { ...name, owner }), 'in_use');
      assert.equal((await resolve(known))?.id, 'root');
    });

    it('are nobody once their link was taken away, until an administrator says whom they are', async () => {
      const { kysely } = opened.database;
      await add('ida', 'ida@corp.example', true);
      const said = { subject: 'ida-there', email: 'ida@corp.example', unknown: 'created' } as const;
      assert.equal((await resolve(said))?.id, 'ida');
      const [link] = await listForeignLinks(kysely, userId('ida'));
      assert.ok(link);
      const taken = { link, username: 'ida' };
      const all = Array.from({ length: 20 }, () => unlinkForeignSubject(ports(), admin, taken));
      assert.equal((await Promise.all(all)).filter((outcome) => outcome === 'unlinked').length, 1);
      assert.deepEqual(await listForeignLinks(kysely, userId('ida')), []);
      assert.equal(await resolve(said), null);
      const owner = (await findUser(kysely, userId('ida')))?.user ?? assert.fail();
      const { issuer, subject } = link;
      assert.equal(await linkForeignSubjectTo(ports(), admin, { issuer, subject, owner }), 'linked');
      assert.equal((await resolve(said))?.id, 'ida');
    });

    it('give no token once their link was taken away, however late that was', async () => {
      const parties = await world.parties();
      const owner = (await findUser(opened.database.kysely, parties.account.id))?.user ?? assert.fail();
      const name = { issuer: 'https://idp.example', subject: 'late' };
      await linkForeignSubjectTo(ports(), admin, { ...name, owner });
      const family = () => ({ ...world.family(parties), origin: 'assertion' as const, refresh: null });
      const redeemed = async (by = name) => {
        const fact = { kind: 'assertion_redeemed', family: family(), seen: [], issued: [], ...by } as const;
        return (await world.store.commit({ facts: [fact], at, source })).ok;
      };
      const exchanged = async () => {
        const started = { ...family(), origin: 'token_exchange' as const };
        const fact = {
          kind: 'token_exchanged' as const,
          ...{ issued: 'access_token' as const, tokenId: 't', seen: [], actor: null },
          ...{ clientId: started.clientId, userId: started.userId, audience: [], scope: [] },
          ...{
            family: { kind: 'started' as const, family: started },
            subject: { sub: 'late', iss: name.issuer },
          },
        };
        return (await world.store.commit({ facts: [fact], at, source })).ok;
      };
      assert.deepEqual([await redeemed(), await exchanged()], [true, true]);
      const [link] = await listForeignLinks(opened.database.kysely, owner.id);
      assert.ok(link);
      await unlinkForeignSubject(ports(), admin, { link, username: owner.username });
      assert.deepEqual([await redeemed(), await exchanged()], [false, false]);
      assert.equal(await redeemed({ ...name, subject: 'of nobody' }), true);
    });

    it('take the tokens along that others’ word gave, and no other', async () => {
      const { kysely } = opened.database;
      const family = world.family(await world.parties());
      const owner = (await findUser(kysely, family.userId))?.user ?? assert.fail();
      const name = { issuer: 'https://idp.example', subject: 'joan-there' };
      assert.equal(await linkForeignSubjectTo(ports(), admin, { ...name, owner }), 'linked');
      const [link] = await listForeignLinks(kysely, owner.id);
      assert.ok(link);
      for (const origin of ['assertion', 'token_exchange', 'authorization_code'] as const) {
        const started = { ...family, id: familyId(`of-${origin}`), origin, refresh: null };
        await world.keep([{ kind: 'family_started', family: started }]);
      }
      const person: Actor = { userId: owner.id, username: owner.username, source };
      assert.equal(
        await unlinkForeignSubject(ports(), person, { link, username: owner.username }),
        'unlinked',
      );
      const left = await kysely
        .selectFrom('family')
        .select(['origin', 'revocation_reason'])
        .where('user_id', '=', owner.id)
        .orderBy('origin')
        .execute();
      assert.deepEqual(
        left.map((family) => [family.origin, family.revocation_reason]),
        [
          ['assertion', 'user'],
          ['authorization_code', null],
          ['token_exchange', 'user'],
        ],
      );
    });

    it('are recognised without any effect, too, by whoever asks what would be', async () => {
      await add('hedy', 'hedy@corp.example', true);
      const recognise = (change: Partial<ForeignSubject>) => subjects().recognise(someone(change));
      const linked = await events('OAUTH_CONNECTION_CREATED');
      const met = await recognise({ subject: 'hedy-there', email: 'hedy@corp.example' });
      assert.ok(met.kind === 'address' && met.person?.id === 'hedy');
      assert.equal((await recognise({ subject: 'stranger' })).kind, 'nobody');
      assert.equal((await recognise({ subject: 'stranger', unknown: 'created' })).kind, 'new');
      const admins = { subject: 'root-too', email: 'root@corp.example', unknown: 'created' } as const;
      assert.equal((await recognise(admins)).kind, 'nobody');
      assert.equal((await subjects('elsewhere').recognise(someone({ unknown: 'created' }))).kind, 'nobody');
      assert.equal(await events('OAUTH_CONNECTION_CREATED'), linked);
      assert.equal((await resolve({ subject: 'hedy-there', email: 'hedy@corp.example' }))?.id, 'hedy');
      assert.equal((await recognise({ subject: 'hedy-there' })).kind, 'linked');
      const [link] = await listForeignLinks(opened.database.kysely, userId('hedy'));
      await unlinkForeignSubject(ports(), admin, { link: link ?? assert.fail(), username: 'hedy' });
      assert.equal((await recognise({ subject: 'hedy-there' })).kind, 'ended');
    });

    it('are made once, where that is allowed, whoever comes first', async () => {
      const made = await events('USER_CREATED');
      const fresh = { subject: 'fresh', usernames: ['fresh'], name: 'Fresh', unknown: 'created' } as const;
      const all = await Promise.all(
        Array.from({ length: 20 }, () => resolve({ ...fresh, email: 'fresh@corp.example' })),
      );
      assert.equal(new Set(all.map((account) => account?.id)).size, 1);
      assert.equal(await events('USER_CREATED'), made + 1);
      const [account] = all;
      assert.equal(account?.username, 'fresh');
      assert.equal(account?.role, 'user');
      assert.equal(account?.claims['email'], 'fresh@corp.example');
      assert.equal(account?.claims['email_verified'], true);
    });

    it('are called what can be shown, and have addresses that are some', async () => {
      const made = (subject: string, change: Partial<ForeignSubject>) =>
        resolve({ subject, usernames: [subject], unknown: 'created', ...change });
      for (const [index, name] of ['Ada\u202eevil', 'Ada\nAdmin', 'x'.repeat(257), ' '].entries()) {
        const account = await made(`odd-${index}`, { name });
        assert.equal(account !== null && 'name' in account.claims, false);
      }
      assert.equal((await made('plain', { name: ' Ａda ' }))?.claims['name'], 'Ada');
      for (const [index, email] of ['a@b@corp.example', 'a b@corp.example', '@corp.example'].entries()) {
        const account = await made(`nowhere-${index}`, { email });
        assert.equal(account !== null && 'email' in account.claims, false);
      }
    });

    it('go with the person', async () => {
      await add('leaving', 'leaving@corp.example', true);
      const leaving = { subject: 'leaving-there', email: 'leaving@corp.example' };
      assert.equal((await resolve(leaving))?.id, 'leaving');
      await opened.database.kysely.deleteFrom('user_account').where('id', '=', 'leaving').execute();
      assert.equal(await resolve({ subject: 'leaving-there' }), null);
    });

    it('are neither looked for nor made where the application keeps the people', async () => {
      const asked = someone({ subject: 'other', email: 'local@corp.example', unknown: 'created' });
      assert.equal(await subjects('elsewhere').resolve(asked, source), null);
    });
  });
}
