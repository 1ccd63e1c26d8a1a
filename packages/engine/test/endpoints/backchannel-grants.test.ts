import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, userId } from '@grantor/protocol';
import type { KnownDetailsType } from '../../src/model/authorization-details.ts';
import {
  basic,
  exampleAccount,
  exampleClient,
  exampleDetail,
  exampleDetailsType,
  exampleKeyClient,
  exampleResource,
  exampleScope,
  postForm,
  signByClient,
  testSecret,
  testStart,
} from '../../src/testing/index.ts';
import { claimsOf, expectError, expectOk, type World, webAuthorization } from '../support.ts';
import {
  ask,
  asker,
  decide,
  type Fields,
  grantTypes,
  person,
  poll,
  shownFirst,
  started,
  worldOf,
} from './backchannel.ts';

const create = { grant_management_action: 'create' };
const merge = (grant_id: string) => ({ grant_management_action: 'merge', grant_id });
const replace = (grant_id: string) => ({ grant_management_action: 'replace', grant_id });

const bob = exampleAccount({ id: userId('user-2'), username: 'bob' });
const asOther = { authorization: basic('other', testSecret) };

const grantWorld = (): World =>
  worldOf(asker(), {
    clients: [asker(), exampleClient({ id: clientId('other'), grantTypes })],
    accounts: [exampleAccount(), bob],
    detailsTypes: [exampleDetailsType()],
  });

async function allowed(world: World, fields: Fields) {
  const value = await started(world, fields);
  const shown = await shownFirst(world);
  assert.equal((await decide(world, shown, 'approve')).kind, 'approved');
  return { shown, tokens: expectOk(await poll(world, value)) };
}

const refresh = (world: World, token: string) =>
  world.engine.token(postForm({ grant_type: 'refresh_token', refresh_token: token }, webAuthorization));

const known = (named: readonly { readonly name: string; readonly known: boolean }[]) =>
  named.map((each) => [each.name, each.known]);

