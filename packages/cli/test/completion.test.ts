import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { program } from './child.ts';
import { signInAt, writeStore } from './stored.ts';
import { grantor } from './world.ts';

let folder: string;
const stored = 'https://auth.example.com:8443';

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'grantor-cli-'));
  writeStore(folder, { signIns: [signInAt(stored)] });
  const script = `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`;
  writeFileSync(join(folder, 'grantor'), script);
  chmodSync(join(folder, 'grantor'), 0o755);
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** What the shell offers after these words: the lines it prints. */
function offered(shell: string, script: string): readonly string[] {
  const { stdout, stderr } = spawnSync(shell, ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: `${folder}:${process.env['PATH']}`,
      HOME: folder,
      XDG_CONFIG_HOME: join(folder, 'config'),
      TOKEN_STORE: 'file',
    },
  });
  assert.equal(stderr, '');
  return stdout.split('\n').filter((line) => line !== '');
}

const inBash = (line: string) =>
  offered(
    'bash',
    `eval "$(grantor completion bash)"; COMP_LINE='${line}'; COMP_POINT=${line.length}; _grantor; printf '%s\\n' "\${COMPREPLY[@]}"`,
  );

const inFish = (line: string) =>
  offered('fish', `grantor completion fish | source; complete -C '${line}'`).map(
    (one) => one.split('\t')[0] ?? '',
  );

/** zsh completes in its line editor only: the function is called with what the editor would give it. */
const inZsh = (line: string) => {
  const words = line.split(' ').map((word) => `'${word}'`);
  return offered(
    'zsh',
    [
      'compdef() { :; }; _files() { echo FILES; }; compadd() { shift; print -l -- "$@"; }',
      'eval "$(grantor completion zsh)"',
      `words=(${words.join(' ')}); CURRENT=${words.length}; _grantor`,
    ].join('\n'),
  );
};

const missing = (shell: string): string | false =>
  spawnSync(shell, ['--version']).error === undefined ? false : `${shell} is not installed here`;

const filtered = (words: readonly string[], begin: string): readonly string[] =>
  words.filter((word) => word.startsWith(begin));

describe('completions', () => {
  const shells = [
    { name: 'bash', complete: inBash },
    { name: 'zsh', complete: inZsh },
    { name: 'fish', complete: inFish },
  ];
  for (const { name, complete } of shells) {
    describe(`in ${name}`, { skip: missing(name) }, () => {
      it('cover commands — cli.md §1 completion bash', () => {
        assert.deepEqual(filtered(complete('grantor lo'), 'lo').toSorted(), [
          'local-token',
          'login',
          'logout',
        ]);
        assert.deepEqual(filtered(complete('grantor registration '), '').toSorted(), [
          'delete',
          'show',
          'update',
        ]);
      });

      it('cover administration', () => {
        assert.deepEqual(filtered(complete('grantor key '), '').toSorted(), ['list', 'retire', 'rotate']);
        assert.ok(complete('grantor client ').includes('revoke-tokens'));
        assert.ok(complete('grantor user create --').includes('--ask-password'));
        assert.ok(complete('grantor user list --status ').includes('disabled'));
        assert.ok(complete('grantor client list --status ').includes('pending'));
      });

      it('cover the options of the command', () => {
        assert.deepEqual(filtered(complete('grantor token --min'), '--min'), ['--min-ttl']);
        assert.ok(complete('grantor registration update --').includes('--redirect-uri'));
        assert.ok(!complete('grantor version --').includes('--redirect-uri'));
        assert.ok(complete('grantor register --auth-method ').includes('client_secret_post'));
      });

      it('cover the stored servers', () => {
        assert.ok(complete('grantor token ').includes(stored));
        assert.ok(complete('grantor version --server ').includes(stored));
      });
    });
  }

  it('replace only what bash has not typed yet', { skip: missing('bash') }, () => {
    assert.deepEqual(inBash('grantor token https://auth.example.com:84'), ['8443']);
  });

  it('are told to nobody who asks for help', async () => {
    assert.doesNotMatch((await grantor(['help'])).out, /completion servers/);
  });
});
