/** For servers that are a function from `Request` to `Response`: Deno, Bun, workers, and many frameworks. */

import type { Access } from '../access/access.ts';
import type { ProtectOptions } from '../configuration/protect-options.ts';
import { type Connection, fromFetch, readFetchBody, served } from '../http/fetch.ts';
import { createProtection } from '../protection/protection.ts';
import { toFetch } from '../request/response.ts';

export { fromEnvironment } from '../configuration/environment.ts';
export type { ProtectOptions } from '../configuration/protect-options.ts';

/** `access` is null on `public` paths, and for preflights unless `cors` answers them. */
export type FetchHandler = (request: Request, access: Access | null) => Response | Promise<Response>;

/** The handler behind its guard; tell the address of the client where the platform knows it. */
export function protect(
  options: ProtectOptions,
  handler: FetchHandler,
): (request: Request, connection?: Connection) => Promise<Response> {
  const protection = createProtection(options);
  return async (request, connection) => {
    const passage = await protection.enter(fromFetch(request, connection), readFetchBody(request));
    if (passage.kind === 'answered') return toFetch(passage.reply);
    const { access, headers } = passage;
    return served(() => handler(request, access), headers);
  };
}
