import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { declarations, redemption } from '../authlete/world.ts';
import { startTestServer } from '../running-server.ts';
import {
  authorizationRequest,
  browse,
  clientCredentials,
  form,
  type Jar,
  password,
  startFacadeWorld,
  ticketIn,
} from './world.ts';

const isTaken = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(socket.destroy() !== undefined));
    socket.once('error', () => resolve(false));
  });

const people = { john: '1001', jane: '1002', max: '1003' };
const type = 'application/x-www-form-urlencoded';

/** Authorization, decision, token, userinfo and revocation, at the paths and by the fields of such servers. */
async function signInAll(origin: string, secret: string): Promise<void> {
  for (const [loginId, subject] of Object.entries(people)) {
    const jar: Jar = new Map();
    const { parameters, verifier } = authorizationRequest();
    const page = await browse(`${origin}/api/authorization?${parameters}`, jar);
    const fields = { loginId, password: secret, authorized: 'true', ticket: ticketIn(await page.text()) };
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
        environment: { SERVER_ADDR: `127.0.0.1:${port}`, BASE_URL: origin },
      });
      await signInAll(origin, 'correct horse battery clip').finally(own.stop);
      const both = await startFacadeWorld({}, { port });
      await signInAll(origin, password).finally(both.stop);
    });
  }
});
