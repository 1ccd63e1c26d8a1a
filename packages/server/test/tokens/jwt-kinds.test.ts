/** Every kind of JWT that is signed here, at every door that takes a token: only its own opens (security.md T-7). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  afterLogout,
  asOther,
  asWeb,
  authorizationPath,
  type Browser,
  codeFor,
  declarations,
  json,
  person,
  redemption,
  resource,
  startWorld,
  type World,
} from '../attack/world.ts';
import { type RelyingParty, startRelyingParty } from '../e2e/relying-party.ts';
import { traefik } from '../forward-auth/sub-requests.ts';
import { hiddenFields } from '../races/person.ts';

const plain = 'https://plain.example/v1';
const proxy = '10.0.0.1';

const kinds = [
  'access token',
  'access token of the plain type',
  'ID token',
  'ID token beside a code',
  'userinfo answer',
  'logout token',
  'authorization response',
  'introspection answer',
] as const;
type Kind = (typeof kinds)[number];

let world: World;
let party: RelyingParty;
let browser: Browser;
let keyed: { readonly id: string; readonly uri: string };
const signed = new Map<Kind, string>();

before(async () => {
  party = await startRelyingParty();
  const [web, ...others] = declarations.clients;
  world = await startWorld({
    environment: {
      OUTBOUND_ALLOWED_HOSTS: new URL(party.origin).host,
      TRUSTED_PROXIES: proxy,
      DYNAMIC_CLIENT_REGISTRATION_TOKEN: 'an-initial-token-of-32-characters',
    },
    bootstrap: {
      ...declarations,
      clients: [
        {
          ...web,
          response_types: ['code', 'code id_token'],
          userinfo_signed_response_alg: 'RS256',
          backchannel_logout_uri: `${party.origin}/back-channel`,
        },
        ...others,
      ],
      resources: [
        ...declarations.resources,
        { resource: plain, access_token_typ: 'JWT', scopes: [{ name: 'read', description: 'Read' }] },
      ],
    },
  });
  browser = world.browser();
  await browser.signIn();
  await collect();
  keyed = await registerWithOurKeys();
});

after(async () => {
  await world.server.stop();
  await party.stop();
});

async function tokensOf(of: Browser, more: Record<string, string> = {}): Promise<Record<string, string>> {
  const answer = await world.form('/oauth/token', redemption(await codeFor(of, more)), asWeb);
  return (await json(answer)) as Record<string, string>;
}

async function collect(): Promise<void> {
  const tokens = await tokensOf(browser, { nonce: 'n' });
  signed.set('access token', tokens['access_token'] ?? '');
  signed.set('ID token', tokens['id_token'] ?? '');
  const typed = await tokensOf(browser, { resource: plain, scope: 'openid read' });
  signed.set('access token of the plain type', typed['access_token'] ?? '');
  const hybrid = await browser.get(authorizationPath({ response_type: 'code id_token', nonce: 'n' }));
  const fragment = new URL(hybrid.headers.get('location') ?? '').hash.slice(1);
  signed.set('ID token beside a code', new URLSearchParams(fragment).get('id_token') ?? '');
  const headers = { authorization: `Bearer ${tokens['access_token']}` };
  signed.set('userinfo answer', await (await world.send('/oauth/userinfo', { headers })).text());
  const answered = await browser.get(authorizationPath({ response_mode: 'jwt' }));
  const query = new URL(answered.headers.get('location') ?? '').searchParams;
  signed.set('authorization response', query.get('response') ?? '');
  const introspection = await world.send('/oauth/introspect', {
    method: 'POST',
    headers: { authorization: asWeb.authorization, accept: 'application/token-introspection+jwt' },
    body: new URLSearchParams({ token: tokens['access_token'] ?? '' }),
  });
  signed.set('introspection answer', await introspection.text());
  const leaving = world.browser();
  await leaving.signIn();
  await tokensOf(leaving, { scope: 'openid' });
  const fields = hiddenFields(await (await leaving.get('/account/sessions')).text());
  await leaving.post('/logout', fields);
  const { form } = await party.next('/back-channel');
  signed.set('logout token', form.get('logout_token') ?? '');
  for (const [kind, jwt] of signed) assert.match(jwt, /^ey[\w-]+\.[\w-]+\.[\w-]+$/, kind);
}

/** A client that says our public keys are its own: what we sign would be its signature. */
async function registerWithOurKeys(): Promise<typeof keyed> {
  const { keys } = await json(await world.send('/jwks'));
  const answer = await world.send('/oauth/register', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer an-initial-token-of-32-characters',
    },
    body: JSON.stringify({
      grant_types: ['client_credentials', 'authorization_code'],
      redirect_uris: ['https://keyed.example/cb'],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys },
    }),
  });
  const { client_id, registration_client_uri } = await json(answer);
  assert.equal(answer.status, 201);
  return { id: String(client_id), uri: new URL(String(registration_client_uri)).pathname };
}

