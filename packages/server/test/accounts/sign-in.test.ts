import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Secret, userId } from '@grantor/protocol';
import { cookieJar, type PresentedCookies, rememberDevice } from '../../src/accounts/cookies.ts';
import { createPasswords } from '../../src/accounts/passwords.ts';
import { type SignInPorts, signIn } from '../../src/accounts/sign-in.ts';
import type { Database } from '../../src/database/database.ts';
import { createMemoryLimits } from '../../src/limits/limit-store.ts';
import { createLimits, type LimitSettings } from '../../src/limits/limits.ts';
import { findUser } from '../../src/store/users.ts';
import { addUser, countingDerive, disable, newWorld, now, random } from './world.ts';

const password = 'walnut-harbour-lantern-42';
const nothing: PresentedCookies = cookieJar('http://localhost').read(null);
const deviceKey = Buffer.alloc(32, 3);
const unlimited: LimitSettings = {
  perAddress: 'off',
  login: 0,
  deviceCode: 0,
  token: 0,
  deviceVerify: 0,
  introspect: 0,
  registration: 0,
  document: 0,
  fallback: 0,
  client: 0,
};

describe('sign-in', () => {
  const world = newWorld();
  const { derive, calls } = countingDerive();
  const passwords = createPasswords({ random, cores: 2, derive });
  let database: Database;

  before(async () => {
    database = await world.open();
    const passwordHash = await passwords.hash(password);
    await addUser(database, { id: 'u1', username: 'ada', email: 'Ada@Users.Example', passwordHash });
    await addUser(database, { id: 'u2', username: 'gone', passwordHash });
    await addUser(database, { id: 'u3', username: 'external', passwordHash: null });
    await disable(database, 'u2');
  });
  after(() => world.remove());

  const ports = (): SignInPorts => ({
    database,
    passwords,
    deviceKey,
    limits: createLimits(
      unlimited,
      createMemoryLimits(() => now * 1000),
    ),
  });
  const attempt = (name: string, secret: string, cookies = nothing) => ({
    ...{ name, cookies, now },
    password: Secret.of(secret),
    source: { address: '192.0.2.1', userAgent: null, requestId: 'r', method: 'POST', path: '/login' },
  });

  it('takes the user name or the e-mail address, however typed — product.md S-3, security.md I-7', async () => {
    for (const name of ['ada', 'ADA', 'ａda', ' ada ', 'ada@users.example', 'ADA@USERS.EXAMPLE']) {
      const outcome = await signIn(ports(), attempt(name, password));
      assert.equal(outcome.kind === 'signed_in' && outcome.user.id, 'u1', name);
    }
  });

  it('costs one derivation and one statement whatever is wrong — security.md L-6', async () => {
    const costs = [];
    for (const [name, secret] of [
      ['nobody', password],
      ['ada', 'wrong'],
      ['ada', ''],
      ['gone', 'wrong'],
      ['external', password],
      ['', ''],
    ] as const) {
      const before = { derivations: calls(), statements: database.counts.statements };
      const outcome = await signIn(ports(), attempt(name, secret));
      assert.equal(outcome.kind, 'failed', name);
      costs.push(`${calls() - before.derivations} ${database.counts.statements - before.statements}`);
    }
    assert.deepEqual(new Set(costs), new Set(['1 1']));
  });

  it('says "disabled" only after the right password — product.md S-3', async () => {
    assert.equal((await signIn(ports(), attempt('gone', 'wrong'))).kind, 'failed');
    assert.equal((await signIn(ports(), attempt('gone', password))).kind, 'disabled');
  });

  it('stops checking after ten failures, for an unknown name alike — product.md S-4', async () => {
    for (const name of ['ada', 'nobody']) {
      const limited = ports();
      const kinds = [];
      for (let count = 0; count < 10; count += 1) {
        const outcome = await signIn(limited, attempt(name, 'wrong'));
        kinds.push(outcome.kind === 'failed' ? outcome.lock : outcome.kind);
      }
      assert.deepEqual(kinds, [...Array(9).fill('none'), 'starts_now']);
      const before = calls();
      const refused = await signIn(limited, attempt(name, password));
      assert.equal(refused.kind === 'throttled' && refused.retryAfter, 900);
      assert.equal(calls(), before);
    }
  });

  it('counts the user name and the e-mail address of one person together', async () => {
    const limited = ports();
    for (let count = 0; count < 10; count += 1) {
      await signIn(limited, attempt(count % 2 === 0 ? 'ada' : 'ada@users.example', 'wrong'));
    }
    assert.equal((await signIn(limited, attempt('ADA', password))).kind, 'throttled');
  });

  it('lets ten of fifty parallel guesses through', async () => {
    const limited = ports();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => signIn(limited, attempt('ada', 'wrong'))),
    );
    assert.equal(outcomes.filter(({ kind }) => kind === 'failed').length, 10);
  });

  it("lets the owner's browser in while strangers are locked out — security.md L-2", async () => {
    const limited = ports();
    for (let count = 0; count < 11; count += 1) await signIn(limited, attempt('ada', 'wrong'));
    const devices = rememberDevice(deviceKey, nothing, { userId: userId('u1'), now });
    const outcome = await signIn(limited, attempt('ada', password, { ...nothing, devices }));
    assert.equal(outcome.kind, 'signed_in');
  });

  it('is busy without charging anybody when too many passwords wait — security.md T-11', async () => {
    const full = { ...passwords, isFull: () => true };
    const limited = { ...ports(), passwords: full };
    for (let count = 0; count < 20; count += 1) {
      assert.equal((await signIn(limited, attempt('ada', 'wrong'))).kind, 'busy');
    }
    assert.equal((await signIn({ ...limited, passwords }, attempt('ada', password))).kind, 'signed_in');
  });

  it('takes the charge back when the last place went while it was counted — security.md T-11', async () => {
    let asked = 0;
    const isFull = (): boolean => {
      asked += 1;
      return asked % 2 === 0;
    };
    const filling = { ...passwords, isFull };
    const limited = { ...ports(), passwords: filling };
    for (let count = 0; count < 20; count += 1) {
      assert.equal((await signIn(limited, attempt('ada', password))).kind, 'busy');
    }
    assert.equal((await signIn({ ...limited, passwords }, attempt('ada', password))).kind, 'signed_in');
  });

  it('rehashes at sign-in when the cost has changed — product.md S-2', async () => {
    const earlier = (await passwords.hash(password)).replace('t=2', 't=1');
    await addUser(database, { id: 'u4', username: 'early', passwordHash: earlier });
    assert.equal((await signIn(ports(), attempt('early', 'wrong'))).kind, 'failed');
    const stored = async () => (await findUser(database.kysely, userId('u4')))?.passwordHash;
    assert.equal(await stored(), earlier);
    assert.equal((await signIn(ports(), attempt('early', password))).kind, 'signed_in');
    assert.match((await stored()) ?? '', /m=19456,t=2,p=1/);
    assert.equal((await signIn(ports(), attempt('early', password))).kind, 'signed_in');
  });

  it('names the hash that stands when several sign-ins renew it at once — security.md R-12', async () => {
    const earlier = (await passwords.hash(password)).replace('t=2', 't=1');
    await addUser(database, { id: 'u5', username: 'both', passwordHash: earlier });
    const outcomes = await Promise.all([1, 2, 3].map(() => signIn(ports(), attempt('both', password))));
    const stored = (await findUser(database.kysely, userId('u5')))?.passwordHash;
    assert.notEqual(stored, earlier);
    assert.deepEqual(
      outcomes.map((outcome) => outcome.kind === 'signed_in' && outcome.passwordHash),
      [stored, stored, stored],
    );
  });
});
