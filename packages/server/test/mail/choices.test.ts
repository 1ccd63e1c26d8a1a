/** What people and administrators choose to be told, and the code beside a link (mail.md §2, M-6). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { instant } from '@grantor/protocol';
import { sendDigest } from '../../src/administration/digest.ts';
import { createOutbox } from '../../src/outbox/outbox.ts';
import { saveMailChoices } from '../../src/store/mail-choices.ts';
import { type AccountWorld, startAccountWorld } from '../account/world.ts';
import { now, random } from '../accounts/world.ts';
import { peopleAt, places } from '../administration/world.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { addressee, type Postbox, root, startPostbox } from './postbox.ts';

const path = '/account/profile';
const maria = addressee('maria');
const noor = { ...addressee('noor'), email_verified: false };

async function posts(browser: PlainBrowser, to: string, fields: Record<string, string>): Promise<Response> {
  const { csrf_token = '' } = hiddenFields(await (await browser.get(path)).text());
  return browser.post(to, { csrf_token, ...fields });
}

describe('the profile page', () => {
  let post: Postbox;
  let world: AccountWorld;
  before(async () => {
    post = await startPostbox();
    world = await startAccountWorld({}, { people: [root, maria, noor], environment: post.environment });
  });
  after(async () => {
    await world.stop();
    await post.mail.stop();
  });

  it('switches a notice off and on again, and shows those that cannot be — mail.md M-6', async () => {
    const browser = await world.signedIn(maria);
    await post.receives(maria.email, 'New sign-in');
    const page = await (await browser.get(path)).text();
    assert.match(page, /name="new_browser" type="checkbox" value="1" checked/);
    assert.doesNotMatch(page, /name="digest"/);
    assert.match(page, /Always sent, because they protect your account/);
    const saved = await posts(browser, `${path}/notices`, { apps: '1', connections: '1' });
    assert.equal(saved.headers.get('location'), `${path}?done=notices_saved`);
    assert.doesNotMatch(await (await browser.get(path)).text(), /name="new_browser"[^>]* checked/);
    await world.server.running.database.kysely.deleteFrom('mail_message').execute();
    await signInPlainly(plainBrowser(world.server), maria);
    const rows = await world.server.running.database.kysely.selectFrom('mail_message').select('id').execute();
    assert.deepEqual(rows, []);
  });

  it('offers the digest to administrators alone — mail.md M-6', async () => {
    const admin = await world.signedIn(root);
    assert.match(await (await admin.get(path)).text(), /name="digest" type="checkbox" value="1">/);
    const browser = await world.signedIn(maria);
    await posts(browser, `${path}/notices`, { digest: '1', apps: '1', connections: '1' });
    const rows = await world.server.running.database.kysely
      .selectFrom('mail_choice')
      .select('user_id')
      .where('notice', '=', 'digest')
      .execute();
    assert.deepEqual(rows, []);
  });

  it('takes the code of the message, in five tries, from its own person — mail.md §2 verify an address', async () => {
    const browser = await world.signedIn(noor);
    const asked = await posts(browser, `${path}/send-verification`, {});
    assert.equal(asked.headers.get('location'), `${path}?done=verification_asked`);
    const codeIn = async () =>
      /enter this code on your profile page instead: (\d{4} \d{4})/.exec(
        await post.reads(noor.email, 'Confirm your address'),
      )?.[1] ?? '';
    const first = await codeIn();
    assert.match(first, /^\d{4} \d{4}$/);
    const other = await world.signedIn(maria);
    const refused = await posts(other, `${path}/confirm-address`, { code: first });
    assert.equal(refused.status, 400, 'of somebody else');
    for (let tries = 0; tries < 5; tries += 1)
      assert.equal((await posts(browser, `${path}/confirm-address`, { code: '0000 0000' })).status, 400);
    assert.equal((await posts(browser, `${path}/confirm-address`, { code: first })).status, 400);
    await posts(browser, `${path}/send-verification`, {});
    const second = await codeIn();
    const confirmed = await posts(browser, `${path}/confirm-address`, { code: ` ${second} ` });
    assert.equal(confirmed.headers.get('location'), `${path}?done=address_confirmed`);
    assert.match(await (await browser.get(path)).text(), /They go to noor@northwind\.example/);
  });

  it('asks whether a new address of one’s own is theirs, and tells the old one — mail.md §2 e-mail changed', async () => {
    const browser = await world.signedIn(noor);
    const page = await (await browser.get(path)).text();
    const fields = { ...hiddenFields(page), email: 'noor.new@northwind.example' };
    assert.equal((await browser.post(path, fields)).status, 303);
    await post.receives('noor.new@northwind.example', 'Confirm your address');
    await post.receives(noor.email, 'Your address for');
  });
});

for (const place of places) {
  describe(`the digest on ${place.name}`, () => {
    const people = peopleAt(place);
    let seconds: number = now;

    it('goes to each administrator who asked for it, once a day, from one of twenty — mail.md §2 administrators', async () => {
      const verified = { emailVerifiedAt: now };
      const wanting = await people.person('ada', { role: 'admin', email: 'ada@n.example', ...verified });
      await people.person('bo', { role: 'admin', email: 'bo@n.example', ...verified });
      const user = await people.person('cy', { email: 'cy@n.example', ...verified });
      for (const id of [wanting, user])
        await saveMailChoices(people.database().kysely, id, { digest: 'wanted' });
      const ports = (index: number) => {
        const now = () => instant(seconds * 1000);
        const { dialect } = people.database(index);
        const outbox = createOutbox({
          ...{ random, now, dialect, codeKey: new Uint8Array(32) },
          ...{ seal: (text) => text, kick: () => {} },
        });
        return { ...people.ports(index), now, outbox, random };
      };
      const twenty = () =>
        Promise.all(Array.from({ length: 20 }, (_, index) => sendDigest(ports(index), [{ line: 'keys' }])));
      const rows = () =>
        people.database().kysely.selectFrom('mail_message').select(['user_id', 'kind']).execute();
      await sendDigest(ports(0), []);
      assert.deepEqual(await rows(), [], 'nothing to tell');
      await twenty();
      assert.deepEqual(
        (await rows()).map((row) => ({ ...row })),
        [{ user_id: wanting, kind: 'digest' }],
      );
      seconds += 3600;
      await twenty();
      assert.equal((await rows()).length, 1);
      seconds += 86_400;
      await twenty();
      assert.equal((await rows()).length, 2);
    });
  });
}
