import { type Connection, fromFetch, readFetchBody, served } from '../http/fetch.ts';
import { toFetch } from '../request/response.ts';
import { type AuthInfo, authInfoOf } from './caller.ts';
import type { McpProtection } from './protection.ts';

/** What `createMcpHandler` of SDK 2.x makes. */
export type McpHandler = {
  fetch(request: Request, options: { authInfo?: AuthInfo }): Response | Promise<Response>;
};

export type McpFetch = (request: Request, connection?: Connection) => Promise<Response>;

/** The handler behind its guard; it gets the body that the guard looked into. */
export function guardedFetch(protection: McpProtection, handler: McpHandler): McpFetch {
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
