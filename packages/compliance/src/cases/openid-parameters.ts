import assert from 'node:assert/strict';
import type { Case } from '../run/case.ts';
import { stringOf } from '../wire/answer.ts';
import { expectRedirectedError, expectStoppedAt } from '../wire/authorization.ts';
import type { Parameters } from '../wire/parameters.ts';

// prompt, max_age, hints and the other request parameters of Core §3.1.2.1.

const malformed: readonly (readonly [string, Parameters, readonly string[]])[] = [
  [
    'prompt=none with another value',
    { prompt: 'none login' },
    ['Core §3.1.2.1', 'protocol.md §6 prompt=none'],
  ],
  ['an unknown prompt', { prompt: 'dance' }, ['protocol.md §6 prompt=select_account']],
  ['a max_age that is no number', { max_age: 'soon' }, ['Core §3.1.2.1', 'protocol.md §6 max_age']],
  ['a negative max_age', { max_age: '-1' }, ['Core §3.1.2.1', 'protocol.md §6 max_age']],
  ['a fractional max_age', { max_age: '1.5' }, ['Core §3.1.2.1', 'protocol.md §6 max_age']],
  ['claims that are no JSON', { claims: '{' }, ['Core §5.5', 'protocol.md §6 claims']],
  ['claims that are no object', { claims: '[]' }, ['Core §5.5', 'protocol.md §6 claims']],
  [
    'an id_token_hint that is no JWT',
    { id_token_hint: 'nonsense' },
    ['Core §3.1.2.1', 'protocol.md §6 id_token_hint'],
  ],
];

const refusals: readonly Case[] = malformed.map(([what, parameters, requirements]) => ({
  name: `${what} is invalid_request`,
  requirements: ['Core §3.1.2.6', ...requirements],
  async run(t) {
    expectRedirectedError(await t.authorize({ parameters }), 'invalid_request');
  },
}));

/** What JSON can spell and databases cannot keep. */
const unstorable: Case = {
  name: 'claims with a null character or half of a pair are invalid_request',
  requirements: ['security.md I-2', 'protocol.md §6 claims'],
  needs: ['house_rules'],
  async run(t) {
    for (const name of ['a\\u0000b', '\\ud800']) {
      const claims = `{"userinfo":{"${name}":null}}`;
      expectRedirectedError(await t.authorize({ parameters: { claims } }), 'invalid_request');
    }
  },
};

const accepted: readonly (readonly [string, Parameters, string])[] = [
  ['display=popup', { display: 'popup' }, 'protocol.md §6 login_hint'],
  ['display=touch', { display: 'touch' }, 'protocol.md §6 login_hint'],
  ['ui_locales', { ui_locales: 'fr-CA fr en' }, 'protocol.md §6 ui_locales'],
  ['claims_locales', { claims_locales: 'de en' }, 'protocol.md §6 ui_locales'],
  ['an unsupported ui_locales', { ui_locales: 'tlh' }, 'protocol.md §6 ui_locales'],
  ['a voluntary acr that cannot be reached', { acr_values: 'urn:example:gold' }, 'protocol.md §6 acr_values'],
  ['an unknown claim', { claims: '{"userinfo":{"shoe_size":null}}' }, 'protocol.md §6 claims'],
];

const tolerated: readonly Case[] = accepted.map(([what, parameters, requirement]) => ({
  name: `${what} never fails a request`,
  requirements: ['Core §3.1.2.1', 'Core §15.1', 'Core §5.5.1', requirement],
  async run(t) {
    (await t.authorize({ parameters })).code();
  },
}));

