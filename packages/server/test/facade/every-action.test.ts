import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import * as authlete from '@grantor/protocol/authlete';
import { type FakeService, startFakeService } from './told-answers.ts';
import { browse, type Facade, form, type Jar, password, startFacadeAt } from './world.ts';

// Every action of every operation that a server in front of another calls, and what makes no sense: by the contract's own
// table, over HTTP, with a service that answers what it is told to (federation-vci-authlete.md ATL-29).

const client = { number: 7, clientId: 7, clientIdAlias: 'web', clientName: 'The web', subjectType: 'PUBLIC' };
const asked = { ticket: 't1', clientId: 7, client, scopes: [{ name: 'openid' }], service: { number: 1 } };
const device = { clientId: 7, clientName: 'The web', scopes: [{ name: 'read' }] };
const known = { action: 'OK', subject: '1001', clientId: 7, claims: ['email'] };
const read = { action: 'OK', info: { identifier: 'r1', details: '{"claims":[{"path":["email"]}]}' } };
const hinted = { ...asked, action: 'USER_IDENTIFICATION', hintType: 'LOGIN_HINT', requestedExpiry: 120 };

let service: FakeService;
let facade: Facade;
before(async () => {
  service = await startFakeService();
  facade = await startFacadeAt(await freePort(), new URL(service.url).origin, {
    ...{ ENABLE_RATE_LIMIT: 'false', ENABLE_CIBA: 'true', CIBA_NOTIFY_URL: 'https://told.example/' },
  });
});
after(async () => {
  await facade.stop();
  await service.stop();
});
beforeEach(() => {
  service.status = 200;
  service.calls.length = 0;
});

const at = (path: string, init?: RequestInit) =>
  fetch(`${facade.origin}${path}`, { redirect: 'manual', ...init });
const post = (path: string, fields: Readonly<Record<string, string>> = {}, headers = {}) =>
  at(path, { ...form(fields), headers });
const held = { authorization: 'Bearer at' };
const json = (path: string, method = 'POST', headers = {}) =>
  at(path, {
    ...{ method, headers: { 'content-type': 'application/json', ...headers } },
    ...(method === 'POST' || method === 'PUT' ? { body: '{"redirect_uris":[]}' } : {}),
  });

const authorize = () => at('/oauth/authorize?client_id=web&response_type=code');
const decide = (fields: Readonly<Record<string, string>> = {}) =>
  post('/api/authorization/decision', {
    ticket: 't1',
    loginId: 'john',
    password,
    authorized: 'true',
    ...fields,
  });

/** A device whose page was shown in this browser, and what its person says. */
async function decideDevice(): Promise<Response> {
  const jar: Jar = new Map();
  const fields = { user_code: 'BCDF-GHJK' };
  await browse(`${facade.origin}/device/verify`, jar, form(fields));
  const decision = { ...fields, loginId: 'john', password, authorized: 'true' };
  return browse(`${facade.origin}/device/verify`, jar, form(decision));
}

const ciba = (more = {}) => post('/oauth/bc-authorize', { scope: 'openid', login_hint: 'john', ...more });

type Drive = {
  readonly ask: () => Promise<Response>;
  /** What other operations answer on the way. */
  readonly others?: Readonly<Record<string, object>>;
  /** What comes of actions that are not relayed: a status. */
  readonly inner?: Readonly<Record<string, number>>;
  /** Members of the answer, for those that the way goes on after. */
  readonly members?: object;
};

const delivered = { 'auth/authorization/ticket/info': { action: 'NOT_FOUND' } };
const going = { action: 'LOCATION', responseContent: 'https://app.example/callback?code=c' };
const published = (path: string): Drive => ({ ask: () => at(path), inner: {} });

