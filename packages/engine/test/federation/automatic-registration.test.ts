import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import type { AuthorizeOutcome } from '../../src/requests/outcome.ts';
import {
  asserted,
  clientClaims,
  configurationOf,
  createTestEntity,
  createTestFederation,
  exampleClient,
  postForm,
  statementAbout,
  type TestFederation,
  testStart,
} from '../../src/testing/index.ts';
import {
  answerOf,
  type FrontChannel,
  frontChannel,
  interactionOf,
  type Parameters,
  request,
  stepOf,
  verifier,
} from '../authorize/front-channel.ts';
import { claimsOf, expectError, expectOk, json } from '../support.ts';

const now = testStart / 1000;
const issuer = 'https://auth.example';
const redirectUri = 'https://rp.example/callback';

type Members = Readonly<Record<string, unknown>>;
type Joined = FrontChannel & TestFederation;

function joined(metadata: Members = {}, seed = {}): Joined {
  const federation = createTestFederation(metadata);
  const policy = { federation: federation.policy };
  return { ...frontChannel({ policy, federation: federation.web.ports, ...seed }), ...federation };
}

let made = 0;

/** What the client signs. */
function object({ client }: Joined, claims: Members = {}, header: Members = {}): string {
  const asked = request({ client_id: client.id, redirect_uri: redirectUri, scope: 'openid' });
  return client.sign(
    { ...asked, iss: client.id, aud: issuer, exp: now + 60, jti: `r${++made}`, ...claims },
    { typ: 'oauth-authz-req+jwt', ...header },
  );
}

const query = (world: Joined, value = object(world)): Parameters => ({
  client_id: world.client.id,
  request: value,
});

const stored = ({ harness, client }: Joined) => harness.store.findClient(clientId(client.id));

/** The error of a page; nobody is sent anywhere. */
function refusalOf(outcome: AuthorizeOutcome): string {
  assert.equal(outcome.kind, 'refuse');
  return outcome.kind === 'refuse' ? outcome.error.code : '';
}

const push = (world: Joined, fields: Record<string, string>) =>
  world.engine.pushAuthorization(postForm(fields));

const assertion = ({ client }: Joined): Record<string, string> =>
  asserted(
    client.sign(
      { iss: client.id, sub: client.id, aud: issuer, iat: now, exp: now + 60, jti: `a${++made}` },
      { typ: 'JWT' },
    ),
  );

