import type { RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
// @ts-expect-error the types of this version are those of its successor
import express4 from 'express4';
import { Hono } from 'hono';
import { protect as protectExpress, refusals } from '../../src/adapters/express.ts';
import { protect as protectFetch } from '../../src/adapters/fetch.ts';
import { type AccessVariables, protect as protectHono } from '../../src/adapters/hono.ts';
import { type AuthInfo, accessOf, protect as protectMcp } from '../../src/adapters/mcp.ts';
import { protect as protectNode } from '../../src/adapters/node.ts';
import type { Access, ProtectOptions } from '../../src/index.ts';

/** A service behind its guard: answers the mark to every request that gets through. */
export type Serving = {
  readonly options: ProtectOptions;
  readonly mark: string;
  /** The part of the path that is taken away before the service; empty: none. */
  readonly mount: string;
  /** Headers of what it answers. */
  readonly says: Readonly<Record<string, string>>;
  /** What it asks of the sign-in behind a token. */
  readonly signIn: Parameters<Access['requireAuthentication']>[0];
};

type Make = (serving: Serving) => RequestListener;

/** As a proxy that passes on the rest of the path only. */
const behindProxy =
  (make: Make): Make =>
  (serving) => {
    const listener = make(serving);
    return (request, response) => {
      request.url = request.url?.slice(serving.mount.length) || '/';
      listener(request, response);
    };
  };

const hono: Make = ({ options, mark, mount, says, signIn }) => {
  const app = new Hono<{ Variables: AccessVariables }>();
  app.use(protectHono(options));
  app.all('*', (c) => {
    c.get('access')?.requireAuthentication(signIn);
    return c.json({ reached: mark }, 200, says);
  });
  if (mount === '') return getRequestListener(app.fetch);
  const outer = new Hono();
  outer.mount(mount, app.fetch);
  return getRequestListener(outer.fetch);
};

const onExpress =
  (make: typeof express, protect: typeof protectExpress | typeof protectMcp): Make =>
  ({ options, mark, mount, says, signIn }) => {
    const app = make();
    app.use(protect(options));
    app.use((request, response) => {
      (request as { access?: Access }).access?.requireAuthentication(signIn);
      response.set(says).json({ reached: mark });
    });
    app.use(refusals);
    if (mount === '') return app;
    const outer = make();
    outer.use(mount, app);
    return outer;
  };

const onFetch: Make = ({ options, mark, says, signIn }) =>
  getRequestListener(
    protectFetch(options, (_request, access) => {
      access?.requireAuthentication(signIn);
      return Response.json({ reached: mark }, { headers: says });
    }),
  );

const onNode: Make = ({ options, mark, says, signIn }) =>
  protectNode(options, (_request, response, access) => {
    access?.requireAuthentication(signIn);
    response.writeHead(200, { 'content-type': 'application/json', ...says });
    response.end(JSON.stringify({ reached: mark }));
  });

const mcp: Make = ({ options, mark, says, signIn }) => {
  const handler = {
    fetch(_request: Request, { authInfo }: { authInfo?: AuthInfo }) {
      if (authInfo !== undefined) accessOf(authInfo).requireAuthentication(signIn);
      return Response.json({ reached: mark }, { headers: says });
    },
  };
  return getRequestListener(protectMcp(options, handler));
};

export const adapters: Readonly<Record<string, Make>> = {
  hono,
  express: onExpress(express, protectExpress),
  express4: onExpress(express4, protectExpress),
  fetch: behindProxy(onFetch),
  node: behindProxy(onNode),
  mcp: behindProxy(mcp),
  'mcp-express': onExpress(express, protectMcp),
};
