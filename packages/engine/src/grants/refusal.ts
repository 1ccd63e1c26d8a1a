import { OAuthError, type Params } from '@grantor/protocol';
import { refusedDetails } from '../tokens/authorization-details.ts';

/** One text for unknown, expired, used, revoked and foreign grants (security.md O-5). `detail` is for the log. */
export const invalidGrant = (detail: string): OAuthError =>
  new OAuthError('invalid_grant', 'The grant is invalid, expired, revoked or was issued to another client.', {
    detail,
  });

/** A code or refresh token was presented again after its use: the refusal that ends its family (RFC 9700 §4.14.2). */
export class GrantReplayed extends OAuthError {
  constructor(detail: string) {
    const { code, description } = invalidGrant(detail);
    super(code, description, { detail });
  }
}

export const missing = (parameter: string): OAuthError =>
  new OAuthError('invalid_request', `The ${parameter} parameter is missing.`);

/** What nobody can get this way is not left out in silence. Throws `invalid_authorization_details` (RFC 9396 §5). */
export function refuseDetails(params: Params): void {
  if (params.has('authorization_details')) throw refusedDetails();
}
