/** The closed catalogue of OAuth error codes: each code has one HTTP status and one source. */

export const errorCatalogue = {
  invalid_request: { status: 400, spec: 'RFC 6749 §5.2' },
  invalid_client: { status: 401, spec: 'RFC 6749 §5.2' },
  invalid_grant: { status: 400, spec: 'RFC 6749 §5.2' },
  unauthorized_client: { status: 400, spec: 'RFC 6749 §5.2' },
  unsupported_grant_type: { status: 400, spec: 'RFC 6749 §5.2' },
  invalid_scope: { status: 400, spec: 'RFC 6749 §5.2' },
  invalid_target: { status: 400, spec: 'RFC 8707 §2' },
  invalid_authorization_details: { status: 400, spec: 'RFC 9396 §5' },
  invalid_grant_id: { status: 400, spec: 'Grant Management §5.4' },
  access_denied: { status: 400, spec: 'RFC 6749 §4.1.2.1' },
  unsupported_response_type: { status: 400, spec: 'RFC 6749 §4.1.2.1' },
  server_error: { status: 500, spec: 'RFC 6749 §4.1.2.1' },
  temporarily_unavailable: { status: 503, spec: 'RFC 6749 §4.1.2.1' },
  authorization_pending: { status: 400, spec: 'RFC 8628 §3.5' },
  slow_down: { status: 400, spec: 'RFC 8628 §3.5' },
  expired_token: { status: 400, spec: 'RFC 8628 §3.5' },
  login_required: { status: 400, spec: 'OpenID Connect Core §3.1.2.6' },
  consent_required: { status: 400, spec: 'OpenID Connect Core §3.1.2.6' },
  interaction_required: { status: 400, spec: 'OpenID Connect Core §3.1.2.6' },
  account_selection_required: { status: 400, spec: 'OpenID Connect Core §3.1.2.6' },
  request_uri_not_supported: { status: 400, spec: 'OpenID Connect Core §3.1.2.6' },
  invalid_request_object: { status: 400, spec: 'OpenID Connect Core §3.1.2.6' },
  invalid_request_uri: { status: 400, spec: 'OpenID Connect Core §3.1.2.6' },
  registration_not_supported: { status: 400, spec: 'OpenID Connect Core §3.1.2.6' },
  unmet_authentication_requirements: {
    status: 400,
    spec: 'OpenID Connect Core Unmet Authentication Requirements §2',
  },
  expired_login_hint_token: { status: 400, spec: 'CIBA §13' },
  unknown_user_id: { status: 400, spec: 'CIBA §13' },
  missing_user_code: { status: 400, spec: 'CIBA §13' },
  invalid_user_code: { status: 400, spec: 'CIBA §13' },
  invalid_binding_message: { status: 400, spec: 'CIBA §13' },
  authentication_denied: { status: 403, spec: 'CIBA §13' },
  invalid_token: { status: 401, spec: 'RFC 6750 §3.1' },
  missing_token: { status: 401, spec: 'protocol.md §14' },
  insufficient_scope: { status: 403, spec: 'RFC 6750 §3.1' },
  insufficient_user_authentication: { status: 401, spec: 'RFC 9470 §3' },
  invalid_dpop_proof: { status: 400, spec: 'RFC 9449 §5' },
  use_fresh_attestation: { status: 400, spec: 'Client Attestation §7.4' },
  use_attestation_challenge: { status: 400, spec: 'Client Attestation §7.4' },
  use_dpop_nonce: { status: 400, spec: 'RFC 9449 §8' },
  invalid_credential_request: { status: 400, spec: 'OpenID4VCI §8.3.1.2' },
  unknown_credential_configuration: { status: 400, spec: 'OpenID4VCI §8.3.1.2' },
  unknown_credential_identifier: { status: 400, spec: 'OpenID4VCI §8.3.1.2' },
  invalid_proof: { status: 400, spec: 'OpenID4VCI §8.3.1.2' },
  invalid_nonce: { status: 400, spec: 'OpenID4VCI §8.3.1.2' },
  invalid_encryption_parameters: { status: 400, spec: 'OpenID4VCI §8.3.1.2' },
  credential_request_denied: { status: 400, spec: 'OpenID4VCI §8.3.1.2' },
  invalid_transaction_id: { status: 400, spec: 'OpenID4VCI §9.3' },
  invalid_notification_id: { status: 400, spec: 'OpenID4VCI §11.3' },
  invalid_notification_request: { status: 400, spec: 'OpenID4VCI §11.3' },
  registration_closed: { status: 403, spec: 'clients.md §2' },
  invalid_redirect_uri: { status: 400, spec: 'RFC 7591 §3.2.2' },
  invalid_client_metadata: { status: 400, spec: 'RFC 7591 §3.2.2' },
  invalid_issuer: { status: 400, spec: 'OpenID Federation §8.9' },
  invalid_subject: { status: 400, spec: 'OpenID Federation §8.9' },
  invalid_trust_anchor: { status: 400, spec: 'OpenID Federation §8.9' },
  invalid_trust_chain: { status: 400, spec: 'OpenID Federation §8.9' },
  invalid_metadata: { status: 400, spec: 'OpenID Federation §8.9' },
  rate_limit_exceeded: { status: 429, spec: 'RFC 6585 §4' },
  not_found: { status: 404, spec: 'RFC 9110 §15.5.5' },
  method_not_allowed: { status: 405, spec: 'RFC 9110 §15.5.6' },
  payload_too_large: { status: 413, spec: 'RFC 9110 §15.5.14' },
  unsupported_content_encoding: { status: 415, spec: 'RFC 9110 §15.5.16' },
  unsupported_media_type: { status: 415, spec: 'RFC 9110 §15.5.16' },
  bad_gateway: { status: 502, spec: 'RFC 9110 §15.6.3' },
  forbidden: { status: 403, spec: 'RFC 9110 §15.5.4' },
} as const satisfies Record<string, { status: number; spec: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** On the wire some codes travel under another name: the HTTP status says the rest. */
const wireNames: Partial<Record<ErrorCode, string>> = {
  registration_closed: 'registration_not_supported',
  payload_too_large: 'invalid_request',
  unsupported_content_encoding: 'invalid_request',
  unsupported_media_type: 'invalid_request',
  method_not_allowed: 'invalid_request',
  bad_gateway: 'temporarily_unavailable',
  authentication_denied: 'access_denied',
};

export const wireName = (code: ErrorCode): string => wireNames[code] ?? code;

/**
 * A refusal the protocol knows. `description` is constant text for the client's developer and never
 * reflects input (RFC 6749 §5.2 character set); `detail` goes to the log only.
 */
export class OAuthError extends Error {
  readonly code: ErrorCode;
  readonly description: string;
  readonly detail: string | undefined;
  /** Seconds until another try makes sense, for `temporarily_unavailable` and `rate_limit_exceeded`. */
  readonly retryAfter: number | undefined;
  /** The known client that is refused, for the log; told by whoever gets to know it first. */
  clientId: string | undefined;

  constructor(
    code: ErrorCode,
    description: string,
    options: { detail?: string | undefined; cause?: unknown; retryAfter?: number } = {},
  ) {
    super(description, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'OAuthError';
    this.code = code;
    this.description = description;
    this.detail = options.detail;
    this.retryAfter = options.retryAfter;
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }

  /** The whole of it, for the log. */
  get explanation(): string {
    return this.detail === undefined ? this.description : `${this.description} (${this.detail})`;
  }
}
