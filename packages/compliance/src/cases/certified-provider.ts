import assert from 'node:assert/strict';
import { signIn } from '../conversation/fapi.ts';
import { logOut, signIn as signInToLeave } from '../conversation/logout.ts';
import { follow, pushed } from '../conversation/pushed.ts';
import { manage, publicApp, register, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { showsNoLogo } from '../run/facade-differences.ts';
import { expectError, expectErrorOneOf, expectHeader, expectStatus, send, stringOf } from '../wire/answer.ts';
import { expectRedirectedError } from '../wire/authorization.ts';

// Rows of advanced.md §18 that no other case is about.

const isLocale = (tag: unknown): boolean => new Intl.Locale(String(tag)).toString() === tag;

const metadata: Case = {
  name: 'metadata has what a provider is certified by, each of the type it has to be',
  requirements: ['Discovery §3', 'advanced.md V-2'],
  variant: 'certification',
  async run(t) {
    const list = (name: string): readonly unknown[] => {
      const value = t.metadata[name];
      assert.ok(Array.isArray(value) && value.length > 0, `${name} is no list`);
      return value;
    };
    assert.ok(list('subject_types_supported').includes('public'));
    assert.ok(list('id_token_signing_alg_values_supported').includes('RS256'));
    assert.ok(list('scopes_supported').includes('openid'));
    for (const scope of list('scopes_supported')) assert.match(String(scope), /^[\x21\x23-\x5b\x5d-\x7e]+$/);
    assert.ok(list('response_types_supported').some((type) => String(type).includes('id_token')));
    for (const name of ['ui_locales_supported', 'claims_locales_supported'])
      assert.ok([t.metadata[name] ?? []].flat().every(isLocale), name);
    for (const name of ['code_challenge_methods_supported', 'userinfo_signing_alg_values_supported'])
      assert.ok(t.metadata[name] === undefined || Array.isArray(t.metadata[name]), name);
  },
};

/** A picture of one point, as PNG. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const registration: readonly Case[] = [
  {
    name: 'a registration says where a sign-in can be begun, by https alone, and reads it again',
    requirements: ['Registration §2', 'RFC 7592 §2.1', 'advanced.md V-13'],
    needs: ['registration', 'registration_management'],
    async run(t) {
      const open = publicApp({ initiate_login_uri: 'http://app.example/start' });
      expectError(await register(t, open), 400, 'invalid_client_metadata');
      const part = publicApp({ redirect_uris: ['https://app.example/cb#part'] });
      expectErrorOneOf(await register(t, part), 400, ['invalid_redirect_uri', 'invalid_client_metadata']);
      const initiate_login_uri = 'https://app.example/start';
      const { answer } = await registered(t, publicApp({ initiate_login_uri }));
      assert.equal(answer.json['initiate_login_uri'], initiate_login_uri);
      const read = await manage(answer, { method: 'GET' });
      expectStatus(read, 200);
      expectHeader(read, 'content-type', /^application\/json\b/);
      assert.equal(read.json['initiate_login_uri'], initiate_login_uri);
    },
  },
  {
    name: 'where people sign in they see logo, policy and terms of the client',
    requirements: ['Registration §2', 'advanced.md V-15'],
    needs: ['registration', 'metadata_documents'],
    differs: { facade: showsNoLogo },
    async run(t) {
      const site = (await t.target.openHost?.()) ?? assert.fail('the target reaches no site');
      const logo = site.publish(() => ({ headers: { 'content-type': 'image/png' }, body: PIXEL }));
      const said = {
        ...{ logo_uri: logo.url, policy_uri: 'https://app.example/policy' },
        tos_uri: 'https://app.example/terms',
      };
      const own = await registered(t, publicApp(said));
      const { landing } = await own.t.authorize({
        client: own.client.client_id,
        purpose: { stopAt: 'sign-in' },
      });
      assert.ok(landing.kind === 'page');
      for (const link of [said.policy_uri, said.tos_uri])
        assert.ok(landing.html.includes(`href="${link}"`), `${link} is not on the page`);
      assert.match(landing.html, /<img\b/);
    },
  },
];

const answers: readonly Case[] = [
  {
    name: 'a code has 128 bits at least, and no two are alike',
    requirements: ['RFC 6749 §10.10', 'advanced.md V-29'],
    async run(t) {
      const { browser } = await t.authorize();
      const codes = new Set<string>();
      for (let turn = 0; turn < 5; turn += 1) codes.add((await t.authorize({ browser })).code());
      assert.equal(codes.size, 5);
      for (const code of codes) assert.match(code, /^[\w.~-]{22,}$/);
    },
  },
  {
    name: 'under FAPI a person who says no is answered for, with the state',
    requirements: ['RFC 6749 §4.1.2.1', 'advanced.md V-31', 'advanced.md V-28'],
    needs: ['fapi'],
    variant: 'fapi',
    async run(t) {
      const request = await pushed(t, 'bank', { prompt: 'consent' });
      const refused = await follow(t, request, { purpose: { decide: 'deny' } });
      expectRedirectedError(refused, 'access_denied');
      assert.equal(refused.response.get('state'), request.parameters['state']);
      assert.equal(refused.response.get('iss'), t.issuer);
    },
  },
  {
    name: 'under FAPI a resource gives its time, and back what a call was named',
    requirements: ['advanced.md V-60'],
    needs: ['fapi', 'userinfo'],
    variant: 'fapi',
    async run(t) {
      const { holder, answer } = await signIn(t);
      const id = crypto.randomUUID();
      const token = stringOf(answer, 'access_token');
      const seen = await holder.userinfo(token, { headers: { 'x-fapi-interaction-id': id } });
      expectStatus(seen, 200);
      assert.ok(Math.abs(Date.parse(seen.headers.get('date') ?? '') - Date.now()) < 60_000, 'no Date');
      assert.equal(seen.headers.get('x-fapi-interaction-id') ?? id, id);
    },
  },
  {
    name: 'a hint that nobody signed leads nowhere',
    requirements: ['RP-Initiated Logout §2', 'advanced.md V-42'],
    needs: ['logout'],
    async run(t) {
      const { browser, hint } = await signInToLeave(t);
      const [, claims] = hint.split('.');
      const head = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
      const landing = await logOut(t, browser, {
        id_token_hint: `${head}.${claims}.`,
        post_logout_redirect_uri: 'https://logout.example/bye',
      });
      assert.equal(landing.kind, 'page');
    },
  },
];

const rotation: Case = {
  name: 'new keys are published under names of their own, beside those that signed before',
  requirements: ['Core §10.1', 'advanced.md V-10', 'advanced.md PRF-5', 'protocol.md JW-2'],
  needs: ['key_rotation'],
  variant: 'certification',
  async run(t) {
    const published = async (): Promise<readonly Record<string, unknown>[]> =>
      (await send(t.endpoint('jwks_uri'))).json['keys'] as readonly Record<string, unknown>[];
    const before = await published();
    const token = stringOf(await t.tokens(), 'id_token');
    await (t.target.rotateKeys?.() ?? assert.fail('the target rotates no keys'));
    let after = await published();
    for (let left = 60; left > 0 && after.length === before.length; left -= 1) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      after = await published();
    }
    const names = (keys: typeof before) => keys.map(({ kid }) => String(kid));
    assert.equal(new Set(names(after)).size, after.length);
    for (const kid of names(before)) assert.ok(names(after).includes(kid), 'a key is gone');
    const fresh = after.filter(({ kid }) => !names(before).includes(String(kid)));
    assert.ok(fresh.some(({ kty, use }) => use === 'sig' && (kty === 'RSA' || kty === 'EC')));
    const material = after.map(({ n, x }) => String(n ?? x));
    assert.equal(new Set(material).size, after.length);
    await t.verify(token, 'web');
  },
};

export const certifiedProviderCases: readonly Case[] = [metadata, ...registration, ...answers, rotation];
