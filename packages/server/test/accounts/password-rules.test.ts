import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isCommonPassword } from '../../src/people/common-passwords.ts';
import { type PasswordContext, passwordProblem } from '../../src/people/password-rules.ts';

const context: PasswordContext = {
  username: 'ada.lovelace@x',
  email: 'ada@users.example',
  siteName: 'Analytical Engines',
  minLength: 12,
};

describe('password rules — product.md S-1', () => {
  const cases: readonly [string, ReturnType<typeof passwordProblem>][] = [
    ['elevenchars', 'too_short'],
    ['🦊🦊🦊🦊🦊🦊', 'too_short'],
    ['a'.repeat(129), 'too_long'],
    ['ADA.Lovelace@x', 'same_as_username'],
    ['Ada@Users.Example', 'same_as_email'],
    ['ａnalytical engines', 'same_as_site_name'],
    ['Password1234', 'too_common'],
    ['p4ssw0rd!2026', 'too_common'],
    ['passwordpassword', 'too_common'],
    ['aaaaaaaaaaaaaa', 'too_common'],
    ['123456789012', 'too_common'],
    ['qwertyuiop123', 'too_common'],
    ['correct horse battery staple', 'too_common'],
    ['walnut-harbour-lantern-42', null],
    ['no composition rules at all', null],
  ];
  for (const [password, problem] of cases) {
    it(`${problem ?? 'accepts'}: ${password.slice(0, 30)}`, () => {
      assert.equal(passwordProblem(password, context), problem);
    });
  }

  it('counts characters, not bytes or code units', () => {
    assert.equal(passwordProblem('🦊🐢🦉🐝🦋🐌🐙🦀🐬🦓🐘🦒', context), null);
  });

  it('never allows fewer than 8 characters', () => {
    assert.equal(passwordProblem('sh0rt-x', { ...context, minLength: 1 }), 'too_short');
    assert.equal(passwordProblem('mRx7-quo', { ...context, minLength: 1 }), null);
  });
});

describe('common passwords', () => {
  it('leaves a common word within a longer phrase alone', () => {
    assert.equal(isCommonPassword('monkey-violin-meadow'), false);
    assert.equal(isCommonPassword('dragon7710443821'), false);
  });
});
