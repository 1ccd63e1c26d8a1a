import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { sha256 } from '@grantor/protocol';
import type { DeviceConfirmation, DeviceOutcome } from '../../src/requests/outcome.ts';
import type { Visitor } from '../../src/requests/request.ts';
import {
  exampleAccount,
  examplePublicClient,
  exampleResource,
  exampleScope,
  exampleSession,
  exampleSource,
  postForm,
} from '../../src/testing/index.ts';
import { claimsOf, createWorld, expectOk, json, type World } from '../support.ts';

const api = exampleResource({
  name: 'Files',
  scopes: [exampleScope('read', { description: 'Read your files' })],
  identityClaims: ['email'],
});

const visitor: Visitor = { browser: sha256('browser'), session: exampleSession() };
const other: Visitor = { ...visitor, session: exampleSession({ id: sha256('another session') }) };
const source = exampleSource({ path: '/device/verify' });

async function started() {
  const world = createWorld({ seed: { clients: [examplePublicClient()], resources: [api] } });
  const fields = { client_id: 'native', scope: 'read', resource: api.uri };
  const { user_code: userCode, device_code: deviceCode } = expectOk(
    await world.engine.deviceAuthorization(postForm(fields)),
  );
  return { world, userCode, deviceCode };
}

const enter = (world: World, userCode: string, by = visitor) =>
  world.engine.enterUserCode({ userCode, source }, by);

function confirmationOf(outcome: DeviceOutcome): DeviceConfirmation {
  assert.ok(outcome.kind === 'confirm');
  return outcome.confirmation;
}

/** Decides on the page as it was. */
const decide = (world: World, shown: DeviceConfirmation, decision: 'approve' | 'deny', by = visitor) =>
  world.engine.decideDevice(
    {
      userCode: shown.userCode,
      decision,
      source,
      wasShown: async (asked) => isDeepStrictEqual(asked, shown),
    },
    by,
  );

const poll = (world: World, deviceCode: string) =>
  world.engine.token(
    postForm({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: 'native',
      device_code: deviceCode,
    }),
  );

describe('entering a user code', () => {
  const signedOut: Visitor = { ...visitor, session: null };

  it('leads nowhere where there is no such code, or nobody who could decide — protocol.md DV-4', async () => {
    const { world, userCode } = await started();
    for (const typed of ['', 'BCDF', 'BCDF-GHJK']) {
      assert.equal((await enter(world, typed)).kind, 'unknown', typed);
    }
    assert.equal((await enter(world, userCode, signedOut)).kind, 'unknown');
    const shown = confirmationOf(await enter(world, userCode));
    assert.equal((await decide(world, shown, 'approve', signedOut)).kind, 'lost');
    assert.equal((await decide(world, { ...shown, userCode: 'BCDF' }, 'approve')).kind, 'lost');
  });

  it('leads nowhere once the client was stopped, or the code was decided meanwhile — security.md T-3', async () => {
    const { world, userCode } = await started();
    world.store.put.client(examplePublicClient({ status: 'inactive' }));
    assert.equal((await enter(world, userCode)).kind, 'unknown');
    world.store.put.client(examplePublicClient());
    world.ports.store.commit = async () => ({ ok: false, conflict: 'device_code_entered' });
    assert.equal((await enter(world, userCode)).kind, 'unknown');
  });

  it('is for those who have the right it asks for — protocol.md SC-4', async () => {
    const client = examplePublicClient({ scopes: ['read', 'grantor:admin'] });
    const world = createWorld({ seed: { clients: [client] } });
    const asked = postForm({ client_id: 'native', scope: 'read grantor:admin' });
    const { user_code: userCode } = expectOk(await world.engine.deviceAuthorization(asked));
    assert.equal((await enter(world, userCode)).kind, 'unknown');
    const admin = { ...visitor, session: exampleSession({ role: 'admin' }) };
    assert.equal((await enter(world, userCode, admin)).kind, 'confirm');
  });
});

describe('a device of a client that is not for everybody — product.md §8 who may use it', () => {
  const closed = async (groups: readonly string[]) => {
    const { world, ...codes } = await started();
    world.store.put.client(examplePublicClient({ allowedGroups: ['staff'] }));
    world.store.put.account(exampleAccount({ claims: { groups } }));
    return { world, ...codes };
  };

  it('is told no once the person says so, who can say nothing else', async () => {
    const { world, userCode, deviceCode } = await closed(['guests']);
    const refused = await enter(world, userCode);
    assert.ok(refused.kind === 'not_a_member');
    assert.equal(json(await poll(world, deviceCode)).error, 'authorization_pending');
    const say = (decision: 'approve' | 'deny') =>
      world.engine.decideDevice({ userCode, decision, source, wasShown: async () => true }, visitor);
    assert.equal((await say('approve')).kind, 'not_a_member');
    assert.equal((await say('deny')).kind, 'denied');
    assert.equal(json(await poll(world, deviceCode)).error, 'access_denied');
  });

  it('may be allowed by a member, with the same code, until they are none', async () => {
    const { world, userCode } = await closed(['guests']);
    await enter(world, userCode);
    world.store.put.account(exampleAccount({ claims: { groups: ['staff'] } }));
    const shown = confirmationOf(await enter(world, userCode));
    world.store.put.account(exampleAccount());
    assert.equal((await decide(world, shown, 'approve')).kind, 'not_a_member');
    world.store.put.account(exampleAccount({ claims: { groups: ['staff'] } }));
    assert.equal((await decide(world, shown, 'approve')).kind, 'approved');
  });

  it('is denied by nobody but the session that entered its code — protocol.md DV-4', async () => {
    const { world, userCode } = await closed(['guests']);
    await enter(world, userCode, other);
    const said = { userCode, decision: 'deny', source, wasShown: async () => true } as const;
    assert.equal((await world.engine.decideDevice(said, visitor)).kind, 'lost');
  });
});

