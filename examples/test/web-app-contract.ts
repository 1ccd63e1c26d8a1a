/**
 * What the web applications in other languages do, started by the last commands of their READMEs. What installs is left
 * to .ci/programs/install and to the tools themselves.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../packages/compliance/src/testing/free-port.ts';
import { repository, shellBlocks } from '../../packages/server/test/documentation/markdown.ts';
import { Person } from '../../packages/server/test/documentation/person.ts';
import { python } from '../../packages/server/test/programs/installed.ts';
import { startTestServer, type TestServer } from '../../packages/server/test/running-server.ts';

const secret = (): string => randomBytes(32).toString('hex');
const secrets = {
  WEB_APP_SECRET: secret(),
  NIGHTLY_REPORT_SECRET: secret(),
  REPORTS_API_SECRET: secret(),
  ADA_PASSWORD: secret(),
};
const ada = { username: 'ada', password: secrets.ADA_PASSWORD };

type Application = {
  readonly address: string;
  stop(): Promise<void>;
};

/** `skip`: why it cannot run here; false: it can. */
export function webAppExample(name: string, skip: string | false): void {
  describe(`examples/${name}`, { skip }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'grantor-example-'));
    let grantor: TestServer;
    let application: Application;

    before(async () => {
      const port = await freePort();
      const declared = readFileSync(resolve(repository, 'docs/examples/bootstrap.json'), 'utf8');
      const bootstrap = JSON.parse(declared.replaceAll('localhost:3000', `localhost:${port}`));
      grantor = await startTestServer({ bootstrap, environment: secrets });
      application = await started(name, { folder, port, issuer: grantor.origin });
    });
    after(async () => {
      await application.stop();
      await grantor.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    it('signs a person in with code and PKCE, knows who that is, and signs them out of both', async () => {
      const person = new Person();
      const { address } = application;
      const signIn = await opened(person, address);
      assert.equal(signIn.url.origin, grantor.origin);
      const welcome = await person.allow(signIn, ada);
      assert.equal(`${welcome.url.origin}${welcome.url.pathname}`, address);
      assert.match(welcome.text, /Hello, Ada Lovelace/);
      assert.match(welcome.text, /ada@example\.com/);
      if (welcome.text.includes('action="/sign-out"')) await person.submit(welcome, '/sign-out', {});
      else await person.open(`${address}sign-out`);
      const back = await opened(person, address);
      assert.equal(back.url.pathname, '/login', 'signed out there and here');
    });

    it('takes no code for a sign-in that this browser did not begin — RFC 6749 §10.12', async () => {
      const person = new Person();
      await opened(person, address());
      const forged = await person
        .open(`${address()}callback?code=stolen&state=guessed&iss=${grantor.origin}`)
        .then(({ text }) => text)
        .catch((refused: Error) => refused.message);
      assert.doesNotMatch(forged, /Hello/);
    });

    const address = (): string => application.address;
  });
}

/** The start of the application, and from there to the sign-in where it waits for a click. */
async function opened(person: Person, address: string) {
  const page = await person.open(address);
  return page.text.includes('href="/sign-in"') ? person.open(`${address}sign-in`) : page;
}

type Place = { readonly folder: string; readonly port: number; readonly issuer: string };

/** Resolves when the application answers. Rejects with what it said when it ends before. */
async function started(name: string, { folder, port, issuer }: Place): Promise<Application> {
  const lines = Object.entries(secrets).map(([variable, value]) => `export ${variable}=${value}\n`);
  writeFileSync(join(folder, 'example.env'), lines.join(''));
  symlinkSync(resolve(repository, 'examples'), join(folder, 'examples'));
  symlinkSync(dirname(dirname(python)), join(folder, '.venv'));
  const command = shellBlocks(`examples/${name}/README.md`).at(-1) ?? '';
  const child = spawn('bash', ['-e', '-c', command], {
    cwd: folder,
    env: { ...process.env, ISSUER: issuer, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, so that shell and application end together
  });
  const ended = once(child, 'exit');
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const address = `http://localhost:${port}/`;
  while (!(await answers(address))) {
    if (child.exitCode !== null) throw new Error(`the example ended:\n${said}`);
    await delay(200);
  }
  return {
    address,
    async stop() {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
      await ended;
    },
  };
}

const answers = (address: string): Promise<boolean> =>
  fetch(address, { redirect: 'manual' }).then(
    () => true,
    () => false,
  );
