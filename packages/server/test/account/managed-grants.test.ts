import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { atGrant, createGrant, type Grant } from '../races/managed-grants.ts';
import {
  fixtures,
  hiddenFields,
  isActive,
  type Person,
  post,
  postAs,
  redirectUri,
  secret,
  signIn,
} from '../races/person.ts';
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

describe('what a person allowed by one of several grants that they ended — protocol.md IN-3, product.md T-6', () => {
  let server: TestServer;
  let person: Person;
  before(async () => {
    const asking = {
      ...{ client_id: 'asking', client_secret: secret, client_name: 'Asking', redirect_uris: [redirectUri] },
      scope: 'openid profile read',
    };
    server = await startTestServer({ bootstrap: { ...fixtures, clients: [...fixtures.clients, asking] } });
    person = await signIn(server.origin, server.origin);
  });
  after(() => server.stop());

  /** Where the browser is sent by a request for a grant of its own. */
  async function ask(scope: string, more: Record<string, string> = {}): Promise<URL> {
    const query = new URLSearchParams({
      ...{ client_id: 'asking', redirect_uri: redirectUri, response_type: 'code', scope },
      code_challenge: createHash('sha256').update('v'.repeat(43)).digest('base64url'),
      ...{ code_challenge_method: 'S256', grant_management_action: 'create', ...more },
    });
    const { response } = await person.get(`/oauth/authorize?${query}`);
    return new URL(response.headers.get('location') ?? '', server.origin);
  }

  /** The access token of a grant that a page was shown for. */
  async function allow(scope: string): Promise<unknown> {
    const page = await ask(scope);
    assert.equal(page.pathname, '/consent', page.href);
    const shown = await person.get(`${page.pathname}${page.search}`);
    const { response } = await person.submit('/consent', { ...hiddenFields(shown.page), action: 'approve' });
    const code = new URL(response.headers.get('location') ?? '', server.origin).searchParams.get('code');
    const { status, body } = await redeem(code ?? assert.fail('no code'));
    assert.equal(status, 200);
    return body['access_token'];
  }

  const redeem = (code: string) =>
    postAs({}, `${server.origin}/oauth/token`, {
      ...{ grant_type: 'authorization_code', client_id: 'asking', client_secret: secret, code },
      ...{ redirect_uri: redirectUri, code_verifier: 'v'.repeat(43) },
    });

  it('is asked for again, and never given without a page', async () => {
    const other = await allow('openid read');
    await allow('openid profile');
    const { page } = await person.get('/account/authorizations');
    // The newest stands first
    const [, path = ''] = /href="(\/account\/authorizations\/grants\/[^"]+)"/.exec(page) ?? [];
    const question = await person.get(path);
    assert.equal((await person.submit(path, hiddenFields(question.page))).response.status, 303);
    const silent = await ask('openid profile', { prompt: 'none' });
    assert.equal(silent.searchParams.get('error'), 'consent_required', silent.href);
    assert.equal((await ask('openid profile')).pathname, '/consent');
    const { body } = await postAs({}, `${server.origin}/oauth/introspect`, {
      ...{ client_id: 'asking', client_secret: secret, token: String(other) },
    });
    assert.equal(body['active'], true);
  });
});
