/** A person at a desk: a terminal, a browser, and a Grantor that knows them. */

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  allows,
  launchBrowser,
  reads,
  type ServerProcess,
  signsIn,
  startServerProcess,
  type TestBrowser,
} from '@grantor/server/testing';
import { type Child, grantorEnds, startGrantor } from '../child.ts';

export type Page = Awaited<ReturnType<TestBrowser['newPage']>>;

export const ada = { username: 'ada', password: 'correct horse battery' };

/** A service that may ask what tokens are good for, as the bootstrap file declares it. */
export const service = { id: 'reports-api', secret: '1d0b7a52-64c5-4b9e-9a31-0c7f8f0a9b1e' };

const declarations = {
  users: [{ ...ada, email: 'ada@example.org', email_verified: true, claims: { name: 'Ada Lovelace' } }],
  clients: [
    {
      client_id: service.id,
      client_secret: service.secret,
      client_name: 'Reports',
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['client_credentials'],
      scope: 'read',
    },
  ],
};

export type Ended = Awaited<Child['ended']>;

export type Desk = {
  readonly server: ServerProcess;
  readonly chromium: TestBrowser;
  /** Home and working directory of a new person, gone with the desk. */
  newHome(): string;
  stop(): Promise<void>;
};

export async function startDesk(environment: Readonly<Record<string, string>> = {}): Promise<Desk> {
  const server = await startServerProcess({ bootstrap: declarations, environment });
  const chromium = await launchBrowser();
  const homes: string[] = [];
  return {
    server,
    chromium,
    newHome() {
      const home = mkdtempSync(join(tmpdir(), 'grantor-desk-'));
      homes.push(home);
      const opener = `#!/bin/sh\nprintf '%s' "$1" > '${home}/opened.part' && mv '${home}/opened.part' '${home}/opened'\n`;
      writeFileSync(join(home, 'browser'), opener);
      chmodSync(join(home, 'browser'), 0o755);
      return home;
    },
    async stop() {
      await chromium.close();
      await server.stop();
      for (const home of homes) rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The desk of a test file, and a new person at it for every test. */
export type Workplace = {
  readonly desk: Desk;
  readonly origin: string;
  readonly home: string;
  /** Runs the command to its end. */
  run(...words: readonly string[]): Promise<Ended>;
};

/** Registers the hooks that make and clear it; its members are there while a test runs. */
/** `environment`: more settings of its server. */
export function workplace(environment: Readonly<Record<string, string>> = {}): Workplace {
  let desk: Desk;
  let home: string;
  before(async () => {
    desk = await startDesk(environment);
  });
  after(() => desk.stop());
  beforeEach(() => {
    home = desk.newHome();
  });
  return {
    get desk() {
      return desk;
    },
    get origin() {
      return desk.server.origin;
    },
    get home() {
      return home;
    },
    run: (...words) => grantorEnds(words, { folder: home }),
  };
}

/** A command that opens the browser of this home. */
export const startWithBrowser = (home: string, ...words: readonly string[]): Child =>
  startGrantor([...words, '--browser'], { folder: home, environment: { BROWSER: join(home, 'browser') } });

/** The page that the command opened, taken away so that a later one is told from it. */
export async function openedBy(home: string, child: Child): Promise<string> {
  const path = join(home, 'opened');
  for (let attempt = 0; attempt < 1200; attempt += 1) {
    try {
      const page = readFileSync(path, 'utf8');
      rmSync(path);
      return page;
    } catch {
      if (child.process.exitCode !== null) assert.fail((await child.ended).err);
      await delay(25);
    }
  }
  throw new Error('no browser was opened');
}

/** Signs in and allows, until the page says that it may be closed. */
export async function signsInAt(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await signsIn(page, ada);
  await allows(page);
  await reads(page, 'You are signed in');
}

/** One whole `login` in a new browser. */
export async function login(desk: Desk, home: string, ...words: readonly string[]): Promise<Ended> {
  const child = startWithBrowser(home, 'login', desk.server.origin, ...words);
  const page = await desk.chromium.newPage();
  await signsInAt(page, await openedBy(home, child));
  await page.context().close();
  const ended = await child.ended;
  assert.equal(ended.code, 0, ended.err);
  return ended;
}
