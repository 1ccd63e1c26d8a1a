/** What goes wrong in a federation, in the words of its errors (OpenID Federation §8.9, federation-vci-authlete.md FED-15). */

import { type ErrorCode, OAuthError } from '@grantor/protocol';

export type FederationErrorCode = Extract<
  ErrorCode,
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_issuer'
  | 'invalid_subject'
  | 'invalid_trust_anchor'
  | 'invalid_trust_chain'
  | 'invalid_metadata'
  | 'not_found'
  | 'temporarily_unavailable'
>;

/** `detail` is for the log; the description is the same for every entity. */
export class FederationError extends OAuthError {
  constructor(code: FederationErrorCode, detail?: string) {
    const retryAfter = code === 'temporarily_unavailable' ? { retryAfter: 60 } : {};
    super(code, descriptions[code], { detail, ...retryAfter });
  }
}

const descriptions: Readonly<Record<FederationErrorCode, string>> = {
  invalid_request: 'The request is no signed entity configuration or trust chain.',
  invalid_client: 'The client cannot be registered from its federation.',
  invalid_issuer: 'The entity statement has an issuer that it cannot have.',
  invalid_subject: 'The entity statement has a subject that it cannot have.',
  invalid_trust_anchor: 'No trust anchor of this server vouches for the entity.',
  invalid_trust_chain: 'The trust chain of the entity is not valid.',
  invalid_metadata: 'The metadata of the entity cannot be used.',
  not_found: 'The entity publishes no configuration.',
  temporarily_unavailable: 'The trust chain of the entity cannot be resolved now.',
};
