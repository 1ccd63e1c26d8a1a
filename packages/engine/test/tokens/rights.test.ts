/** What is left of a grant, condition by condition (protocol.md IN-3, IN-6, security.md T-4). */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, epoch, instant } from '@grantor/protocol';
import {
  exampleAccount,
  exampleClient,
  examplePolicy,
  examplePublicClient,
  exampleResource,
  exampleScope,
  postForm,
} from '../../src/testing/index.ts';
import { claimsOfScopes } from '../../src/tokens/claims.ts';
import { findPresentedRefresh, isUsable, type PresentedRefresh } from '../../src/tokens/presented-refresh.ts';
import { scopeHeldAt } from '../../src/tokens/presented-token.ts';
import { rightsLeft, scopeShownAt } from '../../src/tokens/rights.ts';
import { frontChannel, interactionOf, request } from '../authorize/front-channel.ts';
import {
  claimsOf,
  createWorld,
  expectError,
  expectOk,
  isActive,
  json,
  refresh,
  signIn,
  type World,
  webAuthorization,
} from '../support.ts';

const [one, other] = ['https://one.example', 'https://other.example'];
const policy = examplePolicy({ defaultAudience: [one, other] });
const registered = [one, other].map((uri) => exampleResource({ uri, scopes: [exampleScope('read')] }));

describe('what was agreed to for no resource in particular', () => {
  const client = exampleClient({ scopes: ['openid', 'read', 'write'] });
  const left = (resources: readonly string[]) =>
    rightsLeft(
      { scope: ['read', 'write'], resources, details: [], claims: { beside: ['write'] } },
      { client, account: exampleAccount() },
      { policy, registered, detailsTypes: [] },
    )?.scope;

  it('stays while a token is for all that such tokens are for, and not for a part of it', () => {
    assert.deepEqual(left([one, other]), ['read', 'write']);
    assert.deepEqual(left([one]), ['read']);
  });

  it('counts at each of them, and nowhere else', () => {
    const beside = (resources: readonly string[]) =>
      scopeShownAt(['read', 'write'], resources, { claims: { beside: ['write'], placed: [] }, policy });
    assert.deepEqual(beside([one]), ['write']);
    assert.deepEqual(beside([other]), ['write']);
    assert.deepEqual(beside(['https://third.example']), []);
    const placed = [{ scope: ['read'], resource: [one, 'https://third.example'] }];
    assert.deepEqual(scopeShownAt(['read'], ['https://third.example'], { claims: { placed }, policy }), [
      'read',
    ]);
  });
});

describe('the scope that a token has at one of its resources', () => {
  const familyOf = (id: string) =>
    ({ clientId: clientId(id), claims: { placed: [{ scope: ['read'], resource: [one] }] } }) as never;
  const at = (change: Record<string, unknown>, family = familyOf('c')) => {
    const token = {
      clientId: clientId('c'),
      vouchedBy: [],
      scope: ['read'],
      resources: [one, other],
      ...change,
    };
    return scopeHeldAt({ policy }, { token, standing: { family } } as never, [other]);
  };

  it('is what was shown there, of a token that is for several, and for what its family is for', () => {
    assert.deepEqual(at({}), []);
    assert.deepEqual(at({ resources: [] }), ['read']);
    assert.deepEqual(at({ vouchedBy: ['rule:r'] }), ['read'], 'an exchange named what it is for');
    assert.deepEqual(at({}, familyOf('another')), ['read']);
  });
});

describe('what a front-end takes back of a token that says it itself — federation-vci-authlete.md §3.2', () => {
  const narrowed = async (scopes: readonly string[], scope = ['openid', 'read', 'write']) => {
    const world = createWorld();
    const tokens = await signIn(world, { scope });
    const [family] = world.store.snapshot().families.values();
    assert.ok(family);
    world.store.put.family({ ...family, told: { ...family.told, scopes } as never });
    return json(await world.engine.introspect(postForm({ token: tokens.access_token }, webAuthorization)));
  };

  it('is gone from it, and with the last of it the token', async () => {
    assert.equal((await narrowed(['openid', 'read', 'write'])).scope, 'openid read write');
    assert.equal((await narrowed(['openid', 'read'])).scope, 'openid read');
    assert.deepEqual(await narrowed([]), { active: false });
    assert.equal((await narrowed([], [])).active, true, 'there was nothing to take');
  });
});

