import { strict as assert } from 'node:assert';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { inspect, launchBrowser, type TestBrowser } from './browser.ts';

const faults = {
  contrast: { body: '<p style="color:#aaa;background:#fff">faint</p>', found: /color-contrast/ },
  darkness: {
    body: `<style>:root { color-scheme: light dark }</style>
      <p style="color:light-dark(#000,#333);background:light-dark(#fff,#222)">faint</p>`,
    found: /\(dark\)[\s\S]*color-contrast/,
  },
  width: { body: '<div style="width:900px">wide</div>', found: /wider than the screen/ },
  policy: { body: '<script>1</script>', found: /Content Security Policy/ },
  origin: { body: '<img alt="" src="http://localhost:1/x.png">', found: /from another origin/ },
} as const;

let tested: TestBrowser;
let server: Server;

before(async () => {
  server = createServer((request, response) => {
    const fault = Object.entries(faults).find(([name]) => request.url === `/${name}`)?.[1];
    const headers = { 'Content-Type': 'text/html', 'Content-Security-Policy': "script-src 'none'" };
    response.writeHead(fault ? 200 : 404, headers);
    response.end(`<!doctype html><html lang="en"><title>t</title>
      <meta name="viewport" content="width=device-width"><main><h1>t</h1>${fault?.body ?? ''}</main></html>`);
  }).listen(0, '127.0.0.1');
  tested = await launchBrowser();
});

after(async () => {
  await tested.close();
  server.closeAllConnections();
  server.close();
});

async function look(path: string): Promise<void> {
  const page = await tested.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  await inspect(page, 'browser-itself').finally(() => page.context().close());
}

describe('inspection of a page', () => {
  for (const [name, { found }] of Object.entries(faults)) {
    it(`finds a fault of ${name}`, async () => {
      await assert.rejects(look(`/${name}`), found);
    });
  }

  it('accepts a sound page, error pages included', async () => {
    await look('/missing');
  });
});
