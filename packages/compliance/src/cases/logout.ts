import assert from 'node:assert/strict';
import { hasForm, isSignedIn, logOut, type Session, signIn, visit } from '../conversation/logout.ts';
import { publicApp, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { sendsNobodyOn, tokensOutliveSessions } from '../run/facade-differences.ts';
import { expectError, expectStatus, stringOf } from '../wire/answer.ts';
import type { Landing } from '../wire/browser.ts';
import type { Parameters } from '../wire/parameters.ts';

const needs: Case['needs'] = ['logout'];
const BYE = 'https://logout.example/bye';

function expectRefusal(landing: Landing): void {
  assert.ok(
    landing.kind === 'page' && landing.status >= 400 && landing.status < 500,
    'the logout was not refused',
  );
  assert.equal(landing.headers.get('location'), null);
}

const refusesOutright: Case['differs'] = {
  reference: { reason: 'it answers 400, as RP-Initiated Logout §4 allows', seen: /nobody was asked/ },
};

const untrusted: readonly (readonly [string, (session: Session) => Parameters, Case['differs']?])[] = [
  [
    'an unregistered URI',
    ({ hint }) => ({ id_token_hint: hint, post_logout_redirect_uri: 'https://evil.example/' }),
    refusesOutright,
  ],
  [
    'a URI that only resembles',
    ({ hint }) => ({ id_token_hint: hint, post_logout_redirect_uri: `${BYE}?x=1` }),
    refusesOutright,
  ],
  ['a URI without a hint', () => ({ post_logout_redirect_uri: BYE })],
  [
    'a client and its URI, without a hint',
    () => ({ client_id: 'logout', post_logout_redirect_uri: BYE }),
    {
      reference: {
        reason: 'it takes client_id alone as proof, once the person has said yes',
        seen: /the way back was taken/,
      },
    },
  ],
  [
    'a forged hint',
    ({ hint }) => ({
      id_token_hint: `${hint.slice(0, hint.lastIndexOf('.'))}.${'A'.repeat(342)}`,
      post_logout_redirect_uri: BYE,
    }),
    refusesOutright,
  ],
  [
    'a hint that is no JWT',
    () => ({ id_token_hint: 'nonsense', post_logout_redirect_uri: BYE }),
    refusesOutright,
  ],
  [
    "another client's id beside the hint",
    ({ hint }) => ({ id_token_hint: hint, client_id: 'other', post_logout_redirect_uri: BYE }),
    refusesOutright,
  ],
];

const withoutWayBack: readonly Case[] = untrusted.map(([what, parameters, differs]) => ({
  name: `logout with ${what} asks, ends the session and leads nowhere`,
  requirements: [
    'RP-Initiated Logout §3',
    'RP-Initiated Logout §2',
    'RP-Initiated Logout §4',
    'protocol.md LO-1',
    'protocol.md §20 URI not registered',
    'protocol.md §20 hint forged',
    'advanced.md V-42',
  ],
  needs,
  ...(differs === undefined ? {} : { differs }),
  async run(t) {
    const session = await signIn(t);
    const asked = await visit(t, session.browser, parameters(session));
    assert.ok(hasForm(asked), 'nobody was asked');
    assert.ok(await isSignedIn(t, session.browser), 'the session ended unasked');
    const landing = await logOut(t, session.browser, parameters(session));
    assert.ok(landing.kind === 'page' && landing.status === 200, 'the way back was taken');
    assert.equal(await isSignedIn(t, session.browser), false);
  },
}));

const ofStrangers: readonly Case[] = ['https://app.example/bye', 'com.example.app:/bye'].map((uri) => ({
  name: `logout with an ID token of a self-registered client, without a session, never leads to ${uri} by itself`,
  requirements: [
    'protocol.md LO-1',
    'RFC 9700 §4.11.2',
    'RP-Initiated Logout §3',
    'protocol.md §20 hint without session',
  ],
  needs: ['logout', 'registration'],
  differs: {
    reference: {
      reason: 'it redirects once the person has said yes, and takes web addresses only',
      seen: /a visitor was redirected|only contain web uris/,
    },
    facade: sendsNobodyOn,
  },
  async run(t) {
    const own = await registered(t, publicApp({ post_logout_redirect_uris: [uri] }));
    const authorization = await own.t.authorize({
      client: own.client.client_id,
      parameters: { scope: 'openid' },
    });
    const hint = stringOf(await own.t.redeem(authorization), 'id_token');
    const parameters = { id_token_hint: hint, post_logout_redirect_uri: uri, state: 's' };
    const landing = await logOut(t, t.browser(), parameters);
    assert.ok(landing.kind === 'page' && landing.status === 200, 'a visitor was redirected');
    assert.ok(landing.html.includes(`href="${uri}?state=s"`), 'there is no way on');
    const { browser } = authorization;
    const returned = await logOut(t, browser, parameters);
    assert.ok(
      returned.kind === 'departure' && returned.location === `${uri}?state=s`,
      'its own person stays behind',
    );
  },
}));

export const logoutCases: readonly Case[] = [
  ...withoutWayBack,
  ...ofStrangers,
  {
    name: 'logout returns to the registered URI with state and ends the session',
    requirements: [
      'RP-Initiated Logout §2',
      'RP-Initiated Logout §3',
      'protocol.md LO-1',
      'protocol.md LO-2',
      'protocol.md §20 hint of this session',
      'advanced.md V-41',
    ],
    needs,
    differs: { facade: sendsNobodyOn },
    async run(t) {
      const { browser, hint } = await signIn(t);
      const parameters = { id_token_hint: hint, post_logout_redirect_uri: BYE, state: 's t&a' };
      const landing = await logOut(t, browser, parameters);
      assert.ok(landing.kind === 'departure', 'no redirect to the application');
      assert.equal(landing.location.split('?')[0], BYE);
      assert.deepEqual([...landing.url.searchParams], [['state', 's t&a']]);
      assert.equal(await isSignedIn(t, browser), false);
    },
  },
  {
    name: 'logout without state returns to the registered URI as it is',
    requirements: ['RP-Initiated Logout §3', 'protocol.md LO-2'],
    needs,
    differs: { facade: sendsNobodyOn },
    async run(t) {
      const { browser, hint } = await signIn(t);
      const landing = await logOut(t, browser, { id_token_hint: hint, post_logout_redirect_uri: BYE });
      assert.ok(landing.kind === 'departure', 'no redirect to the application');
      assert.equal(landing.location, BYE);
    },
  },
  {
    name: 'logout with the hint of the current session asks nothing',
    requirements: ['protocol.md LO-1', 'protocol.md §20 hint of this session'],
    needs,
    differs: {
      reference: { reason: 'it always asks, as RP-Initiated Logout §2 allows', seen: /a page was shown/ },
      facade: sendsNobodyOn,
    },
    async run(t) {
      const { browser, hint } = await signIn(t);
      const landing = await visit(t, browser, { id_token_hint: hint, post_logout_redirect_uri: BYE });
      assert.equal(landing.kind, 'departure', 'a page was shown');
      assert.deepEqual(landing.redirects, [303]);
    },
  },
  {
    name: 'logout without hint asks first and ends the session only then',
    requirements: [
      'RP-Initiated Logout §2',
      'RP-Initiated Logout §6',
      'security.md B-8',
      'protocol.md LO-1',
      'protocol.md §20 no hint',
      'advanced.md V-43',
    ],
    needs,
    async run(t) {
      const { browser } = await signIn(t);
      assert.ok(hasForm(await visit(t, browser, {})), 'no confirmation page');
      assert.ok(await isSignedIn(t, browser), 'the session ended before the confirmation');
      await logOut(t, browser, {});
      assert.equal(await isSignedIn(t, browser), false);
    },
  },
  {
    name: 'logout without session still returns to the registered URI',
    requirements: ['RP-Initiated Logout §2', 'protocol.md LO-1', 'protocol.md §20 hint without session'],
    needs,
    differs: { facade: sendsNobodyOn },
    async run(t) {
      const { hint } = await signIn(t);
      const landing = await logOut(t, t.browser(), { id_token_hint: hint, post_logout_redirect_uri: BYE });
      assert.ok(landing.kind === 'departure' && landing.location === BYE, 'no redirect to the application');
    },
  },
  {
    name: 'a hint without the session cookie ends nothing',
    requirements: ['protocol.md LO-2', 'RP-Initiated Logout §6'],
    needs,
    async run(t) {
      const { browser, hint } = await signIn(t);
      await logOut(t, t.browser(), { id_token_hint: hint, post_logout_redirect_uri: BYE });
      assert.ok(await isSignedIn(t, browser), 'the session ended');
    },
  },
  {
    name: 'the hint of another user does not end the session without a question',
    requirements: [
      'RP-Initiated Logout §2',
      'security.md B-8',
      'protocol.md LO-1',
      'protocol.md §20 no hint',
    ],
    needs,
    async run(t) {
      const { browser } = await signIn(t);
      const { hint } = await signIn(t, 'openid', 'bob');
      await visit(t, browser, { id_token_hint: hint, post_logout_redirect_uri: BYE });
      assert.ok(await isSignedIn(t, browser), 'the session ended');
    },
  },
  {
    name: 'logout takes a POST form',
    requirements: ['RP-Initiated Logout §2'],
    needs,
    async run(t) {
      const { browser, hint } = await signIn(t);
      const landing = await browser.post(
        t.endpoint('end_session_endpoint'),
        new URLSearchParams({ id_token_hint: hint }),
      );
      assert.ok(landing.kind === 'page' && landing.status === 200);
    },
  },
  {
    name: 'a form of another site without a hint ends no session before its person said so',
    requirements: [
      'RP-Initiated Logout §2',
      'RP-Initiated Logout §6',
      'security.md B-8',
      'protocol.md §20 no hint',
    ],
    needs,
    async run(t) {
      const { browser } = await signIn(t);
      const landing = await browser.post(t.endpoint('end_session_endpoint'), new URLSearchParams());
      assert.ok(await isSignedIn(t, browser), 'the session ended unasked');
      assert.ok(landing.kind === 'page', 'nobody was asked');
    },
  },
  {
    name: 'logout ends the tokens of the session without offline_access',
    requirements: ['protocol.md LO-5', 'Back-Channel Logout §2.7'],
    needs: ['logout', 'refresh'],
    differs: { facade: tokensOutliveSessions },
    async run(t) {
      const { browser, hint, refreshToken } = await signIn(t);
      await logOut(t, browser, { id_token_hint: hint, post_logout_redirect_uri: BYE });
      expectError(await t.refresh('logout', refreshToken), 400, 'invalid_grant');
    },
  },
  {
    name: 'logout spares tokens with offline_access',
    requirements: ['protocol.md LO-5', 'Core §11', 'protocol.md SC-5'],
    needs: ['logout', 'refresh'],
    async run(t) {
      const { browser, hint, refreshToken } = await signIn(t, 'openid offline_access');
      await logOut(t, browser, { id_token_hint: hint, post_logout_redirect_uri: BYE });
      expectStatus(await t.refresh('logout', refreshToken), 200);
    },
  },
  {
    name: 'a repeated logout parameter is refused',
    requirements: ['RFC 6749 §3.1', 'protocol.md §1 known parameter repeated'],
    needs,
    async run(t) {
      const { browser, hint } = await signIn(t);
      const parameters = { id_token_hint: hint, post_logout_redirect_uri: [BYE, BYE] };
      expectRefusal(await visit(t, browser, parameters));
    },
  },
];
