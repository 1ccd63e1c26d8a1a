import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { authorizationRequest, type FacadeWorld, password, startFacadeWorld } from './world.ts';

let world: FacadeWorld;
let tested: TestBrowser;
before(async () => {
  [world, tested] = await Promise.all([startFacadeWorld(), launchBrowser()]);
});
after(async () => {
  await tested.close();
  await world.stop();
});

const address = () => `${world.facade.origin}/oauth/authorize?${authorizationRequest().parameters}`;

describe('the page in front of another engine — federation-vci-authlete.md ATL-9', () => {
  it('is readable by everybody, on every screen', async () => {
    const page = await tested.newPage();
    await page.goto(address());
    await inspect(page, 'front-door');
  });

  it('goes on at the Enter key', async () => {
    const page = await tested.newPage();
    const sent = page.waitForRequest((request) => request.url().startsWith('https://app.example/'));
    await page.goto(address());
    await page.fill('#loginId', 'john');
    await page.fill('#password', password);
    await page.press('#password', 'Enter');
    assert.match((await sent).url(), /[?&]code=/);
  });
});