describe('a refresh token that is looked at — protocol.md TO-3', () => {
  const presented = async (world: World): Promise<PresentedRefresh> => {
    const { refresh_token: token } = await signIn(world);
    return (await findPresentedRefresh(world.store, token)) ?? assert.fail();
  };
  const client = examplePublicClient();
  const now = (world: World, later = 0) => epoch(Math.floor(world.clock.now() / 1000) + later);

  it('is good while nothing of its family has ended', async () => {
    const world = createWorld();
    const found = await presented(world);
    const { family, account } = found;
    const refreshState = family.refresh ?? assert.fail();
    const at = world.clock.now();
    assert.equal(isUsable(found, client, now(world)), true);
    const ends: readonly Partial<PresentedRefresh>[] = [
      { family: { ...family, refresh: null } },
      { family: { ...family, refresh: { ...refreshState, expiresAt: now(world) } } },
      { family: { ...family, refreshEndsAt: now(world) } },
      { family: { ...family, revokedAt: at } },
      { family: { ...family, pausedAt: at } },
      { account: null },
      { account: { ...(account ?? exampleAccount()), disabledAt: at } },
      { account: { ...(account ?? exampleAccount()), tokensValidFrom: instant(family.startedAt + 1) } },
      { presented: { ...found.presented, hash: 'another' as never } },
    ];
    for (const end of ends)
      assert.equal(isUsable({ ...found, ...end }, client, now(world)), false, JSON.stringify(end));
    const dropped = { ...client, tokensValidFrom: instant(family.startedAt + 1) };
    assert.equal(isUsable(found, dropped, now(world)), false);
  });
});

describe('a spent refresh token', () => {
  it('is no theft where the clock of who rotated it is ahead — protocol.md RF-4', async () => {
    const world = createWorld({ policy: { refreshGrace: 0 } });
    const first = await signIn(world);
    world.clock.advance(5);
    const second = expectOk(await refresh(world, first.refresh_token));
    world.clock.advance(-2);
    expectError(await refresh(world, first.refresh_token), 400, 'invalid_grant');
    assert.equal(await isActive(world, second.access_token), true);
  });
});

describe('an access token', () => {
  it('that names those who vouch for it in no form of ours is none', async () => {
    const world = createWorld();
    const { access_token: good } = await signIn(world);
    const forged = await world.ports.keys.sign({
      ...{ use: 'access_token', alg: null, typ: 'at+jwt', now: 0 as never },
      claims: { ...claimsOf(good), vouched_by: 7 },
    });
    assert.equal(await isActive(world, good), true);
    assert.equal(await isActive(world, forged), false);
  });
});

describe('scopes of a request', () => {
  const seed = { clients: [exampleClient({ scopes: ['read', 'own'] })], resources: [...registered] };
  const grant = (scope: string, change: Record<string, string> = {}) =>
    createWorld({ seed }).engine.token(
      postForm({ grant_type: 'client_credentials', scope, ...change }, webAuthorization),
    );

  it('are known by the list of the client, though nobody registered them, and left out where nobody knows them — protocol.md SC-2', async () => {
    const client = exampleClient({ scopes: ['openid', 'own', 'read'] });
    const front = frontChannel({ seed: { clients: [client], resources: registered } });
    const asked = async (scope: string, resource?: string) => {
      const { step } = interactionOf(await front.ask(request({ scope, resource })));
      return step.kind === 'consent' ? step.scopes.map(({ name }) => name) : [];
    };
    assert.deepEqual(await asked('openid own nonsense'), ['openid', 'own']);
    assert.deepEqual(await asked('openid read nonsense', one), ['openid', 'read']);
  });

  it('open grants to those alone whom an administrator gave them — advanced.md GMT-2', async () => {
    expectError(await grant('grant_management_query'), 400, 'invalid_scope');
  });

  it('release the claims that are theirs — OpenID Connect Core §5.4', () => {
    assert.deepEqual(claimsOfScopes(['email']), ['email', 'email_verified']);
    assert.deepEqual(claimsOfScopes([]), []);
  });
});