const bearer = (jwt: string): RequestInit => ({ headers: { authorization: `Bearer ${jwt}` } });

type Door = { readonly opensTo: readonly Kind[]; readonly opens: (jwt: string) => Promise<boolean> };

const accessTokens: readonly Kind[] = ['access token', 'access token of the plain type'];
const idTokens: readonly Kind[] = ['ID token', 'ID token beside a code'];

const guarded = (url: string) => async (jwt: string) => {
  const { headers } = traefik({ url, headers: { authorization: `Bearer ${jwt}` } });
  return (await world.send('/verify', { headers }, proxy)).status === 200;
};

const doors: Readonly<Record<string, Door>> = {
  // protocol.md UI-3 closes it to the token for another resource
  userinfo: {
    opensTo: ['access token'],
    opens: async (jwt) => (await world.send('/oauth/userinfo', bearer(jwt))).status === 200,
  },
  tokeninfo: {
    opensTo: accessTokens,
    opens: async (jwt) => (await world.send('/oauth/tokeninfo', bearer(jwt))).status === 200,
  },
  introspection: {
    opensTo: accessTokens,
    opens: async (jwt) =>
      (await json(await world.form('/oauth/introspect', { token: jwt }, asWeb)))['active'] === true,
  },
  'a guarded host': { opensTo: ['access token of the plain type'], opens: guarded(`${plain}/x`) },
  'another guarded host': { opensTo: [], opens: guarded(`${resource}/x`) },
  'id_token_hint of a request': {
    opensTo: idTokens,
    async opens(jwt) {
      const asked = await browser.get(authorizationPath({ id_token_hint: jwt, prompt: 'none' }));
      return new URL(asked.headers.get('location') ?? '').searchParams.has('code');
    },
  },
  'id_token_hint of a sign-out': {
    opensTo: idTokens,
    async opens(jwt) {
      const query = new URLSearchParams({ id_token_hint: jwt, post_logout_redirect_uri: afterLogout });
      const left = await world.browser().get(`/oauth/logout?${query}`);
      return left.status === 303 && left.headers.get('location') === afterLogout;
    },
  },
  'a registration': {
    opensTo: [],
    opens: async (jwt) => (await world.send(keyed.uri, bearer(jwt))).status === 200,
  },
  'the endpoint for registrations': {
    opensTo: [],
    async opens(jwt) {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${jwt}` };
      const body = JSON.stringify({ redirect_uris: ['https://app.example/cb'] });
      return (await world.send('/oauth/register', { method: 'POST', headers, body })).status === 201;
    },
  },
  'client authentication': {
    opensTo: [],
    async opens(client_assertion) {
      const assertion = {
        client_assertion,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      };
      const named = [{}, { client_id: keyed.id }, { client_id: 'web' }, { client_id: person.sub }];
      const answers = await Promise.all(
        named.map((who) =>
          world.form('/oauth/token', { grant_type: 'client_credentials', ...assertion, ...who }),
        ),
      );
      return answers.some(({ status }) => status !== 401);
    },
  },
  'the code of a token request': {
    opensTo: [],
    opens: async (jwt) => (await world.form('/oauth/token', redemption(jwt), asWeb)).status === 200,
  },
  'the refresh token of a token request': {
    opensTo: [],
    async opens(refresh_token) {
      const fields = { grant_type: 'refresh_token', refresh_token };
      return (await world.form('/oauth/token', fields, asWeb)).status === 200;
    },
  },
  'a grant by assertion': {
    opensTo: [],
    async opens(assertion) {
      const fields = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
      return (await world.form('/oauth/token', fields, asOther)).status === 200;
    },
  },
  'a request object': {
    opensTo: [],
    async opens(request) {
      const of = { client_id: keyed.id, redirect_uri: 'https://keyed.example/cb' };
      const asked = await browser.get(authorizationPath({ ...of, request }));
      return asked.status === 303 && !String(asked.headers.get('location')).includes('error=');
    },
  },
};

describe('a JWT signed here — security.md T-7, protocol.md TO-5, RFC 8725 §3.11', () => {
  for (const [name, { opensTo, opens }] of Object.entries(doors)) {
    it(`opens ${name}: ${opensTo.join(', ') || 'none does'}`, async () => {
      const opened: Kind[] = [];
      for (const kind of kinds) if (await opens(signed.get(kind) ?? '')) opened.push(kind);
      assert.deepEqual(opened, opensTo);
    });
  }
});
