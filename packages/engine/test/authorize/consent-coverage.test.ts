import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import { narrowedTo, scopesAllowedAt } from '../../src/authorize/consent-coverage.ts';
import type { Client } from '../../src/model/client.ts';
import type { ResourceScope } from '../../src/model/resource.ts';
import type { Fact } from '../../src/ports/facts.ts';
import type { AuthorizeOutcome } from '../../src/requests/outcome.ts';
import {
  exampleClient,
  exampleResource,
  exampleScope,
  exampleSession,
  exampleSource,
} from '../../src/testing/index.ts';
import {
  answerOf,
  encode,
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
  scopes: [
    exampleScope('read', { description: 'Read your files' }),
    exampleScope('write', { description: 'Change your files', implies: ['read'] }),
  ],
});
const mail = exampleResource({
  uri: 'https://mail.example',
  scopes: [exampleScope('read', { description: 'Read your mail' }), exampleScope('write')],
});

const stranger = (change: Partial<Client> = {}) =>
  exampleClient({
    id: clientId('stranger'),
    source: 'dynamic',
    scopes: [],
    redirectUris: [
      'https://app.example/callback',
      'https://app.example/other',
      'https://two.example/callback',
    ],
    ...change,
  });

const asked = (change: Parameters = {}) =>
  request({ client_id: 'stranger', scope: 'read', resource: files.uri, ...change });

const world = (client = stranger()) =>
  frontChannel({ seed: { clients: [client, exampleClient()], resources: [files, mail] } });

/** Asks and allows; the same question is then known. */
async function allowed(parameters: Parameters, front = world()) {
  assert.equal(stepOf(await front.resume(flowOf(await front.ask(parameters)), 'approve')), 'code');
  return front;
}

describe('what a consent says was allowed where — product.md T-1', () => {
  for (const [who, client] of [
    ['that registered itself', stranger()],
    ['that an administrator vouches for', stranger({ source: 'administrator', scopes: ['read', 'write'] })],
  ] as const) {
    it(`is told by resource, of a client ${who}`, async () => {
      const front = await allowed(asked(), world(client));
      await allowed(asked({ scope: 'write', resource: mail.uri }), front);
      const consent = await front.harness.store.findConsent(exampleSession().userId, client.id);
      assert.ok(consent !== null);
      assert.deepEqual(scopesAllowedAt(consent, files.uri), ['read']);
      assert.deepEqual(scopesAllowedAt(consent, mail.uri), ['write']);
      assert.deepEqual(scopesAllowedAt(consent, null), []);
    });
  }
});

describe('a consent that is narrowed — security.md T-4', () => {
  it('holds for what is left where it was allowed, and for nothing else', async () => {
    const front = await allowed(asked({ scope: 'write' }));
    await allowed(asked({ resource: mail.uri, scope: 'read' }), front);
    const { store, clock } = front.harness;
    const consent = (await store.findConsent(exampleSession().userId, clientId('stranger'))) ?? assert.fail();
    const narrow = async (scopes: readonly string[]) => {
      const left = narrowedTo(consent, scopes);
      const { userId, clientId: of } = consent;
      const facts: readonly Fact[] = [
        { kind: 'consent_revoked', userId, clientId: of },
        { kind: 'consent_given', consent: { ...consent, ...left } },
      ];
      assert.ok((await store.commit({ facts, at: clock.now(), source: exampleSource() })).ok);
      return left.scope;
    };
    assert.deepEqual(await narrow(['write', 'other']), ['write']);
    assert.equal(stepOf(await front.ask(asked({ scope: 'write' }))), 'code');
    assert.deepEqual(scopesAsked(await front.ask(asked({ resource: mail.uri }))), ['read new']);
    assert.deepEqual(await narrow(['read']), ['read']);
    assert.equal(stepOf(await front.ask(asked({ resource: mail.uri }))), 'code');
    for (const scope of ['read', 'write'])
      assert.deepEqual(scopesAsked(await front.ask(asked({ scope }))), [`${scope} new`]);
  });
});

const scopesAsked = (outcome: AuthorizeOutcome) =>
  outcome.kind === 'interact' && outcome.interaction.step.kind === 'consent'
    ? outcome.interaction.step.scopes.map(({ name, known }) => `${name} ${known ? 'known' : 'new'}`)
    : outcome.kind;

