/** The single-page application in a real browser, started as examples/single-page/README.md says. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../../packages/compliance/src/testing/free-port.ts';
import { launchBrowser, type TestBrowser } from '../../../packages/server/test/browser/browser.ts';
import { repository, shellBlocks } from '../../../packages/server/test/documentation/markdown.ts';
import { startTestServer, type TestServer } from '../../../packages/server/test/running-server.ts';

const readme = 'examples/single-page/README.md';
const password = randomBytes(16).toString('hex');

describe('examples/single-page', () => {
  let grantor: TestServer;
  let browser: TestBrowser;
  let application: ReturnType<typeof spawn>;
  let address: string;

  before(async () => {
    const port = await freePort();
    address = `http://localhost:${port}/`;
    const declared = readFileSync(resolve(repository, 'examples/single-page/bootstrap.json'), 'utf8');
    const bootstrap = JSON.parse(declared.replaceAll('http://localhost:3000/', address));
    const users = [{ username: 'ada', password, email: 'ada@example.com', claims: { name: 'Ada Lovelace' } }];
    grantor = await startTestServer({ bootstrap: { ...bootstrap, users } });
    const [, command = ''] = shellBlocks(readme);
    application = spawn('bash', ['-c', `exec ${command}`], {
      cwd: repository,
      env: { ...process.env, ISSUER: grantor.origin, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed] = await once(application.stdout ?? assert.fail(), 'data');
    assert.equal(String(printed), `${address}\n`);
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    application.kill();
    await grantor.stop();
  });

  it('starts Grantor with its own client', () => {
    assert.match(
      shellBlocks(readme)[0] ?? '',
      /^BOOTSTRAP_FILE=examples\/single-page\/bootstrap\.json npm start\n$/,
    );
  });

  it('signs a person in, knows who that is, and signs them out', async () => {
    const page = await browser.newPage();
    await page.goto(address);
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Username').fill('ada');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('heading', { name: 'Hello, Ada Lovelace' }).waitFor();
    assert.equal(await page.locator('#about').textContent(), 'ada@example.com');
    assert.equal(page.url(), address, 'the code is gone from the address');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Username').waitFor(); // at Grantor, too
    await page.context().close();
  });

  it('takes no answer to a sign-in that the tab did not begin — RFC 6749 §10.12', async () => {
    const page = await browser.newPage();
    await page.goto(`${address}?code=stolen&state=guessed&iss=${encodeURIComponent(grantor.origin)}`);
    await page.getByRole('heading', { name: 'The sign-in failed' }).waitFor();
    assert.match((await page.locator('#about').textContent()) ?? '', /began no such sign-in/);
    await page.context().close();
  });

  it('says so when the person refuses', async () => {
    const page = await browser.newPage();
    await page.goto(address);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Username').fill('ada');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByRole('heading', { name: 'The sign-in failed' }).waitFor();
    assert.equal(await page.locator('#about').textContent(), 'access_denied');
    await page.context().close();
  });
});
