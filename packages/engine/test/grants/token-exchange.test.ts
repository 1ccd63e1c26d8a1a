import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import { noClaims } from '../../src/model/claims-request.ts';
import {
  basic,
  examplePublicClient,
  exampleRule,
  foreignIssuer,
  postForm,
  testSecret,
} from '../../src/testing/index.ts';
import { claimsOf, expectError, expectOk, isActive, json, signIn } from '../support.ts';
import {
  api,
  ask,
  type Fields,
  gateway,
  grantType,
  ownToken,
  signInWeb,
  subjectOf,
  type,
  vouch,
  world,
} from './exchange.ts';

describe('impersonation — advanced.md TEX-3, RFC 8693 §1.1', () => {
  it('gives the person’s token for another resource, with nobody acting — advanced.md TEX-8, RFC 8693 §2.2.1', async () => {
    const at = world();
    const subject = await subjectOf(at);
    const answer = expectOk(await ask(at, { subject_token: subject }));
    const members = ['access_token', 'issued_token_type', 'token_type', 'expires_in', 'scope'];
    assert.deepEqual(Object.keys(answer), members);
    assert.equal(answer.issued_token_type, type('access_token'));
    assert.equal(answer.token_type, 'Bearer');
    assert.equal(answer.scope, 'read write');
    const claims = claimsOf(answer.access_token);
    assert.equal(claims.sub, 'user-1');
    assert.equal(claims.client_id, 'web');
    assert.equal(claims.aud, api);
    assert.equal('act' in claims, false);
    assert.equal(claims.acr, claimsOf(subject).acr);
  });

  it('gives a JWT where one is asked for, whatever the client is set to — advanced.md TEX-1', async () => {
    const at = world([{}], { accessTokenFormat: 'opaque' });
    const subject = await subjectOf(at);
    const opaque = expectOk(await ask(at, { subject_token: subject }));
    assert.match(opaque.access_token, /^gat_/);
    const jwt = expectOk(await ask(at, { subject_token: subject, requested_token_type: type('jwt') }));
    assert.equal(jwt.issued_token_type, type('jwt'));
    assert.equal(claimsOf(jwt.access_token).sub, 'user-1');
    expectOk(await ask(at, { subject_token: opaque.access_token }));
  });
});

describe('what nobody allowed — advanced.md TEX-2', () => {
  it('is refused before any token is looked at', async () => {
    const subject = await subjectOf(world());
    const others: Parameters<typeof exampleRule>[0][] = [
      { client: clientId('native') },
      { subject: 'id_token' },
      { mode: 'delegation' },
    ];
    for (const rule of others) {
      expectError(await ask(world([rule]), { subject_token: subject }), 400, 'unauthorized_client');
    }
    expectError(await ask(world([]), { subject_token: 'nonsense' }), 400, 'unauthorized_client');
    const actor = { actor_token: subject, actor_token_type: type('access_token') };
    expectError(await ask(world(), { subject_token: subject, ...actor }), 400, 'unauthorized_client');
  });

  it('is refused to public clients and to those without the grant', async () => {
    const at = world([{ client: clientId('native') }]);
    at.store.put.client(examplePublicClient({ grantTypes: [grantType, 'authorization_code'] }));
    const subject = await subjectOf(at);
    const fields = {
      grant_type: grantType,
      subject_token: subject,
      subject_token_type: type('access_token'),
    };
    expectError(
      await at.engine.token(postForm({ ...fields, client_id: 'native' })),
      400,
      'unauthorized_client',
    );
    expectError(await ask(world([{}], { grantTypes: [] }), fields), 400, 'unauthorized_client');
  });

  it('is no part of the scope, of the audience and of the time — advanced.md TEX-5, security.md X-7', async () => {
    const at = world();
    const subject = await subjectOf(at, 'openid read');
    const scopeOf = async (fields: Fields) =>
      json(await ask(at, { subject_token: subject, ...fields })).scope;
    assert.equal(await scopeOf({}), 'read');
    assert.equal(await scopeOf({ scope: 'read write openid delete' }), 'read');
    expectError(await ask(at, { subject_token: subject, scope: 'write' }), 400, 'invalid_scope');
    expectError(await ask(at, { subject_token: subject, scope: 'openid' }), 400, 'invalid_scope');
    const narrow = world([{ scopes: ['write'] }]);
    const token = await subjectOf(narrow, 'read write');
    assert.equal(json(await ask(narrow, { subject_token: token })).scope, 'write');
    for (const target of [gateway, 'https://unknown.example', 'relative']) {
      expectError(await ask(at, { subject_token: subject, resource: target }), 400, 'invalid_target');
      expectError(await ask(at, { subject_token: subject, audience: target }), 400, 'invalid_target');
    }
    expectOk(await ask(at, { subject_token: subject, audience: api }));
    at.clock.advance(3000);
    const late = claimsOf(expectOk(await ask(at, { subject_token: subject })).access_token);
    assert.equal(late.exp, claimsOf(subject).exp);
    const brief = world([{ lifetime: 60 }]);
    assert.equal(expectOk(await ask(brief, { subject_token: await subjectOf(brief) })).expires_in, 60);
  });

  it('takes the first rule that allows the target, and no target for several', async () => {
    const at = world([{ audiences: [gateway] }, { audiences: [api, gateway], scopes: ['read'] }]);
    const subject = await subjectOf(at);
    assert.equal(json(await ask(at, { subject_token: subject, resource: api })).scope, 'read');
    const several = world([{ audiences: [api, gateway] }]);
    expectError(await ask(several, { subject_token: await subjectOf(several) }), 400, 'invalid_target');
  });
});

