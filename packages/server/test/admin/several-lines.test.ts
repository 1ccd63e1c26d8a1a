/** What a browser sends of a field of several lines, which ends each in CR LF (HTML §4.10.11.1), is taken by every form. */

import { strict as assert } from 'node:assert';
import { after, before, it } from 'node:test';
import { alice } from '../e2e/declarations.ts';
import { hiddenFields, type PlainBrowser, signedInPlainly } from '../e2e/plain-browser.ts';
import { examples, frame } from '../pages/fixtures.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

let server: TestServer;
let admin: PlainBrowser;

before(async () => {
  server = await startTestServer({
    bootstrap: { users: [{ ...alice, role: 'admin' }] },
    environment: { ENABLE_VCI: 'true' },
  });
  admin = await signedInPlainly(server, alice);
});
after(() => server.stop());

/** Where each form with such fields goes, and the names of these. */
function forms(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { render } of examples) {
    for (const [form, action = ''] of String(render(frame)).matchAll(
      /<form [^>]*action="([^"]*)".*?<\/form>/gs,
    )) {
      const names = [...form.matchAll(/<textarea [^>]*name="([^"]*)"/g)].map(([, name = '']) => name);
      if (names.length > 0) found.set(action, new Set([...(found.get(action) ?? []), ...names]));
    }
  }
  return found;
}

it('every field of several lines may have them — product.md G-3', async () => {
  const all = forms();
  assert.ok(all.size > 12, [...all.keys()].join());
  const { csrf_token = '' } = hiddenFields(
    await (await admin.get('/admin/policies/details-types/new')).text(),
  );
  const refused: string[] = [];
  for (const [action, names] of all) {
    for (const name of names) {
      const answer = await admin.post(action, { csrf_token, [name]: 'one\r\ntwo' });
      if (/not correctly encoded/.test(await answer.text())) refused.push(`${action} ${name}`);
    }
  }
  assert.deepEqual(refused, []);
});
