/** What people have in an env file is read as the package dotenv reads it, but for what the guide names. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import dotenv from 'dotenv';
import fc from 'fast-check';
import { readEnv } from '../src/env-file/lines.ts';

/** Node finds names in some comments; nobody asks for those. */
const ours = (text: string): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(readEnv(text)).filter(([name]) => /^[\w.-]+$/.test(name)));
const theirs = (text: string): Record<string, string> => ({ ...dotenv.parse(text) });

const letters = (...signs: readonly string[]) =>
  fc.string({ unit: fc.constantFrom(...'aZ09 =:/.,;-_$%&@!?~*|<>(){}[]+^é😀', ...signs), maxLength: 12 });
const lines = (...signs: readonly string[]) => letters('\n', '\r\n', '\t', '#', '\n#', '\nB=', ...signs);

const between = (quote: string, inside: fc.Arbitrary<string>) => inside.map((text) => quote + text + quote);
/** Without quotes, what is left of the line up to a comment. */
const bare = letters('\\', '\\n', '#', ' # why');
const quoted = fc.oneof(
  between("'", lines('"', '`', '\\n')),
  between('`', lines('"', "'", '\\n')),
  between('"', lines("'", '`', '\\n')),
);
const blanks = fc.constantFrom('', '', ' ', '  ', '\t');
const value = fc.oneof(
  bare,
  fc.tuple(quoted, fc.constantFrom('', '', ' ', ' # why', '# why "quoted"')).map((parts) => parts.join('')),
);
const assignment = fc
  .tuple(
    blanks,
    fc.constantFrom('', '', 'export ', 'export  '),
    fc.constantFrom('A', 'B', 'a_1', '_', 'X.y', 'X-y'),
    fc.tuple(blanks, blanks).map((around) => around.join('=')),
    value,
  )
  .map((parts) => parts.join(''));
const line = fc.oneof(
  { weight: 4, arbitrary: assignment },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '# a comment = "none"', "# it's", '  # A=1') },
);
const file = fc
  .tuple(fc.constantFrom('', '\ufeff'), fc.constantFrom('\n', '\r\n'), fc.array(line, { maxLength: 6 }))
  .map(([mark, ending, all]) => mark + all.map((one) => one + ending).join(''));

describe('an env file that somebody wrote', () => {
  const texts: readonly (readonly [text: string, values: Record<string, string>])[] = [
    ['A=1\nB=2', { A: '1', B: '2' }],
    ['A=1\r\nB="two"\r\n', { A: '1', B: 'two' }],
    ['A=\nB=2\n', { A: '', B: '2' }],
    ['A= \nB=2\n', { A: '', B: '2' }],
    ['A=\t \r\nB=2\r\n', { A: '', B: '2' }],
    ['export A= \nB=2\n', { A: '', B: '2' }],
    ['A=\'\'\nB=""\nC=``\n', { A: '', B: '', C: '' }],
    ['\ufeffA=1\n', { A: '1' }],
    ['export A=1\n  export B = 2 \n', { A: '1', B: '2' }],
    ['A=a#b\nB=a # b\nC="a # b"\nD=\'#\' # why\n', { A: 'a', B: 'a', C: 'a # b', D: '#' }],
    ['A="a\\nb"\nB=\'a\\nb\'\nC=a\\nb\nD=`a\\nb`\n', { A: 'a\nb', B: 'a\\nb', C: 'a\\nb', D: 'a\\nb' }],
    ['A="a\nb"\nB=\'a\r\n#b\'\nC=1\n', { A: 'a\nb', B: 'a\n#b', C: '1' }],
    ['A="it\'s"\nB=\'"\'\nC=`"\'`\n', { A: "it's", B: '"', C: '"\'' }],
    ['A=$HOME\nB=$(id)\nC="$B"\n', { A: '$HOME', B: '$(id)', C: '$B' }],
    ['A=über 😀\nB="日本"\n', { A: 'über 😀', B: '日本' }],
    ['A=1\nA=2\n', { A: '2' }],
    ['A=a=b==\n', { A: 'a=b==' }],
    ['# A=1\n\n   \n#\nB=2', { B: '2' }],
    ['', {}],
  ];
  for (const [text, values] of texts) {
    it(`says in ${JSON.stringify(text)} what dotenv reads — cli.md §4 Existing lines`, () => {
      assert.deepEqual(ours(text), values);
      assert.deepEqual(theirs(text), values);
    });
  }

  it('says what dotenv reads, whatever it is, with every quote closed', () => {
    fc.assert(
      fc.property(file, (text) => assert.deepEqual(ours(text), theirs(text))),
      { numRuns: 2000 },
    );
  });

  // packages/server/src/config/documentation.ts names each
  const differences: readonly (readonly [text: string, ours: object, theirs: object])[] = [
    ['A="1" 2\n', { A: '1' }, { A: '"1" 2' }],
    ['A="1#2\n', { A: '"1#2' }, { A: '"1' }],
    ['A="1\\r2"\n', { A: '1\\r2' }, { A: '1\r2' }],
    ['A: 1\n', {}, { A: '1' }],
    ['A=\u00a01\n', { A: '\u00a01' }, { A: '1' }],
  ];
  for (const [text, first, second] of differences) {
    it(`differs in ${JSON.stringify(text)} as the guide says`, () => {
      assert.deepEqual([ours(text), theirs(text)], [first, second]);
    });
  }
});
