/** Scopes that belong to no resource: asked for, allowed, remembered and taken away (clients.md §9 Free-standing scopes). */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import type { Client } from '../../src/model/client.ts';
import { freeStandingScopes, type ResourceScope } from '../../src/model/resource.ts';
import type { AuthorizeOutcome } from '../../src/requests/outcome.ts';
import {
  approveCode,
  exampleAccount,
  exampleClient,
  examplePublicClient,
  exampleResource,
  exampleScope,
  getWith,
  postForm,
} from '../../src/testing/index.ts';
import { ask as pass } from '../forward-auth/support.ts';
import {
  claimsOf,
  createWorld,
  expectError,
  expectOk,
  json,
  redeem,
  refresh,
  signIn,
  webAuthorization,
} from '../support.ts';
import { flowOf, frontChannel, interactionOf, type Parameters, request, stepOf } from './front-channel.ts';

const standing = (...scopes: readonly (readonly [string, Partial<ResourceScope>])[]) =>
  freeStandingScopes(scopes.map(([name, change]) => exampleScope(name, change)));

const words = { description: 'Read your reports', descriptions: { de: 'Ihre Berichte lesen' } };
const plain = standing(['reports', words], ['reports:list', {}]);
const wide = standing(['reports', { ...words, implies: ['reports:list'] }], ['reports:list', {}]);
const listed = exampleResource({ uri: 'https://files.example', scopes: [exampleScope('files')] });
const open = exampleResource({ uri: 'https://open.example' });

const asked = (scope: string, change: Parameters = {}) => request({ client_id: 'app', scope, ...change });

const front = (free: typeof plain, change: Partial<Client> = {}) =>
  frontChannel({
    seed: {
      resources: [listed, open, free],
      clients: [
        exampleClient({
          ...{ id: clientId('app'), scopes: ['openid', 'reports', 'reports:list', 'files'] },
          redirectUris: ['https://app.example/callback'],
          ...change,
        }),
      ],
    },
  });

const stepAt = (outcome: AuthorizeOutcome) => {
  const { step } = interactionOf(outcome);
  assert.ok(step.kind === 'consent');
  return step;
};
const allow = async (world: ReturnType<typeof front>, parameters: Parameters) => {
  const page = await world.ask(parameters);
  assert.equal(stepOf(await world.decide(page, 'approve')), 'code');
};

const kinds = [{ source: 'administrator' }, { source: 'dynamic', scopes: [] }] as const;

describe('a scope of no resource, where somebody decides — clients.md §9 Free-standing scopes', () => {
  it('is shown in its own words, without a resource and beside one that takes any name — product.md T-5', async () => {
    for (const kind of kinds)
      for (const resource of [undefined, open.uri, 'https://auth.example']) {
        const world = front(plain, kind);
        const [scope] = stepAt(await world.ask(asked('reports', { resource }))).scopes;
        assert.equal(scope?.description, words.description);
        assert.deepEqual(scope?.ofNoResource, words);
      }
  });

  it('is left out beside a resource that lists its own — protocol.md RI-3', async () => {
    for (const kind of kinds) {
      const world = front(plain, kind);
      const page = await world.ask(asked('files reports', { resource: listed.uri }));
      assert.deepEqual(
        stepAt(page).scopes.map(({ name }) => name),
        ['files'],
      );
      const alone = stepOf(await world.ask(asked('reports', { resource: listed.uri })));
      assert.equal(alone, kind.source === 'dynamic' ? 'caution' : 'invalid_scope');
    }
  });

  for (const kind of kinds)
    for (const place of [{}, { resource: open.uri }])
      it(`is asked for again once it includes more, or deletes: ${kind.source}, ${JSON.stringify(place)} — protocol.md IN-3`, async () => {
        const world = front(plain, kind);
        await allow(world, asked('reports', place));
        assert.equal(stepOf(await world.ask(asked('reports', place))), 'code');
        world.harness.store.put.resource(wide);
        const page = await world.ask(asked('reports', place));
        assert.deepEqual(
          stepAt(page).scopes.map(({ known, includes }) => [known, includes?.map(({ name }) => name)]),
          [[false, ['reports:list']]],
        );
        await allow(world, asked('reports', place));
        const codes = [...world.harness.store.snapshot().codes.values()];
        assert.deepEqual(codes.at(-1)?.claims.included, { '': ['reports:list'] });
        assert.equal(stepOf(await world.ask(asked('reports:list', place))), 'code');
        world.harness.store.put.resource(standing(['reports', { ...words, effect: 'deletes' }]));
        assert.equal(stepAt(await world.ask(asked('reports', place))).scopes[0]?.known, false);
      });

  it('counts for what its page showed: widened or gone behind it, the page comes again — protocol.md IN-6', async () => {
    const world = front(plain);
    const page = await world.ask(asked('openid reports'));
    world.harness.store.put.resource(wide);
    const again = await world.decide(page, 'approve');
    assert.equal(again.kind === 'interact' && again.occasion, 'changed');
    assert.equal(stepAt(again).scopes[1]?.includes?.length, 1);
    world.harness.store.put.resource(standing());
    world.harness.store.put.client(
      exampleClient({ id: clientId('app'), redirectUris: ['https://app.example/callback'] }),
    );
    const last = await world.decide(again, 'approve');
    assert.deepEqual(
      stepAt(last).scopes.map(({ name }) => name),
      ['openid'],
    );
    assert.equal(stepOf(await world.resume(flowOf(last), 'approve')), 'code');
  });
});

