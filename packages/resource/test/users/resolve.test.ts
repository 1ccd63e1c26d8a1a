import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Denied } from '../../src/access/denial.ts';
import { accessOf, type Claims, issuerOne, issuerTwo, resolutionWorld } from './world.ts';

const verified = { sub: 'ada', email: 'ada@example.com', email_verified: true, name: 'Ada' };

const isDenied =
  (kind: string) =>
  (error: unknown): boolean =>
    error instanceof Denied && error.denial.kind === kind;

describe('the user behind a token — resource.md §4 User resolution', () => {
  it('is the row with its issuer and subject — resource.md §4 identity', async () => {
    const world = await resolutionWorld();
    await world.store.provision(
      { issuer: issuerOne.issuer, subject: 'ada' },
      { id: 'u1', email: null, name: null },
    );
    assert.equal((await world.resolve(accessOf({ sub: 'ada' }), issuerOne)).id, 'u1');
    assert.equal((await world.resolve(accessOf({ sub: 'ada' }), issuerTwo)).id, 'https://two.example#ada');
  });

  it('is linked by a verified e-mail, once — resource.md §4 e-mail link', async () => {
    const world = await resolutionWorld();
    world.insert('local', 'ada@example.com');
    assert.equal((await world.resolve(accessOf(verified), issuerOne)).id, 'local');
    assert.equal((await world.resolve(accessOf({ sub: 'ada' }), issuerOne)).id, 'local');
    // The same address of another issuer: the row has its identity
    assert.equal((await world.resolve(accessOf(verified), issuerTwo)).id, 'https://two.example#ada');
  });

  it('is not linked by an e-mail that nobody verified', async () => {
    const world = await resolutionWorld();
    world.insert('local', 'ada@example.com');
    const unverified: readonly Claims[] = [
      { email_verified: false },
      { email_verified: 'false' },
      { email_verified: 'TRUE' },
      { email_verified: 1 },
      { email_verified: null },
      { email_verified: ['true'] },
      { email_verified: undefined },
      { email: ['ada@example.com'] },
      { email: { toString: 'ada@example.com' } },
      { email: 'ada@example.com\u0000' },
      { email: 'ada@example.com, eve@example.com' },
      { email: '' },
    ];
    for (const claims of unverified) {
      const user = await world.resolve(accessOf({ ...verified, ...claims }), issuerOne);
      assert.equal(user.id, 'https://one.example/#ada');
    }
    assert.deepEqual(
      world.rows().map((row) => ({ ...row })),
      [{ id: 'local', email: 'ada@example.com', oauth_issuer: null, oauth_subject: null }],
    );
  });

  it('is linked by the text "true", and by the word of an issuer trusted with addresses', async () => {
    const world = await resolutionWorld();
    world.insert('a', 'ada@example.com');
    world.insert('b', 'bob@example.com');
    const text = await world.resolve(accessOf({ ...verified, email_verified: 'true' }), issuerOne);
    assert.equal(text.id, 'a');
    const trusted = { ...issuerTwo, trustEmail: 'always' } as const;
    const bob = { sub: 'bob', email: 'bob@example.com' };
    // It did send the claim, and it says no
    const denied = await world.resolve(accessOf({ ...bob, email_verified: false }), trusted);
    assert.equal(denied.id, 'https://two.example#bob');
    assert.equal((await world.resolve(accessOf(bob), trusted)).id, 'b');
  });

  it('has an id of issuer and subject where there is no row, or is refused if so configured — resource.md §4 fallback', async () => {
    const world = await resolutionWorld();
    world.insert('ada');
    const user = await world.resolve(accessOf(verified), issuerTwo);
    assert.deepEqual(user, { id: 'https://two.example#ada', email: 'ada@example.com', name: 'Ada' });
    assert.equal(world.rows().length, 1);
    const strict = await resolutionWorld({ unknownUsers: 'deny' });
    await assert.rejects(strict.resolve(accessOf(verified), issuerTwo), isDenied('user_denied'));
    await assert.rejects(strict.resolve(accessOf({ sub: 'u1' }), null), isDenied('user_denied'));
  });

  it('is provisioned under the id it would have without a row — resource.md §4 auto-provision', async () => {
    const world = await resolutionWorld({ autoProvision: 'on' });
    const user = await world.resolve(accessOf(verified), issuerTwo);
    assert.deepEqual(user, { id: 'https://two.example#ada', email: 'ada@example.com', name: 'Ada' });
    assert.equal(world.rows().length, 1);
    // An address nobody verified is not kept as if it were
    await world.resolve(accessOf({ ...verified, sub: 'eve', email_verified: false }), issuerTwo);
    assert.equal(world.rows()[1]?.['email'], null);
  });

  it('gives one row to 20 parallel first sign-ins, by link and by provisioning', async () => {
    for (const local of [true, false]) {
      const world = await resolutionWorld({ autoProvision: 'on' });
      if (local) world.insert('local', 'ada@example.com');
      const users = await Promise.all(
        Array.from({ length: 20 }, () => world.resolve(accessOf(verified), issuerOne)),
      );
      assert.equal(new Set(users.map(({ id }) => id)).size, 1);
      assert.equal(world.rows().length, 1);
    }
  });

  it('that is disabled is refused at every step, never taken for somebody unknown — resource.md §4 Disabled users', async () => {
    const world = await resolutionWorld({ autoProvision: 'on' });
    await world.resolve(accessOf(verified), issuerOne);
    world.block('https://one.example/#ada');
    await assert.rejects(world.resolve(accessOf(verified), issuerOne), isDenied('user_denied'));
    world.insert('local', 'bob@example.com');
    world.block('local');
    const bob = { ...verified, sub: 'bob', email: 'bob@example.com' };
    await assert.rejects(world.resolve(accessOf(bob), issuerOne), isDenied('user_denied'));
    await assert.rejects(world.resolve(accessOf({ sub: 'local' }), null), isDenied('user_denied'));
  });

  it('is out within a minute after being disabled, and is asked for once a minute per token', async () => {
    const world = await resolutionWorld({ autoProvision: 'on' });
    const access = accessOf(verified, 'one token');
    await world.resolve(access, issuerOne);
    world.block('https://one.example/#ada');
    world.wait(59);
    assert.equal((await world.resolve(access, issuerOne)).name, 'Ada');
    world.wait(1);
    await assert.rejects(world.resolve(access, issuerOne), isDenied('user_denied'));
  });

  it('is an outage when the store fails, which is not remembered — resource.md §4 Storage error', async () => {
    const world = await resolutionWorld();
    const access = accessOf(verified, 'one token');
    world.database.exec('alter table users rename to away');
    await assert.rejects(world.resolve(access, issuerOne), /no such table/);
    await assert.rejects(world.resolve(accessOf({ sub: 'u1' }), null), /no such table/);
    world.database.exec('alter table away rename to users');
    assert.equal((await world.resolve(access, issuerOne)).id, 'https://one.example/#ada');
  });

  it('is named by the configured claim, which must be there as a text', async () => {
    const world = await resolutionWorld();
    const issuer = { ...issuerOne, userClaim: 'employee' };
    const user = await world.resolve(accessOf({ sub: 'ada', employee: '0042' }), issuer);
    assert.equal(user.id, 'https://one.example/#0042');
    const bad = ['', ' ', 42, null, undefined, ['0042'], 'a\u0000', 'a\nb', '\ud800', 'x'.repeat(513)];
    for (const employee of bad) {
      await assert.rejects(
        world.resolve(accessOf({ sub: 'ada', employee }), issuer),
        isDenied('invalid_token'),
      );
    }
    const inherited = { ...issuerOne, userClaim: 'constructor' };
    await assert.rejects(world.resolve(accessOf({ sub: 'ada' }), inherited), isDenied('invalid_token'));
  });

  it('of a local token is the row with that id, or that id — resource.md §3 Local sub', async () => {
    const world = await resolutionWorld();
    world.insert('u1', 'ada@example.com');
    assert.deepEqual(await world.resolve(accessOf({ sub: 'u1' }), null), {
      id: 'u1',
      email: 'ada@example.com',
      name: null,
    });
    // What it says besides is not believed: it has no issuer to verify an address
    const user = await world.resolve(accessOf({ ...verified, sub: 'u2' }), null);
    assert.deepEqual(user, { id: 'u2', email: null, name: null });
  });
});