describe('the tokens of an exchange — advanced.md TEX-1, TEX-8', () => {
  it('are refused where they are not good, or not of that kind — RFC 8693 §2.2.2', async () => {
    const at = world([{}, { subject: 'id_token' }, { subject: 'jwt', subjectIssuer: foreignIssuer }]);
    const { access_token: access, id_token: id } = await signIn(at, {
      scope: ['openid', 'read'],
      resources: [gateway],
    });
    const wrong: Fields[] = [
      { subject_token: 'nonsense' },
      { subject_token: undefined },
      { subject_token: id },
      { subject_token: access, subject_token_type: type('id_token') },
      { subject_token: access, subject_token_type: type('jwt') },
      { subject_token: access, subject_token_type: type('refresh_token') },
      { subject_token: access, subject_token_type: undefined },
      { subject_token: access, requested_token_type: type('refresh_token') },
      { subject_token: access, actor_token_type: type('access_token') },
      { subject_token: id, subject_token_type: type('id_token') },
      { subject_token: await ownToken(at) },
    ];
    for (const fields of wrong) expectError(await ask(at, fields), 400, 'invalid_request');
    at.clock.advance(4000);
    expectError(await ask(at, { subject_token: access }), 400, 'invalid_request');
  });

  it('may be the caller’s own ID token, with what its sign-in was granted', async () => {
    const at = world([{ subject: 'id_token' }]);
    const { id_token: id } = await signInWeb(at);
    const fields = { subject_token: id, subject_token_type: type('id_token') };
    const answer = expectOk(await ask(at, fields));
    assert.equal(answer.scope, 'read');
    assert.equal(claimsOf(answer.access_token).sub, 'user-1');
    const family = [...at.store.snapshot().families.values()][0] ?? assert.fail('no family');
    at.store.put.family({ ...family, revokedAt: at.clock.now() });
    expectError(await ask(at, fields), 400, 'invalid_request');
    assert.equal(await isActive(at, answer.access_token), false);
  });

  it('may be the ID token of a client that knows people by names of its own — advanced.md TEX-1, PWS-4', async () => {
    const at = world([{ subject: 'id_token' }], { subjectType: 'pairwise' });
    const { id_token: id } = await signInWeb(at);
    const fields = { subject_token: id, subject_token_type: type('id_token') };
    const answer = expectOk(await ask(at, fields));
    assert.notEqual(claimsOf(id).sub, 'user-1');
    assert.equal(claimsOf(answer.access_token).sub, claimsOf(id).sub);
    const other = at.store.snapshot().clients.get(clientId('web')) ?? assert.fail();
    at.store.put.client({ ...other, subjectType: 'public' });
    expectError(await ask(at, fields), 400, 'invalid_request');
  });

  it('may be another issuer’s word, once, and then begin a family — advanced.md TEX-7, JWB-3', async () => {
    const at = world([{ subject: 'jwt', subjectIssuer: foreignIssuer }]);
    const fields = { subject_token: vouch(), subject_token_type: type('jwt') };
    const answer = expectOk(await ask(at, fields));
    assert.equal(claimsOf(answer.access_token).sub, 'user-1');
    assert.equal([...at.store.snapshot().families.values()][0]?.origin, 'token_exchange');
    expectError(await ask(at, fields), 400, 'invalid_request');
    const other = world([{ subject: 'jwt', subjectIssuer: 'https://other.example' }]);
    const foreign = { subject_token: vouch(), subject_token_type: type('jwt') };
    expectError(await ask(other, foreign), 400, 'unauthorized_client');
    const bound = vouch({ scope: 'write delete' });
    assert.equal(json(await ask(at, { ...fields, subject_token: bound })).scope, 'write');
  });
});