const native = (change: Partial<Client> = {}) =>
  examplePublicClient({ scopes: ['openid', 'reports', 'reports:list'], ...change });
const tokens = (free: typeof plain, change: Partial<Client> = {}) =>
  createWorld({
    seed: {
      clients: [exampleClient({ scopes: ['reports'] }), native(change)],
      accounts: [exampleAccount()],
      resources: [listed, free],
    },
  });

describe('a token with a scope of no resource — clients.md §9 Free-standing scopes', () => {
  it('is for whom tokens without a resource are for', async () => {
    const world = tokens(plain);
    const { access_token: token, scope } = await signIn(world, { scope: ['openid', 'reports'] });
    assert.equal(scope, 'openid reports');
    assert.equal(claimsOf(token).aud, 'https://auth.example');
    assert.equal(claimsOf(token).scope, 'openid reports');
  });

  it('loses it with the scope: at introspection, refresh and redemption — security.md T-4', async () => {
    for (const change of [{ source: 'dynamic', scopes: [] }, { scopes: ['openid', 'wider'] }] as const) {
      const world = tokens(
        standing(['reports', {}], ['wider', { implies: ['reports'] }], ['reports:list', {}]),
        change,
      );
      const first = await signIn(world, { scope: ['openid', 'reports'] });
      world.store.put.resource(standing(['wider', {}]));
      const seen = json(
        await world.engine.introspect(postForm({ token: first.access_token }, webAuthorization)),
      );
      assert.equal(seen.scope, 'openid');
      expectOk(await world.engine.userinfo(getWith(first.access_token)));
      const second = expectOk(await refresh(world, first.refresh_token));
      assert.equal(second.scope, 'openid');
      expectError(await refresh(world, second.refresh_token, { scope: 'reports' }), 400, 'invalid_scope');
    }
  });

  it('is redeemed without what was taken out behind the page — security.md T-4', async () => {
    const world = tokens(plain, { source: 'dynamic', scopes: [] });
    const code = await approveCode(world, { scope: ['openid', 'reports'] });
    world.store.put.resource(standing());
    assert.equal(expectOk(await redeem(world, code)).scope, 'openid');
  });

  it('loses it where it comes to be for administrators only — protocol.md SC-4', async () => {
    const world = tokens(plain);
    const first = await signIn(world, { scope: ['openid', 'reports'] });
    world.store.put.resource(standing(['reports', { isRestricted: true }]));
    assert.equal(expectOk(await refresh(world, first.refresh_token)).scope, 'openid');
  });

  it('ends where it held nothing else', async () => {
    const world = tokens(plain, { source: 'dynamic', scopes: [] });
    const code = await signIn(world, { scope: ['reports'] });
    world.store.put.resource(standing());
    expectError(await refresh(world, code.refresh_token), 400, 'invalid_grant');
    const seen = json(
      await world.engine.introspect(postForm({ token: code.access_token }, webAuthorization)),
    );
    assert.deepEqual(seen, { active: false });
  });

  it('holds at /verify what it included when it was allowed, and no more — protocol.md IN-6', async () => {
    const world = tokens(plain);
    const including = (...names: string[]) => ({
      ...{ scope: ['reports'], claims: { userinfo: {}, idToken: {}, included: { '': names } } },
    });
    const { access_token: early } = await signIn(world, including());
    world.store.put.resource(wide);
    const { access_token: late } = await signIn(world, including('reports:list'));
    const scopesOf = async (token: string) => (await pass(world, { token })).reply.headers['x-auth-scopes'];
    assert.equal(await scopesOf(early), 'reports');
    assert.equal(await scopesOf(late), 'reports reports:list');
  });

  it('is given to a client for itself — protocol.md §8.3', async () => {
    const world = tokens(plain);
    const form = postForm({ grant_type: 'client_credentials', scope: 'reports' }, webAuthorization);
    assert.equal(claimsOf(expectOk(await world.engine.token(form)).access_token).scope, 'reports');
  });

  it('cannot be meant for the list it stands in: that is no resource — protocol.md RI-1', async () => {
    const world = tokens(plain);
    for (const resource of ['', '/', 'https://auth.example/scopes']) {
      const fields = { grant_type: 'client_credentials', scope: 'reports', resource };
      const reply = await world.engine.token(postForm(fields, webAuthorization));
      assert.ok(resource === '' ? reply.status === 200 : reply.status === 400, resource);
    }
  });
});
