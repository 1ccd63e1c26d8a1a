/** For MCP servers made with the official TypeScript SDK, 1.x and 2.x; nothing of the SDK is imported. */

import type { Access } from '../access.ts';
import { type Connection, fromFetch, readFetchBody, served } from '../http/fetch.ts';
import { answerNode, fromNode, type NodeRequest, type NodeResponse, peekBody } from '../http/node.ts';
import { toFetch } from '../http/response.ts';
import { type AuthInfo, authInfoOf } from '../mcp/caller.ts';
import { createMcpProtection, type McpOptions } from '../mcp/protection.ts';

export { fromEnvironment } from '../configuration/environment.ts';
export { type AuthInfo, accessOf } from '../mcp/caller.ts';
export type { McpOptions } from '../mcp/protection.ts';
export { verifier } from '../mcp/verifier.ts';

/** What `createMcpHandler` of SDK 2.x makes. */
export type McpHandler = {
  fetch(request: Request, options: { authInfo?: AuthInfo }): Response | Promise<Response>;
};

/** What SDK 1.x reads: `auth`, and `body` where a parser made it. */
export type McpRequest = NodeRequest & { access?: Access; auth?: object; readonly body?: unknown };

export type McpMiddleware = (
  request: McpRequest,
  response: NodeResponse,
  next: (error?: unknown) => void,
) => Promise<void>;

export type McpFetch = (request: Request, connection?: Connection) => Promise<Response>;

/** SDK 2.x: the handler behind its guard. SDK 1.x: middleware of Express, before the route of the transport. */
export function protect(options: McpOptions, handler: McpHandler): McpFetch;
export function protect(options: McpOptions): McpMiddleware;
export function protect(options: McpOptions, handler?: McpHandler): McpFetch | McpMiddleware {
  return handler === undefined ? middleware(options) : fetchHandler(options, handler);
}

function fetchHandler(options: McpOptions, handler: McpHandler): McpFetch {
  const protection = createMcpProtection(options);
  return async (request, connection) => {
    let whole = request;
    const read = async (limit: number): Promise<Uint8Array | null> => {
      const body = await readFetchBody(request)(limit);
      if (body !== null) whole = new Request(request, { body: Buffer.from(body) });
      return body;
    };
    const passage = await protection.enter(fromFetch(request, connection), { read, parsed: undefined });
    if (passage.kind === 'answered') return toFetch(passage.reply);
    const { access, headers } = passage;
    const told = access === null ? {} : { authInfo: authInfoOf(access, protection.resource) };
    return served(() => handler.fetch(whole, told), headers);
  };
}

function middleware(options: McpOptions): McpMiddleware {
  const protection = createMcpProtection(options);
  return async (request, response, next) => {
    // A parser that did not take the body may have left an empty one; then the server reads it itself
    const parsed = request.readableDidRead ? request.body : undefined;
    const passage = await protection.enter(fromNode(request), { read: peekBody(request), parsed });
    if (passage.kind === 'answered') return answerNode(response, passage.reply);
    for (const [name, value] of Object.entries(passage.headers)) response.setHeader(name, value);
    if (passage.access !== null) {
      request.access = passage.access;
      request.auth = authInfoOf(passage.access, protection.resource);
    }
    next();
  };
}
