import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { declarations, redemption, secret } from '../authlete/world.ts';
import { startTestServer } from '../running-server.ts';
import {
  authorizationRequest,
  browse,
  clientCredentials,
  form,
  type Jar,
  password,
  resourceServer,
  startFacadeWorld,
  ticketIn,
} from './world.ts';

const isTaken = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(socket.destroy() !== undefined));
    socket.once('error', () => resolve(false));
  });

const ownPassword = 'correct horse battery clip';
const people = { john: '1001', jane: '1002', max: '1003' };
const type = 'application/x-www-form-urlencoded';

/** Who may ask about tokens, as the server knows them. */
type Asker = { readonly id: string; readonly secret: string };

/** The rest of what such servers have: pushed requests, registration, introspection, and a grant from its beginning to its end. */
async function goOn(origin: string, password: string, asker: Asker): Promise<void> {
  const jar: Jar = new Map();
  const managed = 'grant_management_query grant_management_revoke';
  const { parameters, verifier } = authorizationRequest({
    ...{ grant_management_action: 'create', scope: `openid profile ${managed}` },
  });
  const headers = { 'content-type': type, authorization: clientCredentials };
  const pushed = await fetch(`${origin}/api/par`, { method: 'POST', headers, body: String(parameters) });
  assert.equal(pushed.status, 201);
  const { request_uri = '' } = (await pushed.json()) as Record<string, string>;
  const named = new URLSearchParams({ client_id: 'web', request_uri });
  const page = await (await browse(`${origin}/api/authorization?${named}`, jar)).text();
  const fields = { loginId: 'john', password, authorized: 'true', ticket: ticketIn(page) };
  const decided = await browse(`${origin}/api/authorization/decision`, jar, form(fields));
  const code = new URL(decided.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const body = redemption(code, verifier);
  const answer = await fetch(`${origin}/api/token`, { method: 'POST', headers, body });
  const { access_token = '', grant_id = '' } = (await answer.json()) as Record<string, string>;
  const authorization = `Basic ${Buffer.from(`${asker.id}:${asker.secret}`).toString('base64')}`;
  const asking = {
    method: 'POST',
    headers: { 'content-type': type, authorization },
    body: `token=${access_token}`,
  };
  const told = (await (await fetch(`${origin}/api/introspection`, asking)).json()) as Record<string, unknown>;
  assert.deepEqual([told['active'], told['sub']], [true, '1001']);
  const held = { authorization: `Bearer ${access_token}` };
  const grant = `${origin}/api/gm/${grant_id}`;
  assert.equal((await fetch(grant, { headers: held })).status, 200);
  assert.equal((await fetch(grant, { method: 'DELETE', headers: held })).status, 204);
  const registration = await fetch(`${origin}/api/register`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ client_name: 'Newcomer', redirect_uris: ['https://new.example/callback'] }),
  });
  assert.equal(registration.status, 201);
}

/** Authorization, decision, token, userinfo and revocation, at the paths and by the fields of such servers. */
async function signInAll(origin: string, typed: string): Promise<void> {
  for (const [loginId, subject] of Object.entries(people)) {
    const jar: Jar = new Map();
    const { parameters, verifier } = authorizationRequest();
    const page = await browse(`${origin}/api/authorization?${parameters}`, jar);
    const fields = { loginId, password: typed, authorized: 'true', ticket: ticketIn(await page.text()) };
    const decided = await browse(`${origin}/api/authorization/decision`, jar, form(fields));
    const sent = new URL(decided.headers.get('location') ?? '').searchParams;
    assert.equal(sent.get('iss'), origin);
    const headers = { 'content-type': type, authorization: clientCredentials };
    const body = redemption(sent.get('code') ?? '', verifier);
    const answer = await fetch(`${origin}/api/token`, { method: 'POST', headers, body });
    const { access_token: token } = (await answer.json()) as Record<string, string>;
    const held = { headers: { authorization: `Bearer ${token}` } };
    const userinfo = await fetch(`${origin}/api/userinfo`, held);
    assert.equal(((await userinfo.json()) as Record<string, string>)['sub'], subject);
    const ending = { method: 'POST', headers, body: `token=${token}` };
    assert.equal((await fetch(`${origin}/api/revocation`, ending)).status, 200);
    assert.equal((await fetch(`${origin}/api/userinfo`, held)).status, 401);
  }
  for (const path of ['/api/jwks', '/.well-known/openid-configuration'])
    assert.equal((await fetch(`${origin}${path}`)).status, 200, path);
}

describe('john, jane and max, where such servers listen — federation-vci-authlete.md ATL-31', () => {
  for (const port of [8000, 8080]) {
    it(`sign in at port ${port}, by this server alone and in front of another`, async (t) => {
      if (await isTaken(port)) return t.skip('another program listens there');
      const origin = `http://127.0.0.1:${port}`;
      const own = await startTestServer({
        bootstrap: declarations,
        environment: {
          ...{ SERVER_ADDR: `127.0.0.1:${port}`, BASE_URL: origin },
          ENABLE_DYNAMIC_REGISTRATION: 'true',
        },
      });
      await signInAll(origin, ownPassword)
        .then(() => goOn(origin, ownPassword, { id: 'web', secret }))
        .finally(own.stop);
      const both = await startFacadeWorld({}, { port });
      await signInAll(origin, password)
        .then(() => goOn(origin, password, resourceServer))
        .finally(both.stop);
    });
  }
});
