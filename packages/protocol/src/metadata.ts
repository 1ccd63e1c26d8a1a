/** A member of a metadata document; `undefined` is omitted, null never occurs (protocol.md G-5). */
export type MetadataMember =
  | string
  | number
  | boolean
  | readonly string[]
  | Readonly<Record<string, string>>
  | undefined;

/**
 * The authorization server metadata document, which is also the OpenID provider configuration
 * (RFC 8414 §2, OpenID Connect Discovery §3, protocol.md DI-3). Extensions add members of their own.
 */
export type AuthorizationServerMetadata = {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly userinfo_endpoint: string;
  readonly jwks_uri: string;
  readonly registration_endpoint?: string;
  readonly pushed_authorization_request_endpoint: string; // RFC 9126 §5
  readonly grant_management_endpoint: string; // Grant Management §7.1
  readonly grant_management_actions_supported: readonly string[]; // Grant Management §7.1
  readonly grant_management_action_required: boolean; // Grant Management §7.1
  readonly require_pushed_authorization_requests: boolean;
  readonly introspection_endpoint: string;
  readonly revocation_endpoint: string;
  readonly device_authorization_endpoint?: string; // RFC 8628 §4
  // CIBA §4
  readonly backchannel_authentication_endpoint?: string;
  readonly backchannel_token_delivery_modes_supported?: readonly string[];
  readonly backchannel_user_code_parameter_supported?: boolean;
  readonly backchannel_authentication_request_signing_alg_values_supported?: readonly string[];
  readonly end_session_endpoint: string; // RP-Initiated Logout §2.1
  readonly check_session_iframe?: string; // Session Management §3.3

  readonly scopes_supported: readonly string[];
  readonly response_types_supported: readonly string[];
  readonly response_modes_supported: readonly string[];
  readonly grant_types_supported: readonly string[];
  readonly acr_values_supported: readonly string[];
  readonly subject_types_supported: readonly string[];
  readonly claims_supported: readonly string[];
  readonly prompt_values_supported: readonly string[];
  readonly authorization_details_types_supported: readonly string[]; // RFC 9396 §10
  readonly ui_locales_supported: readonly string[];
  readonly code_challenge_methods_supported: readonly string[];

  readonly id_token_signing_alg_values_supported: readonly string[];
  readonly userinfo_signing_alg_values_supported: readonly string[];
  readonly token_endpoint_auth_methods_supported: readonly string[];
  readonly token_endpoint_auth_signing_alg_values_supported?: readonly string[];
  readonly introspection_endpoint_auth_methods_supported: readonly string[];
  readonly introspection_endpoint_auth_signing_alg_values_supported?: readonly string[];
  readonly revocation_endpoint_auth_methods_supported: readonly string[];
  readonly revocation_endpoint_auth_signing_alg_values_supported?: readonly string[];

  readonly dpop_signing_alg_values_supported: readonly string[]; // RFC 9449 §5.1

  readonly challenge_endpoint?: string; // Client Attestation §6.3
  readonly client_attestation_signing_alg_values_supported?: readonly string[]; // Client Attestation §8
  readonly client_attestation_pop_signing_alg_values_supported?: readonly string[]; // Client Attestation §8
  readonly tls_client_certificate_bound_access_tokens?: boolean; // RFC 8705 §3.3
  readonly mtls_endpoint_aliases?: Readonly<Record<string, string>>; // RFC 8705 §5

  readonly claims_parameter_supported: boolean;
  readonly request_parameter_supported: boolean;
  /** Always stated: its absence would mean true (OpenID Connect Discovery §3). */
  readonly request_uri_parameter_supported: boolean;
  readonly authorization_response_iss_parameter_supported: boolean; // RFC 9207 §3
  readonly backchannel_logout_supported: boolean;
  readonly backchannel_logout_session_supported: boolean;
  readonly frontchannel_logout_supported: boolean;
  readonly frontchannel_logout_session_supported: boolean;

  readonly [extension: string]: MetadataMember;
};
