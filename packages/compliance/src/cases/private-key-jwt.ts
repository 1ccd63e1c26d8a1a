import assert from 'node:assert/strict';
import { exportSPKI, importJWK, SignJWT } from 'jose';
import type { Conversation } from '../conversation/conversation.ts';
import { publicApp, registered } from '../conversation/registration.ts';
import type { Case, Difference } from '../run/case.ts';
import { type Answer, expectError, expectErrorOneOf, expectStatus, stringOf } from '../wire/answer.ts';
import {
  ASSERTION_TYPE,
  type AssertionWish,
  type ClientKey,
  newClientKey,
  presentAssertion,
  signAssertion,
} from '../wire/client-assertion.ts';
import { basic } from '../wire/client-auth.ts';
import type { Parameters } from '../wire/parameters.ts';

// RFC 7523 §2.2, §3 and advanced.md §2: clients that authenticate with a key.

const needs: Case['needs'] = ['registration', 'private_key_jwt', 'refresh'];

interface Keyed {
  readonly t: Conversation;
  readonly clientId: string;
  readonly key: ClientKey;
  /** A refresh token of the client. */
  readonly token: string;
}

/** A registered client that signed a person in with its key. */
async function keyed(t: Conversation, alg = 'ES256'): Promise<Keyed> {
  const key = await newClientKey(alg);
  const metadata = publicApp({
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [key.publicJwk] },
  });
  const { t: known, client } = await registered(t, metadata);
  const clientId = client.client_id;
  const authorization = await known.authorize({ client: clientId });
  const wish = { clientId, audience: t.issuer };
  const tokens = await known.redeem(authorization, await presentAssertion(key, wish));
  expectStatus(tokens, 200);
  return { t: known, clientId, key, token: stringOf(tokens, 'refresh_token') };
}

function refresh({ t, clientId, token }: Keyed, parameters: Parameters): Promise<Answer> {
  return t.refresh(clientId, token, parameters);
}

async function refreshAsserting(client: Keyed, wish: Partial<AssertionWish> = {}): Promise<Answer> {
  const { t, clientId, key } = client;
  return refresh(client, await presentAssertion(key, { clientId, audience: t.issuer, ...wish }));
}

const algorithms: readonly Case[] = ['ES256', 'RS256', 'PS256', 'EdDSA'].map((alg) => ({
  name: `a client authenticates with an assertion signed by ${alg}`,
  requirements: ['RFC 7523 §2.2', 'RFC 7523 §3', 'clients.md §7 Basic and post', 'advanced.md CAU-7'],
  needs,
  async run(t) {
    const client = await keyed(t, alg);
    expectStatus(await refreshAsserting(client), 200);
  },
}));

const audiences: readonly (readonly [
  string,
  (t: Conversation) => string | readonly string[],
  Difference?,
])[] = [
  ['the token endpoint', (t) => t.endpoint('token_endpoint')],
  ['issuer and token endpoint', (t) => [t.issuer, t.endpoint('token_endpoint')]],
  [
    'the issuer with a slash',
    (t) => `${t.issuer}/`,
    { reason: 'it takes the exact issuer only', seen: /got 401 invalid_client/ },
  ],
];

const accepted: readonly Case[] = [
  ...audiences.map(
    ([what, audienceOf, reference]): Case => ({
      name: `a client assertion may be addressed to ${what}`,
      requirements: ['RFC 7523 §3', 'advanced.md CAU-9'],
      needs,
      ...(reference === undefined ? {} : { differs: { reference } }),
      async run(t) {
        expectStatus(await refreshAsserting(await keyed(t), { audience: audienceOf(t) }), 200);
      },
    }),
  ),
  {
    name: 'the client of an assertion need not be named beside it',
    requirements: ['RFC 7523 §2.2', 'advanced.md CAU-8'],
    needs,
    async run(t) {
      const client = await keyed(t);
      const assertion = await presentAssertion(client.key, { clientId: client.clientId, audience: t.issuer });
      expectStatus(await refresh(client, { ...assertion, client_id: undefined }), 200);
    },
  },
  {
    name: 'a client assertion without kid is tried with the keys that fit',
    requirements: ['RFC 7523 §3', 'RFC 7517 §4.5'],
    needs,
    async run(t) {
      expectStatus(await refreshAsserting(await keyed(t), { header: { kid: undefined } }), 200);
    },
  },
];

const now = (): number => Math.floor(Date.now() / 1000);

const badClaims: readonly (readonly [string, (t: Conversation) => Record<string, unknown>, Difference?])[] = [
  ['that ended', () => ({ exp: now() - 120 })],
  ['without exp', () => ({ exp: undefined })],
  ['with exp in words', () => ({ exp: 'soon' })],
  ['good for a day', () => ({ exp: now() + 86_400 }), { reason: 'it sets no limit', seen: /got 200/ }],
  ['not valid yet', () => ({ nbf: now() + 600 })],
  ['without jti', () => ({ jti: undefined })],
  ['without iss', () => ({ iss: undefined })],
  ['of another issuer', () => ({ iss: 'https://elsewhere.example' })],
  ['without audience', () => ({ aud: undefined })],
  ['for another server', () => ({ aud: 'https://other.example' })],
  [
    'for another server too',
    (t) => ({ aud: [t.issuer, 'https://other.example'] }),
    { reason: 'one audience that fits is enough for it', seen: /got 200/ },
  ],
  [
    'for another client',
    () => ({ iss: 'web', sub: 'web' }),
    { reason: 'it says that two clients are named', seen: /got 400 invalid_request/ },
  ],
];

