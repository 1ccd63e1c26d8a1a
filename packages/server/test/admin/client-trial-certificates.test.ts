/** Clients with certificates, tried by requests that are sent from where their keys are (product.md C-7, RFC 8705). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { selfSigned, type TestIssued } from '@grantor/engine/testing';
import { alice } from '../e2e/declarations.ts';
import { fills, unescaped } from '../e2e/forms.ts';
import { hiddenFields, type PlainBrowser, signedInPlainly } from '../e2e/plain-browser.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

const secret = 'f3b1c5d7-92aa-4d1e-8f0b-6d1f2a3b4c5d';
const app = {
  ...{ redirect_uris: ['https://photos.example/callback'], scope: 'openid profile read', skip_consent: true },
  grant_types: [
    ...['authorization_code', 'client_credentials', 'refresh_token'],
    'urn:ietf:params:oauth:grant-type:device_code',
  ],
};
const own = selfSigned({ subject: [['CN', 'till']] });
const other = selfSigned({ subject: [['CN', 'till']] });

const clients = [
  {
    ...{ ...app, client_id: 'till', token_endpoint_auth_method: 'self_signed_tls_client_auth' },
    ...{ jwks: { keys: [own.jwk] }, tls_client_certificate_bound_access_tokens: true },
  },
  {
    ...{ ...app, client_id: 'bound', client_secret: secret },
    tls_client_certificate_bound_access_tokens: true,
  },
];

let server: TestServer;
let admin: PlainBrowser;

before(async () => {
  server = await startTestServer({
    bootstrap: { users: [{ ...alice, role: 'admin' }], clients },
    // what a proxy in front says of the connection
    environment: { MTLS_CERT_HEADER: 'Client-Cert', TRUSTED_PROXIES: '127.0.0.1,::1' },
  });
  admin = await signedInPlainly(server, alice);
  for (const { client_id } of clients)
    await fills(admin, pageOf(client_id), { to: `${pageOf(client_id)}/on` });
});
after(() => server.stop());

const pageOf = (client: string): string => `/admin/clients/${client}/try`;

async function begins(client: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const at = pageOf(client);
  const page = await fills(admin, at, { to: `${at}/start`, scope: 'openid profile read', ...fields });
  assert.equal(page.status, 200, await page.clone().text());
  return page.text();
}

async function sends(html: string, to: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const form = html.slice(html.indexOf(`action="${to}"`));
  return (await admin.post(to, { ...hiddenFields(form), ...fields })).text();
}

/** Goes where the page sends the browser, and comes back. */
async function comesBack(html: string): Promise<string> {
  const [, address = ''] = /href="([^"]*\/oauth\/authorize\?[^"]*)"/.exec(html) ?? [];
  const { pathname, search } = new URL(unescaped(address));
  const { headers } = await admin.get(pathname + search);
  const back = new URL(headers.get('location') ?? '');
  return (await admin.get(back.pathname + back.search)).text();
}

/** Does what the command of the page does, over a connection that shows the certificate. */
async function runs(
  html: string,
  { der }: TestIssued,
  headers: Record<string, string> = {},
): Promise<string> {
  const commands = [...html.matchAll(/<pre[^>]*>(?:<code[^>]*>)?(curl [^<]*)/g)];
  const command = unescaped(commands.at(-1)?.[1] ?? '');
  assert.match(command, /--cert "\$CLIENT_CERT" \\\n {2}--key "\$CLIENT_KEY"/);
  const [, address = ''] = /^curl '([^']*)'/.exec(command) ?? [];
  const pairs = [...command.matchAll(/--data-urlencode '([^=']*)=([^']*)'/g)].map(
    ([, name = '', value = '']) => [name, value],
  );
  const answer = await fetch(address, {
    ...(pairs.length === 0 ? {} : { method: 'POST', body: new URLSearchParams(pairs) }),
    headers: { 'client-cert': `:${Buffer.from(der).toString('base64')}:`, ...headers },
  });
  return answer.text();
}

describe('a client that proves itself by its certificate', () => {
  it('is told of before anything begins — product.md C-7', async () => {
    const page = await (await admin.get(pageOf('till'))).text();
    assert.match(page, /proves itself with its certificate/);
    assert.doesNotMatch(page, /name="proof"/);
  });

  it('gets its code in the browser, and its tokens where its key is — product.md C-7, RFC 8705 §2.2', async () => {
    const at = pageOf('till');
    const back = await comesBack(await begins('till', { flow: 'authorization_code', way: 'browser' }));
    const shown = await sends(back, `${at}/token`, { binding: 'certificate' });
    assert.match(shown, /3 · Token request/);
    const refused = await sends(shown, `${at}/answer`, { answer: await runs(shown, other) });
    assert.match(refused, /invalid_client/);
    const answer = await runs(shown, own);
    const got = await sends(shown, `${at}/answer`, { answer });
    assert.match(got, /Signed by this server/);
    assert.match(got, /x5t#S256/);
    assert.match(got, /4 · Who is it\?/);
    const token = `Bearer ${JSON.parse(answer).access_token}`;
    assert.match(await runs(got, own, { authorization: token }), /"sub"/);
    assert.doesNotMatch(await runs(got, other, { authorization: token }), /"sub"/);
    const after = await sends(got, `${at}/revoke`, {});
    assert.doesNotMatch(after, /not here/);
    assert.doesNotMatch(await runs(got, own, { authorization: token }), /"sub"/);
  });

  it('pushes, asks for a device and for itself in the same way — product.md C-7', async () => {
    const at = pageOf('till');
    const pushed = await begins('till', { flow: 'authorization_code', way: 'pushed' });
    assert.match(pushed, /oauth\/par/);
    const named = await sends(pushed, `${at}/answer`, { answer: await runs(pushed, own) });
    const back = await comesBack(named);
    const asked = await sends(back, `${at}/token`, {});
    assert.match(asked, /4 · Token request/);

    const device = await begins('till', { flow: 'device' });
    const waits = await sends(device, `${at}/answer`, { answer: await runs(device, own) });
    assert.match(waits, /user_code/);
    const polled = await sends(waits, `${at}/token`, {});
    const pending = await sends(polled, `${at}/answer`, { answer: await runs(polled, own) });
    assert.match(pending, /authorization_pending/);
    assert.match(pending, /Ask for the tokens/);

    const alone = await begins('till', { flow: 'client_credentials', scope: 'read' });
    const got = await sends(alone, `${at}/answer`, { answer: await runs(alone, own) });
    assert.match(got, /Signed by this server/);
    const nonsense = await sends(alone, `${at}/answer`, { answer: '<script>' });
    assert.match(nonsense, /&lt;script&gt;/);
  });
});

describe('a client whose tokens are bound to its certificate', () => {
  it('gets them where its key is, or bound to a key of the trial — product.md C-7, RFC 8705 §3', async () => {
    const at = pageOf('bound');
    const fields = { flow: 'client_credentials', scope: 'read', proof: secret };
    const held = await begins('bound', { ...fields, binding: 'dpop' });
    assert.match(held, /jkt/);
    const shown = await begins('bound', { ...fields, binding: 'certificate' });
    assert.ok(shown.includes('$CLIENT_SECRET') && !shown.includes(secret));
    const basic = `Basic ${Buffer.from(`bound:${secret}`).toString('base64')}`;
    const answer = await runs(shown, other, { authorization: basic });
    assert.match(await sends(shown, `${at}/answer`, { answer }), /x5t#S256/);
  });
});
