/** Who may register a client (RFC 7591 §3, clients.md §2). */

import { bearerToken, equalDigests, OAuthError, sha256 } from '@grantor/protocol';
import type { Policy } from '../ports/policy.ts';

/** Throws `registration_closed`, or `invalid_token` where an initial access token is asked for. */
export function admit({ registration }: Policy, authorization: string | undefined): void {
  checkOpen(registration);
  if (registration.kind !== 'by_token') return; // an Authorization header says nothing then
  const token = bearerToken(authorization);
  if (token === null || !equalDigests(sha256(token), registration.tokenHash)) {
    throw new OAuthError('invalid_token', 'Registration needs the initial access token of this server.');
  }
}

export function checkOpen(registration: Policy['registration']): void {
  if (registration.kind === 'closed') {
    throw new OAuthError('registration_closed', 'This server registers no clients by itself.');
  }
}
