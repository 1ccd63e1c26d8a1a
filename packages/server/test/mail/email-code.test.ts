/** Signing in by a code that is sent (mail.md M-8). */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { authorizationRequest, redeemCode } from '../e2e/authorization-request.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { type FactorServer, startFactorServer } from '../factors/signed-in.ts';
import { addressee, type Postbox, root, startPostbox } from './postbox.ts';

const maria = addressee('maria');
const noor = addressee('noor');
const pending = { ...addressee('pending'), email_verified: false };

let post: Postbox;
let world: FactorServer;
before(async () => {
  post = await startPostbox();
  world = await startFactorServer({
    people: [root, maria, noor, pending],
    environment: { ...post.environment, ENABLE_EMAIL_CODE: 'true', LOGIN_RATE_LIMIT: '500' },
  });
});
after(async () => {
  await world.stop();
  await post.mail.stop();
});
beforeEach(() => {
  world.clock.advance(3601); // limits of an hour
  post.mail.received.length = 0;
});

/** From the sign-in page to the page that takes the code; its fields. */
async function asks(browser: PlainBrowser, email: string, path = '/login') {
  const login = await (await browser.get(path)).text();
  assert.match(login, /formaction="\/login\/code" formnovalidate/);
  const asking = await (await browser.post('/login/code', hiddenFields(login))).text();
  const page = await browser.post('/login/code', { ...hiddenFields(asking), email });
  assert.equal(page.status, 200);
  const text = await page.text();
  return { text, fields: hiddenFields(text.slice(0, text.indexOf('name="code"'))) };
}

async function codeFor(email: string): Promise<string> {
  const text = await post.reads(email, 'Your code to sign in');
  return /^Code: (\d{4} \d{4})$/m.exec(text)?.[1] ?? '';
}

const enters = (browser: PlainBrowser, fields: Record<string, string>, code: string) =>
  browser.post('/login/code', { ...fields, code });

