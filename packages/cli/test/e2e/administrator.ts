/** The administrator of the first start, at the terminal of a home. */

import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allows, type Person, reads, signsIn } from '@grantor/server/testing';
import { type Desk, type Ended, openedBy, startWithBrowser } from './desk.ts';

/** Where the first start wrote who administers, and by which client. */
export const dataOf = ({ server }: Desk): string => join(server.folder, 'data');

const credential = (desk: Desk, name: string): string =>
  new RegExp(`^${name}: (.+)$`, 'm').exec(
    readFileSync(join(dataOf(desk), 'grantor-credentials.txt'), 'utf8'),
  )?.[1] ?? assert.fail(`no ${name}`);

export const administratorOf = (desk: Desk): Person => ({
  username: credential(desk, 'Username'),
  password: credential(desk, 'Password'),
});

export const seededClientOf = (desk: Desk): string => credential(desk, 'Client ID');

/** Runs a command that has to sign in first, as this person in a new browser. */
export async function stepsUp(
  desk: Desk,
  home: string,
  { words, person }: { readonly words: readonly string[]; readonly person: Person },
): Promise<Ended> {
  const child = startWithBrowser(home, ...words, '--server', desk.server.origin);
  const page = await desk.chromium.newPage();
  await page.goto(await openedBy(home, child));
  await signsIn(page, person);
  await allows(page);
  await reads(page, /./);
  const ended = await child.ended;
  await page.context().close();
  return ended;
}

/** What the sign-in of one home left, at another one. */
export const takesOver = (from: string, to: string): void =>
  cpSync(join(from, 'config'), join(to, 'config'), { recursive: true });
