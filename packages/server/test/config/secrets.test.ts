import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { Secret } from '@grantor/protocol';
import fc from 'fast-check';
import type { SecretHistory, ServerSecretValues } from '../../src/config/secret-files.ts';
import { checkValues, compareCheckValue, serverKeys, Unopenable } from '../../src/config/secrets.ts';
import { checkSecret } from '../../src/config/values/secret-rules.ts';
import { goodSecret } from './variable-table.ts';

const history = (current: string, ...previous: readonly string[]): SecretHistory => ({
  current: Secret.of(current),
  previous: previous.map(Secret.of),
});

const values = (changes: Partial<ServerSecretValues> = {}): ServerSecretValues => ({
  jwt: history(`jwt ${goodSecret}`),
  session: history(`session ${goodSecret}`),
  encryption: history('old-encryption'),
  ...changes,
});

describe('a secret', () => {
  const refusals: readonly (readonly [string, string])[] = [
    ['a'.repeat(31), 'is shorter than 32 bytes'],
    ['abcdefghi'.repeat(4), 'has fewer than 10 different characters'],
    ...['change', 'SECRET', 'Password', 'example', 'DEFAULT', 'placeholder'].map((word): [string, string] => [
      `${goodSecret}${word}`,
      'contains a placeholder word',
    ]),
  ];
  for (const [text, wrong] of refusals) {
    it(`is refused when it ${wrong}: ${text.slice(32) || text.slice(0, 9)} — operations B-4`, () => {
      assert.deepEqual(checkSecret(text), { ok: false, wrong });
    });
  }

  it('is measured in bytes, not in characters — operations §2', () => {
    assert.equal(checkSecret('äöüßéèêåøñ123456789012').ok, true);
  });
});

describe('sealing', () => {
  const old = serverKeys(values());
  const rotated = serverKeys(values({ encryption: history('new-encryption', 'old-encryption') }));
  const after = serverKeys(values({ encryption: history('new-encryption') }));

  it('gives back any text, and never the same sealed text twice — operations B-5', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plaintext, label) => {
        const sealed = old.seal(plaintext, label);
        assert.equal(old.open(sealed, label), plaintext);
        assert.notEqual(old.seal(plaintext, label), sealed);
        assert.match(sealed, /^v1\.[\w-]{12}\.[\w-]+$/);
      }),
    );
  });

  it('is bound to its label — operations B-5', () => {
    const sealed = old.seal('x', 'signing key');
    assert.throws(() => old.open(sealed, 'client secret'), Unopenable);
  });

  it('refuses every changed text', () => {
    const sealed = old.seal('plaintext', 'a');
    for (let index = 0; index < sealed.length; index++) {
      const other = sealed[index] === 'A' ? 'B' : 'A';
      const changed = `${sealed.slice(0, index)}${other}${sealed.slice(index + 1)}`;
      assert.throws(() => old.open(changed, 'a'), Unopenable, String(index));
    }
    for (const text of ['', 'v1', 'v1..', `${sealed}.x`, sealed.slice(0, 30)]) {
      assert.throws(() => old.open(text, 'a'), Unopenable);
    }
  });

  it('opens what an earlier secret sealed, until that secret goes — operations B-5', () => {
    const sealed = old.seal('kept', 'a');
    assert.equal(rotated.open(sealed, 'a'), 'kept');
    assert.deepEqual([old.isSealedByCurrent(sealed), rotated.isSealedByCurrent(sealed)], [true, false]);

    const again = rotated.seal('kept', 'a');
    assert.equal(after.open(again, 'a'), 'kept');
    assert.throws(() => after.open(sealed, 'a'), Unopenable);
  });
});

describe('the keys', () => {
  it('differ from one another and from the secrets they come from — operations B-5', () => {
    const keys = serverKeys(values());
    const other = serverKeys(values({ session: history('another') }));
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    assert.equal(new Set([keys.csrf, keys.knownDevice, other.csrf, other.knownDevice].map(hex)).size, 4);
    assert.equal(keys.userCodeHash('BCDFGHJK'), serverKeys(values()).userCodeHash('BCDFGHJK'));
    assert.notEqual(keys.userCodeHash('BCDFGHJK'), other.userCodeHash('BCDFGHJK'));
    assert.notEqual(keys.userCodeHash('BCDFGHJK'), keys.userCodeHash('BCDFGHJL'));
  });

  it('leave JWT_SECRET raw for HS256 — operations B-5', () => {
    assert.equal(serverKeys(values()).hs256.current.reveal(), `jwt ${goodSecret}`);
  });
});

describe('a check value', () => {
  it('tells the same secret, a rotated one and another apart — operations B-4', () => {
    const stored = checkValues(values()).encryption;
    assert.equal(compareCheckValue(stored, history('old-encryption')), 'same');
    assert.equal(compareCheckValue(stored, history('new-encryption', 'old-encryption')), 'rotated');
    assert.equal(compareCheckValue(stored, history('new-encryption')), 'different');
  });

  it('differs per secret and shows none of them', () => {
    const stored = checkValues(values());
    assert.equal(new Set(Object.values(stored)).size, 3);
    assert.ok(!inspect(stored).includes(goodSecret));
  });
});