describe('delegation — advanced.md TEX-3, RFC 8693 §4.1', () => {
  const delegated = { mode: 'delegation' } as const;
  const acting = (token: string) => ({ actor_token: token, actor_token_type: type('access_token') });

  it('names who acts, in the token and wherever it is described', async () => {
    const at = world([delegated]);
    const answer = expectOk(
      await ask(at, { subject_token: await subjectOf(at), ...acting(await ownToken(at)) }),
    );
    const act = { sub: 'client:web', client_id: 'web', iss: 'https://auth.example' };
    assert.deepEqual(claimsOf(answer.access_token).act, act);
    const seen = await at.engine.introspect(
      postForm({ token: answer.access_token }, { authorization: basic('web', testSecret) }),
    );
    assert.deepEqual(json(seen).act, act);
    const opaque = world([delegated], { accessTokenFormat: 'opaque' });
    const subject = await subjectOf(opaque);
    const { access_token: token } = expectOk(
      await ask(opaque, { subject_token: subject, ...acting(await ownToken(opaque)) }),
    );
    const told = await opaque.engine.introspect(
      postForm({ token }, { authorization: basic('web', testSecret) }),
    );
    assert.deepEqual(json(told).act, act);
  });

  it('nests who acted before, and no more than five', async () => {
    const at = world([delegated, {}, { ...delegated, client: clientId('agent') }]);
    let token = await subjectOf(at);
    token = json(await ask(at, { subject_token: token, ...acting(await ownToken(at)) })).access_token;
    const second = await ask(
      at,
      { subject_token: token, ...acting(await ownToken(at, 'agent')) },
      { as: 'agent' },
    );
    token = expectOk(second).access_token;
    const { act } = claimsOf(token);
    assert.equal(act.sub, 'client:agent');
    assert.equal(act.act.sub, 'client:web');
    const impersonated = json(await ask(at, { subject_token: token }));
    assert.deepEqual(claimsOf(impersonated.access_token).act, act);
    for (let depth = 3; depth <= 5; depth += 1) {
      token = expectOk(await ask(at, { subject_token: token, ...acting(await ownToken(at)) })).access_token;
    }
    const sixth = await ask(at, { subject_token: token, ...acting(await ownToken(at)) });
    expectError(sixth, 400, 'invalid_request');
  });

  it('refuses an actor that is not good', async () => {
    const at = world([delegated]);
    const subject = await subjectOf(at);
    expectError(await ask(at, { subject_token: subject, ...acting('nonsense') }), 400, 'invalid_request');
    expectError(await ask(at, { subject_token: subject, actor_token: subject }), 400, 'invalid_request');
  });
});

