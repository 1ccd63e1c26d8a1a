import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { claimsOf, contentOf, type FrontEndWorld, redemption, secret, startFrontEndWorld } from './world.ts';

let world: FrontEndWorld;
before(async () => {
  world = await startFrontEndWorld();
});
after(() => world.server.stop());

const client_id = 'trusted';

async function idTokenFor(code: string, verifier: string): Promise<string> {
  const parameters = redemption(code, verifier);
  const answer = await world.call('auth/token', { parameters, clientId: client_id, clientSecret: secret });
  return String(contentOf(answer)['id_token']);
}

/** Of a person of the front-end. */
async function idTokenOfGuest(subject: string): Promise<string> {
  const { parameters, verifier } = world.request({ client_id });
  const { body } = await world.call('auth/authorization', { parameters });
  const issued = await world.call('auth/authorization/issue', { ticket: body['ticket'], subject });
  return idTokenFor(codeIn(String(issued.body['responseContent'])), verifier);
}

const codeIn = (location: string): string => new URL(location).searchParams.get('code') ?? '';

/** Of somebody who signs in at the page of this server, with the cookies of their browser. */
async function idTokenOfUser(loginId: string) {
  const { parameters, verifier } = world.request({ client_id });
  const page = await fetch(`${world.server.origin}/api/authorization?${parameters}`);
  const ticket = /name="ticket" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const fields = { ticket, loginId, password: 'correct horse battery clip', authorized: 'true' };
  const answer = await fetch(`${world.server.origin}/api/authorization/decision`, {
    ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) },
  });
  const cookies = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
  const idToken = await idTokenFor(codeIn(answer.headers.get('location') ?? ''), verifier);
  return { idToken, cookie: cookies.join('; ') };
}

async function silently(id_token_hint: string, cookie: string): Promise<URLSearchParams> {
  const { parameters } = world.request({ client_id, id_token_hint, prompt: 'none' });
  const address = `${world.server.origin}/oauth/authorize?${parameters}`;
  const answer = await fetch(address, { redirect: 'manual', headers: { cookie } });
  return new URL(answer.headers.get('location') ?? '').searchParams;
}

const atFrontEnd = async (id_token_hint: string) => {
  const { parameters } = world.request({ client_id, id_token_hint, prompt: 'none' });
  return (await world.call('auth/authorization', { parameters })).body;
};

describe('an ID token as hint, where a guest and a user have the same subject — federation-vci-authlete.md ATL-25', () => {
  it('of a guest is that of no user', async () => {
    const guest = await idTokenOfGuest('1001');
    assert.equal(claimsOf(guest)['sub'], '1001');
    assert.equal((await atFrontEnd(guest))['subject'], '1001');
    const { idToken, cookie } = await idTokenOfUser('john');
    assert.equal(claimsOf(idToken)['sub'], '1001');
    assert.ok((await silently(idToken, cookie)).get('code'));
    assert.equal((await silently(guest, cookie)).get('error'), 'login_required');
  });

  it('of a user is that of no guest', async () => {
    const { idToken } = await idTokenOfUser('john');
    const { action, responseContent } = await atFrontEnd(idToken);
    assert.equal(action, 'LOCATION');
    assert.match(String(responseContent), /error=login_required/);
  });
});
