import assert from 'node:assert/strict';
import { proveWith } from '../conversation/fapi.ts';
import { follow, PAR_ENDPOINT, push, pushed, requestUriOf } from '../conversation/pushed.ts';
import type { Case } from '../run/case.ts';
import { expectErrorOneOf, expectStatus, integerOf, send } from '../wire/answer.ts';
import { describeAuthorization } from '../wire/authorization.ts';
import { type AssertionWish, newClientKey, presentAssertion } from '../wire/client-assertion.ts';
import { type Parameters, randomText } from '../wire/parameters.ts';

// FAPI 2.0 Security Profile, from the outside of a server that holds every client to it: what is asked for, and by whom.

const fapi = { needs: ['fapi'], variant: 'fapi' } as const satisfies Partial<Case>;

const STRONG: readonly string[] = ['PS256', 'ES256', 'EdDSA', 'Ed25519'];

const metadata: Case = {
  ...fapi,
  name: 'metadata of a server held to FAPI says what it asks of clients',
  requirements: ['advanced.md V-7', 'advanced.md SW-3', 'advanced.md SW-10', 'advanced.md DPO-11'],
  async run(t) {
    const listed = (name: string): readonly unknown[] => [t.metadata[name] ?? []].flat();
    assert.deepEqual(listed('response_types_supported'), ['code']);
    assert.equal(typeof t.metadata[PAR_ENDPOINT], 'string');
    assert.deepEqual(listed('code_challenge_methods_supported'), ['S256']);
    assert.equal(t.metadata['require_pushed_authorization_requests'], true);
    assert.equal(t.metadata['authorization_response_iss_parameter_supported'], true);
    assert.ok(listed('token_endpoint_auth_methods_supported').includes('private_key_jwt'));
    assert.ok(
      !listed('token_endpoint_auth_methods_supported').some((each) => /secret|none/.test(String(each))),
    );
    const algorithms = listed('dpop_signing_alg_values_supported');
    assert.ok(
      algorithms.length > 0 && algorithms.every((alg) => STRONG.includes(String(alg))),
      String(algorithms),
    );
  },
};

const requests: readonly Case[] = [
  {
    ...fapi,
    name: 'under FAPI a pushed request is all that the browser brings, and what stands beside it is ignored',
    requirements: [
      'RFC 9126 §2.2',
      'RFC 9126 §4',
      'advanced.md V-46',
      'advanced.md V-28',
      'advanced.md SW-11',
    ],
    async run(t) {
      const request = await pushed(t, 'bank');
      assert.ok(
        integerOf(request.answer, 'expires_in') >= 5 && integerOf(request.answer, 'expires_in') < 600,
      );
      assert.ok((requestUriOf(request).split(':').at(-1) ?? '').length >= 22);
      const beside = { state: 'other', nonce: 'other' };
      const authorization = await follow(t, request, { parameters: beside });
      assert.equal(authorization.response.get('state'), request.parameters['state']);
      assert.equal(authorization.response.get('iss'), t.issuer);
      authorization.code();
    },
  },
  {
    ...fapi,
    name: 'under FAPI a request that was not pushed gives no code',
    requirements: ['RFC 9126 §5', 'advanced.md V-47', 'advanced.md PAR-7'],
    async run(t) {
      const authorization = await t.authorize({ client: 'bank' });
      assert.equal(authorization.response.get('code'), null, describeAuthorization(authorization));
    },
  },
  {
    ...fapi,
    name: 'under FAPI nothing is pushed by another method',
    requirements: ['RFC 9126 §2', 'advanced.md V-47', 'advanced.md PAR-1'],
    async run(t) {
      for (const method of ['GET', 'PUT']) {
        const { status } = await send(t.endpoint(PAR_ENDPOINT), { method });
        assert.ok(status >= 400 && status < 500, String(status));
      }
    },
  },
  {
    ...fapi,
    name: 'under FAPI a pushed request is its own client’s alone',
    requirements: ['RFC 9126 §2.2', 'advanced.md V-48', 'advanced.md PAR-5'],
    async run(t) {
      const request = await pushed(t, 'bank');
      const stolen = await follow(t, request, { parameters: { client_id: 'bank-other' } });
      assert.equal(stolen.response.get('code'), null, describeAuthorization(stolen));
      (await follow(t, request)).code();
    },
  },
  {
    ...fapi,
    name: 'under FAPI a pushed request may be loaded again before it is answered, and is answered once',
    requirements: ['RFC 9126 §4', 'advanced.md V-48', 'advanced.md PAR-6'],
    async run(t) {
      const request = await pushed(t, 'bank');
      const browser = t.browser();
      await follow(t, request, { browser, purpose: { stopAt: 'sign-in' } });
      (await follow(t, request, { browser })).code();
      assert.equal((await follow(t, request, { browser })).response.get('code'), null);
    },
  },
  {
    ...fapi,
    name: 'under FAPI neither state nor nonce is needed, and long ones come back whole',
    requirements: ['advanced.md V-50'],
    async run(t) {
      const none = await follow(t, await pushed(t, 'bank', { state: undefined, nonce: undefined }));
      none.code();
      assert.equal(none.response.get('state'), null);
      const state = randomText(750).slice(0, 1000);
      const long = await push(t, 'bank', { state });
      if (long.answer.status === 201) assert.equal((await follow(t, long)).response.get('state'), state);
      else expectErrorOneOf(long.answer, 400, ['invalid_request']);
    },
  },
];

