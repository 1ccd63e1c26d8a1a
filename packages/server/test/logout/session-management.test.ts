/** A page of an application on another site, which asks our frame whether its session is still there. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { authorizationRequest } from '../e2e/authorization-request.ts';
import { alice, bob, declarations, webApplication } from '../e2e/declarations.ts';
import { allows, andWaits, opensAccount, presses, signsIn } from '../e2e/person.ts';
import { type SecureWorld, startSecureWorld } from '../e2e/secure-world.ts';
import { startTestServer } from '../running-server.ts';

const frame = '/oauth/check-session';

describe('session management', () => {
  let world: SecureWorld;
  let chromium: TestBrowser;
  before(async () => {
    world = await startSecureWorld({
      environment: { ENABLE_SESSION_MANAGEMENT: 'true' },
      host: 'app.test',
      declared: declarations,
    });
    chromium = await launchBrowser('--host-resolver-rules=MAP app.test 127.0.0.1');
    const html = `<!doctype html><link rel="icon" href="data:,"><title>Application</title>
<iframe src="${world.server.origin}${frame}"></iframe>`;
    world.party.publish('/watch', { html });
  });
  after(async () => {
    await chromium.close();
    await world.stop();
  });

  const newTab = (): Promise<Page> => chromium.newPage({ ignoreHTTPSErrors: true });

  /** What the application gets once the person is signed in and has allowed it. */
  async function answerTo(tab: Page, doing: () => Promise<void>, more = {}): Promise<URL> {
    const request = authorizationRequest(world.server, world.party, more);
    await tab.goto(request.address);
    await doing();
    return (await world.party.answer(request)).url;
  }

  /** What the frame says to a page of the application (Session Management §3.1). */
  async function frameSays(tab: Page, message: unknown): Promise<string> {
    const page = await tab.context().newPage();
    await page.goto(`${world.party.origin}/watch`);
    await page.frameLocator('iframe').locator('html[data-cookie]').waitFor({ state: 'attached' });
    const said = await page.evaluate<string>(
      `new Promise((resolve) => {
        const target = ${JSON.stringify(world.server.origin)};
        addEventListener('message', ({ data, origin }) => origin === target && resolve(data));
        document.querySelector('iframe').contentWindow.postMessage(${JSON.stringify(message)}, target);
      })`,
    );
    await page.close();
    return said;
  }

  const asked = (answer: URL): string =>
    `${webApplication.client_id} ${answer.searchParams.get('session_state')}`;

  it('tells the application of another sign-in and of a sign-out, and of nothing else — advanced.md LGO-4, SM §2–3', async () => {
    const tab = await newTab();
    const first = await answerTo(tab, async () => {
      await signsIn(tab, alice);
      await allows(tab);
    });
    assert.match(first.searchParams.get('session_state') ?? '', /^[\w-]{43}\.[\w-]{16,}$/);
    assert.equal(await frameSays(tab, asked(first)), 'unchanged');
    const second = await answerTo(tab, async () => {}, { prompt: 'none' });
    assert.notEqual(second.searchParams.get('session_state'), first.searchParams.get('session_state'));
    assert.equal(await frameSays(tab, asked(second)), 'unchanged');

    await tab.goto(`${world.server.origin}/account`);
    await andWaits(tab, () => presses(tab, 'Sign out'));
    assert.equal(await frameSays(tab, asked(first)), 'changed');
    await opensAccount(tab, world.server.origin, bob);
    assert.equal(await frameSays(tab, asked(first)), 'changed');
    await tab.context().close();
  });

  it('takes a message that is none for an error, and tells a stranger nothing — advanced.md LGO-4', async () => {
    const tab = await newTab();
    await opensAccount(tab, world.server.origin, bob);
    for (const message of ['', 'photo-album', 'photo-album  x.y', 'photo-album x.y z', 'a x', 7, null]) {
      assert.equal(await frameSays(tab, message), 'error', JSON.stringify(message));
    }
    const guess = (state: string): string => {
      const digest = createHash('sha256').update(`photo-album ${world.party.origin} ${state} salt`);
      return `photo-album ${digest.digest('base64url')}.salt`;
    };
    const stranger = await newTab();
    for (const state of ['', 'undefined']) {
      assert.equal(await frameSays(tab, guess(state)), 'changed');
      assert.equal(await frameSays(stranger, guess(state)), 'changed');
    }
    await tab.context().close();
    await stranger.context().close();
  });

  it('holds a cookie for scripts that says nothing, and goes with the session — advanced.md LGO-4, protocol.md SE-1', async () => {
    const tab = await newTab();
    await opensAccount(tab, world.server.origin, alice);
    const held = async () => {
      const cookies = await tab.context().cookies(world.server.origin);
      return [/_state/, /_session/].map((name) => cookies.find((cookie) => name.test(cookie.name)));
    };
    const [state, session] = await held();
    assert.ok(state !== undefined && session !== undefined);
    assert.deepEqual(
      [state.httpOnly, state.secure, state.sameSite, state.expires],
      [false, true, 'None', session.expires],
    );
    assert.match(state.name, /^__Host-/);
    const digest = createHash('sha256').update(session.value).digest('base64url');
    assert.ok(![session.value, digest].includes(state.value));
    await tab.context().clearCookies({ name: state.name });
    await tab.goto(`${world.server.origin}/account`);
    assert.equal((await held())[0]?.value, state.value);
    await andWaits(tab, () => presses(tab, 'Sign out'));
    assert.deepEqual(await held(), [undefined, undefined]);
    await tab.context().close();
  });

  it('is a page for frames of any site, which does nothing but answer, and a member of the metadata — advanced.md LGO-4, LGO-5', async () => {
    const { server, ask } = world;
    const page = await ask(server.origin + frame);
    assert.equal(page.status, 200);
    assert.equal(page.headers['x-frame-options'], undefined);
    assert.match(
      String(page.headers['content-security-policy']),
      /^default-src 'none'; script-src 'nonce-[^']+'; base-uri 'none'; form-action 'none'$/,
    );
    const metadata = JSON.parse((await ask(`${server.origin}/.well-known/openid-configuration`)).body);
    assert.equal(metadata.check_session_iframe, server.origin + frame);
    const { end_session_endpoint, backchannel_logout_supported, frontchannel_logout_supported } = metadata;
    assert.equal(end_session_endpoint, `${server.origin}/oauth/logout`);
    assert.deepEqual([backchannel_logout_supported, frontchannel_logout_supported], [true, true]);
  });

  it('is nowhere unless it is wanted — advanced.md LGO-5, operations.md §2 ENABLE_SESSION_MANAGEMENT', async () => {
    const plain = await startTestServer();
    const address = `${plain.origin}/.well-known/openid-configuration`;
    const metadata = (await (await fetch(address)).json()) as object;
    assert.ok(!('check_session_iframe' in metadata));
    assert.equal((await fetch(plain.origin + frame)).status, 404);
    await plain.stop();
  });
});
