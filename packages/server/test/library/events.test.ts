/** What the application hears of its instance, and who did it (distribution.md L-3). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { GrantorEvent } from '../../src/index.ts';
import { type Embedded, embed, embedEmpty } from './embedded.ts';

const events: GrantorEvent[] = [];
const onEvent = (event: GrantorEvent): void => void events.push(event);
const subjectsOf = (type: string) =>
  events.filter((event) => event.type === type).map(({ resource, details }) => [resource.name, details]);

describe('what the start does', () => {
  it('is told: the first administrator, the first client, each of the first keys — distribution.md L-3', async () => {
    events.length = 0;
    const embedded = await embedEmpty('https://first.example/auth', { onEvent });
    assert.deepEqual(subjectsOf('USER_CREATED'), [['admin', { source: 'first start' }]]);
    assert.deepEqual(subjectsOf('CLIENT_CREATED'), [['Grantor CLI', {}]]);
    const keys = subjectsOf('SIGNING_KEY_ADDED').map(([kid]) => kid);
    assert.ok(keys.length >= 2, 'each of the first keys is told of by itself, under its own kid');
    assert.ok(keys.every((kid) => typeof kid === 'string' && !kid.includes(' ')));
    assert.equal(new Set(keys).size, keys.length);
    assert.deepEqual(subjectsOf('SIGNING_KEY_ROTATED'), [], 'nothing took the place of another');
    assert.equal(subjectsOf('SERVER_STARTED').length, 1);
    events.length = 0;
    await embedded.again();
    assert.deepEqual(
      events.map(({ type }) => type),
      ['SERVER_STOPPED', 'SERVER_STARTED'],
    );
    await embedded.stop();
  });

  it('is told of each that the file declares, once — distribution.md L-3', async () => {
    events.length = 0;
    const embedded = await embed('https://declared.example/auth', { onEvent });
    const users = subjectsOf('USER_CREATED').map(([name, details]) => [name, Object(details).source]);
    for (const name of ['alice', 'bob'])
      assert.deepEqual(
        users.filter(([each]) => each === name),
        [[name, 'bootstrap file']],
      );
    assert.ok(subjectsOf('CLIENT_CREATED').some(([name]) => name === 'Photo Album'));
    await embedded.stop();
  });
});

describe('what the application does', () => {
  let embedded: Embedded;
  before(async () => {
    embedded = await embed('https://app.example/auth', { onEvent });
  });
  after(() => embedded.stop());

  it('has the application as its actor, at no address — distribution.md L-3, operations.md D-1', async () => {
    const { clients } = embedded.grantor;
    events.length = 0;
    const { client_id: id } = await clients.register({
      ...{ client_name: 'Nightly', grant_types: ['client_credentials'], scope: 'read' },
    });
    await clients.remove(id);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['CLIENT_REGISTERED', 'CLIENT_DELETED'],
    );
    for (const { actor, resource } of events) {
      const application = { userId: null, username: '(application)', clientId: null };
      assert.deepEqual(actor, { ...application, address: 'in process' });
      assert.equal(resource.id, id);
    }
  });
});
