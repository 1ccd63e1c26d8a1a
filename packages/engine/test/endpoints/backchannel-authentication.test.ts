import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '@grantor/protocol';
import {
  exampleAccount,
  examplePublicClient,
  exampleResource,
  exampleScope,
} from '../../src/testing/index.ts';
import {
  claimsOf,
  createWorld,
  expectError,
  expectOk,
  json,
  signIn,
  type webAuthorization,
} from '../support.ts';

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

describe('asking a person', () => {
  it('answers what the client polls with, for two minutes unless it wants otherwise — advanced.md CIB-1, CIB-4', async () => {
    const world = worldOf();
    const answer = expectOk(await ask(world));
    assert.match(answer.auth_req_id, /^gbr_[\w-]{43}$/);
    assert.deepEqual([answer.expires_in, answer.interval], [120, 5]);
    assert.equal(expectOk(await ask(world, { requested_expiry: '600' })).expires_in, 600);
    assert.equal(expectOk(await ask(world, { requested_expiry: '1' })).expires_in, 1);
  });

  const malformed: readonly [what: string, fields: Fields, error: string][] = [
    ['a scope without openid', { scope: 'read' }, 'invalid_request'],
    ['no scope', { scope: undefined }, 'invalid_request'],
    ['no hint', { login_hint: undefined }, 'invalid_request'],
    ['two hints', { id_token_hint: 'x' }, 'invalid_request'],
    [
      'a token of an issuer nobody trusts',
      { login_hint: undefined, login_hint_token: 'a.b.c' },
      'invalid_request',
    ],
    ['an ID token of somebody else', { login_hint: undefined, id_token_hint: 'a.b.c' }, 'invalid_request'],
    ['an expiry of none', { requested_expiry: '0' }, 'invalid_request'],
    ['too long an expiry', { requested_expiry: '601' }, 'invalid_request'],
    ['an expiry that is no number', { requested_expiry: '1e2' }, 'invalid_request'],
    ['a message of 101 characters', { binding_message: 'x'.repeat(101) }, 'invalid_binding_message'],
    ['a message of 2000 characters', { binding_message: 'x'.repeat(2000) }, 'invalid_binding_message'],
    ['a message with what nobody sees', { binding_message: 'A\u202eB' }, 'invalid_binding_message'],
    ['a message that is blank', { binding_message: ' ' }, 'invalid_binding_message'],
    ['a level nobody reaches', { acr_values: 'urn:other' }, 'invalid_request'],
    ['nobody', { login_hint: 'bob' }, 'unknown_user_id'],
    ['the client itself', { login_hint: 'client:web' }, 'unknown_user_id'],
  ];
  for (const [what, fields, error] of malformed) {
    it(`refuses ${what} — advanced.md CIB-2, CIB-3`, async () => {
      const world = worldOf();
      expectError(await ask(world, fields), 400, error);
      assert.deepEqual(await world.engine.listBackchannelRequests(person), []);
    });
  }

  it('names the person by user name, verified address, subject or ID token — advanced.md CIB-2', async () => {
    const world = worldOf(asker(), { clients: [asker(), examplePublicClient()] });
    const subjectOf = async (login: Fields) => {
      const value = await started(world, { login_hint: undefined, ...login });
      await decide(world, await shownFirst(world), 'approve');
      const { id_token } = expectOk(await poll(world, value));
      assert.equal(claimsOf(id_token).sub, 'user-1');
      return id_token;
    };
    for (const login_hint of ['ada', 'ada@example.com']) await subjectOf({ login_hint });
    await subjectOf({ id_token_hint: await subjectOf({ login_hint: 'user-1' }) });
    const { id_token } = await signIn(world);
    expectError(await ask(world, { login_hint: undefined, id_token_hint: id_token }), 400, 'invalid_request');
  });

  it('asks neither of the disabled nor of who may not use the client, as if there were nobody — advanced.md CIB-3', async () => {
    const disabled = exampleAccount({ disabledAt: 1 as never });
    expectError(await ask(worldOf(asker(), { accounts: [disabled] })), 400, 'unknown_user_id');
    const closed = asker({ allowedGroups: ['board'] });
    expectError(await ask(worldOf(closed)), 400, 'unknown_user_id');
    const [one, other] = [
      json(await ask(worldOf(closed))),
      json(await ask(worldOf(), { login_hint: 'bob' })),
    ];
    assert.deepEqual(one, other);
  });

  it('knows a pairwise client’s person by name, or by what it knows them as in an ID token — advanced.md CIB-2, PWS-4', async () => {
    const world = worldOf(asker({ subjectType: 'pairwise' }));
    expectError(await ask(world, { login_hint: 'user-1' }), 400, 'unknown_user_id');
    const value = await started(world);
    await decide(world, await shownFirst(world), 'approve');
    const { id_token } = expectOk(await poll(world, value));
    const { sub } = claimsOf(id_token);
    assert.notEqual(sub, 'user-1');
    expectError(await ask(world, { login_hint: String(sub) }), 400, 'unknown_user_id');
    const again = await started(world, { login_hint: undefined, id_token_hint: id_token });
    await decide(world, await shownFirst(world), 'approve');
    assert.equal(claimsOf(expectOk(await poll(world, again)).id_token).sub, sub);
  });

  it('is for clients of administrators that prove themselves and have the grant — advanced.md CIB-1, CIB-3', async () => {
    expectError(await ask(worldOf(asker({ source: 'dynamic' }))), 400, 'unauthorized_client');
    expectError(await ask(worldOf(asker({ grantTypes: ['refresh_token'] }))), 400, 'unauthorized_client');
    const open = worldOf(examplePublicClient({ grantTypes }));
    const byName = await ask(open, { client_id: 'native' }, {} as typeof webAuthorization);
    expectError(byName, 400, 'unauthorized_client');
    expectError(await ask(worldOf(), {}, { authorization: 'Basic d2ViOng=' }), 401, 'invalid_client');
    const off = createWorld({ seed: { clients: [asker()] } });
    expectError(await ask(off), 400, 'unauthorized_client');
  });

  it('refuses what the person could never allow, with 403 — advanced.md CIB-3', async () => {
    const api = exampleResource({ scopes: [exampleScope('read', { isRestricted: true })] });
    const reply = await ask(worldOf(asker(), { resources: [api] }), { resource: api.uri });
    expectError(reply, 403, 'access_denied');
  });

  it('lets one client put ten requests in ten minutes before one person — security.md L-8', async () => {
    const world = worldOf();
    for (let count = 0; count < 10; count++) await started(world);
    expectError(await ask(world), 429, 'rate_limit_exceeded');
    world.clock.advance(601);
    await started(world);
  });

  it('needs a token to tell the client with, where it is told — advanced.md CIB-2', async () => {
    const world = worldOf(
      asker({ backchannelDelivery: 'ping', backchannelNotificationEndpoint: 'https://app.example/ciba' }),
    );
    expectError(await ask(world), 400, 'invalid_request');
    expectError(await ask(world, { client_notification_token: 'x'.repeat(21) }), 400, 'invalid_request');
    expectError(await ask(world, { client_notification_token: 'x x'.repeat(20) }), 400, 'invalid_request');
    const value = await started(world, { client_notification_token: 'x'.repeat(22) });
    const stored = world.store.snapshot().deviceCodes.get(sha256(value))?.backchannel?.notification;
    const message = { authorization: `Bearer ${'x'.repeat(22)}`, body: { auth_req_id: value } };
    assert.equal(stored, `backchannel request ${sha256(value)}|${JSON.stringify(message)}`);
  });
});
