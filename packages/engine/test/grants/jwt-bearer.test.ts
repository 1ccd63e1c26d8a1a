import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, userId } from '@grantor/protocol';
import {
  basic,
  documentUrl,
  exampleAccount,
  exampleClient,
  exampleDocument,
  exampleIssuer,
  examplePublicClient,
  exampleResource,
  exampleScope,
  foreignIssuer,
  idJagHeader,
  postForm,
  served,
  signAssertion,
  testSecret,
} from '../../src/testing/index.ts';
import { claimsOf, createWorld, expectError, expectOk, isActive, json, type World } from '../support.ts';

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const api = 'https://api.example';

const client = (change: Parameters<typeof exampleClient>[0] = {}) =>
  exampleClient({ grantTypes: [grantType], ...change });

const resource = () =>
  exampleResource({ uri: api, scopes: ['read', 'write', 'delete'].map((name) => exampleScope(name)) });

const world = (
  issuer: Parameters<typeof exampleIssuer>[0] = {},
  change: Parameters<typeof exampleClient>[0] = {},
): World =>
  createWorld({
    seed: {
      clients: [client({ scopes: ['read', 'write', 'openid'], ...change }), examplePublicClient()],
      resources: [resource()],
      trustedIssuers: [exampleIssuer(issuer)],
    },
  });

const vouch = (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}): string =>
  signAssertion({ iss: foreignIssuer, sub: 'ada-there', ...claims }, header);

const idJag = (claims: Record<string, unknown> = {}): string =>
  vouch({ client_id: 'web', ...claims }, idJagHeader);

type Fields = Record<string, string | readonly string[] | undefined>;

const ask = (to: World, assertion: string, fields: Fields = {}, authorization = basic('web', testSecret)) =>
  to.engine.token(postForm({ grant_type: grantType, assertion, ...fields }, { authorization }));

