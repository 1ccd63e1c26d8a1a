import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, sha256, userId } from '@grantor/protocol';
import type { Client } from '../../src/model/client.ts';
import {
  exampleAccount,
  exampleClient,
  exampleResource,
  exampleScope,
  exampleSession,
  exampleSource,
} from '../../src/testing/index.ts';
import {
  answerOf,
  type FrontChannel,
  flowOf,
  frontChannel,
  interactionOf,
  type Parameters,
  request,
  stepOf,
} from './front-channel.ts';

const files = exampleResource({
  uri: 'https://files.example',
  name: 'Files',
  scopes: [exampleScope('files', { description: 'Read your files', isDefault: true })],
  identityClaims: ['email'],
});

const stranger = (change: Partial<Client> = {}): Client =>
  exampleClient({ id: clientId('stranger'), source: 'dynamic', scopes: ['openid'], ...change });

const asked = (change: Parameters = {}): Parameters =>
  request({ client_id: 'stranger', scope: undefined, resource: files.uri, ...change });

const world = (): FrontChannel => frontChannel({ seed: { clients: [stranger()], resources: [files] } });

/** Everything a client, an administrator or a person can change while the page is open. */
const changes: readonly (readonly [string, (front: FrontChannel) => void])[] = [
  ...(
    [
      ['name', { name: 'Your bank' }],
      ['registered scope', { scopes: ['openid', 'email', 'phone', 'offline_access'] }],
      ['website', { clientUri: 'https://other.example/' }],
      ['logo', { logoUri: 'https://other.example/logo.png' }],
      ['privacy policy', { policyUri: 'https://other.example/privacy' }],
      ['terms of service', { tosUri: 'https://other.example/terms' }],
      ['redirect URIs', { redirectUris: ['https://app.example/callback', 'https://two.example/'] }],
      ['keys', { jwks: { keys: [{ kty: 'EC', kid: 'new' }] } }],
      ['registration', { source: 'administrator' }],
    ] as const satisfies readonly (readonly [string, Partial<Client>])[]
  ).map(
    ([what, change]) =>
      [
        `the ${what} of the client`,
        ({ harness }: FrontChannel) => harness.store.put.client(stranger(change)),
      ] as const,
  ),
  ...(
    [
      ['name', { name: 'Everything' }],
      ['words', { scopes: [exampleScope('files', { description: 'Delete your files', isDefault: true })] }],
      ['default scopes', { scopes: [...(files.scopes ?? []), exampleScope('delete', { isDefault: true })] }],
      ['curiosity', { identityClaims: ['email', 'groups'] }],
    ] as const
  ).map(
    ([what, change]) =>
      [
        `the ${what} of the resource`,
        ({ harness }: FrontChannel) => harness.store.put.resource({ ...files, ...change }),
      ] as const,
  ),
];

const codesOf = ({ harness }: FrontChannel) => [...harness.store.snapshot().codes.values()];

describe('a decision counts for what its page showed — protocol.md IN-6, AZ-8', () => {
  for (const [what, change] of changes) {
    it(`asks again when ${what} changed before the click`, async () => {
      const front = world();
      const shown = await front.ask(asked(what.includes('default') ? { scope: undefined } : {}));
      change(front);
      for (const decision of ['approve', 'deny'] as const) {
        const outcome = await front.decide(shown, decision);
        assert.equal(outcome.kind === 'interact' && outcome.occasion, 'changed', decision);
        assert.equal(stepOf(outcome), 'consent');
      }
      assert.deepEqual(codesOf(front), []);
      assert.equal(front.harness.store.snapshot().consents.size, 0);
      const again = await front.ask(asked());
      assert.equal(stepOf(await front.decide(again, 'approve')), 'code');
    });
  }

  it('grants exactly what the page showed', async () => {
    const front = world();
    const claims = JSON.stringify({ userinfo: { phone_number: null }, id_token: { birthdate: null } });
    const shown = await front.ask(asked({ scope: 'openid files', claims }));
    const { step } = interactionOf(shown);
    assert.equal(stepOf(await front.decide(shown, 'approve')), 'code');
    const [code] = codesOf(front);
    assert.ok(step.kind === 'consent' && code !== undefined);
    assert.deepEqual(
      code.scope,
      step.scopes.map(({ name }) => name),
    );
    assert.deepEqual(
      code.resources,
      step.resources.map(({ resource }) => resource.uri),
    );
    assert.deepEqual(
      [...Object.keys(code.claims.userinfo), ...Object.keys(code.claims.idToken)],
      step.claims.map(({ name }) => name),
    );
    assert.deepEqual(code.claims.toResources, { [files.uri]: ['email'] });
  });

  it('asks the other person who signed in meanwhile', async () => {
    const front = world();
    const shown = await front.ask(asked());
    front.harness.store.put.account(exampleAccount({ id: userId('user-2') }));
    const session = exampleSession({ id: sha256('other'), userId: userId('user-2'), username: 'bob' });
    front.harness.store.put.session(session);
    const other = { ...front.signedIn, session };
    const outcome = await front.decide(shown, 'approve', other);
    assert.equal(outcome.kind === 'interact' && outcome.occasion, 'changed');
    assert.deepEqual(codesOf(front), []);
  });

  it('asks again for the account when the client is another one now', async () => {
    const front = world();
    const shown = await front.ask(asked({ prompt: 'select_account' }));
    assert.equal(stepOf(shown), 'select_account');
    front.harness.store.put.client(stranger({ name: 'Your bank' }));
    const outcome = await front.decide(shown, 'continue');
    assert.equal(outcome.kind === 'interact' && outcome.occasion, 'changed');
    assert.equal(stepOf(await front.decide(outcome, 'continue')), 'consent');
  });

  it('chooses no account for a flow that ended while the page was being compared', async () => {
    const { ask, engine, harness, signedIn } = world();
    const flow = flowOf(await ask(asked({ prompt: 'select_account' })));
    const wasShown = async () => {
      const facts = [{ kind: 'flow_ended', flow: sha256(flow) }] as const;
      return (await harness.store.commit({ facts, at: harness.clock.now(), source: exampleSource() })).ok;
    };
    const decision = { kind: 'continue', wasShown } as const;
    const outcome = await engine.resume({ flow, decision, source: exampleSource() }, signedIn);
    assert.equal(outcome.kind, 'refuse');
  });

  it('takes a no for a no where nothing is asked any more', async () => {
    const front = world();
    const [first, second] = [await front.ask(asked()), await front.ask(asked())];
    assert.equal(stepOf(await front.decide(first, 'approve')), 'code');
    assert.equal(answerOf(await front.decide(second, 'deny'))['error'], 'access_denied');
    assert.equal(codesOf(front).length, 1);
  });

  it('goes on without a question where another tab has had the answer', async () => {
    const front = world();
    const [first, second] = [await front.ask(asked()), await front.ask(asked())];
    await front.decide(first, 'approve');
    assert.equal(stepOf(await front.decide(second, 'approve')), 'code');
  });

  it('decides nothing of a page that is not the one to be decided on', async () => {
    const front = world();
    const shown = await front.ask(asked());
    const { signedOut } = front;
    assert.equal(stepOf(await front.decide(shown, 'approve', signedOut)), 'login');
    assert.equal(stepOf(await front.resume(flowOf(shown), 'continue')), 'consent');
    assert.deepEqual(codesOf(front), []);
  });
});
