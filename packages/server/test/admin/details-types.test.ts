/** Types of authorization details over HTTP: kept by administrators, asked for, allowed, taken away (advanced.md §8). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { confirms } from '../account/world.ts';
import { authorizationRequest, redeemCode } from '../e2e/authorization-request.ts';
import { alice, bob, declarations, webApplication } from '../e2e/declarations.ts';
import { fills, path, unescaped } from '../e2e/forms.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { type RelyingParty, startRelyingParty } from '../e2e/relying-party.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

let party: RelyingParty;
let server: TestServer;
let admin: PlainBrowser;
let user: PlainBrowser;

before(async () => {
  party = await startRelyingParty();
  const { users, clients } = declarations(party);
  const admins = [{ ...Object(users[0]), role: 'admin' }, ...users.slice(1)];
  server = await startTestServer({ bootstrap: { users: admins, clients } });
  admin = plainBrowser(server);
  user = plainBrowser(server);
  assert.equal((await signInPlainly(admin, alice)).status, 303);
  assert.equal((await signInPlainly(user, bob)).status, 303);
});
after(async () => {
  await server.stop();
  await party.stop();
});

const at = '/admin/policies/details-types/payment';
const schema = {
  type: 'object',
  properties: {
    amount: { type: 'string', maxLength: 20 },
    to: {
      type: 'object',
      properties: { name: { type: 'string' } },
      required: ['name'],
      additionalProperties: false,
    },
  },
  required: ['amount', 'to'],
  additionalProperties: false,
};
const type = {
  type: 'payment',
  title: 'Pay from your account',
  title_de: 'Von Ihrem Konto bezahlen',
  schema: JSON.stringify(schema),
  labels: 'amount = Amount\r\nto.name = Payee',
  labels_de: 'amount = Betrag',
};
const payment = (amount: string) => ({ type: 'payment', amount, to: { name: '<b>Bob & Co</b>' } });

const asks = (details: unknown) =>
  authorizationRequest(server, party, { scope: 'openid', authorization_details: JSON.stringify(details) });

async function consentPage(details: unknown) {
  const request = asks(details);
  const toConsent = await user.get(request.address);
  const page = await (await user.get(toConsent.headers.get('location') ?? '')).text();
  return { request, page };
}

type Tokens = Readonly<Record<string, string>> & { readonly authorization_details?: unknown };

async function allows(details: unknown, ticked: Readonly<Record<string, string>>): Promise<Tokens> {
  const { request, page } = await consentPage(details);
  const answer = await user.post('/consent', { ...hiddenFields(page), ...ticked, action: 'approve' });
  return redeemCode(server, new URL(answer.headers.get('location') ?? ''), request);
}

const posts = async (way: string, form: Record<string, string>) => {
  const { client_id, client_secret } = webApplication;
  const body = new URLSearchParams({ ...form, client_id, client_secret });
  return (await (await fetch(server.origin + way, { method: 'POST', body })).json()) as Tokens;
};

describe('a type of authorization details', () => {
  it('is registered as it can be taken, and says what is wrong with it else — product.md §12.3 /admin/policies', async () => {
    const tries = (change: Record<string, string>) =>
      fills(admin, '/admin/policies/details-types/new', {
        to: '/admin/policies/details-types',
        ...type,
        ...change,
      });
    for (const [change, wrong] of [
      [{ schema: '{' }, 'schema-error'],
      [{ schema: JSON.stringify({ ...schema, additionalProperties: true }) }, 'schema-error'],
      [{ labels: 'elsewhere = Nothing' }, 'labels-error'],
      [{ labels_de: 'elsewhere = Nichts' }, 'labels_de-error'],
      [{ locations: 'no address' }, 'locations-error'],
      [{ type: 'two words' }, 'type-error'],
    ] as const) {
      const refused = await tries(change);
      assert.equal(refused.status, 400, wrong);
      assert.ok((await refused.text()).includes(wrong), wrong);
    }
    assert.equal(path(await tries({})), '/admin/policies');
    assert.ok((await (await tries({})).text()).includes('type-error'), 'twice');
    assert.match(await (await admin.get('/admin/policies')).text(), new RegExp(`href="${at}"`));
  });

  it('is described in fields as well, which say the same as its schema — product.md §12.3 /admin/policies', async () => {
    const fields = {
      ...{ as: 'fields', type: 'transfer', title: 'Pay', title_de: 'Bezahlen' },
      ...{ member_0_path: 'amount', member_0_required: '1', member_0_most: '20', member_0_label: 'Amount' },
      ...{ member_2_path: 'to.name', member_2_kind: 'text', member_2_required: '1', member_2_label: 'Payee' },
      ...{ member_2_label_de: 'Empfänger', locations_label: 'Where' },
    };
    const newForm = '/admin/policies/details-types/new';
    const to = '/admin/policies/details-types';
    const refused = await fills(admin, newForm, { to, ...fields, member_2_least: 'some' });
    assert.equal(refused.status, 400);
    assert.match(await refused.text(), /id="member_2_least-error"/);
    assert.equal(path(await fills(admin, newForm, { to, ...fields })), '/admin/policies');
    const transfer = `${to}/transfer`;
    const asJson = unescaped(await (await admin.get(`${transfer}?as=json`)).text());
    assert.deepEqual(JSON.parse(/<textarea id="schema"[^>]*>\n([^<]*)</.exec(asJson)?.[1] ?? ''), schema);
    assert.match(asJson, /amount = Amount\nto\.name = Payee\nlocations = Where/);
    const shown = await (await admin.get(transfer)).text();
    assert.match(shown, /id="member_1_path"[^>]* value="to\.name"/);
    assert.match(shown, /id="member_1_label_de"[^>]* value="Empfänger"/);
    const open = { ...schema, properties: { amount: { enum: ['1.00'] } }, required: ['amount'] };
    const rare = { ...type, schema: JSON.stringify(open), labels: '', labels_de: '' };
    assert.equal((await fills(admin, transfer, rare)).status, 303);
    assert.match(await (await admin.get(transfer)).text(), /<textarea id="schema"/, 'no rows can say it');
    assert.equal(path(await confirms(admin, `${transfer}/delete`, { name: 'transfer' })), '/admin/policies');
  });

  it('is tried without any effect', async () => {
    const tries = async (object: unknown) =>
      (await fills(admin, at, { to: `${at}/try`, object: JSON.stringify(object) })).text();
    assert.match(await tries(payment('1.00')), /<dt>Amount<\/dt><dd><bdi>1\.00<\/bdi>/);
    assert.match(await tries({ ...payment('1.00'), more: 1 }), /would be refused/);
  });

  it('is changed by one person at a time — product.md A-8', async () => {
    const seen = hiddenFields(await (await admin.get(at)).text());
    assert.equal((await fills(admin, at, { ...type, title: 'Pay somebody' })).status, 303);
    const stale = await admin.post(at, { ...seen, ...type });
    assert.equal(stale.status, 409);
    assert.match(
      await stale.text(),
      /What it allows, in words<\/th>\s*<td[^>]*><code[^>]*>Pay somebody<\/code>/,
    );
    assert.equal((await fills(admin, at, type)).status, 303);
  });

  it('is asked about object by object; what is not ticked is not allowed — advanced.md RAR-3, RAR-4', async () => {
    const both = [payment('10.00'), payment('20.00')];
    const { page } = await consentPage(both);
    assert.match(page, /<bdi>10\.00<\/bdi>/);
    assert.match(page, /<bdi>&lt;b&gt;Bob &amp; Co&lt;\/b&gt;<\/bdi>/);
    const tokens = await allows(both, { detail_1: '1' });
    assert.deepEqual(tokens.authorization_details, [both[1]]);
    const seen = await posts('/oauth/introspect', { token: tokens['access_token'] ?? '' });
    assert.deepEqual(seen.authorization_details, [both[1]]);
    const silent = await user.get(asks([both[1]]).address);
    assert.ok(silent.headers.get('location')?.startsWith(party.redirectUri));
  });

  it('stands with what an application may do — product.md T-1', async () => {
    const page = unescaped(await (await user.get('/account/authorizations')).text());
    assert.match(page, /<bdi>20\.00<\/bdi>/);
    assert.doesNotMatch(page, /<bdi>10\.00<\/bdi>/);
    assert.doesNotMatch(page, /name="detail_/);
  });

  it('is shown by its words of now: a page that says others counts no more — protocol.md IN-6', async () => {
    const { page } = await consentPage([payment('30.00')]);
    await fills(admin, at, { ...type, labels: 'amount = Sum\r\nto.name = Payee', labels_de: '' });
    const answer = await user.post('/consent', { ...hiddenFields(page), detail_0: '1', action: 'approve' });
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /<dt>Sum<\/dt>/);
  });

  it('is in the metadata, and takes what was granted with it — advanced.md RAR-6, protocol.md IN-6', async () => {
    const supported = async () => {
      const metadata = await fetch(`${server.origin}/.well-known/oauth-authorization-server`);
      return ((await metadata.json()) as Tokens)['authorization_details_types_supported'];
    };
    assert.deepEqual(await supported(), ['payment']);
    const tokens = await allows([payment('40.00')], { detail_0: '1' });
    const deleted = await confirms(admin, `${at}/delete`, { name: 'payment' });
    assert.equal(path(deleted), '/admin/policies', await deleted.text());
    assert.deepEqual(await supported(), []);
    const refreshed = await posts('/oauth/token', {
      ...{ grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] ?? '' },
    });
    assert.ok(refreshed['access_token']);
    assert.equal(refreshed.authorization_details, undefined);
  });
});