const drives: Readonly<Record<string, Drive>> = {
  'auth/authorization': {
    ask: authorize,
    others: {
      'auth/authorization/ticket/update': { action: 'OK' },
      'auth/authorization/fail': going,
    },
    members: asked,
    inner: { INTERACTION: 200, NO_INTERACTION: 303 },
  },
  'auth/authorization/issue': { ask: () => decide(), others: delivered },
  'auth/authorization/fail': { ask: () => decide({ authorized: 'false' }) },
  'auth/authorization/ticket/info': {
    ask: () => decide(),
    others: { 'auth/authorization/issue': going },
    // A ticket that is over says so itself
    inner: { OK: 303, NOT_FOUND: 303, CALLER_ERROR: 500, AUTHLETE_ERROR: 500 },
  },
  'auth/authorization/ticket/update': {
    ask: authorize,
    others: { 'auth/authorization': { ...asked, action: 'INTERACTION' } },
    inner: { OK: 200, NOT_FOUND: 500, CALLER_ERROR: 500, AUTHLETE_ERROR: 500 },
  },
  'auth/token': {
    ask: () => post('/oauth/token', { grant_type: 'x' }),
    inner: { PASSWORD: 400, TOKEN_EXCHANGE: 400, JWT_BEARER: 400, NATIVE_SSO: 400 },
  },
  'auth/introspection/standard': {
    ask: () =>
      post(
        '/oauth/introspect',
        { token: 'x' },
        { authorization: `Basic ${btoa('api:a-secret-of-the-resource-server')}` },
      ),
  },
  'auth/introspection': {
    ask: () => json('/vci/credential', 'POST', held),
    others: { 'vci/single/parse': read, 'vci/single/issue': { action: 'OK', responseContent: '{}' } },
    members: known,
    inner: { OK: 200 },
  },
  'auth/userinfo': {
    ask: () => at('/oauth/userinfo', { headers: held }),
    others: { 'client/get/7': client, 'auth/userinfo/issue': { action: 'JSON', responseContent: '{}' } },
    members: known,
    inner: { OK: 200 },
  },
  'auth/userinfo/issue': {
    ask: () => at('/oauth/userinfo', { headers: held }),
    others: { 'client/get/7': client, 'auth/userinfo': known },
  },
  pushed_auth_req: { ask: () => post('/oauth/par', { client_id: 'web' }) },
  'auth/revocation': { ask: () => post('/oauth/revoke', { token: 'x' }) },
  'client/registration': { ask: () => json('/oauth/register') },
  'client/registration/get': { ask: () => json('/oauth/register/web', 'GET', held) },
  'client/registration/update': { ask: () => json('/oauth/register/web', 'PUT', held) },
  'client/registration/delete': { ask: () => json('/oauth/register/web', 'DELETE', held) },
  gm: { ask: () => at('/oauth/grants/g1', { headers: held }) },
  'device/authorization': {
    ask: () =>
      at('/oauth/device/code', {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
        body: '{"client_id":"web"}',
      }),
  },
  'device/verification': {
    ask: () => post('/device/verify', { user_code: 'BCDF-GHJK' }),
    others: { 'client/get/7': client },
    members: device,
    inner: { VALID: 200, EXPIRED: 400, NOT_EXIST: 400, SERVER_ERROR: 500 },
  },
  'device/complete': {
    ask: decideDevice,
    others: { 'client/get/7': client, 'device/verification': { ...device, action: 'VALID' } },
    inner: {
      ...{ SUCCESS: 200, USER_CODE_EXPIRED: 400, USER_CODE_NOT_EXIST: 400 },
      ...{ INVALID_REQUEST: 403, SERVER_ERROR: 500 },
    },
  },
  'backchannel/authentication': {
    ask: () => ciba(),
    others: {
      'client/get/7': client,
      'backchannel/authentication/issue': { action: 'OK', responseContent: '{}' },
    },
    members: { ...hinted, hint: 'john' },
    inner: { USER_IDENTIFICATION: 200 },
  },
  'backchannel/authentication/issue': {
    ask: () => ciba(),
    others: { 'client/get/7': client, 'backchannel/authentication': { ...hinted, hint: 'john' } },
  },
  'backchannel/authentication/fail': {
    ask: () => ciba(),
    others: { 'client/get/7': client, 'backchannel/authentication': { ...hinted, hint: 'nobody' } },
  },
  'federation/configuration': published('/.well-known/openid-federation'),
  'federation/registration': {
    ask: () =>
      at('/oauth/federation/register', {
        ...{ method: 'POST', headers: { 'content-type': 'application/entity-statement+jwt' } },
        body: 'a.b.c',
      }),
  },
  'vci/metadata': published('/.well-known/openid-credential-issuer'),
  'vci/jwtissuer': published('/.well-known/jwt-vc-issuer'),
  'vci/jwks': published('/vci/jwks'),
  'vci/nonce': { ask: () => post('/vci/nonce') },
  'vci/offer/info': {
    ask: () => at('/vci/offers/o1'),
    members: { info: { credentialOffer: '{}' } },
    inner: { OK: 200, NOT_FOUND: 404, FORBIDDEN: 404, CALLER_ERROR: 404, AUTHLETE_ERROR: 404 },
  },
  'vci/single/parse': {
    ask: () => json('/vci/credential', 'POST', held),
    others: { 'auth/introspection': known, 'vci/single/issue': { action: 'OK', responseContent: '{}' } },
    members: read,
    inner: { OK: 200 },
  },
  'vci/single/issue': {
    ask: () => json('/vci/credential', 'POST', held),
    others: { 'auth/introspection': known, 'vci/single/parse': read },
  },
  'vci/deferred/parse': {
    ask: () => json('/vci/deferred', 'POST', held),
    others: { 'auth/introspection': known, 'vci/deferred/issue': { action: 'OK', responseContent: '{}' } },
    members: read,
    inner: { OK: 200 },
  },
  'vci/deferred/issue': {
    ask: () => json('/vci/deferred', 'POST', held),
    others: { 'auth/introspection': known, 'vci/deferred/parse': read },
  },
  'vci/notification': {
    ask: () => json('/vci/notification', 'POST', held),
    others: { 'auth/introspection': known },
  },
  'vci/type': published('/vci/types/pass'),
  'vci/status': published('/vci/status/1'),
  'auth/attestation/challenge': { ask: () => post('/oauth/challenge') },
};

