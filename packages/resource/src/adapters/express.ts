/** For Express 4 and 5, and what else takes `(request, response, next)`. */

import { type Access, AccessError } from '../access/access.ts';
import type { ProtectOptions } from '../configuration/protect-options.ts';
import { answerNode, fromNode, type NodeResponse, peekBody } from '../http/node.ts';
import { createProtection } from '../protection/protection.ts';
import { type GuardedRequest, type Middleware, middlewareOf, type Next } from './middleware.ts';

export { fromEnvironment } from '../configuration/environment.ts';
export type { ProtectOptions } from '../configuration/protect-options.ts';
export type { GuardedRequest as ExpressRequest, Next } from './middleware.ts';

declare global {
  namespace Express {
    interface Request {
      /** Set by `protect`; undefined on `public` paths. */
      access?: Access;
    }
  }
}

/** Guards what is mounted after it; comes before body parsers. */
export function protect(options: ProtectOptions): Middleware<GuardedRequest> {
  const { resource, enter } = createProtection(options);
  return middlewareOf(resource, (request) => enter(fromNode(request), peekBody(request)));
}

/** Answers what `access.require` refused inside a handler; comes after the routes. */
export function refusals(error: unknown, _request: unknown, response: NodeResponse, next: Next): void {
  if (error instanceof AccessError && !response.headersSent) answerNode(response, error.reply);
  else next(error);
}
