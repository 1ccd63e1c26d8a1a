import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { issuer, metadata, relayWorld } from './issuer-double.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('the relay — resource.md §7 Relayed, §7 Targets', () => {
  it('sends the browser on with its query unchanged', async () => {
    const world = relayWorld();
    const query = 'client_id=c%20d&state=a+b&scope=x%2Fy&resource=https%3A%2F%2Fapi.example&x=?&&=';
    const reply = await world.call({ url: `/authorize?${query}` });
    assert.equal(reply.status, 302);
    assert.equal(reply.headers['location'], `${metadata.authorization_endpoint}?${query}`);
    assert.equal(
      (await world.call({ url: '/authorize' })).headers['location'],
      metadata.authorization_endpoint,
    );
    const own = relayWorld({ document: { ...metadata, authorization_endpoint: `${issuer}/a?tenant=1` } });
    assert.equal((await own.call({ url: '/authorize?b=2' })).headers['location'], `${issuer}/a?tenant=1&b=2`);
  });

  it('takes the target from discovery, whatever a request says', async () => {
    const world = relayWorld();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme-ascii' }), async (text) => {
        const headers = { host: text, 'x-forwarded-host': 'evil.example' };
        const { status, headers: sent } = await world.call({ url: `/authorize?${text}`, headers });
        if (status === 302) assert.ok(sent['location']?.startsWith(metadata.authorization_endpoint));
        else assert.equal(status, status === 429 ? 429 : 400);
        world.wait(60);
      }),
    );
    assert.equal((await world.call({ url: '/authorize?a=\r\nset-cookie: x' })).status, 400);
  });

  it('forwards the token request with client authentication, proof and the address of the caller', async () => {
    const world = relayWorld();
    const headers = {
      ...form,
      accept: ['application/json', '*/*'],
      authorization: 'Basic Yzpz',
      dpop: 'proof',
      cookie: 'session=1',
      'x-forwarded-for': ['192.0.2.1', '198.51.100.2'],
      host: 'mcp.example',
    };
    const reply = await world.call({ method: 'POST', url: '/token', headers, body: 'grant_type=x&a=%00' });
    assert.deepEqual([reply.status, reply.body], [200, '{"access_token":"t"}']);
    const [request] = world.requests;
    assert.deepEqual(request && { ...request, body: Buffer.from(request.body ?? '').toString() }, {
      url: metadata.token_endpoint,
      method: 'POST',
      headers: {
        ...form,
        accept: 'application/json, */*',
        authorization: 'Basic Yzpz',
        dpop: 'proof',
        'x-forwarded-for': '192.0.2.1, 198.51.100.2, 203.0.113.9',
      },
      body: 'grant_type=x&a=%00',
      timeout: 15,
      limit: 262_144,
    });
  });

  it('passes status, body and the headers of the protocol back, and no others', async () => {
    const world = relayWorld();
    world.answers(() => ({
      status: 401,
      headers: {
        'content-type': 'application/json;charset=utf-8',
        'cache-control': 'no-store',
        'www-authenticate': 'Basic realm="x"',
        'dpop-nonce': 'n1',
        'retry-after': '7',
        'set-cookie': 'session=1',
        location: 'https://evil.example',
      },
      body: '{"error":"invalid_client","état":1}',
    }));
    const reply = await world.call({ method: 'POST', url: '/register', headers: form });
    assert.equal(reply.status, 401);
    assert.equal(reply.body, '{"error":"invalid_client","état":1}');
    assert.deepEqual(reply.headers, {
      'content-type': 'application/json;charset=utf-8',
      'cache-control': 'no-store',
      'www-authenticate': 'Basic realm="x"',
      'dpop-nonce': 'n1',
      'retry-after': '7',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'WWW-Authenticate, DPoP-Nonce',
    });
    assert.equal(world.requests[0]?.url, metadata.registration_endpoint);
  });

  it('answers 502 when the issuer does not answer, redirects or is not readable', async () => {
    const failures = [
      () => {
        throw new Error('timed out');
      },
      () => ({ status: 302, headers: { location: 'https://evil.example' } }),
      () => ({ body: new Uint8Array([0xff, 0xfe]) }),
    ];
    for (const failure of failures) {
      const world = relayWorld();
      world.answers(failure);
      const reply = await world.call({ method: 'POST', url: '/token', headers: form });
      assert.equal(reply.status, 502);
      assert.equal(JSON.parse(reply.body ?? '').error, 'temporarily_unavailable');
      assert.equal(reply.headers['access-control-allow-origin'], '*');
      assert.equal(world.logged.length, 1);
    }
    const away = relayWorld();
    away.describes('<html>');
    assert.equal((await away.call({ url: '/authorize' })).status, 502);
  });

  it('never makes a page of the issuer one of this origin', async () => {
    const world = relayWorld();
    world.answers(() => ({ status: 503, headers: { 'content-type': 'text/html' }, body: '<script>' }));
    const reply = await world.call({ method: 'POST', url: '/token', headers: form });
    assert.deepEqual([reply.status, reply.headers['content-type']], [503, 'text/plain']);
  });

  it('answers 404 where the issuer registers no clients', async () => {
    const world = relayWorld({ document: { ...metadata, registration_endpoint: undefined } });
    const reply = await world.call({ method: 'POST', url: '/register' });
    assert.equal(reply.status, 404);
    assert.equal(reply.headers['content-type'], 'application/json');
    assert.equal(world.requests.length, 0);
  });

  it('sends nothing to an endpoint that is not https', async () => {
    for (const endpoint of [
      'http://as.example/t',
      'javascript:x',
      '/t',
      'https://as.example/t#x',
      'https://as.example/ t',
    ]) {
      const world = relayWorld({
        document: { ...metadata, authorization_endpoint: endpoint, token_endpoint: endpoint },
      });
      assert.equal((await world.call({ url: '/authorize' })).status, 502);
      assert.equal((await world.call({ method: 'POST', url: '/token' })).status, 502);
      assert.equal(world.requests.length, 0);
    }
  });

  it('mirrors the document unchanged, and reads it again every hour', async () => {
    const world = relayWorld();
    const url = '/.well-known/oauth-authorization-server';
    const first = await world.call({ url });
    assert.equal(first.body, JSON.stringify(metadata, null, 1));
    world.describes(JSON.stringify({ ...metadata, token_endpoint: 'https://as.example/t2' }));
    world.wait(3599);
    assert.equal((await world.call({ url })).body, first.body);
    world.wait(2);
    await world.call({ url });
    await world.call({ method: 'POST', url: '/token', headers: form });
    assert.equal(world.requests[0]?.url, 'https://as.example/t2');
  });

  it('takes bodies up to 64 KiB, uncompressed', async () => {
    const world = relayWorld();
    const post = { method: 'POST', url: '/token' };
    assert.equal((await world.call({ ...post, headers: form, body: 'x'.repeat(65_536) })).status, 200);
    assert.equal((await world.call({ ...post, headers: form, body: 'x'.repeat(65_537) })).status, 413);
    const gzip = { ...form, 'content-encoding': 'gzip' };
    assert.equal((await world.call({ ...post, headers: gzip })).status, 415);
    assert.equal(world.requests.length, 1);
  });

  it('refuses two headers of one kind instead of choosing', async () => {
    const world = relayWorld();
    for (const name of ['authorization', 'dpop', 'content-type']) {
      const headers = { ...form, [name]: ['Basic Yzpz', 'Basic eTp6'] };
      assert.equal((await world.call({ method: 'POST', url: '/token', headers })).status, 400);
    }
    assert.equal(world.requests.length, 0);
  });

  it('limits each endpoint per address and minute, by what a trusted proxy says', async () => {
    const world = relayWorld({ rate: 3 });
    const post = (peer: string | null, forwarded?: string) =>
      world.call({
        method: 'POST',
        url: '/token',
        headers: forwarded === undefined ? form : { ...form, 'x-forwarded-for': forwarded },
        peer,
      });
    for (let each = 0; each < 3; each++)
      assert.equal((await post('203.0.113.9', `192.0.2.${each}`)).status, 200);
    const refused = await post('203.0.113.9', '192.0.2.77');
    assert.equal(refused.status, 429);
    assert.equal(refused.headers['retry-after'], '20');
    assert.equal(JSON.parse(refused.body ?? '').error, 'rate_limit_exceeded');
    // Another endpoint, another address, another address behind the proxy: their own counts
    assert.equal((await world.call({ url: '/authorize' })).status, 302);
    assert.equal((await post('203.0.113.10')).status, 200);
    assert.equal((await post('10.1.1.1', '203.0.113.9')).status, 429);
    assert.equal((await post('10.1.1.1', '203.0.113.11')).status, 200);
    // One IPv6 network counts as one address (security.md L-1)
    for (let each = 1; each < 4; each++) assert.equal((await post(`2001:db8::${each}`)).status, 200);
    assert.equal((await post('2001:db8::ffff')).status, 429);
    for (let each = 0; each < 3; each++) assert.equal((await post(null)).status, 200);
    assert.equal((await post(null)).status, 429);
    world.wait(60);
    assert.equal((await post('203.0.113.9')).status, 200);
  });

  it('answers preflights, and other methods with what is allowed', async () => {
    const world = relayWorld();
    const headers = {
      origin: 'https://app.example',
      'access-control-request-headers': 'authorization, dpop',
    };
    const preflight = await world.call({ method: 'OPTIONS', url: '/token', headers });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers['access-control-allow-headers'], 'authorization, dpop');
    assert.equal(preflight.headers['access-control-allow-methods'], 'OPTIONS, POST');
    const refused = await world.call({ url: '/token' });
    assert.deepEqual([refused.status, refused.headers['allow']], [405, 'OPTIONS, POST']);
    assert.equal((await world.call({ method: 'DELETE', url: '/authorize' })).status, 405);
    assert.equal(world.requests.length, 0);
  });

  it('is at its paths and nowhere else', () => {
    const world = relayWorld();
    for (const url of ['/authorize', '/token?x=1', 'https://mcp.example/register'])
      assert.ok(world.isRelayed(url));
    const others = [
      '/',
      '/mcp',
      '/authorize/',
      '/Authorize',
      '/x/../token',
      '/%74oken',
      '//token',
      '/mcp/token',
      '/token/..',
      '/register#x',
    ];
    for (const url of others) assert.equal(world.isRelayed(url), false, url);
  });
});
