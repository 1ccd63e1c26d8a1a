import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import { type Hash, sha256, type UserId } from '@grantor/protocol';
import {
  type ConnectionPorts,
  enterThrough,
  linkConnection,
  unlinkConnection,
} from '../../src/administration/connections.ts';
import { listConnections } from '../../src/store/connections.ts';
import type { UpstreamIdentity } from '../../src/upstream/provider.ts';
import { random } from '../accounts/world.ts';
import { peopleAt, places } from '../administration/world.ts';

const identity = (subject: string, more: Partial<UpstreamIdentity> = {}): UpstreamIdentity => ({
  ...{ subject, id: subject, username: null, usernames: [subject], name: null, email: null },
  ...{ emailVerified: false, avatarUrl: null, tokens: '{}' },
  ...more,
});

for (const place of places) {
  describe(`connections at ${place.name}`, () => {
    const people = peopleAt(place);
    const ports = (index = 0, registration: ConnectionPorts['registration'] = 'open'): ConnectionPorts => ({
      ...people.ports(index),
      ...{ random, registration, seal: (plain) => `sealed ${plain}` },
      labelOf: (provider) => provider,
    });
    const source = null;
    const signedIn = async (owner: UserId): Promise<Hash> => {
      const [session, now] = [sha256(random.token(16)), Math.floor(ports().now() / 1000)];
      await people
        .database()
        .kysely.insertInto('browser_session')
        .values({
          ...{ hash: session, user_id: owner, sid_seed: 's', auth_time: now, acr: '1', amr: '[]' },
          ...{ created_at: now, last_seen_at: now, expires_at: now + 60, remembered_at: null },
          ...{ address: null, user_agent: null, fingerprint: null, forward_hash: null, confirmed_at: null },
        })
        .execute();
      return session;
    };
    const twenty = Array.from({ length: 20 }, (_, index) => index);

    // product.md I-3, product.md §17: twenty first sign-ins of one person make one user
    it('make one user of twenty first sign-ins at once', async () => {
      const arrival = {
        provider: 'acme',
        identity: identity('racer', { email: 'racer@acme.example', emailVerified: true }),
      };
      const entries = await Promise.all(twenty.map((index) => enterThrough(ports(index), source, arrival)));
      const ids = entries.map((entry) => (entry.kind === 'entered' ? entry.user.id : entry.kind));
      assert.equal(new Set(ids).size, 1);
      const users = await people
        .database()
        .kysely.selectFrom('user_account')
        .select('id')
        .where('username', 'like', 'racer%')
        .execute();
      assert.deepEqual(
        users.map(({ id }) => id),
        [ids[0]],
      );
    });

    // product.md I-3, product.md I-7: one connection of each provider
    it('link one of twenty identities with the same verified address', async () => {
      const email = 'many@acme.example';
      const id = await people.person('many', { email, emailVerifiedAt: 1 as never });
      const entries = await Promise.all(
        twenty.map((index) => {
          const one = identity(`many-${index}`, { email, emailVerified: true });
          return enterThrough(ports(index), source, { provider: 'acme', identity: one });
        }),
      );
      assert.equal(entries.filter(({ kind }) => kind === 'entered').length, 1);
      assert.equal(entries.filter(({ kind }) => kind === 'email_taken').length, 19);
      assert.equal((await listConnections(people.database().kysely, id)).length, 1);
    });

    // product.md I-3
    it('open nothing where registration is closed, and number names that are taken', async () => {
      const arrival = { provider: 'acme', identity: identity('someone', { usernames: ['many'] }) };
      assert.deepEqual(await enterThrough(ports(0, 'closed'), source, arrival), { kind: 'closed' });
      const entry = await enterThrough(ports(), source, arrival);
      assert.equal(entry.kind === 'entered' && entry.user.username, 'many-2');
    });

    // product.md U-3
    it('let nobody in who is disabled', async () => {
      const arrival = { provider: 'acme', identity: identity('leaver') };
      const entry = await enterThrough(ports(), source, arrival);
      assert.ok(entry.kind === 'entered');
      await people
        .database()
        .kysely.updateTable('user_account')
        .set({ disabled_at_ms: 1 })
        .where('id', '=', entry.user.id)
        .execute();
      assert.equal((await enterThrough(ports(), source, arrival)).kind, 'disabled');
    });

    // product.md I-8: a passkey is a way in, and so is a password that another system checks
    it('are taken away from whoever has another way in that is served', async () => {
      const ways = { providers: ['acme'], passkeys: 'served', externalSource: 'http_api' } as const;
      const none = { providers: ['acme'], passkeys: 'not_served', externalSource: null } as const;
      const { kysely } = people.database();
      const others = {
        passkey: (user_id: string) =>
          kysely
            .insertInto('passkey')
            .values({
              ...{ id: `key of ${user_id}`, user_id, name: 'Key', public_key: 'x', sign_count: 0 },
              ...{ transports: '[]', synced: 0, created_at: 1, last_used_at: null },
            })
            .execute(),
        external: (id: string) =>
          kysely.updateTable('user_account').set({ auth_source: 'http_api' }).where('id', '=', id).execute(),
      };
      for (const [name, adds] of Object.entries(others)) {
        const entry = await enterThrough(ports(), source, { provider: 'acme', identity: identity(name) });
        assert.ok(entry.kind === 'entered');
        const owner = entry.user.id;
        const actor = { userId: owner, username: name, source };
        const [held] = await listConnections(kysely, owner);
        assert.ok(held);
        const unlink = (served: typeof ways | typeof none) =>
          unlinkConnection(ports(), actor, { id: held.id, owner, ways: served });
        assert.equal(await unlink(ways), 'only_way', name);
        await adds(owner);
        assert.equal(await unlink(none), 'only_way', name);
        assert.equal(await unlink(ways), 'disconnected', name);
      }
    });

    // A provider may answer late
    it('are not made by whoever was signed out meanwhile — security.md R-10', async () => {
      const owner = await people.person('left', {});
      const actor = { userId: owner, username: 'left', source };
      const session = await signedIn(owner);
      const { kysely } = people.database();
      const link = { provider: 'acme', identity: identity('thief'), owner, session };
      await kysely
        .updateTable('browser_session')
        .set({ expires_at: 0 })
        .where('hash', '=', session)
        .execute();
      assert.equal(await linkConnection(ports(), actor, link), 'signed_out');
      await kysely.deleteFrom('browser_session').where('hash', '=', session).execute();
      assert.equal(await linkConnection(ports(), actor, link), 'signed_out');
      assert.deepEqual(await listConnections(kysely, owner), []);
      assert.equal(
        await linkConnection(ports(), actor, { ...link, session: await signedIn(owner) }),
        'linked',
      );
    });

    // product.md I-8: of the last two ways in, one stays
    it('keep one of two that are taken away at once', async () => {
      const first = await enterThrough(ports(), source, { provider: 'acme', identity: identity('pair') });
      assert.ok(first.kind === 'entered');
      const owner = first.user.id;
      const actor = { userId: owner, username: 'pair', source };
      const session = await signedIn(owner);
      const second = { provider: 'other', identity: identity('pair-there'), owner, session };
      assert.equal(await linkConnection(ports(), actor, second), 'linked');
      const held = await listConnections(people.database().kysely, owner);
      assert.equal(held.length, 2);
      const ways = { providers: ['acme', 'other'], passkeys: 'served', externalSource: null } as const;
      const outcomes = await Promise.all(
        held.map(({ id }, index) => unlinkConnection(ports(index), actor, { id, owner, ways })),
      );
      assert.deepEqual(outcomes.toSorted(), ['disconnected', 'only_way']);
    });
  });
}
