import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, type Reply, sha256 } from '@grantor/protocol';
import {
  clientClaims,
  clientMetadata,
  configurationOf,
  createTestFederation,
  exampleClient,
  postForm,
  statementAbout,
  superiorMetadata,
  type TestFederation,
  testStart,
} from '../../src/testing/index.ts';
import { claimsOf, createWorld, expectError, json, type World } from '../support.ts';

const now = testStart / 1000;
const issuer = 'https://auth.example';

type Members = Readonly<Record<string, unknown>>;
type Joined = World & Omit<TestFederation, 'policy'>;

function joined(metadata: Members = {}, seed: Parameters<typeof createWorld>[0] = {}): Joined {
  const { policy: rules, ...federation } = createTestFederation(metadata);
  const policy = { federation: rules, ...seed.policy };
  return { ...createWorld({ ...seed, policy, federation: federation.web.ports }), ...federation };
}

const statement = (world: Joined, claims: Members = {}, metadata: Members = {}): string =>
  configurationOf(world.client, { aud: issuer, ...clientClaims(world, metadata), ...claims });

const post = (
  world: Joined,
  body: string,
  contentType = 'application/entity-statement+jwt',
): Promise<Reply> => {
  const { body: _, ...request } = postForm({});
  return world.engine.registerEntity({ ...request, contentType, body: async () => Buffer.from(body) });
};

const chain = (world: Joined, leaf = statement(world)): string[] => [
  leaf,
  statementAbout(world.middle, world.client),
  statementAbout(world.anchor, world.middle),
  configurationOf(world.anchor, { metadata: superiorMetadata(world.anchor) }),
];

const stored = ({ store, client }: Joined) => store.findClient(clientId(client.id));

