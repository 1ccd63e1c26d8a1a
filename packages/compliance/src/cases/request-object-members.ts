import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import { PAR_ENDPOINT } from '../conversation/pushed.ts';
import { type ClientMetadata, publicApp, register, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { API, FILES } from '../setup/fixtures.ts';
import { type Answer, expectError, expectErrorOneOf, expectStatus, stringOf } from '../wire/answer.ts';
import { type Authorization, expectErrorPage, expectRedirectedError } from '../wire/authorization.ts';
import { type ClientKey, newClientKey, presentAssertion } from '../wire/client-assertion.ts';
import type { Parameters } from '../wire/parameters.ts';
import { type RequestObjectWish, signRequestObject } from '../wire/request-object.ts';

// What stands in a request object, and how what a client registered of its answers binds them: advanced.md §4, §5.

const needs: Case['needs'] = ['registration', 'private_key_jwt', 'request_object', 'par'];

interface Signer {
  readonly t: Conversation;
  readonly clientId: string;
  readonly key: ClientKey;
}

async function signer(t: Conversation, changes: ClientMetadata = {}): Promise<Signer> {
  const key = await newClientKey();
  const app = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [key.publicJwk] }, ...changes };
  const { t: known, client } = await registered(t, publicApp(app));
  return { t: known, clientId: client.client_id, key };
}

type Wish = Pick<RequestObjectWish, 'claims' | 'header'>;

const proof = ({ t, clientId, key }: Signer): Promise<Parameters> =>
  presentAssertion(key, { clientId, audience: t.issuer });

/** A signed request by the browser, beside nothing but the client's id unless more is said. */
async function ask(from: Signer, wish: Wish = {}, beside: Parameters = {}): Promise<Authorization> {
  const { t, clientId, key } = from;
  const { parameters, verifier } = t.request(clientId);
  const request = await signRequestObject(key, { audience: t.issuer, parameters, ...wish });
  const none = Object.fromEntries(Object.keys(parameters).map((name) => [name, undefined]));
  const sent = { ...none, client_id: clientId, request, ...beside };
  return { ...(await t.authorize({ client: clientId, parameters: sent })), parameters, verifier };
}

async function push(from: Signer, wish: Wish): Promise<Answer> {
  const { t, clientId, key } = from;
  const { parameters } = t.request(clientId);
  const request = await signRequestObject(key, { audience: t.issuer, parameters, ...wish });
  return t.post(PAR_ENDPOINT, { client_id: clientId, request, ...(await proof(from)) });
}

const members: readonly Case[] = [
  {
    name: 'a request object has numbers, objects and lists as JSON has them',
    requirements: ['RFC 9101 §4', 'Core §6.1', 'RFC 8707 §2.1', 'advanced.md JAR-1'],
    needs: [...needs, 'claims_parameter', 'resource', 'jwt_access_token'],
    async run(t) {
      const from = await signer(t);
      const claims = {
        ...{ max_age: 3600, scope: 'openid read', resource: [API, FILES] },
        claims: { id_token: { email: { essential: true } } },
      };
      const authorization = await ask(from, { claims });
      const tokens = await from.t.redeem(authorization, { ...(await proof(from)), resource: FILES });
      expectStatus(tokens, 200);
      const id = await from.t.idToken(tokens, from.clientId);
      assert.equal(id['email'], t.user().email);
      assert.equal(typeof id['auth_time'], 'number');
      await from.t.verify(stringOf(tokens, 'access_token'), FILES);
    },
  },
  {
    name: 'a request object that does not say whose it is is invalid_request_object',
    requirements: ['RFC 9101 §5', 'advanced.md JAR-2'],
    needs: [...needs, 'house_rules'],
    async run(t) {
      const from = await signer(t);
      expectError(await push(from, { claims: { client_id: undefined } }), 400, 'invalid_request_object');
    },
  },
  {
    name: 'a request object that comes without client_id beside it is an error page',
    requirements: ['RFC 9101 §5', 'advanced.md JAR-2', 'advanced.md JAR-8'],
    needs,
    async run(t) {
      const from = await signer(t);
      expectErrorPage(await ask(from, {}, { client_id: undefined }));
      expectErrorPage(await ask(from, {}, { client_id: 'web' }));
    },
  },
  ...['at+jwt', 'client-authentication+jwt', 'dpop+jwt'].map(
    (typ): Case => ({
      name: `a JWT of type ${typ} is no request object`,
      requirements: ['RFC 9101 §10.8', 'RFC 8725 §3.11', 'advanced.md JAR-3'],
      needs,
      differs: { reference: { reason: 'it looks at no type of a request object', seen: /got 201/ } },
      async run(t) {
        expectError(await push(await signer(t), { header: { typ } }), 400, 'invalid_request_object');
      },
    }),
  ),
  {
    name: 'request and request_uri of one authorization request are an error',
    requirements: ['RFC 9101 §5', 'advanced.md JAR-1', 'advanced.md JAR-8'],
    needs,
    async run(t) {
      const from = await signer(t);
      const redirect_uri = 'https://app.example/cb';
      const twice = await ask(from, {}, { redirect_uri, request_uri: 'https://app.example/x' });
      assert.equal(twice.response.get('code'), null);
      const hidden = await ask(
        from,
        {},
        { request_uri: 'https://app.example/x', redirect_uri: 'https://evil.example/' },
      );
      expectErrorPage(hidden);
    },
  },
];