/** Nothing of a server in front of another asks for these. */
const uncalled = [
  // Tickets of grants that are refused here (federation-vci-authlete.md ATL-14)
  ...['auth/token/issue', 'auth/token/fail', 'auth/token/create', 'auth/token/update'],
  // For front-ends of their own (federation-vci-authlete.md VCI-15)
  ...['vci/offer/create', 'vci/batch/parse', 'vci/batch/issue'],
  // By an address that somebody sealed here: backchannel.test.ts
  'backchannel/authentication/complete',
];

const operations: Readonly<Record<string, authlete.Operation>> = authlete.operations;

/** What a relayed answer has to be; undefined: it is not relayed. */
function expected(relay: authlete.Relay): { readonly status: number; readonly type?: string } | undefined {
  switch (relay.as) {
    case 'json':
      return { status: relay.status, type: 'application/json' };
    case 'document':
      return { status: relay.status, type: relay.type };
    case 'html':
      return { status: relay.status, type: 'text/html' };
    case 'redirect':
      return { status: 303 };
    case 'challenge':
    case 'empty':
      return { status: relay.status };
    default:
      return undefined;
  }
}

const body = '{"error":"invalid_request","error_description":"no"}';
const challenge = 'Bearer error="invalid_token", error_description="no"';
const address = 'https://app.example/callback?state=s';

function contentFor(relay: authlete.Relay): string {
  if (relay.as === 'challenge') return challenge;
  return relay.as === 'redirect' ? address : body;
}

async function answered(name: string, answer: object | string): Promise<Response> {
  const drive = drives[name];
  assert.ok(drive !== undefined);
  service.answers = { ...drive.others, [name]: answer };
  const response = await drive.ask();
  assert.ok(
    service.calls.some(({ path }) => path === name),
    `${name} was not called`,
  );
  return response;
}

async function relays(name: string, action: string, relay: authlete.Relay): Promise<void> {
  const drive = drives[name];
  const content = contentFor(relay);
  const response = await answered(name, { ...drive?.members, action, responseContent: content });
  const text = await response.text();
  const named = drive?.inner?.[action];
  const due = named === undefined ? expected(relay) : { status: named };
  assert.ok(due !== undefined, `nobody says what comes of ${action}`);
  assert.equal(response.status, due.status, text);
  if (named !== undefined) return;
  if ('type' in due && due.type !== undefined)
    assert.ok(
      response.headers.get('content-type')?.startsWith(due.type),
      response.headers.get('content-type') ?? '',
    );
  if (relay.as === 'redirect') assert.equal(response.headers.get('location'), address);
  if (relay.as === 'challenge') assert.equal(response.headers.get('www-authenticate'), challenge);
  if (relay.as === 'json' && relay.challenge !== undefined)
    assert.match(response.headers.get('www-authenticate') ?? '', new RegExp(`^${relay.challenge} `));
  if (relay.as === 'empty') assert.equal(text, '');
}

describe('every action of what a server in front of another calls — federation-vci-authlete.md ATL-29, §3.2', () => {
  it('is here for every operation that tells what to do', () => {
    const telling = Object.entries(operations).flatMap(([name, { actions }]) =>
      actions === 'status' ? [] : [name],
    );
    assert.deepEqual([...Object.keys(drives), ...uncalled].toSorted(), telling.toSorted());
  });

  it('may be absent where it is beyond the API: a service of another make has none of these', async () => {
    const extensions = Object.keys(operations).filter((name) => operations[name]?.isExtension === true);
    assert.equal(extensions.length, 4);
    for (const name of extensions) {
      service.answers = { ...drives[name]?.others };
      const response = await drives[name]?.ask();
      assert.equal(response?.status, 404, name);
      assert.equal(service.calls.at(-1)?.path, name);
    }
  });

  for (const name of Object.keys(drives)) {
    const { actions = {} } = operations[name] ?? {};
    for (const [action, relay] of Object.entries(actions as Readonly<Record<string, authlete.Relay>>)) {
      it(`${name}: ${action}`, () => relays(name, action, relay));
    }
    it(`${name}: what makes no sense is a fault, and nothing of it is told — federation-vci-authlete.md ATL-19`, async () => {
      const senseless = [
        { action: 'DANCE', responseContent: 'what nobody is told' },
        { action: 'toString' },
        {},
        '{"act',
        '[]',
        '',
      ];
      for (const answer of senseless) {
        const response = await answered(name, answer);
        assert.equal(response.status, 500, JSON.stringify(answer));
        assert.doesNotMatch(await response.text(), /nobody is told|DANCE/);
      }
      service.status = 403;
      assert.equal(
        (await answered(name, { resultCode: 'A001202', resultMessage: 'what nobody is told' })).status,
        500,
      );
    });
  }
});