describe('explicit registration', () => {
  it('makes a client of what the federation lets it be — OpenID Federation §12.2.3, federation-vci-authlete.md FED-11 and FED-12', async () => {
    const world = joined();
    const reply = await post(
      world,
      statement(world, { exp: now + 7200 }, { token_endpoint_auth_method: 'private_key_jwt' }),
    );
    assert.equal(reply.status, 200, reply.body ?? '');
    assert.equal(reply.headers['content-type'], 'application/explicit-registration-response+jwt');
    assert.equal(reply.headers['cache-control'], 'no-store');
    const header = JSON.parse(Buffer.from(reply.body?.split('.')[0] ?? '', 'base64url').toString());
    assert.equal(header.typ, 'explicit-registration-response+jwt');
    const claims = claimsOf(reply.body ?? '');
    const { iss, sub, aud, iat, exp, trust_anchor, authority_hints } = claims;
    assert.deepEqual(
      { iss, sub, aud, iat, exp, trust_anchor, authority_hints },
      {
        ...{ iss: issuer, sub: world.client.id, aud: world.client.id, iat: now, exp: now + 7200 },
        ...{ trust_anchor: world.anchor.id, authority_hints: [world.middle.id] },
      },
    );
    const registered = claims.metadata.openid_relying_party;
    assert.equal(registered.client_id, world.client.id);
    assert.deepEqual(registered.redirect_uris, clientMetadata['redirect_uris']);
    assert.equal('client_secret' in registered, false);
    const client = await stored(world);
    assert.equal(client?.source, 'federation');
    assert.deepEqual(client?.federation, {
      ...{ registration: 'explicit', trustAnchor: world.anchor.id, superior: world.middle.id },
      ...{ organizationName: 'Organisation', endsAt: now + 7200 },
    });
  });

  it('gives a secret where its method is one with a secret, for as long as it holds — federation-vci-authlete.md FED-12', async () => {
    const world = joined();
    const reply = await post(
      world,
      statement(world, {}, { token_endpoint_auth_method: 'client_secret_basic' }),
    );
    const { client_secret: secret, client_secret_expires_at: until } = claimsOf(reply.body ?? '').metadata
      .openid_relying_party;
    const [held] = (await stored(world))?.secrets ?? [];
    assert.deepEqual(held, { hash: sha256(secret), expiresAt: until });
    assert.equal(until, now + 86_400);
  });

  it('takes a statement once, so that who has one gets no secret and brings nothing back — federation-vci-authlete.md FED-12', async () => {
    const world = joined();
    const secret = { token_endpoint_auth_method: 'client_secret_basic' };
    const body = statement(world, {}, secret);
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(world, body)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    const held = (await stored(world))?.secrets;
    expectError(await post(world, body), 400, 'invalid_request');
    expectError(
      await post(world, JSON.stringify(chain(world, body)), 'application/trust-chain+json'),
      400,
      'invalid_request',
    );
    assert.deepEqual((await stored(world))?.secrets, held);
    assert.equal((await post(world, statement(world, { jti: 'new' }, secret))).status, 200);
  });

  it('takes none that is older than a day, and remembers none for longer, whenever it ends — security.md L-8', async () => {
    const world = joined();
    const far = now + 20 * 365 * 86_400;
    const [day, skew] = [86_400, world.policy.clockSkew];
    for (const [iat, status] of [
      [now - day - skew - 1, 400],
      [now - day - skew, 400],
      [now - day - skew + 1, 200],
      [now, 200],
      [now + skew, 200],
    ] as const) {
      const reply = await post(world, statement(world, { iat, exp: far }));
      assert.equal(reply.status, status, String(iat - now));
    }
    const proofs = world.store.commits.flatMap(({ facts }) =>
      facts.flatMap((fact) => (fact.kind === 'proof_seen' ? [fact.proof.until] : [])),
    );
    assert.equal(proofs.length, 3);
    for (const until of proofs)
      assert.ok(until > now && until <= now + day + 2 * skew + 1, String(until - now));
  });

  it('asks nobody on behalf of what its entity did not sign — federation-vci-authlete.md FED-7', async () => {
    const world = joined();
    const stranger = createTestFederation().client;
    const forged = configurationOf(
      { ...world.client, sign: stranger.sign },
      { aud: issuer, ...clientClaims(world) },
    );
    expectError(await post(world, forged), 400, 'invalid_trust_chain');
    assert.deepEqual(world.web.asked, []);
  });

  it('takes a whole chain, too, and asks nobody then — federation-vci-authlete.md FED-5, federation-vci-authlete.md FED-11', async () => {
    const world = joined();
    const reply = await post(world, JSON.stringify(chain(world)), 'application/trust-chain+json');
    assert.equal(reply.status, 200, reply.body ?? '');
    assert.deepEqual(world.web.asked, []);
    const another = chain(world, statement(world, { jti: 'another' }));
    const short = await post(world, JSON.stringify(another.slice(0, 3)), 'application/trust-chain+json');
    assert.equal(short.status, 200, short.body ?? '');
    const foreign = chain({ ...world, anchor: { ...world.anchor, id: 'https://foreign.example' } });
    expectError(
      await post(world, JSON.stringify(foreign), 'application/trust-chain+json'),
      400,
      'invalid_trust_anchor',
    );
    for (const broken of ['{}', '[]', '[1]', 'x', JSON.stringify(Array(9).fill(statement(world)))])
      expectError(await post(world, broken, 'application/trust-chain+json'), 400, 'invalid_request');
    const loose = [statement(world), chain(world)[2], chain(world)[3]];
    expectError(
      await post(world, JSON.stringify(loose), 'application/trust-chain+json'),
      400,
      'invalid_trust_chain',
    );
  });

  it('takes nothing of another type — federation-vci-authlete.md FED-11', async () => {
    const world = joined();
    for (const type of ['application/json', 'application/jwt', 'text/plain', ''])
      expectError(await post(world, statement(world), type), 415, 'invalid_request');
    assert.deepEqual(world.web.asked, []);
  });

  it('refuses what is not meant for this server, or no signed statement — federation-vci-authlete.md FED-15', async () => {
    const world = joined();
    const refused: [string, string][] = [
      ['nonsense', 'invalid_request'],
      [world.client.sign({ iss: world.client.id }, { alg: 'none' }), 'invalid_request'],
      [statement(world, { aud: 'https://another.example' }), 'invalid_request'],
      [statement(world, { aud: [issuer, 'https://another.example'] }), 'invalid_request'],
      [statement(world, { aud: undefined }), 'invalid_request'],
      [statement(world, { iss: 'rp', sub: 'rp' }), 'invalid_issuer'],
      [statement(world, { sub: 'rp' }), 'invalid_subject'],
      [statement(world, { exp: now - 60 }), 'invalid_trust_chain'],
      [statement(world, { authority_hints: ['https://nobody.example'] }), 'invalid_trust_anchor'],
      [statement(world, { metadata: { openid_provider: {} } }), 'invalid_metadata'],
    ];
    for (const [body, code] of refused) expectError(await post(world, body), 400, code);
    world.web.pages.set(`${world.middle.id}/.well-known/openid-federation`, () => ({
      ...{ kind: 'failed', fault: 'unreachable' },
    }));
    const away = expectError(await post(world, statement(world)), 503, 'temporarily_unavailable');
    assert.ok(away.headers['retry-after']);
    assert.equal(await stored(world), null);
  });

  it('says what of the metadata cannot be registered — OpenID Federation §12.2.4', async () => {
    const world = joined();
    expectError(
      await post(world, statement(world, {}, { redirect_uris: [] })),
      400,
      'invalid_client_metadata',
    );
    expectError(
      await post(world, statement(world, {}, { redirect_uris: ['http://a.example/'] })),
      400,
      'invalid_redirect_uri',
    );
    expectError(
      await post(world, statement(world, {}, { client_id: 'https://other.example' })),
      400,
      'invalid_metadata',
    );
    expectError(
      await post(world, statement(world, {}, { client_registration_types: ['automatic'] })),
      400,
      'invalid_metadata',
    );
    // federation-vci-authlete.md FED-14
    expectError(
      await post(world, statement(world, {}, { token_endpoint_auth_method: 'none' })),
      400,
      'invalid_client_metadata',
    );
  });

  it('replaces the registration before — federation-vci-authlete.md FED-12', async () => {
    const world = joined();
    await post(world, statement(world));
    const reply = await post(world, statement(world, {}, { client_name: 'Renamed' }));
    assert.equal(reply.status, 200);
    assert.equal((await stored(world))?.name, 'Renamed');
    const facts = world.store.commits.flatMap((commit) => commit.facts);
    const last = facts.at(-1);
    assert.ok(last?.kind === 'federation_client_registered');
    assert.ok(last.changed?.includes('clientName'));
  });

  it('never takes the place of a client of another source, or of one that is blocked — federation-vci-authlete.md FED-14', async () => {
    for (const source of ['administrator', 'app', 'dynamic', 'document'] as const) {
      const own = exampleClient({ id: clientId('https://rp.example'), source });
      const world = joined({}, { seed: { clients: [own] } });
      const reply = expectError(await post(world, statement(world)), 400, 'invalid_client');
      assert.equal('www-authenticate' in reply.headers, false);
      assert.equal((await stored(world))?.source, source);
    }
    const world = joined();
    await post(world, statement(world));
    const client = (await stored(world)) ?? assert.fail();
    world.store.put.client({ ...client, status: 'inactive' });
    expectError(await post(world, statement(world)), 400, 'invalid_client');
    assert.equal((await stored(world))?.status, 'inactive');
  });

  it('costs whoever asks for it — security.md L-8', async () => {
    const world = joined();
    world.limits.budget = 0;
    expectError(await post(world, statement(world)), 429, 'rate_limit_exceeded');
    assert.deepEqual(world.web.asked, []);
  });
});

