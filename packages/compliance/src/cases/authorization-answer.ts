import assert from 'node:assert/strict';
import type { Case } from '../run/case.ts';
import { wrongPasswordIsTold } from '../run/facade-differences.ts';
import { CALLBACK } from '../setup/fixtures.ts';
import { expectErrorPage, expectRedirectedError } from '../wire/authorization.ts';
import { randomText } from '../wire/parameters.ts';

// What the answer to an authorization request carries, and how the way to it behaves.

export const authorizationAnswerCases: readonly Case[] = [
  {
    name: 'an approved request is answered with a code, the state and the issuer',
    requirements: [
      'RFC 6749 §4.1.2',
      'RFC 9207 §2',
      'Core §3.1.2.5',
      'protocol.md AZ-3',
      'clients.md §10 iss',
      'clients.md §12 iss in responses',
      'advanced.md V-28',
    ],
    async run(t) {
      const authorization = await t.authorize();
      authorization.code();
      assert.equal(authorization.channel, 'query');
      assert.equal(authorization.deliveredTo, CALLBACK);
      assert.equal(authorization.response.get('state'), authorization.parameters['state']);
      assert.equal(authorization.response.get('iss'), t.issuer);
      assert.deepEqual([...authorization.response.keys()].sort(), ['code', 'iss', 'state']);
    },
  },
  {
    name: 'an answer to a request without state carries none',
    requirements: ['RFC 6749 §4.1.2', 'protocol.md AZ-3'],
    async run(t) {
      const authorization = await t.authorize({ parameters: { state: undefined } });
      authorization.code();
      assert.deepEqual([...authorization.response.keys()].sort(), ['code', 'iss']);
    },
  },
  {
    name: 'state is echoed byte for byte',
    requirements: ['RFC 6749 §4.1.2', 'RFC 6749 §10.12', 'protocol.md §5 state', 'advanced.md V-26'],
    async run(t) {
      const state = `a b+c%20&d=é"<>'${randomText(8)}/?#`;
      const authorization = await t.authorize({ parameters: { state } });
      assert.equal(authorization.response.get('state'), state);
    },
  },
  {
    name: 'state is echoed byte for byte on errors',
    requirements: ['RFC 6749 §4.1.2.1', 'protocol.md §5 state', 'advanced.md V-27'],
    async run(t) {
      const state = 'a b+c%20&d=é"<>';
      const authorization = await t.authorize({ parameters: { state, response_type: 'ticket' } });
      assert.equal(authorization.response.get('state'), state);
    },
  },
  {
    name: 'an error answer carries error, description, state and issuer only',
    requirements: [
      'RFC 6749 §4.1.2.1',
      'RFC 9207 §2',
      'security.md F-6',
      'protocol.md AZ-3',
      'clients.md §10 iss',
      'clients.md §12 iss in responses',
    ],
    async run(t) {
      const { response } = await t.authorize({ parameters: { response_type: 'ticket' } });
      assert.equal(response.get('iss'), t.issuer);
      assert.deepEqual(
        [...response.keys()].filter((name) => !['error', 'error_description', 'state', 'iss'].includes(name)),
        [],
      );
    },
  },
  {
    name: 'an error description is made of the permitted characters and echoes nothing',
    requirements: ['RFC 6749 §4.1.2.1', 'protocol.md G-5', 'advanced.md V-27'],
    async run(t) {
      const { response } = await t.authorize({ parameters: { response_type: 'e<x>\u00e9' } });
      const description = response.get('error_description') ?? '';
      assert.match(description, /^[\x20-\x21\x23-\x5B\x5D-\x7E]*$/);
      assert.ok(!description.includes('e<x>'));
    },
  },
  {
    name: 'unknown parameters are ignored, even when repeated',
    requirements: ['RFC 6749 §3.1', 'protocol.md §1 parameter without a value', 'advanced.md V-16'],
    async run(t) {
      (await t.authorize({ parameters: { utm_source: ['a', 'b'], foo: 'bar' } })).code();
    },
  },
  {
    name: 'a parameter without a value counts as absent',
    requirements: ['RFC 6749 §3.1', 'protocol.md §1 parameter without a value'],
    async run(t) {
      const authorization = await t.authorize({
        parameters: { response_mode: '', max_age: '', claims: '', prompt: '' },
      });
      authorization.code();
      assert.equal(authorization.channel, 'query');
    },
  },
  {
    name: 'an unknown scope is ignored',
    requirements: ['Core §3.1.2.1', 'protocol.md SC-2', 'protocol.md §5 scope'],
    async run(t) {
      const answer = await t.tokens({ parameters: { scope: 'openid email unheard-of' } });
      assert.deepEqual(String(answer.json['scope']).split(' ').sort(), ['email', 'openid']);
    },
  },
  {
    name: 'a known scope the client may not have is invalid_scope',
    requirements: ['RFC 6749 §3.3', 'RFC 6749 §4.1.2.1', 'protocol.md SC-2'],
    async run(t) {
      const authorization = await t.authorize({ client: 'narrow', parameters: { scope: 'openid email' } });
      expectRedirectedError(authorization, 'invalid_scope');
    },
  },
  {
    name: 'scope values are case-sensitive',
    requirements: ['RFC 6749 §3.3', 'protocol.md SC-1'],
    async run(t) {
      const answer = await t.tokens({ parameters: { scope: 'openid EMAIL' } });
      assert.equal(answer.json['scope'], 'openid');
    },
  },
  {
    name: 'the authorization endpoint takes a POST form like a GET',
    requirements: ['Core §3.1.2.1', 'RFC 6749 §3.1', 'protocol.md §5 POST'],
    async run(t) {
      const authorization = await t.authorize({ method: 'POST' });
      authorization.code();
      assert.equal(authorization.response.get('state'), authorization.parameters['state']);
    },
  },
  {
    name: 'a client that is denied hears access_denied with state and issuer',
    requirements: ['RFC 6749 §4.1.2.1', 'protocol.md IN-5', 'security.md F-6', 'advanced.md V-31'],
    async run(t) {
      const authorization = await t.authorize({
        parameters: { prompt: 'consent' },
        purpose: { decide: 'deny' },
      });
      expectRedirectedError(authorization, 'access_denied');
      assert.equal(authorization.response.get('state'), authorization.parameters['state']);
      assert.equal(authorization.response.get('iss'), t.issuer);
    },
  },
  {
    name: 'every redirect of the flow is a 303',
    requirements: ['protocol.md G-3', 'RFC 9700 §4.12', 'security.md F-5'],
    async run(t) {
      const { redirects } = await t.authorize({ method: 'POST' });
      assert.deepEqual(
        redirects.filter((status) => status !== 303),
        [],
      );
    },
  },
  {
    name: 'sign-in and consent pages are neither cached nor framed nor leak their address',
    requirements: ['RFC 9700 §4.16', 'protocol.md G-6', 'security.md F-9', 'RFC 6749 §10.13'],
    needs: ['house_rules'],
    async run(t) {
      for (const stopAt of ['sign-in', 'consent'] as const) {
        const { landing } = await t.authorize({
          parameters: { prompt: 'login consent' },
          purpose: { stopAt },
        });
        assert.equal(landing.headers.get('cache-control'), 'no-store');
        assert.equal(landing.headers.get('x-frame-options'), 'DENY');
        assert.match(landing.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
        assert.equal(landing.headers.get('referrer-policy'), 'same-origin');
      }
    },
  },
  {
    name: 'a wrong password shows the form again with status 400',
    requirements: ['protocol.md SE-5'],
    differs: { facade: wrongPasswordIsTold },
    async run(t) {
      const { landing } = await t.authorize({ user: 'bob', purpose: { password: 'not the password' } });
      assert.equal(landing.kind, 'page');
      if (landing.kind !== 'page') return;
      assert.equal(landing.status, 400);
      assert.ok(landing.forms.some((form) => form.fields.some((field) => field.type === 'password')));
    },
  },
  {
    name: 'a request with nothing but unknown scopes is invalid_scope',
    requirements: ['protocol.md SC-2', 'RFC 6749 §3.3'],
    differs: {
      reference: {
        reason: 'it goes on with the empty scope and finds nothing to grant',
        seen: /access_denied/,
      },
    },
    async run(t) {
      const parameters = { scope: 'unheard-of', nonce: undefined };
      expectRedirectedError(await t.authorize({ parameters }), 'invalid_scope');
    },
  },
  {
    name: 'a request without openid yields no ID token',
    requirements: ['Core §3.1.2.1', 'RFC 6749 §4.1.4', 'protocol.md §6 Without openid'],
    async run(t) {
      const answer = await t.tokens({ parameters: { scope: 'read', nonce: undefined } });
      assert.equal(answer.json['id_token'], undefined);
      assert.equal(answer.json['scope'], 'read');
    },
  },
  {
    name: 'a client of client_credentials only cannot start an authorization',
    requirements: ['RFC 6749 §4.1.2.1', 'security.md F-1', 'protocol.md §5 client_id'],
    async run(t) {
      const parameters = { redirect_uri: CALLBACK };
      expectErrorPage(await t.authorize({ client: 'machine', parameters }), CALLBACK);
    },
  },
];
