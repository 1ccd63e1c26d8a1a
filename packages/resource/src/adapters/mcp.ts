/** For MCP servers made with the official TypeScript SDK, 1.x and 2.x; nothing of the SDK is imported. */

import { fromNode, peekBody } from '../http/node.ts';
import { guardedFetch, type McpFetch, type McpHandler } from '../mcp/guarded-fetch.ts';
import { createMcpProtection, type McpOptions, type McpProtection } from '../mcp/protection.ts';
import { type GuardedRequest, type Middleware, middlewareOf } from './middleware.ts';

export { fromEnvironment } from '../configuration/environment.ts';
export { type AuthInfo, accessOf } from '../mcp/caller.ts';
export type { McpFetch, McpHandler } from '../mcp/guarded-fetch.ts';
export type { McpOptions } from '../mcp/protection.ts';
export { verifier } from '../mcp/verifier.ts';

/** What SDK 1.x reads: `auth`, and `body` where a parser made it. */
export type McpRequest = GuardedRequest & { readonly body?: unknown };
export type McpMiddleware = Middleware<McpRequest>;

/** SDK 2.x: the handler behind its guard. SDK 1.x: middleware of Express, before the route of the transport. */
export function protect(options: McpOptions, handler: McpHandler): McpFetch;
export function protect(options: McpOptions): McpMiddleware;
export function protect(options: McpOptions, handler?: McpHandler): McpFetch | McpMiddleware {
  const protection = createMcpProtection(options);
  return handler === undefined ? middleware(protection) : guardedFetch(protection, handler);
}

const middleware = ({ resource, enter }: McpProtection): McpMiddleware =>
  middlewareOf(resource, (request) => {
    // A parser that did not take the body may have left an empty one; then the server reads it itself
    const parsed = request.readableDidRead ? request.body : undefined;
    return enter(fromNode(request), { read: peekBody(request), parsed });
  });