describe('a client that nobody registered', () => {
  it('comes with a signed request by its federation — OpenID Federation §12.1, federation-vci-authlete.md FED-13', async () => {
    const world = joined();
    const shown = await world.ask(query(world));
    const { client, step } = interactionOf(shown);
    assert.equal(step.kind, 'consent');
    assert.equal(client.name, 'Member');
    assert.deepEqual((await stored(world))?.federation, {
      ...{ registration: 'automatic', trustAnchor: world.anchor.id, superior: world.middle.id },
      ...{ organizationName: 'Organisation', endsAt: now + 86_400 },
    });
    const { code = '' } = answerOf(await world.decide(shown, 'approve'));
    const redeemed = await world.engine.token(
      postForm({
        ...{ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier },
        ...assertion(world),
      }),
    );
    // federation-vci-authlete.md FED-13
    assert.equal(claimsOf(expectOk(redeemed).id_token).aud, world.client.id);
  });

  it('may post it — federation-vci-authlete.md FED-13', async () => {
    const world = joined();
    const posted = await world.post(query(world));
    assert.ok(posted.kind === 'continue');
    assert.equal(stepOf(await world.resume(posted.flow, null)), 'consent');
  });

  it('may push it, proved by the request or by itself — federation-vci-authlete.md FED-13, OpenID Federation §12.1.1.2', async () => {
    for (const proof of ['request', 'assertion', 'both'] as const) {
      const world = joined();
      const { client_id: _, ...plain } = request({ redirect_uri: redirectUri, scope: 'openid' });
      const reply = await push(world, {
        client_id: world.client.id,
        ...(proof === 'assertion' ? (plain as Record<string, string>) : { request: object(world) }),
        ...(proof === 'request' ? {} : assertion(world)),
      });
      assert.equal(reply.status, 201, reply.body ?? '');
      assert.equal((await stored(world))?.source, 'federation');
      const shown = await world.ask({ client_id: world.client.id, request_uri: json(reply).request_uri });
      assert.equal(stepOf(shown), 'consent');
    }
  });

  it('is nobody without a proof, and nothing is kept of it — federation-vci-authlete.md FED-13', async () => {
    const world = joined();
    const plain = request({ client_id: world.client.id, redirect_uri: redirectUri });
    assert.equal(refusalOf(await world.ask(plain)), 'invalid_client');
    assert.deepEqual(world.web.asked, []);
    const stranger = { ...world, client: { ...createTestEntity('https://s.example'), id: world.client.id } };
    assert.equal(refusalOf(await world.ask(query(world, object(stranger)))), 'invalid_request_object');
    expectError(
      await push(world, { client_id: world.client.id, request: object(stranger) }),
      400,
      'invalid_request_object',
    );
    expectError(await push(world, plain as Record<string, string>), 401, 'invalid_client');
    assert.equal(await stored(world), null);
    assert.deepEqual(world.harness.store.commits, []);
  });

  it('says who it is, to whom, until when, and once — OpenID Federation §12.1.1.1, federation-vci-authlete.md FED-13', async () => {
    const world = joined();
    for (const claims of [
      { iss: undefined },
      { iss: 'https://another.example' },
      { aud: undefined },
      { aud: [issuer, 'https://another.example'] },
      { aud: 'https://another.example' },
      { exp: undefined },
      { exp: now - 60 },
      { exp: now + 86_400 },
      { jti: undefined },
      { sub: 'somebody' },
    ]) {
      const outcome = await world.ask(query(world, object(world, claims)));
      assert.equal(refusalOf(outcome), 'invalid_request_object', JSON.stringify(claims));
    }
    assert.equal(await stored(world), null);
    const once = object(world, { aud: [issuer] });
    assert.equal(stepOf(await world.ask(query(world, once))), 'consent');
    assert.equal(refusalOf(await world.ask(query(world, once))), 'invalid_request_object');
    expectError(
      await push(world, { client_id: world.client.id, request: once }),
      400,
      'invalid_request_object',
    );
  });

  it('counts once under any race — federation-vci-authlete.md FED-13', async () => {
    const world = joined();
    const once = object(world);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => world.ask(query(world, once))));
    assert.equal(outcomes.filter(({ kind }) => kind === 'interact').length, 1);
    assert.equal(world.web.asked.length, 5);
  });

  it('signs every request, once it is known, too — OpenID Federation §12.1.1', async () => {
    const world = joined();
    await world.ask(query(world));
    const plain = request({ client_id: world.client.id, redirect_uri: redirectUri });
    const outcome = await world.ask(plain);
    assert.notEqual(outcome.kind, 'interact');
    assert.equal(stepOf(await world.ask(query(world))), 'consent');
    assert.equal(world.web.asked.length, 5);
  });

  it('may bring its chain — federation-vci-authlete.md FED-5, federation-vci-authlete.md FED-13', async () => {
    const world = joined();
    const { client, middle, anchor } = world;
    const trust_chain = [
      configurationOf(client, clientClaims(world)),
      statementAbout(middle, client),
      statementAbout(anchor, middle),
    ];
    assert.equal(stepOf(await world.ask(query(world, object(world, {}, { trust_chain })))), 'consent');
    assert.deepEqual(world.web.asked, []);
    const other = joined();
    const outcome = await other.ask(
      query(other, object(other, {}, { trust_chain: trust_chain.slice(0, 2) })),
    );
    assert.equal(refusalOf(outcome), 'invalid_trust_anchor');
  });

  it('is told of on a page what is wrong with its chain, and sent nowhere — federation-vci-authlete.md FED-15', async () => {
    const world = joined();
    world.web.statement(world.middle, world.client, { exp: now - 60 });
    const asked = { ...query(world), redirect_uri: redirectUri };
    assert.equal(refusalOf(await world.ask(asked)), 'invalid_trust_chain');
    assert.deepEqual(
      world.harness.observations.flatMap((seen) =>
        seen.kind === 'authorization_refused' ? [seen.cause] : [],
      ),
      ['federation'],
    );
    assert.equal(await stored(world), null);
  });
});