describe('assertions of a trusted issuer — advanced.md §11', () => {
  it('give a person’s token without refresh token, sign-in and ID token — advanced.md JWB-1, JWB-6, RFC 7521 §4.1', async () => {
    const at = world();
    const answer = expectOk(await ask(at, vouch(), { resource: api }));
    assert.deepEqual(Object.keys(answer), ['access_token', 'token_type', 'expires_in', 'scope']);
    assert.equal(answer.scope, 'read write');
    const claims = claimsOf(answer.access_token);
    assert.equal(claims.sub, 'user-1');
    assert.equal(claims.aud, api);
    assert.equal('acr' in claims || 'auth_time' in claims || 'act' in claims, false);
    const [family] = at.store.snapshot().families.values();
    assert.equal(family?.origin, 'assertion');
    assert.equal(family?.expiresAt, claims.exp);
    assert.equal(family?.refresh, null);
  });

  it('are refused for every claim that is wrong or missing — advanced.md JWB-2, RFC 7523 §3', async () => {
    const now = 1_767_225_600;
    const wrong: Record<string, unknown>[] = [
      { iss: 'https://idp.example/' },
      { iss: undefined },
      { sub: undefined },
      { sub: '' },
      { aud: undefined },
      { aud: 'https://other.example' },
      { aud: ['https://auth.example', 'https://other.example'] },
      { exp: undefined },
      { exp: now - 60 },
      { exp: now + 7200 },
      { nbf: now + 60 },
      { iat: now + 60 },
      { jti: 7 },
      { jti: '' },
    ];
    for (const claims of wrong) {
      expectError(await ask(world(), vouch(claims)), 400, 'invalid_grant');
    }
    for (const header of [{ crit: ['b64'] }, { typ: 'at+jwt' }, { kid: 'other' }, { jwk: {} }, idJagHeader]) {
      expectError(await ask(world(), vouch({}, header)), 400, 'invalid_grant');
    }
    expectError(await ask(world({ algorithms: ['RS256'] }), vouch()), 400, 'invalid_grant');
    expectError(await ask(world(), `${vouch().slice(0, -4)}AAAA`), 400, 'invalid_grant');
    expectError(await ask(world(), ''), 400, 'invalid_request');
  });

  it('give no authorization details, which is said to whoever names some — RFC 9396 §5', async () => {
    const named = { authorization_details: '[{"type":"payment"}]' };
    expectError(await ask(world(), vouch(), named), 400, 'invalid_authorization_details');
  });

  it('are about nobody whose name no store could find again — security.md L-8', async () => {
    const at = world();
    for (const [length, expect] of [
      [512, expectOk],
      [513, (reply: Parameters<typeof expectOk>[0]) => expectError(reply, 400, 'invalid_grant')],
    ] as const) {
      const sub = 'x'.repeat(length);
      at.subjects.links.set(`${foreignIssuer} ${sub}`, userId('user-1'));
      expect(await ask(at, vouch({ sub })));
    }
  });

  it('are for issuer or token endpoint, whichever path was called — advanced.md JWB-2', async () => {
    for (const aud of [
      'https://auth.example',
      'https://auth.example/oauth/token',
      ['https://auth.example'],
    ]) {
      expectOk(await ask(world(), vouch({ aud })));
    }
  });

  it('count once, whoever shows them — advanced.md JWB-2, security.md X-7', async () => {
    const at = world();
    const assertion = vouch();
    const [first, second] = await Promise.all([ask(at, assertion), ask(at, assertion)]);
    assert.deepEqual([first.status, second.status].sort(), [200, 400]);
    expectError(await ask(at, assertion), 400, 'invalid_grant');
    assert.equal(at.store.snapshot().families.size, 1);
    expectOk(await ask(world(), vouch({ jti: undefined })));
  });

  it('say nothing where no record trusts them — advanced.md JWB-1', async () => {
    const at = createWorld({ seed: { clients: [client()] } });
    expectError(await ask(at, vouch()), 400, 'invalid_grant');
    expectError(await ask(world({ clients: [clientId('other')] }), vouch()), 400, 'invalid_grant');
    const rules = [{ claim: 'department', equals: 'sales' }];
    expectError(await ask(world({ claimRules: rules }), vouch()), 400, 'invalid_grant');
    expectOk(await ask(world({ claimRules: rules }), vouch({ department: 'sales' })));
    const prefix = [{ claim: 'groups', prefix: 'team-' }];
    expectOk(await ask(world({ claimRules: prefix }), vouch({ groups: ['all', 'team-red'] })));
    expectError(await ask(world({ claimRules: prefix }), vouch({ groups: ['all'] })), 400, 'invalid_grant');
  });

  it('wait while the keys cannot be had', async () => {
    const reply = await ask(world({ keys: { kind: 'discovery' } }), vouch());
    expectError(reply, 503, 'temporarily_unavailable');
    // nobody is asked for keys of what would be refused anyway
    expectError(await ask(world({ keys: { kind: 'discovery' } }), vouch({ aud: 'x' })), 400, 'invalid_grant');
  });

  it('are only for clients that registered the grant, and that prove themselves — advanced.md JWB-4', async () => {
    expectError(
      await ask(world({}, { grantTypes: ['authorization_code'] }), vouch()),
      400,
      'unauthorized_client',
    );
    const at = world({ clients: [clientId('native')] });
    at.store.put.client(examplePublicClient({ grantTypes: [grantType] }));
    const fields = { grant_type: grantType, assertion: vouch(), client_id: 'native' };
    expectError(await at.engine.token(postForm(fields)), 400, 'invalid_grant');
  });
});

