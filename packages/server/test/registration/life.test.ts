/** The life of a client that registered itself: consent, change, idleness, end (clients.md §3, §4). */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type MovingClock, movingClock } from '../e2e/moving-clock.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { manage, redirectUri, register, replace, standing, type Told } from './client.ts';

const person = { username: 'ada', password: 'correct horse battery clip' };
const verifier = 'v'.repeat(43);
const DAY = 86_400;

describe('a client that registered itself', () => {
  let server: TestServer;
  let clock: MovingClock;
  let browser: PlainBrowser;

  before(async () => {
    clock = movingClock();
    server = await startTestServer({ bootstrap: { users: [person] }, clock });
    browser = plainBrowser(server);
    await signInPlainly(browser, person);
  });
  after(() => server.stop());

  const request = ({ client_id }: Told): string =>
    `/oauth/authorize?${new URLSearchParams({
      client_id,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })}`;

  /** Where the request leads a browser that is signed in. */
  const leadsTo = async (told: Told): Promise<string> =>
    (await browser.get(request(told))).headers.get('location') ?? '';

  async function allow(told: Told): Promise<string> {
    const fields = hiddenFields(await (await browser.get(await leadsTo(told))).text());
    const answer = await browser.post('/consent', { ...fields, action: 'approve' });
    return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
  }

  async function token(fields: Readonly<Record<string, string>>) {
    const response = await fetch(`${server.origin}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams(fields),
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  }

  const redeem = ({ client_id }: Told, code: string) =>
    token({
      grant_type: 'authorization_code',
      client_id,
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
  const refresh = ({ client_id }: Told, refresh_token = '') =>
    token({ grant_type: 'refresh_token', client_id, refresh_token });

  it('is asked for consent once, and again when it changed what was shown; its tokens stay', async () => {
    const told = await register(server.origin);
    const { body } = await redeem(told, await allow(told));
    assert.ok((await leadsTo(told)).startsWith(redirectUri), 'consent is remembered');
    const scoped = await replace(server.origin, told, { scope: 'openid', contacts: ['a@list.example'] });
    assert.ok((await leadsTo(told)).startsWith(redirectUri), 'nothing that was shown has changed');
    await replace(server.origin, scoped, { redirect_uris: [redirectUri, 'https://other.example/cb'] });
    assert.match(await leadsTo(told), /^\/consent\?/);
    const refreshed = await refresh(told, body['refresh_token']);
    assert.equal(refreshed.status, 200);
  });

  it('is in the audit log with name, address and redirect hosts, and with no secret — clients.md §2 Events', async () => {
    const told = await register(server.origin, { token_endpoint_auth_method: 'client_secret_basic' });
    const renamed = { client_name: 'Renamed', token_endpoint_auth_method: 'client_secret_basic' };
    const replaced = await replace(server.origin, told, renamed);
    await manage(server.origin, replaced, { method: 'DELETE' });
    const rows = await server.running.database.kysely
      .selectFrom('audit_event')
      .select(['event_type', 'severity', 'resource_name', 'actor_ip', 'details'])
      .where('resource_id', '=', told.client_id)
      .orderBy('id')
      .execute();
    const hosts = { redirect_hosts: ['list.example'] };
    const from = { actor_ip: '127.0.0.1' };
    assert.deepEqual(
      rows.map((row) => ({ ...row, details: JSON.parse(row.details) })),
      [
        {
          ...{ event_type: 'CLIENT_REGISTERED', severity: 'INFO', resource_name: 'Reading List', ...from },
          details: { source: 'dynamic', ...hosts },
        },
        {
          ...{ event_type: 'CLIENT_UPDATED', severity: 'INFO', resource_name: 'Renamed', ...from },
          details: { fields: ['client_name'], ...hosts },
        },
        {
          ...{ event_type: 'CLIENT_DELETED', severity: 'WARNING', resource_name: 'Renamed', ...from },
          details: hosts,
        },
      ],
    );
  });

  it('ends after ninety unused days, and tells people what helps', async () => {
    const told = await register(server.origin);
    clock.advance(89 * DAY);
    assert.equal(await standing(server.origin, told), 400);
    clock.advance(89 * DAY);
    assert.equal(await standing(server.origin, told), 400, 'its use has prolonged its life');
    clock.advance(90 * DAY);
    assert.equal(await standing(server.origin, told), 401);
    assert.equal((await manage(server.origin, told)).status, 401);
    const page = await browser.get(request(told));
    assert.equal(page.status, 400);
    assert.match(await page.text(), /remove the connection to this server and add it again/);
  });

  it('does not end while a token of it can be used', async () => {
    const strict = await startTestServer({
      bootstrap: { users: [person] },
      clock,
      environment: { CLIENT_LIFETIME: '1h' },
    });
    const own = plainBrowser(strict);
    await signInPlainly(own, person);
    const [told, idle] = [await register(strict.origin), await register(strict.origin)];
    const consent = (await own.get(request(told))).headers.get('location') ?? '';
    const fields = hiddenFields(await (await own.get(consent)).text());
    const answer = await own.post('/consent', { ...fields, action: 'approve' });
    const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const redeemed = await fetch(`${strict.origin}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        ...{ grant_type: 'authorization_code', client_id: told.client_id, code },
        ...{ redirect_uri: redirectUri, code_verifier: verifier },
      }),
    });
    assert.equal(redeemed.status, 200);
    clock.advance(DAY);
    assert.equal(await standing(strict.origin, idle), 401);
    assert.equal(await standing(strict.origin, told), 400);
    assert.equal((await manage(strict.origin, told)).status, 200);
    await strict.stop();
  });
});
