/**
 * Nobody brings this server to a private address, wherever in a federation it stands (federation-vci-authlete.md FED-6,
 * security.md S-1). Each place is shown to lead there by a server that may go: there the client is registered.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ServerProcess } from '../running-server.ts';
import { clientClaims, configured, type Entity, makeEntity, superiorMetadata } from './entities.ts';
import { type InnerHost, type InnerNetwork, innerHosts, markBy, startInnerNetwork } from './inner-network.ts';

type Members = Readonly<Record<string, unknown>>;

let network: InnerNetwork;
before(async () => {
  network = await startInnerNetwork();
});
after(() => network.stop());

let made = 0;

/** What one client says of itself, with something of it at the inner host. */
type Place = (host: InnerHost, client: Entity) => Promise<Members>;

/** Beside what every client says, whose mark is the anchor's. */
const said = async (client: Entity, change: Members = {}): Promise<Members> => ({
  ...clientClaims({ client, middle: network.entities.middle }),
  ...(await markBy(network.entities.anchor, client.id)),
  ...change,
});

/** An entity of a federation that is found at the host, below the anchor. */
async function inner(host: InnerHost, metadata: (entity: Entity) => Members): Promise<Entity> {
  const { anchor, client, pages } = network.entities;
  const outside = `${client.id}/inner-${made}`;
  const entity = await makeEntity(network.inside(outside, host));
  const claims = { authority_hints: [anchor.id], metadata: metadata(entity) };
  pages.set(`${outside}/.well-known/openid-federation`, await configured(entity, claims));
  await network.entities.statement(anchor, entity);
  return entity;
}

/** What the superior says of the client, at its address as it is seen from outside. */
async function statement(superior: Entity, client: Entity, host: InnerHost): Promise<void> {
  const before = new Set(network.entities.pages.keys());
  await network.entities.statement(superior, client);
  for (const [url, page] of network.entities.pages)
    if (!before.has(url)) network.entities.pages.set(url.replace(host, 'localhost'), page);
}

const status = (host: InnerHost): string =>
  network.inside(`${network.entities.client.id}/inner-${made}/status`, host);

const places: Readonly<Record<string, Place>> = {
  authority_hints: async (host, client) => {
    const superior = await inner(host, superiorMetadata);
    await statement(superior, client, host);
    return said(client, { authority_hints: [superior.id] });
  },
  federation_fetch_endpoint: async (host, client) => {
    const { anchor, guest, pages } = network.entities;
    const superior = await makeEntity(`${guest.id}/superior-${made}`);
    const at = `${network.entities.client.id}/inner-${made}`;
    const metadata = {
      federation_entity: { federation_fetch_endpoint: network.inside(`${at}/fetch`, host) },
    };
    await network.entities.configuration(superior, { authority_hints: [anchor.id], metadata });
    await network.entities.statement(anchor, superior);
    await network.entities.statement(superior, client);
    const query = `?${new URLSearchParams({ sub: client.id })}`;
    pages.set(`${at}/fetch${query}`, pages.get(`${superior.id}/fetch${query}`) ?? '');
    return said(client, { authority_hints: [superior.id] });
  },
  'the issuer of a trust mark': async (host, client) => {
    const issuer = await inner(host, superiorMetadata);
    return said(client, await markBy(issuer, client.id));
  },
  federation_trust_mark_status_endpoint: async (host, client) => {
    const { anchor, guest, pages } = network.entities;
    const issuer = await makeEntity(`${guest.id}/issuer-${made}`);
    const metadata = { federation_entity: { federation_trust_mark_status_endpoint: status(host) } };
    await network.entities.configuration(issuer, { authority_hints: [anchor.id], metadata });
    await network.entities.statement(anchor, issuer);
    const marks = await markBy(issuer, client.id);
    const [{ trust_mark } = { trust_mark: '' }] = marks['trust_marks'] as { trust_mark: string }[];
    const typ = 'trust-mark-status-response+jwt';
    const body = await issuer.sign(
      { iss: issuer.id, iat: Math.floor(Date.now() / 1000), trust_mark, status: 'active' },
      { typ },
    );
    pages.set(status('localhost' as InnerHost), { status: 200, type: `application/${typ}`, body });
    return said(client, marks);
  },
  sector_identifier_uri: async (host, client) => {
    const at = `${network.entities.client.id}/inner-${made}/sector.json`;
    const body = JSON.stringify(['https://library.example/callback']);
    network.entities.pages.set(at, { status: 200, type: 'application/json', body });
    const sector = { subject_type: 'pairwise', sector_identifier_uri: network.inside(at, host) };
    return said(client, clientClaims({ client, middle: network.entities.middle }, sector));
  },
};

