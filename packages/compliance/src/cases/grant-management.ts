import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import { poll, startDevice, visitDevicePage } from '../conversation/device.ts';
import { follow, push, pushed } from '../conversation/pushed.ts';
import type { Case } from '../run/case.ts';
import { API, FILES, PAYMENT } from '../setup/fixtures.ts';
import { type Answer, expectError, expectHeader, expectStatus, send, stringOf } from '../wire/answer.ts';
import { expectRedirectedError } from '../wire/authorization.ts';
import type { Parameters } from '../wire/parameters.ts';

// Grant Management for OAuth 2.0 and advanced.md §9: what a client was allowed, as one thing with an id.

const needs: Case['needs'] = ['grant_management'];
const refreshing: Case['needs'] = ['grant_management', 'refresh', 'introspection'];

const CLIENT = 'granting';
const create: Parameters = { grant_management_action: 'create', scope: 'openid read' };
const merge = (id: string): Parameters => ({ grant_management_action: 'merge', grant_id: id });
const replace = (id: string): Parameters => ({ grant_management_action: 'replace', grant_id: id });

const granted = (t: Conversation, parameters: Parameters, client = CLIENT): Promise<Answer> =>
  t.tokens({ client, parameters });

const ofClient = async (t: Conversation, scope: string, client = CLIENT): Promise<string> =>
  stringOf(await t.token(client, { grant_type: 'client_credentials', scope }), 'access_token');

type Visit = { readonly token: string; readonly method?: 'GET' | 'DELETE' };

