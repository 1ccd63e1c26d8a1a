import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { userId } from '@grantor/protocol';
import fc from 'fast-check';
import { randomPassword, randomUuid } from '../../src/accounts/random-values.ts';
import type { Database } from '../../src/database/database.ts';
import { foldName, isEmail, isSubject, isUsername } from '../../src/people/names.ts';
import { findUser, findUserForSignIn, updateUser } from '../../src/store/users.ts';
import { addUser, newWorld, now, random } from './world.ts';

describe('users', () => {
  const world = newWorld();
  let database: Database;
  before(async () => {
    database = await world.open();
    await addUser(database, { id: 'u1', username: 'Admin', email: 'Straße@Users.Example' });
  });
  after(() => world.remove());

  it('are unique after NFKC and case folding — security.md I-7, product.md §2 username, product.md §2 email', async () => {
    const taken = async (user: Parameters<typeof addUser>[1]) => {
      const creation = await addUser(database, user);
      return creation.kind === 'taken' ? creation.field : creation.kind;
    };
    assert.equal(await taken({ id: 'u2', username: 'ａDMIN' }), 'username');
    assert.equal(await taken({ id: 'u2', username: 'other', email: 'STRASSE@users.example' }), 'email');
    assert.equal(await taken({ id: 'u2', username: 'other', email: 'STRAẞE@users.example' }), 'email');
    assert.equal(await taken({ id: 'u1', username: 'other' }), 'id');
    assert.equal(await taken({ id: 'u2', username: 'other', email: 'other@users.example' }), 'created');
  });

  it('keep the address as it was given, and release it with its state — product.md §2 email', async () => {
    const found = await findUserForSignIn(database.kysely, 'strasse@USERS.example');
    assert.equal(found?.user.username, 'admin');
    assert.equal(found?.user.email, 'Straße@Users.Example');
    assert.deepEqual(found?.user.claims, {
      updated_at: now,
      email: 'Straße@Users.Example',
      email_verified: false,
    });
  });

  it('change their address only to a free one', async () => {
    const change = { username: 'other', emailVerifiedAt: now, role: 'user', claims: {}, at: now } as const;
    const id = userId('u2');
    assert.equal(await updateUser(database.kysely, id, { ...change, email: 'straße@users.example' }), false);
    assert.equal(await updateUser(database.kysely, id, { ...change, email: 'OTHER@users.example' }), true);
    const changed = await findUser(database.kysely, id);
    assert.equal(changed?.user.version, 2);
    assert.equal(changed?.user.claims['email_verified'], true);
  });
});

describe('names', () => {
  it('fold to the same however often', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => foldName(foldName(name)) === foldName(name)),
    );
  });

  it('never hold what poses as a client — security.md T-6', () => {
    for (const subject of ['client:web', ':', '', 'a b', 'é', 'x'.repeat(256)])
      assert.equal(isSubject(subject), false);
    assert.equal(isSubject('b4c1a7e2-51f0-4c3e-9a77-0d1f6a2b9c01'), true);
    for (const name of ['', 'a:b', 'a b', 'x'.repeat(65), 'é']) assert.equal(isUsername(name), false);
    assert.equal(isUsername('ada.lovelace_1-2@x'), true);
  });

  it('tell an e-mail address from a list, a display name and a header', () => {
    for (const text of ['ada@users.example', 'admin@localhost', 'zoë@bücher.example'])
      assert.equal(isEmail(text), true);
    for (const text of ['ada', '@x', 'a@b@c', 'a b@c', 'a@b,c@d', 'A <a@b>', 'a@b\r\nBcc: c@d']) {
      assert.equal(isEmail(text), false, text);
    }
  });
});

describe('random values', () => {
  it('are passwords without look-alikes — product.md U-1', () => {
    for (let count = 0; count < 50; count += 1) {
      assert.match(randomPassword(random), /^[a-hjkmnp-zA-HJ-NP-Z2-9]{16}$/);
    }
  });

  it('are UUIDs of version 4 — RFC 9562 §5.4, product.md §2 id', () => {
    assert.match(randomUuid(random), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
