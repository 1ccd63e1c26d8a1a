/** For `node:http`, `node:https` and `node:http2`. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Access, AccessError } from '../access/access.ts';
import type { ProtectOptions } from '../configuration/protect-options.ts';
import {
  addHeaders,
  answerNode,
  fromNode,
  type NodeRequest,
  type NodeResponse,
  peekBody,
} from '../http/node.ts';
import { createProtection } from '../protection/protection.ts';

export { fromEnvironment } from '../configuration/environment.ts';
export type { ProtectOptions } from '../configuration/protect-options.ts';

/** `access` is null on `public` paths, and for preflights unless `cors` answers them. */
export type NodeListener<Request, Response> = (
  request: Request,
  response: Response,
  access: Access | null,
) => unknown;

/** The listener behind its guard; whatever else than a refusal it throws, it throws. */
export function protect<
  Request extends NodeRequest = IncomingMessage,
  Response extends NodeResponse = ServerResponse,
>(
  options: ProtectOptions,
  listener: NodeListener<Request, Response>,
): (request: Request, response: Response) => Promise<void> {
  const protection = createProtection(options);
  return async (request, response) => {
    const passage = await protection.enter(fromNode(request), peekBody(request));
    if (passage.kind === 'answered') return answerNode(response, passage.reply);
    addHeaders(response, passage.headers);
    try {
      await listener(request, response, passage.access);
    } catch (error) {
      if (!(error instanceof AccessError)) throw error;
      if (response.headersSent) response.destroy(error);
      else answerNode(response, error.reply);
    }
  };
}
