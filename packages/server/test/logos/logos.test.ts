import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { imageType } from '../../src/logos/image-type.ts';
import { alice } from '../e2e/declarations.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { gif, jpeg, leaf, svg, webp } from '../pages/images.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

describe('type of an image — clients.md §2 client_uri', () => {
  it('is what the content shows', () => {
    assert.equal(imageType(leaf), 'image/png');
    assert.equal(imageType(jpeg), 'image/jpeg');
    assert.equal(imageType(gif), 'image/gif');
    assert.equal(imageType(webp), 'image/webp');
  });

  it('is none for anything that is not a raster image', () => {
    const html = Buffer.from('<!doctype html><script>1</script>');
    for (const other of [svg, html, Buffer.alloc(0), leaf.subarray(1), Buffer.from('RIFF1234WAVE')])
      assert.equal(imageType(other), null);
  });
});

describe('logo of a client — security.md B-9', () => {
  const files: Readonly<Record<string, readonly [string, Buffer]>> = {
    '/leaf.png': ['image/png', leaf],
    '/lying.png': ['image/png', svg],
    '/drawing.svg': ['image/svg+xml', svg],
    '/page.png': ['text/html', leaf],
    '/large.png': ['image/png', Buffer.concat([leaf, Buffer.alloc(65_537 - leaf.length)])],
    '/full.png': ['image/png', Buffer.concat([leaf, Buffer.alloc(65_536 - leaf.length)])],
  };
  const asked: string[] = [];
  let source: Server;
  let server: TestServer;
  let browser: PlainBrowser;

  before(async () => {
    source = createServer((request, response) => {
      const path = request.url ?? '';
      asked.push(path);
      if (path === '/moved.png') return response.writeHead(302, { location: '/leaf.png' }).end();
      const [type, body] = files[path] ?? ['text/plain', Buffer.from('nothing')];
      return response.writeHead(path in files ? 200 : 404, { 'content-type': type }).end(body);
    }).listen(0, '127.0.0.1');
    await once(source, 'listening');
    const host = `127.0.0.1:${(source.address() as AddressInfo).port}`;
    const clientAt = (path: string) => ({
      client_id: path,
      client_name: 'Leaf Notes',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['https://notes.example/callback'],
      logo_uri: `http://${host}/${path}`,
    });
    const paths = [...Object.keys(files), '/moved.png', '/missing.png'].map((path) => path.slice(1));
    server = await startTestServer({
      environment: { OUTBOUND_ALLOWED_HOSTS: host },
      bootstrap: { users: [alice], clients: paths.map(clientAt) },
    });
    browser = plainBrowser(server);
    await signInPlainly(browser, alice);
  });
  after(async () => {
    source.close();
    await server.stop();
  });

  /** The path of the logo on the consent page of the client, or undefined where its initials stand. */
  async function logoOn(client: string): Promise<string | undefined> {
    const request = new URLSearchParams({
      client_id: client,
      redirect_uri: 'https://notes.example/callback',
      response_type: 'code',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      scope: 'openid',
    });
    const consent = (await browser.get(`/oauth/authorize?${request}`)).headers.get('location') ?? '';
    const page = await (await browser.get(consent)).text();
    assert.ok(hiddenFields(page)['flow'], page);
    const source = /<img class="tile" src="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
    assert.equal(source === undefined, /class="tile tile-(?:accent|info|success)"/.test(page));
    return source;
  }

  it('comes from our own origin, as an image and nothing else — CIMD §6.7, product.md C-6', async () => {
    const path = await logoOn('leaf.png');
    assert.match(path ?? '', /^\/client-logo\?/);
    const response = await browser.get(path ?? '');
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'image/png');
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'; sandbox/);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), leaf);
    const etag = response.headers.get('etag') ?? '';
    assert.equal((await browser.get(path ?? '', { 'if-none-match': etag })).status, 304);
  });

  it('is fetched once for all who look — security.md S-3', async () => {
    for (let round = 0; round < 3; round += 1) await logoOn('leaf.png');
    assert.equal(asked.filter((path) => path === '/leaf.png').length, 1);
  });

  it('is not shown where it is no raster image, too large, moved or missing — clients.md §2 client_uri', async () => {
    for (const client of ['lying.png', 'drawing.svg', 'page.png', 'large.png', 'moved.png', 'missing.png'])
      assert.equal(await logoOn(client), undefined, client);
    assert.ok(await logoOn('full.png'));
  });

  it('is served for addresses we showed ourselves only', async () => {
    const path = (await logoOn('leaf.png')) ?? '';
    const { origin } = new URL(new URL(path, server.origin).searchParams.get('uri') ?? '');
    const before = asked.length;
    const forged = new URLSearchParams(path.split('?')[1]);
    forged.set('uri', `${origin}/full.png`);
    for (const query of [forged, new URLSearchParams({ uri: `${origin}/x` }), new URLSearchParams()])
      assert.equal((await browser.get(`/client-logo?${query}`)).status, 404);
    assert.equal(asked.length, before);
  });
});