describe('claims of an issuer', () => {
  it('never select a local user by id, whatever they say — resource.md §4 No claim selects', async () => {
    const world = await resolutionWorld({ autoProvision: 'on' });
    const ids = ['admin', 'u1', 'https://two.example#ada', '1'];
    for (const id of ids) world.insert(id, `${id.slice(0, 3)}@local.example`);
    const names = ['sub', 'id', 'user_id', 'uid', 'email', 'oauth_subject', 'oauth_issuer', 'iss', 'name'];
    const claims = fc.dictionary(
      fc.constantFrom(...names),
      fc.oneof(fc.constantFrom(...ids, ...ids.map((id) => `#${id}`)), fc.string(), fc.constant(true)),
    );
    await fc.assert(
      fc.asyncProperty(claims, fc.constantFrom('sub', 'email', 'uid'), async (told, userClaim) => {
        const access = accessOf({ ...told, email_verified: false });
        const user = await world.resolve(access, { ...issuerOne, userClaim }).catch(() => null);
        assert.ok(user === null || user.id.startsWith('https://one.example/#'));
      }),
      { numRuns: 300 },
    );
    for (const row of world.rows().filter((each) => ids.includes(String(each['id'])))) {
      assert.equal(row['oauth_issuer'], null);
    }
  });

  it('give different people different ids, across issuers too', async () => {
    const world = await resolutionWorld();
    const issuer = fc.constantFrom(issuerOne, issuerTwo, { ...issuerOne, issuer: 'https://one.example' });
    const person = fc.tuple(issuer, fc.oneof(fc.constantFrom('/#a', '#a', 'a'), fc.string({ minLength: 1 })));
    const idOf = async ([whose, sub]: [typeof issuerOne, string]): Promise<string | null> =>
      world.resolve(accessOf({ sub }), whose).then(
        ({ id }) => id,
        () => null,
      );
    await fc.assert(
      fc.asyncProperty(person, person, async (a, b) => {
        const [one, other] = [await idOf(a), await idOf(b)];
        if (one !== null) assert.equal(one === other, a[0] === b[0] && a[1] === b[1]);
      }),
    );
  });
});
