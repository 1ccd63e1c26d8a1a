import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import { manage, publicApp, register, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { alwaysAsks, listedMayAsk, strangersAreNotTold } from '../run/facade-differences.ts';
import { expectError, expectStatus, send, stringOf } from '../wire/answer.ts';
import { expectRedirectedError } from '../wire/authorization.ts';
import { basic } from '../wire/client-auth.ts';

// clients.md §1, §7, §8, §15: what a client may do that nobody vouches for, and how it proves itself.

const needs: Case['needs'] = ['registration'];
const house: Case['needs'] = ['registration', 'house_rules'];

const consent: readonly Case[] = [
  {
    name: 'the first sign-in of a self-registered client asks the person, whatever it registered',
    requirements: ['clients.md §1 self-registered', 'protocol.md IN-4', 'RFC 7591 §5'],
    needs,
    async run(t) {
      const metadata = publicApp({ skip_consent: true, trusted: true, first_party: true });
      const { t: known, client } = await registered(t, metadata);
      const authorization = await known.authorize({ client: client.client_id });
      authorization.code();
      assert.ok(authorization.steps.includes('consent'), 'nobody was asked');
    },
  },
  {
    name: 'the approval of an application at an https address is remembered for this person and scope',
    requirements: ['clients.md §10 Memory', 'protocol.md IN-3', 'advanced.md SW-16'],
    differs: { facade: alwaysAsks },
    needs,
    async run(t) {
      const { t: known, client } = await registered(t, publicApp());
      const wish = { client: client.client_id, browser: t.browser() };
      (await known.authorize(wish)).code();
      const again = await known.authorize(wish);
      again.code();
      assert.deepEqual(again.steps, []);
      const more = await known.authorize({ ...wish, parameters: { scope: 'openid email' } });
      assert.ok(more.steps.includes('consent'), 'more was granted unasked');
    },
  },
  {
    name: 'a program on this computer is asked about every time',
    requirements: ['RFC 8252 §8.6', 'clients.md §10 Memory'],
    needs: ['registration', 'native', 'house_rules'],
    async run(t) {
      for (const redirect of ['http://127.0.0.1:8123/cb', 'com.example.app:/cb']) {
        const { t: known, client } = await registered(t, publicApp({ redirect_uris: [redirect] }));
        const wish = { client: client.client_id, browser: t.browser() };
        (await known.authorize(wish)).code();
        const again = await known.authorize(wish);
        again.code();
        assert.ok(again.steps.includes('consent'), `nobody was asked about ${redirect}`);
      }
    },
  },
  {
    name: 'the page before approval shows where the answer goes and escapes what the client wrote',
    requirements: ['RFC 7591 §5', 'clients.md §15 HTML', 'clients.md §10 Consent page'],
    needs: house,
    async run(t) {
      const client_name = '<img src=x onerror=alert(1)>"\'&';
      const { t: known, client } = await registered(t, publicApp({ client_name }));
      const wish = { client: client.client_id, purpose: { stopAt: 'consent' } } as const;
      const { landing } = await known.authorize(wish);
      assert.ok(landing.kind === 'page' && landing.status === 200);
      assert.ok(!landing.html.includes('<img src=x'), 'the name is markup');
      assert.ok(landing.html.includes('&lt;img src=x'), 'the name is not shown');
      assert.ok(landing.html.includes('app.example'), 'the redirect host is not shown');
    },
  },
  {
    name: 'a self-registered client without PKCE, or with plain, is refused',
    requirements: ['clients.md §15 PKCE', 'RFC 7636 §4.4.1', 'clients.md §1 Public'],
    differs: { facade: strangersAreNotTold },
    needs,
    async run(t) {
      const { t: known, client } = await registered(t, publicApp());
      const wish = { client: client.client_id, browser: t.browser() };
      (await known.authorize(wish)).code();
      for (const parameters of [
        { code_challenge: undefined, code_challenge_method: undefined },
        { code_challenge_method: 'plain' },
      ])
        expectRedirectedError(await known.authorize({ ...wish, parameters }), 'invalid_request');
    },
  },
  {
    name: 'a self-registered client may leave state out',
    requirements: ['clients.md §15 Accepted', 'RFC 6749 §4.1.1'],
    needs,
    async run(t) {
      const { t: known, client } = await registered(t, publicApp());
      const authorization = await known.authorize({
        client: client.client_id,
        parameters: { state: undefined },
      });
      authorization.code();
      assert.equal(authorization.response.get('state'), null);
    },
  },
];

type Method = 'client_secret_basic' | 'client_secret_post';
const METHODS: readonly Method[] = ['client_secret_basic', 'client_secret_post'];

async function confidential(t: Conversation, token_endpoint_auth_method: Method) {
  const { t: known, client } = await registered(t, publicApp({ token_endpoint_auth_method }));
  const authorization = await known.authorize({ client: client.client_id });
  const { client_id, client_secret = '' } = client;
  return { t: known, client_id, client_secret, redemption: known.redemption(authorization) };
}

const proofs: readonly Case[] = [
  ...METHODS.map(
    (method): Case => ({
      name: `a client that registered ${method} may send its secret the other way`,
      requirements: ['clients.md §7 Basic and post', 'RFC 6749 §2.3.1'],
      needs,
      async run(t) {
        const { t: known, client_id, client_secret, redemption } = await confidential(t, method);
        const answer =
          method === 'client_secret_basic'
            ? await known.post('token_endpoint', { ...redemption, client_id, client_secret })
            : await known.post('token_endpoint', redemption, {
                authorization: basic(client_id, client_secret),
              });
        expectStatus(answer, 200);
      },
    }),
  ),
  {
    name: 'a confidential client that leaves its secret out is 401, and its code stays good',
    requirements: ['clients.md §7 Missing and needless secrets', 'clients.md §15 Secrets', 'RFC 6749 §3.2.1'],
    needs,
    async run(t) {
      const { t: known, client_id, redemption } = await confidential(t, 'client_secret_basic');
      expectError(await known.post('token_endpoint', { ...redemption, client_id }), 401, 'invalid_client');
      expectStatus(await known.token(client_id, redemption), 200);
    },
  },
  {
    name: 'a secret in header and body is invalid_request',
    requirements: ['clients.md §7 Basic and post', 'clients.md §15 Secrets', 'RFC 6749 §2.3'],
    needs,
    async run(t) {
      const { t: known, client_id, client_secret, redemption } = await confidential(t, 'client_secret_basic');
      const authorization = basic(client_id, client_secret);
      const both = { ...redemption, client_id, client_secret };
      expectError(await known.post('token_endpoint', both, { authorization }), 400, 'invalid_request');
    },
  },
  {
    name: 'a public client that sends a secret is 401, and an empty one counts as none',
    requirements: ['clients.md §7 Missing and needless secrets', 'clients.md §15 Accepted', 'RFC 6749 §2.3'],
    needs,
    async run(t) {
      const { t: known, client } = await registered(t, publicApp());
      const authorization = await known.authorize({ client: client.client_id });
      const wrong = await known.redeem(authorization, { client_secret: 'x' });
      expectError(wrong, 401, 'invalid_client');
      expectStatus(await known.redeem(authorization, { client_secret: '' }), 200);
    },
  },
  {
    name: 'a code of one self-registered client is invalid_grant for another and stays good for its own',
    requirements: ['clients.md §7 Bound to their client', 'clients.md §15 Foreign grants', 'RFC 6749 §5.2'],
    needs,
    async run(t) {
      const own = await registered(t, publicApp());
      const other = await registered(t, publicApp());
      const authorization = await own.t.authorize({ client: own.client.client_id });
      const redemption = own.t.redemption(authorization);
      expectError(await other.t.token(other.client.client_id, redemption), 400, 'invalid_grant');
      expectStatus(await own.t.token(own.client.client_id, redemption), 200);
    },
  },
  ...(
    [
      ['token_endpoint', { grant_type: 'refresh_token', refresh_token: 'grt_x' }],
      ['revocation_endpoint', { token: 'x' }],
      ['introspection_endpoint', { token: 'x' }],
      ['device_authorization_endpoint', { scope: 'openid' }],
    ] as const
  ).map(
    ([endpoint, parameters]): Case => ({
      name: `a client that nobody registered is 401 invalid_client at the ${endpoint.replaceAll('_', ' ')}`,
      requirements: ['clients.md §7 invalid_client', 'RFC 6749 §5.2', 'RFC 9110 §15.5.2'],
      needs: [...needs, ...(endpoint === 'device_authorization_endpoint' ? (['device'] as const) : [])],
      differs: { reference: { reason: 'it challenges those who sent a header only', seen: /\^Basic/ } },
      async run(t) {
        const client_id = '3f0c0f5e-2e3c-4a54-9d0e-6c1f2f1f7a10';
        const answer = await t.post(endpoint, { ...parameters, client_id });
        expectError(answer, 401, 'invalid_client');
        assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic\b/);
      },
    }),
  ),
  {
    name: 'a self-registered client sees and ends no token of another',
    requirements: ['clients.md §15 Foreign questions', 'RFC 7009 §2.1', 'RFC 7662 §4'],
    needs: ['registration', 'introspection', 'revocation', 'userinfo', 'house_rules'],
    differs: { facade: listedMayAsk },
    async run(t) {
      const token = stringOf(await t.tokens(), 'access_token');
      const { t: known, client_id } = await confidential(t, 'client_secret_basic');
      assert.equal(await known.isActive(client_id, token), false);
      await known.as(client_id, 'revocation_endpoint', { token });
      expectStatus(await t.userinfo(token), 200);
    },
  },
];