const at = (t: Conversation, id: string, { token, method = 'GET' }: Visit): Promise<Answer> =>
  send(`${t.endpoint('grant_management_endpoint')}/${id}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  });

const QUERY = 'grant_management_query';
const REVOKE = 'grant_management_revoke';

const query = async (t: Conversation, id: string): Promise<Answer> =>
  at(t, id, { token: await ofClient(t, QUERY) });

const roundTrip: readonly Case[] = [
  {
    name: 'metadata names the endpoint of grants, what it does, and that nobody has to name one',
    requirements: ['Grant Management §7.1', 'advanced.md GMT-11'],
    needs,
    async run(t) {
      assert.ok(t.endpoint('grant_management_endpoint').startsWith(t.issuer));
      const actions = t.metadata['grant_management_actions_supported'];
      assert.deepEqual(actions, ['query', 'revoke', 'create', 'merge', 'replace']);
      assert.notEqual(t.metadata['grant_management_action_required'], true);
    },
  },
  {
    name: 'a grant is created, named with its tokens, looked at, ended, and gone',
    requirements: [
      'Grant Management §2',
      ...['Grant Management §5.2', 'Grant Management §5.3', 'Grant Management §5.5'],
      ...['Grant Management §6', 'Grant Management §6.1', 'Grant Management §6.3', 'Grant Management §6.4'],
      ...['Grant Management §6.5', 'advanced.md GMT-1', 'advanced.md GMT-6', 'advanced.md GMT-8'],
      ...['advanced.md GMT-9', 'advanced.md GMT-10'],
    ],
    needs: refreshing,
    async run(t) {
      const authorization = await t.authorize({ client: CLIENT, parameters: create });
      assert.equal(authorization.response.get('grant_id'), null);
      const tokens = await t.redeem(authorization);
      expectStatus(tokens, 200);
      const id = stringOf(tokens, 'grant_id');
      assert.match(id, /^[\w-]{43,}$/);
      const found = await query(t, id);
      expectStatus(found, 200);
      expectHeader(found, 'cache-control', /no-store/);
      assert.match(found.text, /"scope":"openid read"/);
      const ended = await at(t, id, { token: await ofClient(t, REVOKE), method: 'DELETE' });
      expectStatus(ended, 204);
      assert.equal(ended.text, '');
      expectError(await t.refresh(CLIENT, stringOf(tokens, 'refresh_token')), 400, 'invalid_grant');
      assert.equal(await t.isActive(CLIENT, stringOf(tokens, 'access_token')), false);
      expectStatus(await t.userinfo(stringOf(tokens, 'access_token')), 401);
      expectStatus(await query(t, id), 404);
    },
  },
  {
    name: 'a grant is reached by its own tokens at the other path, too',
    requirements: ['Grant Management §6.1', 'advanced.md GMT-7'],
    needs: ['grant_management', 'aliases'],
    async run(t) {
      const tokens = await granted(t, { ...create, scope: `openid ${QUERY}` });
      const answer = await send(`${t.issuer}/api/gm/${stringOf(tokens, 'grant_id')}`, {
        headers: { authorization: `Bearer ${stringOf(tokens, 'access_token')}` },
      });
      expectStatus(answer, 200);
    },
  },
  {
    name: 'a grant is named in JWT access tokens and by introspection',
    requirements: ['advanced.md GMT-6'],
    needs: ['grant_management', 'introspection', 'jwt_access_token'],
    async run(t) {
      const tokens = await granted(t, create);
      const id = stringOf(tokens, 'grant_id');
      const token = stringOf(tokens, 'access_token');
      assert.equal((await t.verify(token)).payload['grant_id'], id);
      const described = await t.as(CLIENT, 'introspection_endpoint', { token });
      assert.equal(described.json['grant_id'], id);
    },
  },
];

const changes: readonly Case[] = [
  {
    name: 'what is merged into a grant comes with what it holds; the refresh tokens of before are over',
    requirements: ['Grant Management §5.2', 'advanced.md GMT-4'],
    needs: refreshing,
    async run(t) {
      const first = await granted(t, create);
      const id = stringOf(first, 'grant_id');
      const merged = await granted(t, { ...merge(id), scope: 'openid write' });
      assert.equal(stringOf(merged, 'grant_id'), id);
      assert.deepEqual(stringOf(merged, 'scope').split(' ').sort(), ['openid', 'read', 'write']);
      expectError(await t.refresh(CLIENT, stringOf(first, 'refresh_token')), 400, 'invalid_grant');
      assert.equal(await t.isActive(CLIENT, stringOf(first, 'access_token')), true);
      expectStatus(await t.refresh(CLIENT, stringOf(merged, 'refresh_token')), 200);
    },
  },
  {
    name: 'what replaces a grant is all that is left of it; the tokens of before are over',
    requirements: ['Grant Management §5.2', 'advanced.md GMT-4'],
    needs: refreshing,
    async run(t) {
      const first = await granted(t, create);
      const id = stringOf(first, 'grant_id');
      const replaced = await granted(t, { ...replace(id), scope: 'openid write' });
      assert.equal(stringOf(replaced, 'grant_id'), id);
      assert.equal(stringOf(replaced, 'scope'), 'openid write');
      expectError(await t.refresh(CLIENT, stringOf(first, 'refresh_token')), 400, 'invalid_grant');
      assert.equal(await t.isActive(CLIENT, stringOf(first, 'access_token')), false);
      assert.match((await query(t, id)).text, /"scope":"openid write"/);
    },
  },
];

const payment = (amount: string) => ({ type: PAYMENT, amount });
const details = (...all: readonly object[]): Parameters => ({ authorization_details: JSON.stringify(all) });
const claims = (...names: readonly string[]): Parameters => ({
  claims: JSON.stringify({ userinfo: Object.fromEntries(names.map((name) => [name, null])) }),
});

const contents: readonly Case[] = [
  {
    name: 'a grant is described by what it holds where, when it was made and changed, and by no token',
    requirements: ['Grant Management §6.4', 'advanced.md GMT-8', 'advanced.md GMT-4'],
    needs: ['grant_management', 'rich_authorization_requests', 'resource', 'claims_parameter', 'refresh'],
    async run(t) {
      const scope = { resource: API, scope: 'openid read' };
      const first = await granted(t, {
        ...create,
        ...scope,
        ...details(payment('1.00')),
        ...claims('email'),
      });
      const id = stringOf(first, 'grant_id');
      const more = {
        resource: FILES,
        scope: 'openid read',
        ...details(payment('2.00')),
        ...claims('nickname'),
      };
      const merged = await granted(t, { ...merge(id), ...more });
      const found = await query(t, id);
      const { scopes, claims: told, authorization_details, created_at, last_updated_at } = found.json;
      const rights = scopes as readonly { readonly scope: string; readonly resource: readonly string[] }[];
      for (const resource of [API, FILES])
        assert.ok(
          rights.some((one) => one.scope.split(' ').includes('read') && one.resource.includes(resource)),
          JSON.stringify(rights),
        );
      assert.deepEqual((told as readonly string[]).toSorted(), ['email', 'nickname']);
      assert.deepEqual(authorization_details, [payment('1.00'), payment('2.00')]);
      assert.ok(Number(created_at) > 1_600_000_000 && Number(last_updated_at) >= Number(created_at));
      for (const [name, value] of [...Object.entries(first.json), ...Object.entries(merged.json)])
        if (/token$/.test(name)) assert.ok(!found.text.includes(String(value)));
      assert.deepEqual(merged.json['authorization_details'], [payment('1.00'), payment('2.00')]);
      const replaced = await granted(t, { ...replace(id), scope: 'openid write', resource: API });
      assert.equal(replaced.json['authorization_details'], undefined);
      const after = (await query(t, id)).json;
      assert.deepEqual([after['claims'], after['authorization_details']], [[], []]);
    },
  },
  {
    name: 'what a grant held as a code is over with it, and what was ended names nothing',
    requirements: ['Grant Management §6.5', 'advanced.md GMT-9', 'advanced.md GMT-3'],
    needs,
    async run(t) {
      const id = stringOf(await granted(t, create), 'grant_id');
      const waiting = await t.authorize({ client: CLIENT, parameters: merge(id) });
      waiting.code();
      const token = await ofClient(t, REVOKE);
      expectStatus(await at(t, id, { token, method: 'DELETE' }), 204);
      expectError(await t.redeem(waiting), 400, 'invalid_grant');
      expectStatus(await at(t, id, { token, method: 'DELETE' }), 404);
      const again = await t.authorize({ client: CLIENT, parameters: merge(id) });
      expectRedirectedError(again, 'invalid_grant_id');
    },
  },
  {
    name: 'a grant is ended by a token of its own that has the scope',
    requirements: ['Grant Management §6.1', 'advanced.md GMT-7'],
    needs,
    async run(t) {
      const tokens = await granted(t, { ...create, scope: `openid ${REVOKE}` });
      const [id, token] = [stringOf(tokens, 'grant_id'), stringOf(tokens, 'access_token')];
      expectError(await at(t, id, { token }), 403, 'insufficient_scope');
      expectStatus(await at(t, id, { token, method: 'DELETE' }), 204);
      expectError(await at(t, id, { token, method: 'DELETE' }), 401, 'invalid_token');
    },
  },
  {
    name: 'a pushed request and a device make grants, too',
    requirements: ['Grant Management §5.2', 'advanced.md GMT-1', 'advanced.md GMT-6'],
    needs: ['grant_management', 'par', 'device'],
    async run(t) {
      const sent = await pushed(t, CLIENT, create);
      const tokens = await t.redeem(await follow(t, sent));
      stringOf(tokens, 'grant_id');
      const wrong = await push(t, CLIENT, { ...create, grant_id: 'g' });
      expectError(wrong.answer, 400, 'invalid_request');
      const device = 'device-granting';
      const started = await startDevice(t, device, { ...create, scope: 'openid' });
      await visitDevicePage(t, started);
      const answer = await poll(t, started, device);
      expectStatus(answer, 200);
      const querying = await ofClient(t, QUERY, device);
      expectStatus(await at(t, stringOf(answer, 'grant_id'), { token: querying }), 200);
    },
  },
];

const refusals: readonly Case[] = (
  [
    ['an id for a grant that is created', { ...create, grant_id: 'g' }],
    ['an id without an action', { grant_id: 'g' }],
    ['an action that is unknown', { grant_management_action: 'extend' }],
    ['no id for a grant to merge into', { grant_management_action: 'merge' }],
  ] as const satisfies readonly (readonly [string, Parameters])[]
).map(
  ([what, parameters]): Case => ({
    name: `a request with ${what} is refused`,
    requirements: ['Grant Management §5.4', 'advanced.md GMT-3'],
    needs,
    async run(t) {
      expectRedirectedError(await t.authorize({ client: CLIENT, parameters }), 'invalid_request');
    },
  }),
);

const owners: readonly Case[] = [
  {
    name: 'a grant is of one client and one person',
    requirements: ['Grant Management §5.4', 'advanced.md GMT-3'],
    needs,
    async run(t) {
      const id = stringOf(await granted(t, create), 'grant_id');
      const parameters = merge(id);
      const asked = [
        t.authorize({ client: CLIENT, parameters: merge('unknown') }),
        t.authorize({ client: 'web', parameters }),
        t.authorize({ client: CLIENT, parameters, user: 'bob' }),
      ];
      for (const authorization of await Promise.all(asked))
        expectRedirectedError(authorization, 'invalid_grant_id');
    },
  },
  {
    name: 'a client that cannot prove itself manages no grant',
    requirements: ['Grant Management §5.1', 'advanced.md GMT-2'],
    needs,
    async run(t) {
      const parameters = { grant_management_action: 'create' };
      expectRedirectedError(await t.authorize({ client: 'spa', parameters }), 'unauthorized_client');
    },
  },
  {
    name: 'the endpoint of grants tells a bad token, a missing scope and a grant that is not there apart',
    requirements: ['Grant Management §6.6', 'advanced.md GMT-7', 'advanced.md GMT-10'],
    needs,
    async run(t) {
      const tokens = await granted(t, create);
      const id = stringOf(tokens, 'grant_id');
      const querying = await ofClient(t, QUERY);
      expectError(await at(t, id, { token: 'x' }), 401, 'invalid_token');
      expectError(await at(t, id, { token: stringOf(tokens, 'access_token') }), 403, 'insufficient_scope');
      expectError(await at(t, id, { token: querying, method: 'DELETE' }), 403, 'insufficient_scope');
      expectStatus(await at(t, 'unknown', { token: querying }), 404);
      expectStatus(await at(t, id, { token: await ofClient(t, QUERY, 'granting-other') }), 404);
      const ending = await ofClient(t, REVOKE, 'granting-other');
      expectStatus(await at(t, id, { token: ending, method: 'DELETE' }), 404);
      expectStatus(await query(t, id), 200);
    },
  },
  {
    name: 'a grant outlives the end of its tokens',
    requirements: ['Grant Management §6.6', 'advanced.md GMT-10'],
    needs: ['grant_management', 'revocation', 'refresh'],
    async run(t) {
      const tokens = await granted(t, create);
      const token = stringOf(tokens, 'refresh_token');
      expectStatus(await t.as(CLIENT, 'revocation_endpoint', { token }), 200);
      expectStatus(await query(t, stringOf(tokens, 'grant_id')), 200);
    },
  },
];

const shown: Case = {
  name: 'the page of a change says what is new, what stays and what goes',
  requirements: ['advanced.md GMT-5'],
  needs: ['grant_management', 'house_rules'],
  async run(t) {
    const first = await t.authorize({ client: CLIENT, parameters: create });
    const id = stringOf(await t.redeem(first), 'grant_id');
    const partsOf = async (parameters: Parameters): Promise<readonly string[]> => {
      const { landing } = await t.authorize({
        ...{ client: CLIENT, browser: first.browser, parameters },
        purpose: { stopAt: 'consent' },
      });
      assert.ok(landing.kind === 'page');
      return [...landing.html.matchAll(/class="access part (\w+)"/g)].map(([, part = '']) => part);
    };
    assert.deepEqual(await partsOf({ ...merge(id), scope: 'openid write' }), ['added', 'kept']);
    assert.deepEqual(await partsOf({ ...replace(id), scope: 'openid write' }), ['added', 'kept', 'removed']);
  },
};

export const grantManagementCases: readonly Case[] = [
  shown,
  ...roundTrip,
  ...changes,
  ...contents,
  ...refusals,
  ...owners,
];
