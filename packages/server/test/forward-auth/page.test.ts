/** The refusal that a person sees, under the address of a guarded host, where none of our files are. */

import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { locales } from '../../src/pages/index.ts';
import type { World } from '../attack/world.ts';
import { assertFits, inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { traefik } from './sub-requests.ts';
import { proxy, startForwardWorld } from './world.ts';

let world: World;
let tested: TestBrowser;
let host: Server;
let origin: string;
const asked: string[] = [];

before(async () => {
  [world, tested] = await Promise.all([startForwardWorld(), launchBrowser()]);
  // What Traefik does: asks, and hands the browser the whole refusal.
  host = createServer(async (message, response) => {
    asked.push(message.url ?? '');
    const headers = Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [name, String(value)]),
    );
    const { method, headers: question } = traefik({ url: new URL(message.url ?? '/', origin).href, headers });
    const answer = await world.send('/verify', { method, headers: question }, proxy);
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
});
after(async () => {
  await tested.close();
  host.closeAllConnections();
  host.close();
  await world.server.stop();
});

describe('the refusal of a guarded host in a browser', () => {
  it('is a page of ours that brings all it needs — resource.md §9 401 / 403', async () => {
    const page = await tested.newPage();
    const answer = await page.goto(`${origin}/notes`);
    assert.equal(answer?.status(), 401);
    assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Sign-in is not set up here');
    await inspect(page, 'guarded-host-refusal');
    // Its stylesheet and its script have done their work
    const width = (await page.locator('main.card').boundingBox())?.width ?? 0;
    assert.ok(width > 0 && width <= 420, `the card is ${width} px wide`);
    assert.equal(await page.getByRole('button', { name: 'Copy' }).isVisible(), true);
    assert.deepEqual([...new Set(asked)], ['/notes']);
    await page.context().close();
  });

  it('speaks every language, in 320 px — product.md N-2', async () => {
    for (const locale of locales) {
      const page = await tested.newPage({ locale, viewport: { width: 320, height: 640 } });
      await page.goto(`${origin}/notes`);
      assert.equal(await page.getAttribute('html', 'lang'), locale);
      await assertFits(page, `the refusal in ${locale}`);
      await inspect(page, `guarded-host-refusal-${locale}`);
      await page.context().close();
    }
  });
});
