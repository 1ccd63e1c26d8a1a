/** Trusted issuers and exchange rules over HTTP, as administrators keep them (product.md §12.3). */

import { strict as assert } from 'node:assert';
import { generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { alice, bob } from '../e2e/declarations.ts';
import { fills, path } from '../e2e/forms.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

/** Whose address both sides know. */
const grace = {
  ...{ username: 'grace', password: 'copper ladder weather', sub: 'grace-0003' },
  ...{ email: 'grace@partner.example', email_verified: true },
};

let server: TestServer;
let admin: PlainBrowser;

before(async () => {
  server = await startTestServer({ bootstrap: { users: [{ ...alice, role: 'admin' }, bob, grace] } });
  admin = plainBrowser(server);
  assert.equal((await signInPlainly(admin, alice)).status, 303);
});
after(() => server.stop());

const section = '/admin/policies';

const kinds = {
  'trusted-issuers': { id: 'corp', issuer: 'https://login.corp.example', kind: 'id-jag' },
  'exchange-rules': {
    ...{ id: 'gateway', client: 'gateway', subject_token: 'access_token', mode: 'impersonation' },
    ...{ audiences: ['https://api.example'], scopes: ['read'] },
  },
} as const;

for (const [kind, record] of Object.entries(kinds)) {
  describe(`a record of ${kind}`, () => {
    const at = `${section}/${kind}`;
    const page = async (where: string) => (await admin.get(where)).text();
    const declared = (change: object = {}) => ({ declaration: JSON.stringify({ ...record, ...change }) });

    it('is made, changed and deleted — product.md §12.3 /admin/policies', async () => {
      const made = await fills(admin, `${at}/new`, { to: at, ...declared() });
      assert.equal(path(made), section, await made.text());
      const twice = await fills(admin, `${at}/new`, { to: at, ...declared() });
      assert.equal(twice.status, 400);
      assert.match(await twice.text(), /A record has this id already/);
      const one = `${at}/${record.id}`;
      assert.match(await page(section), new RegExp(`href="${one}"`));

      const seen = hiddenFields(await page(`${one}?as=json`));
      assert.equal(path(await fills(admin, one, declared({ scopes: ['write'] }))), section);
      assert.match(await page(`${one}?as=json`), /&quot;write&quot;/);
      const stale = await admin.post(one, { ...seen, ...declared() }); // product.md A-8
      assert.equal(stale.status, 409);
      assert.match(await stale.text(), /Stored now[\s\S]*&quot;write&quot;/);
      const renamed = await fills(admin, one, declared({ id: 'other' }));
      assert.equal(renamed.status, 400);

      const mistyped = await fills(admin, `${one}/delete`, { name: 'other' });
      assert.equal(mistyped.status, 400);
      assert.equal(path(await fills(admin, `${one}/delete`, { name: record.id })), section);
      assert.equal((await admin.get(one)).status, 404);
    });

    it('is shown again with all that is wrong — product.md §12.3 /admin/policies schema or rule invalid', async () => {
      for (const declaration of ['no JSON', '[]', '{"id":"x"}', declared({ surprise: 1 }).declaration]) {
        const wrong = await fills(admin, `${at}/new`, { to: at, declaration });
        assert.equal(wrong.status, 400);
        const text = await wrong.text();
        assert.match(text, /class="field-error" id="declaration-error">Line 1: /);
        assert.doesNotMatch(text, /<span lang="en"/); // product.md N-1: nothing is told in English only
        assert.ok(text.includes(declaration.replaceAll('"', '&quot;')));
      }
      assert.equal(
        (await server.running.database.kysely.selectFrom('trusted_issuer').select('id').execute()).length,
        0,
      );
    });

    it('is nobody’s but administrators’', async () => {
      const other = plainBrowser(server);
      await signInPlainly(other, bob);
      for (const where of [section, `${at}/new`]) assert.equal((await other.get(where)).status, 403);
    });
  });
}

describe('an assertion that is tried', () => {
  const issuer = 'https://idp.partner.example';
  const at = `${section}/trusted-issuers/partner`;
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const sign = (claims: object = {}, by = privateKey): string => {
    const now = Math.floor(Date.now() / 1000);
    const said = { iss: issuer, sub: 'e-1042', aud: server.origin, iat: now, exp: now + 120, ...claims };
    const input = [{ alg: 'EdDSA', kid: 'one' }, said]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${input}.${signBytes(null, Buffer.from(input), by).toString('base64url')}`;
  };
  const tried = async (assertion: string): Promise<string> =>
    (await fills(admin, at, { to: `${at}/try`, assertion })).text();
  const links = () => server.running.database.kysely.selectFrom('foreign_subject').selectAll().execute();

  before(async () => {
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'EdDSA' };
    const record = {
      ...{ id: 'partner', issuer, kind: 'assertion', jwks: { keys: [jwk] }, clients: ['photo-album'] },
      ...{ scopes: ['read'], email_domains: ['partner.example'] },
    };
    const to = `${section}/trusted-issuers`;
    const made = await fills(admin, `${to}/new`, { to, declaration: JSON.stringify(record) });
    assert.equal(path(made), section, await made.text());
  });

  it('says whom it is about, and leaves no link — product.md §12.3 /admin/policies, advanced.md JWB-3', async () => {
    const known = await tried(sign({ email: grace.email, email_verified: true }));
    assert.match(known, /This assertion would be taken/);
    assert.match(
      known,
      new RegExp(`<strong>${grace.username}</strong>[^<]*<span[^>]*>by the verified address`),
    );
    const unknown = await tried(sign());
    assert.match(unknown, /This assertion would be refused[\s\S]*<dd>nobody<\/dd>/);
    assert.deepEqual(await links(), []);
  });

  it('says what is wrong with it, and never shows it again — advanced.md JWB-2, security.md O-3', async () => {
    const other = generateKeyPairSync('ed25519').privateKey;
    const past = Math.floor(Date.now() / 1000) - 600;
    const wrong: readonly [assertion: string, sentence: RegExp][] = [
      ['nonsense', /It is no JWT\./],
      [sign({ iss: 'https://other.example' }), /No such issuer is trusted/],
      [sign({ aud: 'https://other.example' }), /“aud” is not this server\./],
      [sign({ exp: past }), /It has expired\./],
      [sign({ exp: undefined }), /It never expires\./],
      [sign({}, other), /No key of the issuer signed it\./],
    ];
    for (const [assertion, sentence] of wrong) {
      const page = await tried(assertion);
      assert.match(page, /This assertion would be refused/);
      assert.match(page, sentence);
      assert.ok(!page.includes(assertion));
    }
  });
});
