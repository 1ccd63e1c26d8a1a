/** Every message is received, and its link followed (mail.md §2 and §4). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type AccountWorld, startAccountWorld } from '../account/world.ts';
import { withoutBreaks } from '../e2e/forms.ts';
import { type MovingClock, movingClock } from '../e2e/moving-clock.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { linkIn, replying, textOf } from '../mail-server.ts';
import { until } from '../operations/program.ts';
import { addressee, type Postbox, root, startPostbox } from './postbox.ts';

const people = [root, ...['maria', 'noor', 'olga', 'paul'].map(addressee)];

let post: Postbox;
let world: AccountWorld;
let clock: MovingClock;

before(async () => {
  post = await startPostbox();
  clock = movingClock();
  world = await startAccountWorld({}, { people, clock, environment: post.environment });
});

after(async () => {
  await world.stop();
  await post.mail.stop();
});

async function posts(browser: PlainBrowser, path: string, fields: Record<string, string>): Promise<Response> {
  const page = await browser.get(path);
  assert.equal(page.status, 200, path);
  return browser.post(path, { ...hiddenFields(await page.text()), ...fields });
}

const browser = (): PlainBrowser => plainBrowser(world.server);

const administrator = (): Promise<PlainBrowser> => world.signedIn(root);

const signs = async (username: string, password: string): Promise<number> =>
  (await signInPlainly(browser(), { username, password })).status;

describe('a forgotten password', () => {
  it('is set anew by a link that works once and ends every session — mail.md §2 forgot password', async () => {
    const elsewhere = await world.signedIn(addressee('maria'));
    const asking = browser();
    const login = await (await asking.get('/login')).text();
    assert.match(login, /href="\/login\/forgot"/);
    const sent = await posts(asking, '/login/forgot', { email: 'MARIA@northwind.example' });
    assert.equal(sent.status, 200);
    const path = await post.follows('maria@northwind.example', 'Set a new password');
    assert.match(path, /^\/login\/forgot\/[\w-]{43}$/);
    const set = await posts(browser(), path, { password: 'eleven slow ferries' });
    assert.equal(set.headers.get('location'), '/account');
    assert.equal((await elsewhere.get('/account')).status, 303);
    assert.equal(await signs('maria', 'eleven slow ferries'), 303);
    assert.equal(await signs('maria', addressee('maria').password), 400);
    assert.equal((await browser().get(path)).status, 404);
    await post.receives('maria@northwind.example', 'password for');
  });

  it('is answered alike whether or not anybody has the address — mail.md M-5, product.md S-3', async () => {
    const answers: { status: number; text: string }[] = [];
    for (const email of ['noor@northwind.example', 'nobody@northwind.example']) {
      const answer = await posts(browser(), '/login/forgot', { email });
      const text = (await answer.text()).replaceAll(/nonce[-=]"?[\w+/=-]+"?|value="[^"]*"|[\w-]{20,}/g, '');
      answers.push({ status: answer.status, text });
    }
    assert.deepEqual(answers[0], answers[1]);
    await post.receives('noor@northwind.example', 'Set a new password');
    assert.deepEqual(post.left('nobody@northwind.example'), []);
  });

  it('link works for 30 minutes — mail.md §2 forgot password', async () => {
    await posts(browser(), '/login/forgot', { email: 'noor@northwind.example' });
    const path = await post.follows('noor@northwind.example', 'Set a new password');
    clock.advance(31 * 60);
    assert.equal((await browser().get(path)).status, 404);
  });

  it('takes no text that is no address — mail.md M-4', async () => {
    const answer = await posts(browser(), '/login/forgot', { email: 'a@b.example\r\nBcc: eve@example.com' });
    assert.equal(answer.status, 400);
  });
});

describe('what administrators do by mail', () => {
  it('invites somebody, whose address is verified by accepting — mail.md §2 invitation', async () => {
    const admin = await administrator();
    const fields = { username: 'quinn', email: 'quinn@northwind.example', way: 'mail', role: 'user' };
    const created = await posts(admin, '/admin/users/new', fields);
    assert.match(created.headers.get('location') ?? '', /done=mail_waits$/);
    const page = created.headers.get('location')?.split('?')[0] ?? '';
    assert.match(await (await admin.get(page)).text(), /Not verified/);
    const path = await post.follows('quinn@northwind.example', 'Your account');
    const set = await posts(browser(), path, { password: 'four copper kettles' });
    assert.equal(set.headers.get('location'), '/account');
    assert.doesNotMatch(await (await admin.get(page)).text(), /Not verified/);
  });

  it('wants an address to send an invitation to — mail.md §2 invitation', async () => {
    const answer = await posts(await administrator(), '/admin/users/new', {
      ...{ username: 'rosa', way: 'mail', role: 'user' },
    });
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /needs an e-mail address/);
  });

  it('resets a password by a link that only its owner sees — mail.md §2 invitation, product.md U-5', async () => {
    const admin = await administrator();
    const path = '/admin/users/noor-0100/reset-password';
    assert.match(await (await admin.get(path)).text(), /noor@northwind\.example/);
    const reset = await posts(admin, path, { way: 'mail' });
    assert.match(reset.headers.get('location') ?? '', /done=mail_waits$/);
    assert.equal(await signs('noor', addressee('noor').password), 400);
    const link = await post.follows('noor@northwind.example', 'was reset');
    const set = await posts(browser(), link, { password: 'six patient herons' });
    assert.equal(set.status, 303);
    assert.equal(await signs('noor', 'six patient herons'), 303);
  });
});

async function movesTo(username: string, email: string): Promise<void> {
  const admin = await administrator();
  const path = `/admin/users/${username}-0100/edit`;
  const edited = await posts(admin, path, { email, role: 'user', full_name: '' });
  assert.equal(edited.status, 303);
}

describe('an address that is changed', () => {
  it('is verified by a click on the page that its link leads to — mail.md §2 verify an address', async () => {
    await movesTo('olga', 'olga.new@northwind.example');
    const path = await post.follows('olga.new@northwind.example', 'Confirm your address');
    const asking = browser();
    const admin = await administrator();
    const page = await asking.get(path);
    assert.match(await (await admin.get('/admin/users/olga-0100')).text(), /Not verified/);
    const done = await asking.post(path, hiddenFields(await page.text()));
    assert.equal(done.status, 200);
    assert.doesNotMatch(await (await admin.get('/admin/users/olga-0100')).text(), /Not verified/);
    const told = await admin.get('/admin/audit?event_type=USER_EMAIL_VERIFIED&resource_id=olga-0100');
    assert.match(await told.text(), /href="\/admin\/audit\/[0-9a-f-]{36}"/);
    assert.equal((await browser().get(path)).status, 404);
    await post.receives('olga@northwind.example', 'was changed');
  });

  it('is taken back from the old one within 7 days, and everybody signed out — mail.md §2 e-mail changed', async () => {
    const thief = await world.signedIn(addressee('paul'));
    await movesTo('paul', 'thief@elsewhere.example');
    const notice = await post.receives('paul@northwind.example', 'was changed');
    assert.match(textOf(notice.raw), /thief@elsewhere\.example/);
    const verification = await post.follows('thief@elsewhere.example', 'Confirm your address');
    clock.advance(6 * 86_400);
    const back = await posts(browser(), new URL(linkIn(notice.raw, world.server.origin)).pathname, {});
    assert.equal(back.status, 200);
    const page = withoutBreaks(await (await (await administrator()).get('/admin/users/paul-0100')).text());
    assert.match(page, /paul@northwind\.example/);
    assert.doesNotMatch(page, /thief@elsewhere/);
    assert.equal((await thief.get('/account')).status, 303);
    assert.equal((await browser().get(verification)).status, 404);
  });
});

describe('a notice', () => {
  it('tells of a sign-in from a browser that is not known, once a day and place — mail.md §2 first sign-in from a browser without the known-device cookie', async () => {
    post.mail.received.length = 0;
    const known = browser();
    await signInPlainly(known, { username: 'noor', password: 'six patient herons' });
    const notice = await post.reads('noor@northwind.example', 'New sign-in');
    assert.match(notice, /Network address: 127\.0\.0\.1/);
    assert.match(notice, /\/account\/browsers/);
    await signInPlainly(known, { username: 'noor', password: 'six patient herons' });
    await signs('noor', 'six patient herons');
    await posts(browser(), '/login/forgot', { email: 'noor@northwind.example' });
    await post.receives('noor@northwind.example', 'Set a new password');
    assert.deepEqual(
      post.mail.received.filter(({ raw }) => /^subject: New sign-in/im.test(raw) && raw.includes('noor@')),
      [],
    );
  });

  it('tells of a password that its owner changed — mail.md §2 password', async () => {
    const own = browser();
    await signInPlainly(own, { username: 'noor', password: 'six patient herons' });
    const changed = await posts(own, '/account/password', { new_password: 'two wooden bridges' });
    assert.equal(changed.status, 303);
    const notice = await post.reads('noor@northwind.example', 'was changed');
    assert.match(notice, /The password of the account noor was changed/);
    assert.match(notice, /\/login\/forgot$/m);
  });
});

describe('a server without a mail server', () => {
  it('says whom to ask, and has no page that sends — product.md G-2', async () => {
    const silent = await startAccountWorld({}, { people: [root] });
    const guest = plainBrowser(silent.server);
    assert.match(await (await guest.get('/login')).text(), /Your administrator can reset it/);
    assert.equal((await guest.get('/login/forgot')).status, 404);
    await silent.stop();
  });
});

describe('a message that was given up', () => {
  it('is shown to administrators, and leaves when they ask for it — mail.md M-2, product.md §12.3 /admin/system', async () => {
    const admin = await world.signedIn(root);
    post.mail.decide = () => {
      throw replying(550, 'no such mailbox');
    };
    await posts(browser(), '/login/forgot', { email: 'paul@northwind.example' });
    let page = '';
    await until('the message is given up', async () => {
      page = await (await admin.get('/admin/system')).text();
      return page.includes('no such mailbox');
    });
    assert.match(page, /paul@northwind\.example/);
    const [, path = ''] = /action="(\/admin\/system\/messages\/[\w-]+\/send-again)"/.exec(page) ?? [];
    post.mail.decide = () => {};
    const again = await admin.post(path, hiddenFields(page));
    assert.equal(again.headers.get('location'), '/admin/system?done=message_sent_again');
    await post.receives('paul@northwind.example', 'new password');
    const told = await world.server.running.database.kysely
      .selectFrom('audit_event')
      .select(['actor_username', 'details'])
      .where('event_type', '=', 'MAIL_SENT_AGAIN')
      .execute();
    assert.deepEqual(
      told.map((row) => [row.actor_username, JSON.parse(row.details)]),
      [['root', { kind: 'forgot_password' }]],
    );
    assert.equal((await admin.post(path, hiddenFields(page))).status, 404, 'it has left');
  });
});
