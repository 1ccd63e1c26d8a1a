import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { compiledBefore, program } from './child.ts';
import { type FakeServer, metadataOf, type Routes, startFakeServer, wellKnown } from './fake-server.ts';
import { storePath } from './stored.ts';

/** `script` of util-linux gives a program a terminal of its own. */
const missing = spawnSync('script', ['--version']).stdout?.toString().includes('util-linux')
  ? false
  : 'script of util-linux is not installed here';

const secret = 'not-to-be-seen';

const routes: Routes = {
  [wellKnown]: (_, origin) => ({
    body: metadataOf(origin, { device_authorization_endpoint: `${origin}/device` }),
  }),
  '/device': (_, origin) => ({
    body: {
      device_code: 'd',
      user_code: 'BCDF-GHJK',
      verification_uri: `${origin}/enter`,
      expires_in: 600,
      interval: 1,
    },
  }),
  '/token': ({ headers, form }) =>
    form.has('client_secret') || headers.authorization !== undefined
      ? { body: { access_token: 'a', token_type: 'Bearer', expires_in: 3600, refresh_token: 'r' } }
      : { status: 400, body: { error: 'authorization_pending' } },
};

let server: FakeServer;
let folder: string;

type Terminal = {
  /** Resolves when it shows that, or has shown it. */
  shows(text: string): Promise<void>;
  types(keys: string): void;
  readonly ended: Promise<{ readonly code: number | null; readonly screen: string }>;
};

function openTerminal(words: readonly string[], environment: Record<string, string> = {}): Terminal {
  const command = [process.execPath, '--', program, ...words].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd: folder,
    env: {
      ...compiledBefore,
      PATH: process.env['PATH'],
      HOME: folder,
      SHELL: '/bin/sh',
      XDG_CONFIG_HOME: join(folder, 'config'),
      TOKEN_STORE: 'file',
      TERM: 'xterm',
      ...environment,
    },
  });
  let screen = '';
  child.stdout.on('data', (chunk) => {
    screen += String(chunk);
  });
  const ended = new Promise<{ code: number | null; screen: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, screen }));
  });
  return {
    async shows(text) {
      for (let attempt = 0; attempt < 400; attempt += 1) {
        if (screen.includes(text)) return;
        await delay(25);
      }
      throw new Error(`it never showed ${text}:\n${screen}`);
    },
    types: (keys) => void child.stdin.write(keys),
    ended,
  };
}

const ctrlC = '\u0003';
const green = '\u001b[32m';

describe('at a terminal', { skip: missing }, () => {
  before(async () => {
    server = await startFakeServer(routes);
  });
  after(() => server.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'grantor-cli-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const login = (...words: readonly string[]) => ['login', server.origin, '--client-id', 'c', ...words];

  it('a secret is asked for and not shown, and the wait is, until it is over', async () => {
    const terminal = openTerminal(login('--device', '--ask-client-secret'));
    await terminal.shows('Client secret (not shown): ');
    terminal.types(`${secret}\r`);
    const { code, screen } = await terminal.ended;
    assert.equal(code, 0, screen);
    assert.equal(screen.includes(secret), false);
    assert.match(screen, /Waiting for you on the other device.* · (10:00|9:59) left/);
    assert.ok(screen.includes(green));
    assert.match(readFileSync(storePath(folder), 'utf8'), new RegExp(secret));
  });

  it('NO_COLOR is honoured', async () => {
    const terminal = openTerminal(login('--device', '--ask-client-secret'), { NO_COLOR: '1' });
    await terminal.shows('Client secret');
    terminal.types(`${secret}\r`);
    const { screen } = await terminal.ended;
    assert.match(screen, /✓ Signed in/);
    assert.equal(screen.includes(green), false);
  });

  const waits: readonly (readonly [string, readonly string[], string])[] = [
    ['a secret is typed', ['--device', '--ask-client-secret'], 'Client secret'],
    ['another device is awaited', ['--device'], 'Waiting for you'],
    ['an address is to be pasted', ['--no-browser'], 'Address: '],
  ];
  for (const [name, words, text] of waits) {
    it(`one Ctrl-C while ${name} is enough`, async () => {
      const terminal = openTerminal(login(...words));
      await terminal.shows(text);
      terminal.types(ctrlC);
      const { code, screen } = await terminal.ended;
      assert.equal(code, 130);
      assert.match(screen, /Interrupted\.\r\n$/);
    });
  }
});