describe('a grant that a request to a person is about — advanced.md GMT-1', () => {
  it('is created, and named with the tokens and in them — advanced.md GMT-6', async () => {
    const world = grantWorld();
    const { shown, tokens } = await allowed(world, { ...create, scope: 'openid read' });
    assert.equal(shown.change, null);
    assert.match(tokens.grant_id, /^[\w-]{43}$/);
    assert.equal(claimsOf(tokens.access_token).grant_id, tokens.grant_id);
    assert.equal((await allowed(world, {})).tokens.grant_id, undefined);
  });

  it('is merged: shown as what stays and what is added, and given as a whole — advanced.md GMT-4, GMT-5', async () => {
    const world = grantWorld();
    const first = (await allowed(world, { ...create, scope: 'openid read' })).tokens;
    const authorization_details = JSON.stringify([exampleDetail()]);
    const { shown, tokens } = await allowed(world, {
      ...merge(first.grant_id),
      ...{ scope: 'openid write', authorization_details },
    });
    assert.deepEqual(known(shown.scopes), [
      ['openid', true],
      ['read', true],
      ['write', false],
    ]);
    assert.equal(shown.change?.action, 'merge');
    assert.deepEqual([tokens.grant_id, tokens.scope], [first.grant_id, 'openid read write']);
    assert.deepEqual(tokens.authorization_details, [exampleDetail()]);
    expectError(await refresh(world, first.refresh_token), 400, 'invalid_grant');
    expectOk(await refresh(world, tokens.refresh_token));
  });

  it('is shown as new where what it holds has come to mean more — protocol.md IN-3, security.md T-4', async () => {
    const uri = 'https://files.example/';
    const files = exampleResource({ uri, scopes: [exampleScope('read'), exampleScope('list')] });
    let sayings: readonly string[] = ['given name'];
    const card: KnownDetailsType = { ...exampleDetailsType(), accepts: () => true, says: () => sayings };
    const world = worldOf(asker(), { clients: [asker()], resources: [files] });
    world.ports.detailsTypes.list = async () => [card];
    const authorization_details = JSON.stringify([exampleDetail()]);
    const asked = { scope: 'openid read', resource: uri, authorization_details };
    const { grant_id } = (await allowed(world, { ...create, ...asked })).tokens;
    const shownAgain = async () => {
      const { shown } = await allowed(world, { ...merge(grant_id), ...asked });
      return [...known(shown.scopes), ...shown.details.map((detail) => ['detail', detail.known])];
    };
    const kept = [
      ['openid', true],
      ['read', true],
      ['detail', true],
    ];
    assert.deepEqual(await shownAgain(), kept);
    world.store.put.resource({
      ...files,
      scopes: [exampleScope('read', { implies: ['list'] }), exampleScope('list')],
    });
    sayings = ['given name', 'telephone'];
    assert.deepEqual(await shownAgain(), [
      ['openid', true],
      ['read', false],
      ['detail', false],
    ]);
    assert.deepEqual(await shownAgain(), kept);
  });

  it('is replaced: shown as what ends, too — advanced.md GMT-4, GMT-5', async () => {
    const world = grantWorld();
    const first = (await allowed(world, { ...create, scope: 'openid read' })).tokens;
    const { shown, tokens } = await allowed(world, { ...replace(first.grant_id), scope: 'openid write' });
    assert.deepEqual(
      shown.change?.removed.scopes.map(({ name }) => name),
      ['read'],
    );
    assert.deepEqual([tokens.grant_id, tokens.scope], [first.grant_id, 'openid write']);
    expectError(await refresh(world, first.refresh_token), 400, 'invalid_grant');
  });

  it('is one of the client and of the person it names — advanced.md GMT-3', async () => {
    const world = grantWorld();
    const { grant_id } = (await allowed(world, create)).tokens;
    expectError(await ask(world, merge('unknown')), 400, 'invalid_grant_id');
    expectError(await ask(world, merge(grant_id), asOther), 400, 'invalid_grant_id');
    expectError(await ask(world, { ...merge(grant_id), login_hint: 'bob' }), 400, 'invalid_grant_id');
    for (const wrong of [{ grant_id }, { ...create, grant_id }, { grant_management_action: 'extend' }]) {
      expectError(await ask(world, wrong), 400, 'invalid_request');
    }
    assert.deepEqual(await world.engine.listBackchannelRequests(person), []);
  });

  it('is not changed by an approval of what it was before another — advanced.md GMT-5', async () => {
    const world = grantWorld();
    const { grant_id } = (await allowed(world, create)).tokens;
    const value = await started(world, { ...merge(grant_id), scope: 'openid write' });
    const before = await shownFirst(world);
    const second = await started(world, { ...merge(grant_id), scope: 'openid read' });
    const [other] = (await world.engine.listBackchannelRequests(person)).filter(({ id }) => id !== before.id);
    assert.equal((await decide(world, other ?? assert.fail('it waits'), 'approve')).kind, 'approved');
    const changed = await decide(world, before, 'approve');
    assert.ok(changed.kind === 'confirm' && changed.occasion === 'changed');
    assert.equal((await decide(world, changed.confirmation, 'approve')).kind, 'approved');
    expectError(await poll(world, second), 400, 'access_denied');
    assert.equal(expectOk(await poll(world, value)).grant_id, grant_id);
  });

  it('may be named in a signed request — advanced.md CIB-2', async () => {
    const world = worldOf(
      asker({ ...exampleKeyClient(), grantTypes, secrets: asker().secrets, authMethod: asker().authMethod }),
    );
    const now = testStart / 1000;
    const claims = { iss: 'web', aud: 'https://auth.example', iat: now, nbf: now, exp: now + 60, jti: 'j' };
    const asked = { scope: 'openid read', login_hint: 'ada', ...create };
    const value = await started(world, {
      ...{ scope: undefined, login_hint: undefined, request: signByClient({ ...claims, ...asked }) },
    });
    await decide(world, await shownFirst(world), 'approve');
    assert.match(expectOk(await poll(world, value)).grant_id, /^[\w-]{43}$/);
  });
});
