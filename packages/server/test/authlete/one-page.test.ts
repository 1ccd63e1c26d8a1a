import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { callback, declarations, type FrontEndWorld, secret, startFrontEndWorld } from './world.ts';

const password = 'correct horse battery clip';

let world: FrontEndWorld;
before(async () => {
  world = await startFrontEndWorld({ ENABLE_AUTHLETE_API: 'false', AUTHLETE_API_TOKEN: '' });
});
after(() => world.server.stop());

type Sent = Readonly<Record<string, string>>;

const page = async (change: Sent = {}, headers: Sent = {}) => {
  const { parameters, verifier } = world.request(change);
  const response = await fetch(`${world.server.origin}/api/authorization?${parameters}`, {
    redirect: 'manual',
    headers: { accept: 'text/html', ...headers },
  });
  const html = await response.text();
  return { response, html, verifier, ticket: /name="ticket" value="([^"]+)"/.exec(html)?.[1] ?? '' };
};

const decide = (fields: Sent, headers: Sent = {}) =>
  fetch(`${world.server.origin}/api/authorization/decision`, {
    method: 'POST',
    redirect: 'manual',
    headers,
    body: new URLSearchParams(fields),
  });

const sentTo = (response: Response): URLSearchParams => {
  const location = response.headers.get('location') ?? '';
  assert.ok(location.startsWith(callback), `${response.status} ${location}`);
  return new URL(location).searchParams;
};

describe('sign-in and consent on one page', () => {
  it('is one form that holds its ticket, without a hop before it — federation-vci-authlete.md ATL-9', async () => {
    const { response, html, ticket } = await page({ login_hint: 'jane' });
    assert.equal(response.status, 200);
    assert.match(ticket, /^[\w-]{43}\.[\w-]{43}$/);
    assert.equal(html.match(/<form [^>]*class="body"/g)?.length, 1);
    for (const part of [
      /name="loginId"[^>]*value="jane"/,
      /name="password"/,
      /name="authorized" value="true"/,
    ])
      assert.match(html, part);
  });

  for (const [name, subject] of [
    ['john', '1001'],
    ['jane', '1002'],
    ['max', '1003'],
  ] as const) {
    it(`gives a code to ${name} for the right password, by 303 — federation-vci-authlete.md ATL-10`, async () => {
      const { ticket, verifier } = await page();
      const answer = await decide({ ticket, loginId: name, password, authorized: 'true' });
      assert.equal(answer.status, 303);
      const sent = sentTo(answer);
      assert.deepEqual([sent.get('state'), sent.get('iss')], ['st', world.server.origin]);
      const response = await fetch(`${world.server.origin}/api/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`web:${secret}`)}` },
        body: new URLSearchParams({
          ...{ grant_type: 'authorization_code', code: sent.get('code') ?? '', redirect_uri: callback },
          code_verifier: verifier,
        }),
      });
      const { access_token: token } = (await response.json()) as Record<string, string>;
      const userinfo = await fetch(`${world.server.origin}/api/userinfo`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const { sub, preferred_username: known } = (await userinfo.json()) as Record<string, string>;
      assert.deepEqual([sub, known], [subject, name]);
    });
  }

  it('takes a subject in the place of a name, and the cookie in that of the ticket', async () => {
    const { response } = await page();
    const cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const answer = await decide({ subject: '1002', password, authorized: 'on' }, { cookie });
    assert.equal(answer.status, 303);
    assert.match(sentTo(answer).get('code') ?? '', /^gac_/);
  });

  it('tells the client of a wrong password and of a no, and is over then', async () => {
    const wrong = await page();
    const failed = await decide({
      ticket: wrong.ticket,
      loginId: 'john',
      password: 'wrong',
      authorized: 'true',
    });
    assert.deepEqual([failed.status, sentTo(failed).get('error')], [302, 'login_required']);
    for (const authorized of [{ authorized: 'false' }, {}] as readonly Sent[]) {
      const { ticket } = await page();
      const denied = await decide({ ticket, loginId: 'john', password, ...authorized });
      assert.deepEqual([denied.status, sentTo(denied).get('error')], [303, 'access_denied']);
      const again = await decide({ ticket, loginId: 'john', password, authorized: 'true' });
      assert.equal(again.status, 400);
    }
    assert.equal((await decide({ loginId: 'john', password, authorized: 'true' })).status, 400, 'no request');
  });

  it('is decided on our own page alone', async () => {
    const { ticket } = await page();
    const given = { ticket, loginId: 'john', password, authorized: 'true' };
    assert.equal((await decide(given, { origin: 'https://evil.example' })).status, 403);
    assert.equal((await decide(given, { 'sec-fetch-site': 'cross-site' })).status, 403);
    assert.equal(
      (await decide(given, { origin: world.server.origin, 'sec-fetch-site': 'same-origin' })).status,
      303,
    );
  });

  it('counts for what it showed', async () => {
    const { ticket } = await page({ scope: 'openid write' });
    const [flow] = ticket.split('.');
    const other = (await page({ scope: 'openid email write' })).ticket.split('.')[1];
    const answer = await decide({
      ticket: `${flow}.${other}`,
      loginId: 'john',
      password,
      authorized: 'true',
    });
    assert.equal(answer.status, 400);
    const shown = /name="ticket" value="([^"]+)"/.exec(await answer.text())?.[1] ?? '';
    assert.equal(shown, ticket);
    const cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const again = await decide({ ticket: shown, loginId: 'john', password, authorized: 'true' }, { cookie });
    assert.match(sentTo(again).get('code') ?? '', /^gac_/);
  });

  it('goes by the session where that is enough, and only there', async () => {
    const first = await page({ client_id: 'trusted' });
    const answer = await decide({ ticket: first.ticket, loginId: 'john', password, authorized: 'true' });
    const cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const silent = await page({ client_id: 'trusted', prompt: 'none' }, { cookie });
    assert.equal(silent.response.status, 303);
    assert.match(sentTo(silent.response).get('code') ?? '', /^gac_/);
    const stranger = await page({ prompt: 'none' });
    assert.equal(sentTo(stranger.response).get('error'), 'login_required');
  });

  it('is refused in JSON before the redirect URI is trusted, the client first — federation-vci-authlete.md ATL-11', async () => {
    const refused = async (change: Sent, accept: string) => {
      const { response, html } = await page(change, { accept });
      return [response.status, response.headers.get('content-type')?.split(';')[0], html] as const;
    };
    const [status, type, body] = await refused({ client_id: 'nobody', response_type: 'nonsense' }, '*/*');
    assert.deepEqual([status, type, JSON.parse(body).error], [400, 'application/json', 'invalid_client']);
    const [, html] = await refused({ client_id: 'nobody' }, 'text/html');
    assert.equal(html, 'text/html');
    const [, , uri] = await refused({ redirect_uri: 'https://evil.example/' }, '*/*');
    assert.equal(JSON.parse(uri).error, 'invalid_request');
    const without = await fetch(`${world.server.origin}/api/authorization`);
    assert.deepEqual([without.status, ((await without.json()) as Sent)['error']], [400, 'invalid_client']);
  });

  it('comes by POST, too', async () => {
    const { parameters } = world.request();
    const response = await fetch(`${world.server.origin}/api/authorization`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: parameters,
    });
    assert.equal(response.status, 200);
    assert.match(await response.text(), /name="ticket" value="/);
  });

  it('knows the people and clients of the bootstrap file', () => {
    assert.deepEqual(
      declarations.users.map(({ username, sub }) => `${username} ${sub}`),
      ['john 1001', 'jane 1002', 'max 1003'],
    );
  });
});
