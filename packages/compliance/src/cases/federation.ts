import assert from 'node:assert/strict';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify, SignJWT } from 'jose';
import type { Conversation } from '../conversation/conversation.ts';
import { type Member, newMember } from '../conversation/federation-member.ts';
import { PAR_ENDPOINT } from '../conversation/pushed.ts';
import type { Case } from '../run/case.ts';
import { outagesAreFaults } from '../run/facade-differences.ts';
import type { FixtureClient } from '../setup/fixture.ts';
import { ANCHOR } from '../setup/issuing.ts';
import { fixtureKey } from '../setup/keys.ts';
import { type Answer, expectError, expectHeader, expectStatus, send } from '../wire/answer.ts';
import { newClientKey, type SigningKey } from '../wire/client-assertion.ts';
import { randomText } from '../wire/parameters.ts';
import { type RequestObjectWish, signRequestObject } from '../wire/request-object.ts';

// OpenID Federation 1.0, as anybody sees a provider that is a leaf of one.

const common = { needs: ['federation'], variant: 'issuing' } as const;

async function configurationOf(t: Conversation) {
  const answer = await send(`${t.issuer}/.well-known/openid-federation`);
  expectStatus(answer, 200);
  expectHeader(answer, 'content-type', /^application\/entity-statement\+jwt/);
  const keys = createLocalJWKSet(decodeJwt(answer.text)['jwks'] as JSONWebKeySet);
  const expected = { typ: 'entity-statement+jwt', issuer: t.issuer, subject: t.issuer };
  return { ...(await jwtVerify(answer.text, keys, expected)), keys };
}

type Provider = Readonly<Record<string, unknown>>;

const providerOf = async (t: Conversation): Promise<Provider> =>
  ((await configurationOf(t)).payload['metadata'] as Record<string, Provider>)['openid_provider'] ?? {};

const register = async (t: Conversation, body: string, type: string) =>
  send(String((await providerOf(t))['federation_registration_endpoint']), {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });

const STATEMENT = 'application/entity-statement+jwt';
const CHAIN = 'application/trust-chain+json';

const registerBy = async (t: Conversation, chain: readonly string[]) =>
  register(t, JSON.stringify(chain), CHAIN);

/** The client as the answer to its registration has it, verified by the keys of the provider as an entity. */
async function registered(t: Conversation, answer: Answer, { client }: Member) {
  expectStatus(answer, 200);
  expectHeader(answer, 'content-type', /^application\/explicit-registration-response\+jwt/);
  const { keys } = await configurationOf(t);
  const { payload } = await jwtVerify(answer.text, keys, {
    ...{ typ: 'explicit-registration-response+jwt', issuer: t.issuer },
    ...{ subject: client.client_id, audience: client.client_id },
  });
  const { openid_relying_party: metadata = {} } = payload['metadata'] as Record<string, Provider>;
  return { payload, metadata };
}

/** The whole code flow of a client that is known by now. */
async function signInWith(t: Conversation, { client }: Member): Promise<void> {
  const known = t.knowing(client);
  const request = { claims: { jti: randomText() }, header: {} };
  await known.idToken(await flow(known, client, request), client.client_id);
}

type Signing = Pick<RequestObjectWish, 'claims' | 'header'>;

/** By a signed request, as clients of federations ask. */
async function flow(t: Conversation, client: FixtureClient, signing: Signing): Promise<Answer> {
  const { parameters, verifier } = t.request(client.client_id);
  const object = await signRequestObject(fixtureKey, { audience: t.issuer, parameters, ...signing });
  const none = Object.fromEntries(Object.keys(parameters).map((name) => [name, undefined]));
  const walked = await t.authorize({
    client: client.client_id,
    parameters: { ...none, client_id: client.client_id, request: object },
  });
  const answer = await t.redeem({ ...walked, parameters, verifier });
  expectStatus(answer, 200);
  return answer;
}

/** What a client says of itself, signed by its own key, below nobody that answers. */
async function statement(claims: Readonly<Record<string, unknown>>): Promise<string> {
  const { publicJwk, privateKey, kid, alg } = await newClientKey();
  const now = Math.floor(Date.now() / 1000);
  const keys = { keys: [publicJwk] };
  const client = {
    redirect_uris: ['https://rp.example/cb'],
    jwks: keys,
    client_registration_types: ['explicit'],
  };
  return new SignJWT({
    ...{ iss: 'https://rp.invalid', sub: 'https://rp.invalid', iat: now, exp: now + 600, jwks: keys },
    ...{ authority_hints: ['https://nobody.invalid'], metadata: { openid_relying_party: client } },
    ...claims,
  })
    .setProtectedHeader({ typ: 'entity-statement+jwt', alg, kid })
    .sign(privateKey);
}

