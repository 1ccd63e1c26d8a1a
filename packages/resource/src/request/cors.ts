import type { Reply } from '@grantor/protocol';
import type { GuardRequest } from './guard-request.ts';

/** What scripts may read beside the body (resource.md §6). */
export const exposedHeaders = 'WWW-Authenticate, DPoP-Nonce';

/** Lets scripts of any origin read an answer; no cookie makes a difference to it. */
export const scriptHeaders = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': exposedHeaders,
} as const;

/** The same answer, for scripts of any origin to read. */
export const readableByScripts = (reply: Reply): Reply => ({
  ...reply,
  headers: { ...reply.headers, ...scriptHeaders },
});

// Names of headers, and nothing that could start another header
const names = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+(?: *, *[!#$%&'*+.^_`|~0-9A-Za-z-]+)*$/;

/** 204 that allows these methods, and the headers that were asked for. */
export function preflightReply(request: GuardRequest, methods: readonly string[]): Reply {
  const asked = request.header('access-control-request-headers').join(', ');
  return {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': methods.join(', '),
      ...(names.test(asked) ? { 'access-control-allow-headers': asked } : {}),
      'access-control-max-age': '600',
      vary: 'Access-Control-Request-Headers',
    },
    body: null,
    note: { error: null, clientId: null },
  };
}