const answers: readonly Case[] = [
  {
    name: 'a client that registered response modes is answered by no other',
    requirements: ['advanced.md JRM-5', 'JARM §4'],
    needs: [...needs, 'signed_answer', 'house_rules'],
    async run(t) {
      const app = publicApp({ response_modes: ['jwt', 'form_post.jwt'] });
      const { t: known, client } = await registered(t, app);
      const { client_id } = client;
      const { response } = await known.authorize({ client: client_id, parameters: { response_mode: 'jwt' } });
      assert.deepEqual([...response.keys()], ['response']);
      for (const response_mode of ['query', 'form_post', undefined]) {
        const { parameters } = known.request(client_id, { response_mode });
        expectError(await known.post(PAR_ENDPOINT, parameters), 400, 'invalid_request');
      }
    },
  },
  {
    name: 'nobody registers for answers that are not signed',
    requirements: ['JARM §3', 'advanced.md JRM-3'],
    needs: ['registration', 'signed_answer'],
    async run(t) {
      const app = publicApp({ authorization_signed_response_alg: 'none' });
      expectErrorOneOf(await register(t, app), 400, ['invalid_client_metadata']);
    },
  },
  {
    name: 'a signed answer is signed as its client registered',
    requirements: ['JARM §3', 'advanced.md JRM-3'],
    needs: ['registration', 'signed_answer', 'house_rules'],
    async run(t) {
      const app = publicApp({ authorization_signed_response_alg: 'ES256' });
      const { t: known, client } = await registered(t, app);
      const parameters = { response_mode: 'jwt' };
      const { response } = await known.authorize({ client: client.client_id, parameters });
      const { header } = await known.verify(response.get('response') ?? '', client.client_id);
      assert.equal(header['alg'], 'ES256');
    },
  },
  {
    name: 'nobody is answered by a signed answer whose client or redirect URI is not known',
    requirements: ['JARM §2.1', 'advanced.md JRM-4'],
    needs: ['signed_answer'],
    async run(t) {
      const response_mode = 'jwt';
      const unknown = await t.authorize({ parameters: { response_mode, client_id: 'nobody' } });
      expectErrorPage(unknown);
      const elsewhere = { response_mode, redirect_uri: 'https://evil.example/cb' };
      expectErrorPage(await t.authorize({ parameters: elsewhere }), 'https://evil.example');
      const mode = await t.authorize({ parameters: { response_mode: 'web_message' } });
      expectRedirectedError(mode, 'invalid_request', 'unsupported_response_mode');
    },
  },
];

export const requestObjectMemberCases: readonly Case[] = [...members, ...answers];
