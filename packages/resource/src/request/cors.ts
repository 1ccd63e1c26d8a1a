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

/** The value of a header that an answer has already, several of one name joined, or null. */
export type Told = (name: string) => string | null;

/**
 * These headers as they may stand beside what an answer says already. Whom the service lets read it stays the
 * service's affair, and nobody is let in beside cookies who was not named; what scripts may see, and what
 * answers vary by, is united. Names are lower case.
 */
export function besideOwn(headers: Readonly<Record<string, string>>, told: Told): Record<string, string> {
  const isDecided =
    told('access-control-allow-origin') !== null || told('access-control-allow-credentials') === 'true';
  const beside: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'access-control-allow-origin' && isDecided) continue;
    const own = united.has(name) ? told(name) : null;
    beside[name] = own === null ? value : union(own, value);
  }
  return beside;
}

const united: ReadonlySet<string> = new Set(['access-control-expose-headers', 'vary']);

/** The names of both lists, each once, in whatever case. */
function union(own: string, added: string): string {
  const names = new Map<string, string>();
  for (const listed of `${own},${added}`.split(',')) {
    const name = listed.trim();
    if (name !== '' && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  return [...names.values()].join(', ');
}

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
