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
