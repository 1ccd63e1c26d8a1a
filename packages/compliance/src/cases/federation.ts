import assert from 'node:assert/strict';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify, SignJWT } from 'jose';
import type { Conversation } from '../conversation/conversation.ts';
import type { Case } from '../run/case.ts';
import { ANCHOR } from '../setup/issuing.ts';
import { expectError, expectHeader, expectStatus, send } from '../wire/answer.ts';
import { newClientKey } from '../wire/client-assertion.ts';

// OpenID Federation 1.0, as anybody sees a provider that is a leaf of one.

const common = { needs: ['federation'], variant: 'issuing' } as const;

async function configurationOf(t: Conversation) {
  const answer = await send(`${t.issuer}/.well-known/openid-federation`);
  expectStatus(answer, 200);
  expectHeader(answer, 'content-type', /^application\/entity-statement\+jwt/);
  const keys = createLocalJWKSet(decodeJwt(answer.text)['jwks'] as JSONWebKeySet);
  return jwtVerify(answer.text, keys, { typ: 'entity-statement+jwt', issuer: t.issuer, subject: t.issuer });
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
    async run(t) {
      const elsewhere = await statement({ aud: 'https://other.example' });
      expectError(await register(t, elsewhere, STATEMENT), 400, 'invalid_request');
      const unvouched = await register(t, await statement({ aud: t.issuer }), STATEMENT);
      assert.ok(unvouched.status === 400 || unvouched.status === 503, `status ${unvouched.status}`);
      const chain = JSON.stringify([await statement({ aud: t.issuer }), await statement({})]);
      const brought = await register(t, chain, 'application/trust-chain+json');
      assert.equal(brought.status, 400);
    },
  },
];
