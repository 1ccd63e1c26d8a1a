/** What a credential has come to say of people since somebody allowed it (protocol.md IN-3, IN-6, security.md T-4). */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { hiddenFields } from '../races/person.ts';
import { codeOf, post, redeem, sent } from './raw.ts';
import { type CredentialWorld, startCredentialWorld, walletRedirect } from './world.ts';

let world: CredentialWorld;
let origin: string;
beforeEach(async () => {
  world = await startCredentialWorld();
  origin = world.server.origin;
  await configure('POST', '', {
    ...{ id: 'card', scope: 'library_card', name: 'Library card', binding: 'none' },
    claims: [given, { path: ['library'], constant: 'Example Library' }],
  });
  assert.ok((await world.manage('PATCH', '/clients/wallet', { scope: 'openid library_card' })).status < 300);
});
afterEach(() => world.stop());

const given = { path: ['given_name'], label: 'First name' };
const phone = { path: ['reach', 'me'], user_claim: 'phone_number', label: 'Telephone' };

async function configure(method: string, path: string, body: object): Promise<void> {
  const { status, body: answer } = await world.manage(method, `/credential-configurations${path}`, body);
  assert.ok(status < 300, JSON.stringify(answer));
}
const widen = () =>
  configure('PATCH', '/card', { claims: [given, phone, { path: ['library'], constant: 'Example Library' }] });

const verifier = 'v'.repeat(43);
const detail = JSON.stringify([{ type: 'openid_credential', credential_configuration_id: 'card' }]);
const ways = {
  scope: { scope: 'library_card' },
  details: { authorization_details: detail, scope: 'openid' },
} as const;
type Way = keyof typeof ways;

/** Where the browser of the person is sent: to a page of ours, or back with a code. */
async function ask(way: Way, more: readonly string[] = []): Promise<URL> {
  const query = new URLSearchParams({
    ...{ client_id: 'wallet', redirect_uri: walletRedirect, response_type: 'code', resource: origin },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    ...{ code_challenge_method: 'S256', ...ways[way] },
  });
  for (const resource of more) query.append('resource', resource);
  const { response } = await world.person.get(`/oauth/authorize?${query}`);
  return new URL(response.headers.get('location') ?? '', origin);
}

async function allow(page: URL): Promise<{ readonly shown: string; readonly code: string }> {
  assert.equal(page.pathname, '/consent', page.href);
  const { page: shown } = await world.person.get(`${page.pathname}${page.search}`);
  const fields = { ...hiddenFields(shown), detail_0: '1', action: 'approve' };
  const { response } = await world.person.submit('/consent', fields);
  const code = new URL(response.headers.get('location') ?? '', origin).searchParams.get('code');
  return { shown, code: code ?? assert.fail('no code') };
}

async function tokenOf(code: string): Promise<string> {
  const { status, body } = await sent(`${origin}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', client_id: 'wallet', code, code_verifier: verifier },
      redirect_uri: walletRedirect,
    }),
  });
  assert.equal(status, 200, JSON.stringify(body));
  return String(body['access_token']);
}

/** All that the credential says, what may be kept back with it. */
async function saidFor(token: string): Promise<string> {
  const { status, body } = await post(`${origin}/vci/credential`, token, {
    credential_configuration_id: 'card',
  });
  assert.equal(status, 200, JSON.stringify(body));
  const [{ credential } = { credential: '' }] = body['credentials'] as { credential: string }[];
  const [jwt = '', ...disclosures] = credential.split('~');
  return [jwt.split('.')[1] ?? '', ...disclosures]
    .map((part) => Buffer.from(part, 'base64url').toString())
    .join('\n');
}

for (const way of ['scope', 'details'] as const)
  describe(`a credential that was allowed by its ${way}`, () => {
    it('says no more of the person than it said when they allowed it — security.md T-4', async () => {
      const { shown, code } = await allow(await ask(way));
      assert.match(shown, /First name/);
      const token = await tokenOf(code);
      await widen();
      const said = await saidFor(token);
      assert.match(said, /Ada/);
      assert.match(said, /Example Library/);
      assert.doesNotMatch(said, /7946/);
    });

    it('is asked for again once it says more — protocol.md IN-3', async () => {
      await allow(await ask(way));
      assert.ok((await ask(way)).searchParams.has('code'));
      await widen();
      const { shown, code } = await allow(await ask(way));
      assert.match(shown, /Telephone/);
      assert.match(await saidFor(await tokenOf(code)), /7946/);
      assert.ok((await ask(way)).searchParams.has('code'));
    });
  });

describe('a credential whose scope is asked for beside an API', () => {
  const api = 'https://api.example/';
  const apis = {
    'that has such a scope, too': { scopes: [{ name: 'library_card', description: 'Read the shelf' }] },
    'that lists no scopes': {},
  };
  for (const [which, more] of Object.entries(apis))
    it(`is shown in words of its own, and again once it says more: one ${which} — protocol.md IN-3`, async () => {
      const made = await world.manage('POST', '/resources', { resource: api, name: 'The API', ...more });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      const { shown } = await allow(await ask('scope', [api]));
      assert.match(shown, /First name/);
      assert.ok((await ask('scope', [api])).searchParams.has('code'));
      await widen();
      const again = await allow(await ask('scope', [api]));
      assert.match(again.shown, /Telephone/);
      assert.match(await saidFor(await tokenOf(again.code)), /7946/);
    });
});

describe('a credential that was offered', () => {
  it('says what it said when the offer was taken — security.md T-4', async () => {
    const { body } = await redeem(origin, await codeOf(await world.offer(['card'])));
    await widen();
    assert.doesNotMatch(await saidFor(String(body['access_token'])), /7946/);
  });
});
