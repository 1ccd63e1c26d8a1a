/** docs/use-as-a-library.md and the package's README, run as they are printed (distribution.md D-2, L-4). */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import { compiledBefore } from '../compiled.ts';
import { repository, shellBlocks } from '../documentation/markdown.ts';
import { hiddenFields, plainBrowser } from '../e2e/plain-browser.ts';

const page = 'docs/use-as-a-library.md';
const scriptOf = (file: string): string =>
  /^```js\n([\s\S]*?)^```$/m.exec(readFileSync(resolve(repository, file), 'utf8'))?.[1] ?? '';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grantor-library-guide-'));
  for (const name of ['docs', 'node_modules']) symlinkSync(resolve(repository, name), join(folder, name));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Command = { readonly text: string; readonly port: number };

/** Runs it until `use` is done; then whatever it started ends. */
async function running({ text, port }: Command, use: (origin: string) => Promise<void>): Promise<void> {
  const child = spawn('bash', ['-e', '-c', text], {
    cwd: folder,
    env: { ...compiledBefore, PATH: process.env['PATH'], PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true, // a group of its own, so that shell and application end together
  });
  const ended = once(child, 'exit');
  const origin = `http://localhost:${port}`;
  try {
    for (;;) {
      const answer = await fetch(origin).catch(() => null);
      if (answer !== null) break;
      assert.equal(child.exitCode, null, 'it runs');
      await new Promise((done) => setTimeout(done, 50));
    }
    await use(origin);
  } finally {
    process.kill(-(child.pid ?? 0), 'SIGTERM');
    await ended;
  }
}

async function signsIn(origin: string, person: { username: string; password: string }): Promise<string> {
  const browser = plainBrowser({ origin });
  const login = (await browser.get('/auth/')).headers.get('location') ?? '';
  const fields = hiddenFields(await (await browser.get(login)).text());
  const home = (await browser.post('/auth/login', { ...fields, ...person })).headers.get('location') ?? '';
  const answer = await browser.get(home);
  const further = answer.headers.get('location');
  return (further === null ? answer : await browser.get(further)).text();
}

describe('the guide to the library', () => {
  it('shows the example application as it is', () => {
    assert.equal(scriptOf(page), readFileSync(resolve(repository, 'docs/examples/embedded.mjs'), 'utf8'));
  });

  it('starts it with the commands of the page, and its people sign in', async () => {
    const port = await freePort();
    const [start = '', look = '', ...more] = shellBlocks(page);
    assert.equal(more.length, 0);
    await running({ text: start, port }, async (origin) => {
      const home = await signsIn(origin, { username: 'ada', password: 'the analytical engine' });
      assert.match(home, /ada/i);
      const asked = spawn('bash', ['-e', '-c', look.replaceAll(':3000', `:${port}`)]);
      let printed = '';
      asked.stdout.on('data', (chunk) => (printed += String(chunk)));
      await once(asked, 'close');
      assert.equal(JSON.parse(printed).issuer, `${origin}/auth`);
    });
  });
});

describe('the README of the package', () => {
  it('has an example of at most ten lines that runs — distribution.md D-2, distribution.md §1 @grantor/server', async () => {
    const port = await freePort();
    const script = scriptOf('packages/server/README.md');
    assert.ok(script.trim().split('\n').length <= 10);
    writeFileSync(join(folder, 'example.mjs'), script.replaceAll('3000', String(port)));
    await running({ text: 'node example.mjs', port }, async (origin) => {
      assert.equal(await (await fetch(origin)).text(), 'the application');
      const credentials = readFileSync(join(folder, 'data/grantor-credentials.txt'), 'utf8');
      const [, password = ''] = /^Password: (.+)$/m.exec(credentials) ?? [];
      assert.match(await signsIn(origin, { username: 'admin', password }), /admin/);
    });
  });
});
