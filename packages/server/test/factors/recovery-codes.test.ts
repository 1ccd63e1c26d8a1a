import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { userId } from '@grantor/protocol';
import { newRecoveryCodes, readRecoveryCode, recoveryCodeHashes } from '../../src/factors/recovery-codes.ts';
import { random } from '../accounts/world.ts';

describe('recovery codes — product.md F-3', () => {
  it('are ten of fifty bits, in two groups of five', () => {
    const codes = newRecoveryCodes(random);
    assert.equal(new Set(codes).size, 10);
    for (const code of codes) assert.match(code, /^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/);
  });

  it('are read however they are typed, look-alikes too', () => {
    assert.equal(readRecoveryCode('7K2MQ x0v4t'), '7k2mqx0v4t');
    assert.equal(readRecoveryCode('oOiIl-00000'), '0011100000');
    for (const typed of ['', '123456', '7k2mq-x0v4', '7k2mq-x0v4tt', '7k2mq-x0v4u']) {
      assert.equal(readRecoveryCode(typed), null, typed);
    }
  });

  it('are stored under every key that counts, and for one person', () => {
    const keys = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    const hashes = recoveryCodeHashes(keys, userId('ada'), '7k2mqx0v4t');
    assert.equal(new Set(hashes).size, 2);
    assert.deepEqual(recoveryCodeHashes(keys.slice(1), userId('ada'), '7k2mqx0v4t'), hashes.slice(1));
    assert.notDeepEqual(recoveryCodeHashes(keys, userId('bob'), '7k2mqx0v4t'), hashes);
  });
});