async function register(server: ServerProcess, client: Entity, claims: Members) {
  const answer = await fetch(`${server.origin}/oauth/federation/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/entity-statement+jwt' },
    body: await configured(client, { ...claims, aud: server.origin }),
  });
  const text = await answer.text();
  const error = answer.status === 200 ? null : (JSON.parse(text) as { error: string }).error;
  return { error, text };
}

/** Comes to the token endpoint with an assertion, and no code that is one; the error. */
async function proveItself(server: ServerProcess, client: Entity): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const assertion = await client.sign(
    { iss: client.id, sub: client.id, aud: server.origin, jti: `${made}-${now}`, iat: now, exp: now + 60 },
    { typ: 'JWT' },
  );
  const answer = await fetch(`${server.origin}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', code: 'none', code_verifier: 'v'.repeat(43) },
      ...{ client_id: client.id, redirect_uri: 'https://library.example/callback' },
      client_assertion: assertion,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    }),
  });
  return ((await answer.json()) as { error: string }).error;
}

/** A client below the one in the middle, each another one. */
async function newClient(): Promise<Entity> {
  made += 1;
  const { client, middle } = network.entities;
  const made_ = await makeEntity(`${client.id}/client-${made}`);
  await network.entities.statement(middle, made_);
  return made_;
}

/** Whether anything of this client was asked for inside. */
const wasInside = (): boolean => network.entities.asked.some((url) => url.includes(`/inner-${made}`));

describe('a private address in a federation — federation-vci-authlete.md FED-6', () => {
  for (const [name, place] of Object.entries(places))
    for (const host of innerHosts)
      it(`is asked for nothing as ${name}, by ${host === '127.0.0.1' ? 'address' : 'name'}`, async () => {
        const client = await newClient();
        const claims = await place(host, client);
        const refused = await register(network.careful, client, claims);
        assert.ok(
          ['invalid_trust_chain', 'invalid_client_metadata'].includes(refused.error ?? ''),
          refused.text,
        );
        assert.equal(wasInside(), false);
        const { error, text } = await register(network.careless, client, claims);
        assert.equal(error, null, text);
        assert.equal(wasInside(), true);
      });

  for (const host of innerHosts)
    it(`is asked for no keys, by ${host === '127.0.0.1' ? 'address' : 'name'}`, async () => {
      const client = await newClient();
      const at = `${network.entities.client.id}/inner-${made}/jwks.json`;
      const body = JSON.stringify({ keys: [client.jwk] });
      network.entities.pages.set(at, { status: 200, type: 'application/json', body });
      const keys = async (member: string) => {
        const more = {
          ...{ token_endpoint_auth_method: 'private_key_jwt', jwks: undefined },
          [member]: network.inside(at, host),
        };
        return said(client, clientClaims({ client, middle: network.entities.middle }, more));
      };
      // OpenID Federation §5.2.1: nobody asks for signed sets here, so such a client has no keys
      const signed = await register(network.careless, client, await keys('signed_jwks_uri'));
      assert.equal(signed.error, 'invalid_client_metadata', signed.text);
      for (const server of [network.careful, network.careless]) {
        const { error, text } = await register(server, client, await keys('jwks_uri'));
        const refused = server === network.careful && host === '127.0.0.1';
        assert.equal(error, refused ? 'invalid_client_metadata' : null, text);
        assert.equal(wasInside(), false);
        const answer = await proveItself(server, client);
        if (server === network.careful) assert.notEqual(answer, 'invalid_grant');
        else assert.equal(answer, 'invalid_grant');
        assert.equal(wasInside(), server === network.careless);
      }
    });

  for (const host of innerHosts)
    it(`is asked for no client that comes with a request, by ${host === '127.0.0.1' ? 'address' : 'name'}`, async () => {
      made += 1;
      const client = await inner(host, (entity) => clientClaims({ client: entity, middle: entity }));
      for (const server of [network.careful, network.careless]) {
        const object = await client.sign(
          { iss: client.id, client_id: client.id, aud: server.origin, response_type: 'code' },
          { typ: 'oauth-authz-req+jwt' },
        );
        const query = new URLSearchParams({ client_id: client.id, request: object });
        const answer = await fetch(`${server.origin}/oauth/authorize?${query}`, { redirect: 'manual' });
        assert.equal(answer.status, 400);
        assert.equal(wasInside(), server === network.careless);
      }
    });

  it('is not followed to from an address that may be asked', async () => {
    const client = await newClient();
    const { guest, pages } = network.entities;
    for (const host of innerHosts) {
      const superior = await inner(host, superiorMetadata);
      const moved = `${guest.id}/moved-${host}`;
      const location = `${superior.id}/.well-known/openid-federation`;
      pages.set(`${moved}/.well-known/openid-federation`, {
        ...{ status: 302, type: 'text/plain', body: '', location },
      });
      const claims = await said(client, { authority_hints: [moved] });
      for (const server of [network.careful, network.careless])
        assert.equal((await register(server, client, claims)).error, 'invalid_trust_chain');
    }
    assert.equal(wasInside(), false);
  });
});
