import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Secret, userId } from '@grantor/protocol';
import { signatureOf } from '../../src/external-api/authentication.ts';
import { confirms } from '../account/world.ts';
import { alice } from '../e2e/declarations.ts';
import { hiddenFields, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { growth, scrape } from '../metrics/scrape.ts';
import { until } from '../operations/program.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { hmacCheck, type Receiver, startReceiver } from './receiver.ts';

const secret = 'quiet-harbour-lantern';
const zoe = { username: 'zoe', password: 'password of the directory' };
const carol = { username: 'carol', password: 'river orchard candle', sub: 'carol-0003', role: 'admin' };

describe('sign-in by the external API', () => {
  let receiver: Receiver;
  let server: TestServer;
  before(async () => {
    receiver = await startReceiver(hmacCheck(secret));
    server = await startTestServer({
      bootstrap: { users: [alice, carol] },
      environment: {
        ...{ AUTH_MODE: 'http_api', HTTP_API_URL: receiver.url, HTTP_API_AUTH_MODE: 'hmac' },
        ...{ HTTP_API_AUTH_SECRET: secret, HTTP_API_MAX_RETRIES: '1', HTTP_API_RETRY_DELAY: '1ms' },
        METRICS_ENABLED: 'true',
      },
    });
  });
  after(async () => {
    await server.stop();
    await receiver.stop();
  });
  beforeEach(() => {
    receiver.instead = null;
    receiver.received.length = 0;
    receiver.people.clear();
    receiver.people.set('zoe', {
      password: zoe.password,
      answer: { user_id: 'z-1', email: 'zoe@example.org', full_name: 'Zoé', message: 'welcome to the log' },
    });
  });

  const rows = () =>
    server.running.database.kysely.selectFrom('user_account').selectAll().orderBy('username').execute();
  const signIn = (person: { username: string; password: string }, browser = plainBrowser(server)) =>
    signInPlainly(browser, person);

  // product.md H-1, product.md H-2, product.md H-3, product.md §2 auth_source
  it('makes a user of whom it vouches for, and knows them by their address later', async () => {
    for (const username of ['ZOE', 'zoe', 'zoe@example.org']) {
      const browser = plainBrowser(server);
      const answer = await signIn({ ...zoe, username }, browser);
      assert.equal(answer.status, 303, username);
      assert.equal((await browser.get('/account')).status, 200);
    }
    assert.deepEqual(
      receiver.received.map(({ username }) => username),
      ['zoe', 'zoe', 'zoe'],
    );
    const [made, ...others] = (await rows()).filter(({ auth_source }) => auth_source === 'http_api');
    assert.equal(others.length, 0);
    assert.equal(made?.external_id, 'z-1');
    assert.equal(made?.password_hash, null);
    assert.ok(server.logged.some((line) => line.includes('welcome to the log')));
    assert.ok(!server.logged.some((line) => line.includes(zoe.password)));
  });

  // product.md U-7, product.md H-1: passwords of people from here stay here
  it('is never sent the password of somebody from here', async () => {
    assert.equal((await signIn(alice)).status, 303);
    assert.equal((await signIn({ ...alice, password: 'wrong password' })).status, 400);
    assert.equal((await signIn({ username: 'admin', password: 'not the one' })).status, 400);
    await server.running.database.kysely.deleteFrom('user_account').where('username', '=', 'admin').execute();
    assert.equal((await signIn({ username: 'Admin', password: 'not the one' })).status, 400);
    assert.equal((await signIn({ username: 'no user name', password: 'x' })).status, 400);
    assert.deepEqual(receiver.received, []);
  });

  // product.md S-3, security.md L-6
  it('says the same of an unknown name, a wrong password and an account from here', async () => {
    const pages = [];
    for (const username of ['zoe', 'nobody', 'alice']) {
      const answer = await signIn({ username, password: 'wrong password' });
      assert.equal(answer.status, 400);
      const text = await answer.text();
      pages.push(text.replaceAll(/value="[^"]*"|nonce="[^"]*"|[\w-]{16,}/g, '').replaceAll(username, ''));
    }
    assert.equal(new Set(pages).size, 1);
  });

  // product.md H-2, operations.md §11 provider, operations.md §5 ERROR, operations.md §7 sign-in
  it('says that the directory is away, and counts no failure', async () => {
    receiver.instead = (response) => response.writeHead(500).end() !== undefined;
    const earlier = await scrape(server);
    for (let count = 0; count < 11; count += 1) {
      const answer = await signIn(zoe);
      assert.equal(answer.status, 503);
      assert.ok(Number(answer.headers.get('retry-after')) > 0);
      assert.match(await answer.text(), /The directory that checks your password cannot be reached/);
    }
    const grown = growth(earlier, await scrape(server));
    assert.equal(grown['auth_attempts_total{method="password",result="unavailable"}'], 11);
    assert.equal(grown['auth_external_api_duration_seconds_count{provider="http_api"}'], 22);
    receiver.instead = null;
    assert.equal((await signIn(zoe)).status, 303); // product.md S-4: eleven outages lock nobody
    const last = growth(earlier, await scrape(server));
    assert.equal(last['auth_login_total{auth_source="http_api",result="success"}'], 1);
    const told = () =>
      server.running.database.kysely
        .selectFrom('audit_event')
        .selectAll()
        .where('event_type', '=', 'EXTERNAL_AUTH_UNAVAILABLE')
        .execute();
    await until('the outages are told', async () => (await told()).length === 11);
    const [event] = await told();
    assert.equal(event?.severity, 'ERROR');
    assert.deepEqual(JSON.parse(event?.details ?? ''), { cause: 'status 500' });
  });

  // security.md L-6: while the directory is away, names from here are not told from others by a wrong password
  it('says the same of an account from here while the directory is away, and lets its owner in', async () => {
    receiver.instead = (response) => response.writeHead(500).end() !== undefined;
    const attempt = async (username: string, password = 'wrong password') => {
      const answer = await signIn({ username, password });
      const text = await answer.text();
      const bare = text.replaceAll(/value="[^"]*"|nonce="[^"]*"|[\w-]{16,}/g, '').replaceAll(username, '');
      return `${answer.status} ${bare}`;
    };
    const outage = await attempt('nobody');
    assert.match(outage, /^503 /);
    for (const username of ['alice', 'Admin', 'no user name']) assert.equal(await attempt(username), outage);
    assert.equal((await signIn(carol)).status, 303);
    for (let count = 0; count < 11; count += 1) assert.equal(await attempt('alice'), outage, String(count));
    receiver.instead = null;
    assert.match(await attempt('nobody'), /^400 /);
    assert.match(await attempt('alice'), /^429 /, 'guesses counted meanwhile');
    const rejected = await attempt('Admin');
    assert.match(rejected, /^400 /);
    const told = () =>
      server.running.database.kysely
        .selectFrom('audit_event')
        .selectAll()
        .where('event_type', '=', 'ACCOUNT_LOCKED')
        .execute();
    await until('the lock is told', async () =>
      (await told()).some(({ actor_user_id }) => actor_user_id === alice.sub),
    );
  });

  // product.md S-4: failures there count here, before anybody is asked
  it('is asked no more about a name after ten failures', async () => {
    for (let count = 0; count < 10; count += 1)
      await signIn({ username: 'locked', password: 'wrong password' });
    assert.equal(receiver.received.length, 10);
    const answer = await signIn({ username: 'locked', password: 'wrong password' });
    assert.equal(answer.status, 429);
    assert.equal(receiver.received.length, 10);
  });

  // product.md H-3, product.md U-5, product.md §12.2 /account/password: where the password is
  it('leaves no way to a password here', async () => {
    const browser = plainBrowser(server);
    await signIn(zoe, browser);
    const own = await (await browser.get('/account/password')).text();
    assert.match(own, /Your organisation’s directory keeps your password/);
    assert.doesNotMatch(own, /name="new_password"/);
    const profile = await (await browser.get('/account/profile')).text();
    assert.match(profile, /Your organisation’s directory keeps these/);
    assert.match(profile, /zoe@example\.org/);
    const made = (await rows()).find(({ username }) => username === 'zoe');
    const administrator = plainBrowser(server);
    await signIn(carol, administrator);
    const page = await (await administrator.get(`/admin/users/${made?.id}`)).text();
    assert.match(page, /ID in the directory[\s\S]*z-1/);
    assert.doesNotMatch(page, /reset-password/);
    const listed = await (await administrator.get('/admin/users?auth_source=http_api')).text();
    assert.match(listed, /zoe/);
    assert.doesNotMatch(listed, /carol@|\/carol-0003/);
    const refused = await confirms(administrator, `/admin/users/${made?.id}/reset-password`, {
      way: 'random',
    });
    assert.equal(refused.status, 409);
  });

  // product.md S-8: the person confirms by the same password, and as nobody else
  it('confirms who is here, and nobody else by the same name', async () => {
    const browser = plainBrowser(server);
    await signIn(zoe, browser);
    const confirm = async () => {
      const fields = hiddenFields(await (await browser.get('/login/confirm?redirect=/account')).text());
      return browser.post('/login/confirm', { ...fields, password: zoe.password });
    };
    assert.equal((await confirm()).status, 303);
    receiver.people.set('zoe', { password: zoe.password, answer: { user_id: 'z-other' } });
    assert.equal((await confirm()).status, 400);
  });

  // product.md U-3
  it('says of a disabled account that it is, after the right password alone', async () => {
    await signIn(zoe);
    const table = server.running.database.kysely.updateTable('user_account').where('external_id', '=', 'z-1');
    await table.set({ disabled_at_ms: 1 }).execute();
    const wrong = await signIn({ ...zoe, password: 'wrong password' });
    assert.doesNotMatch(await wrong.text(), /disabled/);
    const right = await signIn(zoe);
    assert.equal(right.status, 400);
    assert.match(await right.text(), /This account is disabled/);
    await table.set({ disabled_at_ms: null }).execute();
  });
});

// product.md H-1: AUTH_MODE=local
it('people of a directory cannot sign in by password where nobody asks it', async () => {
  const receiver = await startReceiver();
  receiver.people.set('zoe', { password: zoe.password, answer: { user_id: 'z-1' } });
  const server = await startTestServer({ environment: { HTTP_API_URL: receiver.url } });
  try {
    await server.running.database.kysely
      .insertInto('user_account')
      .values({
        ...{
          id: userId('zoe-here'),
          username: 'zoe',
          role: 'user',
          auth_source: 'http_api',
          external_id: 'z-1',
        },
        ...{ claims: '{}', created_at: 1, updated_at: 1, version: 1 },
      })
      .execute();
    assert.equal((await signInPlainly(plainBrowser(server), zoe)).status, 400);
    assert.deepEqual(receiver.received, []);
  } finally {
    await server.stop();
    await receiver.stop();
  }
});

// product.md H-5: what docs/external-auth.md prints
it('the test vector of the documentation is what is sent', () => {
  const page = readFileSync(new URL('../../../../docs/external-auth.md', import.meta.url), 'utf8');
  const cell = (name: string): string => {
    const found = new RegExp(`\\| ${name} \\| \`([^\`]*)\` \\|`).exec(page)?.[1];
    assert.ok(found, name);
    return found;
  };
  const signed = signatureOf(Secret.of(cell('secret')), {
    timestamp: Number(cell('timestamp')),
    method: 'POST',
    url: cell('HTTP_API_URL'),
    body: cell('body'),
  });
  assert.equal(signed, cell('signature'));
});