describe('an entity configuration', () => {
  const read = async (world: World) => {
    const reply = await world.engine.entityConfiguration();
    assert.equal(reply.status, 200);
    return { reply, claims: claimsOf(reply.body ?? '') };
  };

  it('says what this server is — OpenID Federation §9, federation-vci-authlete.md FED-2 and FED-4', async () => {
    const world = joined();
    const { reply, claims } = await read(world);
    assert.equal(reply.headers['content-type'], 'application/entity-statement+jwt');
    const { iss, sub, iat, exp, jwks, authority_hints, metadata } = claims;
    assert.deepEqual({ iss, sub, iat, exp }, { iss: issuer, sub: issuer, iat: now, exp: now + 86_400 });
    assert.deepEqual(authority_hints, [world.anchor.id]);
    assert.deepEqual(Object.keys(jwks.keys[0]).sort(), ['crv', 'kid', 'kty', 'x']);
    const provider = metadata.openid_provider;
    const discovery = json(await world.engine.discovery());
    for (const [name, value] of Object.entries(discovery)) assert.deepEqual(provider[name], value, name);
    assert.deepEqual(provider.client_registration_types_supported, ['automatic', 'explicit']);
    assert.equal(provider.federation_registration_endpoint, `${issuer}/oauth/federation/register`);
    assert.deepEqual(provider.request_authentication_methods_supported, {
      authorization_endpoint: ['request_object'],
      pushed_authorization_request_endpoint: ['request_object', 'private_key_jwt'],
    });
    assert.deepEqual(metadata.oauth_authorization_server, discovery);
    assert.deepEqual(metadata.federation_entity, {
      organization_name: 'Ours',
      federation_historical_keys_endpoint: `${issuer}/oauth/federation/historical-keys`,
    });
  });

  it('says what it is to wallets, where credentials are issued — OpenID4VCI §12.2.4, federation-vci-authlete.md §1', async () => {
    assert.equal('openid_credential_issuer' in (await read(joined())).claims.metadata, false);
    const { metadata } = (await read(joined({}, { policy: { credentials: 'served' } }))).claims;
    assert.equal(metadata.openid_credential_issuer.credential_issuer, issuer);
    assert.equal(metadata.openid_credential_issuer.credential_endpoint, `${issuer}/vci/credential`);
  });

  it('is signed anew after an hour — federation-vci-authlete.md FED-2', async () => {
    const world = joined();
    const first = await read(world);
    world.clock.advance(3599);
    assert.equal((await read(world)).reply.body, first.reply.body);
    world.clock.advance(1);
    assert.equal((await read(world)).claims.iat, now + 3600);
  });

  it('has its keys of before beside it — OpenID Federation §8.7', async () => {
    const reply = await joined().engine.historicalKeys();
    assert.equal(reply.headers['content-type'], 'application/jwk-set+jwt');
    const { iss, keys } = claimsOf(reply.body ?? '');
    assert.equal(iss, issuer);
    assert.deepEqual([keys[0].kid, keys[0].iat, keys[0].exp], ['old', 1, 2]);
  });

  it('is nowhere where there is no federation', async () => {
    const { engine } = createWorld();
    expectError(await engine.entityConfiguration(), 404, 'not_found');
    expectError(await engine.historicalKeys(), 404, 'not_found');
  });
});