const hints: readonly Case[] = [
  {
    name: 'login_hint prefills the user name',
    requirements: ['Core §3.1.2.1', 'protocol.md §6 login_hint'],
    async run(t) {
      const authorization = await t.authorize({
        parameters: { login_hint: 'bob' },
        purpose: { stopAt: 'sign-in' },
      });
      expectStoppedAt(authorization, 'sign-in');
      assert.ok(authorization.landing.kind === 'page');
      const fields = authorization.landing.forms.flatMap((form) => form.fields);
      assert.ok(
        fields.some((field) => ['username', 'loginId'].includes(field.name) && field.value === 'bob'),
      );
    },
  },
  {
    name: 'a login_hint is escaped on the page',
    requirements: ['Core §3.1.2.1'],
    async run(t) {
      const login_hint = '"><script>alert(1)</script>';
      const { landing } = await t.authorize({ parameters: { login_hint }, purpose: { stopAt: 'sign-in' } });
      assert.ok(landing.kind === 'page' && !landing.html.includes('<script>alert(1)'));
    },
  },
  {
    name: 'id_token_hint of the current user is answered without a page',
    requirements: ['Core §3.1.2.1', 'Core §3.1.2.2'],
    async run(t) {
      const first = await t.authorize();
      const id_token_hint = stringOf(await t.redeem(first), 'id_token');
      const { browser } = first;
      (await t.authorize({ browser, parameters: { prompt: 'none', id_token_hint } })).code();
    },
  },
  {
    name: 'id_token_hint of another user is login_required with prompt=none',
    requirements: ['Core §3.1.2.1', 'Core §3.1.2.2'],
    async run(t) {
      const id_token_hint = stringOf(await t.tokens({ user: 'bob' }), 'id_token');
      const { browser } = await t.authorize();
      const parameters = { prompt: 'none', id_token_hint };
      expectRedirectedError(await t.authorize({ browser, parameters }), 'login_required');
    },
  },
  {
    name: 'id_token_hint of another user asks for sign-in',
    requirements: ['Core §3.1.2.2', 'protocol.md §6 id_token_hint'],
    async run(t) {
      const id_token_hint = stringOf(await t.tokens({ user: 'bob' }), 'id_token');
      const { browser } = await t.authorize();
      const wish = { browser, parameters: { id_token_hint }, purpose: { stopAt: 'sign-in' } } as const;
      expectStoppedAt(await t.authorize(wish), 'sign-in');
    },
  },
  {
    name: 'id_token_hint with a broken signature is invalid_request',
    requirements: ['Core §3.1.2.1', 'protocol.md §6 id_token_hint', 'security.md T-7'],
    async run(t) {
      const [header, payload] = stringOf(await t.tokens(), 'id_token').split('.');
      const id_token_hint = `${header}.${payload}.${'A'.repeat(342)}`;
      expectRedirectedError(await t.authorize({ parameters: { id_token_hint } }), 'invalid_request');
    },
  },
  {
    name: 'an unsigned id_token_hint is invalid_request',
    requirements: ['security.md T-7', 'RFC 8725 §3.1'],
    async run(t) {
      const [, payload] = stringOf(await t.tokens(), 'id_token').split('.');
      const header = Buffer.from('{"alg":"none"}').toString('base64url');
      expectRedirectedError(
        await t.authorize({ parameters: { id_token_hint: `${header}.${payload}.` } }),
        'invalid_request',
      );
    },
  },
  {
    name: 'id_token_hint made for another client is invalid_request',
    requirements: ['Core §3.1.2.1', 'protocol.md §6 id_token_hint'],
    async run(t) {
      const id_token_hint = stringOf(await t.tokens({ client: 'other' }), 'id_token');
      expectRedirectedError(await t.authorize({ parameters: { id_token_hint } }), 'invalid_request');
    },
  },
  {
    name: 'an access token is no id_token_hint',
    requirements: ['RFC 8725 §3.11', 'protocol.md TO-5', 'security.md T-7'],
    async run(t) {
      const id_token_hint = stringOf(await t.tokens(), 'access_token');
      expectRedirectedError(await t.authorize({ parameters: { id_token_hint } }), 'invalid_request');
    },
  },
];

export const openidParameterCases: readonly Case[] = [...refusals, unstorable, ...tolerated, ...hints];