describe('whom an assertion is about — advanced.md JWB-3', () => {
  it('is who is linked, never who has that id here — advanced.md JWB-3, security.md X-7', async () => {
    const at = world();
    expectError(await ask(at, vouch({ sub: 'user-1' })), 400, 'invalid_grant');
    at.subjects.links.set(`${foreignIssuer} user-1`, userId('user-2'));
    at.store.put.account(exampleAccount({ id: userId('user-2'), username: 'bob' }));
    assert.equal(claimsOf(expectOk(await ask(at, vouch({ sub: 'user-1' }))).access_token).sub, 'user-2');
  });

  it('is told an address only if its issuer verified it and is trusted for its domain — advanced.md JWB-3', async () => {
    const claims = { sub: 'new', email: 'new@corp.example', email_verified: true, name: 'New' };
    const asked = async (change: Record<string, unknown>, emailDomains: readonly string[]) => {
      const at = world({ subjects: { emailDomains, unknown: 'created' } });
      await ask(at, vouch({ ...claims, ...change }));
      return at.subjects.asked[0]?.email;
    };
    assert.equal(await asked({}, ['corp.example']), 'new@corp.example');
    assert.equal(await asked({ email: 'new@CORP.example' }, ['corp.example']), 'new@CORP.example');
    assert.equal(await asked({}, []), null);
    assert.equal(await asked({}, ['other.example']), null);
    assert.equal(await asked({ email_verified: 'true' }, ['corp.example']), null);
    assert.equal(await asked({ email: 'new@sub.corp.example' }, ['corp.example']), null);
    assert.equal(await asked({ email: '"a@corp.example"@evil.example' }, ['corp.example']), null);
  });

  it('asks for nobody before all else was looked at', async () => {
    const at = world({ subjects: { emailDomains: [], unknown: 'created' } });
    expectError(await ask(at, vouch({ sub: 'new' }), { scope: 'unheard' }), 400, 'invalid_scope');
    expectError(
      await ask(at, vouch({ sub: 'new' }), { resource: 'https://no.example' }),
      400,
      'invalid_target',
    );
    assert.equal(at.subjects.asked.length, 0);
  });

  it('has to be enabled, and among those who may use the client', async () => {
    const disabled = world();
    disabled.store.put.account(exampleAccount({ disabledAt: disabled.clock.now() }));
    expectError(await ask(disabled, vouch()), 400, 'invalid_grant');
    expectError(await ask(world({}, { allowedGroups: ['staff'] }), vouch()), 400, 'invalid_grant');
  });
});

describe('what an assertion gives — advanced.md JWB-1', () => {
  it('is no scope and no resource beyond its record, its client and the request', async () => {
    const asked = async (fields: Fields, issuer: Parameters<typeof exampleIssuer>[0] = {}) =>
      ask(world(issuer), vouch(), { resource: api, ...fields });
    assert.equal(json(await asked({ scope: 'read' })).scope, 'read');
    assert.equal(json(await asked({ scope: 'read delete openid' })).scope, 'read');
    expectError(await asked({ scope: 'openid' }), 400, 'invalid_scope');
    expectError(await asked({ scope: 'delete' }), 400, 'invalid_scope');
    assert.equal(json(await asked({}, { scopes: null })).scope, 'read write');
    assert.equal(json(await asked({}, { resources: [api] })).scope, 'read write');
    expectError(await asked({}, { resources: ['https://other.example'] }), 400, 'invalid_target');
    expectError(
      await asked({ resource: undefined }, { resources: [api, 'https://b.example'] }),
      400,
      'invalid_target',
    );
    const only = json(await asked({ resource: undefined }, { resources: [api] }));
    assert.equal(claimsOf(only.access_token).aud, api);
  });

  it('ends with the person’s word, as any app does', async () => {
    const at = world();
    const { access_token: token } = expectOk(await ask(at, vouch(), { resource: api }));
    at.store.put.client(exampleClient({ ownResources: [api], scopes: ['read', 'write'] }));
    assert.equal(await isActive(at, token), true);
    const source = { address: '', userAgent: null, requestId: '', method: 'POST', path: '/' };
    const fact = { kind: 'consent_revoked', userId: userId('user-1'), clientId: clientId('web') } as const;
    await at.store.commit({ facts: [fact], at: at.clock.now(), source });
    assert.equal(await isActive(at, token), false);
  });
});

describe('ID-JAG — advanced.md JWB-4, clients.md §13 enterprise-managed authorization', () => {
  const kind = { kind: 'id-jag', clients: null, scopes: null } as const;

  it('is for the one client, resource and scope that it names', async () => {
    const at = world(kind);
    const answer = expectOk(await ask(at, idJag({ resource: api, scope: 'read delete' })));
    assert.equal(answer.scope, 'read');
    assert.equal(claimsOf(answer.access_token).aud, api);
    const narrowed = await ask(at, idJag({ resource: api, scope: 'read write' }), {
      scope: 'write',
      resource: api,
    });
    assert.equal(json(narrowed).scope, 'write');
  });

  it('is refused for another audience, client or resource, and without its type or jti', async () => {
    const wrong: Record<string, unknown>[] = [
      { aud: 'https://auth.example/oauth/token' },
      { client_id: 'native' },
      { client_id: undefined },
      { jti: undefined },
      { iat: undefined },
      { resource: 'https://unknown.example' },
    ];
    for (const claims of wrong) expectError(await ask(world(kind), idJag(claims)), 400, 'invalid_grant');
    expectError(await ask(world(kind), vouch({ client_id: 'web' })), 400, 'invalid_grant');
    const other = { resource: 'https://other.example' };
    expectError(await ask(world(kind), idJag({ resource: api }), other), 400, 'invalid_target');
    expectError(
      await ask(world({ ...kind, resources: ['https://x.example'] }), idJag({ resource: api })),
      400,
      'invalid_grant',
    );
  });

  it('is taken from a client of a document without keys, and from no other public one', async () => {
    const at = world(kind);
    at.documents.pages.set(documentUrl, served(exampleDocument({ grant_types: [grantType] })));
    const answer = await at.engine.token(
      postForm({
        grant_type: grantType,
        assertion: idJag({ client_id: documentUrl, resource: api, scope: 'read' }),
        client_id: documentUrl,
      }),
    );
    assert.equal(expectOk(answer).scope, 'read');
    at.store.put.client(examplePublicClient({ grantTypes: [grantType] }));
    const native = { grant_type: grantType, assertion: idJag({ client_id: 'native' }), client_id: 'native' };
    expectError(await at.engine.token(postForm(native)), 400, 'invalid_grant');
  });
});

