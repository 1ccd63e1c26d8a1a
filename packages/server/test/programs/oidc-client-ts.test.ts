import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { repository } from '../documentation/markdown.ts';
import { allows, signsIn } from '../e2e/person.ts';
import { ada } from './ada.ts';
import { type Bench, setUp } from './bench.ts';

const library = resolve(repository, 'node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js');

/** Starts on `/`, ends on `/callback`, and writes down whom it signed in. */
const page = (
  settings: string,
): string => `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<script src="/library.js"></script>
<script>
${settings}
const show = ({ profile, scope }) => {
  document.body.append(Object.assign(document.createElement('output'), { value: JSON.stringify({ profile, scope }) }));
};
addEventListener('load', async () => {
  if (location.pathname === '/') return manager.signinRedirect();
  show(await manager.signinCallback());
  show(await manager.signinSilent());
});
</script>`;

describe('oidc-client-ts', () => {
  let bench: Bench;
  let chromium: TestBrowser;
  let site: Server;
  before(async () => {
    bench = await setUp('oidc-client-ts');
    chromium = await launchBrowser();
    const html = page(bench.block('js'));
    site = createServer(({ url }, response) => {
      const script = url === '/library.js';
      response.writeHead(200, { 'content-type': script ? 'text/javascript' : 'text/html' });
      response.end(script ? readFileSync(library) : html);
    }).listen(Number(bench.placed('3000')), 'localhost');
  });
  after(async () => {
    await chromium.close();
    site.closeAllConnections();
    site.close();
    await bench.stop();
  });

  it('knows who signed in, and renews without a frame', async () => {
    const tab = await chromium.newPage();
    await tab.goto(bench.placed('http://localhost:3000/'));
    await signsIn(tab, ada);
    await allows(tab);
    const shown = tab.getByRole('status');
    await shown.nth(1).waitFor();
    for (const text of await shown.allTextContents()) {
      const { profile, scope } = JSON.parse(text);
      assert.equal(profile.name, 'Ada Lovelace');
      assert.equal(profile.email, 'ada@example.com');
      assert.match(scope, /offline_access/);
    }
    assert.equal(tab.frames().length, 1);
  });
});
