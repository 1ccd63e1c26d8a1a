/** People are told of what changes their account, and of what goes wrong with it (mail.md §2). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type AccountWorld, confirms, startAccountWorld } from '../account/world.ts';
import { fills, shown, unescaped } from '../e2e/forms.ts';
import { movingClock } from '../e2e/moving-clock.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import type { FactorServer } from '../factors/signed-in.ts';
import type { ThroughWorld } from '../upstream/world.ts';
import { addressee, type Postbox, root, startPostbox } from './postbox.ts';
import { maria, olga, startConnectionWorld, startFactorWorld } from './worlds.ts';

let post: Postbox;
before(async () => {
  post = await startPostbox();
});
after(() => post.mail.stop());

describe('second factors', () => {
  let world: FactorServer;
  let browser: PlainBrowser;
  before(async () => {
    world = await startFactorWorld(post);
    browser = world.browser();
    await signInPlainly(browser, maria);
    await post.receives(maria.email, 'New sign-in');
  });
  after(() => world.stop());

  it('that are added or removed, and new recovery codes, are told with time, address and browser — mail.md §2 password, factor or connection added, changed, removed', async () => {
    await world.setsUpApp(browser);
    const added = await post.reads(maria.email, 'A second factor was added');
    assert.match(added, /new second factor: an authenticator app/);
    assert.match(added, /Time: .*\nNetwork address: 127\.0\.0\.1/);
    assert.match(added, /\/account\/factors$/m);
    await world.makesCodes(browser);
    await post.receives(maria.email, 'New recovery codes');
    assert.equal((await confirms(browser, '/account/factors/totp/remove')).status, 303);
    assert.match(await post.reads(maria.email, 'was removed'), /lost a second factor: an authenticator app/);
  });

  it('that an administrator removed are told without where the administrator is — mail.md §2 factor', async () => {
    const other = world.browser();
    await signInPlainly(other, olga);
    await world.setsUpApp(other);
    const admin = world.browser();
    await signInPlainly(admin, root);
    await confirms(admin, `/admin/users/${olga.sub}/reset-factors`);
    const told = await post.reads(olga.email, 'Your second factors');
    assert.match(told, /signed out everywhere/);
    assert.doesNotMatch(told, /Network address/);
  });
});

describe('connections', () => {
  let world: ThroughWorld;
  before(async () => {
    world = await startConnectionWorld(post);
  });
  after(() => world.stop());

  it('that come about and go are told — mail.md §2 connection', async () => {
    world.upstream.profile = {
      ...{ sub: 'maria-1', preferred_username: 'maria' },
      ...{ email: maria.email, email_verified: true },
    };
    const browser = plainBrowser(world.server);
    await world.signsIn(browser);
    const told = await post.reads(maria.email, 'Another way to sign in');
    assert.match(told, /through Acme/);
    assert.match(told, /Network address: 127\.0\.0\.1/);
    const page = await (await browser.get('/account/connections')).text();
    const [, path = ''] = /href="(\/account\/connections\/[^"]*\/delete)"/.exec(page) ?? [];
    assert.equal((await confirms(browser, path)).status, 303);
    assert.match(await post.reads(maria.email, 'was removed'), /no longer be signed in to through Acme/);
  });
});

describe('what goes wrong', () => {
  let world: AccountWorld;
  const noor = addressee('noor');
  const clock = movingClock();
  before(async () => {
    const { environment } = post;
    world = await startAccountWorld({}, { people: [root, maria, noor], environment, clock });
  });
  after(() => world.stop());

  it('with a refresh token is told, naming the application — mail.md §2 refresh-token reuse', async () => {
    const browser = await world.signedIn(maria);
    const first = await world.allows(browser, 'openid offline_access');
    assert.equal(await world.refreshError(first['refresh_token']), undefined);
    clock.advance(120);
    assert.equal(await world.refreshError(first['refresh_token']), 'invalid_grant');
    const told = await post.reads(maria.email, 'was signed out of');
    assert.match(told, /uses the account maria/);
    assert.match(told, /\/account\/authorizations$/m);
  });

  it('with a code is told, once — mail.md §2 code replay', async () => {
    const redeem = await world.approves(await world.signedIn(maria), 'openid');
    await redeem();
    clock.advance(30);
    await Promise.all([redeem(), redeem(), redeem()]);
    assert.match(await post.reads(maria.email, 'was undone'), /of the account maria to/);
    const kinds = await world.server.running.database.kysely
      .selectFrom('mail_message')
      .select('id')
      .where('kind', '=', 'code_replayed')
      .execute();
    assert.equal(kinds.length, 1);
  });

  it('at signing in is told once a day, and uses up no other notice — mail.md §2 account locked, mail.md M-5', async () => {
    for (let tries = 0; tries < 11; tries += 1)
      await signInPlainly(plainBrowser(world.server), { username: 'noor', password: 'wrong' });
    const told = await post.reads(noor.email, 'Too many wrong passwords');
    assert.match(told, /Network address: 127\.0\.0\.1/);
    assert.match(told, /\/account\/activity$/m);
    const rows = await world.server.running.database.kysely
      .selectFrom('mail_message')
      .select(['asked_by', 'topic'])
      .where('kind', '=', 'account_locked')
      .execute();
    assert.deepEqual({ ...rows[0] }, { asked_by: 'stranger', topic: 'account_locked' });
    assert.equal(rows.length, 1);
  });
});

describe('applications of people', () => {
  let world: AccountWorld;
  const app = {
    ...{ client_name: 'Bike Map', redirect_uris: 'https://bike.example/callback' },
    ...{ client_type: 'confidential', enable_auth_code_flow: '1', scopes: 'openid email' },
  };
  before(async () => {
    world = await startAccountWorld({}, { people: [root, maria], environment: post.environment });
  });
  after(() => world.stop());

  it('are decided about with a notice to their owner — mail.md §2 application approved, declined', async () => {
    const owner = await world.signedIn(maria);
    const admin = await world.signedIn(root);
    const made = async (): Promise<string> =>
      shown(await (await fills(owner, '/apps/new', { to: '/apps', ...app })).text(), 'client-id');
    const declined = await made();
    await confirms(admin, `/admin/clients/${declined}/reject`);
    assert.match(await post.reads(maria.email, 'Bike Map was declined'), /Nobody can sign in/);
    const approved = await made();
    await confirms(admin, `/admin/clients/${approved}/approve`);
    const told = await post.reads(maria.email, 'Bike Map was approved');
    assert.match(told, new RegExp(`/apps/${approved}$`, 'm'));
    for (const decision of ['accept', 'decline'] as const) {
      const moved = { ...app, redirect_uris: `https://bike.example/${decision}` };
      await fills(owner, `/apps/${approved}/edit`, moved);
      const page = await (await admin.get(`/admin/clients/${approved}`)).text();
      const seen = unescaped(/name="seen" value="([^"]*)"/.exec(page)?.[1] ?? '');
      const { csrf_token = '' } = hiddenFields(page);
      await admin.post(`/admin/clients/${approved}/changes/${decision}`, { csrf_token, seen });
      await post.receives(maria.email, `Your change of Bike Map at`);
    }
  });
});
