import assert from 'node:assert/strict';
import {
  atGrant,
  creating,
  GRANTING,
  granted,
  merging,
  ofClient,
  QUERY,
  queryGrant,
  REVOKE,
  replacing,
} from '../conversation/grants.ts';
import type { Case } from '../run/case.ts';
import { saysLessOnPage } from '../run/facade-differences.ts';
import { expectError, expectHeader, expectStatus, send, stringOf } from '../wire/answer.ts';
import { expectRedirectedError } from '../wire/authorization.ts';
import type { Parameters } from '../wire/parameters.ts';

// Grant Management for OAuth 2.0 and advanced.md §9: what a client was allowed, as one thing with an id.

const needs: Case['needs'] = ['grant_management'];
const refreshing: Case['needs'] = ['grant_management', 'refresh', 'introspection'];

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
      const authorization = await t.authorize({ client: GRANTING, parameters: creating });
      assert.equal(authorization.response.get('grant_id'), null);
      const tokens = await t.redeem(authorization);
      expectStatus(tokens, 200);
      const id = stringOf(tokens, 'grant_id');
      assert.match(id, /^[\w-]{43,}$/);
      const found = await queryGrant(t, id);
      expectStatus(found, 200);
      expectHeader(found, 'cache-control', /no-store/);
      assert.match(found.text, /"scope":"openid read"/);
      const ended = await atGrant(t, id, { token: await ofClient(t, REVOKE), method: 'DELETE' });
      expectStatus(ended, 204);
      assert.equal(ended.text, '');
      expectError(await t.refresh(GRANTING, stringOf(tokens, 'refresh_token')), 400, 'invalid_grant');
      assert.equal(await t.isActive(GRANTING, stringOf(tokens, 'access_token')), false);
      expectStatus(await t.userinfo(stringOf(tokens, 'access_token')), 401);
      expectStatus(await queryGrant(t, id), 404);
    },
  },
  {
    name: 'a grant is reached by its own tokens at the other path, too',
    requirements: ['Grant Management §6.1', 'advanced.md GMT-7'],
    needs: ['grant_management', 'aliases'],
    async run(t) {
      const tokens = await granted(t, { ...creating, scope: `openid ${QUERY}` });
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
      const tokens = await granted(t, creating);
      const id = stringOf(tokens, 'grant_id');
      const token = stringOf(tokens, 'access_token');
      assert.equal((await t.verify(token)).payload['grant_id'], id);
      const described = await t.as(GRANTING, 'introspection_endpoint', { token });
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
      const first = await granted(t, creating);
      const id = stringOf(first, 'grant_id');
      const merged = await granted(t, { ...merging(id), scope: 'openid write' });
      assert.equal(stringOf(merged, 'grant_id'), id);
      assert.deepEqual(stringOf(merged, 'scope').split(' ').sort(), ['openid', 'read', 'write']);
      expectError(await t.refresh(GRANTING, stringOf(first, 'refresh_token')), 400, 'invalid_grant');
      assert.equal(await t.isActive(GRANTING, stringOf(first, 'access_token')), true);
      expectStatus(await t.refresh(GRANTING, stringOf(merged, 'refresh_token')), 200);
    },
  },
  {
    name: 'what replaces a grant is all that is left of it; the tokens of before are over',
    requirements: ['Grant Management §5.2', 'advanced.md GMT-4'],
    needs: refreshing,
    async run(t) {
      const first = await granted(t, creating);
      const id = stringOf(first, 'grant_id');
      const replaced = await granted(t, { ...replacing(id), scope: 'openid write' });
      assert.equal(stringOf(replaced, 'grant_id'), id);
      assert.equal(stringOf(replaced, 'scope'), 'openid write');
      expectError(await t.refresh(GRANTING, stringOf(first, 'refresh_token')), 400, 'invalid_grant');
      assert.equal(await t.isActive(GRANTING, stringOf(first, 'access_token')), false);
      assert.match((await queryGrant(t, id)).text, /"scope":"openid write"/);
    },
  },
];

const refusals: readonly Case[] = (
  [
    ['an id for a grant that is created', { ...creating, grant_id: 'g' }],
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
      expectRedirectedError(await t.authorize({ client: GRANTING, parameters }), 'invalid_request');
    },
  }),
);

const owners: readonly Case[] = [
  {
    name: 'a grant is of one client and one person',
    requirements: ['Grant Management §5.4', 'advanced.md GMT-3'],
    needs,
    async run(t) {
      const id = stringOf(await granted(t, creating), 'grant_id');
      const parameters = merging(id);
      const asked = [
        t.authorize({ client: GRANTING, parameters: merging('unknown') }),
        t.authorize({ client: 'web', parameters }),
        t.authorize({ client: GRANTING, parameters, user: 'bob' }),
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
      const tokens = await granted(t, creating);
      const id = stringOf(tokens, 'grant_id');
      const querying = await ofClient(t, QUERY);
      expectError(await atGrant(t, id, { token: 'x' }), 401, 'invalid_token');
      expectError(
        await atGrant(t, id, { token: stringOf(tokens, 'access_token') }),
        403,
        'insufficient_scope',
      );
      expectError(await atGrant(t, id, { token: querying, method: 'DELETE' }), 403, 'insufficient_scope');
      expectStatus(await atGrant(t, 'unknown', { token: querying }), 404);
      expectStatus(await atGrant(t, id, { token: await ofClient(t, QUERY, 'granting-other') }), 404);
      const ending = await ofClient(t, REVOKE, 'granting-other');
      expectStatus(await atGrant(t, id, { token: ending, method: 'DELETE' }), 404);
      expectStatus(await queryGrant(t, id), 200);
    },
  },
  {
    name: 'a grant outlives the end of its tokens',
    requirements: ['Grant Management §6.6', 'advanced.md GMT-10'],
    needs: ['grant_management', 'revocation', 'refresh'],
    async run(t) {
      const tokens = await granted(t, creating);
      const token = stringOf(tokens, 'refresh_token');
      expectStatus(await t.as(GRANTING, 'revocation_endpoint', { token }), 200);
      expectStatus(await queryGrant(t, stringOf(tokens, 'grant_id')), 200);
    },
  },
];

const shown: Case = {
  name: 'the page of a change says what is new, what stays and what goes',
  requirements: ['advanced.md GMT-5'],
  needs: ['grant_management', 'house_rules'],
  differs: { facade: saysLessOnPage },
  async run(t) {
    const first = await t.authorize({ client: GRANTING, parameters: creating });
    const id = stringOf(await t.redeem(first), 'grant_id');
    const partsOf = async (parameters: Parameters): Promise<readonly string[]> => {
      const { landing } = await t.authorize({
        ...{ client: GRANTING, browser: first.browser, parameters },
        purpose: { stopAt: 'consent' },
      });
      assert.ok(landing.kind === 'page');
      return [...landing.html.matchAll(/class="access part (\w+)"/g)].map(([, part = '']) => part);
    };
    assert.deepEqual(await partsOf({ ...merging(id), scope: 'openid write' }), ['added', 'kept']);
    assert.deepEqual(await partsOf({ ...replacing(id), scope: 'openid write' }), [
      'added',
      'kept',
      'removed',
    ]);
  },
};

export const grantManagementCases: readonly Case[] = [
  shown,
  ...roundTrip,
  ...changes,
  ...refusals,
  ...owners,
];