describe('may_act — advanced.md TEX-4, RFC 8693 §4.4', () => {
  const foreign = { subject: 'jwt', subjectIssuer: foreignIssuer } as const;
  const sent = (claims: Record<string, unknown>) => ({
    subject_token: vouch(claims),
    subject_token_type: type('jwt'),
  });

  it('has to name the client that impersonates, or the actor', async () => {
    for (const named of [{ sub: 'web' }, { sub: 'client:web' }, { client_id: 'web' }]) {
      expectOk(await ask(world([foreign]), sent({ may_act: named })));
    }
    const wrong = [
      { sub: 'other' },
      { client_id: 'other' },
      {},
      'web',
      null,
      { sub: 'web', iss: 'https://x.example' },
    ];
    for (const named of wrong) {
      expectError(await ask(world([foreign]), sent({ may_act: named })), 400, 'invalid_request');
    }
    const at = world([{ ...foreign, mode: 'delegation' }]);
    const actor = async () => ({ actor_token: await ownToken(at), actor_token_type: type('access_token') });
    expectOk(await ask(at, { ...sent({ may_act: { sub: 'client:web' } }), ...(await actor()) }));
    const other = { ...sent({ may_act: { sub: 'client:agent' } }), ...(await actor()) };
    expectError(await ask(at, other), 400, 'invalid_request');
  });

  it('is needed where the rule says so', async () => {
    const at = world([{ ...foreign, mayAct: 'needed' }]);
    expectError(await ask(at, sent({})), 400, 'invalid_request');
    expectOk(await ask(at, sent({ may_act: { sub: 'web' } })));
  });
});

describe('what an exchange gave — advanced.md TEX-7', () => {
  it('dies with the family of the subject token', async () => {
    const at = world();
    const tokens = await signIn(at, { scope: ['read', 'offline_access'], resources: [gateway] });
    const { access_token: derived } = expectOk(await ask(at, { subject_token: tokens.access_token }));
    assert.equal(await isActive(at, derived), true);
    await at.engine.revoke(postForm({ token: tokens.refresh_token, client_id: 'native' }));
    assert.equal(await isActive(at, derived), false);
    expectError(await ask(at, { subject_token: tokens.access_token }), 400, 'invalid_request');
  });

  it('is for what it names, though its family is for nothing in particular — advanced.md TEX-5', async () => {
    const at = world();
    const { access_token: subject } = await signIn(at, { scope: ['read'], resources: [] });
    const { access_token: derived } = expectOk(await ask(at, { subject_token: subject }));
    assert.equal(await isActive(at, derived), true);
    at.store.put.resources([]);
    assert.equal(await isActive(at, derived), false);
    assert.equal(await isActive(at, subject), true);
  });

  it('is for what it names, though its family was shown the scope elsewhere — advanced.md TEX-5', async () => {
    const at = world();
    const claims = { ...noClaims, placed: [{ scope: ['read'], resource: [gateway] }] };
    const { access_token: subject } = await signInWeb(at, { resources: [gateway], claims });
    const { access_token: derived } = expectOk(await ask(at, { subject_token: subject }));
    assert.equal(await isActive(at, derived), true);
  });

  it('is told of with subject, actor and audience', async () => {
    const at = world();
    await ask(at, { subject_token: await subjectOf(at) });
    const [fact] = at.store.commits.at(-1)?.facts ?? [];
    assert.ok(fact?.kind === 'token_exchanged');
    assert.deepEqual(fact.subject, { sub: 'user-1', iss: 'https://auth.example' });
    assert.deepEqual(fact.audience, [api]);
    assert.equal(fact.family.kind, 'kept');
  });

  it('outlives what its client was told to drop before, and no more than that', async () => {
    const at = world();
    const subject = await subjectOf(at);
    at.clock.advance(10);
    const web = (await at.store.findClient(clientId('web'))) ?? assert.fail('no client');
    at.store.put.client({ ...web, tokensValidFrom: at.clock.now() });
    const { access_token: derived } = expectOk(await ask(at, { subject_token: subject }));
    assert.equal(await isActive(at, derived), true);
    at.clock.advance(10);
    at.store.put.client({ ...web, tokensValidFrom: at.clock.now() });
    assert.equal(await isActive(at, derived), false);
  });

  it('is advertised once a rule allows it to somebody', async () => {
    const at = world([]);
    const told = async () => json(await at.engine.discovery()).grant_types_supported.includes(grantType);
    assert.equal(await told(), false);
    at.store.put.exchangeRule(exampleRule());
    assert.equal(await told(), true);
  });
});
