/** What of an approval is remembered, and what it holds for later, line by line of the rule (protocol.md IN-3). */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, epoch, sha256 } from '@grantor/protocol';
import { narrowedTo } from '../../src/authorize/consent-coverage.ts';
import { describeScope } from '../../src/authorize/scope-request.ts';
import type { Client } from '../../src/model/client.ts';
import { freeStandingScopes, type Resource } from '../../src/model/resource.ts';
import {
  exampleClient,
  exampleDetail,
  exampleDetailsType,
  examplePublicClient,
  exampleResource,
  exampleScope,
  exampleSession,
  exampleSource,
  testStart,
} from '../../src/testing/index.ts';
import {
  answerOf,
  encode,
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
  scopes: [exampleScope('read'), exampleScope('write', { implies: ['read'] }), exampleScope('list')],
});
const mail = exampleResource({ uri: 'https://mail.example', scopes: [exampleScope('send')] });

const world = (change: Partial<Client> = {}, resources: readonly Resource[] = [files, mail]): FrontChannel =>
  frontChannel({
    seed: {
      clients: [exampleClient({ scopes: ['openid', 'email', 'read', 'write', 'list'], ...change })],
      resources,
      detailsTypes: [exampleDetailsType()],
    },
  });

const asked = (change: Parameters = {}) => request({ scope: 'write', resource: files.uri, ...change });

async function allowed(parameters: Parameters, front = world()): Promise<FrontChannel> {
  assert.equal(stepOf(await front.resume(flowOf(await front.ask(parameters)), 'approve')), 'code');
  return front;
}

const stored = ({ harness }: FrontChannel) =>
  [...harness.store.snapshot().consents.values()][0] ?? assert.fail('nothing was remembered');

const scopesAsked = async ({ ask }: FrontChannel, parameters: Parameters) => {
  const { step } = interactionOf(await ask(parameters));
  return step.kind === 'consent'
    ? step.scopes.map(({ name, known }) => `${name} ${known ? 'known' : 'new'}`)
    : [];
};

describe('what an approval is remembered by', () => {
  it('is of a client of the administrator each scope where it was shown, and what came with it', async () => {
    const { terms, claims } = stored(await allowed(asked({ scope: 'openid write' })));
    assert.deepEqual(
      terms.map((term) => term.split(' ')[1]),
      ['openid', 'write', 'read'],
    );
    assert.deepEqual(claims, []);
  });

  it('has each detail once, and room for a new one beside those it has — security.md L-8', async () => {
    const details = Array.from({ length: 49 }, (_, index) => exampleDetail({ amount: `${index}.00` }));
    const asking = (wanted: readonly object[], scope: string) =>
      request({ authorization_details: JSON.stringify(wanted), scope });
    const front = world();
    for (const place of [0, 10, 20, 30, 40])
      await allowed(asking(details.slice(place, place + 10), 'openid'), front);
    assert.equal(stored(front).details.length, 49);
    const more = asking([...details.slice(0, 2), exampleDetail({ amount: '99.00' })], 'openid read');
    await allowed(more, front);
    assert.equal(stored(front).details.length, 50);
    assert.equal(stepOf(await front.ask(more)), 'code');
  });

  it('holds for a detail as long as its credential says the same of the person — protocol.md IN-6', async () => {
    let said: readonly string[] = [];
    const types = [exampleDetailsType({ says: () => said })];
    const front = frontChannel({ seed: { clients: [exampleClient()], detailsTypes: types } });
    const asks = request({ authorization_details: JSON.stringify([exampleDetail()]) });
    const steps = [];
    for (const now of [['a'], ['a'], ['a', 'b'], ['a', 'b'], []]) {
      said = now;
      const outcome = await front.ask(asks);
      steps.push(stepOf(outcome));
      if (outcome.kind === 'interact') await front.decide(outcome, 'approve');
    }
    assert.deepEqual(steps, ['consent', 'code', 'consent', 'code', 'consent']);
  });

  it('holds for a detail that names its places wherever else tokens go — advanced.md RAR-3', async () => {
    const authorization_details = JSON.stringify([exampleDetail({ locations: [files.uri] })]);
    const front = world();
    await allowed(request({ authorization_details, scope: 'openid' }), front);
    await allowed(request({ scope: 'openid', resource: mail.uri }), front);
    const beside = new URLSearchParams({ ...request({ authorization_details, scope: 'openid' }) } as never);
    for (const { uri } of [files, mail]) beside.append('resource', uri);
    assert.equal(stepOf(await front.ask(beside.toString())), 'code');
  });

  it('loses, with one scope of a place, what the others include there — security.md T-4', async () => {
    const front = await allowed(asked({ scope: 'write list' }));
    const consent = stored(front);
    const { store, clock } = front.harness;
    const left = { ...consent, ...narrowedTo(consent, ['write']) };
    const { userId, clientId: of } = consent;
    const facts = [
      { kind: 'consent_revoked', userId, clientId: of },
      { kind: 'consent_given', consent: left },
    ] as const;
    assert.ok((await store.commit({ facts, at: clock.now(), source: exampleSource() })).ok);
    assert.deepEqual(await scopesAsked(front, asked()), ['write new']);
    const kept = { ...consent, ...narrowedTo(consent, ['write', 'list']) };
    assert.deepEqual(kept.terms, consent.terms);
  });

  it('is of what tells who somebody is by its own name alone, whatever says to include it', async () => {
    const free = freeStandingScopes([exampleScope('list', { implies: ['email'] }), exampleScope('email')]);
    const front = world({}, [mail, free]);
    await allowed(request({ scope: 'openid list' }), front);
    assert.deepEqual(await scopesAsked(front, request({ scope: 'openid email' })), [
      'openid known',
      'email new',
    ]);
  });
});