describe('a client of a federation', () => {
  it('proves itself by a key alone when it comes by itself — federation-vci-authlete.md FED-14', async () => {
    for (const method of ['client_secret_basic', 'client_secret_post', 'none']) {
      const world = joined({ token_endpoint_auth_method: method });
      assert.equal(refusalOf(await world.ask(query(world))), 'invalid_metadata', method);
    }
    const unnamed = joined();
    await unnamed.ask(query(unnamed));
    assert.equal((await stored(unnamed))?.authMethod, 'private_key_jwt');
  });

  it('comes back to its redirect URIs letter by letter — federation-vci-authlete.md FED-14', async () => {
    const redirect_uris = ['http://127.0.0.1:4000/callback'];
    const world = joined({ redirect_uris, application_type: 'native' });
    const exact = object(world, { redirect_uri: redirect_uris[0] });
    assert.equal(stepOf(await world.ask(query(world, exact))), 'consent');
    const other = object(world, { redirect_uri: 'http://127.0.0.1:5000/callback' });
    assert.equal(refusalOf(await world.ask(query(world, other))), 'invalid_request');
  });

  it('never takes the place of a stored one — federation-vci-authlete.md FED-14', async () => {
    const own = exampleClient({
      id: clientId('https://rp.example'),
      name: 'Ours',
      redirectUris: [redirectUri],
    });
    const world = joined({}, { seed: { clients: [own] } });
    assert.notEqual((await world.ask(query(world))).kind, 'interact');
    assert.deepEqual(world.web.asked, []);
    assert.equal((await stored(world))?.name, 'Ours');
  });

  it('ends with its chain, and comes back with a new one — OpenID Federation §12.3, federation-vci-authlete.md FED-13', async () => {
    const world = joined();
    const { web, client, middle } = world;
    await world.ask(query(world));
    world.harness.clock.advance(86_401);
    const later = now + 86_401;
    const life = { iat: later, exp: later + 600 };
    const plain = postForm({ grant_type: 'authorization_code', code: 'x', ...assertion(world) });
    expectError(await world.engine.token(plain), 401, 'invalid_client');
    web.configuration(client, { ...clientClaims(world, { client_name: 'Renamed' }), ...life });
    web.statement(middle, client, life);
    for (const entity of [middle, world.anchor]) {
      const page = web.pages.get(`${entity.id}/.well-known/openid-federation`);
      assert.ok(page);
    }
    web.configuration(middle, {
      authority_hints: [world.anchor.id],
      metadata: { federation_entity: { federation_fetch_endpoint: `${middle.id}/fetch` } },
      ...life,
    });
    web.configuration(world.anchor, {
      metadata: { federation_entity: { federation_fetch_endpoint: `${world.anchor.id}/fetch` } },
      ...life,
    });
    web.statement(world.anchor, middle, life);
    const shown = await world.ask(query(world, object(world, { exp: later + 60 })));
    assert.equal(interactionOf(shown).client.name, 'Renamed');
  });

  it('is asked about again once it is another one — protocol.md IN-3', async () => {
    const world = joined();
    await world.decide(await world.ask(query(world)), 'approve');
    assert.equal((await world.ask(query(world))).kind, 'answer');
    const client = (await stored(world)) ?? assert.fail();
    const federation = client.federation ?? assert.fail();
    world.harness.store.put.client({
      ...client,
      federation: { ...federation, trustAnchor: 'https://other.example' },
    });
    assert.equal(stepOf(await world.ask(query(world))), 'consent');
    world.harness.store.put.client({ ...client, federation: { ...federation, organizationName: 'Another' } });
    assert.equal(stepOf(await world.ask(query(world))), 'consent');
    world.harness.store.put.client(client);
    assert.equal((await world.ask(query(world))).kind, 'answer');
  });

  it('is a document where no entity is, and nothing where there is no federation', async () => {
    const world = joined();
    const id = 'https://doc.example/client';
    assert.equal(refusalOf(await world.ask({ client_id: id, request: 'a.b.c' })), 'invalid_client');
    assert.deepEqual(world.harness.documents.asked, [id]);
    const off = frontChannel();
    const asked = { client_id: world.client.id, request: object(world) };
    assert.equal(refusalOf(await off.ask(asked)), 'invalid_client');
  });
});
