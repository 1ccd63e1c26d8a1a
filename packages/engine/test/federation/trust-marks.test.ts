import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientClaims, createTestEntity, superiorMetadata, testStart } from '../../src/testing/index.ts';
import { type ResolverWorld, resolved, resolverWorld, source } from './support.ts';

const now = testStart / 1000;
const type = 'https://marks.example/member';

type Members = Readonly<Record<string, unknown>>;

const markWorld = (): ResolverWorld => resolverWorld({ requiredTrustMarks: [type] });
const issuer = createTestEntity('https://marks.example');

/** A mark of the client, by the issuer of the tests. */
const mark = ({ client }: ResolverWorld, claims: Members = {}, header: Members = {}): string =>
  issuer.sign(
    { iss: issuer.id, sub: client.id, trust_mark_type: type, iat: now, exp: now + 600, ...claims },
    { typ: 'trust-mark+jwt', ...header },
  );

/** The client bears the mark, and the anchor says who issues them. */
function bear(
  world: ResolverWorld,
  jwt: string,
  anchorClaims: Members = { trust_mark_issuers: { [type]: [issuer.id] } },
) {
  const { web, anchor, client } = world;
  const trust_marks = [{ trust_mark_type: type, trust_mark: jwt }];
  web.configuration(client, { ...clientClaims(world), trust_marks });
  web.configuration(anchor, { metadata: superiorMetadata(anchor), ...anchorClaims });
  publishIssuer(world);
}

function publishIssuer({ web, anchor }: ResolverWorld, members: Members = {}): void {
  web.configuration(issuer, { authority_hints: [anchor.id], metadata: superiorMetadata(issuer, members) });
  web.statement(anchor, issuer);
}

async function bearing(make: (world: ResolverWorld) => string, anchorClaims?: Members): Promise<string> {
  const world = markWorld();
  bear(world, make(world), anchorClaims);
  return world.resolve();
}

