/** Who vouches for people elsewhere, as they and administrators see and end it (advanced.md JWB-3). */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { alice, bob } from '../e2e/declarations.ts';
import { hiddenFields } from '../e2e/plain-browser.ts';
import { type AccountWorld, carol, startAccountWorld } from './world.ts';

const issuer = 'https://login.corp.example';

let world: AccountWorld;
before(async () => {
  world = await startAccountWorld({}, { people: [carol] });
});
after(() => world.stop());

const links = () => world.server.running.database.kysely.selectFrom('foreign_subject').selectAll().execute();

beforeEach(async () => {
  const { kysely } = world.server.running.database;
  await kysely.deleteFrom('foreign_subject').execute();
  const link = { issuer, subject: '00u1', user_id: bob.sub, linked_at: 1_780_000_000, ended_at: null };
  await kysely.insertInto('foreign_subject').values(link).execute();
});

type Browser = Awaited<ReturnType<AccountWorld['signedIn']>>;

async function endingOn(browser: Browser, page: string): Promise<string> {
  const text = await (await browser.get(page)).text();
  assert.match(text, /login\.corp\.example/);
  return (
    text.match(/href="(\/[^"]*\/connections\/[\w-]{43}\/delete)"/)?.[1] ?? assert.fail('no way to end it')
  );
}

async function ends(browser: Browser, path: string): Promise<number> {
  const asked = await (await browser.get(path)).text();
  assert.match(asked, /by the word of https:\/\/login\.corp\.example/);
  return (await browser.post(path, hiddenFields(asked))).status;
}

describe('a link to a subject of a trusted issuer', () => {
  it('is seen and taken away by the person, and by nobody else — advanced.md JWB-3', async () => {
    const browser = await world.signedIn(bob);
    const path = await endingOn(browser, '/account/connections');
    const stranger = await world.signedIn(alice);
    assert.doesNotMatch(await (await stranger.get('/account/connections')).text(), /login\.corp/);
    assert.equal((await stranger.get(path)).status, 404);
    const fields = hiddenFields(await (await stranger.get('/account')).text());
    assert.equal((await stranger.post(path, fields)).status, 404);
    assert.equal((await links())[0]?.ended_at, null);
    assert.equal(await ends(browser, path), 303);
    assert.notEqual((await links())[0]?.ended_at, null);
    assert.doesNotMatch(await (await browser.get('/account/connections')).text(), /login\.corp/);
    assert.equal((await browser.get(path)).status, 404);
  });

  it('is seen and taken away by administrators, where it is the person’s — advanced.md JWB-3', async () => {
    const browser = await world.signedIn(carol);
    const path = await endingOn(browser, `/admin/users/${bob.sub}/connections`);
    assert.equal((await browser.get(path.replace(bob.sub, alice.sub))).status, 404);
    assert.equal(await ends(browser, path), 303);
    assert.notEqual((await links())[0]?.ended_at, null);
    const told = await world.server.running.database.kysely
      .selectFrom('audit_event')
      .select(['actor_username', 'resource_name', 'details'])
      .where('event_type', '=', 'OAUTH_CONNECTION_DELETED')
      .where('actor_username', '=', 'carol')
      .execute();
    assert.deepEqual(
      told.map((event) => [event.resource_name, event.details]),
      [['bob', JSON.stringify({ provider: issuer })]],
    );
  });
});
