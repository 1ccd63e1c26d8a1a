import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
  request as send,
} from 'node:http';
import {
  connect,
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import express from 'express';
import { Hono } from 'hono';
import { protect as protectExpress } from '../../src/adapters/express.ts';
import { protect as protectFetch } from '../../src/adapters/fetch.ts';
import { protect as protectHono } from '../../src/adapters/hono.ts';
import { protect as protectMcp } from '../../src/adapters/mcp.ts';
import { protect as protectNode } from '../../src/adapters/node.ts';
import { createWorld, issuer, resource, signToken } from '../world.ts';
import { listening } from './servers.ts';

const { ports } = createWorld();
const options = { resource, issuer, ports, cors: true };
const bearer = async () => ({ authorization: `Bearer ${await signToken()}` });

/** A stream that the test feeds. */
function fed() {
  let feed: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      feed = controller;
    },
  });
  assert.ok(feed);
  return { stream, feed };
}

describe('streams', () => {
  it('of a fetch handler leave as they are written, with the headers of the guard', async () => {
    const { stream, feed } = fed();
    const serve = protectFetch(
      options,
      () => new Response(stream, { status: 201, headers: { 'x-own': '1' } }),
    );
    const response = await serve(new Request(resource, { headers: await bearer() }));
    assert.deepEqual([response.status, response.headers.get('x-own')], [201, '1']);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    const reader = response.body?.getReader();
    for (const event of ['one', 'two']) {
      feed.enqueue(Buffer.from(event));
      assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), event);
    }
  });

  it('into a fetch handler arrive as they are sent: nothing was read before', async () => {
    const { stream, feed } = fed();
    const serve = protectFetch(options, async (request) => {
      assert.equal(request.bodyUsed, false);
      const reader = request.body?.getReader();
      feed.enqueue(Buffer.from('late'));
      return new Response((await reader?.read())?.value);
    });
    const init = { method: 'POST', headers: await bearer(), body: stream, duplex: 'half' } as const;
    assert.equal(await (await serve(new Request(resource, init))).text(), 'late');
  });

  it('into an MCP handler without tool scopes arrive as they are sent', async () => {
    const { stream, feed } = fed();
    const serve = protectMcp(options, {
      async fetch(request) {
        const reader = request.body?.getReader();
        feed.enqueue(Buffer.from('late'));
        return new Response((await reader?.read())?.value);
      },
    });
    const init = { method: 'POST', headers: await bearer(), body: stream, duplex: 'half' } as const;
    assert.equal(await (await serve(new Request(resource, init))).text(), 'late');
  });

  for (const [name, listener] of [
    [
      'node:http',
      protectNode(
        options,
        (request: IncomingMessage, response: ServerResponse) => void request.pipe(response),
      ),
    ],
    [
      'Express',
      express()
        .use(protectExpress(options))
        .use((request, response) => void request.pipe(response)),
    ],
  ] as const) {
    it(`through ${name} flow both ways at once`, async () => {
      const { server, port } = await listening(listener);
      try {
        const request = send({ port, path: '/mcp', method: 'POST', headers: await bearer() });
        request.write('one');
        const [response] = (await once(request, 'response')) as [IncomingMessage];
        for (const event of ['one', 'two']) {
          if (event === 'two') request.write(event);
          const [chunk] = await once(response, 'data');
          assert.equal(String(chunk), event);
        }
        request.end();
        response.resume();
        await once(response, 'end');
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });
  }
});

it('an answer that a Hono handler fetched elsewhere gets the headers of the guard too', async () => {
  const { server, port } = await listening((_request, response) => void response.end('elsewhere'));
  try {
    const app = new Hono();
    app.use(protectHono(options)).get('/mcp', () => fetch(`http://127.0.0.1:${port}/`));
    const answer = await app.request('/mcp', { headers: await bearer() });
    assert.deepEqual([answer.status, await answer.text()], [200, 'elsewhere']);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

describe('what a handler throws beside refusals', () => {
  it('is thrown on by the adapters for fetch and node:http', async () => {
    const serve = protectFetch(options, () => {
      throw new RangeError('own');
    });
    await assert.rejects(serve(new Request(resource, { headers: await bearer() })), RangeError);
  });

  it('is 403 with its challenge where Express is left to answer it by itself — resource.md §6 scope missing', async () => {
    const app = express().set('env', 'test');
    app.use(protectExpress(options)).use((request) => request.access?.require('files:write'));
    const { server, port } = await listening(app);
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/mcp`, { headers: await bearer() });
      assert.equal(answer.status, 403);
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer error="insufficient_scope"/);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('is a broken answer when it comes after the first byte, never a second answer', async () => {
    const listener = protectNode(options, async (_request, response: ServerResponse, access) => {
      await new Promise((written) => response.write('begun', written));
      access?.require('files:write');
    });
    const { server, port } = await listening(listener);
    try {
      const request = send({ port, path: '/mcp', headers: await bearer() });
      request.end();
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      assert.equal(response.statusCode, 200);
      await assert.rejects(async () => {
        for await (const _chunk of response);
      }, /aborted/);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

it('messages of HTTP/2 are guarded as any other', async () => {
  const listener = protectNode(
    options,
    (_request: Http2ServerRequest, response: Http2ServerResponse, access) =>
      void response.end(access?.subject ?? ''),
  );
  const server = createHttp2Server(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const ask = async (headers: OutgoingHttpHeaders): Promise<readonly [status: unknown, body: string]> => {
    const stream = client.request({ ':path': '/mcp', ...headers });
    const [answer] = await once(stream, 'response');
    let body = '';
    for await (const chunk of stream) body += String(chunk);
    return [answer[':status'], body];
  };
  try {
    assert.deepEqual(await ask(await bearer()), [200, 'u1']);
    assert.equal((await ask({}))[0], 401);
    assert.equal((await ask({ ':path': '/.well-known/oauth-protected-resource' }))[0], 200);
    assert.deepEqual(await ask({ ':method': 'HEAD' }), [401, '']);
  } finally {
    client.close();
    server.close();
  }
});

describe('a guard mounted below a path of Express', () => {
  it('answers for the metadata that lies there', async () => {
    const app = express();
    app.use(
      '/mcp',
      protectExpress(options),
      (request, response) => void response.send(request.access?.subject),
    );
    app.use((_request, response) => void response.status(404).send('elsewhere'));
    const { server, port } = await listening(app);
    try {
      const get = (path: string, headers = {}) => fetch(`http://127.0.0.1:${port}${path}`, { headers });
      const metadata = await get('/mcp/.well-known/oauth-protected-resource');
      assert.equal(((await metadata.json()) as { resource: string }).resource, resource);
      assert.equal((await get('/mcp')).status, 401);
      assert.equal(await (await get('/mcp/below', await bearer())).text(), 'u1');
      assert.equal(await (await get('/other')).text(), 'elsewhere');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
