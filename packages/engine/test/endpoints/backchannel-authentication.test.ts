import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { hash, sha256, userId } from '@grantor/protocol';
import type { BackchannelConfirmation } from '../../src/requests/outcome.ts';
import {
  exampleAccount,
  exampleClient,
  exampleDetail,
  exampleDetailsType,
  exampleKeyClient,
  examplePublicClient,
  exampleResource,
  exampleScope,
  exampleSession,
  exampleSource,
  postForm,
  signByClient,
  testStart,
} from '../../src/testing/index.ts';
import {
  claimsOf,
  createWorld,
  expectError,
  expectOk,
  json,
  signIn,
  type World,
  webAuthorization,
} from '../support.ts';

const grantType = 'urn:openid:params:grant-type:ciba';
const grantTypes = [grantType, 'refresh_token', 'authorization_code'];
const asker = (change: Parameters<typeof exampleClient>[0] = {}) => exampleClient({ grantTypes, ...change });
const source = exampleSource({ path: '/account/requests' });
const person = exampleSession();

type Seed = NonNullable<Parameters<typeof createWorld>[0]>['seed'];

const worldOf = (client = asker(), seed: Seed = {}): World =>
  createWorld({ seed: { clients: [client], ...seed }, policy: { backchannel: 'served' } });

type Fields = Parameters<typeof postForm>[0];

const ask = (world: World, fields: Fields = {}, head = webAuthorization) =>
  world.engine.backchannelAuthentication(
    postForm({ scope: 'openid read', login_hint: 'ada', ...fields }, { ...head, source }),
  );

const poll = (world: World, value: string, head = webAuthorization) =>
  world.engine.token(postForm({ grant_type: grantType, auth_req_id: value }, head));

async function shownFirst(world: World, session = person): Promise<BackchannelConfirmation> {
  const [first] = await world.engine.listBackchannelRequests(session);
  return first ?? assert.fail('a request waits');
}

const decide = (
  world: World,
  shown: BackchannelConfirmation,
  decision: 'approve' | 'deny',
  { session = person, dropped = [] as number[] } = {},
) =>
  world.engine.decideBackchannelRequest(
    {
      ...{ id: shown.id, decision, source, dropped },
      wasShown: async (asked) => isDeepStrictEqual(asked, shown),
    },
    session,
  );

