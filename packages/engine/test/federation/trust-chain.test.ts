import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readConstraints } from '../../src/federation/constraints.ts';
import {
  clientClaims,
  configurationOf,
  createTestEntity,
  fetchEndpoint,
  statementAbout,
  superiorMetadata,
  type TestEntity,
  testStart,
} from '../../src/testing/index.ts';
import { type ResolverWorld, resolved, resolverWorld, source } from './support.ts';

const now = testStart / 1000;

type Members = Readonly<Record<string, unknown>>;

/** What the middle says of the client, otherwise than usual. */
const saying = (claims: Members) => (world: ResolverWorld) =>
  world.web.statement(world.middle, world.client, claims);
/** What the client says of itself. */
const claiming = (claims: Members) => (world: ResolverWorld) =>
  world.web.configuration(world.client, { ...clientClaims(world), ...claims });
/** Another header on what the client says. */
const headed = (header: Members) => (world: ResolverWorld) => {
  const { client, web } = world;
  const claims = {
    ...{ iss: client.id, sub: client.id, iat: now, exp: now + 60, jwks: { keys: [client.jwk] } },
    ...clientClaims(world),
  };
  web.put(`${client.id}/.well-known/openid-federation`, client.sign(claims, header));
};

/** The code that a change of the federation leads to. */
async function after(change: (world: ResolverWorld) => void): Promise<string> {
  const world = resolverWorld();
  change(world);
  return world.resolve();
}

describe('a trust chain', () => {
  it('is followed up to a trust anchor — OpenID Federation §10.1, federation-vci-authlete.md FED-5', async () => {
    const world = resolverWorld();
    assert.equal(await world.resolve(), resolved);
    const { client, middle, anchor } = world;
    assert.deepEqual(world.web.asked, [
      `${client.id}/.well-known/openid-federation`,
      `${middle.id}/.well-known/openid-federation`,
      `${fetchEndpoint(middle)}?sub=${encodeURIComponent(client.id)}`,
      `${anchor.id}/.well-known/openid-federation`,
      `${fetchEndpoint(anchor)}?sub=${encodeURIComponent(middle.id)}`,
    ]);
  });

  it('holds only by the keys of the one above — OpenID Federation §10.2, federation-vci-authlete.md FED-7', async () => {
    const stranger = createTestEntity('https://stranger.example');
    const posing = (as: TestEntity): TestEntity => ({ ...stranger, id: as.id });
    assert.equal(await after(saying({ jwks: { keys: [stranger.jwk] } })), 'invalid_trust_chain');
    assert.equal(
      await after(({ web, anchor, middle }) => web.statement(posing(anchor), middle)),
      'invalid_trust_chain',
    );
    // The anchor's own word of its keys counts for nothing
    assert.equal(
      await after(({ web, anchor, middle }) => {
        web.configuration(posing(anchor), { metadata: superiorMetadata(anchor) });
        web.statement(posing(anchor), middle);
      }),
      'invalid_trust_chain',
    );
    assert.equal(
      await after(({ web, client }) => {
        const text = configurationOf(client);
        web.put(`${client.id}/.well-known/openid-federation`, `${text.slice(0, -8)}AAAAAAAA`);
      }),
      'invalid_trust_chain',
    );
  });

  it('is made of statements in their time — federation-vci-authlete.md FED-7', async () => {
    assert.equal(await after(saying({ exp: now - 60 })), 'invalid_trust_chain');
    assert.equal(await after(saying({ exp: undefined })), 'invalid_trust_chain');
    assert.equal(await after(saying({ iat: now + 60 })), 'invalid_trust_chain');
    assert.equal(await after(saying({ iat: undefined })), 'invalid_trust_chain');
    assert.equal(await after(claiming({ exp: now - 60 })), 'invalid_trust_chain');
  });

  it('is made of statements of the right type, signed by a named key — OpenID Federation §3.2, federation-vci-authlete.md FED-7', async () => {
    assert.equal(await after(headed({})), resolved);
    for (const header of [
      { typ: 'JWT' },
      { typ: undefined },
      { alg: 'none' },
      { alg: 'HS256' },
      { kid: undefined },
      { kid: 'another' },
      { crit: ['b64'] },
      { jwk: {} },
    ]) {
      const code = await after(headed(header));
      assert.ok(['invalid_trust_chain', 'invalid_request'].includes(code), JSON.stringify([header, code]));
    }
  });

  it('is made of statements of whom they say — federation-vci-authlete.md FED-7', async () => {
    assert.equal(await after(saying({ iss: 'https://another.example' })), 'invalid_issuer');
    assert.equal(await after(saying({ sub: 'https://another.example' })), 'invalid_subject');
    assert.equal(await after(claiming({ sub: 'https://another.example' })), 'invalid_trust_chain');
    assert.equal(
      await after(claiming({ iss: 'http://rp.example', sub: 'http://rp.example' })),
      'invalid_issuer',
    );
  });

  it('holds nothing critical that nobody knows — federation-vci-authlete.md FED-7', async () => {
    assert.equal(await after(saying({ crit: ['ours'], ours: 1 })), 'invalid_trust_chain');
    assert.equal(await after(saying({ metadata_policy_crit: ['regexp'] })), 'invalid_trust_chain');
    assert.equal(await after(claiming({ metadata_policy: {} })), 'invalid_trust_chain');
    assert.equal(await after(saying({ authority_hints: ['https://a.example'] })), 'invalid_trust_chain');
    assert.equal(
      await after(claiming({ jwks: { keys: [{ kty: 'oct', k: 'AAAA' }] } })),
      'invalid_trust_chain',
    );
    assert.equal(
      await after(claiming({ metadata: { openid_relying_party: { scope: null } } })),
      'invalid_trust_chain',
    );
  });

  it('stays within the constraints above it — OpenID Federation §6.2, federation-vci-authlete.md FED-9', async () => {
    const constrained = (constraints: unknown) =>
      after(({ web, anchor, middle }) => web.statement(anchor, middle, { constraints }));
    assert.equal(await constrained({ max_path_length: 1 }), resolved);
    assert.equal(await constrained({ max_path_length: 0 }), 'invalid_trust_chain');
    assert.equal(await constrained({ naming_constraints: { permitted: ['.example'] } }), resolved);
    assert.equal(
      await constrained({ naming_constraints: { permitted: ['middle.example'] } }),
      'invalid_trust_chain',
    );
    assert.equal(
      await constrained({ naming_constraints: { excluded: ['rp.example'] } }),
      'invalid_trust_chain',
    );
    assert.equal(await constrained({ naming_constraints: { excluded: ['.rp.example'] } }), resolved);
    const admits = (naming_constraints: Members, entity: string) =>
      readConstraints({ naming_constraints })?.admit({ intermediates: 0, entities: [entity] });
    // The dot of the root names the same host, and an address is in no tree of names
    assert.equal(admits({ excluded: ['rp.example'] }, 'https://RP.example.'), false);
    assert.equal(admits({ excluded: ['.example'] }, 'https://rp.example.:8443/a'), false);
    assert.equal(admits({ permitted: ['.example'] }, 'https://rp.example.'), true);
    for (const address of ['https://192.0.2.1', 'https://0x7f.1', 'https://[2001:db8::1]:1/a'])
      assert.equal(admits({ excluded: ['.example'] }, address), false, address);
    assert.equal(await constrained({ allowed_entity_types: ['openid_relying_party'] }), resolved);
    assert.equal(await constrained({ allowed_entity_types: ['openid_provider'] }), 'invalid_metadata');
    for (const broken of [[], { max_path_length: -1 }, { max_path_length: '1' }, { naming_constraints: 1 }])
      assert.equal(await constrained(broken), 'invalid_trust_chain');
  });

  it('leads to the metadata that everybody above allows — OpenID Federation §6.1.4.2, federation-vci-authlete.md FED-8', async () => {
    const world = resolverWorld();
    const { web, anchor, middle, client } = world;
    web.statement(anchor, middle, {
      metadata_policy: { openid_relying_party: { grant_types: { subset_of: ['authorization_code'] } } },
      metadata: { openid_relying_party: { client_name: 'of no effect' } },
    });
    web.statement(middle, client, {
      metadata: { openid_relying_party: { client_name: 'As the superior says' } },
      metadata_policy: { openid_relying_party: { contacts: { add: ['help@middle.example'] } } },
    });
    const { metadata } = await world.resolver.resolve(client.id, { kind: 'nothing' }, source);
    assert.deepEqual(metadata['grant_types'], ['authorization_code']);
    assert.equal(metadata['client_name'], 'As the superior says');
    assert.deepEqual(metadata['contacts'], ['help@middle.example']);
    const policies = { openid_relying_party: { client_name: { value: 'a', one_of: ['b'] } } };
    assert.equal(await after(saying({ metadata_policy: policies })), 'invalid_trust_chain');
    assert.equal(await after(claiming({ metadata: {} })), 'invalid_metadata');
  });
});

