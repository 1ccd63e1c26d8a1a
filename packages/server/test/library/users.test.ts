/** People in the hands of the application (distribution.md L-1). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type GrantorEvent, UserRefused } from '../../src/index.ts';
import { creation, edit, newUserShape } from '../../src/management/user-shape.ts';
import { plainBrowser } from '../e2e/plain-browser.ts';
import { type Embedded, embedEmpty, obtainTokens, type Served, serveEmbedded } from './embedded.ts';

const isRefused =
  (fault: string, ...members: string[]) =>
  (failure: unknown): boolean => {
    assert.ok(failure instanceof UserRefused, String(failure));
    assert.equal(failure.fault, fault);
    assert.deepEqual(
      failure.problems.map(({ member }) => member),
      members,
    );
    return true;
  };

describe('users', () => {
  const events: GrantorEvent[] = [];
  let origin: string;
  let issuer: string;
  let embedded: Embedded;
  let served: Served;
  before(async () => {
    served = await serveEmbedded({ ports: { onEvent: (event) => void events.push(event) } });
    ({ origin, embedded } = served);
    issuer = `${origin}/auth`;
  });
  after(() => served.stop());

  const person = { username: 'grace', password: 'a nanosecond of wire' };

  it('are made, sign in, are changed, kept out and removed — distribution.md L-1, product.md U-1, U-3', async () => {
    const { grantor } = embedded;
    const { users, tokens } = grantor;
    const made = await users.create({ ...person, email: 'grace@navy.example', full_name: 'Grace Hopper' });
    assert.deepEqual(
      [made.username, made.role, made.is_active, made.password],
      ['grace', 'user', true, undefined],
    );
    assert.deepEqual(await users.get(made.id), made);

    const browser = plainBrowser({ origin });
    const { access_token: token } = await obtainTokens(issuer, browser, person);
    assert.equal((await tokens.verify(token, { audience: issuer })).userId, made.id);

    const changed = await users.update(made.id, {
      full_name: null,
      nickname: 'Amazing Grace',
      groups: ['navy'],
    });
    assert.deepEqual(
      [changed.full_name, changed.nickname, changed.groups],
      [undefined, 'Amazing Grace', ['navy']],
    );
    assert.equal(changed.email, 'grace@navy.example');

    assert.equal((await users.disable(made.id)).is_active, false);
    await assert.rejects(tokens.verify(token, { audience: issuer }));
    assert.equal((await users.enable(made.id)).is_active, true);
    await assert.rejects(tokens.verify(token, { audience: issuer }), 'what was ended stays ended');

    const { password } = await users.resetPassword(made.id);
    assert.equal(password?.length, 16);
    const { invitation } = await users.resetPassword(made.id, { to: 'link' });
    assert.match(invitation?.url ?? '', /^http:\/\/127\.0\.0\.1:\d+\/auth\/invite\//);

    assert.equal(await users.remove(made.id), true);
    assert.equal(await users.get(made.id), null);
    assert.equal(await users.remove(made.id), false);

    const told = events.filter(({ resource }) => resource.id === made.id);
    for (const type of ['USER_CREATED', 'USER_UPDATED', 'USER_DISABLED', 'USER_ENABLED', 'USER_DELETED']) {
      const ofType = told.filter((event) => event.type === type);
      assert.deepEqual(
        ofType.map(({ actor }) => actor.username),
        ['(application)'],
        type,
      );
    }
  });

  it('are listed by page and by what is searched', async () => {
    const { users } = embedded.grantor;
    const first = await users.list({ limit: 1 });
    assert.equal(first.items.length, 1);
    const second = await users.list({ limit: 1, cursor: first.next_cursor ?? '' });
    assert.notEqual(second.items[0]?.id, first.items[0]?.id);
    assert.deepEqual(
      (await users.list({ search: 'bob' })).items.map(({ username }) => username),
      ['bob'],
    );
  });

  it('whose id cannot stand in a path are found, too', async () => {
    assert.equal(await embedded.grantor.users.get('nobody/%2f..'), null);
  });

  it('are refused with all that is wrong — product.md S-1, U-2', async () => {
    const { users } = embedded.grantor;
    const wrong = { username: 'two words', email: 'nowhere', password: 'x' };
    await assert.rejects(users.create(wrong), isRefused('invalid', 'username', 'email'));
    await assert.rejects(
      users.create({ username: 'grace', password: 'short' }),
      isRefused('invalid', 'password'),
    );
    await assert.rejects(users.create({ username: 'bob' }), isRefused('username_taken', 'username'));
    await assert.rejects(users.create({ username: 'x', nick: 'y' } as never), isRefused('invalid', 'nick'));
    await assert.rejects(users.disable('nobody'), isRefused('not_found'));
    const [admin] = (await users.list({ role: 'admin' })).items;
    assert.ok(admin !== undefined);
    for (const attempt of [() => users.disable(admin.id), () => users.remove(admin.id)])
      await assert.rejects(attempt(), isRefused('last_administrator'));
    await assert.rejects(users.update(admin.id, { role: 'user' }), isRefused('last_administrator'));
  });
});

describe('users of the application', () => {
  it('are not in our hands — distribution.md L-3', async () => {
    const accounts = { find: async () => null, verify: async () => null };
    const embedded = await embedEmpty('https://app.example/auth', { accounts });
    try {
      const { users } = embedded.grantor;
      await assert.rejects(users.create({ username: 'grace' }), isRefused('elsewhere'));
      await assert.rejects(users.get('17'), isRefused('elsewhere'));
    } finally {
      await embedded.stop();
    }
  });
});

describe('the types of users', () => {
  it('name what the management API reads and says', () => {
    const names = (shape: { readonly shape: object }): string[] => Object.keys(shape.shape).sort();
    const profile = [
      'full_name',
      'given_name',
      'family_name',
      'middle_name',
      'nickname',
      'profile',
      'picture',
    ];
    const rest = ['website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'phone_number', 'address'];
    const said = ['email_verified', 'role', 'must_change_password', 'phone_number_verified', 'groups'];
    const all = [...profile, ...rest, ...said, 'email'];
    const record = [
      'id',
      'username',
      'is_active',
      'auth_source',
      'external_id',
      'created_at',
      'last_sign_in_at',
      'version',
    ];
    assert.deepEqual(names(edit), [...all].sort());
    assert.deepEqual(names(creation), [...all, 'username', 'password', 'invite'].sort());
    assert.deepEqual(names(newUserShape), [...all, ...record, 'password', 'invitation'].sort());
  });
});