describe('whom nobody asks — protocol.md IN-4', () => {
  it('is asked for all the same where the client wants the page', async () => {
    const front = world({ consent: 'skip' });
    assert.equal(stepOf(await front.ask(asked())), 'code');
    assert.equal(front.harness.store.reads.includes('findConsent'), false);
    assert.equal(stepOf(await front.ask(asked({ prompt: 'consent' }))), 'consent');
  });

  it('is each time whoever could be another program, and not who proves to be none — RFC 8252 §8.6', async () => {
    const redirect_uri = 'http://127.0.0.1:8888/callback';
    const native = { redirectUris: ['http://127.0.0.1/callback'], applicationType: 'native' } as const;
    for (const [client, step] of [
      [exampleClient({ id: clientId('app'), ...native }), 'code'],
      [examplePublicClient({ id: clientId('app'), ...native }), 'consent'],
    ] as const) {
      const front = frontChannel({ seed: { clients: [client] } });
      const asks = request({ client_id: 'app', redirect_uri });
      await allowed(asks, front);
      assert.equal(stepOf(await front.ask(asks)), step);
    }
  });
});

describe('a sign-in that a request wants', () => {
  const wanting = { prompt: 'login' };
  const now = testStart / 1000;

  for (const [what, session, step] of [
    ['of another session since', exampleSession({ id: sha256('fresh'), authTime: epoch(now) }), 'consent'],
    ['of another session before', exampleSession({ id: sha256('old'), authTime: epoch(now - 1) }), 'login'],
    ['of its own session, however fresh', exampleSession({ authTime: epoch(now) }), 'login'],
  ] as const) {
    it(`is met by one ${what}: ${step} — OpenID Connect Core §3.1.2.1, protocol.md SE-2`, async () => {
      const front = world();
      const begun = { ...front.signedIn, session: exampleSession({ authTime: epoch(now) }) };
      const flow = flowOf(await front.ask(asked(wanting), begun));
      front.harness.store.put.session(session);
      assert.equal(stepOf(await front.resume(flow, null, { ...begun, session })), step);
    });
  }

  it('is one whose level can be raised, where the request asks for a level — RFC 9470 §5', async () => {
    const front = world();
    const foreign = { ...front.signedIn, session: exampleSession({ acr: 'of another server' }) };
    const essential = JSON.stringify({ id_token: { acr: { essential: true, values: ['1'] } } });
    assert.equal(stepOf(await front.ask(asked({ claims: essential }), foreign)), 'login');
    assert.equal(stepOf(await front.ask(asked(), foreign)), 'consent');
  });

  it('is asked for by max_age=0 in the second of the sign-in, too — OpenID Connect Core §3.1.2.1', async () => {
    const front = world();
    const fresh = { ...front.signedIn, session: exampleSession({ authTime: epoch(now) }) };
    assert.equal(stepOf(await front.ask(asked({ max_age: '0' }), fresh)), 'login');
    assert.equal(stepOf(await front.ask(asked({ max_age: '1' }), fresh)), 'consent');
  });
});

