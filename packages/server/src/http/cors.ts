import type { Exchange } from './exchange.ts';
import { header } from './exchange.ts';
import type { Outgoing } from './message.ts';

/**
 * `public`: metadata and keys, for everyone. `client`: endpoints browser clients call with a token or code.
 * `named`: only for origins that are named, never for all.
 */
export type CrossOrigin = 'public' | 'client' | 'named' | 'none';

export type CorsSettings = {
  readonly enabled: boolean;
  readonly allowedOrigins: readonly string[];
  /** Seconds a preflight may be cached. */
  readonly maxAge: number;
};

// clients.md §8
const reflectionLimit = 1024;
const headerNames = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+(?:[ \t]*,[ \t]*[A-Za-z0-9!#$%&'*+.^_`|~-]+)*$/; // RFC 9110 §5.6.1
const usualHeaders = 'authorization, content-type, dpop, mcp-protocol-version';

const exposed = 'WWW-Authenticate, DPoP-Nonce, OAuth-Client-Attestation-Challenge, Retry-After';
const exposedByNamed = 'WWW-Authenticate, Retry-After, ETag, Location, X-Request-Id';

/** Headers that let a browser read the answer; never with credentials (OAuth 2.1 §3.2, protocol.md G-11). */
export function corsHeaders(
  exchange: Exchange,
  kind: CrossOrigin,
  settings: CorsSettings,
): Readonly<Record<string, string>> {
  if (kind === 'none') return {};
  if (kind === 'public') return { 'access-control-allow-origin': '*' };
  if (!settings.enabled) return {};
  if (settings.allowedOrigins.includes('*')) {
    if (kind === 'named') return {}; // operations.md §2 CORS_ALLOWED_ORIGINS
    return { 'access-control-allow-origin': '*', 'access-control-expose-headers': exposed };
  }
  const origin = header(exchange, 'origin');
  if (origin === undefined || !settings.allowedOrigins.includes(origin)) return { vary: 'Origin' };
  const shown = kind === 'named' ? exposedByNamed : exposed;
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': shown, vary: 'Origin' };
}

/** The answer to a preflight: no authentication, no limits (Fetch §3.2.2). */
export function preflight(
  exchange: Exchange,
  methods: readonly string[],
  cors: { kind: CrossOrigin; settings: CorsSettings },
): Outgoing {
  const headers = corsHeaders(exchange, cors.kind, cors.settings);
  return {
    status: 204,
    cookies: [],
    body: null,
    headers: {
      ...headers,
      'cache-control': 'no-store', // protocol.md G-6; browsers keep it by its max-age below
      pragma: 'no-cache',
      'access-control-allow-methods': methods.join(', '),
      'access-control-max-age': String(cors.settings.maxAge),
      'access-control-allow-headers': allowedHeaders(header(exchange, 'access-control-request-headers')),
    },
  };
}

/** What was asked for, where it is a list of names and not too long; else what our endpoints read. */
const allowedHeaders = (requested: string | undefined): string =>
  requested !== undefined && requested.length <= reflectionLimit && headerNames.test(requested)
    ? requested
    : usualHeaders;
