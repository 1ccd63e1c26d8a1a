import { ConfigurationError } from '../configuration/problems.ts';
import type { ProtectOptions } from '../configuration/protect-options.ts';
import { resolveOptions } from '../configuration/resolve-options.ts';
import { guardWith } from '../guard/guard.ts';
import type { GuardRequest } from '../request/guard-request.ts';
import { type AuthInfo, authInfoOf } from './caller.ts';

/** What the MCP SDK's own middleware asks about a token. */
export type TokenVerifier = { verifyAccessToken(token: string): Promise<AuthInfo> };

/**
 * A verifier for those who keep `requireBearerAuth` of the MCP SDK. It sees the token and nothing of the request,
 * so tokens bound to a key or certificate are refused, and the scopes of requests are the middleware's affair.
 *
 * The middleware of SDK 1.x tells errors by their class: give it, as
 * `verifier(options, (message) => new InvalidTokenError(message))`, or refused tokens are answered 500. That of
 * SDK 2.x needs nothing.
 */
export function verifier(
  options: ProtectOptions,
  invalidToken: (message: string) => Error = (message) => new VerifierError('invalid_token', message),
): TokenVerifier {
  const { options: resolved } = resolveOptions(options, 'mcp');
  const { resource } = resolved;
  if (resource === null) {
    throw new ConfigurationError(['resource must be set: a verifier sees no request to take it from.']);
  }
  const guard = guardWith(resolved);
  return {
    async verifyAccessToken(token) {
      const result = await guard.check(requestWith(token, resource), {
        scopes: [],
      });
      if (result.kind === 'allowed' && result.access !== null) return authInfoOf(result.access, resource);
      const isRefused = result.kind === 'allowed' || result.reply.status < 500;
      if (isRefused) throw invalidToken('The access token is not valid for this resource');
      throw new VerifierError('server_error', 'The access token cannot be checked right now');
    },
  };
}

/** A request that shows the token and nothing else. */
const requestWith = (token: string, url: string): GuardRequest => ({
  method: 'POST',
  url,
  header: (name) => (name === 'authorization' ? [`Bearer ${token}`] : []),
  certificate: null,
  peer: null,
});

/** As the MCP SDK 2.x makes them; it knows errors of other copies of itself by the brand. */
class VerifierError extends Error {
  readonly code: string;
  readonly errorUri = undefined;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'OAuthError';
    this.code = code;
    Object.defineProperty(this, Symbol.for('mcp.sdk.errorBrands'), { value: new Set(['mcp.OAuthError']) });
  }

  toResponseObject(): { error: string; error_description: string } {
    return { error: this.code, error_description: this.message };
  }
}
