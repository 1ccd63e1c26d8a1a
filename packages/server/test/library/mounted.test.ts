/** The server inside applications of four kinds, below a path of each (distribution.md L-2). */

// In a process of its own: @hono/node-server puts its Request and Response in the place of Node's.

import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener, request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import { fastify } from 'fastify';
import { Hono } from 'hono';
import type { Grantor } from '../../src/index.ts';
import { plainBrowser } from '../e2e/plain-browser.ts';
import { askAsClient, embed, obtainTokens, type Served, serveEmbedded } from './embedded.ts';

const honoApplication = (grantor: Grantor): RequestListener => {
  const app = new Hono<{ Bindings: { incoming: IncomingMessage } }>();
  app.use((c, next) => (grantor.handles(c.req.path) ? grantor.fetch(c.req.raw, c.env) : next()));
  app.get('/', (c) => c.text('the application'));
  return getRequestListener(app.fetch);
};

const expressApplication = (grantor: Grantor): RequestListener => {
  const app = express();
  app.use(grantor.node);
  app.use(express.urlencoded());
  app.get('/', (_, response) => void response.send('the application'));
  return app;
};

const fastifyApplication = (grantor: Grantor): RequestListener => {
  const app = fastify();
  app.addHook('onRequest', (request, reply, done) => grantor.node(request.raw, reply.raw, done));
  app.get('/', async () => 'the application');
  return (request, response) => void app.ready().then(() => app.routing(request, response));
};

const plainApplication =
  (grantor: Grantor): RequestListener =>
  (request, response) =>
    grantor.node(request, response, () => response.end('the application'));

/** Handed down with the path cut off, as `app.use(path, …)` and `app.mount(path, …)` do. */
const expressBelow = (grantor: Grantor): RequestListener => {
  const app = express();
  app.get('/', (_, response) => void response.send('the application'));
  app.use('/auth/one', grantor.node);
  return app;
};

const honoMount = (grantor: Grantor): RequestListener => {
  const app = new Hono();
  app.get('/', (c) => c.text('the application'));
  app.mount('/auth/one', grantor.fetch);
  return getRequestListener(app.fetch);
};

const serve = (listenerOf: (grantor: Grantor) => RequestListener): Promise<Served> =>
  serveEmbedded({ path: '/auth/one', listenerOf });

const applications = {
  Hono: honoApplication,
  Express: expressApplication,
  Fastify: fastifyApplication,
  'node:http': plainApplication,
};

for (const [name, listenerOf] of Object.entries(applications)) {
  describe(`an application of ${name}`, () => {
    let app: Served;
    before(async () => {
      app = await serve(listenerOf);
    });
    after(() => app.stop());

    it('signs people in through our pages — distribution.md L-2', async () => {
      const { origin, embedded } = app;
      const browser = plainBrowser({ origin });
      const tokens = await obtainTokens(embedded.grantor.issuer, browser);
      assert.deepEqual(tokens.scope.split(' ').sort(), ['offline_access', 'openid', 'profile']);
      assert.ok(browser.cookies.size > 0);
      const answer = await fetch(`${origin}/auth/one/oauth/userinfo`, {
        headers: { authorization: `Bearer ${tokens.access_token}` },
      });
      assert.equal(((await answer.json()) as { sub: string }).sub, 'alice-0001');
    });

    it('has the documents where clients look for them — distribution.md L-2, protocol.md DI-2', async () => {
      for (const path of [
        '/.well-known/oauth-authorization-server/auth/one',
        '/.well-known/openid-configuration/auth/one',
        '/auth/one/.well-known/openid-configuration',
      ]) {
        const answer = await fetch(app.origin + path);
        assert.equal(((await answer.json()) as { issuer: string }).issuer, `${app.origin}/auth/one`, path);
      }
    });

    it('keeps its own pages, and serves ours with what they need', async () => {
      assert.equal(await (await fetch(`${app.origin}/`)).text(), 'the application');
      const page = await (
        await fetch(`${app.origin}/auth/one/login`, { headers: { accept: 'text/html' } })
      ).text();
      const addresses = [...page.matchAll(/ (?:href|src|action)="([^"#]+)"/g)].map(
        ([, found]) => found ?? '',
      );
      assert.ok(addresses.length >= 4);
      for (const address of addresses) {
        assert.ok(address.startsWith('/auth/one/'), address);
        assert.notEqual((await fetch(app.origin + address)).status, 404, address);
      }
    });

    it('knows its callers apart', async () => {
      const answer = await askAsClient(`${app.embedded.grantor.issuer}/oauth/token`, { grant_type: 'none' });
      assert.equal(answer.status, 400);
      assert.equal(((await answer.json()) as { error: string }).error, 'unsupported_grant_type');
    });
  });
}

for (const [name, listenerOf] of Object.entries({ Hono: honoMount, Express: expressBelow })) {
  it(`may be mounted by ${name} itself, which cuts the path off — distribution.md L-2`, async () => {
    const app = await serve(listenerOf);
    try {
      const { issuer } = app.embedded.grantor;
      assert.ok((await obtainTokens(issuer, plainBrowser({ origin: app.origin }))).access_token);
    } finally {
      await app.stop();
    }
  });
}

it('lets two Authorization headers not pass as the first of them, whatever the host made of them', async () => {
  const app = await serve(plainApplication);
  try {
    const { issuer } = app.embedded.grantor;
    const { access_token } = await obtainTokens(issuer, plainBrowser({ origin: app.origin }));
    const statusOf = (headers: readonly string[]) =>
      new Promise<number | undefined>((resolve, reject) => {
        const sent = request(`${issuer}/oauth/userinfo`, { headers: ['host', '127.0.0.1', ...headers] });
        sent.once('response', (response) => resolve(response.resume().statusCode));
        sent.once('error', reject).end();
      });
    const first = ['authorization', `Bearer ${access_token}`];
    assert.equal(await statusOf(first), 200);
    assert.equal(await statusOf([...first, 'authorization', 'Bearer another']), 401);
  } finally {
    await app.stop();
  }
});

it('lets the application go on that has answered before it', async () => {
  const app = await serve(({ node }) => (message, response) => {
    node(message, response);
    if (message.url?.includes('early') === true) response.writeHead(503).end('the application');
  });
  try {
    const { issuer } = app.embedded.grantor;
    const asked = Array.from({ length: 5 }, (_, index) => {
      const query = index === 0 ? '?early' : '';
      return fetch(`${issuer}/.well-known/openid-configuration${query}`);
    });
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    assert.deepEqual(statuses, [503, 200, 200, 200, 200]);
  } finally {
    await app.stop();
  }
});

it('answers, and does not wait, when a body parser stood before it', async () => {
  const lines: string[] = [];
  const embedded = await embed('http://127.0.0.1:1/auth', { log: ({ message }) => void lines.push(message) });
  const app = express().use(express.urlencoded(), embedded.grantor.node);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  try {
    const answer = await askAsClient(`http://127.0.0.1:${port}/auth/oauth/token`, { grant_type: 'none' });
    assert.equal(answer.status, 500);
    assert.ok(lines.includes('request failed'));
  } finally {
    server.closeAllConnections();
    server.close();
    await embedded.stop();
  }
});
