/**
 * This server as an enterprise's: it vouches for its people at another authorization server, which is one of ours as well and
 * knows of the first what anybody may read (advanced.md TEX-9).
 */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { authorizationRequest, redeemCode } from '../e2e/authorization-request.ts';
import { alice, declarations, webApplication } from '../e2e/declarations.ts';
import { fills, unescaped } from '../e2e/forms.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { type RelyingParty, startRelyingParty } from '../e2e/relying-party.ts';
import { until } from '../operations/program.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const bearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const typeOf = (name: string) => `urn:ietf:params:oauth:token-type:${name}`;
const chat = 'https://chat.example/mcp';
const there = { client_id: 'album-there', client_secret: 'album-there-3f8a1c5d9b7e4602a1d8c7e5' } as const;

let party: RelyingParty;
let enterprise: TestServer;
let elsewhere: TestServer;
let browser: PlainBrowser;
let idToken: string;

before(async () => {
  party = await startRelyingParty();
  const declared = declarations(party, { grant_types: [...webApplication.grant_types, exchange] });
  const users = declared.users.map((user) => ({ ...Object(user), role: 'admin' }));
  enterprise = await startTestServer({ bootstrap: { ...declared, users } });
  elsewhere = await startTestServer({
    environment: { OUTBOUND_ALLOWED_HOSTS: new URL(enterprise.origin).host },
    bootstrap: {
      users: [],
      clients: [
        {
          ...{ ...there, client_name: 'Album there', grant_types: [bearer], response_types: [] },
          scope: 'chat:read chat:write',
        },
      ],
      resources: [{ resource: chat, name: 'Chat', scopes: ['chat:read', 'chat:write'] }],
      trusted_issuers: [
        {
          ...{ id: 'corp', issuer: enterprise.origin, kind: 'id-jag', maximal_lifetime: 300 },
          ...{ resources: [chat], unknown_subjects: 'created' },
        },
      ],
    },
  });
  browser = plainBrowser(enterprise);
  await signInPlainly(browser, alice);
  idToken = await signInToTheApplication();
});
after(async () => {
  await enterprise.stop();
  await elsewhere.stop();
  await party.stop();
});

async function signInToTheApplication(): Promise<string> {
  const request = authorizationRequest(enterprise, party, { scope: 'openid' });
  const toConsent = await browser.get(request.address);
  const page = await (await browser.get(toConsent.headers.get('location') ?? '')).text();
  const answer = await browser.post('/consent', { ...hiddenFields(page), action: 'approve' });
  const tokens = await redeemCode(enterprise, new URL(answer.headers.get('location') ?? ''), request);
  return tokens['id_token'] ?? '';
}

type Answer = { readonly status: number; readonly body: Readonly<Record<string, string>> };

async function post({ origin }: TestServer, form: Readonly<Record<string, string>>): Promise<Answer> {
  const answer = await fetch(`${origin}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

const asksToBeVouchedFor = (change: Readonly<Record<string, string>> = {}) =>
  post(enterprise, {
    ...{ grant_type: exchange, client_id: webApplication.client_id },
    ...{ client_secret: webApplication.client_secret, requested_token_type: typeOf('id-jag') },
    ...{ subject_token: idToken, subject_token_type: typeOf('id_token'), audience: elsewhere.origin },
    ...{ resource: chat, scope: 'chat:read' },
    ...change,
  });

describe('an enterprise vouches for its people elsewhere — advanced.md TEX-9', () => {
  it('where an administrator allowed it, and nowhere before', async () => {
    assert.equal((await asksToBeVouchedFor()).body['error'], 'unauthorized_client');
    const declaration = JSON.stringify({
      ...{ id: 'chat', client: webApplication.client_id, subject_token: 'id_token', mode: 'impersonation' },
      ...{ id_jag: { client_id: there.client_id, resources: [chat] }, audiences: [elsewhere.origin] },
      scopes: ['chat:read', 'chat:write'],
    });
    const at = '/admin/policies/exchange-rules';
    const made = await fills(browser, `${at}/new`, { to: at, declaration });
    assert.equal(made.status, 303, await made.text());
    assert.match(await (await browser.get('/admin/policies')).text(), /another server \(ID-JAG\)/);
    assert.equal((await asksToBeVouchedFor()).status, 200);
  });

  it('gets its client a token there, once', async () => {
    const { body } = await asksToBeVouchedFor();
    assert.deepEqual([body['token_type'], body['issued_token_type']], ['N_A', typeOf('id-jag')]);
    const redeemed = () =>
      post(elsewhere, { ...there, grant_type: bearer, assertion: body['access_token'] ?? '' });
    const token = await redeemed();
    assert.deepEqual([token.status, token.body['scope']], [200, 'chat:read'], JSON.stringify(token.body));
    assert.equal((await redeemed()).body['error'], 'invalid_grant');
  });

  it('is seen by the person it is about, with where it was for', async () => {
    const told = `${webApplication.client_name} → ${elsewhere.origin}`;
    await until('the audit log has it', async () => {
      const page = unescaped(await (await browser.get('/account/activity')).text());
      return page.includes('Token exchanged') && page.includes(told);
    });
  });

  it('ends with what the person allowed the application', async () => {
    const page = await (await browser.get('/account/authorizations')).text();
    const [, action = ''] = /"(\/account\/authorizations\/[^"]+\/revoke)"/.exec(page) ?? [];
    const question = await (await browser.get(action)).text();
    await browser.post(action, hiddenFields(question));
    assert.equal((await asksToBeVouchedFor()).body['error'], 'invalid_request');
  });
});