async function started(world: World, fields: Fields = {}): Promise<string> {
  return expectOk(await ask(world, fields)).auth_req_id;
}

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

  it('knows a pairwise client’s person by name alone — advanced.md CIB-2', async () => {
    const world = worldOf(asker({ subjectType: 'pairwise' }));
    expectError(await ask(world, { login_hint: 'user-1' }), 400, 'unknown_user_id');
    expectOk(await ask(world));
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

describe('a signed request to a person', () => {
  const now = testStart / 1000;
  const claims = {
    ...{ iss: 'web', aud: 'https://auth.example', exp: now + 60, iat: now, nbf: now, jti: 'one' },
    ...{ scope: 'openid read', login_hint: 'ada', binding_message: 'W4SCT', requested_expiry: 60 },
  };
  const signer = (change = {}) =>
    exampleKeyClient({
      grantTypes,
      authMethod: 'client_secret_basic',
      secrets: asker().secrets,
      ...change,
    });
  const send = (world: World, change: Record<string, unknown> = {}, beside: Fields = {}) =>
    world.engine.backchannelAuthentication(
      postForm({ request: signByClient({ ...claims, ...change }), ...beside }, webAuthorization),
    );

  it('is the whole request, once — CIBA §7.1.1, advanced.md CIB-2', async () => {
    const world = worldOf(signer());
    assert.equal(expectOk(await send(world)).expires_in, 60);
    assert.equal((await shownFirst(world)).bindingMessage, 'W4SCT');
    expectError(await send(world), 400, 'invalid_request');
    expectOk(await send(world, { jti: 'two' }));
  });

  const refused: readonly [what: string, change: Record<string, unknown>, beside?: Fields][] = [
    ['another issuer', { iss: 'native' }],
    ['the client as its subject', { sub: 'web' }],
    ['another audience', { aud: 'https://other.example' }],
    ['no audience', { aud: undefined }],
    ['no exp', { exp: undefined }],
    ['one that has expired', { exp: now - 31 }],
    ['one that lives too long', { exp: now + 3631 }],
    ['no iat', { iat: undefined }],
    ['no nbf', { nbf: undefined }],
    ['one of tomorrow', { nbf: now + 86_400 }],
    ['no jti', { jti: undefined }],
    ['a parameter beside it', {}, { scope: 'openid' }],
  ];
  for (const [what, change, beside] of refused) {
    it(`refuses ${what} — CIBA §7.1.1`, async () => {
      expectError(await send(worldOf(signer()), change, beside), 400, 'invalid_request');
    });
  }

  it('is needed of a client that registered how it signs, in that algorithm — CIBA §4', async () => {
    expectError(await ask(worldOf(signer({ backchannelRequestAlg: 'EdDSA' }))), 400, 'invalid_request');
    expectOk(await send(worldOf(signer({ backchannelRequestAlg: 'EdDSA' }))));
    expectError(await send(worldOf(signer({ backchannelRequestAlg: 'RS256' }))), 400, 'invalid_request');
  });

  it('is not taken from other keys, nor unsigned — advanced.md JAR-3', async () => {
    const world = worldOf(signer({ jwks: { keys: [] } }));
    expectError(await send(world), 400, 'invalid_request');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;
    const reply = await worldOf(signer()).engine.backchannelAuthentication(
      postForm({ request: unsigned }, webAuthorization),
    );
    expectError(reply, 400, 'invalid_request');
  });
});

describe('the decision of the person', () => {
  it('shows who asks for what, and with which message — advanced.md CIB-5', async () => {
    const world = worldOf();
    await started(world, { binding_message: 'W4SCT' });
    const shown = await shownFirst(world);
    assert.equal(shown.client.name, 'Example');
    assert.equal(shown.bindingMessage, 'W4SCT');
    assert.deepEqual(shown.scopes.map(({ name }) => name).sort(), ['openid', 'read']);
    assert.equal(shown.expiresAt, testStart / 1000 + 120);
    assert.deepEqual(await world.engine.showBackchannelRequest(shown.id, person), {
      ...{ kind: 'confirm', confirmation: shown, occasion: 'asked' },
    });
  });

  it('is nobody else’s, and of nothing that is unknown — advanced.md CIB-5', async () => {
    const world = worldOf();
    await started(world);
    const shown = await shownFirst(world);
    const other = exampleSession({ userId: userId('user-2'), id: sha256('other') });
    assert.deepEqual(await world.engine.listBackchannelRequests(other), []);
    assert.equal((await world.engine.showBackchannelRequest(shown.id, other)).kind, 'lost');
    assert.equal((await decide(world, shown, 'approve', { session: other })).kind, 'lost');
    assert.equal((await world.engine.showBackchannelRequest(hash('nothing'), person)).kind, 'lost');
  });

  it('counts for what was shown — protocol.md IN-6', async () => {
    const world = worldOf();
    const value = await started(world);
    const shown = await shownFirst(world);
    world.store.put.client(asker({ name: 'Other' }));
    const outcome = await decide(world, shown, 'approve');
    assert.ok(outcome.kind === 'confirm' && outcome.occasion === 'changed');
    assert.equal(outcome.confirmation.client.name, 'Other');
    expectError(await poll(world, value), 400, 'authorization_pending');
  });

  it('is the same when it is posted twice, and stands — protocol.md IN-6', async () => {
    const world = worldOf();
    await started(world);
    const shown = await shownFirst(world);
    assert.equal((await decide(world, shown, 'approve')).kind, 'approved');
    assert.equal((await decide(world, shown, 'approve')).kind, 'approved');
    assert.equal((await decide(world, shown, 'deny')).kind, 'lost');
    world.clock.advance(11);
    assert.equal((await decide(world, shown, 'approve')).kind, 'lost');
  });

  it('needs a session of the level asked for; to deny, any will do — advanced.md CIB-5', async () => {
    const world = worldOf();
    const [first, second] = [
      await started(world, { acr_values: '2' }),
      await started(world, { acr_values: 'phr' }),
    ];
    const all = await world.engine.listBackchannelRequests(person);
    assert.deepEqual(all.map(({ factor }) => factor).sort(), ['any', 'passkey']);
    const [passkey, any] = [
      all.find(({ factor }) => factor === 'passkey')!,
      all.find(({ factor }) => factor === 'any')!,
    ];
    assert.deepEqual(await decide(world, any, 'approve'), { kind: 'step_up', factor: 'any' });
    assert.equal((await decide(world, passkey, 'deny')).kind, 'denied');
    const raised = { ...person, acr: '2' };
    const shown = await world.engine.showBackchannelRequest(any.id, raised);
    assert.ok(shown.kind === 'confirm' && shown.confirmation.factor === null);
    assert.equal((await decide(world, shown.confirmation, 'approve', { session: raised })).kind, 'approved');
    expectError(await poll(world, second), 400, 'access_denied');
    assert.equal(claimsOf(expectOk(await poll(world, first)).id_token).acr, '2');
  });

  it('leaves out details that are dropped; who drops all of nothing else denies — advanced.md RAR-3', async () => {
    const client = asker();
    const world = createWorld({
      seed: { clients: [client], detailsTypes: [exampleDetailsType()] },
      policy: { backchannel: 'served' },
    });
    const details = JSON.stringify([exampleDetail(), exampleDetail({ amount: '1' })]);
    const value = await started(world, { authorization_details: details });
    const shown = await shownFirst(world);
    assert.equal(shown.details.length, 2);
    assert.equal((await decide(world, shown, 'approve', { dropped: [0] })).kind, 'approved');
    const granted = expectOk(await poll(world, value)).authorization_details;
    assert.deepEqual(
      granted.map(({ amount }: { amount: string }) => amount),
      ['1'],
    );
  });

  it('is not asked for once the client was stopped, or the person may not use it — security.md T-3', async () => {
    const world = worldOf();
    await started(world);
    const shown = await shownFirst(world);
    world.store.put.client(asker({ allowedGroups: ['board'] }));
    assert.equal((await decide(world, shown, 'approve')).kind, 'lost');
    world.store.put.client(asker({ status: 'inactive' }));
    assert.deepEqual(await world.engine.listBackchannelRequests(person), []);
  });

  it('is told to a client that wants to be — advanced.md CIB-7', async () => {
    const told = asker({
      backchannelDelivery: 'ping',
      backchannelNotificationEndpoint: 'https://app.example/ciba',
    });
    const world = worldOf(told);
    const commits: unknown[] = [];
    const commit = world.store.commit;
    world.store.commit = async (one) => {
      commits.push(...one.facts);
      return commit(one);
    };
    const value = await started(world, { client_notification_token: 'x'.repeat(22) });
    await decide(world, await shownFirst(world), 'deny');
    const [fact] = commits.filter((one) => (one as { kind: string }).kind === 'backchannel_denied');
    const { ping } = fact as { ping: { uri: string; sealed: string } };
    assert.equal(ping.uri, 'https://app.example/ciba');
    assert.match(ping.sealed, new RegExp(value));
  });
});

describe('polling for the decision', () => {
  it('paces, then answers tokens once, as the client’s own — advanced.md CIB-6', async () => {
    const world = worldOf();
    const value = await started(world);
    expectError(await poll(world, value), 400, 'authorization_pending');
    world.clock.advance(3.9);
    expectError(await poll(world, value), 400, 'slow_down');
    world.clock.advance(1);
    expectError(await poll(world, value), 400, 'authorization_pending');
    await decide(world, await shownFirst(world), 'approve');
    const replies = await Promise.all(Array.from({ length: 50 }, () => poll(world, value)));
    const won = replies.filter(({ status }) => status === 200);
    assert.equal(won.length, 1);
    const tokens = json(won[0]!);
    assert.equal(claimsOf(tokens.id_token).sub, 'user-1');
    assert.ok(tokens.refresh_token);
    for (const reply of replies) if (reply.status !== 200) expectError(reply, 400, 'invalid_grant');
  });

  it('tells of denial and expiry, and nothing of what is unknown — advanced.md CIB-6', async () => {
    const world = worldOf();
    const denied = await started(world);
    await decide(world, await shownFirst(world), 'deny');
    expectError(await poll(world, denied), 400, 'access_denied');
    const late = await started(world);
    world.clock.advance(121);
    expectError(await poll(world, late), 400, 'expired_token');
    expectError(await poll(world, 'gbr_unknown'), 400, 'invalid_grant');
    expectError(
      await world.engine.token(postForm({ grant_type: grantType }, webAuthorization)),
      400,
      'invalid_request',
    );
  });

  it('is for the client that asked, by this grant, and this grant for nothing else — advanced.md CIB-6', async () => {
    const device = 'urn:ietf:params:oauth:grant-type:device_code';
    const both = asker({ grantTypes: [...grantTypes, device] });
    const other = asker({ id: 'other' as never, secrets: both.secrets });
    const world = worldOf(both, { clients: [both, other] });
    const value = await started(world);
    const asDevice = { grant_type: device, device_code: value };
    expectError(await world.engine.token(postForm(asDevice, webAuthorization)), 400, 'invalid_grant');
    const { device_code } = expectOk(
      await world.engine.deviceAuthorization(postForm({ scope: 'openid' }, webAuthorization)),
    );
    expectError(await poll(world, device_code), 400, 'invalid_grant');
    const byOther = {
      authorization: `Basic ${Buffer.from('other:a-secret-of-the-test-client').toString('base64')}`,
    };
    expectError(await poll(world, value, byOther), 400, 'invalid_grant');
    const off = createWorld({ seed: { clients: [both] } });
    expectError(await poll(off, value), 400, 'unsupported_grant_type');
  });
});

describe('metadata of CIBA', () => {
  it('is told where it is served, and nowhere else — advanced.md CIB-8', async () => {
    const told = json(await worldOf().engine.discovery());
    assert.equal(told.backchannel_authentication_endpoint, 'https://auth.example/oauth/bc-authorize');
    assert.deepEqual(told.backchannel_token_delivery_modes_supported, ['poll', 'ping']);
    assert.equal(told.backchannel_user_code_parameter_supported, false);
    assert.deepEqual(told.backchannel_authentication_request_signing_alg_values_supported, [
      'EdDSA',
      'RS256',
    ]);
    assert.ok(told.grant_types_supported.includes(grantType));
    const silent = json(await createWorld().engine.discovery());
    assert.deepEqual(
      Object.keys(silent).filter((name) => name.startsWith('backchannel_') && !name.includes('logout')),
      [],
    );
    assert.ok(!silent.grant_types_supported.includes(grantType));
  });
});
