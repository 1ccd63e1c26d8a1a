/** The page before a provider, reached by clicking in a real browser, with oidc-provider behind it. */

import { strict as assert } from 'node:assert';
import { after, before, it } from 'node:test';
import { assertQuiet, inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { requestOf } from '../consent/world.ts';
import { allows, presses, reads } from '../e2e/person.ts';
import { type RelyingParty, startRelyingParty } from '../e2e/relying-party.ts';
import { register } from '../registration/client.ts';
import { startThroughWorld, type ThroughWorld } from './world.ts';

let world: ThroughWorld;
let party: RelyingParty;
let chromium: TestBrowser;

before(async () => {
  party = await startRelyingParty();
  world = await startThroughWorld();
  chromium = await launchBrowser();
});
after(async () => {
  await chromium.close();
  await world.stop();
  await party.stop();
});

/** Where an application that registered itself sends a browser. */
async function requestBy(name: string, state: string): Promise<string> {
  const told = await register(world.server.origin, {
    client_name: name,
    redirect_uris: [party.redirectUri],
  });
  const request = requestOf(told.client_id, { redirect_uri: party.redirectUri, scope: 'openid', state });
  return world.server.origin + request;
}

// product.md I-2, clients.md §10 Before upstream sign-in, product.md §12.1 /login
it('a person allows the application, signs in at the provider, and is not asked again', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const state = `allows-${javaScriptEnabled}`;
    const page = await chromium.newPage({ javaScriptEnabled });
    await page.goto(await requestBy('List', state));
    await reads(page, 'Sign in');
    await presses(page, 'Continue with Acme');
    if (javaScriptEnabled) {
      await reads(page, /^Allow List to use your account\?$/);
      await inspect(page, 'before-provider-live');
    }
    await allows(page);
    const arrival = await party.answer({ state });
    assert.ok(arrival.url.searchParams.get('code'));
    await page.context().close();
  }
});

it('a person says no there, and the provider never hears of it', async () => {
  const page = await chromium.newPage();
  world.upstream.lastRequest = new URLSearchParams();
  await page.goto(await requestBy('List', 'denies'));
  await presses(page, 'Continue with Acme');
  await presses(page, 'Deny');
  const arrival = await party.answer({ state: 'denies' });
  assert.equal(arrival.url.searchParams.get('error'), 'access_denied');
  assert.equal(world.upstream.lastRequest.size, 0);
  assertQuiet(page, 'denied before the provider');
  await page.context().close();
});

it('a person goes back to sign in another way', async () => {
  const page = await chromium.newPage();
  await page.goto(await requestBy('List', 'other'));
  await presses(page, 'Continue with Acme');
  await page.getByRole('link', { name: 'Sign in another way' }).click();
  await reads(page, 'Sign in');
  await page.context().close();
});
