/** The public command-line clients: four hard-coded paths, forms, no discovery (protocol.md §21). */

import { strict as assert } from 'node:assert';
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { type ServerProcess, startServerProcess } from '../running-server.ts';
import { deviceGrant } from './declarations.ts';
import { allows, connectsDevice, type Person, signsIn } from './person.ts';
import { type RelyingParty, startRelyingParty } from './relying-party.ts';

let party: RelyingParty;
let server: ServerProcess;
let chromium: TestBrowser;
let administrator: Person;
let clientId: string;

before(async () => {
  party = await startRelyingParty();
  // A fresh start as an operator makes it, with every limit on.
  server = await startServerProcess({ environment: { ENABLE_RATE_LIMIT: 'true', POLLING_INTERVAL: '1s' } });
  chromium = await launchBrowser();
  const credentials = await readFile(join(server.folder, 'data/grantor-credentials.txt'), 'utf8');
  const line = (name: string): string =>
    new RegExp(`^${name}: (.+)$`, 'm').exec(credentials)?.[1] ?? assert.fail(`no ${name}`);
  administrator = { username: line('Username'), password: line('Password') };
  clientId = line('Client ID');
});

after(async () => {
  await chromium.close();
  await server.stop();
  await party.stop();
});

type Answer = { readonly status: number; readonly body: Record<string, unknown> };

async function post(path: string, form: Record<string, string>): Promise<Answer> {
  const response = await fetch(server.origin + path, {
    method: 'POST',
    body: new URLSearchParams(form),
    signal: AbortSignal.timeout(5_000), // protocol.md CL-3: their deadline
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function tokeninfo(token: unknown): Promise<Answer> {
  const response = await fetch(`${server.origin}/oauth/tokeninfo`, {
    headers: { authorization: `Bearer ${String(token)}` },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** protocol.md CL-2: what they insist on in every token answer. */
function assertTokens({ status, body }: Answer): void {
  assert.equal(status, 200);
  assert.ok(String(body['access_token']).length >= 10);
  assert.equal(body['token_type'], 'Bearer');
  assert.ok(Number.isInteger(body['expires_in']) && Number(body['expires_in']) > 0);
  assert.equal(typeof body['refresh_token'], 'string');
  assert.equal(body['scope'], 'read write');
}

describe('a command-line client', () => {
  it('signs in through the browser on its default port, refreshes, and reads its token — protocol.md CL-4, CL-2, CL-5, cli.md §7 Unmodified tools', async () => {
    const verifier = randomBytes(32).toString('base64url');
    const state = randomBytes(16).toString('base64url');
    assert.equal(state.length, 22);
    const redirectUri = `http://localhost:${new URL(party.origin).port}/callback`; // protocol.md CL-4: any port
    const address = new URL('/oauth/authorize', server.origin);
    address.search = new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'read write',
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }).toString();
    const page = await chromium.newPage();
    await page.goto(address.href);
    await signsIn(page, administrator);
    await allows(page);
    const { searchParams } = (await party.next('/callback')).url;
    assert.equal(searchParams.get('state'), state);
    const exchanged = await post('/oauth/token', {
      grant_type: 'authorization_code',
      code: searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      client_id: clientId,
      code_verifier: verifier,
    });
    assertTokens(exchanged);
    await page.context().close();

    const refreshed = await post('/oauth/token', {
      grant_type: 'refresh_token',
      refresh_token: String(exchanged.body['refresh_token']),
      client_id: clientId,
    });
    assertTokens(refreshed);
    assert.notEqual(refreshed.body['refresh_token'], exchanged.body['refresh_token']);

    const seen = await tokeninfo(refreshed.body['access_token']);
    assert.equal(seen.status, 200);
    assert.equal(seen.body['active'], true);
    assert.equal(seen.body['client_id'], clientId);
    assert.equal(seen.body['scope'], 'read write');
    assert.equal(seen.body['subject_type'], 'user');
    assert.equal(typeof seen.body['user_id'], 'string');
    assert.equal(seen.body['iss'], server.origin);
  });

  it('connects as a device: exactly 200 with six members, then polls without a secret — protocol.md CL-3', async () => {
    const started = await post('/oauth/device/code', { client_id: clientId, scope: 'read write' });
    assert.equal(started.status, 200);
    assert.deepEqual(Object.keys(started.body).sort(), [
      'device_code',
      'expires_in',
      'interval',
      'user_code',
      'verification_uri',
      'verification_uri_complete',
    ]);
    const poll = () =>
      post('/oauth/token', {
        grant_type: deviceGrant,
        device_code: String(started.body['device_code']),
        client_id: clientId,
      });
    const early = await poll();
    assert.equal(early.status, 400);
    assert.equal(early.body['error'], 'authorization_pending');
    assert.equal(typeof early.body['error_description'], 'string');

    const page = await chromium.newPage();
    await connectsDevice(page, String(started.body['verification_uri_complete']), administrator);
    const connected = await poll();
    assertTokens(connected);
    assert.equal((await tokeninfo(connected.body['access_token'])).body['subject_type'], 'user');
    await page.context().close();
  });

  it('is told invalid_grant when it has to sign in anew — protocol.md CL-2', async () => {
    const refused = await post('/oauth/token', {
      grant_type: 'refresh_token',
      refresh_token: 'grt_unknown',
      client_id: clientId,
    });
    assert.equal(refused.status, 400);
    assert.equal(refused.body['error'], 'invalid_grant');
    assert.equal(typeof refused.body['error_description'], 'string');
  });

  it('refreshes and tries again after tokeninfo said 401 — protocol.md CL-5', async () => {
    const seen = await tokeninfo('not-a-token');
    assert.equal(seen.status, 401);
    assert.equal(seen.body['error'], 'invalid_token');
  });

  it('is told how long to wait when it asks too often — protocol.md CL-5, protocol.md G-10', async () => {
    const answers = [];
    for (let count = 0; count < 12; count += 1) {
      answers.push(
        await fetch(`${server.origin}/oauth/device/code`, {
          method: 'POST',
          body: new URLSearchParams({ client_id: clientId, scope: 'read write' }),
        }),
      );
    }
    const limited = answers.filter(({ status }) => status === 429);
    assert.ok(limited.length > 0);
    for (const response of limited) {
      const seconds = Number(response.headers.get('retry-after'));
      assert.ok(Number.isInteger(seconds) && seconds >= 1, 'whole seconds');
      assert.equal(((await response.json()) as { error?: string }).error, 'rate_limit_exceeded');
    }
  });
});