describe('workloads — advanced.md JWB-5, clients.md §13 workload identity', () => {
  const subject = 'system:serviceaccount:prod:billing';
  const workload = {
    kind: 'workload',
    scopes: ['read'],
    claimRules: [{ claim: 'sub', equals: subject }],
  } as const;
  const show = (at: World, claims: Record<string, unknown> = {}, fields: Fields = {}) =>
    at.engine.token(
      postForm({ grant_type: grantType, assertion: vouch({ sub: subject, ...claims }), ...fields }),
    );

  it('are the service client that issuer and claims select, as often as they show their token', async () => {
    const at = world(workload);
    const answer = expectOk(await show(at, { jti: 'same' }, { resource: api }));
    const claims = claimsOf(answer.access_token);
    assert.equal(claims.sub, 'client:web');
    assert.equal(claims.client_id, 'web');
    assert.equal(answer.scope, 'read');
    assert.equal('refresh_token' in answer, false);
    expectOk(await show(at, { jti: 'same' }));
    assert.deepEqual(
      at.store.commits.map(({ facts }) => facts.map(({ kind }) => kind)),
      [['client_token_issued'], ['client_token_issued']],
    );
    at.clock.advance(120);
    expectError(await show(at), 400, 'invalid_grant');
  });

  it('are nobody without a rule that fits, or where two do', async () => {
    const at = world(workload);
    expectError(await show(at, { sub: 'system:serviceaccount:prod:other' }), 400, 'invalid_grant');
    expectError(await show(at, {}, { scope: 'write' }), 400, 'invalid_scope');
    at.store.put.trustedIssuer(exampleIssuer({ ...workload, id: 'second' }));
    expectError(await show(at), 400, 'invalid_grant');
  });

  it('are only what an administrator made, active and open to the grant', async () => {
    expectError(await show(world(workload, { status: 'inactive' })), 400, 'invalid_grant');
    expectError(await show(world(workload, { source: 'dynamic' })), 400, 'invalid_grant');
    expectError(await show(world(workload, { grantTypes: [] })), 400, 'unauthorized_client');
  });

  it('vouch for no person, and a person’s assertion for no workload', async () => {
    expectError(await ask(world(workload), vouch({ sub: subject })), 400, 'invalid_grant');
    expectError(await show(world({ claimRules: workload.claimRules })), 400, 'invalid_grant');
  });
});

describe('what is told of the grant — advanced.md JWB-6, clients.md §13 jwt-bearer', () => {
  it('is nothing before an issuer is trusted, and ID-JAG with the first of that kind', async () => {
    const at = createWorld({ seed: { clients: [client()] } });
    const told = async () => json(await at.engine.discovery());
    assert.equal((await told()).grant_types_supported.includes(grantType), false);
    at.store.put.trustedIssuer(exampleIssuer());
    assert.equal((await told()).grant_types_supported.includes(grantType), true);
    assert.equal('authorization_grant_profiles_supported' in (await told()), false);
    at.store.put.trustedIssuer(exampleIssuer({ id: 'jag', kind: 'id-jag' }));
    assert.deepEqual((await told()).authorization_grant_profiles_supported, [
      'urn:ietf:params:oauth:grant-profile:id-jag',
    ]);
  });
});
