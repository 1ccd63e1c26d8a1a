/**
 * What anybody can do to a server over the network, whatever engine answers: one list (federation-vci-authlete.md ATL-28).
 * Each scenario tells what it was answered, step by step, as far as two servers that work alike have to agree.
 */

import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { callback } from '../authlete/world.ts';
import {
  authorizationRequest,
  browse,
  clientCredentials,
  form,
  type Jar,
  resourceServer,
  ticketIn,
} from './world.ts';

export type Server = { readonly origin: string; readonly password: string; readonly introspector: string };

/** One answer, without what is new each time. */
export type Told = {
  readonly step: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Members of JSON or of an answer to a client: its text where that never changes, else what it is. */
  readonly members: Readonly<Record<string, unknown>>;
};

export type Scenario = { readonly name: string; readonly run: (server: Server) => Promise<readonly Told[]> };

const compared = ['content-type', 'cache-control', 'pragma', 'www-authenticate', 'location', 'dpop-nonce'];
const volatile =
  /^(?:code|access_token|refresh_token|id_token|state|iss|exp|iat|auth_time|jti|sid|grant_id|client_id|client_secret|client_id_issued_at|registration_.*|request_uri|created|updated|sub|username|amr|aud|response|error_description|(?:created|expires|last_updated)_at|email|email_verified)$/;

const plainOf = (members: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(members)
      .map(([name, value]) => [name, volatile.test(name) ? typeof value : value] as const)
      .toSorted(([one], [other]) => one.localeCompare(other)),
  );

