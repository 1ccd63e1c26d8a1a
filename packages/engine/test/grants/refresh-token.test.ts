import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { instant, userId } from '@grantor/protocol';
import { createEngine } from '../../src/create-engine.ts';
import {
  approveCode,
  exampleAccount,
  exampleClient,
  examplePublicClient,
  exampleVerifier,
  postForm,
  testSecret,
} from '../../src/testing/index.ts';
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

const alarms = (world: World) =>
  world.store.commits.flatMap(({ facts }) => facts).filter((fact) => fact.kind === 'family_revoked').length;
const rotations = (world: World) =>
  world.store.commits.flatMap(({ facts }) => facts).filter((fact) => fact.kind === 'refresh_rotated').length;

describe('refresh_token', () => {
  it('rotates within the family row, with one read and one commit — protocol.md RF-2, RF-5', async () => {
    const world = createWorld();
    const first = await signIn(world);
    world.clock.advance(100);
    const reads = world.store.reads.length;
    const second = expectOk(await refresh(world, first.refresh_token));
    assert.notEqual(second.refresh_token, first.refresh_token);
    assert.deepEqual(world.store.reads.slice(reads), ['findClient', 'findFamilyForRefresh', 'listResources']);
    assert.equal(world.store.snapshot().families.size, 1);
    assert.equal(await isActive(world, first.access_token), true);
  });

  it('signs a new ID token about the same authentication, without nonce — OpenID Connect Core §12.2', async () => {
    const world = createWorld();
    const first = await signIn(world);
    world.clock.advance(100);
    const before = claimsOf(first.id_token);
    const after = claimsOf(expectOk(await refresh(world, first.refresh_token)).id_token);
    for (const name of ['iss', 'sub', 'aud', 'auth_time', 'acr', 'amr', 'sid']) {
      assert.deepEqual(after[name], before[name], name);
    }
    assert.equal(after.iat, before.iat + 100);
    assert.equal('nonce' in after, false);
  });

  it('narrows this access token only — protocol.md RF-1', async () => {
    const world = createWorld();
    const first = await signIn(world);
    const narrow = expectOk(await refresh(world, first.refresh_token, { scope: 'read' }));
    assert.equal(narrow.scope, 'read');
    assert.equal(narrow.id_token, undefined);
    const full = expectOk(await refresh(world, narrow.refresh_token));
    assert.equal(full.scope, 'openid profile read write');
    expectError(await refresh(world, full.refresh_token, { scope: 'read email' }), 400, 'invalid_scope');
    expectError(
      await refresh(world, full.refresh_token, { resource: 'https://a.example' }),
      400,
      'invalid_target',
    );
  });

  it('gives parallel refreshes equal answers and rotates once — security.md R-2', async () => {
    const world = createWorld();
    const first = await signIn(world);
    const replies = await Promise.all(Array.from({ length: 50 }, () => refresh(world, first.refresh_token)));
    assert.deepEqual(new Set(replies.map(({ body }) => body)).size, 1);
    assert.equal(replies[0]?.status, 200);
    assert.equal(rotations(world), 1);
    expectOk(await refresh(world, json(replies[0]!).refresh_token));
  });

  it('answers the same request again within the grace, with the time that is left — protocol.md RF-3', async () => {
    const world = createWorld();
    const first = await signIn(world);
    const second = expectOk(await refresh(world, first.refresh_token, { scope: 'read write' }));
    world.clock.advance(60);
    const again = expectOk(await refresh(world, first.refresh_token, { scope: 'write read' }));
    assert.deepEqual(again, { ...second, expires_in: 3540 });
    expectError(await refresh(world, first.refresh_token), 400, 'invalid_grant');
    assert.equal(alarms(world), 0);
    assert.deepEqual(world.observations.filter(({ kind }) => kind === 'refresh_replayed_in_grace').length, 1);
    assert.deepEqual(
      world.observations.flatMap((seen) => (seen.kind === 'grant_refused' ? [seen.cause] : [])),
      ['other'],
    );
  });

  it('answers every token rotated within the grace, however many came between — protocol.md RF-3a', async () => {
    const world = createWorld();
    const answers = [await signIn(world)];
    for (let step = 0; step < 3; step++) {
      world.clock.advance(10);
      answers.push(expectOk(await refresh(world, answers.at(-1).refresh_token)));
    }
    for (const [step, { refresh_token: token }] of answers.slice(0, 3).entries()) {
      const again = expectOk(await refresh(world, token));
      assert.deepEqual(again, { ...answers[step + 1], expires_in: 3600 - 10 * (2 - step) });
      expectError(await refresh(world, token, { scope: 'read' }), 400, 'invalid_grant');
    }
    assert.equal(rotations(world), 3);
    assert.equal(alarms(world), 0);
    expectOk(await refresh(world, answers[3].refresh_token));
  });

  it('measures the grace of each rotated token from its own rotation — protocol.md RF-3a', async () => {
    const world = createWorld();
    const first = await signIn(world);
    const second = expectOk(await refresh(world, first.refresh_token));
    world.clock.advance(40);
    const third = expectOk(await refresh(world, second.refresh_token));
    world.clock.advance(21);
    expectOk(await refresh(world, second.refresh_token));
    assert.equal(alarms(world), 0);
    expectError(await refresh(world, first.refresh_token), 400, 'invalid_grant');
    assert.equal(alarms(world), 1);
    assert.equal(await isActive(world, third.access_token), false);
  });

  it('remembers eight rotated tokens at most, and none beyond the grace — protocol.md RF-3a', async () => {
    const world = createWorld();
    const answers = [await signIn(world)];
    for (let step = 0; step < 9; step++) {
      answers.push(expectOk(await refresh(world, answers.at(-1).refresh_token)));
    }
    const remembered = () => [...world.store.snapshot().families.values()][0]?.refresh?.rotated.length;
    assert.equal(remembered(), 8);
    expectOk(await refresh(world, answers[1].refresh_token));
    world.clock.advance(61);
    answers.push(expectOk(await refresh(world, answers[9].refresh_token)));
    assert.equal(remembered(), 1);
    expectError(await refresh(world, answers[0].refresh_token), 400, 'invalid_grant');
    assert.equal(alarms(world), 1);
  });

  it('takes the ninth for reuse at once — protocol.md RF-3a, RF-4', async () => {
    const world = createWorld();
    const answers = [await signIn(world)];
    for (let step = 0; step < 9; step++) {
      answers.push(expectOk(await refresh(world, answers.at(-1).refresh_token)));
    }
    expectError(await refresh(world, answers[0].refresh_token), 400, 'invalid_grant');
    assert.equal(alarms(world), 1);
  });

  it('ends the family on reuse after the grace, of the parent and of older ones — security.md R-4', async () => {
    for (const ancestor of [0, 2]) {
      const world = createWorld();
      const tokens = [await signIn(world)];
      for (let step = 0; step < 3; step++) {
        tokens.push(expectOk(await refresh(world, tokens.at(-1).refresh_token)));
      }
      world.clock.advance(61);
      const stolen = tokens[ancestor].refresh_token;
      const replies = await Promise.all([refresh(world, stolen), refresh(world, stolen)]);
      for (const reply of replies) expectError(reply, 400, 'invalid_grant');
      for (const { access_token: token } of tokens) assert.equal(await isActive(world, token), false);
      assert.equal(alarms(world), 1);
      expectError(await refresh(world, tokens[3].refresh_token), 400, 'invalid_grant');
    }
  });

  it('without grace gives one winner, and its tokens live — security.md R-3', async () => {
    const world = createWorld({ policy: { refreshGrace: 0 } });
    const first = await signIn(world);
    const replies = await Promise.all(Array.from({ length: 50 }, () => refresh(world, first.refresh_token)));
    const won = replies.filter(({ status }) => status === 200);
    assert.equal(won.length, 1);
    for (const reply of replies.filter(({ status }) => status !== 200))
      expectError(reply, 400, 'invalid_grant');
    assert.equal(alarms(world), 0);
    const winner = json(won[0]!);
    const [family] = world.store.snapshot().families.values();
    assert.equal(family?.refresh?.rotated.length, 1);
    assert.deepEqual([...world.store.snapshot().sealedAnswers.values()], [null]);
    assert.equal(await isActive(world, winner.access_token), true);
    // protocol.md RF-4: what arrives after the commit is reuse
    expectError(await refresh(world, first.refresh_token), 400, 'invalid_grant');
    assert.equal(alarms(world), 1);
    assert.equal(await isActive(world, winner.access_token), false);
  });

  it('repeats a fixed token for a confidential client, and rotates a public one all the same — protocol.md RF-2', async () => {
    const seed = {
      clients: [
        exampleClient({ refreshRotation: 'fixed', source: 'administrator' }),
        examplePublicClient({ refreshRotation: 'fixed' }),
      ],
    };
    const world = createWorld({ seed });
    const open = await signIn(world);
    assert.notEqual(expectOk(await refresh(world, open.refresh_token)).refresh_token, open.refresh_token);
    const device = await confidentialFamily(world);
    const asked = { grant_type: 'refresh_token', refresh_token: device.refresh_token };
    for (let use = 0; use < 2; use++) {
      const reply = expectOk(await world.engine.token(postForm(asked, webAuthorization)));
      assert.equal(reply.refresh_token, device.refresh_token);
    }
    // Nothing was rotated, so there is nothing to remember
    assert.deepEqual([...world.store.snapshot().families.values()].at(-1)?.refresh?.rotated, []);
  });

  it('expires when unused, and for good at the end of the family — protocol.md §2 refresh token', async () => {
    const lifetimes = { ...createWorld().policy.lifetimes, refreshMax: 5000 };
    lifetimes.refreshIdle = { ...lifetimes.refreshIdle, standard: 2000 };
    const world = createWorld({ policy: { lifetimes } });
    const unused = await signIn(world);
    let used = await signIn(world);
    for (let step = 0; step < 3; step++) {
      world.clock.advance(1500);
      used = expectOk(await refresh(world, used.refresh_token));
    }
    expectError(await refresh(world, unused.refresh_token), 400, 'invalid_grant');
    world.clock.advance(500);
    expectError(await refresh(world, used.refresh_token), 400, 'invalid_grant');
  });

  it('refuses unknown, garbled and foreign tokens alike — security.md F-8, O-5', async () => {
    const world = createWorld();
    const { refresh_token: mine } = await signIn(world);
    const foreign = postForm({ grant_type: 'refresh_token', refresh_token: mine }, webAuthorization);
    const replies = [
      await refresh(world, 'x'),
      await refresh(world, 'grt_AAAA'),
      await refresh(world, `grt_${'A'.repeat(64)}`),
      await world.engine.token(foreign),
    ];
    for (const reply of replies) {
      expectError(reply, 400, 'invalid_grant');
      assert.equal(reply.body, replies[0]?.body);
    }
    expectOk(await refresh(world, mine));
    expectError(
      await world.engine.token(postForm({ grant_type: 'refresh_token', client_id: 'native' })),
      400,
      'invalid_request',
    );
  });

  it('refuses a disabled account, and goes on when it is enabled again — product.md T-4', async () => {
    const world = createWorld();
    const { refresh_token: mine } = await signIn(world);
    world.store.put.account(exampleAccount({ disabledAt: world.clock.now() }));
    expectError(await refresh(world, mine), 400, 'invalid_grant');
    world.store.put.account(exampleAccount());
    const next = expectOk(await refresh(world, mine));
    world.store.put.account(exampleAccount({ disabledAt: world.clock.now() }));
    expectError(await refresh(world, mine), 400, 'invalid_grant');
    world.store.put.account(exampleAccount());
    assert.deepEqual(expectOk(await refresh(world, mine)), next);
  });

  it('repeats no answer of a family that was revoked since — protocol.md RF-3, TO-3', async () => {
    const world = createWorld();
    const first = await signIn(world);
    const second = expectOk(await refresh(world, first.refresh_token));
    await world.engine.revoke(postForm({ client_id: 'native', token: second.refresh_token }));
    const commits = world.store.commits.length;
    expectError(await refresh(world, first.refresh_token), 400, 'invalid_grant');
    assert.equal(world.store.commits.length, commits);
  });

  it('goes on in another way of proving oneself, where an administrator changed it — clients.md §5 Authentication', async () => {
    const world = createWorld();
    const { refresh_token: token } = await confidentialFamily(world);
    world.store.put.client(exampleClient({ authMethod: 'client_secret_post' }));
    const fields = { grant_type: 'refresh_token', client_id: 'web', client_secret: testSecret };
    expectOk(await world.engine.token(postForm({ ...fields, refresh_token: token })));
  });

  it('refuses a paused family, repeated answers included, and a client that dropped everything — protocol.md TO-3', async () => {
    const world = createWorld();
    const first = await signIn(world);
    expectOk(await refresh(world, first.refresh_token));
    const [family] = world.store.snapshot().families.values();
    world.store.put.family({ ...family!, pausedAt: world.clock.now() });
    expectError(await refresh(world, first.refresh_token), 400, 'invalid_grant');
    world.store.put.family(family!);
    expectOk(await refresh(world, first.refresh_token));
    const tokensValidFrom = instant(world.clock.now() + 1);
    world.store.put.client(examplePublicClient({ tokensValidFrom }));
    expectError(await refresh(world, first.refresh_token), 400, 'invalid_grant');
    assert.equal(alarms(world), 0);
  });

  it('is never retried into success after a lost commit — protocol.md G-8', async () => {
    const world = createWorld();
    const first = await signIn(world);
    const commit = async () => ({ ok: false, conflict: 'refresh_rotated' }) as const;
    const ports = { ...world.ports, store: { ...world.store, commit } };
    const engine = createEngine(ports, world.policy);
    expectError(await refresh({ ...world, engine }, first.refresh_token), 400, 'invalid_grant');
    expectOk(await refresh(world, first.refresh_token));
  });

  it('never lets a refresh survive a revocation it raced with — security.md R-9', async () => {
    const world = createWorld();
    const first = await signIn(world);
    const revoked = world.engine.revoke(postForm({ client_id: 'native', token: first.refresh_token }));
    const [reply] = await Promise.all([refresh(world, first.refresh_token), revoked]);
    if (reply.status === 200) assert.equal(await isActive(world, json(reply).access_token), false);
    assert.equal(await isActive(world, first.access_token), false);
  });

  it('drops restricted scopes when the person is no longer an administrator — protocol.md SC-4', async () => {
    const admin = exampleAccount({ id: userId('user-1'), role: 'admin' });
    const client = examplePublicClient({ scopes: ['read', 'grantor:admin'] });
    const world = createWorld({ seed: { accounts: [admin], clients: [client] } });
    const first = await signIn(world, { scope: ['read', 'grantor:admin'] });
    assert.equal(first.scope, 'read grantor:admin');
    world.store.put.account({ ...admin, role: 'user' });
    assert.equal(expectOk(await refresh(world, first.refresh_token)).scope, 'read');
  });
});

async function confidentialFamily(world: World) {
  const code = await approveCode(world, { clientId: exampleClient().id });
  const fields = { grant_type: 'authorization_code', code, code_verifier: exampleVerifier };
  return expectOk(await world.engine.token(postForm(fields, webAuthorization)));
}
