import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import { deviceCode } from '../../src/grants/device-code.ts';
import {
  asserted,
  assertionType,
  basic,
  exampleClient,
  exampleKeyClient,
  examplePublicClient,
  postForm,
  signAssertion,
  testSecret,
  testStart,
} from '../../src/testing/index.ts';
import { createWorld, expectError, expectOk, json, type World } from '../support.ts';

const now = testStart / 1000;
const deviceGrant = deviceCode.name;
const machine = { grant_type: 'client_credentials' };
const keyWorld = (change: Parameters<typeof exampleKeyClient>[0] = {}): World =>
  createWorld({ seed: { clients: [exampleKeyClient(change), examplePublicClient()] } });

const ask = (world: World, assertion: string, fields: Record<string, string> = {}) =>
  world.engine.token(postForm({ ...machine, ...asserted(assertion), ...fields }));

type Members = Readonly<Record<string, unknown>>;

describe('private_key_jwt', () => {
  it('proves the client, named by client_id or by the assertion alone — RFC 7523 §2.2, advanced.md CAU-8', async () => {
    const world = keyWorld();
    expectOk(await ask(world, signAssertion()));
    expectOk(await ask(world, signAssertion(), { client_id: 'web' }));
    expectError(await ask(world, signAssertion(), { client_id: 'native' }), 401, 'invalid_client');
  });

  it('takes our issuer with or without slash, the token endpoint and the URL called — advanced.md CAU-9', async () => {
    const world = keyWorld();
    const issuer = 'https://auth.example';
    for (const aud of [issuer, `${issuer}/`, `${issuer}/oauth/token`, [issuer, `${issuer}/oauth/token`]]) {
      expectOk(await ask(world, signAssertion({ aud })));
    }
    const source = { ...postForm({}).source, path: '/api/introspection' };
    const called = { ...asserted(signAssertion({ aud: `${issuer}/api/introspection` })), token: 'x' };
    assert.deepEqual(json(await world.engine.introspect(postForm(called, { source }))), { active: false });
    const elsewhere = asserted(signAssertion({ aud: `${issuer}/api/introspection` }));
    expectError(await world.engine.token(postForm({ ...machine, ...elsewhere })), 401, 'invalid_client');
  });

  const refused: readonly [what: string, claims: Members, header?: Members][] = [
    ['another issuer', { iss: 'native' }],
    ['another subject', { sub: 'native' }],
    ['no subject', { sub: undefined }],
    ['no audience', { aud: undefined }],
    ['an empty audience', { aud: [] }],
    ['another audience', { aud: 'https://other.example' }],
    ['a foreign member of the audience', { aud: ['https://auth.example', 'https://other.example'] }],
    ['two slashes', { aud: 'https://auth.example//' }],
    ['no exp', { exp: undefined }],
    ['exp as text', { exp: String(now + 60) }],
    ['exp past the tolerance', { exp: now - 30 }],
    ['exp too far ahead', { exp: now + 3631 }],
    ['nbf ahead', { nbf: now + 31 }],
    ['iat ahead', { iat: now + 31 }],
    ['iat as text', { iat: 'now' }],
    ['no jti', { jti: undefined }],
    ['an empty jti', { jti: '' }],
    ['another type', {}, { typ: 'at+jwt' }],
    ['an algorithm that is not served', {}, { alg: 'ES384' }],
    ['no algorithm', {}, { alg: 'none' }],
    ['an unknown key', {}, { kid: 'other' }],
    ['a key of its own', {}, { jwk: {} }],
    ['the address of a key', {}, { jku: 'https://other.example' }],
    ['a critical extension', {}, { crit: ['b64'], b64: false }],
  ];
  for (const [what, claims, header] of refused) {
    it(`refuses ${what} — RFC 7523 §3, security.md X-3`, async () => {
      const world = keyWorld();
      expectError(await ask(world, signAssertion(claims, header)), 401, 'invalid_client');
      assert.equal(world.store.commits.length, 0);
    });
  }

  it('honours the tolerance, and types that say what it is — protocol.md G-7', async () => {
    const world = keyWorld();
    for (const claims of [{ exp: now - 29 }, { exp: now + 3630 }, { nbf: now + 30, iat: now + 30 }]) {
      expectOk(await ask(world, signAssertion(claims)));
    }
    for (const typ of ['JWT', 'client-authentication+jwt']) {
      expectOk(await ask(world, signAssertion({}, { typ })));
    }
  });

  it('refuses a broken signature, a broken JWT and another assertion type', async () => {
    const world = keyWorld();
    const good = signAssertion();
    const other = signAssertion();
    const swapped = `${good.slice(0, good.lastIndexOf('.'))}${other.slice(other.lastIndexOf('.'))}`;
    for (const assertion of [swapped, 'a.b.c', 'nonsense', `${good}.x`]) {
      expectError(await ask(world, assertion, { client_id: 'web' }), 401, 'invalid_client');
    }
    const typed = { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' };
    expectError(await ask(world, signAssertion(), typed), 401, 'invalid_client');
    const untyped = postForm({ ...machine, client_assertion: signAssertion(), client_id: 'web' });
    expectError(await world.engine.token(untyped), 401, 'invalid_client');
  });

  it('enforces the algorithm the client registered — advanced.md CAU-7', async () => {
    expectOk(await ask(keyWorld({ authSigningAlg: 'EdDSA' }), signAssertion()));
    const other = keyWorld({ authSigningAlg: 'RS256' });
    expectError(await ask(other, signAssertion()), 401, 'invalid_client');
  });

  it('is the only way of a client registered with it, and no way of any other — protocol.md CA-2, advanced.md CAU-2', async () => {
    const secrets = exampleClient().secrets;
    const world = createWorld({
      seed: {
        clients: [
          exampleKeyClient({ secrets }),
          exampleClient({ id: clientId('plain') }),
          examplePublicClient(),
        ],
      },
    });
    const secret = postForm({ ...machine, client_id: 'web', client_secret: testSecret });
    expectError(await world.engine.token(secret), 401, 'invalid_client');
    expectError(await world.engine.token(postForm({ ...machine, client_id: 'web' })), 401, 'invalid_client');
    for (const name of ['plain', 'native']) {
      const assertion = signAssertion({ iss: name, sub: name });
      expectError(await ask(world, assertion), 401, 'invalid_client');
    }
  });

  it('beside a secret is two mechanisms — RFC 6749 §2.3, advanced.md CAU-1', async () => {
    const world = keyWorld();
    expectError(await ask(world, signAssertion(), { client_secret: 'x' }), 400, 'invalid_request');
    const both = postForm({ ...machine, ...asserted(signAssertion()) }, { authorization: basic('web', 'x') });
    expectError(await world.engine.token(both), 400, 'invalid_request');
  });

  it('may be sent once only as a parameter — RFC 6749 §3.2', async () => {
    const twice = {
      ...machine,
      client_assertion: [signAssertion(), signAssertion()],
      client_assertion_type: assertionType,
    };
    expectError(await keyWorld().engine.token(postForm(twice)), 400, 'invalid_request');
    const query = `client_assertion=${signAssertion()}`;
    expectError(await keyWorld().engine.token(postForm(machine, { query })), 400, 'invalid_request');
  });

  it('answers 503 when the keys cannot be fetched, so that the client keeps its state — advanced.md CAU-13', async () => {
    const world = keyWorld({ jwks: null, jwksUri: 'https://app.example/keys' });
    const reply = expectError(await ask(world, signAssertion()), 503, 'temporarily_unavailable');
    assert.equal(reply.headers['retry-after'], '30');
    // Its keys are asked for once its claims speak for it
    const foreign = signAssertion({ aud: 'https://other.example' });
    expectError(await ask(world, foreign), 401, 'invalid_client');
  });
});

describe('an assertion', () => {
  it('counts once, at any endpoint — security.md R-7, advanced.md CAU-10', async () => {
    const world = keyWorld();
    const assertion = signAssertion();
    expectOk(await ask(world, assertion));
    expectError(await ask(world, assertion), 401, 'invalid_client');
    const elsewhere = postForm({ ...asserted(assertion), token: 'x' });
    for (const call of [world.engine.introspect, world.engine.revoke]) {
      expectError(await call(elsewhere), 401, 'invalid_client');
    }
    const device = postForm(asserted(assertion));
    expectError(await world.engine.deviceAuthorization(device), 401, 'invalid_client');
  });

  it('counts once of many at the same time — security.md R-7', async () => {
    const world = keyWorld();
    const assertion = signAssertion();
    const replies = await Promise.all(Array.from({ length: 20 }, () => ask(world, assertion)));
    assert.equal(replies.filter(({ status }) => status === 200).length, 1);
    assert.equal(replies.filter(({ status }) => status === 401).length, 19);
  });

  it('is spent by a request that is refused, in the one commit of that request — protocol.md G-8', async () => {
    const world = keyWorld();
    const spent = signAssertion();
    const refused = { ...asserted(spent), grant_type: 'refresh_token', refresh_token: 'grt_unknown' };
    expectError(await world.engine.token(postForm(refused)), 400, 'invalid_grant');
    assert.deepEqual(
      world.store.commits.map(({ facts }) => facts.map(({ kind }) => kind)),
      [['proof_seen']],
    );
    expectError(await ask(world, spent), 401, 'invalid_client');
  });

  it('is not spent by a failure of ours: the client may try again with it — protocol.md G-9', async () => {
    const world = keyWorld();
    const assertion = signAssertion();
    const { listResources } = world.ports.store;
    world.ports.store.listResources = async () => Promise.reject(new Error('a bug'));
    expectError(await ask(world, assertion), 500, 'server_error');
    world.ports.store.listResources = listResources;
    expectOk(await ask(world, assertion));
  });

  it('is kept in the same commit as what it authorised', async () => {
    const world = keyWorld();
    expectOk(await ask(world, signAssertion()));
    const device = postForm(asserted(signAssertion()));
    expectOk(await world.engine.deviceAuthorization(device));
    assert.deepEqual(
      world.store.commits.map(({ facts }) => facts.map(({ kind }) => kind)),
      [
        ['proof_seen', 'client_token_issued'],
        ['proof_seen', 'device_code_issued'],
      ],
    );
  });

  it('of another client with the same jti is another', async () => {
    const second = exampleKeyClient({ id: clientId('second') });
    const world = createWorld({ seed: { clients: [exampleKeyClient(), second] } });
    expectOk(await ask(world, signAssertion({ jti: 'same' })));
    expectOk(await ask(world, signAssertion({ jti: 'same', iss: 'second', sub: 'second' })));
    expectError(await ask(world, signAssertion({ jti: 'same' })), 401, 'invalid_client');
  });

  it('is remembered until it would be refused for its age', async () => {
    const world = keyWorld();
    const assertion = signAssertion();
    expectOk(await ask(world, assertion));
    world.clock.advance(89);
    expectError(await ask(world, assertion), 401, 'invalid_client');
    const [until] = [...world.store.snapshot().seenProofs.values()];
    assert.ok((until ?? 0) > now + 89 && (until ?? 0) <= now + 92);
  });

  it('that was spent is reported as a failed authentication', async () => {
    const world = keyWorld();
    const assertion = signAssertion();
    await ask(world, assertion);
    await ask(world, assertion);
    const failures = world.observations.filter(({ kind }) => kind === 'client_authentication_failed');
    assert.equal(failures.length, 1);
  });
});

describe('a proof of a client that registered itself, kept for nothing else — security.md L-8, operations.md §6 lone proofs', () => {
  const strangers = (budget = 100) => {
    const world = keyWorld({ source: 'dynamic', grantTypes: ['refresh_token', deviceGrant], scopes: [] });
    world.limits.budget = budget;
    return world;
  };
  const proofsOf = (world: World) =>
    world.store.commits.flatMap(({ facts }) => facts).filter(({ kind }) => kind === 'proof_seen').length;
  const call = (fields: Record<string, string> = {}) => postForm({ ...asserted(signAssertion()), ...fields });
  const refused = { grant_type: 'refresh_token', refresh_token: 'grt_none' };

  it('counts against whoever sends it, at every endpoint that would keep it', async () => {
    for (const [endpoint, fields] of [
      ['introspect', { token: 'x' }],
      ['revoke', { token: 'x' }],
      ['token', refused],
    ] as const) {
      const world = strangers();
      await world.engine[endpoint](call(fields));
      assert.ok(world.limits.spent.includes('default -'), endpoint);
      assert.equal(proofsOf(world), 1, endpoint);
    }
  });

  it('is kept no more once that is used up, and nothing is answered', async () => {
    const world = strangers(1); // for the toll of the endpoint itself
    expectError(await world.engine.introspect(call({ token: 'x' })), 429, 'rate_limit_exceeded');
    assert.equal(proofsOf(world), 0);
  });

  it('costs nothing where it is kept with what it was for', async () => {
    const world = strangers();
    expectOk(await world.engine.deviceAuthorization(call()));
    assert.ok(!world.limits.spent.includes('default -'));
  });

  it('has ten times as much for well-paced polls, which are slowed and never refused beyond it — security.md L-5, operations.md Q-4, operations.md §6 proofs of polls', async () => {
    const world = strangers();
    const codes = json(await world.engine.deviceAuthorization(call()));
    const poll = () => world.engine.token(call({ grant_type: deviceGrant, device_code: codes.device_code }));
    expectError(await poll(), 400, 'authorization_pending');
    assert.deepEqual(world.limits.spent, ['device_code -', 'proof -']);
    expectError(await poll(), 400, 'slow_down');
    assert.ok(world.limits.spent.includes('default -'));
    const kept = proofsOf(world);
    world.clock.advance(30);
    world.limits.budget = 0;
    expectError(await poll(), 400, 'slow_down');
    assert.equal(proofsOf(world), kept);
    world.limits.budget = 100;
    world.clock.advance(30);
    expectError(await poll(), 400, 'authorization_pending');
    assert.equal(proofsOf(world), kept + 1);
  });

  it('of a client that an administrator answers for costs nothing', async () => {
    const world = keyWorld();
    await world.engine.introspect(call({ token: 'x' }));
    assert.deepEqual(
      world.limits.spent.filter((spent) => spent.startsWith('default')),
      [],
    );
  });
});
