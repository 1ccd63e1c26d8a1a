import assert from 'node:assert/strict';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Conversation } from '../conversation/conversation.ts';
import { openSite } from '../conversation/document-client.ts';
import { manage, publicApp, type Registered, register, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { outagesAreFaults } from '../run/facade-differences.ts';
import { type Answer, expectError, expectErrorOneOf, expectStatus, stringOf } from '../wire/answer.ts';
import {
  type AssertionWish,
  type ClientKey,
  newClientKey,
  presentAssertion,
} from '../wire/client-assertion.ts';

// The keys of clients: which are taken, which is meant, and where they are. advanced.md CAU-5 and CAU-11 to CAU-13.

const needs: Case['needs'] = ['registration', 'private_key_jwt', 'par'];
const published: Case['needs'] = [...needs, 'metadata_documents'];

const signing = { token_endpoint_auth_method: 'private_key_jwt' };

const withKeys = (t: Conversation, keys: readonly JWK[]): Promise<Registered> =>
  registered(t, publicApp({ ...signing, jwks: { keys } }));

const atAddress = async (t: Conversation, keys: readonly JWK[]): Promise<Registered> => {
  const site = (await openSite(t)).publish(() => ({ body: { keys } }));
  return registered(t, publicApp({ ...signing, jwks_uri: site.url }));
};

/** Proves who it is, where nothing but that is at stake. */
async function prove(
  { t, client: { client_id: clientId } }: Registered,
  key: Parameters<typeof presentAssertion>[0],
  wish: Partial<AssertionWish> = {},
): Promise<Answer> {
  const assertion = await presentAssertion(key, { clientId, audience: t.issuer, ...wish });
  const { parameters } = t.request(clientId);
  return t.post('pushed_authorization_request_endpoint', { ...parameters, ...assertion });
}

const expectProved = async (...asked: Parameters<typeof prove>): Promise<void> =>
  expectStatus(await prove(...asked), 201);

const expectUnproved = async (...asked: Parameters<typeof prove>): Promise<void> =>
  expectError(await prove(...asked), 401, 'invalid_client');

const symmetric: JWK = { kty: 'oct', k: Buffer.alloc(32, 7).toString('base64url') };

async function weakKey(): Promise<JWK> {
  // jose makes no key of fewer than 2048 bits
  const { publicKey } = await crypto.subtle.generateKey(
    {
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: 1024,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: 'SHA-256',
    },
    true,
    ['sign'],
  );
  return { ...(await crypto.subtle.exportKey('jwk', publicKey)), use: 'sig' } as JWK;
}

const isPrivate = async (): Promise<JWK> => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return exportJWK(privateKey as CryptoKey);
};

const refusedKeys: readonly (readonly [what: string, make: () => Promise<JWK>, reference?: RegExp])[] = [
  ['with its private half', isPrivate],
  ['that is a shared secret', async () => symmetric],
  ['of too few bits', weakKey, /got 201/],
];

const taken: readonly Case[] = [
  ...refusedKeys.map(
    ([what, make, seen]): Case => ({
      name: `a registration with a key ${what} is refused`,
      requirements: ['RFC 7591 §2', 'advanced.md CAU-11'],
      needs: ['registration', 'private_key_jwt'],
      ...(seen === undefined
        ? {}
        : { differs: { reference: { reason: 'it looks at a key when it is used', seen } } }),
      async run(t) {
        const keys = [await make()];
        const answer = await register(t, publicApp({ ...signing, jwks: { keys } }));
        expectError(answer, 400, 'invalid_client_metadata');
      },
    }),
  ),
  {
    name: 'a registration with keys and with an address of keys is refused',
    requirements: ['RFC 7591 §2', 'advanced.md CAU-11'],
    needs: ['registration', 'private_key_jwt'],
    async run(t) {
      const { publicJwk } = await newClientKey();
      const twice = { jwks: { keys: [publicJwk] }, jwks_uri: 'https://app.example/jwks.json' };
      expectError(await register(t, publicApp({ ...signing, ...twice })), 400, 'invalid_client_metadata');
    },
  },
];

const chosen: readonly Case[] = [
  {
    name: 'while a client changes keys either one proves it, and none once the client is gone',
    requirements: ['advanced.md CAU-5'],
    needs: [...needs, 'registration_management'],
    async run(t) {
      const [old, young] = [await newClientKey(), await newClientKey('EdDSA')];
      const own = await withKeys(t, [old.publicJwk, young.publicJwk]);
      await expectProved(own, old);
      await expectProved(own, young);
      expectStatus(await manage(own.answer, { method: 'DELETE' }), 204);
      for (const key of [old, young]) await expectUnproved(own, key);
    },
  },
  {
    name: 'the key of an assertion is the one it names, or one that fits',
    requirements: ['RFC 7517 §4.5', 'advanced.md CAU-12'],
    needs: published,
    async run(t) {
      const [one, other] = [await newClientKey(), await newClientKey('EdDSA')];
      // Two of one name, told apart by what kind of key they are
      const named = (key: ClientKey): JWK => ({ ...key.publicJwk, kid: 'same' });
      const own = await atAddress(t, [named(one), named(other)]);
      for (const key of [one, other]) await expectProved(own, key, { header: { kid: 'same' } });
      for (const key of [one, other]) await expectProved(own, key, { header: { kid: undefined } });
      await expectUnproved(own, await newClientKey(), { header: { kid: 'same' } });
    },
  },
];