describe('a trust mark that clients have to bear', () => {
  it('is one of an issuer that the anchor names — OpenID Federation §7.3, federation-vci-authlete.md FED-10', async () => {
    assert.equal(await bearing((world) => mark(world)), resolved);
    assert.equal(await bearing((world) => mark(world, { exp: undefined })), resolved);
    assert.equal(await bearing((world) => mark(world), { trust_mark_issuers: { [type]: [] } }), resolved);
    assert.equal(
      await bearing((world) => mark(world), { trust_mark_issuers: { [type]: ['https://a.example'] } }),
      'invalid_trust_chain',
    );
    assert.equal(await bearing((world) => mark(world), {}), 'invalid_trust_chain');
    assert.equal(await markWorld().resolve(), 'invalid_trust_chain');
  });

  it('is of the client, of its type and in its time — federation-vci-authlete.md FED-10', async () => {
    for (const claims of [
      { sub: 'https://another.example' },
      { trust_mark_type: 'https://marks.example/other' },
      { exp: now - 60 },
      { iat: now + 60 },
    ])
      assert.equal(
        await bearing((world) => mark(world, claims)),
        'invalid_trust_chain',
        JSON.stringify(claims),
      );
    assert.equal(await bearing((world) => mark(world, {}, { typ: 'JWT' })), 'invalid_trust_chain');
    assert.equal(await bearing((world) => `${mark(world).slice(0, -8)}AAAAAAAA`), 'invalid_trust_chain');
  });

  it('is the good one of several of its type, of which four are looked at', async () => {
    const several = async (count: number) => {
      const world = markWorld();
      bear(world, mark(world));
      const bad = Array.from({ length: count }, () => mark(world, { exp: now - 60 }));
      const trust_marks = [...bad, mark(world)].map((jwt) => ({ trust_mark_type: type, trust_mark: jwt }));
      world.web.configuration(world.client, { ...clientClaims(world), trust_marks });
      return world.resolve();
    };
    assert.equal(await several(3), resolved);
    assert.equal(await several(4), 'invalid_trust_chain');
  });

  it('may come from the anchor itself', async () => {
    const world = markWorld();
    const { anchor, client } = world;
    const jwt = anchor.sign(
      { iss: anchor.id, sub: client.id, trust_mark_type: type, iat: now },
      { typ: 'trust-mark+jwt' },
    );
    bear(world, jwt, { trust_mark_issuers: { [type]: [anchor.id] } });
    assert.equal(await world.resolve(), resolved);
  });

  it('counts only by an issuer below the same anchor', async () => {
    const world = markWorld();
    bear(world, mark(world));
    const { web } = world;
    web.configuration(issuer, { authority_hints: ['https://nobody.example'] });
    assert.equal(await world.resolve(), 'invalid_trust_anchor');
  });

  it('is delegated where its type has an owner — OpenID Federation §7.2.1, federation-vci-authlete.md FED-10', async () => {
    const owner = createTestEntity('https://owner.example');
    const anchorClaims = {
      trust_mark_issuers: { [type]: [issuer.id] },
      trust_mark_owners: { [type]: { sub: owner.id, jwks: { keys: [owner.jwk] } } },
    };
    const delegation = (claims: Members = {}) =>
      owner.sign(
        { iss: owner.id, sub: issuer.id, trust_mark_type: type, iat: now, exp: now + 600, ...claims },
        { typ: 'trust-mark-delegation+jwt' },
      );
    const delegated = (jwt: unknown) => bearing((world) => mark(world, { delegation: jwt }), anchorClaims);
    assert.equal(await delegated(delegation()), resolved);
    assert.equal(await delegated(undefined), 'invalid_trust_chain');
    assert.equal(await delegated(delegation({ sub: 'https://another.example' })), 'invalid_trust_chain');
    assert.equal(await delegated(delegation({ exp: now - 60 })), 'invalid_trust_chain');
    assert.equal(await delegated(`${delegation().slice(0, -8)}AAAAAAAA`), 'invalid_trust_chain');
  });

  it('is asked for at its issuer, where that answers — OpenID Federation §8.4, federation-vci-authlete.md FED-10', async () => {
    const endpoint = `${issuer.id}/status`;
    const asked = async (status: string, change: Members = {}) => {
      const world = markWorld();
      const jwt = mark(world);
      bear(world, jwt);
      publishIssuer(world, { federation_trust_mark_status_endpoint: endpoint });
      world.web.pages.set(endpoint, (form) => {
        assert.equal(new URLSearchParams(form ?? '').get('trust_mark'), jwt);
        const claims = { iss: issuer.id, iat: now, trust_mark: jwt, status, ...change };
        return { kind: 'answered', text: issuer.sign(claims, { typ: 'trust-mark-status-response+jwt' }) };
      });
      return world.resolve();
    };
    assert.equal(await asked('active'), resolved);
    assert.equal(await asked('revoked'), 'invalid_trust_chain');
    assert.equal(await asked('active', { trust_mark: 'another' }), 'invalid_trust_chain');
    assert.equal(await asked('active', { iss: 'https://another.example' }), 'invalid_trust_chain');
    // Where its superior says so, too
    const world = markWorld();
    bear(world, mark(world));
    world.web.statement(world.anchor, issuer, {
      metadata: { federation_entity: { federation_trust_mark_status_endpoint: endpoint } },
    });
    assert.equal(await world.resolve(), 'invalid_trust_chain');
    assert.equal(world.web.asked.at(-1), endpoint);
  });

  it('ends what it was needed for — OpenID Federation §7.1, federation-vci-authlete.md FED-10', async () => {
    const endOf = async (claims: Members): Promise<number> => {
      const world = markWorld();
      bear(world, mark(world, claims));
      return (await world.resolver.resolve(world.client.id, { kind: 'nothing' }, source)).endsAt;
    };
    assert.equal(await endOf({}), now + 600);
    assert.equal(await endOf({ exp: undefined }), now + 86_400);
    assert.equal(await endOf({ exp: now + 100_000 }), now + 86_400);
  });
});
