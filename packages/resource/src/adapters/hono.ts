/** For Hono, on any platform it runs on. */

import { type Access, AccessError } from '../access/access.ts';
import type { ProtectOptions } from '../configuration/protect-options.ts';
import { besideSaid, type Connection, fromFetch, readFetchBody, withHeaders } from '../http/fetch.ts';
import { createProtection } from '../protection/protection.ts';

export { fromEnvironment } from '../configuration/environment.ts';
export type { ProtectOptions } from '../configuration/protect-options.ts';

/** What `c.get('access')` is: `new Hono<{ Variables: AccessVariables }>()`. Undefined on `public` paths. */
export type AccessVariables = { access: Access };

/** The part of Hono's context that is used; `env.incoming` is there on Node. */
type Context = {
  readonly req: { readonly raw: Request };
  readonly env: unknown;
  readonly error: Error | undefined;
  get res(): Response;
  set res(answer: Response | undefined);
  set(key: 'access', value: Access): void;
};

/** Guards what is mounted after it. */
export function protect(
  options: ProtectOptions,
): (context: Context, next: () => Promise<void>) => Promise<Response | undefined> {
  const protection = createProtection(options);
  return async (context, next) => {
    const { raw } = context.req;
    const { incoming } = (context.env ?? {}) as Connection;
    const passage = await protection.enter(fromFetch(raw, { incoming }), readFetchBody(raw));
    if (passage.kind === 'answered') return besideSaid(context.res, passage.reply);
    if (passage.access !== null) context.set('access', passage.access);
    await next();
    if (context.error instanceof AccessError) context.res = besideSaid(context.res, context.error.reply);
    if (Object.keys(passage.headers).length === 0) return undefined;
    const answer = withHeaders(context.res, passage.headers);
    context.res = undefined; // else the new answer would say what the old one said
    context.res = answer;
    return undefined;
  };
}