const origins: readonly Case[] = [
  {
    name: 'a browser application of another origin may manage its registration',
    requirements: ['clients.md §8 CORS'],
    needs: ['registration', 'registration_management', 'cors', 'house_rules'],
    async run(t) {
      const { answer } = await registered(t, publicApp());
      const origin = 'https://spa.example';
      const preflight = await send(stringOf(answer, 'registration_client_uri'), {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'authorization,content-type',
        },
      });
      expectStatus(preflight, 204);
      const allowed = preflight.headers.get('access-control-allow-methods') ?? '';
      for (const method of ['GET', 'PUT', 'DELETE'])
        assert.ok(allowed.includes(method), `${method} is missing`);
      assert.equal(preflight.headers.get('access-control-allow-credentials'), null);
      assert.equal(preflight.headers.get('access-control-max-age'), '7200');
    },
  },
  {
    name: 'the registration endpoint answers GET with 405 and Allow',
    requirements: ['clients.md §8 Preflight', 'RFC 9110 §15.5.6'],
    needs: house,
    async run(t) {
      const answer = await send(t.endpoint('registration_endpoint'));
      expectStatus(answer, 405);
      assert.match(answer.headers.get('allow') ?? '', /\bPOST\b/);
    },
  },
  {
    name: 'registration answers at each of its paths alike',
    requirements: ['clients.md §2 Request', 'clients.md §8 Fallback paths', 'protocol.md G-1'],
    needs: ['registration', 'registration_management', 'aliases'],
    async run(t) {
      for (const path of ['/register', '/api/register', '/oauth/register']) {
        const answer = await register(t.assuming({ registration_endpoint: t.issuer + path }), publicApp());
        expectStatus(answer, 201);
        const id = stringOf(answer, 'client_id');
        const canonical = `${t.endpoint('registration_endpoint')}/${id}`;
        assert.equal(stringOf(answer, 'registration_client_uri'), canonical);
        const token = stringOf(answer, 'registration_access_token');
        const headers = { authorization: `Bearer ${token}` };
        expectStatus(await send(`${t.issuer + path}/${id}`, { headers }), 200);
        expectStatus(await manage(answer, { method: 'DELETE' }), 204);
      }
    },
  },
];

export const selfRegisteredClientCases: readonly Case[] = [...consent, ...proofs, ...origins];