describe('consent to a self-registered client — clients.md §10 Memory', () => {
  it('is remembered for the same client, redirect host, resource and scope', async () => {
    const { ask } = await allowed(asked({ scope: 'read write' }));
    assert.equal(stepOf(await ask(asked({ scope: 'read write' }))), 'code');
    assert.equal(stepOf(await ask(asked({ scope: 'read' }))), 'code');
    assert.equal(stepOf(await ask(asked({ redirect_uri: 'https://app.example/other' }))), 'code');
  });

  it('asks again for another redirect host, and remembers each', async () => {
    const front = await allowed(asked());
    const elsewhere = asked({ redirect_uri: 'https://two.example/callback' });
    assert.equal(stepOf(await front.ask(elsewhere)), 'consent');
    await allowed(elsewhere, front);
    assert.equal(stepOf(await front.ask(elsewhere)), 'code');
    assert.equal(stepOf(await front.ask(asked())), 'code');
  });

  it('shows what is new when a request grows — security.md F-10', async () => {
    const { ask } = await allowed(asked());
    assert.deepEqual(scopesAsked(await ask(asked({ scope: 'read write' }))), ['read known', 'write new']);
    assert.deepEqual(scopesAsked(await ask(asked({ resource: mail.uri }))), ['read new']);
  });

  it('asks about a resource it was not allowed for, and about one beside another — security.md F-10', async () => {
    const front = await allowed(asked({ scope: 'read' }));
    assert.equal(stepOf(await front.ask(asked({ scope: 'read', resource: mail.uri }))), 'consent');
    const both = new URLSearchParams(encode(asked({ scope: 'read' })));
    both.append('resource', mail.uri);
    assert.deepEqual(scopesAsked(await front.ask(both.toString())), ['read new']);
  });

  it('never puts together what was allowed apart', async () => {
    const front = await allowed(asked({ scope: 'write' }));
    await allowed(asked({ resource: mail.uri, scope: 'read' }), front);
    assert.deepEqual(scopesAsked(await front.ask(asked({ resource: mail.uri, scope: 'write' }))), [
      'write new',
    ]);
    const both = new URLSearchParams(encode(asked({ scope: 'read' })));
    both.append('resource', mail.uri);
    assert.equal(stepOf(await front.ask(both.toString())), 'code');
  });

  it('lets a broader scope answer for a narrower one at the resource that says so — clients.md §9 Record', async () => {
    const { ask } = await allowed(asked({ scope: 'write' }));
    assert.equal(stepOf(await ask(asked({ scope: 'read' }))), 'code');
    const front = await allowed(asked({ resource: mail.uri, scope: 'write' }));
    assert.deepEqual(scopesAsked(await front.ask(asked({ resource: mail.uri, scope: 'read' }))), [
      'read new',
    ]);
  });

  const changes: readonly (readonly [string, Partial<Client>])[] = [
    ['name', { name: 'Another name' }],
    ['redirect URIs', { redirectUris: ['https://app.example/callback'] }],
    ['keys', { jwks: { keys: [{ kty: 'EC', kid: 'new' }] } }],
    ['address of keys', { jwksUri: 'https://app.example/jwks' }],
  ];
  for (const [what, change] of changes) {
    it(`is void once the client has changed its ${what} — protocol.md IN-3`, async () => {
      const { ask, harness } = await allowed(asked());
      harness.store.put.client(stranger(change));
      assert.deepEqual(scopesAsked(await ask(asked())), ['read new']);
      assert.equal((await ask(asked({ scope: 'a"b' }))).kind, 'caution', 'errors are shown, not followed');
      harness.store.put.client(stranger());
      assert.equal(stepOf(await ask(asked())), 'code');
    });
  }

  it('covers a request without scope only where that was allowed', async () => {
    const front = world(stranger({ redirectUris: ['https://app.example/callback'] }));
    const empty = asked({ scope: undefined, resource: mail.uri, nonce: undefined });
    assert.equal(stepOf(await front.ask(empty)), 'consent');
    await allowed(empty, front);
    assert.equal(stepOf(await front.ask(empty)), 'code');
    assert.equal(stepOf(await front.ask({ ...empty, resource: files.uri })), 'consent');
    assert.equal(stepOf(await front.ask({ ...empty, resource: undefined })), 'consent');
  });
});