describe('a code by mail — operations.md §2 ENABLE_EMAIL_CODE', () => {
  it('signs in once, as one factor, and goes on to what waited — mail.md M-8', async () => {
    const browser = world.browser();
    const request = authorizationRequest(world.server, world.party, { scope: 'openid' });
    const toLogin = await browser.get(request.address);
    const { fields } = await asks(browser, maria.email, toLogin.headers.get('location') ?? '');
    const code = await codeFor(maria.email);
    assert.match(code, /^\d{4} \d{4}$/);
    const signedIn = await enters(browser, fields, code);
    assert.equal(signedIn.status, 303, await signedIn.clone().text());
    const consent = await browser.get(signedIn.headers.get('location') ?? '');
    const onward = await browser.get(consent.headers.get('location') ?? '');
    const page = onward.status === 200 ? await onward.text() : '';
    const answer = await browser.post('/consent', { ...hiddenFields(page), action: 'approve' });
    const tokens = await redeemCode(world.server, new URL(answer.headers.get('location') ?? ''), request);
    const [, payload = ''] = (tokens['id_token'] ?? '').split('.');
    const { amr } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { amr: string[] };
    assert.deepEqual(amr, ['otp']);
    assert.equal((await enters(world.browser(), fields, code)).status, 403, 'a form of another browser');
  });

  it('is for the browser that asked, and of twenty who enter it one is signed in — mail.md M-8', async () => {
    const browser = world.browser();
    const { fields } = await asks(browser, maria.email);
    const code = await codeFor(maria.email);
    const thief = world.browser();
    const stolen = hiddenFields(await (await thief.get('/login')).text());
    const refused = await enters(thief, { ...fields, csrf_token: stolen['csrf_token'] ?? '' }, code);
    assert.equal(refused.status, 400);
    const all = await Promise.all(Array.from({ length: 20 }, () => enters(browser.copy(), fields, code)));
    assert.equal(all.filter(({ status }) => status === 303).length, 1);
    assert.equal(all.filter(({ status }) => status === 400).length, 19);
  });

  it('takes five tries — mail.md M-8', async () => {
    const browser = world.browser();
    const { fields } = await asks(browser, maria.email);
    const code = await codeFor(maria.email);
    for (let tries = 0; tries < 5; tries += 1)
      assert.equal((await enters(browser, fields, '0000 0000')).status, 400);
    assert.equal((await enters(browser, fields, code)).status, 400);
  });

  it('works for 10 minutes — mail.md M-8', async () => {
    const browser = world.browser();
    const { fields } = await asks(browser, maria.email);
    const code = await codeFor(maria.email);
    world.clock.advance(601);
    assert.equal((await enters(browser, fields, code)).status, 400);
  });

  it('is answered alike for an address that nobody has, or that is not known to be theirs — mail.md M-8, M-5', async () => {
    const pages: string[] = [];
    const plain = (text: string): string =>
      text.replaceAll(/[\w.]+@northwind\.example/g, '@').replaceAll(/nonce="[^"]*"|value="[^"]*"/g, '');
    for (const email of [maria.email, 'nobody@northwind.example', pending.email]) {
      const browser = world.browser();
      const { text, fields } = await asks(browser, email);
      const wrong = await enters(browser, fields, '1234 5678');
      assert.equal(wrong.status, 400);
      pages.push(plain(text) + plain(await wrong.text()));
    }
    assert.equal(pages[0], pages[1]);
    assert.equal(pages[0], pages[2]);
    await codeFor(maria.email);
    assert.deepEqual([...post.left('nobody@northwind.example'), ...post.left(pending.email)], []);
  });

  it('asks the database as much about a wrong one, whoever has the address — mail.md M-5', async () => {
    const { database } = world.server.running;
    const spent = async (email: string, isSent: boolean): Promise<number> => {
      const browser = world.browser();
      const { fields } = await asks(browser, email);
      if (isSent) await codeFor(email);
      const seen: number[] = [];
      for (let tries = 0; tries < 4; tries += 1) {
        const before = database.counts.statements;
        await enters(browser, fields, '1234 5678');
        seen.push(database.counts.statements - before);
      }
      return Math.min(...seen); // what runs beside it only adds
    };
    assert.equal(await spent('nobody@northwind.example', false), await spent(maria.email, true));
  });

  it('is followed by the second factor of whoever has one — mail.md M-8, product.md F-6', async () => {
    const enrolled = world.browser();
    await signInPlainly(enrolled, noor);
    const app = await world.setsUpApp(enrolled);
    const browser = world.browser();
    const { fields } = await asks(browser, noor.email);
    const first = await enters(browser, fields, await codeFor(noor.email));
    assert.match(first.headers.get('location') ?? '', /^\/login\/factor\?attempt=/);
    assert.equal((await browser.get('/account')).status, 303);
    const page = await browser.get(first.headers.get('location') ?? '');
    const second = await browser.post('/login/factor', {
      ...hiddenFields(await page.text()),
      code: world.code(app),
    });
    assert.equal(second.status, 303);
    assert.equal((await browser.get('/account')).status, 200);
  });

  it('is worth nothing once the password is another — mail.md M-8', async () => {
    const browser = world.browser();
    const { fields } = await asks(browser, maria.email);
    const code = await codeFor(maria.email);
    const own = world.browser();
    await signInPlainly(own, maria);
    const page = await (await own.get('/account/password')).text();
    const changed = { ...hiddenFields(page), new_password: 'two wooden bridges' };
    assert.equal((await own.post('/account/password', changed)).status, 303);
    assert.equal((await enters(browser, fields, code)).status, 400);
  });
});

describe('a server without ENABLE_EMAIL_CODE', () => {
  it('has no such page — mail.md M-8', async () => {
    const silent = await startFactorServer({ environment: post.environment });
    const browser = plainBrowser(silent.server);
    assert.equal((await browser.get('/login/code')).status, 404);
    assert.doesNotMatch(await (await browser.get('/login')).text(), /\/login\/code/);
    await silent.stop();
  });
});
