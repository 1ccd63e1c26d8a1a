import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readSettings } from '../src/command-line/settings.ts';
import { createOutput } from '../src/output/output.ts';
import { formatRemaining } from '../src/output/spinner.ts';
import { styleFor } from '../src/output/style.ts';
import { formatExpiry } from '../src/output/time.ts';
import { noArguments } from './stored.ts';
import { createTestWorld } from './world.ts';

let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'grantor-cli-'));
  writeFileSync(
    join(folder, '.env'),
    'SERVER_URL=https://from.file\nCLIENT_ID=file-client\nHTTPS_PROXY=http://evil.example\nSCOPE="a b"\n',
  );
});

after(() => rmSync(folder, { recursive: true, force: true }));

describe('settings', () => {
  it('come from options, then the environment, then .env — cli.md §5 Environment', () => {
    const world = createTestWorld({ folder, environment: { CLIENT_ID: 'environment-client' } });
    const settings = readSettings(world, noArguments);
    assert.equal(settings.server, 'https://from.file');
    assert.equal(settings.clientId, 'environment-client');
    assert.equal(settings.variable('SCOPE'), 'a b');
    const given = {
      ...noArguments,
      text: (name: string) => (name === 'client-id' ? 'option-client' : undefined),
    };
    assert.equal(readSettings(world, given).clientId, 'option-client');
  });

  it('take nothing else from .env', () => {
    const world = createTestWorld({ folder });
    readSettings(world, noArguments);
    assert.equal(world.environment['HTTPS_PROXY'], undefined);
    assert.equal(process.env['HTTPS_PROXY'], process.env['HTTPS_PROXY']);
  });
});

describe('what is printed', () => {
  const terminal = { write() {}, isTerminal: true };
  const pipe = { write() {}, isTerminal: false };

  it('has colour on a terminal only, and neither with NO_COLOR nor with TERM=dumb — cli.md §5 Output', () => {
    assert.equal(styleFor(terminal, { TERM: 'xterm' }).red('x'), '\u001b[31mx\u001b[39m');
    assert.equal(styleFor(terminal, { TERM: 'xterm', NO_COLOR: '1' }).red('x'), 'x');
    assert.equal(styleFor(terminal, { TERM: 'xterm', NO_COLOR: '' }).red('x'), '\u001b[31mx\u001b[39m');
    assert.equal(styleFor(terminal, { TERM: 'dumb' }).red('x'), 'x');
    assert.equal(styleFor(pipe, { TERM: 'xterm' }).red('x'), 'x');
  });

  it('waits visibly on a terminal only, naming what for and how long, and cleans up', () => {
    const wait = (isTerminal: boolean, environment: Record<string, string> = {}): string => {
      const world = createTestWorld({
        isTerminal,
        environment: { TERM: 'xterm', NO_COLOR: '1', ...environment },
        now: () => 0,
      });
      const output = createOutput(world, { json: false, quiet: false, verbose: false });
      output.wait({ text: 'Waiting for you in the browser', until: 272_000 }).stop();
      world.remove();
      return world.said();
    };
    assert.equal(wait(true), '\r\u001b[2K⠋ Waiting for you in the browser · 4:32 left\r\u001b[2K');
    assert.equal(wait(false), '');
    assert.equal(wait(true, { TERM: 'dumb' }), '');
    assert.equal(formatRemaining(5_000), '0:05');
  });

  it('tells times as people do', () => {
    const now = new Date(2026, 10, 25, 10, 0, 0).getTime();
    const at = (seconds: number): string => formatExpiry(now / 1000 + seconds, now);
    assert.equal(at(45), '10:00, in 45 seconds');
    assert.equal(at(60), '10:01, in 60 seconds');
    assert.equal(at(3600), '11:00, in 60 minutes');
    assert.equal(at(10 * 3600), '20:00, in 10 hours');
    assert.equal(at(30 * 86_400), '2026-12-25 10:00, in 30 days');
    assert.equal(at(-60), 'expired at 09:59');
  });

  it('is quiet with --quiet, beside results, errors and what has to be read', () => {
    const world = createTestWorld();
    const output = createOutput(world, { json: false, quiet: true, verbose: false });
    output.say('said');
    output.warn('warned');
    output.detail('detailed');
    output.tell('told');
    output.result('result', null);
    world.remove();
    assert.deepEqual([world.said(), world.printed()], ['told\n', 'result\n']);
  });
});