const TYPE_ERRORS = ['unsupported_response_type', 'invalid_request', 'unauthorized_client'];

const refused = (
  [
    [
      'a reference inside',
      { request_uri: 'urn:x' },
      ['invalid_request', 'request_uri_not_supported'],
      'advanced.md V-47',
    ],
    ['no redirect URI', { redirect_uri: undefined }, ['invalid_request'], 'advanced.md V-47'],
    [
      'no challenge',
      { code_challenge: undefined, code_challenge_method: undefined },
      ['invalid_request'],
      'advanced.md V-49',
    ],
    [
      'a challenge of the plain kind',
      { code_challenge_method: 'plain' },
      ['invalid_request'],
      'advanced.md V-49',
    ],
    ['an ID token through the browser', { response_type: 'code id_token' }, TYPE_ERRORS, 'advanced.md V-21'],
    ['a token through the browser', { response_type: 'id_token token' }, TYPE_ERRORS, 'advanced.md V-21'],
  ] as const satisfies readonly (readonly [string, Parameters, readonly string[], string])[]
).map(
  ([what, changes, codes, rule]): Case => ({
    ...fapi,
    name: `under FAPI a pushed request with ${what} is refused`,
    requirements: ['RFC 9126 §2.1', rule],
    async run(t) {
      expectErrorOneOf((await push(t, 'bank', changes)).answer, 400, codes);
    },
  }),
);

const now = (): number => Math.floor(Date.now() / 1000);

type Wrong = readonly [
  what: string,
  wish: (audience: { issuer: string; token: string; par: string }) => Partial<AssertionWish>,
];

const wrong: readonly Wrong[] = [
  ['for a list with this server', ({ issuer }) => ({ audience: [issuer] })],
  ['for the token endpoint', ({ token }) => ({ audience: token })],
  ['for the endpoint of pushed requests', ({ par }) => ({ audience: par })],
  ['for another server', () => ({ audience: 'https://other.example' })],
  ['without subject', () => ({ claims: { sub: undefined } })],
  ['of five minutes ago', () => ({ claims: { exp: now() - 300 } })],
  ['of more than a minute ahead', () => ({ claims: { iat: now() + 90, nbf: now() + 90, exp: now() + 120 } })],
];

const ENDPOINTS = [PAR_ENDPOINT, 'token_endpoint'] as const;

const assertions = wrong.map(
  ([what, wish]): Case => ({
    ...fapi,
    name: `under FAPI a client assertion ${what} proves nothing`,
    requirements: [
      'RFC 7523 §3',
      'advanced.md CAU-9',
      'advanced.md SW-4',
      'advanced.md V-51',
      'advanced.md V-52',
    ],
    async run(t) {
      const places = { issuer: t.issuer, token: t.endpoint('token_endpoint'), par: t.endpoint(PAR_ENDPOINT) };
      for (const endpoint of ENDPOINTS) {
        const { parameters } = t.request('bank');
        const fields = endpoint === PAR_ENDPOINT ? parameters : { grant_type: 'client_credentials' };
        const answer = await t.post(endpoint, { ...fields, ...(await proveWith(t, wish(places))) });
        assert.ok([400, 401].includes(answer.status), String(answer.status));
        expectErrorOneOf(answer, answer.status, ['invalid_client', 'invalid_request']);
      }
    },
  }),
);

const clients: readonly Case[] = [
  {
    ...fapi,
    name: 'under FAPI a client assertion that is a little ahead is taken',
    requirements: ['advanced.md V-52'],
    async run(t) {
      const ahead = { iat: now() + 8, nbf: now() + 8 };
      const { parameters } = t.request('bank');
      const proof = await proveWith(t, { claims: ahead });
      expectStatus(await t.post(PAR_ENDPOINT, { ...parameters, ...proof }), 201);
    },
  },
  {
    ...fapi,
    name: 'under FAPI a client that signs weakly, or proves nothing, pushes nothing',
    requirements: ['advanced.md SW-2', 'advanced.md SW-3', 'advanced.md SW-7', 'advanced.md V-51'],
    async run(t) {
      const { parameters } = t.request('bank');
      const weak = await presentAssertion(await newClientKey('RS256'), {
        clientId: 'bank',
        audience: t.issuer,
      });
      for (const proof of [weak, {}, { client_secret: 'a-secret-of-nobody' }]) {
        const answer = await t.post(PAR_ENDPOINT, { ...parameters, ...proof });
        assert.ok([400, 401].includes(answer.status), String(answer.status));
        expectErrorOneOf(answer, answer.status, ['invalid_client', 'invalid_request']);
      }
    },
  },
  {
    ...fapi,
    name: 'under FAPI a client that names another proves nothing',
    requirements: ['RFC 6749 §5.2', 'advanced.md V-53'],
    async run(t) {
      const { parameters } = t.request('bank', { client_id: 'bank-other' });
      const answer = await t.post(PAR_ENDPOINT, { ...parameters, ...(await proveWith(t, {})) });
      assert.ok([400, 401].includes(answer.status), String(answer.status));
      expectErrorOneOf(answer, answer.status, ['invalid_client', 'invalid_request', 'invalid_grant']);
    },
  },
];

export const fapiRequestCases: readonly Case[] = [
  metadata,
  ...requests,
  ...refused,
  ...assertions,
  ...clients,
];