describe('a decision of another session — protocol.md IN-6, product.md S-7', () => {
  const elsewhere = { kind: 'approve', wasShown: async () => true, madeIn: 'another_session' } as const;

  it('is asked about anew, though whoever is here now allowed the client before', async () => {
    const front = world();
    const { engine, signedIn } = front;
    const flow = flowOf(await front.ask(asked()));
    await allowed(asked(), front);
    const source = exampleSource();
    const decided = await engine.resume({ flow, decision: elsewhere, source }, signedIn);
    assert.ok(decided.kind === 'interact' && decided.occasion === 'changed');
    assert.equal(decided.interaction.step.kind, 'select_account');
    const query = encode(asked());
    const begun = await engine.authorize({ query, form: null, source, begunIn: 'another_session' }, signedIn);
    assert.equal(stepOf(begun), 'select_account');
  });
});

describe('a choice of account', () => {
  it('is none after a sign-in that the request itself has led to — OpenID Connect Core §3.1.2.1', async () => {
    const front = world();
    const { harness, signedOut, signedIn } = front;
    const flow = flowOf(await front.ask(asked({ prompt: 'select_account' }), signedOut));
    const at = Math.floor(harness.clock.now() / 1000);
    const session = exampleSession({ id: 'fresh' as never, authTime: at as never });
    harness.store.put.session(session);
    assert.equal(stepOf(await front.resume(flow, null, { ...signedIn, session })), 'consent');
  });
});

describe('a no that comes while a yes is being written — protocol.md AZ-7', () => {
  it('is told to nobody', async () => {
    const front = world();
    const { ask, decide, harness } = front;
    const shown = await ask(asked());
    const { store } = harness.ports;
    const { findConsent } = store;
    store.findConsent = async (...pair) => {
      store.findConsent = findConsent;
      assert.ok(answerOf(await decide(shown, 'approve'))['code']);
      return findConsent(...pair);
    };
    assert.equal((await decide(shown, 'deny')).kind, 'refuse');
  });
});

describe('what a scope is described by', () => {
  const card = exampleResource({
    uri: 'https://cards.example',
    scopes: [
      { ...exampleScope('card', { description: 'Your card' }), says: ['given_name'] },
      exampleScope('read', { description: 'Read cards' }),
    ],
  });
  const free = freeStandingScopes([exampleScope('wave', { description: 'Wave at you' })]);
  const of = (name: string) =>
    describeScope(name, { resources: [files.uri, card.uri], registered: [files, card, free] }, 'new');

  it('says which credential it opens, and nothing of one where it opens none', () => {
    assert.deepEqual(of('card').credential, { description: 'Your card' });
    assert.equal('credential' in of('read'), false);
  });

  it('says nothing of what it does not include, nor in languages it is not said in', () => {
    assert.deepEqual(of('read'), { name: 'read', description: 'Read cards', known: false });
    const spoken = { ...exampleScope('x', { description: 'In' }), descriptions: { de: 'Auf' } };
    const there = exampleResource({
      uri: files.uri,
      scopes: [{ ...spoken, implies: ['y'] }, exampleScope('y')],
    });
    const found = describeScope('x', { resources: [], registered: [there] }, 'known');
    assert.deepEqual(found.descriptions, { de: 'Auf' });
    assert.deepEqual(
      found.includes?.map(({ name }) => name),
      ['y'],
    );
  });

  it('says that it belongs to no resource, where it does not', () => {
    assert.equal(of('wave').ofNoResource?.description, 'Wave at you');
    assert.equal('ofNoResource' in of('read'), false);
  });
});
