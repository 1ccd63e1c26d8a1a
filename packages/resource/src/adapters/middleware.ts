import type { Access } from '../access/access.ts';
import { addHeaders, answerNode, type NodeRequest, type NodeResponse } from '../http/node.ts';
import { authInfoOf } from '../mcp/caller.ts';
import type { Passage } from '../protection/protection.ts';

/** `auth` is what the MCP SDK reads; its own declaration of it is wider. */
export type GuardedRequest = NodeRequest & { access?: Access; auth?: object };

export type Next = (error?: unknown) => void;

/** `next` is called for what may pass, without an error; hooks of Fastify fit it too. */
export type Middleware<Request> = (
  request: Request,
  response: NodeResponse,
  next: () => void,
) => Promise<void>;

/** Middleware of Express and its like: answers what may not pass, and tells the rest who calls. */
export const middlewareOf =
  <Request extends GuardedRequest>(
    resource: string | null,
    enter: (request: Request) => Promise<Passage>,
  ): Middleware<Request> =>
  async (request, response, next) => {
    const passage = await enter(request);
    if (passage.kind === 'answered') return answerNode(response, passage.reply);
    addHeaders(response, passage.headers);
    if (passage.access !== null) {
      request.access = passage.access;
      request.auth = authInfoOf(passage.access, resource);
    }
    next();
  };
