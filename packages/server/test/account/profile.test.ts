/** What people say of themselves (product.md §12.2 /account/profile). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { bob } from '../e2e/declarations.ts';
import { hiddenFields, type PlainBrowser } from '../e2e/plain-browser.ts';
import { type AccountWorld, startAccountWorld } from './world.ts';

const path = '/account/profile';
const dora = {
  ...{ username: 'dora', password: 'meadow lantern pebble', sub: 'dora-0004' },
  ...{ email: 'dora@example.com', email_verified: true },
  claims: { name: 'Dora Maar', groups: ['painters'], birthdate: '1907' },
};

let world: AccountWorld;

before(async () => {
  world = await startAccountWorld({}, { people: [dora] });
});

after(() => world?.stop());

const open = async (browser: PlainBrowser) => hiddenFields(await (await browser.get(path)).text());

const save = async (browser: PlainBrowser, form: Readonly<Record<string, string>>) =>
  browser.post(path, { ...(await open(browser)), ...form });

const claimsOf = async (browser: PlainBrowser): Promise<Record<string, unknown>> => {
  const { access_token } = await world.allows(browser, 'openid profile email');
  const headers = { authorization: `Bearer ${access_token}` };
  return (await (await fetch(`${world.server.origin}/oauth/userinfo`, { headers })).json()) as never;
};

describe('the profile', () => {
  it('is what applications are told, and another e-mail address is unverified — product.md §2', async () => {
    const browser = await world.signedIn(dora);
    const response = await save(browser, { full_name: 'Theodora Markovitch', locale: 'fr', theme: 'dark' });
    assert.equal(response.headers.get('location'), `${path}?done=profile_saved`);
    const kept = await claimsOf(browser);
    assert.equal(kept['name'], 'Theodora Markovitch');
    assert.equal(kept['birthdate'], '1907');
    assert.equal(kept['email_verified'], true);
    assert.match(await (await browser.get('/account')).text(), /<html lang="fr" data-theme="dark">/);
    await save(browser, { email: 'theodora@example.com' });
    const changed = await claimsOf(browser);
    assert.equal(changed['email'], 'theodora@example.com');
    assert.equal(changed['email_verified'], false);
  });

  it('takes no address that somebody else has, and nothing that is none', async () => {
    const browser = await world.signedIn(dora);
    const taken = await save(browser, { email: 'BOB@example.org' });
    assert.equal(taken.status, 400);
    assert.match(await taken.text(), /Somebody has this e-mail address|Quelqu’un/);
    const nonsense = await save(browser, { zoneinfo: 'Nowhere/Atlantis', email: 'none' });
    assert.equal(nonsense.status, 400);
    assert.match(await nonsense.text(), /value="Nowhere\/Atlantis"/);
  });

  it('leaves what others decide about the person — product.md §2 groups, role', async () => {
    const browser = await world.signedIn(dora);
    const before = (await open(browser))['version'];
    const nothing = { groups: 'admins', role: 'admin', email_verified: '1', phone_number_verified: '1' };
    await save(browser, nothing);
    assert.equal((await open(browser))['version'], before);
    assert.equal((await browser.get('/admin')).status, 403);
  });

  it('is never overwritten by what is older — product.md A-8', async () => {
    const browser = await world.signedIn(bob);
    const older = await open(browser);
    await save(browser, { nickname: 'Bobby' });
    const stale = await browser.post(path, { ...older, nickname: 'Robert' });
    assert.equal(stale.status, 409);
    const page = await stale.text();
    assert.match(page, /Bobby/);
    assert.match(page, /value="Robert"/);
    const again = await browser.post(path, { ...hiddenFields(page), nickname: 'Robert' });
    assert.equal(again.status, 303);
  });

  it('of twenty equal edits at once takes one — product.md G-4', async () => {
    const browser = await world.signedIn(bob);
    const fields = await open(browser);
    const edits = Array.from({ length: 20 }, (_, index) =>
      browser.post(path, { ...fields, nickname: `Bob ${index}` }),
    );
    const statuses = (await Promise.all(edits)).map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 303).length, 1);
    assert.equal(statuses.filter((status) => status === 409).length, 19);
  });
});