describe('of several trust chains', () => {
  it('the shortest is taken, and of equal ones the one that lasts longest — federation-vci-authlete.md FED-5', async () => {
    const world = resolverWorld();
    const { web, anchor, middle, client } = world;
    const other = createTestEntity('https://other.example');
    web.configuration(other, { authority_hints: [anchor.id], metadata: superiorMetadata(other) });
    web.statement(anchor, other);
    web.statement(other, client, { exp: now + 600 });
    web.configuration(client, { ...clientClaims(world), authority_hints: [other.id, middle.id] });
    assert.equal(await world.resolve(), resolved);
    const again = resolverWorld();
    again.web.configuration(again.client, {
      ...clientClaims(again),
      authority_hints: [again.middle.id, again.anchor.id],
    });
    again.web.statement(again.anchor, again.client, { exp: now + 600 });
    assert.equal(await again.resolve(), `${again.anchor.id} ${again.anchor.id}`);
  });

  it('one that does not hold is passed over', async () => {
    const world = resolverWorld();
    const { web, anchor, middle } = world;
    web.configuration(world.client, { ...clientClaims(world), authority_hints: [anchor.id, middle.id] });
    web.put(
      `${fetchEndpoint(anchor)}?sub=${encodeURIComponent(world.client.id)}`,
      statementAbout(middle, world.client),
    );
    assert.equal(await world.resolve(), resolved);
  });

  it('one to an anchor of somebody else counts for nothing — federation-vci-authlete.md FED-5', async () => {
    const world = resolverWorld({ trustAnchors: new Map() });
    assert.equal(await world.resolve(), 'invalid_trust_anchor');
  });
});
