/** The application signs people in by a client of its own (distribution.md L-4). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { s256 } from '@grantor/protocol';
import { type GrantorEvent, type SignInChecks, SignInFailed } from '../../src/index.ts';
import { alice } from '../e2e/declarations.ts';
import { plainBrowser } from '../e2e/plain-browser.ts';
import { answerOf, type Embedded, redirectUri, type Served, serveEmbedded } from './embedded.ts';

const events: GrantorEvent[] = [];
let embedded: Embedded;
let served: Served;
let origin: string;

before(async () => {
  served = await serveEmbedded({ ports: { onEvent: (event) => void events.push(event) } });
  ({ origin, embedded } = served);
});
after(() => served.stop());

const wanted = {
  client: 'photo-album',
  redirectUri,
  scopes: ['openid', 'profile', 'offline_access', 'read'],
};

/** A request, and the address that alice's browser came back to with the answer. */
async function signIn(change: object = {}): Promise<{ callback: string; checks: SignInChecks }> {
  const { url, checks } = embedded.grantor.authorizationUrl({ ...wanted, ...change });
  return { callback: await answerOf(url, { browser: plainBrowser({ origin }), person: alice }), checks };
}

const failsFor =
  (fault: string, error: string | null = null) =>
  (failure: unknown) =>
    failure instanceof SignInFailed && failure.fault === fault && failure.error === error;

describe('a sign-in at the application', () => {
  it('is asked for with PKCE, state and nonce of its own — distribution.md L-4, RFC 9700 §2.1.1', () => {
    const { authorizationUrl } = embedded.grantor;
    const { url, checks } = authorizationUrl({
      ...wanted,
      resource: ['https://a.example', 'https://b.example'],
      prompt: 'login',
      maxAge: 60,
      loginHint: 'alice',
      acrValues: ['1', '2'],
      uiLocales: ['de', 'en'],
    });
    const asked = new URL(url);
    assert.equal(asked.origin + asked.pathname, `${embedded.grantor.issuer}/oauth/authorize`);
    const { state, nonce, codeVerifier } = checks;
    assert.deepEqual(
      [...asked.searchParams],
      [
        ['response_type', 'code'],
        ['client_id', 'photo-album'],
        ['redirect_uri', redirectUri],
        ['scope', 'openid profile offline_access read'],
        ['state', state],
        ['nonce', nonce],
        ['code_challenge', s256(codeVerifier)],
        ['code_challenge_method', 'S256'],
        ['prompt', 'login'],
        ['max_age', '60'],
        ['login_hint', 'alice'],
        ['acr_values', '1 2'],
        ['ui_locales', 'de en'],
        ['resource', 'https://a.example'],
        ['resource', 'https://b.example'],
      ],
    );
    const other = authorizationUrl(wanted).checks;
    for (const [name, value] of Object.entries({ state, nonce, codeVerifier })) {
      assert.ok(value.length >= 43, name);
      assert.notEqual(value, other[name as keyof SignInChecks]);
    }
    assert.equal(new Set([state, nonce, codeVerifier]).size, 3);
    assert.deepEqual(JSON.parse(JSON.stringify(checks)), checks);
  });

  it('ends with tokens and who it is, without a secret of the client — distribution.md L-4', async () => {
    const { grantor } = embedded;
    const { callback, checks } = await signIn();
    events.length = 0;
    const { accessToken, refreshToken, claims, scopes } = await grantor.exchangeCode(callback, checks);
    assert.equal(claims?.sub, alice.sub);
    assert.equal(claims?.['aud'], 'photo-album');
    assert.deepEqual([...scopes].sort(), [...wanted.scopes].sort());
    assert.equal((await grantor.tokens.verify(accessToken, { audience: grantor.issuer })).subject, alice.sub);
    assert.equal(await grantor.tokens.revoke(refreshToken ?? ''), true);
    const [exchanged] = events;
    assert.equal(exchanged?.type, 'AUTHORIZATION_CODE_EXCHANGED');
    assert.deepEqual([exchanged?.actor.userId, exchanged?.actor.clientId], [alice.sub, 'photo-album']);
  });

  it('needs no more than path and query of the address, and no openid', async () => {
    const { callback, checks } = await signIn({ scopes: ['read'] });
    const { pathname, search } = new URL(callback);
    const tokens = await embedded.grantor.exchangeCode(pathname + search, checks);
    assert.deepEqual([tokens.scopes, tokens.idToken, tokens.claims], [['read'], null, null]);
  });

  it('counts in the browser that began it, and nowhere else — RFC 6749 §10.12', async () => {
    const { exchangeCode, authorizationUrl } = embedded.grantor;
    const { callback, checks } = await signIn();
    const other = authorizationUrl(wanted).checks;
    await assert.rejects(exchangeCode(callback, other), failsFor('state'));
    await assert.rejects(exchangeCode(callback, undefined), failsFor('state'));
    const without = new URL(callback);
    without.searchParams.delete('state');
    await assert.rejects(exchangeCode(without, checks), failsFor('state'));
    await assert.rejects(exchangeCode(`${callback}&state=${checks.state}`, checks), failsFor('state'));
    await exchangeCode(callback, checks);
  });

  it("takes no other server's answer — RFC 9207 §2.4", async () => {
    const { callback, checks } = await signIn();
    for (const iss of ['https://other.example', null]) {
      const answer = new URL(callback);
      if (iss === null) answer.searchParams.delete('iss');
      else answer.searchParams.set('iss', iss);
      await assert.rejects(embedded.grantor.exchangeCode(answer, checks), failsFor('issuer'));
    }
  });

  it('says which error came back', async () => {
    const { grantor } = embedded;
    const { url, checks } = grantor.authorizationUrl({ ...wanted, prompt: 'none' });
    const { pathname, search } = new URL(url);
    const answer = await plainBrowser({ origin }).get(pathname + search);
    const callback = answer.headers.get('location') ?? '';
    await assert.rejects(grantor.exchangeCode(callback, checks), failsFor('answer', 'login_required'));
  });

  it('takes a code once, with its verifier, for its client — RFC 7636 §4.6, RFC 6749 §4.1.3', async () => {
    const { exchangeCode, authorizationUrl } = embedded.grantor;
    const { callback, checks } = await signIn();
    const { codeVerifier } = authorizationUrl(wanted).checks;
    const refused = failsFor('code', 'invalid_grant');
    await assert.rejects(exchangeCode(callback, { ...checks, codeVerifier }), refused);
    await assert.rejects(
      exchangeCode(callback, { ...checks, client: 'desk-notes' }),
      (failure) => failure instanceof SignInFailed,
    );
    await exchangeCode(callback, checks);
    await assert.rejects(exchangeCode(callback, checks), refused);
  });

  it('ends its tokens when the ID token is for another request — OpenID Connect Core §3.1.3.7', async () => {
    const { exchangeCode } = embedded.grantor;
    const { callback, checks } = await signIn();
    events.length = 0;
    await assert.rejects(exchangeCode(callback, { ...checks, nonce: 'of another' }), failsFor('nonce'));
    assert.deepEqual(
      events.map(({ type }) => type),
      ['AUTHORIZATION_CODE_EXCHANGED', 'TOKEN_REVOKED'],
    );
  });
});