type Forge = (client: Keyed) => Promise<Parameters> | Parameters;

async function signedBy(alg: string, { clientId, t, key }: Keyed): Promise<Parameters> {
  const other = await newClientKey(alg);
  const wish = { clientId, audience: t.issuer, header: { kid: key.kid } };
  return presentAssertion(other, wish);
}

async function symmetric({ clientId, t, key }: Keyed): Promise<Parameters> {
  const publicKey = await importJWK(key.publicJwk, key.alg);
  assert.ok(!(publicKey instanceof Uint8Array));
  const secret = new TextEncoder().encode(await exportSPKI(publicKey));
  const claims = { iss: clientId, sub: clientId, aud: t.issuer, jti: 'a', exp: now() + 60 };
  const client_assertion = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid: key.kid })
    .sign(secret);
  return { client_assertion_type: ASSERTION_TYPE, client_assertion };
}

async function unsigned({ clientId, t, key }: Keyed): Promise<Parameters> {
  const signed = await signAssertion(key, { clientId, audience: t.issuer });
  const header = Buffer.from('{"alg":"none"}').toString('base64url');
  return {
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: `${header}.${signed.split('.')[1]}.`,
  };
}

const forgeries: readonly (readonly [string, Forge])[] = [
  ['signed by another key under its name', (client) => signedBy('ES256', client)],
  ['signed by another kind of key', (client) => signedBy('RS256', client)],
  ['signed with its public key as a secret', symmetric],
  ['that is not signed', unsigned],
  ['that is no JWT', () => ({ client_assertion_type: ASSERTION_TYPE, client_assertion: 'a.b' })],
  ['left out', () => ({})],
  [
    'of an unknown type',
    async (client) => ({
      ...(await presentAssertion(client.key, { clientId: client.clientId, audience: client.t.issuer })),
      client_assertion_type: 'urn:example:unheard-of',
    }),
  ],
];

/** What the reference calls a bad request rather than a client it does not believe. */
const malformed: Difference = { reason: 'it calls these malformed', seen: /got 400 invalid_request/ };

const refusals: readonly Case[] = [
  ...badClaims.map(
    ([what, claimsOf, reference]): Case => ({
      name: `a client assertion ${what} is invalid_client`,
      requirements: ['RFC 7523 §3', 'RFC 7523 §3.2', 'clients.md §7 invalid_client', 'advanced.md CAU-8'],
      needs,
      ...(reference === undefined ? {} : { differs: { reference } }),
      async run(t) {
        const client = await keyed(t);
        expectError(await refreshAsserting(client, { claims: claimsOf(t) }), 401, 'invalid_client');
        expectStatus(await refreshAsserting(client), 200);
      },
    }),
  ),
  ...forgeries.map(
    ([what, forge]): Case => ({
      name: `a client assertion ${what} is refused`,
      requirements: [
        'RFC 7523 §3',
        'RFC 7523 §3.2',
        'RFC 8725 §3.1',
        'clients.md §7 invalid_client',
        'advanced.md CAU-7',
      ],
      needs,
      ...(/no JWT|unknown type/.test(what) ? { differs: { reference: malformed } } : {}),
      async run(t) {
        const client = await keyed(t);
        expectError(await refresh(client, await forge(client)), 401, 'invalid_client');
        expectStatus(await refreshAsserting(client), 200);
      },
    }),
  ),
  {
    name: 'a client assertion is good once, at all endpoints together',
    requirements: ['RFC 7523 §3', 'RFC 7523 §5', 'advanced.md CAU-10'],
    needs: ['registration', 'private_key_jwt', 'refresh', 'revocation'],
    async run(t) {
      const client = await keyed(t);
      const { clientId, key } = client;
      const assertion = await presentAssertion(key, { clientId, audience: t.issuer });
      expectStatus(await refresh(client, assertion), 200);
      expectError(await refresh(client, assertion), 401, 'invalid_client');
      const revoked = await t.post('revocation_endpoint', { ...assertion, client_id: clientId, token: 'x' });
      expectError(revoked, 401, 'invalid_client');
    },
  },
  {
    name: 'an assertion and another credential in one request are invalid_request',
    requirements: ['RFC 6749 §2.3', 'clients.md §7 Basic and post', 'advanced.md CAU-1'],
    needs,
    async run(t) {
      const client = await keyed(t);
      const { clientId, key, token } = client;
      const assertion = await presentAssertion(key, { clientId, audience: t.issuer });
      expectError(await refresh(client, { ...assertion, client_secret: 'x' }), 400, 'invalid_request');
      const parameters = { grant_type: 'refresh_token', refresh_token: token, ...assertion };
      const both = await t.post('token_endpoint', parameters, { authorization: basic(clientId, 'x') });
      expectError(both, 400, 'invalid_request');
    },
  },
  {
    name: 'a client of a key cannot do with a secret, nor a client of a secret with a key',
    requirements: ['RFC 7591 §2', 'RFC 6749 §2.3', 'clients.md §7 Basic and post', 'advanced.md CAU-2'],
    needs,
    async run(t) {
      const client = await keyed(t);
      expectErrorOneOf(await refresh(client, { client_secret: 'x' }), 401, ['invalid_client']);
      const asserting = await presentAssertion(client.key, { clientId: 'web', audience: t.issuer });
      const answer = await t.post('token_endpoint', {
        grant_type: 'refresh_token',
        refresh_token: 'x',
        ...asserting,
      });
      expectError(answer, 401, 'invalid_client');
    },
  },
];

export const privateKeyJwtCases: readonly Case[] = [...algorithms, ...accepted, ...refusals];
