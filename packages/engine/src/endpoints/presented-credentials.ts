/** Where a client puts an access token, and where it must not (RFC 6750 §2). */

import { accessCredentials, OAuthError, parseForm, parseQuery } from '@grantor/protocol';
import type { BackChannelRequest } from '../requests/request.ts';

export type Credentials = { readonly scheme: 'bearer' | 'dpop'; readonly token: string };

/** Throws `missing_token`, or `invalid_request` for one in the URL or sent twice (protocol.md UI-1). */
export function readCredentials(request: BackChannelRequest): Credentials {
  if (parseQuery(request.query).has('access_token')) {
    throw new OAuthError('invalid_request', 'The access token must not be sent in the URL.'); // OAuth 2.1 §5.1
  }
  const header = accessCredentials(request.authorization);
  const body = readBodyToken(request);
  // RFC 6750 §2: not more than one method
  if (header !== null && body !== undefined) {
    throw new OAuthError('invalid_request', 'The access token is sent more than once.');
  }
  if (header !== null) return header;
  if (body === undefined) throw new OAuthError('missing_token', 'An access token is required.');
  return { scheme: 'bearer', token: body };
}

/** RFC 6750 §2.2: only in a form, only by POST. */
function readBodyToken(request: BackChannelRequest): string | undefined {
  const type = request.contentType?.split(';', 1)[0]?.trim().toLowerCase();
  const isForm = type === 'application/x-www-form-urlencoded';
  return request.source.method === 'POST' && isForm ? parseForm(request).get('access_token') : undefined;
}
