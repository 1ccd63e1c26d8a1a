/** What is written to an env file is read back by real readers: nothing more, nothing less, and nothing is run. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseEnv } from 'node:util';
import dotenv from 'dotenv';
import fc from 'fast-check';
import { writeEnv } from '../src/env-file/lines.ts';
import { openLine, quoteValue } from '../src/env-file/quoting.ts';

type Values = Readonly<Record<string, string>>;
type Reader = { readonly name: string; readonly read: (path: string, names: readonly string[]) => Values };

let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'grantor-cli-'));
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** A shell that sources the file and prints what the variables are. */
const shell = (program: string): Reader => ({
  name: program,
  read(path, names) {
    const script = `. "$1" && printf '%s\\0' ${names.map((name) => `"$${name}"`).join(' ')}`;
    const { stdout, stderr } = spawnSync(program, ['-c', script, program, path], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: '/home/somebody' },
    });
    assert.equal(String(stderr), '');
    const values = String(stdout).split('\0');
    assert.equal(values.length, names.length + 1);
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
  },
});

const node: Reader = {
  name: 'node --env-file',
  read(path, names) {
    const script = 'process.stdout.write(JSON.stringify(process.env))';
    const { stdout } = spawnSync(process.execPath, [`--env-file=${path}`, '-e', script], { env: {} });
    const found: Values = JSON.parse(String(stdout));
    return Object.fromEntries(names.map((name) => [name, found[name] ?? '']));
  },
};

const dotenvPackage: Reader = {
  name: 'dotenv',
  read(path, names) {
    const found = dotenv.parse(readFileSync(path));
    return Object.fromEntries(names.map((name) => [name, found[name] ?? '']));
  },
};

const isThere = (program: string): boolean => spawnSync(program, ['-c', ':']).error === undefined;
const readers = [...['sh', 'bash', 'dash', 'ksh'].filter(isThere).map(shell), node, dotenvPackage];

/** Everything that means something somewhere, and attempts to make it happen. */
const hostile = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom(...'aZ0 #$\'"`=:/.-_&?%@!\\~*;|<>(){}[],+^') }) },
  {
    weight: 2,
    arbitrary: fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    }),
  },
  fc.constantFrom(
    '$(touch pwned)',
    '`touch pwned`',
    "'; touch pwned; '",
    '"; touch pwned; "',
    '~root/x',
    'a:~root',
    '$HOME',
    '\\',
    "it's",
    '!!',
    '1|abc',
    ' ',
    '\\n',
    '# no comment',
    '<(touch pwned)',
  ),
);

const isWritable = (value: string): boolean => quoteValue(value) !== null;

/** What a person may have in the file already. */
const others: readonly string[] = [
  '',
  '# it\'s mine "\nexport OTHER=1\n',
  'QUOTED="it\'s \\" $HOME"\nMANY=\'two\nlines\'\n',
  'R1=old\nexport R2=\'old\' # why\n  R3="old\nold"\nLAST=1',
];

describe('an env file', () => {
  it('is read back as what was written, by every shell, Node and dotenv, and runs nothing — cli.md §4 Existing lines', () => {
    const values = fc.array(hostile.filter(isWritable), { minLength: 12, maxLength: 24 });
    const path = join(folder, 'written.env');
    fc.assert(
      fc.property(values, fc.constantFrom(...others), (list, text) => {
        const expected = Object.fromEntries(list.map((value, index) => [`R${index}`, value]));
        writeFileSync(path, writeEnv(text, expected));
        for (const { name, read } of readers) {
          assert.deepEqual(read(path, Object.keys(expected)), expected, name);
        }
      }),
      { numRuns: 15 },
    );
    assert.deepEqual(readdirSync(folder), ['written.env']);
  });

  it('keeps values of every kind there is, quoted where a reader would take them for something else', () => {
    const forms: readonly (readonly [string, string])[] = [
      ['eyJ.abc-_==', 'eyJ.abc-_=='],
      ['https://a.example:8443/x?y', "'https://a.example:8443/x?y'"],
      ['a b#c$d`e"f', "'a b#c$d`e\"f'"],
      ['~', "'~'"],
      ["it's", '"it\'s"'],
      ['', "''"],
    ];
    for (const [value, written] of forms) assert.equal(quoteValue(value), written);
  });

  const unwritable: readonly string[] = [
    "it's $5",
    "'`",
    '\'"',
    "'\\",
    'ends\\',
    'two\nlines',
    'é',
    '\u001b[2J',
    '\0',
  ];
  for (const value of unwritable) {
    it(`refuses ${JSON.stringify(value)}, which no form says to all of them`, () => {
      assert.throws(() => writeEnv('', { SECRET: value }), {
        name: 'Failure',
        message: 'The value of SECRET cannot be written to an env file.',
      });
    });
  }

  it('refuses to put a quoted value behind a quote that is open for a shell, and names the line', () => {
    for (const text of [
      "A=1\nPASSWORD=it's\n",
      'A=1\nPASSWORD="\\"\n',
      'A=1\nPASSWORD=x\\\n',
      'A=1\ncat <<E\n',
    ]) {
      assert.throws(
        () => writeEnv(text, { T: '$(touch pwned)' }),
        (error: Error & { why?: string[] }) => {
          assert.match(error.message, /^T cannot be written to this env file\.$/);
          assert.match(error.why?.join(' ') ?? '', /In line 2 /);
          return true;
        },
      );
      assert.equal(writeEnv(text, { T: 'bare' }), `${text}T=bare\n`);
    }
  });

  it('refuses where Node would take the line for the value of the one before it', () => {
    assert.deepEqual({ ...parseEnv('EMPTY= \nT=x\n') }, { EMPTY: 'T=x' });
    assert.throws(() => writeEnv('EMPTY= \n', { T: 'x' }), {
      message: 'T cannot be written to this env file.',
    });
  });
});

describe('what is open for a shell', () => {
  const texts: readonly (readonly [string, number | null])[] = [
    ['', null],
    ['A=1\nB="x\\"y"\nC=\'z\'\n', null],
    ["# it's a comment\nA=b#it\n", null],
    ['A=`date`\nB=$(date)\nC="$HOME"\n', null],
    ["A=it's\nB=1\n", 1],
    ['\nA="\n', 2],
    ['A="$(x"\n', 1],
    ["A=$'\\''\n", 1],
    ['A=\\\n', 1],
    ["A=b#'\n", 1],
  ];
  for (const [text, line] of texts) {
    it(`in ${JSON.stringify(text)} is ${line === null ? 'nothing' : `what begins in line ${line}`}`, () => {
      assert.equal(openLine(text), line);
    });
  }

  it('is found in time that grows with the text', () => {
    assert.equal(openLine(`A="${'x$ '.repeat(200_000)}`), 1);
    assert.equal(openLine(`A=${"'x' # \\'y\n".repeat(100_000)}`), null);
  });
});
