/** Reading the body of a back-channel POST (protocol.md §1). */

import { OAuthError, type Params, parseForm, parseQuery } from '@grantor/protocol';
import type { BackChannelRequest } from '../requests/request.ts';

/** What must never stand in a URL: URLs are logged and remembered (RFC 6749 §2.3.1). */
const confidential = [
  ...['client_secret', 'client_assertion', 'code', 'refresh_token', 'token', 'device_code'],
  ...['assertion', 'subject_token', 'actor_token'],
  ...['auth_req_id', 'client_notification_token'],
  ...['pre-authorized_code', 'tx_code'],
];

/** The form; other parameters of the query are ignored. Throws `invalid_request` when a known parameter repeats. */
export function readForm(request: BackChannelRequest, known: readonly string[]): Params {
  checkQuery(request.query);
  const params = parseForm(request);
  params.check(known); // RFC 6749 §3.2
  return params;
}

/** Throws `invalid_request`. */
export function checkQuery(query: string): void {
  const params = parseQuery(query);
  if (confidential.some((name) => params.has(name))) {
    throw new OAuthError('invalid_request', 'A credential must not be sent in the URL.');
  }
}
