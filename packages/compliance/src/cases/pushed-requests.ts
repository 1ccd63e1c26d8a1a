import assert from 'node:assert/strict';
import { follow, PAR_ENDPOINT, push, pushed, requestUriOf } from '../conversation/pushed.ts';
import type { Case } from '../run/case.ts';
import {
  expectError,
  expectErrorOneOf,
  expectHeader,
  expectStatus,
  integerOf,
  send,
} from '../wire/answer.ts';
import { expectErrorPage, expectRedirectedError, expectStoppedAt } from '../wire/authorization.ts';
import type { Parameters } from '../wire/parameters.ts';
import { walk } from '../wire/walk.ts';

// RFC 9126 and advanced.md §3: requests that a client sends before the browser comes.

const needs: Case['needs'] = ['par'];
const URN = /^urn:ietf:params:oauth:request_uri:\S{22,}$/;
const LONG_URN = /^urn:ietf:params:oauth:request_uri:[\w-]{43,}$/; // 256 bits

const answers: readonly Case[] = [
  {
    name: 'a pushed request is answered with a reference and its life, which nobody caches',
    requirements: ['RFC 9126 §2.2', 'advanced.md PAR-3', 'protocol.md G-6'],
    needs,
    async run(t) {
      const request = await pushed(t);
      assert.match(requestUriOf(request), t.target.features.has('house_rules') ? LONG_URN : URN);
      assert.ok(integerOf(request.answer, 'expires_in') > 0);
      assert.ok(integerOf(request.answer, 'expires_in') < 600);
      expectHeader(request.answer, 'cache-control', /no-store/);
      assert.notEqual(requestUriOf(await pushed(t)), requestUriOf(request));
    },
  },
  {
    name: 'metadata names the endpoint of pushed requests',
    requirements: ['RFC 9126 §5', 'advanced.md PAR-7'],
    needs,
    async run(t) {
      assert.ok(t.endpoint(PAR_ENDPOINT).startsWith(t.issuer));
      assert.notEqual(t.metadata['require_pushed_authorization_requests'], true);
    },
  },
  {
    name: 'the endpoint of pushed requests takes posts only',
    requirements: ['RFC 9126 §2.1', 'advanced.md PAR-1'],
    needs: ['par', 'house_rules'],
    async run(t) {
      for (const method of ['GET', 'PUT', 'DELETE'])
        expectStatus(await send(t.endpoint(PAR_ENDPOINT), { method }), 405);
    },
  },
  {
    name: 'a client that only names itself pushes as it would ask',
    requirements: ['RFC 9126 §2.1', 'advanced.md PAR-1'],
    needs,
    async run(t) {
      const request = await pushed(t, 'spa');
      const authorization = await follow(t, request);
      expectStatus(await t.redeem(authorization), 200);
    },
  },
];

const refusals: readonly Case[] = (
  [
    ['a reference inside', { request_uri: 'urn:ietf:params:oauth:request_uri:x' }, ['invalid_request']],
    [
      'a redirect URI that is not registered',
      { redirect_uri: 'https://evil.example/cb' },
      ['invalid_request'],
    ],
    ['no redirect URI', { redirect_uri: undefined }, ['invalid_request']],
    ['no response type', { response_type: undefined }, ['invalid_request']],
    ['a response type that is not served', { response_type: 'token' }, ['unsupported_response_type']],
    ['a malformed scope', { scope: 'openid "quoted"' }, ['invalid_scope']],
    ['an unknown prompt', { prompt: 'maybe' }, ['invalid_request']],
    ['a challenge of the plain kind', { code_challenge_method: 'plain' }, ['invalid_request']],
  ] as const satisfies readonly (readonly [string, Parameters, readonly string[]])[]
).map(
  ([what, changes, codes]): Case => ({
    name: `a pushed request with ${what} is refused at once`,
    requirements: ['RFC 9126 §2.1', 'RFC 9126 §2.3', 'advanced.md PAR-2', 'advanced.md PAR-4'],
    needs,
    async run(t) {
      const { answer } = await push(t, 'web', changes);
      expectErrorOneOf(answer, 400, [...codes]);
    },
    ...('request_uri' in changes
      ? {
          differs: {
            reference: {
              reason: 'it says that no request_uri is served at all',
              seen: /request_uri_not_supported/,
            },
          },
        }
      : {}),
  }),
);

