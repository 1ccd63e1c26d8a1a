import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose';
import type { Conversation } from '../conversation/conversation.ts';
import {
  askFor,
  credentialToken,
  issuerMetadata,
  newNonce,
  postTo,
  proveKey,
} from '../conversation/wallet.ts';
import type { Case } from '../run/case.ts';
import { CREDENTIAL } from '../setup/issuing.ts';
import { expectError, expectHeader, expectStatus, send, stringOf } from '../wire/answer.ts';
import { newClientKey } from '../wire/client-assertion.ts';

// OpenID4VCI, SD-JWT VC and status lists, as a wallet and a verifier see them.

const common = { needs: ['credentials'], variant: 'issuing' } as const;
const PRE_AUTHORIZED = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

/** The keys of the issuer, found as a verifier finds them (SD-JWT VC §5). */
async function issuerKeys(t: Conversation) {
  const named = await send(`${t.issuer}/.well-known/jwt-vc-issuer`);
  expectStatus(named, 200);
  assert.equal(stringOf(named, 'issuer'), t.issuer);
  const set = await send(stringOf(named, 'jwks_uri'));
  expectStatus(set, 200);
  return createLocalJWKSet(JSON.parse(set.text) as JSONWebKeySet);
}

const credentialsIn = (text: string): readonly string[] =>
  (JSON.parse(text) as { credentials: { credential: string }[] }).credentials.map(
    ({ credential }) => credential,
  );

const documents: readonly Case[] = [
  {
    name: 'a credential issuer says where its endpoints are and what it issues',
    requirements: ['OpenID4VCI §12.2', 'OpenID4VCI §12.2.4', 'federation-vci-authlete.md VCI-2'],
    ...common,
    async run(t) {
      const metadata = await issuerMetadata(t);
      assert.equal(metadata['credential_issuer'], t.issuer);
      for (const name of ['credential_endpoint', 'nonce_endpoint'])
        assert.ok(String(metadata[name]).startsWith(`${t.issuer}/`), name);
      const all = metadata['credential_configurations_supported'] as Record<string, Record<string, unknown>>;
      const { format, vct, scope, proof_types_supported: proofs } = all[CREDENTIAL.id] ?? {};
      assert.deepEqual([format, scope], ['dc+sd-jwt', CREDENTIAL.scope]);
      assert.equal(typeof vct, 'string');
      assert.ok(Object.hasOwn(proofs as object, 'jwt'));
    },
  },
  {
    name: 'a type of credentials is described at its address',
    requirements: ['SD-JWT VC §6', 'SD-JWT VC §6.2'],
    ...common,
    async run(t) {
      const all = (await issuerMetadata(t))['credential_configurations_supported'];
      const { vct } = (all as Record<string, { vct: string }>)[CREDENTIAL.id] ?? { vct: '' };
      const described = await send(vct);
      expectStatus(described, 200);
      assert.equal(stringOf(described, 'vct'), vct);
    },
  },
  {
    name: 'nonces are fresh, for anybody, and nobody keeps them',
    requirements: ['OpenID4VCI §7', 'OpenID4VCI §7.2', 'federation-vci-authlete.md VCI-8'],
    ...common,
    async run(t) {
      const answer = await postTo(t, 'nonce_endpoint', {});
      expectStatus(answer, 200);
      expectHeader(answer, 'cache-control', /no-store/);
      assert.notEqual(stringOf(answer, 'c_nonce'), await newNonce(t));
    },
  },
];

