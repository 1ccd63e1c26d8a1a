import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBoundedPool, PoolFull } from '../../src/accounts/bounded-pool.ts';
import type { Derive } from '../../src/accounts/derivation.ts';
import { createPasswords, PasswordsBusy, passwordCost } from '../../src/accounts/passwords.ts';
import { countingDerive, quickPasswords, random } from './world.ts';

const password = 'walnut-harbour-lantern-42';

describe('passwords', () => {
  const real = createPasswords({ random });

  it('hashes with argon2id at the required cost, as a PHC string — product.md S-2', async () => {
    const stored = await real.hash(password);
    assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    assert.equal(await real.verify(password, stored), 'right');
    assert.equal(await real.verify('walnut-harbour-lantern-43', stored), 'wrong');
  });

  it('agrees with the reference implementation — RFC 9106', async () => {
    // 64 MiB is not our cost: right, but outdated
    const reference =
      '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    assert.equal(await real.verify('password', reference), 'right_but_outdated');
  });

  it('takes two spellings of one text as one password — product.md S-1', async () => {
    const passwords = quickPasswords();
    const stored = await passwords.hash('ｐａｓｓphrase of Zoe\u0308');
    assert.equal(await passwords.verify('passphrase of Zo\u00eb', stored), 'right');
  });

  it('salts every hash anew — product.md §2 password_hash', async () => {
    const passwords = quickPasswords();
    assert.notEqual(await passwords.hash(password), await passwords.hash(password));
  });

  it('derives once whether there is a hash, a damaged one or none — security.md L-6', async () => {
    const { derive, calls } = countingDerive();
    const passwords = createPasswords({ random, derive });
    const stored = await passwords.hash(password);
    for (const candidate of [stored, '$argon2id$damaged', null]) {
      const before = calls();
      await passwords.verify('wrong', candidate);
      assert.equal(calls() - before, 1);
    }
  });

  it('derives at the same cost when there is no hash', async () => {
    const costs: unknown[] = [];
    const derive: Derive = async (_password, _salt, cost) => {
      costs.push(cost);
      return Buffer.alloc(cost.length, 1);
    };
    await createPasswords({ random, derive }).verify(password, null);
    assert.deepEqual(costs, [{ ...passwordCost, length: 32 }]);
  });

  it('never finds a password right when there is no hash', async () => {
    const derive: Derive = async (_password, _salt, { length }) => Buffer.alloc(length);
    assert.equal(await createPasswords({ random, derive }).verify('', null), 'wrong');
  });

  it('runs one fewer than the cores at once, lets 100 wait and turns the rest away — product.md S-2', async () => {
    let running = 0;
    let most = 0;
    const gate = Promise.withResolvers<void>();
    const derive: Derive = async (_password, _salt, { length }) => {
      running += 1;
      most = Math.max(most, running);
      await gate.promise;
      running -= 1;
      return Buffer.alloc(length);
    };
    const passwords = createPasswords({ random, cores: 4, derive });
    const accepted = Array.from({ length: 103 }, () => passwords.verify(password, null));
    assert.equal(passwords.isFull(), true);
    assert.equal(passwords.waiting(), 100);
    await assert.rejects(passwords.verify(password, null), PasswordsBusy);
    gate.resolve();
    await Promise.all(accepted);
    assert.equal(most, 3);
    assert.equal(passwords.isFull(), false);
  });
});

describe('bounded pool', () => {
  it('gives the place on when work fails', async () => {
    const pool = createBoundedPool({ running: 1, waiting: 1 });
    const failing = pool.run(async () => Promise.reject(new Error('no')));
    const next = pool.run(async () => 'yes');
    await assert.rejects(
      pool.run(async () => 'too many'),
      PoolFull,
    );
    await assert.rejects(failing, /no/);
    assert.equal(await next, 'yes');
  });
});