async function told(step: string, response: Response, origin: string): Promise<Told> {
  const text = await response.clone().text();
  const headers = Object.fromEntries(
    compared.flatMap((name) => {
      const value = response.headers.get(name);
      if (value === null) return [];
      const [place = ''] = value.split(/[?#]/);
      return [
        [
          name,
          name === 'location'
            ? place
            : name === 'dpop-nonce'
              ? 'some'
              : value.replaceAll(origin, '').replace(/error_description="[^"]*"/, 'error_description'),
        ],
      ];
    }),
  );
  const location = response.headers.get('location');
  const sent = location === null ? {} : Object.fromEntries(new URL(location).searchParams);
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return {
    ...{ step, status: response.status, headers },
    members: plainOf(isJson && text !== '' ? JSON.parse(text) : sent),
  };
}

/** Remembers what a scenario was answered. */
function talk({ origin, password }: Server) {
  const all: Told[] = [];
  const keep = async (step: string, response: Response): Promise<Response> => {
    all.push(await told(step, response, origin));
    return response;
  };
  const json = async (response: Response) => (await response.json()) as Record<string, string>;
  const self = {
    all,
    origin,
    keep,
    json,
    async ask(change: Readonly<Record<string, string>> = {}, jar: Jar = new Map()) {
      const { parameters, verifier } = authorizationRequest(change);
      const response = await browse(`${origin}/api/authorization?${parameters}`, jar);
      await keep('authorization', response);
      return { response, ticket: ticketIn(await response.text()), verifier, jar };
    },
    async decide(jar: Jar, fields: Readonly<Record<string, string>>) {
      const given = { loginId: 'john', password, authorized: 'true', ...fields };
      return keep('decision', await browse(`${origin}/api/authorization/decision`, jar, form(given)));
    },
    async post(
      path: string,
      fields: Readonly<Record<string, string>>,
      headers: Readonly<Record<string, string>> = { authorization: clientCredentials },
    ) {
      const init = { method: 'POST', headers, body: new URLSearchParams(fields) };
      return keep(path.split('?')[0] ?? '', await fetch(`${origin}${path}`, init));
    },
    async tokens(
      change: Readonly<Record<string, string>> = {},
      headers: Readonly<Record<string, string>> = {},
    ) {
      const { ticket, verifier, jar } = await self.ask(change);
      const decided = await self.decide(jar, { ticket });
      const code = new URL(decided.headers.get('location') ?? '').searchParams.get('code') ?? '';
      const response = await self.post('/api/token', redeeming(code, verifier), {
        authorization: clientCredentials,
        ...headers,
      });
      return { ...(await json(response)), code, verifier, jar } as Tokens;
    },
    async get(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') {
      return keep(
        `${method} ${path.split(/[?]/)[0]?.split('/').slice(0, 3).join('/')}`,
        await fetch(`${origin}${path}`, { method, headers }),
      );
    },
  };
  return self;
}

type Talk = ReturnType<typeof talk>;

/** What a token answer had, and what it came of. */
type Tokens = Readonly<Record<'access_token' | 'refresh_token' | 'grant_id', string>> & {
  readonly code: string;
  readonly verifier: string;
  readonly jar: Jar;
};

const redeeming = (code: string, code_verifier: string) => ({
  ...{ grant_type: 'authorization_code', code, code_verifier, redirect_uri: callback },
});

const scenario = (name: string, run: (t: Talk, server: Server) => Promise<unknown>): Scenario => ({
  name,
  async run(server) {
    const t = talk(server);
    await run(t, server);
    return t.all;
  },
});

const bearer = (token: string | undefined) => ({ authorization: `Bearer ${token}` });

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** RFC 9449 §4.2 */
function proving(origin: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
  return (htm: string, path: string, token?: string): string => {
    const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
    const head = base64url({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } });
    const said = {
      htm,
      htu: `${origin}${path}`,
      iat: Math.floor(Date.now() / 1000),
      jti: randomUUID(),
      ...ath,
    };
    const input = `${head}.${base64url(said)}`;
    const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return `${input}.${signature.toString('base64url')}`;
  };
}

export const scenarios: readonly Scenario[] = [
  ...Object.entries({
    'an unknown client': { client_id: 'nobody' },
    'another redirect URI': { redirect_uri: 'https://evil.example/' },
    'an unknown response type': { response_type: 'dance' },
    'an unknown scope': { scope: 'dance' },
    'no PKCE': { code_challenge: '' },
    'an unknown prompt': { prompt: 'dance' },
    'prompt=none without a session': { prompt: 'none' },
    'an unknown request_uri': { request_uri: 'urn:ietf:params:oauth:request_uri:none' },
    'a hint of somebody else': { id_token_hint: 'x.y.z' },
  }).map(([name, change]) => scenario(`authorization with ${name}`, (t) => t.ask(change))),
  scenario('no client at all, read by a program', async (t) => {
    await t.get('/api/authorization');
    await t.get('/api/authorization?client_id=web');
  }),
  scenario('a wrong password', async (t) => {
    const { jar, ticket } = await t.ask();
    await t.decide(jar, { ticket, password: 'no' });
  }),
  scenario('a denial', async (t) => {
    const { jar, ticket } = await t.ask();
    await t.decide(jar, { ticket, authorized: 'false' });
  }),
  scenario('a decision that says neither', async (t) => {
    const { jar, ticket } = await t.ask();
    const fields = form({ loginId: 'john', password: 'any', ticket });
    await t.keep('neither', await browse(`${t.origin}/api/authorization/decision`, jar, fields));
  }),
  scenario('a decision about nothing', (t) => t.decide(new Map(), {})),
  scenario('a decision posted by another site', async (t) => {
    const { jar, ticket } = await t.ask();
    const fields = form({ loginId: 'john', ticket, authorized: 'true' });
    const headers = { origin: 'https://evil.example' };
    await t.keep(
      'foreign',
      await browse(`${t.origin}/api/authorization/decision`, jar, { ...fields, headers }),
    );
  }),
  scenario('a code, its tokens, and the code once more', async (t) => {
    const { code, verifier } = await t.tokens({ scope: 'openid email', nonce: 'n' });
    await t.post('/api/token', redeeming(code, verifier));
  }),
  scenario('tokens that are refreshed', async (t) => {
    const { refresh_token = '' } = await t.tokens({ scope: 'openid offline_access', prompt: 'consent' });
    await t.post('/api/token', { grant_type: 'refresh_token', refresh_token });
    await t.post('/api/token', { grant_type: 'refresh_token', refresh_token: 'grt_none' });
  }),
  scenario('token requests that are refused', async (t) => {
    await t.post(
      '/api/token',
      { grant_type: 'client_credentials' },
      { authorization: `Basic ${btoa('web:no')}` },
    );
    await t.post('/api/token', { grant_type: 'dance' });
    await t.post('/api/token', {});
    await t.post('/api/token?code=c', { grant_type: 'authorization_code' });
    await t.get('/api/token');
  }),
  scenario('tokens of a client for itself', (t) =>
    t.post('/api/token', { grant_type: 'client_credentials', scope: 'read' }),
  ),
  scenario('an answer that is posted', async (t) => {
    const { jar, ticket } = await t.ask({ response_mode: 'form_post' });
    await t.decide(jar, { ticket });
  }),
  scenario('userinfo', async (t) => {
    const { access_token } = await t.tokens({ scope: 'openid email' });
    await t.get('/api/userinfo', bearer(access_token));
    await t.get('/api/userinfo', bearer('gat_none'));
    await t.get('/api/userinfo');
    await t.get(`/api/userinfo?access_token=${access_token}`);
    const { access_token: other } = await t.json(
      await t.post('/api/token', { grant_type: 'client_credentials' }),
    );
    await t.get('/api/userinfo', bearer(other));
  }),
  scenario('introspection and revocation', async (t, { introspector }) => {
    const { access_token = '' } = await t.tokens();
    const asking = { authorization: introspector };
    await t.post('/api/introspection', { token: access_token }, asking);
    await t.post('/api/introspection', { token: 'none' }, asking);
    await t.post('/api/introspection', {}, asking);
    await t.post('/api/introspection', { token: access_token }, {});
    await t.post('/api/revocation', { token: access_token });
    await t.post('/api/revocation', { token: 'none' });
    await t.post('/api/revocation', {});
    await t.post('/api/introspection', { token: access_token }, asking);
  }),
  scenario('a pushed request', async (t) => {
    const { parameters } = authorizationRequest();
    const pushed = await t.json(await t.post('/api/par', Object.fromEntries(parameters)));
    const jar: Jar = new Map();
    const address = `${t.origin}/api/authorization?client_id=web&request_uri=${pushed['request_uri']}`;
    const page = await t.keep('pushed', await browse(address, jar));
    await t.decide(jar, { ticket: ticketIn(await page.text()) });
    await t.post('/api/par', { scope: 'dance' });
    await t.post('/api/par', Object.fromEntries(parameters), {});
  }),
  scenario('a client that registers, and manages itself', async (t) => {
    const post = (body: object) =>
      fetch(`${t.origin}/api/register`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      });
    const wish = { redirect_uris: [callback], token_endpoint_auth_method: 'none', client_name: 'Mine' };
    const made = await t.json(await t.keep('register', await post(wish)));
    await t.keep('refused', await post({ redirect_uris: ['javascript:0'] }));
    const place = `/oauth/register/${made['client_id']}`;
    const held = bearer(made['registration_access_token']);
    await t.get(place, held);
    await t.get(place, bearer('wrong'));
    await t.get(place);
    const replaced = { ...wish, client_id: made['client_id'], client_name: 'Other' };
    const update = await fetch(`${t.origin}${place}`, {
      ...{
        method: 'PUT',
        headers: { ...held, 'content-type': 'application/json' },
        body: JSON.stringify(replaced),
      },
    });
    const { registration_access_token: next } = await t.json(await t.keep('update', update));
    await t.get(place, bearer(next), 'DELETE');
    await t.get(place, bearer(next));
  }),
  scenario('a grant that is created, looked at, ended and gone', async (t) => {
    const scope = 'openid grant_management_query grant_management_revoke';
    const { access_token, grant_id: id } = await t.tokens({ grant_management_action: 'create', scope });
    const held = bearer(access_token);
    await t.get(`/api/gm/${id}`, held);
    await t.get('/api/gm/none', held);
    await t.get(`/api/gm/${id}`);
    await t.get(`/api/gm/${id}`, held, 'DELETE');
    await t.get(`/api/gm/${id}`, held);
  }),
  scenario('prompt=none of somebody who is there', async (t) => {
    const { jar } = await t.tokens({ scope: 'openid profile' });
    await t.ask({ prompt: 'none', scope: 'openid profile' }, jar);
    await t.ask({ prompt: 'none', scope: 'openid profile write' }, jar);
    await t.ask({ prompt: 'none', max_age: '0' }, jar);
  }),
  scenario('tokens that are bound to a key', async (t) => {
    const prove = proving(t.origin);
    const { access_token = '' } = await t.tokens(
      { scope: 'openid email' },
      { dpop: prove('POST', '/api/token') },
    );
    const shown = { authorization: `DPoP ${access_token}` };
    await t.get('/api/userinfo', { ...shown, dpop: prove('GET', '/api/userinfo', access_token) });
    await t.get('/api/userinfo', shown);
    await t.get('/api/userinfo', bearer(access_token));
    await t.get('/api/userinfo', { ...shown, dpop: proving(t.origin)('GET', '/api/userinfo', access_token) });
  }),
  scenario('documents', async (t) => {
    await t.get('/api/jwks');
    await t.get('/.well-known/none');
    await t.get('/api/nothing');
  }),
];

export const asResource = `Basic ${btoa(`${resourceServer.id}:${resourceServer.secret}`)}`;