const issuing: readonly Case[] = [
  {
    name: 'a person allows a credential, and a verifier takes it with its disclosures',
    requirements: [
      ...(['OpenID4VCI §5.1.2', 'OpenID4VCI §8', 'OpenID4VCI §8.3', 'SD-JWT VC §3.2.1'] as const),
      ...['SD-JWT VC §3.2.2.1', 'SD-JWT VC §5', 'RFC 9901 §4', 'RFC 9901 §4.1', 'RFC 9901 §4.2.3'],
      ...['federation-vci-authlete.md VCI-6', 'federation-vci-authlete.md VCI-7'],
      ...['federation-vci-authlete.md VCI-11'],
    ],
    ...common,
    async run(t) {
      const key = await newClientKey();
      const answer = await askFor(t, await credentialToken(t), [await proveKey(t, { key })]);
      expectStatus(answer, 200);
      expectHeader(answer, 'cache-control', /no-store/);
      const [credential = ''] = credentialsIn(answer.text);
      const [jwt = '', ...disclosures] = credential.split('~').slice(0, -1);
      const keys = await issuerKeys(t);
      const { payload, protectedHeader } = await jwtVerify(jwt, keys, { issuer: t.issuer });
      assert.equal(protectedHeader.typ, 'dc+sd-jwt');
      assert.equal(payload['employer'], 'Example Ltd.');
      assert.equal((payload['cnf'] as { jwk: { x: string } }).jwk.x, key.publicJwk.x);
      const digests = disclosures.map((each) => createHash('sha256').update(each).digest('base64url'));
      assert.deepEqual(digests.toSorted(), (payload['_sd'] as string[]).toSorted());
      const told = disclosures.map((each) => JSON.parse(Buffer.from(each, 'base64url').toString())[1]);
      assert.deepEqual(told.toSorted(), ['email', 'given_name']);
    },
  },
  {
    name: 'the status of a credential is on a list that its issuer signs',
    requirements: [
      ...(['Token Status List §5.1', 'Token Status List §8.1'] as const),
      ...['federation-vci-authlete.md VCI-16', 'federation-vci-authlete.md VCI-17'],
    ],
    ...common,
    async run(t) {
      const answer = await askFor(t, await credentialToken(t), [await proveKey(t)]);
      const [credential = ''] = credentialsIn(answer.text);
      const { status } = decodeJwt(credential.split('~')[0] ?? '');
      const { uri } = (status as { status_list: { uri: string } }).status_list;
      const list = await send(uri);
      expectHeader(list, 'content-type', /^application\/statuslist\+jwt/);
      const signed = await jwtVerify(list.text, await issuerKeys(t), { subject: uri, typ: 'statuslist+jwt' });
      assert.equal((signed.payload['status_list'] as { bits: number }).bits, 1);
    },
  },
  {
    name: 'credentials that come together are of different keys, and no more than are issued at once',
    requirements: [
      'OpenID4VCI §8.2',
      'federation-vci-authlete.md VCI-9',
      'federation-vci-authlete.md VCI-15',
    ],
    ...common,
    async run(t) {
      const token = await credentialToken(t);
      const proofs = async (count: number) => {
        const nonce = await newNonce(t);
        return Promise.all(Array.from({ length: count }, () => proveKey(t, { nonce })));
      };
      const answer = await askFor(t, token, await proofs(2));
      expectStatus(answer, 200);
      assert.equal(new Set(credentialsIn(answer.text)).size, 2);
      expectError(await askFor(t, token, await proofs(3)), 400, 'invalid_credential_request');
      const [one = ''] = await proofs(1);
      expectError(await askFor(t, token, [one, one]), 400, 'invalid_proof');
    },
  },
  {
    name: 'a nonce is good for one request with a proof',
    requirements: ['OpenID4VCI §7.2', 'federation-vci-authlete.md VCI-8'],
    ...common,
    async run(t) {
      const token = await credentialToken(t);
      const nonce = await newNonce(t);
      expectStatus(await askFor(t, token, [await proveKey(t, { nonce })]), 200);
      expectError(await askFor(t, token, [await proveKey(t, { nonce })]), 400, 'invalid_nonce');
      expectError(await askFor(t, token, [await proveKey(t, { nonce: 'made-up' })]), 400, 'invalid_nonce');
    },
  },
  {
    name: 'a proof is for the issuer, fresh, of its type, and brings a public key',
    requirements: ['OpenID4VCI §8.3.1.2', 'federation-vci-authlete.md VCI-10'],
    ...common,
    async run(t) {
      const token = await credentialToken(t);
      const now = Math.floor(Date.now() / 1000);
      const other = await newClientKey();
      for (const wish of [
        { claims: { aud: 'https://other.example' } },
        { claims: { iat: now - 3600 } },
        { claims: { iss: 'somebody' } },
        { claims: { nonce: undefined } },
        { header: { typ: 'JWT' } },
        { header: { jwk: other.publicJwk } },
        { header: { jwk: undefined, kid: 'did:example:1' } },
      ])
        expectError(await askFor(t, token, [await proveKey(t, wish)]), 400, 'invalid_proof');
    },
  },
];

