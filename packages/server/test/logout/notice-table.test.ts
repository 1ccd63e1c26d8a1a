import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { exampleClient } from '@grantor/engine/testing';
import { clientId } from '@grantor/protocol';
import type { Database } from '../../src/database/database.ts';
import { type ClaimedNotice, claimNotices } from '../../src/logout/notice-table.ts';
import { newNotice } from '../../src/store/rows/backchannel-notice.ts';
import { clientColumns, upsertClient } from '../../src/store/rows/client.ts';
import { createReplicas, start } from '../keys/ring.ts';

const places = { all: 16, strangers: 8 };

describe('the places of logout notices — security.md S-4', () => {
  let replicas: Awaited<ReturnType<typeof createReplicas>>;
  let database: Database;

  beforeEach(async () => {
    replicas = await createReplicas();
    database = await replicas.open();
    const stranger = exampleClient({ id: clientId('stranger'), source: 'dynamic' });
    await upsertClient(database.kysely, stranger, start);
  });
  afterEach(() => replicas.remove());

  /** As the end of a session queues it. */
  const queue = (sid: string, { client = 'stranger', host = `${sid}.example`, user = sid, since = 0 } = {}) =>
    database.kysely
      .insertInto('logout_notice')
      .values({
        ...{ id: sid, client_id: client, user_id: user, sid, uri: calledAt(`https://${host}/logout`) },
        attempts: 0,
        ...{ created_at: start, next_attempt_at: start - since, delivered_at: null, failed_at: null },
      })
      .execute();

  const calledAt = (backchannelLogoutUri: string): string =>
    clientColumns(exampleClient({ backchannelLogoutUri })).backchannel_logout_uri ?? '';

  const claim = (underWay: readonly ClaimedNotice[] = []) =>
    claimNotices(database.kysely, start, { places, underWay });

  const count = (length: number, work: (index: number) => Promise<unknown>) =>
    Promise.all(Array.from({ length }, (_, index) => work(index)));

  it('are not all taken by three people, at however many servers', async () => {
    await count(60, (index) => queue(`silent-${index}`, { user: `greedy-${index % 3}` }));
    const underWay = await claim();
    await queue('honest');
    assert.deepEqual(
      (await claim(underWay)).map(({ id }) => id),
      ['honest'],
    );
  });

  it('are not all taken by three servers, for however many people', async () => {
    await count(60, (index) => queue(`silent-${index}`, { host: `silent-${index % 3}.example` }));
    const underWay = await claim();
    await queue('honest');
    assert.deepEqual(
      (await claim(underWay)).map(({ id }) => id),
      ['honest'],
    );
  });

  it('are not all taken by one client beside all that strangers may have', async () => {
    await count(20, (index) => queue(`stranger-${index}`));
    await count(20, (index) => queue(`vouched-${index}`, { client: 'vouched', host: 'silent.example' }));
    const underWay = await claim();
    assert.equal(underWay.filter(({ stranger }) => stranger).length, places.strangers);
    await queue('honest', { client: 'app' });
    assert.deepEqual(
      (await claim(underWay)).map(({ id }) => id),
      ['honest'],
    );
  });

  it('are found by others past all that waits for one server, however it spells its host', async () => {
    const spelled = (index: number) =>
      Array.from('silentserver', (letter, bit) => ((index >> bit) & 1 ? letter.toUpperCase() : letter)).join(
        '',
      );
    await count(200, (index) =>
      queue(`silent-${index}`, { host: `${spelled(index)}.example`, user: `greedy-${index % 4}`, since: 10 }),
    );
    const underWay = await claim();
    assert.equal(underWay.length, places.strangers / 2);
    await queue('honest');
    assert.deepEqual(
      (await claim(underWay)).map(({ id }) => id),
      ['honest'],
    );
  });

  it('are kept for addresses in one spelling, those of requests to people, too', () => {
    for (const uri of ['HTTPS://App.Example:443', 'https:\\\\app.example/', 'https://%61pp.example:0443'])
      assert.equal(calledAt(uri), 'https://app.example/', uri);
    const notice = { id: 'one', client_id: 'app', uri: 'https://App.Example:443/ping?a=B', message: '' };
    assert.equal(newNotice(notice, 0).uri, 'https://app.example/ping?a=B');
  });

  it('come free for whoever has none, before those who wait longer and have one', async () => {
    for (let index = 0; index < 40; index += 1)
      await queue(`silent-${index}`, {
        user: index === 0 ? 'done' : `greedy-${index % 7}`,
        since: 40 - index,
      });
    const underWay = await claim();
    assert.equal(underWay.length, places.strangers);
    await queue('honest');
    assert.deepEqual(await claim(underWay), []);
    const left = await claim(underWay.filter(({ user_id }) => user_id !== 'done'));
    assert.deepEqual(
      left.map(({ id }) => id),
      ['honest'],
    );
  });
});
