/** People make their own account, once its address is shown to be theirs (mail.md M-7). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type AccountWorld, confirms, startAccountWorld } from '../account/world.ts';
import { authorizationRequest } from '../e2e/authorization-request.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { addressee, type Postbox, root, startPostbox } from './postbox.ts';

const maria = addressee('maria');
const password = 'seven green umbrellas';
let post: Postbox;
before(async () => {
  post = await startPostbox();
});
after(() => post.mail.stop());

const start = (more: Record<string, string> = {}): Promise<AccountWorld> =>
  startAccountWorld(
    {},
    {
      people: [root, maria],
      environment: {
        ...{ ...post.environment, ENABLE_SELF_REGISTRATION: 'true', LOGIN_RATE_LIMIT: '500' },
        ...more,
      },
    },
  );

async function signsUp(
  browser: PlainBrowser,
  email: string,
  more: Record<string, string> = {},
): Promise<Response> {
  const page = await (await browser.get('/sign-up')).text();
  return browser.post('/sign-up', { ...hiddenFields(page), name: 'Zoe Ω', email, password, ...more });
}

const users = (world: AccountWorld, email: string) =>
  world.server.running.database.kysely
    .selectFrom('user_account')
    .select(['username', 'email_verified_at'])
    .where('email', '=', email)
    .execute();

describe('signing up — operations.md §2 ENABLE_SELF_REGISTRATION', () => {
  let world: AccountWorld;
  before(async () => {
    world = await start();
  });
  after(() => world.stop());

  it('makes an account by the link, in the same browser by a click, and goes on to what waited — mail.md M-7', async () => {
    const browser = plainBrowser(world.server);
    const request = authorizationRequest(world.server, world.party, { scope: 'openid' });
    const toLogin = await browser.get(request.address);
    const login = await (await browser.get(toLogin.headers.get('location') ?? '')).text();
    assert.match(login, /formaction="\/sign-up" formnovalidate/);
    const form = await (await browser.post('/sign-up', hiddenFields(login))).text();
    const entered = { name: 'Zoe Ω', email: 'zoe@northwind.example', password };
    assert.equal((await browser.post('/sign-up', { ...hiddenFields(form), ...entered })).status, 200);
    assert.deepEqual(await users(world, entered.email), [], 'nothing before it is verified');
    const link = await post.follows(entered.email, 'Confirm your address');
    const made = await confirms(browser, link);
    assert.equal(made.status, 303, await made.clone().text());
    const consent = await browser.get(made.headers.get('location') ?? '');
    assert.match(consent.headers.get('location') ?? '', /^\/consent/);
    const [user] = await users(world, entered.email);
    assert.equal(user?.username, 'zoe');
    assert.ok(user?.email_verified_at);
    assert.equal((await browser.get(link)).status, 404, 'used');
    assert.equal(
      (await signInPlainly(plainBrowser(world.server), { username: 'zoe', password })).status,
      303,
    );
  });

  it('sends nobody the words of a stranger — mail.md M-4', async () => {
    const words = 'Your bank account is locked: https://bank.example.net/unlock';
    await signsUp(plainBrowser(world.server), 'target@northwind.example', { name: words });
    const text = await post.reads('target@northwind.example', 'Confirm your address');
    assert.match(text, /\/sign-up\//);
    assert.doesNotMatch(text, /bank/);
  });

  it('asks for the password in another browser, so that nobody begins an account of somebody else’s — mail.md M-7', async () => {
    await signsUp(plainBrowser(world.server), 'yan@northwind.example');
    const link = await post.follows('yan@northwind.example', 'Confirm your address');
    const other = plainBrowser(world.server);
    assert.equal((await confirms(other, link)).status, 400);
    assert.equal((await confirms(other, link, { password: 'a guess of mine' })).status, 400);
    assert.deepEqual(await users(world, 'yan@northwind.example'), []);
    const made = await confirms(other, link, { password });
    assert.equal(made.headers.get('location'), '/account');
  });

  it('makes one account of twenty clicks — mail.md M-7', async () => {
    const browser = plainBrowser(world.server);
    await signsUp(browser, 'one@northwind.example');
    const link = await post.follows('one@northwind.example', 'Confirm your address');
    const fields = hiddenFields(await (await browser.get(link)).text());
    const all = await Promise.all(Array.from({ length: 20 }, () => browser.copy().post(link, fields)));
    assert.equal(all.filter(({ status }) => status === 303).length, 1);
    assert.equal((await users(world, 'one@northwind.example')).length, 1);
  });

  it('says the same to an address that has an account, which is told by mail — mail.md M-7, M-5', async () => {
    const pages: string[] = [];
    for (const email of [maria.email, 'xia@northwind.example']) {
      const answer = await signsUp(plainBrowser(world.server), email);
      assert.equal(answer.status, 200);
      pages.push((await answer.text()).replaceAll(/nonce="[^"]*"/g, ''));
    }
    assert.equal(pages[0], pages[1]);
    await post.receives('xia@northwind.example', 'Confirm your address');
    const told = await post.reads(maria.email, 'You already have an account');
    assert.match(told, /\/login$/m);
    const kept = await world.server.running.database.kysely
      .selectFrom('sign_up')
      .select('hash')
      .where('email', '=', maria.email)
      .execute();
    assert.deepEqual(kept, []);
  });

  it('keeps nothing of programs, nor what is over the limit — mail.md M-7, M-5', async () => {
    const count = async (): Promise<number> =>
      (await world.server.running.database.kysely.selectFrom('sign_up').select('hash').execute()).length;
    const before = await count();
    const filled = await signsUp(plainBrowser(world.server), 'bot@northwind.example', {
      website: 'https://spam.example',
    });
    assert.equal(filled.status, 200);
    assert.equal(await count(), before);
    for (let times = 0; times < 7; times += 1)
      assert.equal((await signsUp(plainBrowser(world.server), 'often@northwind.example')).status, 200);
    assert.equal(await count(), before + 3, 'the share of one address');
  });

  it('refuses what cannot be — mail.md M-7', async () => {
    for (const [fields, words] of [
      [{ name: '' }, 'Enter a name'],
      [{ email: 'nowhere' }, 'e-mail'],
      [{ password: 'short' }, 'too short'],
    ] as const) {
      const answer = await signsUp(plainBrowser(world.server), 'w@northwind.example', fields);
      assert.equal(answer.status, 400);
      assert.ok((await answer.text()).includes(words), words);
    }
  });
});

describe('signing up with rules', () => {
  let world: AccountWorld;
  before(async () => {
    world = await start({
      SELF_REGISTRATION_DOMAINS: 'northwind.example',
      SELF_REGISTRATION_APPROVAL: 'true',
    });
  });
  after(() => world.stop());

  it('is for the domains that are named — mail.md M-7, operations.md §2 SELF_REGISTRATION_DOMAINS', async () => {
    for (const email of ['a@elsewhere.example', 'a@northwind.example.evil.example'])
      assert.equal((await signsUp(plainBrowser(world.server), email)).status, 400);
  });

  it('waits for an administrator, who approves or declines once — mail.md M-7, operations.md §2 SELF_REGISTRATION_APPROVAL', async () => {
    const admin = await world.signedIn(root);
    const waits = async (email: string): Promise<string> => {
      const browser = plainBrowser(world.server);
      await signsUp(browser, email);
      const done = await confirms(browser, await post.follows(email, 'Confirm your address'));
      assert.match(await done.text(), /An administrator looks at your request/);
      assert.deepEqual(await users(world, email), []);
      const page = await (await admin.get('/admin/users/sign-ups')).text();
      assert.ok(page.includes(email));
      return /action="(\/admin\/users\/sign-ups\/[\w-]+)\/approve"/.exec(page)?.[1] ?? '';
    };
    const decides = async (path: string): Promise<Response> => {
      const { csrf_token = '' } = hiddenFields(await (await admin.get('/admin/users/sign-ups')).text());
      return admin.post(path, { csrf_token });
    };
    const yes = await waits('vera@northwind.example');
    assert.match(await (await admin.get('/admin/users')).text(), /1 account waits for a decision/);
    const all = await Promise.all(Array.from({ length: 5 }, () => decides(`${yes}/approve`)));
    const said = all.map((answer) => answer.headers.get('location')?.split('done=')[1]);
    assert.deepEqual(said.toSorted(), ['sign_up_approved', ...Array(4).fill('sign_up_settled')]);
    assert.match(await post.reads('vera@northwind.example', 'is ready'), /Your user name is vera/);
    assert.equal(
      (await signInPlainly(plainBrowser(world.server), { username: 'vera', password })).status,
      303,
    );
    const no = await waits('uma@northwind.example');
    const declined = await decides(`${no}/decline`);
    assert.match(declined.headers.get('location') ?? '', /done=sign_up_declined/);
    await post.receives('uma@northwind.example', 'No account at');
    assert.deepEqual(await users(world, 'uma@northwind.example'), []);
    const stranger = await world.signedIn(maria);
    assert.equal((await stranger.get('/admin/users/sign-ups')).status, 403);
  });
});

describe('a server without ENABLE_SELF_REGISTRATION', () => {
  it('has no such page — mail.md M-7', async () => {
    const silent = await startAccountWorld({}, { environment: post.environment });
    const browser = plainBrowser(silent.server);
    assert.equal((await browser.get('/sign-up')).status, 404);
    assert.doesNotMatch(await (await browser.get('/login')).text(), /\/sign-up/);
    await silent.stop();
  });
});
