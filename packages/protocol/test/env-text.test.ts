import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainEnvText } from '../src/env-text.ts';

describe('the text of an env file', () => {
  const texts: readonly (readonly [before: string, after: string])[] = [
    ['\ufeffA=1\n', 'A=1\n'],
    ['A= \r\nB=2', 'A=\r\nB=2'],
    [' export A =\t\nB=2\n', 'A=\nB=2\n'],
    ['A="\nB= \n"\nC= ', 'A="\nB= \n"\nC='],
    ["# it's\nA= \n", "# it's\nA=\n"],
    ['A="open\nB= \n', 'A="open\nB=\n'],
  ];
  for (const [before, after] of texts) {
    it(`is plain: ${JSON.stringify(before)}`, () => {
      assert.equal(plainEnvText(before), after);
      assert.equal(plainEnvText(after), after);
    });
  }
});