export const federationCases: readonly Case[] = [
  {
    name: 'a provider says of itself who it is in its federation, signed by keys of its own',
    requirements: [
      ...(['OpenID Federation §3', 'OpenID Federation §3.1.1', 'OpenID Federation §9'] as const),
      ...['OpenID Federation §5.1.3', 'federation-vci-authlete.md FED-2', 'federation-vci-authlete.md FED-3'],
      'federation-vci-authlete.md FED-4',
    ],
    ...common,
    async run(t) {
      const { payload, protectedHeader } = await configurationOf(t);
      assert.deepEqual(payload['authority_hints'], [ANCHOR]);
      assert.ok(Number(payload.exp) > Number(payload.iat));
      const provider = await providerOf(t);
      assert.deepEqual(provider['client_registration_types_supported'], ['automatic', 'explicit']);
      assert.equal(provider['token_endpoint'], t.metadata['token_endpoint']);
      const protocol = JSON.parse((await send(t.endpoint('jwks_uri'))).text) as { keys: { kid: string }[] };
      assert.ok(protocol.keys.every(({ kid }) => kid !== protectedHeader.kid));
      for (const key of (payload['jwks'] as { keys: object[] }).keys) assert.equal('d' in key, false);
    },
  },
  {
    name: 'a registration is a signed statement or a chain of such, and nothing else',
    requirements: [
      ...(['OpenID Federation §12.2.1', 'OpenID Federation §8.9'] as const),
      ...['federation-vci-authlete.md FED-11', 'federation-vci-authlete.md FED-15'],
    ],
    ...common,
    async run(t) {
      expectStatus(await register(t, '{}', 'application/json'), 415);
      expectError(await register(t, 'no statement', STATEMENT), 400, 'invalid_request');
      expectError(await register(t, '[]', 'application/trust-chain+json'), 400, 'invalid_request');
      const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.x`;
      expectError(await register(t, unsigned, STATEMENT), 400, 'invalid_request');
    },
  },
  {
    name: 'a client is registered by nobody but its federation, and for this provider alone',
    requirements: [
      ...(['OpenID Federation §12.2.2', 'OpenID Federation §12.2.4', 'OpenID Federation §10.1'] as const),
      ...['federation-vci-authlete.md FED-5', 'federation-vci-authlete.md FED-11'],
    ],
    ...common,
    differs: { facade: outagesAreFaults },
    async run(t) {
      const elsewhere = await statement({ aud: 'https://other.example' });
      expectError(await register(t, elsewhere, STATEMENT), 400, 'invalid_request');
      const unvouched = await register(t, await statement({ aud: t.issuer }), STATEMENT);
      assert.ok(unvouched.status === 400 || unvouched.status === 503, `status ${unvouched.status}`);
      const chain = JSON.stringify([await statement({ aud: t.issuer }), await statement({})]);
      const brought = await register(t, chain, CHAIN);
      assert.equal(brought.status, 400);
    },
  },
  {
    name: 'a client that an anchor vouches for registers, and is what its superior lets it be',
    requirements: [
      ...(['OpenID Federation §12.2', 'OpenID Federation §12.2.3', 'OpenID Federation §12.3'] as const),
      ...['OpenID Federation §6.1', 'OpenID Federation §10.4', 'federation-vci-authlete.md FED-8'],
      ...['federation-vci-authlete.md FED-7', 'federation-vci-authlete.md FED-12'],
    ],
    ...common,
    async run(t) {
      const member = newMember(t, { contacts: ['member@rp.example'] });
      const exp = Math.floor(Date.now() / 1000) + 120;
      const contacts = { add: ['help@anchor.example'] };
      const statement = {
        exp,
        metadata: { openid_relying_party: { client_name: 'Named above' } },
        metadata_policy: { openid_relying_party: { contacts } },
      };
      const answer = await registerBy(t, await member.chain(statement));
      const { payload, metadata } = await registered(t, answer, member);
      assert.deepEqual([payload['trust_anchor'], payload['authority_hints']], [ANCHOR, [ANCHOR]]);
      assert.ok(Number(payload.exp) <= exp, 'it outlives its chain');
      assert.deepEqual(
        [metadata['client_id'], metadata['client_name'], metadata['contacts']],
        [member.client.client_id, 'Named above', ['member@rp.example', 'help@anchor.example']],
      );
      await signInWith(t, member);
    },
  },
  {
    name: 'a chain with a statement that does not hold registers nobody',
    requirements: [
      ...(['OpenID Federation §3.2', 'OpenID Federation §4', 'OpenID Federation §10.2'] as const),
      ...['OpenID Federation §6.2', 'OpenID Federation §6.1.4', 'OpenID Federation §13.4'],
      ...['federation-vci-authlete.md FED-7', 'federation-vci-authlete.md FED-8'],
      'federation-vci-authlete.md FED-9',
    ],
    ...common,
    async run(t) {
      const now = Math.floor(Date.now() / 1000);
      const policy = (rules: object) => ({ metadata_policy: { openid_relying_party: rules } });
      for (const broken of [
        { exp: now - 120 },
        { sub: 'https://another.rp.example' },
        { jwks: { keys: [(await newClientKey()).publicJwk] } },
        { crit: ['unknown'], unknown: true },
        { constraints: { naming_constraints: { excluded: ['.rp.example'] } } },
        policy({ contacts: { essential: true } }),
        policy({ grant_types: { subset_of: ['authorization_code'], one_of: ['authorization_code'] } }),
      ]) {
        const answer = await registerBy(t, await newMember(t).chain(broken));
        expectError(answer, 400, 'invalid_trust_chain');
      }
      const [own = '', above = ''] = await newMember(t).chain();
      const forged = `${above.slice(0, -8)}AAAAAAAA`;
      expectError(await registerBy(t, [own, forged]), 400, 'invalid_trust_chain');
      expectError(await registerBy(t, [own, own]), 400, 'invalid_trust_anchor');
    },
  },
  {
    name: 'a statement registers its client once, and a new one takes its place',
    requirements: ['OpenID Federation §12.2.2', 'federation-vci-authlete.md FED-12'],
    ...common,
    async run(t) {
      const member = newMember(t);
      const chain = await member.chain();
      await registered(t, await registerBy(t, chain), member);
      expectError(await registerBy(t, chain), 400, 'invalid_request');
      await registered(t, await registerBy(t, await member.chain()), member);
    },
  },
  {
    name: 'a client comes with a request that it signs and a chain that vouches for it',
    requirements: [
      ...(['OpenID Federation §12.1', 'OpenID Federation §12.1.1', 'OpenID Federation §5.1.2'] as const),
      ...['OpenID Federation §12.1.1.1', 'federation-vci-authlete.md FED-13'],
      'federation-vci-authlete.md FED-14',
    ],
    ...common,
    async run(t) {
      const member = newMember(t);
      const { client } = member;
      const known = t.knowing(client);
      const trust_chain = await member.chain();
      const first = { claims: { jti: randomText() }, header: { trust_chain } };
      const answer = await flow(known, client, first);
      assert.equal((await known.idToken(answer, client.client_id)).aud, client.client_id);
      await signInWith(t, member);
    },
  },
  {
    name: 'a pushed request may be the first of a client, which its object or its key proves',
    requirements: ['OpenID Federation §12.1.1.2', 'federation-vci-authlete.md FED-13'],
    ...common,
    async run(t) {
      for (const proof of ['object', 'key']) {
        const member = newMember(t);
        const { client } = member;
        const known = t.knowing(client);
        const { parameters } = known.request(client.client_id);
        const object = await signRequestObject(fixtureKey, {
          ...{ audience: t.issuer, parameters, claims: { jti: randomText() } },
          header: { trust_chain: await member.chain() },
        });
        const sent = { client_id: client.client_id, request: object };
        const answer =
          proof === 'object'
            ? await t.post(PAR_ENDPOINT, sent)
            : await known.as(client.client_id, PAR_ENDPOINT, sent);
        expectStatus(answer, 201);
      }
    },
  },
  {
    name: 'a request that its client did not sign as it should brings nobody',
    requirements: ['OpenID Federation §12.1.1.1', 'federation-vci-authlete.md FED-13'],
    ...common,
    async run(t) {
      const stranger = await newClientKey();
      const wrong: readonly (readonly [SigningKey, Provider])[] = [
        [stranger, {}],
        [fixtureKey, { aud: 'https://other.example' }],
        [fixtureKey, { iss: 'https://another.rp.example' }],
        [fixtureKey, { exp: 1 }],
        [fixtureKey, { jti: undefined }],
        [fixtureKey, { sub: 'somebody' }],
      ];
      for (const [key, claims] of wrong) {
        const member = newMember(t);
        const { client } = member;
        const { parameters } = t.knowing(client).request(client.client_id);
        const object = await signRequestObject(key, {
          ...{ audience: t.issuer, parameters, claims: { jti: randomText(), ...claims } },
          header: { trust_chain: await member.chain() },
        });
        const answer = await t.post(PAR_ENDPOINT, { client_id: client.client_id, request: object });
        assert.ok(
          answer.status === 400 || answer.status === 401,
          `${JSON.stringify(claims)}: ${answer.status}`,
        );
      }
    },
  },
];