describe('consent to a client of the administrator — protocol.md IN-3', () => {
  const client = (change: Partial<Client> = {}) =>
    exampleClient({ scopes: ['openid', 'email', 'read', 'write'], ...change });
  const administered = (resources = [files, mail]) =>
    frontChannel({ seed: { clients: [client()], resources } });
  const of = (change: Parameters = {}) => asked({ client_id: 'web', ...change });
  const atBoth = (change: Parameters = {}) => {
    const both = new URLSearchParams(encode(of(change)));
    both.append('resource', mail.uri);
    return both.toString();
  };

  it('is bound to no redirect host, that to a self-registered one to where its answers go', async () => {
    for (const [client_id, host] of [
      ['web', null],
      ['stranger', 'app.example'],
    ] as const) {
      const front = world();
      const shown = interactionOf(await front.ask(asked({ client_id })));
      assert.ok(shown.step.kind === 'consent');
      await allowed(asked({ client_id }), front);
      const [consent] = front.harness.store.snapshot().consents.values();
      assert.equal(consent?.redirectHost, host);
      assert.deepEqual(consent?.terms, shown.step.terms);
    }
  });

  it('is the union of what was allowed, whatever the client is called since', async () => {
    const front = await allowed(of({ scope: 'write' }), administered());
    await allowed(of({ resource: mail.uri, scope: 'read' }), front);
    front.harness.store.put.client(client({ name: 'Another name', redirectUris: client().redirectUris }));
    assert.equal(stepOf(await front.ask(of({ scope: 'read write' }))), 'code');
    assert.equal(stepOf(await front.ask(atBoth({ scope: 'read' }))), 'code');
  });

  it('never puts together what was allowed apart', async () => {
    const front = await allowed(of({ scope: 'write' }), administered());
    await allowed(of({ resource: mail.uri, scope: 'read' }), front);
    const together = of({ resource: mail.uri, scope: 'write' });
    assert.deepEqual(scopesAsked(await front.ask(together)), ['write new']);
    assert.equal(answerOf(await front.ask({ ...together, prompt: 'none' }))['error'], 'consent_required');
    assert.deepEqual(scopesAsked(await front.ask(atBoth({ scope: 'read write' }))), [
      'read known',
      'write new',
    ]);
  });

  it('tells what was allowed for no resource from what was allowed for one', async () => {
    const front = await allowed(of({ scope: 'read' }), administered());
    assert.equal(stepOf(await front.ask(of({ scope: 'read', resource: undefined }))), 'consent');
    const without = await allowed(of({ scope: 'read', resource: undefined }), administered());
    assert.equal(stepOf(await without.ask(of({ scope: 'read' }))), 'consent');
  });

  it('is about the person wherever tokens go, where the scope is', async () => {
    const front = await allowed(of({ scope: 'openid email read' }), administered());
    assert.equal(stepOf(await front.ask(of({ scope: 'openid email', resource: undefined }))), 'code');
    await allowed(of({ scope: 'read', resource: mail.uri }), front);
    assert.equal(stepOf(await front.ask(of({ scope: 'openid read', resource: mail.uri }))), 'code');
  });

  it('holds for the resources that were allowed, and for no other — security.md F-10', async () => {
    const { ask } = await allowed(of(), administered());
    assert.equal(stepOf(await ask(of())), 'code');
    assert.equal(stepOf(await ask(of({ resource: mail.uri }))), 'consent');
    assert.equal(stepOf(await ask(atBoth())), 'consent');
  });

  it('holds for no other resource, either, where nothing but who they are is told there — security.md F-10', async () => {
    const identity = { scope: 'openid email' };
    const { ask } = await allowed(of(identity), administered());
    assert.equal(stepOf(await ask(of(identity))), 'code');
    assert.equal(stepOf(await ask(of({ ...identity, resource: undefined }))), 'code');
    assert.equal(stepOf(await ask(of({ ...identity, resource: mail.uri }))), 'consent');
    assert.equal(stepOf(await ask(atBoth(identity))), 'consent');
  });
});

describe('a scope that a resource came to offer after it was allowed beside another — security.md F-10', () => {
  const silent = exampleResource({ uri: mail.uri, scopes: [exampleScope('send')] });
  for (const client_id of ['web', 'stranger']) {
    it(`is asked for there, of the client ${client_id}`, async () => {
      const clients = [stranger(), exampleClient({ scopes: ['read'] })];
      const front = frontChannel({ seed: { clients, resources: [files, silent] } });
      const both = new URLSearchParams(encode(asked({ client_id })));
      both.append('resource', mail.uri);
      const { step } = interactionOf(await front.ask(both.toString()));
      assert.ok(step.kind === 'consent');
      assert.deepEqual(
        step.scopes.map(({ name }) => name),
        ['read'],
      );
      assert.equal(stepOf(await front.resume(flowOf(await front.ask(both.toString())), 'approve')), 'code');
      assert.equal(stepOf(await front.ask(both.toString())), 'code');
      front.harness.store.put.resource(mail);
      assert.equal(stepOf(await front.ask(asked({ client_id, resource: mail.uri }))), 'consent');
      assert.equal(stepOf(await front.ask(both.toString())), 'consent');
    });
  }
});

