/** Pages with the logo and in the colour of a site, and what is refused (product.md G-2). */

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { inspect, launchBrowser } from '../browser/browser.ts';
import { alice } from '../e2e/declarations.ts';
import { isAtHome, signsIn } from '../e2e/person.ts';
import { emptyFolder, runProgram } from '../operations/program.ts';
import { leaf } from '../pages/images.ts';
import { startTestServer } from '../running-server.ts';

const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 32"><script>alert(1)</script>' +
  '<rect width="32" height="32" rx="8" fill="#6d28d9"/><path d="M8 22 16 8l8 14z" fill="#fff"/>' +
  '<rect x="40" y="12" width="80" height="8" rx="4" fill="#8b5cf6"/></svg>';

async function folderWith(test: TestContext, logo: string | Uint8Array) {
  const folder = await emptyFolder();
  test.after(() => folder.remove());
  const file = join(folder.path, 'logo');
  await writeFile(file, logo);
  return { ...folder, file };
}

describe('a site of its own', { timeout: 120_000 }, () => {
  it('shows its logo and its colour on every page — product.md G-2, security.md B-9', async (t) => {
    const { file } = await folderWith(t, drawing);
    const server = await startTestServer({
      bootstrap: { users: [alice] },
      environment: { SITE_NAME: 'Northwind', SITE_LOGO: file, SITE_ACCENT: '#6d28d9' },
    });
    t.after(() => server.stop());
    const chromium = await launchBrowser();
    t.after(() => chromium.close());
    const page = await chromium.newPage();
    await page.goto(`${server.origin}/login`);
    const logo = page.locator('header img.logo');
    const source = await logo.getAttribute('src');
    assert.match(String(source), /^\/assets\/logo\.[0-9a-f]{8}\.svg$/);
    assert.equal(await page.locator('link[rel=icon]').getAttribute('href'), source);
    assert.equal(
      await page.evaluate(
        '(({ naturalWidth, naturalHeight }) => naturalWidth / naturalHeight)(document.querySelector(".logo"))',
      ),
      3.75,
    );
    const served = await fetch(server.origin + source);
    assert.equal(served.headers.get('content-type'), 'image/svg+xml');
    assert.match(served.headers.get('content-security-policy') ?? '', /^default-src 'none'.*sandbox/);
    assert.doesNotMatch(await served.text(), /script/);
    const ground = () =>
      page.evaluate('getComputedStyle(document.querySelector(".button.primary")).backgroundColor');
    assert.equal(await ground(), 'rgb(109, 40, 217)');
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.notEqual(await ground(), 'rgb(109, 40, 217)');
    await inspect(page, 'live-branding-login');
    await signsIn(page, alice);
    await isAtHome(page);
    await inspect(page, 'live-branding-account');
  });

  it('takes a raster image as it is', async (t) => {
    const { file } = await folderWith(t, leaf);
    const server = await startTestServer({ environment: { SITE_LOGO: file } });
    t.after(() => server.stop());
    const [, source = ''] =
      /<img class="mark logo" src="([^"]+)" alt="">/.exec(
        await (await fetch(`${server.origin}/login`)).text(),
      ) ?? [];
    const served = await fetch(server.origin + source);
    assert.equal(served.headers.get('content-type'), 'image/png');
    assert.deepEqual(Buffer.from(await served.arrayBuffer()), leaf);
  });

  it('does not start with what cannot be shown or read, and check-config says so — product.md G-2, operations.md K-3', async (t) => {
    const { file, path, environment } = await folderWith(t, '<svg><script>1</script></svg>');
    const refusalOf = async (words: readonly string[], more: Record<string, string>) => {
      const { code, stderr } = await runProgram(words, environment(more), path);
      assert.equal(code, words.length === 0 ? 1 : 78, stderr);
      return stderr;
    };
    for (const words of [['check-config'], []]) {
      const yellow = await refusalOf(words, { SITE_ACCENT: '#f4c430' });
      assert.match(yellow, /SITE_ACCENT .*4\.5.*accent #f4c430 on surface #ffffff: 1\.6\d;.* would do/);
      assert.match(await refusalOf(words, { SITE_LOGO: file }), /logo \(SITE_LOGO\) is no PNG, .* SVG image/);
    }
    assert.match(await refusalOf(['check-config'], { SITE_LOGO: 'none.png' }), /none\.png .*no such file/);
    await writeFile(file, Buffer.alloc(65_537, 'x'));
    assert.match(await refusalOf(['check-config'], { SITE_LOGO: file }), /has 65537 bytes, where 65536 are/);
  });
});
