/** The ways a request of a client that is tried may go, and the key its tokens may be bound to (product.md C-7). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { alice } from '../e2e/declarations.ts';
import { fills, unescaped } from '../e2e/forms.ts';
import { hiddenFields, type PlainBrowser, signedInPlainly } from '../e2e/plain-browser.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

const secret = 'f3b1c5d7-92aa-4d1e-8f0b-6d1f2a3b4c5d';
const app = {
  redirect_uris: ['https://photos.example/callback'],
  scope: 'openid profile read',
  skip_consent: true,
};

let server: TestServer;
let admin: PlainBrowser;
let sign: (claims: object, header?: object) => Promise<string>;

before(async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'ES256', use: 'sig' };
  sign = (claims, header = {}) =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg: 'ES256', kid: 'key-1', ...header }).sign(privateKey);
  const clients = [
    { ...app, client_id: 'plain', client_secret: secret },
    {
      ...{ ...app, client_id: 'strict', client_secret: secret },
      ...{ require_pushed_authorization_requests: true, dpop_bound_access_tokens: true },
      grant_types: ['authorization_code', 'client_credentials'],
    },
    {
      ...{ ...app, client_id: 'bank', profile: 'fapi2-message-signing' },
      ...{ token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [jwk] } },
    },
  ];
  const users = [{ ...alice, role: 'admin' }];
  server = await startTestServer({
    bootstrap: { users, clients },
    environment: { ENABLE_DPOP_NONCE: 'true' },
  });
  admin = await signedInPlainly(server, alice);
  for (const { client_id } of clients)
    await fills(admin, pageOf(client_id), { to: `${pageOf(client_id)}/on` });
});

after(() => server.stop());

const pageOf = (client: string): string => `/admin/clients/${client}/try`;

async function begins(client: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const at = pageOf(client);
  const asked = { flow: 'authorization_code', scope: 'openid profile read', ...fields };
  const page = await fills(admin, at, { to: `${at}/start`, ...asked });
  assert.equal(page.status, 200, await page.clone().text());
  return page.text();
}

/** Sends the form of the page that goes there. */
async function sends(html: string, to: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const form = html.slice(html.indexOf(`action="${to}"`));
  return (await admin.post(to, { ...hiddenFields(form), ...fields })).text();
}

const addressIn = (html: string): URL =>
  new URL(unescaped(/href="([^"]*\/oauth\/authorize\?[^"]*)"/.exec(html)?.[1] ?? ''));

/** Where the browser ends up that follows it, at a client for which nobody is asked. */
async function comesBack(html: string): Promise<string> {
  const { pathname, search } = addressIn(html);
  const { headers } = await admin.get(pathname + search);
  const back = new URL(headers.get('location') ?? '');
  const page = await admin.get(back.pathname + back.search);
  assert.equal(page.status, 200, await page.clone().text());
  return page.text();
}

const optionsOf = (html: string, name: string): readonly string[] => {
  const [, inside = ''] = new RegExp(`<select id="${name}"[^>]*>(.*?)</select>`, 's').exec(html) ?? [];
  return [...inside.matchAll(/<option value="([^"]*)"/g)].map(([, value = '']) => value);
};

describe('the ways of a client that is tried', () => {
  it('are those that its record leaves open — product.md C-7', async () => {
    const offered = async (client: string) => {
      const html = await (await admin.get(pageOf(client))).text();
      return optionsOf(html, 'way');
    };
    assert.deepEqual(await offered('plain'), ['browser', 'pushed']);
    assert.deepEqual(await offered('strict'), ['pushed']);
    assert.deepEqual(await offered('bank'), ['signed_pushed']);
  });

  it('push what is asked for, and bring its name alone — product.md C-7, RFC 9126 §4', async () => {
    const html = await begins('plain', { way: 'pushed', proof: secret });
    assert.ok(html.includes('Pushed request') && !html.includes(secret));
    assert.deepEqual([...addressIn(html).searchParams.keys()], ['client_id', 'request_uri']);
    const got = await sends(await comesBack(html), `${pageOf('plain')}/token`, { proof: secret });
    assert.ok(got.includes('4 · Token request') && got.includes('Signed by this server'));
    const wrong = await begins('plain', { way: 'pushed', proof: 'wrong' });
    assert.ok(wrong.includes('invalid_client') && !wrong.includes('/oauth/authorize?'));
  });

  it('hold a key where tokens are to be bound, and show it with them — product.md C-7, RFC 9449 §5', async () => {
    const back = await comesBack(await begins('strict', { way: 'pushed', proof: secret }));
    assert.deepEqual(optionsOf(back, 'binding'), ['dpop']);
    const got = await sends(back, `${pageOf('strict')}/token`, { proof: secret, binding: 'dpop' });
    assert.ok(got.includes('Who is it?') && got.includes('jkt') && got.includes('>DPoP<'));
    assert.ok(got.includes('&quot;token_type&quot;: &quot;DPoP&quot;'));
    assert.equal([...got.matchAll(/Status 200/g)].length, 2);
    const alone = await begins('strict', { flow: 'client_credentials', scope: 'read', proof: secret });
    assert.ok(alone.includes('&quot;token_type&quot;: &quot;DPoP&quot;'));
    const plain = await comesBack(await begins('plain', { way: 'browser' }));
    const bearer = await sends(plain, `${pageOf('plain')}/token`, { proof: secret, binding: 'bearer' });
    assert.ok(bearer.includes('&quot;token_type&quot;: &quot;Bearer&quot;'));
  });

  it('take what the client signed, and read what is signed for it — product.md C-7, RFC 9101 §4, JARM §2.1', async () => {
    const at = pageOf('bank');
    const proof = () => {
      const now = Math.floor(Date.now() / 1000);
      const own = { iss: 'bank', sub: 'bank', aud: server.origin, iat: now, exp: now + 60 };
      return sign({ ...own, jti: crypto.randomUUID() });
    };
    const html = await begins('bank', { way: 'signed_pushed' });
    const [, shown = ''] = /<pre[^>]*>(?:<code[^>]*>)?([^<]*)/.exec(html) ?? [];
    const claims = JSON.parse(unescaped(shown));
    assert.deepEqual([claims.iss, claims.aud, claims.client_id], ['bank', server.origin, 'bank']);
    const refused = await sends(html, `${at}/request`, { request: 'a.b.c', proof: await proof() });
    assert.ok(refused.includes('invalid_request_object'));
    const request = await sign(claims, { typ: 'oauth-authz-req+jwt' });
    const back = await comesBack(await sends(html, `${at}/request`, { request, proof: await proof() }));
    const assertion = await proof();
    const got = await sends(back, `${at}/token`, { proof: assertion, binding: 'dpop' });
    assert.ok(got.includes('Signed by this server') && !got.includes(assertion));
    const [, response = ''] = /<code>(eyJ[^<]+)<\/code>/.exec(back) ?? [];
    assert.equal(decodeJwt(response).iss, server.origin);
  });
});
