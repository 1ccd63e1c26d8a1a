/** The lists of the system page where mail has failed, by clicking (product.md §12.3 /admin/system, §17, mail.md M-2). */

import { strict as assert } from 'node:assert';
import { after, before, it } from 'node:test';
import { type AccountWorld, carol, startAccountWorld } from '../account/world.ts';
import { inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { reads, signsIn } from '../e2e/person.ts';

let world: AccountWorld;
let chromium: TestBrowser;

before(async () => {
  // Nobody listens on port 1
  const environment = { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'id@northwind.example' };
  [world, chromium] = await Promise.all([
    startAccountWorld({}, { people: [carol], environment }),
    launchBrowser(),
  ]);
});
after(async () => {
  await chromium.close();
  await world.stop();
});

it('a message that was given up is sent again once, and a page that is late says that it is gone — product.md §12.3 /admin/system, mail.md M-2', async () => {
  await world.server.running.database.kysely
    .insertInto('mail_message')
    .values({
      ...{ id: 'given-up', kind: 'password_changed', user_id: null, address: 'ida@northwind.example' },
      ...{ address_folded: 'ida@northwind.example', languages: 'en', facts: '{}', sealed_link: null },
      ...{ asked_by: 'notice', topic: null, attempts: 6, answer: '550 no such mailbox' },
      ...{ created_at: 1_700_000_000, next_attempt_at: null, sent_at: null, failed_at: 1_700_000_100 },
    })
    .execute();
  const page = await chromium.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${world.server.origin}/admin/system`);
  await signsIn(page, carol);
  await reads(page, 'System');
  await page.getByText('550 no such mailbox').waitFor();
  await inspect(page, 'live-admin-system-mail-failed');
  const late = await page.context().newPage();
  await late.goto(page.url());
  const again = (of: typeof page) => of.getByRole('button', { name: /^Send again/ }).first();
  await again(page).click();
  await page.getByRole('status').getByText('The message waits to be sent again.').waitFor();
  const [answer] = await Promise.all([late.waitForResponse(/send-again/), again(late).click()]);
  assert.equal(answer.status(), 404);
  await reads(late, 'Page not found');
  await page.context().close();
});