const authentication: readonly Case[] = [
  {
    name: 'a confidential client has to prove itself before its request is taken',
    requirements: ['RFC 9126 §2', 'RFC 9126 §2.3', 'advanced.md PAR-1', 'advanced.md PAR-4'],
    needs,
    async run(t) {
      const { parameters } = t.request('web-post');
      const wrong = { ...parameters, client_secret: 'wrong' };
      expectError(await t.post(PAR_ENDPOINT, wrong), 401, 'invalid_client');
      expectErrorOneOf(await t.post(PAR_ENDPOINT, parameters), 401, ['invalid_client']);
    },
  },
  {
    name: 'a pushed request says itself which client it is of, if it says so',
    requirements: ['RFC 9126 §2.1', 'protocol.md CA-2'],
    needs: ['par', 'house_rules'],
    async run(t) {
      const { parameters } = t.request('web', { client_id: 'other' });
      expectErrorOneOf(await t.as('web', PAR_ENDPOINT, parameters), 401, ['invalid_client']);
    },
  },
];

const ways: readonly Case[] = [
  {
    name: 'a person is asked what was pushed, and the client gets its code and its state',
    requirements: ['RFC 9126 §4', 'advanced.md PAR-5'],
    needs,
    async run(t) {
      const request = await pushed(t);
      const authorization = await follow(t, request);
      assert.equal(authorization.response.get('state'), request.parameters['state']);
      expectStatus(await t.redeem(authorization), 200);
    },
  },
  {
    name: 'what stands beside a reference is not read',
    requirements: ['RFC 9126 §4', 'RFC 9101 §6.3', 'advanced.md PAR-5'],
    needs,
    async run(t) {
      const request = await pushed(t);
      const beside = {
        state: 'of the query',
        scope: 'openid profile',
        redirect_uri: 'https://evil.example/cb',
      };
      const authorization = await follow(t, request, { parameters: beside });
      assert.equal(authorization.response.get('state'), request.parameters['state']);
      const answer = await t.redeem(authorization);
      expectStatus(answer, 200);
      assert.notEqual(answer.json['scope'], beside.scope);
    },
  },
  {
    name: 'a pushed request may be posted by the browser as well',
    requirements: ['RFC 9126 §4', 'Core §3.1.2.1'],
    needs,
    async run(t) {
      const authorization = await follow(t, await pushed(t), { method: 'POST' });
      expectStatus(await t.redeem(authorization), 200);
    },
  },
  {
    name: 'a reference is its own client’s alone',
    requirements: ['RFC 9126 §4', 'RFC 9126 §7.1', 'advanced.md PAR-5', 'security.md X-1'],
    needs,
    async run(t) {
      const request = await pushed(t);
      expectErrorPage(await follow(t, request, { parameters: { client_id: 'other' } }));
      expectErrorPage(await follow(t, request, { parameters: { client_id: undefined } }));
      expectStatus(await t.redeem(await follow(t, request)), 200);
    },
  },
  {
    name: 'a reference that nobody gave out leads nowhere',
    requirements: ['RFC 9126 §4', 'RFC 9126 §7.1', 'advanced.md PAR-6'],
    needs,
    async run(t) {
      const request = await pushed(t);
      const made = `urn:ietf:params:oauth:request_uri:${'A'.repeat(43)}`;
      expectErrorPage(await follow(t, request, { parameters: { request_uri: made } }));
    },
  },
  {
    name: 'a pushed request is looked at as often as it takes, and answered once',
    requirements: ['RFC 9126 §4', 'RFC 9126 §7.3', 'advanced.md PAR-6'],
    needs,
    async run(t) {
      const request = await pushed(t);
      const browser = t.browser();
      for (const _ of [1, 2]) {
        const seen = await follow(t, request, { browser, purpose: { stopAt: 'sign-in' } });
        expectStoppedAt(seen, 'sign-in');
      }
      const authorization = await follow(t, request, { browser });
      authorization.code();
      expectErrorPage(await follow(t, request, { browser }));
      expectErrorPage(await follow(t, request, {}));
      expectStatus(await t.redeem(authorization), 200);
    },
  },
  {
    name: 'a pushed request that was denied is answered, too',
    requirements: ['RFC 9126 §7.3', 'advanced.md PAR-6'],
    needs,
    differs: {
      reference: {
        reason: 'it lets a reference that was answered with an error be followed again',
        seen: /expected an error page, got query answer without error/,
      },
    },
    async run(t) {
      const request = await pushed(t, 'never-approved');
      expectRedirectedError(await follow(t, request, { purpose: { decide: 'deny' } }), 'access_denied');
      expectErrorPage(await follow(t, request));
    },
  },
  {
    name: 'an error that needs nobody ends a pushed request as well',
    requirements: ['RFC 9126 §7.3', 'advanced.md PAR-6'],
    needs,
    differs: {
      reference: {
        reason: 'it lets a reference that was answered with an error be followed again',
        seen: /expected an error page, got query answer login_required/,
      },
    },
    async run(t) {
      const request = await pushed(t, 'web', { prompt: 'none' });
      expectRedirectedError(await follow(t, request), 'login_required');
      expectErrorPage(await follow(t, request));
    },
  },
  {
    name: 'a reference counts for its time, and whoever came in time may take theirs',
    requirements: ['RFC 9126 §2.2', 'RFC 9126 §4', 'advanced.md PAR-6'],
    needs: ['par', 'house_rules'],
    variant: 'strict',
    async run(t) {
      const early = await pushed(t);
      const late = await pushed(t);
      const browser = t.browser();
      const waiting = await follow(t, early, { browser, purpose: { stopAt: 'sign-in' } });
      expectStoppedAt(waiting, 'sign-in');
      const seconds = integerOf(late.answer, 'expires_in');
      assert.ok(seconds <= 2, 'the target is not set up for this');
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000 + 1100));
      expectErrorPage(await follow(t, late));
      const { username, password } = t.user();
      const { landing } = await walk(browser, waiting.landing, { username, password });
      assert.ok(landing.kind === 'departure' && landing.url.searchParams.has('code'), 'they came too late');
    },
  },
];

const demands: readonly Case[] = [
  {
    name: 'a client that pushes all its requests starts devices, and gets tokens for itself, as ever',
    requirements: ['RFC 9126 §6', 'advanced.md PAR-7'],
    needs: ['par', 'device', 'client_credentials', 'house_rules'],
    async run(t) {
      expectStatus(await t.as('pushing', 'device_authorization_endpoint', { scope: 'openid' }), 200);
      expectStatus(await t.token('pushing', { grant_type: 'client_credentials', scope: 'read' }), 200);
    },
  },
  {
    name: 'a client that pushes all its requests is served no other',
    requirements: [
      'RFC 9126 §6',
      'advanced.md PAR-7',
      'clients.md §2 require_pushed_authorization_requests',
      'security.md X-1',
    ],
    needs,
    async run(t) {
      expectRedirectedError(await t.authorize({ client: 'pushing' }), 'invalid_request');
      const authorization = await follow(t, await pushed(t, 'pushing'));
      expectStatus(await t.redeem(authorization), 200);
    },
  },
];

export const pushedRequestCases: readonly Case[] = [
  ...answers,
  ...refusals,
  ...authentication,
  ...ways,
  ...demands,
];
