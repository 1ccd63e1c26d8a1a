/** Reading and judging the access token of a request to a protected endpoint of ours (RFC 6750 §2, §3). */

import { bearerToken, OAuthError, parseForm, parseQuery, secondOf } from '@grantor/protocol';
import type { Context } from '../requests/context.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import { type ActiveToken, findActiveToken } from '../tokens/presented-token.ts';

/** The active token of the request. Throws `missing_token`, `invalid_token` or `invalid_request`. */
export async function requireToken(context: Context, request: BackChannelRequest): Promise<ActiveToken> {
  const value = readToken(request);
  const found = await findActiveToken(context, value, secondOf(context.ports.clock.now()));
  if (found === null) throw invalidToken();
  return found;
}

export const invalidToken = (): OAuthError =>
  new OAuthError('invalid_token', 'The access token is invalid, expired or revoked.');

// protocol.md UI-1
function readToken(request: BackChannelRequest): string {
  if (parseQuery(request.query).has('access_token')) {
    throw new OAuthError('invalid_request', 'The access token must not be sent in the URL.'); // OAuth 2.1 §5.1
  }
  const header = bearerToken(request.authorization);
  const body = readBodyToken(request);
  // RFC 6750 §2: not more than one method
  if (header !== null && body !== undefined) {
    throw new OAuthError('invalid_request', 'The access token is sent more than once.');
  }
  const value = header ?? body;
  if (value === undefined) throw new OAuthError('missing_token', 'An access token is required.');
  return value;
}

/** RFC 6750 §2.2: only in a form, only by POST. */
function readBodyToken(request: BackChannelRequest): string | undefined {
  const type = request.contentType?.split(';', 1)[0]?.trim().toLowerCase();
  const isForm = type === 'application/x-www-form-urlencoded';
  return request.source.method === 'POST' && isForm ? parseForm(request).get('access_token') : undefined;
}
