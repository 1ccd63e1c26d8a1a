/** Trusted issuers and exchange rules over HTTP, as administrators keep them (product.md §12.3). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { alice, bob } from '../e2e/declarations.ts';
import { fills, path } from '../e2e/forms.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

let server: TestServer;
let admin: PlainBrowser;

before(async () => {
  server = await startTestServer({ bootstrap: { users: [{ ...alice, role: 'admin' }, bob] } });
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

      const seen = hiddenFields(await page(one));
      assert.equal(path(await fills(admin, one, declared({ scopes: ['write'] }))), section);
      assert.match(await page(one), /&quot;write&quot;/);
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