describe('the decision about a device', () => {
  const changes: readonly (readonly [string, (world: World) => void])[] = [
    ['name of the client', ({ store }) => store.put.client(examplePublicClient({ name: 'Your bank' }))],
    [
      'terms of the client',
      ({ store }) => store.put.client(examplePublicClient({ tosUri: 'https://b.example/' })),
    ],
    ['name of the resource', ({ store }) => store.put.resource({ ...api, name: 'Everything' })],
    [
      'words of a scope',
      ({ store }) =>
        store.put.resource({ ...api, scopes: [exampleScope('read', { description: 'Delete your files' })] }),
    ],
    [
      'width of a scope',
      ({ store }) =>
        store.put.resource({
          ...api,
          scopes: [exampleScope('read', { implies: ['list'] }), exampleScope('list')],
        }),
    ],
    [
      'curiosity of the resource',
      ({ store }) => store.put.resource({ ...api, identityClaims: ['email', 'name'] }),
    ],
  ];
  for (const [what, change] of changes) {
    it(`counts for what its page showed: the ${what} — protocol.md IN-6`, async () => {
      const { world, userCode } = await started();
      const shown = confirmationOf(await enter(world, userCode));
      change(world);
      for (const decision of ['approve', 'deny'] as const) {
        const outcome = await decide(world, shown, decision);
        assert.equal(outcome.kind === 'confirm' && outcome.occasion, 'changed', decision);
      }
      const again = await decide(world, shown, 'approve');
      assert.equal((await decide(world, confirmationOf(again), 'approve')).kind, 'approved');
    });
  }

  it('lets tokens say what the page named, and no more — security.md T-4', async () => {
    const { world, userCode, deviceCode } = await started();
    const shown = confirmationOf(await enter(world, userCode));
    assert.deepEqual(
      shown.resources.map(({ learns }) => learns),
      [[{ name: 'email', known: false }]],
    );
    assert.equal((await decide(world, shown, 'approve')).kind, 'approved');
    world.store.put.resource({ ...api, identityClaims: ['email', 'name'] });
    const { email, name } = claimsOf(expectOk(await poll(world, deviceCode)).access_token);
    assert.deepEqual([email, name], ['ada@example.com', undefined]);
  });

  for (const decision of ['approve', 'deny'] as const) {
    it(`gets the same answer twice: ${decision} — protocol.md IN-6`, async () => {
      const { world, userCode, deviceCode } = await started();
      const shown = confirmationOf(await enter(world, userCode));
      const first = await decide(world, shown, decision);
      world.clock.advance(5);
      if (decision === 'approve') expectOk(await poll(world, deviceCode));
      assert.deepEqual(await decide(world, shown, decision), first, 'also once the device has its tokens');
      const contrary = decision === 'approve' ? 'deny' : 'approve';
      assert.equal((await decide(world, shown, contrary)).kind, 'lost');
      assert.equal((await decide(world, shown, decision, other)).kind, 'lost');
      world.clock.advance(5);
      assert.deepEqual(await decide(world, shown, decision), first);
      const { findClient } = world.ports.store;
      world.ports.store.findClient = async () => null;
      assert.equal((await decide(world, shown, decision)).kind, 'lost', 'its client is gone');
      world.ports.store.findClient = findClient;
      world.clock.advance(0.001);
      assert.equal((await decide(world, shown, decision)).kind, 'lost');
    });
  }

  it('is that of the session that entered the code, which alone is shown what changed — protocol.md DV-4', async () => {
    const { world, userCode } = await started();
    const shown = confirmationOf(await enter(world, userCode));
    world.store.put.client(examplePublicClient({ name: 'Your bank' }));
    assert.equal((await decide(world, shown, 'approve', other)).kind, 'lost');
  });

  it('is the first of two that contradict each other — security.md R-5', async () => {
    const { world, userCode } = await started();
    const shown = confirmationOf(await enter(world, userCode));
    const reads = world.store.reads.length;
    const both = await Promise.all([decide(world, shown, 'approve'), decide(world, shown, 'deny')]);
    assert.deepEqual(
      both.map(({ kind }) => kind),
      ['approved', 'lost'],
    );
    const second = world.store.reads.slice(reads).filter((name) => name === 'findDecidedDeviceCode');
    assert.equal(second.length, 1, 'only the loser looks what became of it');
  });

  it('is made once by any number of clicks at once — security.md R-5', async () => {
    const { world, userCode } = await started();
    const shown = confirmationOf(await enter(world, userCode));
    const clicks = await Promise.all(Array.from({ length: 20 }, () => decide(world, shown, 'approve')));
    assert.ok(clicks.every(({ kind }) => kind === 'approved'));
    const approvals = world.store.commits.flatMap(({ facts }) =>
      facts.filter(({ kind }) => kind === 'device_approved'),
    );
    assert.equal(approvals.length, 1);
  });
});