describe('what a scope lets somebody do at most — product.md T-5, protocol.md IN-3', () => {
  const drive = (...scopes: readonly (readonly [string, Partial<ResourceScope>])[]) =>
    exampleResource({
      uri: files.uri,
      scopes: scopes.map(([name, change]) => exampleScope(name, change)),
    });
  const at = (resource: typeof files, source: Client['source'] = 'administrator') =>
    frontChannel({
      seed: { clients: [stranger({ source, scopes: ['manage', 'erase'] })], resources: [resource] },
    });
  const effectsIn = (outcome: AuthorizeOutcome) => {
    const { step } = interactionOf(outcome);
    return step.kind === 'consent' ? step.scopes.map(({ name, effect, known }) => [name, effect, known]) : [];
  };
  const manages = asked({ scope: 'manage' });

  for (const source of ['administrator', 'dynamic'] as const)
    it(`was allowed as it was marked, and graver is asked for again, of a client ${source}`, async () => {
      const front = await allowed(manages, at(drive(['manage', { effect: 'writes' }]), source));
      const { put } = front.harness.store;
      put.resource(drive(['manage', { effect: 'reads' }]));
      assert.equal(stepOf(await front.ask(manages)), 'code', 'no mark either way');
      put.resource(drive(['manage', { effect: 'shares' }]));
      assert.deepEqual(effectsIn(await front.ask(manages)), [['manage', 'shares', false]]);
      await allowed(manages, front);
      assert.equal(stepOf(await front.ask(manages)), 'code');
      put.resource(drive(['manage', { effect: 'deletes' }]));
      assert.deepEqual(effectsIn(await front.ask(manages)), [['manage', 'deletes', false]]);
      await allowed(manages, front);
      put.resource(drive(['manage', { effect: 'shares' }]));
      assert.equal(stepOf(await front.ask(manages)), 'code', 'they allowed more than that');
    });

  it('is the gravest of what it includes', async () => {
    const includes = drive(
      ['manage', { effect: 'writes', implies: ['tidy'] }],
      ['tidy', { implies: ['erase'] }],
      ['erase', { effect: 'deletes' }],
    );
    const front = at(includes);
    assert.deepEqual(effectsIn(await front.ask(manages)), [['manage', 'deletes', false]]);
    await allowed(manages, front);
    assert.equal(stepOf(await front.ask(asked({ scope: 'erase' }))), 'code');
  });

  it('lets no broader scope answer for one that is graver than it was shown to be', async () => {
    const before = drive(['manage', { effect: 'writes' }], ['erase', { effect: 'deletes' }]);
    const front = await allowed(manages, at(before));
    front.harness.store.put.resource(
      drive(['manage', { effect: 'writes', implies: ['erase'] }], ['erase', { effect: 'deletes' }]),
    );
    assert.deepEqual(effectsIn(await front.ask(asked({ scope: 'erase' }))), [['erase', 'deletes', false]]);
    assert.deepEqual(effectsIn(await front.ask(manages)), [['manage', 'deletes', false]]);
  });

  it('is told where no resource is named, too', async () => {
    const unnamed = asked({ scope: 'manage', resource: undefined });
    const front = await allowed(unnamed, at(drive(['manage', {}])));
    assert.equal(stepOf(await front.ask(unnamed)), 'code');
    front.harness.store.put.resource(drive(['manage', { effect: 'deletes' }]));
    assert.deepEqual(effectsIn(await front.ask(unnamed)), [['manage', 'deletes', false]]);
  });
});

describe('a client that needs no consent — protocol.md IN-4', () => {
  it('is one an administrator made, and never one that came by itself', async () => {
    const skipping = (source: Client['source']) =>
      frontChannel({
        seed: { clients: [stranger({ consent: 'skip', scopes: ['read'], source })], resources: [files] },
      });
    assert.equal(stepOf(await skipping('administrator').ask(asked())), 'code');
    const front = skipping('dynamic');
    assert.equal(stepOf(await front.ask(asked())), 'consent');
    assert.equal(answerOf(await front.ask(asked({ prompt: 'none' })))['error'], 'consent_required');
    await allowed(asked(), front);
    assert.equal(stepOf(await front.ask(asked())), 'code', 'its consent is remembered like any other');
  });
});

describe('words of a scope — clients.md §10 Consent page', () => {
  it('are those of the resources it is asked for, each sentence once', async () => {
    const front = world();
    const described = async (parameters: string) => {
      const outcome = await front.ask(parameters);
      return outcome.kind === 'interact' && outcome.interaction.step.kind === 'consent'
        ? outcome.interaction.step.scopes.map(({ description }) => description)
        : outcome.kind;
    };
    assert.deepEqual(await described(encode(asked({ resource: mail.uri }))), ['Read your mail']);
    assert.deepEqual(await described(encode(asked({ resource: mail.uri, scope: 'write' }))), [null]);
    const both = new URLSearchParams(encode(asked({ scope: 'read write' })));
    both.append('resource', mail.uri);
    assert.deepEqual(await described(both.toString()), [
      'Read your files · Read your mail',
      'Change your files',
    ]);
  });
});
