import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Command } from '../src/command-line/command.ts';
import { parseArguments } from '../src/command-line/parse-arguments.ts';
import { Failure } from '../src/errors/failure.ts';
import { grantor } from './world.ts';

const command: Command = {
  name: 'demo',
  does: '',
  about: '',
  positionals: [{ name: 'server', presence: 'optional' }],
  options: [
    { name: 'scope', value: 'SCOPE', does: '' },
    { name: 'redirect-uri', value: 'URI', repeatable: 'repeatable', does: '' },
    { name: 'env', value: 'FILE', valueIs: 'optional', does: '' },
    { name: 'force', does: '' },
  ],
  example: { line: '', shows: '' },
  run: async () => 'done',
};

const refusal = (words: readonly string[]): string => {
  try {
    parseArguments(words, command);
  } catch (error) {
    if (error instanceof Failure) return [error.message, ...error.remedy].join(' ');
  }
  return 'accepted';
};

describe('arguments', () => {
  it('stand in any order, with their value after a space or an equals sign', () => {
    const given = parseArguments(
      ['--scope=a=b', 'https://s.example', '--redirect-uri', 'x:/', '--redirect-uri=y:/', '--force'],
      command,
    );
    assert.deepEqual(given.positionals, ['https://s.example']);
    assert.equal(given.text('scope'), 'a=b');
    assert.deepEqual(given.all('redirect-uri'), ['x:/', 'y:/']);
    assert.ok(given.has('force'));
    assert.ok(!given.has('env'));
  });

  it('may leave out an optional value, before a server or another option', () => {
    assert.equal(parseArguments(['--env', 'https://s.example'], command).text('env'), undefined);
    assert.equal(parseArguments(['--env', '--force'], command).text('env'), undefined);
    assert.equal(parseArguments(['--env', 'a.env'], command).text('env'), 'a.env');
    assert.equal(parseArguments(['--env='], command).text('env'), '');
  });

  it('are positionals after two dashes, and a single dash is one', () => {
    assert.deepEqual(parseArguments(['--', '--force'], command).positionals, ['--force']);
    assert.deepEqual(parseArguments(['-'], command).positionals, ['-']);
  });

  it('are refused with what was probably meant', () => {
    assert.equal(
      refusal(['--scoep', 'a']),
      'There is no option --scoep for grantor demo. Did you mean --scope?',
    );
    assert.equal(
      refusal(['--zzzzzzzz']),
      'There is no option --zzzzzzzz for grantor demo. Its options: grantor demo --help',
    );
    assert.equal(refusal(['--scope']), 'The option --scope needs a value. Write it as: --scope SCOPE');
    assert.equal(
      refusal(['--scope', '--force']),
      'The option --scope needs a value. Write it as: --scope SCOPE',
    );
    assert.equal(refusal(['--force=yes']), 'The option --force takes no value. Write it alone: --force');
    assert.equal(
      refusal(['--scope', 'a', '--scope', 'b']),
      'The option --scope is given twice. Give it once.',
    );
    assert.match(refusal(['a', 'b']), /does not know what to do with “b”/);
  });
});

describe('a command line that does not fit', () => {
  it('ends with 2 and suggests — cli.md §5 exit 2', async () => {
    const { code, out, err } = await grantor(['hlep']);
    assert.deepEqual(
      [code, out, err],
      [2, '', '✗ There is no command “hlep”.\n  Did you mean: grantor help\n'],
    );
  });

  it('is refused as JSON where JSON was asked for', async () => {
    const { code, err } = await grantor(['hlep', '--json']);
    assert.equal(code, 2);
    assert.deepEqual(JSON.parse(err), {
      error: {
        kind: 'wrong_usage',
        message: 'There is no command “hlep”.',
        reason: null,
        remedy: 'Did you mean: grantor help',
        code: null,
        status: null,
        correlation_id: null,
      },
    });
  });

  it('names a setting that does not parse', async () => {
    const cases: readonly (readonly [readonly string[], Record<string, string>, RegExp])[] = [
      [['version', '--timeout', 'soon'], {}, /--timeout is not a number of seconds: soon/],
      [['version'], { TOKEN_STORE: 'cloud' }, /TOKEN_STORE is not a place for tokens: cloud/],
      [['version'], { CALLBACK_PORT: '70000' }, /CALLBACK_PORT is not a port: 70000/],
    ];
    for (const [words, environment, expected] of cases) {
      const { code, err } = await grantor(words, { environment });
      assert.equal(code, 2);
      assert.match(err, expected);
    }
  });
});
