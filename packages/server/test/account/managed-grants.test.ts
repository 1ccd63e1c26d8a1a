import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { atGrant, createGrant, type Grant } from '../races/managed-grants.ts';
import { fixtures, hiddenFields, isActive, type Person, post, signIn } from '../races/person.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

describe('managed grants on the account page — advanced.md GMT-11', () => {
  let server: TestServer;
  let person: Person;
  let grant: Grant;
  before(async () => {
    server = await startTestServer({ bootstrap: fixtures });
    person = await signIn(server.origin, server.origin);
    grant = await createGrant(person, server.origin);
  });
  after(() => server.stop());

  const apps = async (): Promise<string> => (await person.get('/account/authorizations')).page;

  it('stand there after their last token has ended, with what they hold', async () => {
    await post(server.origin, '/oauth/revoke', { token: grant.refreshToken });
    assert.equal(await isActive(server.origin, grant.accessToken), false);
    assert.equal(await atGrant(server.origin, grant, 'GET'), 200);
    assert.match(await apps(), /Read your content/);
  });

  const endings = async (): Promise<readonly string[]> =>
    [...(await apps()).matchAll(/href="(\/account\/authorizations\/grants\/[^"]+)"/g)].map(
      ([, path = '']) => path,
    );

  it('end one by one where there are several, with every token of theirs at once — product.md T-6, advanced.md GMT-9, GMT-11', async () => {
    assert.deepEqual(await endings(), []);
    const [first, second] = [
      await createGrant(person, server.origin),
      await createGrant(person, server.origin, 'openid profile offline_access'),
    ];
    const paths = await endings();
    assert.equal(paths.length, 3);
    // The newest stands first
    const [path = ''] = paths;
    const question = await person.get(path);
    assert.equal(question.response.status, 200);
    assert.match(question.page, /Web/);
    const stranger = await signIn(server.origin, server.origin, 'eve');
    assert.equal((await stranger.get(path)).response.status, 404);
    assert.equal(await isActive(server.origin, second.accessToken), true);
    const answer = await person.submit(path, hiddenFields(question.page));
    assert.equal(answer.response.status, 303);
    for (const token of [second.accessToken, second.refreshToken])
      assert.equal(await isActive(server.origin, token), false);
    assert.equal(await atGrant(server.origin, second, 'GET'), 404);
    for (const token of [first.accessToken, first.refreshToken])
      assert.equal(await isActive(server.origin, token), true);
    assert.equal(await atGrant(server.origin, first, 'GET'), 200);
    assert.equal((await endings()).includes(path), false);
    assert.equal((await person.submit(path, hiddenFields(question.page))).response.status, 404);
    const told = await audited('GRANT_REVOKED');
    assert.deepEqual(told, [{ client: 'web', details: { reason: 'user' } }]);
  });

  const audited = async (type: string) => {
    const rows = await server.running.database.kysely
      .selectFrom('audit_event')
      .selectAll()
      .where('event_type', '=', type)
      .execute();
    return rows.map(({ actor_client_id: client, details }) => ({
      client,
      details: JSON.parse(details ?? '{}'),
    }));
  };

  it('end there, like everything that the application was allowed', async () => {
    const other = await createGrant(person, server.origin);
    const [, path = ''] = /href="(\/account\/authorizations\/[^"]+\/revoke)"/.exec(await apps()) ?? [];
    const question = await person.get(path);
    const answer = await person.submit(path, hiddenFields(question.page));
    assert.equal(answer.response.status, 303);
    for (const ended of [grant, other]) assert.equal(await atGrant(server.origin, ended, 'GET'), 404);
    assert.equal(await isActive(server.origin, other.accessToken), false);
    assert.doesNotMatch(await apps(), /Read your content/);
  });
});
