import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Conversation } from '../conversation/conversation.ts';
import { openSite } from '../conversation/document-client.ts';
import { PAR_ENDPOINT } from '../conversation/pushed.ts';
import { type ClientMetadata, publicApp, registered } from '../conversation/registration.ts';
import type { Case, Difference } from '../run/case.ts';
import { type Answer, expectError, expectErrorOneOf, expectStatus, stringOf } from '../wire/answer.ts';
import { type Authorization, expectErrorPage } from '../wire/authorization.ts';
import { type ClientKey, newClientKey, presentAssertion } from '../wire/client-assertion.ts';
import type { Parameters } from '../wire/parameters.ts';
import { type RequestObjectWish, signRequestObject } from '../wire/request-object.ts';

// RFC 9101 and advanced.md §4: requests that their clients sign.

const needs: Case['needs'] = ['registration', 'private_key_jwt', 'request_object', 'par'];

interface Signer {
  readonly t: Conversation;
  readonly clientId: string;
  readonly key: ClientKey;
}

async function signer(t: Conversation, alg = 'ES256', changes: ClientMetadata = {}): Promise<Signer> {
  const key = await newClientKey(alg);
  const metadata = publicApp({
    token_endpoint_auth_method: 'private_key_jwt',
    request_object_signing_alg: alg,
    jwks: { keys: [key.publicJwk] },
    ...changes,
  });
  const { t: known, client } = await registered(t, metadata);
  return { t: known, clientId: client.client_id, key };
}

type Wish = Pick<RequestObjectWish, 'claims' | 'header'>;

const assertion = ({ t, clientId, key }: Signer): Promise<Parameters> =>
  presentAssertion(key, { clientId, audience: t.issuer });

/** Brings a signed request by the browser, with some parameters beside it. */
async function ask(from: Signer, wish: Wish = {}, beside: Parameters = {}): Promise<Authorization> {
  const { t, clientId, key } = from;
  const { parameters, verifier } = t.request(clientId);
  const request = await signRequestObject(key, { audience: t.issuer, parameters, ...wish });
  const walked = await bring(from, { request, ...beside });
  return { ...walked, parameters, verifier };
}

/** A browser with the client's id and these parameters alone. */
function bring({ t, clientId }: Signer, parameters: Parameters): Promise<Authorization> {
  const ordinary = Object.keys(t.request(clientId).parameters);
  const none = Object.fromEntries(ordinary.map((name) => [name, undefined]));
  return t.authorize({ client: clientId, parameters: { ...none, client_id: clientId, ...parameters } });
}

async function push(from: Signer, wish: Wish & { readonly by?: ClientKey } = {}): Promise<Answer> {
  const { t, clientId, key } = from;
  const { by = key, ...more } = wish;
  const { parameters } = t.request(clientId);
  const request = await signRequestObject(by, { audience: t.issuer, parameters, ...more });
  return t.post(PAR_ENDPOINT, { client_id: clientId, request, ...(await assertion(from)) });
}

const now = (): number => Math.floor(Date.now() / 1000);

const algorithms: readonly Case[] = ['ES256', 'RS256', 'PS256', 'EdDSA'].map((alg) => ({
  name: `a request that its client signs by ${alg} is served`,
  requirements: ['RFC 9101 §6.2', 'Core §6.1', 'advanced.md JAR-1', 'advanced.md JAR-3'],
  needs,
  async run(t) {
    const from = await signer(t, alg);
    const authorization = await ask(from);
    assert.equal(authorization.response.get('state'), authorization.parameters['state']);
    expectStatus(await from.t.redeem(authorization, await assertion(from)), 200);
  },
}));

const accepted: readonly Case[] = (
  [
    ['without a type', { header: { typ: undefined } }],
    ['of the type of any JWT', { header: { typ: 'JWT' } }],
    ['valid a few seconds from now', { claims: { nbf: now() + 8 } }],
  ] as const satisfies readonly (readonly [string, Wish])[]
).map(([what, wish]) => ({
  name: `a request object ${what} is accepted`,
  requirements: ['RFC 9101 §10.8', 'advanced.md JAR-3', 'advanced.md JAR-4'],
  needs,
  async run(t) {
    expectStatus(await push(await signer(t), wish), 201);
  },
}));

const badClaims: readonly (readonly [string, () => Readonly<Record<string, unknown>>, Difference?])[] = [
  ['that ended', () => ({ exp: now() - 120 })],
  ['that is not valid yet', () => ({ nbf: now() + 600 })],
  ['for another server', () => ({ aud: 'https://other.example' })],
  ['of another issuer', () => ({ iss: 'https://elsewhere.example' })],
  ['of another client', () => ({ client_id: 'web' })],
  ['with a request in it', () => ({ request: 'x' })],
  ['with a request_uri in it', () => ({ request_uri: 'https://app.example/x' })],
];

const wrongClaims: readonly Case[] = badClaims.map(
  ([what, claims, reference]): Case => ({
    name: `a request object ${what} is invalid_request_object`,
    requirements: ['RFC 9101 §4', 'RFC 9101 §7', 'RFC 9126 §3', 'advanced.md JAR-4', 'advanced.md JAR-9'],
    needs,
    ...(reference === undefined ? {} : { differs: { reference } }),
    async run(t) {
      const from = await signer(t);
      expectError(await push(from, { claims: claims() }), 400, 'invalid_request_object');
      expectStatus(await push(from), 201);
    },
  }),
);

