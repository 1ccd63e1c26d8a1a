import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import { published } from '../conversation/document-client.ts';
import { KeyHolder } from '../conversation/key-holder.ts';
import { follow, push, pushed } from '../conversation/pushed.ts';
import { publicApp, register, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { API, DEVICE_GRANT, FILES, REGISTRATION_TOKEN } from '../setup/fixtures.ts';
import { BEARER_GRANT, EXCHANGE_GRANT } from '../setup/trust.ts';
import { expectError, expectErrorOneOf, expectStatus, stringOf } from '../wire/answer.ts';
import { expectRedirectedError } from '../wire/authorization.ts';

// advanced.md §1: what a server, and a client of its own, is held to.

const listed = (t: Conversation, name: string): readonly unknown[] => [t.metadata[name] ?? []].flat();
const token = { authorization: `Bearer ${REGISTRATION_TOKEN}` };
const none = { code_challenge: undefined, code_challenge_method: undefined };

const ownProfile: readonly Case[] = [
  {
    name: 'a client with a profile of its own is held to it, and no other is',
    requirements: ['advanced.md PRF-1', 'advanced.md PRF-2', 'advanced.md SW-10'],
    needs: ['client_profiles', 'par', 'dpop', 'private_key_jwt'],
    async run(t) {
      expectRedirectedError(await t.authorize({ client: 'banking' }), 'invalid_request');
      const redeemed = await t.redeem(await follow(t, await pushed(t, 'banking')));
      expectErrorOneOf(redeemed, 400, ['invalid_request', 'invalid_dpop_proof']);
      expectStatus(await t.redeem(await t.authorize({ client: 'web' })), 200);
    },
  },
  {
    name: 'nobody who registers chooses the profile it is held to',
    requirements: ['advanced.md PRF-1'],
    needs: ['client_profiles', 'registration'],
    async run(t) {
      const { answer, client, t: known } = await registered(t, publicApp({ profile: 'fapi2-security' }));
      assert.equal(answer.json['profile'], undefined);
      (await known.authorize({ client: client.client_id })).code();
    },
  },
  {
    name: 'nobody who publishes itself chooses the profile it is held to',
    requirements: ['advanced.md PRF-1'],
    needs: ['client_profiles', 'metadata_documents'],
    async run(t) {
      const { client, t: known } = await published(t, { changes: { profile: 'fapi2-security' } });
      (await known.authorize({ client: client.client_id })).code();
    },
  },
  {
    name: 'metadata lists what any of the clients may use, whatever their profiles',
    requirements: ['advanced.md PRF-3'],
    needs: ['client_profiles', 'private_key_jwt', 'form_post'],
    async run(t) {
      const methods = listed(t, 'token_endpoint_auth_methods_supported');
      for (const name of ['client_secret_basic', 'private_key_jwt']) assert.ok(methods.includes(name), name);
      const signed = listed(t, 'id_token_signing_alg_values_supported');
      for (const name of ['RS256', 'ES256']) assert.ok(signed.includes(name), name);
      assert.ok(listed(t, 'response_modes_supported').includes('query'));
      assert.notEqual(t.metadata['require_pushed_authorization_requests'], true);
    },
  },
];

const proofKeys: readonly Case[] = [
  {
    name: 'a code challenge is asked of public clients, of others without a nonce, and of nobody who is exempt',
    requirements: ['advanced.md SW-1', 'advanced.md PRF-2'],
    needs: ['client_profiles'],
    async run(t) {
      expectRedirectedError(await t.authorize({ client: 'spa', parameters: none }), 'invalid_request');
      (await t.authorize({ client: 'other', parameters: none })).code();
      const unproved = { ...none, nonce: undefined };
      expectRedirectedError(await t.authorize({ client: 'other', parameters: unproved }), 'invalid_request');
      (await t.authorize({ client: 'unproved', parameters: unproved })).code();
    },
  },
  {
    name: 'a certified provider asks a client with a secret for no code challenge, and takes one',
    requirements: ['advanced.md SW-1', 'advanced.md V-17'],
    variant: 'certification',
    async run(t) {
      expectStatus(await t.redeem(await t.authorize()), 200);
      const bare = await t.authorize({ parameters: { ...none, nonce: undefined } });
      expectStatus(await t.redeem(bare, { code_verifier: undefined }), 200);
      expectRedirectedError(await t.authorize({ client: 'spa', parameters: none }), 'invalid_request');
    },
  },
  {
    name: 'a server of MCP asks everybody for a code challenge',
    requirements: ['advanced.md SW-1'],
    needs: ['client_profiles'],
    variant: 'mcp',
    async run(t) {
      expectRedirectedError(await t.authorize({ parameters: none }), 'invalid_request');
      (await t.authorize()).code();
    },
  },
];

const audiences: readonly Case[] = [
  {
    name: 'a token that was asked for without a resource is for the issuer',
    requirements: ['advanced.md SW-22'],
    needs: ['client_profiles', 'jwt_access_token'],
    async run(t) {
      const { payload } = await t.verify(stringOf(await t.tokens(), 'access_token'));
      assert.equal(payload.aud, t.issuer);
    },
  },
  {
    name: 'a server of MCP gives a token without a resource to the only one it has',
    requirements: ['advanced.md SW-22'],
    needs: ['client_profiles', 'jwt_access_token'],
    variant: 'mcp',
    async run(t) {
      const parameters = { scope: 'openid read' };
      const { payload } = await t.verify(stringOf(await t.tokens({ parameters }), 'access_token'));
      assert.equal(payload.aud, API);
      const elsewhere = await t.authorize({ parameters: { ...parameters, resource: FILES } });
      expectRedirectedError(elsewhere, 'invalid_target');
    },
  },
];

const offers: readonly Case[] = [
  {
    name: 'requests are fetched where the server is set so, and nowhere else',
    requirements: ['advanced.md SW-13', 'advanced.md JAR-8', 'advanced.md JAR-10'],
    async run(t) {
      assert.equal(t.metadata['request_uri_parameter_supported'], false);
      const parameters = { request_uri: 'https://client.example/request.jwt' };
      expectRedirectedError(await t.authorize({ parameters }), 'request_uri_not_supported');
    },
  },
  {
    name: 'a certified provider fetches requests and answers by every response type',
    requirements: ['advanced.md SW-13', 'advanced.md SW-14', 'advanced.md V-4'],
    needs: ['request_uri', 'legacy_response_types'],
    variant: 'certification',
    async run(t) {
      assert.notEqual(t.metadata['request_uri_parameter_supported'], false);
      const types = listed(t, 'response_types_supported').map((type) =>
        String(type).split(' ').sort().join(' '),
      );
      for (const type of ['code', 'id_token', 'id_token token', 'code id_token', 'code token'])
        assert.ok(types.includes(type), type);
    },
  },
  {
    name: 'by itself a server answers with a code, and with an ID token beside it for those who registered that',
    requirements: ['advanced.md SW-14', 'advanced.md LEG-1'],
    needs: ['hybrid'],
    async run(t) {
      const types = listed(t, 'response_types_supported').toSorted();
      assert.deepEqual(types, ['code', 'code id_token']);
      const parameters = { response_type: 'code id_token' };
      (await t.authorize({ client: 'hybrid', parameters })).code();
      expectRedirectedError(await t.authorize({ client: 'other', parameters }), 'unauthorized_client');
    },
    differs: {
      reference: {
        reason: 'it calls a type that the client did not register an invalid request',
        seen: /got fragment answer invalid_request/,
      },
    },
  },
];

const takesAnyAddress: Case['differs'] = {
  reference: { reason: 'it forbids http to the implicit flow alone (Registration §2)', seen: /got 201/ },
};

const underFapi: readonly Case[] = [
  {
    name: 'under FAPI only a code is given, by grants that a person or the client itself is asked for',
    requirements: ['advanced.md SW-14', 'advanced.md SW-23', 'advanced.md PRF-3'],
    needs: ['fapi', 'client_profiles'],
    variant: 'fapi',
    async run(t) {
      assert.deepEqual(t.metadata['response_types_supported'], ['code']);
      const grants = listed(t, 'grant_types_supported');
      for (const grant of [DEVICE_GRANT, BEARER_GRANT, EXCHANGE_GRANT]) {
        assert.ok(!grants.includes(grant), grant);
        const answer = await t.token('bank', { grant_type: grant });
        expectErrorOneOf(answer, 400, ['unsupported_grant_type', 'unauthorized_client']);
      }
      assert.ok(!listed(t, 'token_endpoint_auth_methods_supported').includes('client_secret_basic'));
    },
  },
  {
    name: 'under FAPI nobody registers without the token for it, and nobody with an address anybody can read',
    requirements: ['advanced.md SW-17', 'advanced.md SW-20'],
    needs: ['fapi', 'registration'],
    variant: 'fapi',
    differs: takesAnyAddress,
    async run(t) {
      const keys = { keys: [t.client('bank').jwks?.keys[0]] };
      const app = { token_endpoint_auth_method: 'private_key_jwt', jwks: keys, response_types: ['code'] };
      const https = { ...app, redirect_uris: ['https://app.example/cb'] };
      const refused = await register(t, https);
      assert.equal(refused.status, 401, 'somebody without the token was registered');
      expectStatus(await register(t, https, token), 201);
      const open = { ...app, redirect_uris: ['http://app.example/cb'] };
      const codes = ['invalid_redirect_uri', 'invalid_client_metadata'];
      expectErrorOneOf(await register(t, open, token), 400, codes);
    },
  },
  {
    name: 'a server that is held to nothing more lets everybody register, with loopback and private-use addresses',
    requirements: ['advanced.md SW-17', 'advanced.md SW-20'],
    needs: ['registration', 'native'],
    differs: takesAnyAddress,
    async run(t) {
      const native = { application_type: 'native', token_endpoint_auth_method: 'none' };
      for (const uri of ['http://127.0.0.1/cb', 'com.example.reader:/cb']) {
        expectStatus(await register(t, { ...native, redirect_uris: [uri] }), 201);
      }
      const open = { ...native, application_type: 'web', redirect_uris: ['http://app.example/cb'] };
      const codes = ['invalid_redirect_uri', 'invalid_client_metadata'];
      expectErrorOneOf(await register(t, open), 400, codes);
    },
  },
  {
    name: 'a client that is held to FAPI pushes with its key alone',
    requirements: ['advanced.md PRF-2', 'advanced.md SW-4'],
    needs: ['client_profiles', 'par', 'private_key_jwt'],
    async run(t) {
      expectStatus((await push(t, 'banking')).answer, 201);
      const weak = { code_challenge_method: 'plain' };
      expectError((await push(t, 'banking', weak)).answer, 400, 'invalid_request');
    },
  },
];

const codes: Case = {
  name: 'a code of a client that is held to FAPI is good for a minute, however long others are',
  requirements: ['advanced.md SW-9', 'advanced.md V-36'],
  needs: ['client_profiles', 'par', 'dpop', 'private_key_jwt'],
  variant: 'brief',
  withinMs: 90_000,
  async run(t) {
    const holder = await KeyHolder.create(t);
    const held = await follow(t, await pushed(t, 'banking'));
    const other = await t.authorize({ client: 'web' });
    await new Promise((resolve) => setTimeout(resolve, 61_500));
    expectError(await holder.redeem(held), 400, 'invalid_grant');
    expectStatus(await t.redeem(other), 200);
    expectStatus(await holder.redeem(await follow(t, await pushed(t, 'banking'))), 200);
  },
};

export const profileCases: readonly Case[] = [
  codes,
  ...ownProfile,
  ...proofKeys,
  ...audiences,
  ...offers,
  ...underFapi,
];