const refusals: readonly Case[] = [
  {
    name: 'a credential is for nobody without a token for it',
    requirements: ['OpenID4VCI §8.3.1.2', 'federation-vci-authlete.md VCI-12'],
    ...common,
    async run(t) {
      const unknown = await askFor(t, 'unknown', [await proveKey(t)]);
      expectError(unknown, 401, 'invalid_token');
      expectHeader(unknown, 'www-authenticate', /^Bearer .*error="invalid_token"/i);
      const tokens = await t.tokens({ client: 'wallet', parameters: { scope: 'openid' } });
      const answer = await askFor(t, stringOf(tokens, 'access_token'), [await proveKey(t)]);
      assert.ok(answer.status === 401 || answer.status === 403, `status ${answer.status}`);
    },
  },
  {
    name: 'a request for a credential names it once, as version 1.0 says',
    requirements: [
      'OpenID4VCI §8.2',
      'federation-vci-authlete.md VCI-9',
      'federation-vci-authlete.md VCI-18',
    ],
    ...common,
    async run(t) {
      const token = await credentialToken(t);
      const at = (body: object) => postTo(t, 'credential_endpoint', { token, body });
      const id = CREDENTIAL.id;
      for (const body of [
        {},
        { credential_configuration_id: id, credential_identifier: id },
        { format: 'dc+sd-jwt' },
      ])
        expectError(await at(body), 400, 'invalid_credential_request');
      expectError(
        await at({ credential_configuration_id: 'unknown' }),
        400,
        'unknown_credential_configuration',
      );
      expectError(await at({ credential_identifier: 'unknown' }), 400, 'unknown_credential_identifier');
      expectError(await at({ credential_configuration_id: id }), 400, 'invalid_proof');
      const encrypted = { credential_configuration_id: id, credential_response_encryption: {} };
      expectError(await at(encrypted), 400, 'invalid_encryption_parameters');
    },
  },
  {
    name: 'a pre-authorized code that nobody gave is no code',
    requirements: ['OpenID4VCI §6.1', 'OpenID4VCI §12.3', 'federation-vci-authlete.md VCI-5'],
    ...common,
    async run(t) {
      assert.equal(t.metadata['pre-authorized_grant_anonymous_access_supported'], true);
      const ask = (more: Readonly<Record<string, string>>) =>
        t.post('token_endpoint', { grant_type: PRE_AUTHORIZED, ...more });
      expectError(await ask({ 'pre-authorized_code': 'made-up' }), 400, 'invalid_grant');
      expectError(await ask({}), 400, 'invalid_request');
    },
  },
];

const isFor = (token: string): unknown => decodeJwt(token).aud;

const details: readonly Case[] = [
  {
    name: 'authorization details for a credential are answered with its identifiers',
    requirements: [
      ...(['OpenID4VCI §5.1.1', 'OpenID4VCI §6.2'] as const),
      ...['federation-vci-authlete.md VCI-6', 'federation-vci-authlete.md VCI-7'],
    ],
    ...common,
    async run(t) {
      const asked = [{ type: 'openid_credential', credential_configuration_id: CREDENTIAL.id }];
      const parameters = { scope: 'openid', authorization_details: JSON.stringify(asked) };
      const answer = await t.tokens({ client: 'wallet', parameters });
      const [told] = JSON.parse(answer.text).authorization_details as { credential_identifiers: string[] }[];
      const [identifier] = told?.credential_identifiers ?? [];
      assert.equal(typeof identifier, 'string');
      const token = stringOf(answer, 'access_token');
      assert.equal([isFor(token)].flat().includes(t.issuer), true);
      const body = { credential_identifier: identifier, proofs: { jwt: [await proveKey(t)] } };
      expectStatus(await postTo(t, 'credential_endpoint', { token, body }), 200);
    },
  },
];

export const credentialCases: readonly Case[] = [...documents, ...issuing, ...refusals, ...details];
