/** A type of authorization details in a real browser: described in fields, tried, asked for in words (product.md §12.3 /admin/policies). */

import { strict as assert } from 'node:assert';
import { after, before, it } from 'node:test';
import { type AccountWorld, carol, startAccountWorld } from '../account/world.ts';
import { assertQuiet, inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { andWaits, opensAccount, presses, reads } from '../e2e/person.ts';
import { administers, follows, isSaid } from './clicking.ts';

let world: AccountWorld;
let chromium: TestBrowser;

before(async () => {
  [world, chromium] = await Promise.all([startAccountWorld({}, { people: [carol] }), launchBrowser()]);
});
after(async () => {
  await chromium.close();
  await world.stop();
});

it('is described value by value, and tried — product.md §12.3 /admin/policies', async () => {
  const page = await chromium.newPage({ viewport: { width: 1280, height: 800 } });
  await opensAccount(page, world.server.origin, carol);
  await administers(page, 'Policies');
  await follows(page, 'New type');
  await page.getByLabel('Type', { exact: true }).fill('payment');
  await page.getByLabel('What it allows, in words').fill('Pay from your account');
  const [amount, currency] = [1, 2].map((number) => page.getByRole('group', { name: `Value ${number}` }));
  assert.ok(amount && currency);
  await amount.getByLabel('Name in the object').fill('amount');
  await amount.getByLabel('Name that people read').fill('Amount');
  await amount.getByLabel('Kind').selectOption({ label: 'Number' });
  await amount.getByLabel('It has to be there').check();
  await amount.getByText('Allowed values and limits').click();
  await amount.getByLabel('At most').fill('a lot');
  await currency.getByLabel('Name in the object').fill('to.currency');
  await currency.getByText('Allowed values and limits').click();
  await currency.getByLabel('Allowed values').fill('EUR\nCHF');
  await andWaits(page, () => presses(page, 'Create type'));
  await page.getByText('Enter a number.').waitFor();
  await inspect(page, 'walked-details-type-refused');
  await amount.getByLabel('At most').fill('1000');
  await presses(page, 'Create type');
  await isSaid(page, 'The type was saved.');
  await follows(page, 'Pay from your account');
  await reads(page, 'Pay from your account');
  assert.equal(await amount.getByLabel('At most').inputValue(), '1000');
  assert.equal(await currency.getByLabel('Allowed values').inputValue(), 'EUR\nCHF');

  await page.getByLabel('Object', { exact: true }).fill('{"type":"payment","amount":1001}');
  await andWaits(page, () => presses(page, 'Try it'));
  await page.getByText('A request with this object would be refused.').waitFor();
  await page
    .getByLabel('Object', { exact: true })
    .fill('{"type":"payment","amount":12.5,"to":{"currency":"CHF"}}');
  await andWaits(page, () => presses(page, 'Try it'));
  await page.getByText('A request with this object would be taken.').waitFor();
  await inspect(page, 'walked-details-type-tried');

  await follows(page, 'Edit as JSON');
  assert.match(await page.getByLabel('JSON Schema of its objects').inputValue(), /"maximum": 1000/);
  await follows(page, 'Edit in fields');
  await amount.getByLabel('Name in the object').waitFor();
  await follows(page, 'Delete');
  await page.getByLabel(/^Type payment/).fill('payment');
  await presses(page, 'Delete');
  await isSaid(page, 'The type was deleted.');
  assertQuiet(page, 'details type');
  await page.context().close();
});