const forgeries: readonly Case[] = [
  {
    name: 'a request object by another key under the name of the client’s is invalid_request_object',
    requirements: ['RFC 9101 §6.2', 'RFC 9101 §7', 'advanced.md JAR-3'],
    needs,
    async run(t) {
      const from = await signer(t);
      const by = { ...(await newClientKey()), kid: from.key.kid };
      expectError(await push(from, { by }), 400, 'invalid_request_object');
    },
  },
  {
    name: 'a request object by another algorithm than registered is invalid_request_object',
    requirements: ['RFC 9101 §6.2', 'RFC 9101 §7', 'advanced.md JAR-3'],
    needs,
    async run(t) {
      const from = await signer(t, 'PS256', { request_object_signing_alg: 'ES256' });
      expectError(await push(from), 400, 'invalid_request_object');
    },
  },
  {
    name: 'a client assertion is no request object',
    requirements: ['RFC 9101 §10.8', 'security.md X-2', 'advanced.md JAR-4'],
    needs,
    differs: {
      reference: { reason: 'it looks at the claims of a request alone', seen: /got 201/ },
    },
    async run(t) {
      const from = await signer(t);
      const answer = await push(from, { claims: { sub: from.clientId, jti: 'one' } });
      expectError(answer, 400, 'invalid_request_object');
    },
  },
  {
    name: 'request and request_uri exclude each other, pushed or not',
    requirements: ['RFC 9101 §5', 'advanced.md JAR-1'],
    needs,
    async run(t) {
      const from = await signer(t);
      const parameters = { request: 'x', request_uri: 'https://app.example/x' };
      const answer = await from.t.post(PAR_ENDPOINT, {
        ...{ client_id: from.clientId, ...parameters },
        ...(await assertion(from)),
      });
      expectErrorOneOf(answer, 400, ['invalid_request', 'request_uri_not_supported']);
    },
  },
];

export const signedRequestCases: readonly Case[] = [
  ...algorithms,
  ...accepted,
  ...wrongClaims,
  ...forgeries,
  {
    name: 'what stands beside a request object is not read',
    requirements: ['RFC 9101 §6.3', 'Core §6.1', 'advanced.md JAR-2'],
    needs,
    async run(t) {
      const from = await signer(t);
      const authorization = await ask(from, {}, { state: 'of the query', scope: 'openid profile' });
      assert.equal(authorization.response.get('state'), authorization.parameters['state']);
      const tokens = await from.t.redeem(authorization, await assertion(from));
      expectStatus(tokens, 200);
      assert.equal(tokens.json['scope'] ?? 'openid', 'openid');
    },
  },
  {
    name: 'a pushed request object is what the browser comes for',
    requirements: ['RFC 9126 §3', 'RFC 9101 §6', 'advanced.md JAR-1'],
    needs,
    async run(t) {
      const from = await signer(t);
      const answer = await push(from, { claims: { state: 'signed' } });
      expectStatus(answer, 201);
      const walked = await bring(from, { request_uri: stringOf(answer, 'request_uri') });
      assert.ok(walked.code());
      assert.equal(walked.response.get('state'), 'signed');
    },
  },
  {
    name: 'a request that its client publishes is fetched once, and is what its fragment says',
    requirements: ['RFC 9101 §5.2', 'RFC 9101 §5.2.3', 'advanced.md JAR-7', 'advanced.md V-20'],
    needs: [...needs, 'request_uri', 'metadata_documents'],
    variant: 'brief',
    async run(t) {
      assert.equal(t.metadata['request_uri_parameter_supported'], true);
      assert.equal(t.metadata['require_request_uri_registration'], true);
      const site = await openSite(t);
      const page = site.publish(() => ({ body: '' }));
      const from = await signer(t, 'RS256', { request_uris: [page.url] });
      const { parameters, verifier } = from.t.request(from.clientId);
      const body = await signRequestObject(from.key, { audience: t.issuer, parameters });
      page.change({ body, headers: { 'content-type': 'application/oauth-authz-req+jwt' } });
      const digest = createHash('sha256').update(body).digest('base64url');
      const walked = await bring(from, { request_uri: `${page.url}#${digest}` });
      assert.equal(walked.response.get('state'), parameters['state']);
      assert.equal(page.asked.length, 1);
      const authorization = { ...walked, parameters, verifier };
      expectStatus(await from.t.redeem(authorization, await assertion(from)), 200);
      const other = createHash('sha256').update('x').digest('base64url');
      const refused = await bring(from, { request_uri: `${page.url}#${other}` });
      expectErrorPage(refused);
      const elsewhere = site.publish(() => ({ body }));
      expectErrorPage(await bring(from, { request_uri: elsewhere.url }));
      assert.equal(elsewhere.asked.length, 0);
    },
  },
  {
    name: 'a client that signs all its requests is served no other',
    requirements: [
      'RFC 9101 §10.5',
      'advanced.md JAR-3',
      'clients.md §2 require_pushed_authorization_requests',
    ],
    needs,
    async run(t) {
      const from = await signer(t, 'ES256', { require_signed_request_object: true });
      const { parameters } = from.t.request(from.clientId);
      const plain = await from.t.post(PAR_ENDPOINT, { ...parameters, ...(await assertion(from)) });
      expectError(plain, 400, 'invalid_request');
      expectStatus(await push(from), 201);
    },
  },
  {
    name: 'metadata says what is served of request objects',
    requirements: ['RFC 9101 §10.5', 'Discovery §3', 'advanced.md JAR-10'],
    needs: ['request_object'],
    async run({ metadata }) {
      assert.equal(metadata['request_parameter_supported'], true);
      assert.equal(metadata['request_uri_parameter_supported'], false);
      const algorithms = [metadata['request_object_signing_alg_values_supported']].flat();
      for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA']) assert.ok(algorithms.includes(alg), alg);
      assert.ok(!algorithms.includes('none'));
    },
  },
];
