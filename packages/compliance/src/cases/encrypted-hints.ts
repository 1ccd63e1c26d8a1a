import assert from 'node:assert/strict';
import type { JWK } from 'jose';
import type { Conversation } from '../conversation/conversation.ts';
import { hasForm, isSignedIn, signIn, visit } from '../conversation/logout.ts';
import { PAR_ENDPOINT } from '../conversation/pushed.ts';
import { type ClientMetadata, publicApp, register, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { sendsNobodyOn } from '../run/facade-differences.ts';
import { fixtureKey } from '../setup/keys.ts';
import { type Answer, expectError, expectStatus, send } from '../wire/answer.ts';
import { expectRedirectedError } from '../wire/authorization.ts';
import { newClientKey, presentAssertion } from '../wire/client-assertion.ts';
import { encrypt, encryptionKeyAmong } from '../wire/encrypted-request.ts';
import { type Parameters, randomText } from '../wire/parameters.ts';
import { signRequestObject } from '../wire/request-object.ts';

// What clients encrypt for the server beside authorization requests, and a client that has to: advanced.md JAR-6, CIB-2.

const needs: Case['needs'] = ['encrypted_request', 'logout'];
const usual = { alg: 'ECDH-ES', enc: 'A128GCM' };
const BYE = 'https://logout.example/bye';

const noHints: Case['differs'] = {
  reference: { reason: 'it opens no hint that is encrypted', seen: /./ },
};

async function sealed(t: Conversation, jwt: string, wish = usual): Promise<string> {
  const { keys } = (await send(t.endpoint('jwks_uri'))).json;
  return encrypt(jwt, encryptionKeyAmong(keys as readonly JWK[], wish.alg), wish);
}

const hints: readonly Case[] = [
  {
    name: 'an ID token that its client encrypts for the server is a hint',
    requirements: ['Core §3.1.2.1', 'advanced.md CIB-2', 'advanced.md JAR-6'],
    needs,
    differs: noHints,
    async run(t) {
      const { browser, hint } = await signIn(t);
      const silent = (id_token_hint: string) =>
        t.authorize({ client: 'logout', browser, parameters: { prompt: 'none', id_token_hint } });
      (await silent(await sealed(t, hint))).code();
      expectRedirectedError(await silent(await sealed(t, 'nonsense')), 'invalid_request');
      expectRedirectedError(await silent('a.b.c.d.e'), 'invalid_request');
    },
  },
  {
    name: 'an ID token that its client encrypts for the server signs its person out',
    requirements: ['RP-Initiated Logout §2', 'advanced.md JAR-6'],
    needs,
    differs: { ...noHints, facade: sendsNobodyOn },
    async run(t) {
      const { browser, hint } = await signIn(t);
      const leave = (id_token_hint: string) =>
        visit(t, browser, { id_token_hint, post_logout_redirect_uri: BYE });
      assert.ok(hasForm(await leave('a.b.c.d.e')), 'a hint that nobody can read was believed');
      const landing = await leave(await sealed(t, hint));
      assert.ok(landing.kind === 'departure' && landing.location === BYE, 'no redirect to the application');
      assert.equal(await isSignedIn(t, browser), false);
    },
  },
];

const times = () => {
  const now = Math.floor(Date.now() / 1000);
  return { iat: now, nbf: now, exp: now + 60, jti: randomText() };
};

const people: Case = {
  name: 'a request to a person may be signed, and encrypted besides',
  requirements: ['CIBA §7.1.1', 'advanced.md CIB-2', 'advanced.md JAR-6'],
  needs: ['backchannel_authentication', 'encrypted_request'],
  differs: {
    reference: { reason: 'it opens no request to a person that is encrypted', seen: /not supported by CIBA/ },
  },
  async run(t) {
    const signed = (claims: Record<string, unknown> = {}): Promise<string> =>
      signRequestObject(fixtureKey, {
        audience: t.issuer,
        parameters: { scope: 'openid', login_hint: 'alice' },
        claims: { iss: 'asking-signed', ...times(), ...claims },
      });
    const ask = (request: string): Promise<Answer> =>
      t.as('asking-signed', 'backchannel_authentication_endpoint', { request });
    expectStatus(await ask(await signed()), 200);
    expectStatus(await ask(await sealed(t, await signed())), 200);
    expectError(await ask(await sealed(t, await signed({ exp: times().iat - 120 }))), 400, 'invalid_request');
    expectError(await ask('a.b.c.d.e'), 400, 'invalid_request');
  },
};

const MUST = 'require_encrypted_request_object';

const bound: Case = {
  name: 'a client that binds itself to encrypted requests is served no other',
  requirements: ['Registration §2', 'advanced.md JAR-6'],
  needs: ['encrypted_request', 'registration', 'par', 'private_key_jwt', 'house_rules'],
  async run(t) {
    const key = await newClientKey();
    const app = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [key.publicJwk] } };
    const how = { request_object_encryption_alg: 'ECDH-ES', request_object_encryption_enc: 'A128GCM' };
    const introduce = async (metadata: ClientMetadata) => {
      const { t: known, client } = await registered(t, publicApp({ ...app, ...metadata }));
      const { parameters } = known.request(client.client_id);
      const request = await signRequestObject(key, { audience: t.issuer, parameters });
      const push = async (sent: Parameters): Promise<Answer> => {
        const proof = await presentAssertion(key, { clientId: client.client_id, audience: t.issuer });
        return t.post(PAR_ENDPOINT, { client_id: client.client_id, ...sent, ...proof });
      };
      return { push, request, parameters };
    };
    const free = await introduce(how);
    expectStatus(await free.push({ request: free.request }), 201);
    const { push, request, parameters } = await introduce({ ...how, [MUST]: true });
    expectError(await push(parameters), 400, 'invalid_request');
    expectError(await push({ request }), 400, 'invalid_request_object');
    const other = await sealed(t, request, { alg: 'ECDH-ES', enc: 'A256GCM' });
    expectError(await push({ request: other }), 400, 'invalid_request_object');
    expectStatus(await push({ request: await sealed(t, request) }), 201);
    const aimless = publicApp({ ...app, [MUST]: true });
    expectError(await register(t, aimless), 400, 'invalid_client_metadata');
  },
};

export const encryptedHintCases: readonly Case[] = [...hints, people, bound];
