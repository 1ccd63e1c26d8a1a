/** For Express 4 and 5, and what else takes `(request, response, next)`. */

import { type Access, AccessError } from '../access.ts';
import type { ProtectOptions } from '../configuration/protect-options.ts';
import { answerNode, fromNode, type NodeRequest, type NodeResponse, peekBody } from '../http/node.ts';
import { authInfoOf } from '../mcp/caller.ts';
import { createProtection } from '../protection.ts';

export { fromEnvironment } from '../configuration/environment.ts';
export type { ProtectOptions } from '../configuration/protect-options.ts';

declare global {
  namespace Express {
    interface Request {
      /** Set by `protect`; undefined on `public` paths. */
      access?: Access;
    }
  }
}

/** `auth` is what the MCP SDK reads; its own declaration of it is wider. */
export type ExpressRequest = NodeRequest & { access?: Access; auth?: object };
export type Next = (error?: unknown) => void;

/** Guards what is mounted after it; comes before body parsers. */
export function protect(
  options: ProtectOptions,
): (request: ExpressRequest, response: NodeResponse, next: Next) => Promise<void> {
  const protection = createProtection(options);
  return async (request, response, next) => {
    const passage = await protection.enter(fromNode(request), peekBody(request));
    if (passage.kind === 'answered') return answerNode(response, passage.reply);
    for (const [name, value] of Object.entries(passage.headers)) response.setHeader(name, value);
    if (passage.access !== null) {
      request.access = passage.access;
      request.auth = authInfoOf(passage.access, protection.resource);
    }
    next();
  };
}

/** Answers what `access.require` refused inside a handler; comes after the routes. */
export function refusals(error: unknown, _request: unknown, response: NodeResponse, next: Next): void {
  if (error instanceof AccessError && !response.headersSent) answerNode(response, error.reply);
  else next(error);
}