const audiences = [
  ['the issuer', (t: Conversation) => t.issuer],
  ['the token endpoint', (t: Conversation) => t.endpoint('token_endpoint')],
] as const;

const certified: readonly Case[] = audiences.flatMap(([what, audienceOf]) =>
  (['in its registration', 'at its address'] as const).map(
    (where): Case => ({
      name: `a client that signs by RS256 with keys ${where} proves itself to ${what}`,
      requirements: ['advanced.md V-39', 'advanced.md CAU-9'],
      needs: where === 'at its address' ? published : needs,
      async run(t) {
        const key = await newClientKey('RS256');
        const keys = [key.publicJwk];
        const own = where === 'in its registration' ? await withKeys(t, keys) : await atAddress(t, keys);
        const { t: known, client } = own;
        const authorization = await known.authorize({ client: client.client_id });
        const wish = { clientId: client.client_id, audience: audienceOf(t) };
        expectStatus(await known.redeem(authorization, await presentAssertion(key, wish)), 200);
      },
    }),
  ),
);

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const fetched: readonly Case[] = [
  {
    name: 'keys at an address are fetched once, and once more for a key that is not among them',
    requirements: ['advanced.md CAU-13'],
    needs: [...published, 'refresh'],
    async run(t) {
      const [key, unheard] = [await newClientKey('RS256'), await newClientKey('RS256')];
      const site = (await openSite(t)).publish(() => ({ body: { keys: [key.publicJwk] } }));
      const own = await registered(t, publicApp({ ...signing, jwks_uri: site.url }));
      const clientId = own.client.client_id;
      const proof = (by: ClientKey) => presentAssertion(by, { clientId, audience: t.issuer });
      const tokens = await own.t.redeem(await own.t.authorize({ client: clientId }), await proof(key));
      expectStatus(tokens, 200);
      const { length } = site.asked;
      assert.ok(length >= 1 && length <= 2, `${length} requests for one answer`);
      const refreshed = await own.t.refresh(clientId, stringOf(tokens, 'refresh_token'), await proof(key));
      expectStatus(refreshed, 200);
      for (let turn = 0; turn < 3; turn += 1) await expectUnproved(own, unheard);
      assert.ok(site.asked.length <= length + 1, 'a key that is not there is asked for again and again');
    },
  },
  {
    name: 'a client that put another key at its address refreshes with that',
    requirements: ['advanced.md CAU-13', 'advanced.md V-38'],
    needs: [...published, 'refresh'],
    withinMs: 60_000,
    differs: {
      reference: { reason: 'it looks again after a minute', seen: /got 401 invalid_client/ },
    },
    async run(t) {
      const [old, young] = [await newClientKey('RS256'), await newClientKey('RS256')];
      const site = (await openSite(t)).publish(() => ({ body: { keys: [old.publicJwk] } }));
      const own = await registered(t, publicApp({ ...signing, jwks_uri: site.url }));
      const clientId = own.client.client_id;
      const proof = (by: ClientKey) => presentAssertion(by, { clientId, audience: t.issuer });
      const tokens = await own.t.redeem(await own.t.authorize({ client: clientId }), await proof(old));
      expectStatus(tokens, 200);
      site.change({ body: { keys: [young.publicJwk] } });
      await pause(31_000); // so often it asks again for a key that is not among them
      const token = stringOf(tokens, 'refresh_token');
      expectStatus(await own.t.refresh(clientId, token, await proof(young)), 200);
      await expectUnproved(own, old);
    },
  },
  {
    name: 'keys at an address that answers no more are good for a while',
    requirements: ['advanced.md CAU-13'],
    needs: published,
    async run(t) {
      const key = await newClientKey();
      const headers = { 'cache-control': 'max-age=1' };
      const site = (await openSite(t)).publish(() => ({ body: { keys: [key.publicJwk] }, headers }));
      const own = await registered(t, publicApp({ ...signing, jwks_uri: site.url }));
      await expectProved(own, key);
      site.change({ status: 503, body: {} });
      await pause(1_500);
      await expectProved(own, key);
    },
  },
  {
    name: 'an address of keys that was never right proves nobody',
    requirements: ['advanced.md CAU-13'],
    needs: published,
    differs: { facade: outagesAreFaults },
    async run(t) {
      const site = (await openSite(t)).publish(() => ({ status: 404, body: {} }));
      const answer = await register(t, publicApp({ ...signing, jwks_uri: site.url }));
      if (answer.status !== 201) return expectErrorOneOf(answer, 400, ['invalid_client_metadata']);
      const { client } = await registered(t, publicApp({ ...signing, jwks_uri: site.url }));
      const own = { answer, client, t: t.knowing(client) };
      const refused = await prove(own, await newClientKey());
      assert.ok([401, 503].includes(refused.status), String(refused.status));
    },
  },
];

export const clientKeyCases: readonly Case[] = [...taken, ...chosen, ...certified, ...fetched];
