/**
 * Owns which fields describe a client, in which sections, for whom: forms show them, pages list them, and what was
 * posted is read by them. product §8, C-1
 */
import { type ClientField, type ClientSection, everyone, field, flow } from './field.ts';

export const clientSections = [
  {
    id: 'common',
    title: 'client_section_common',
    fields: [
      field('line', ['client_name', 'client_field_client_name'], everyone),
      field('text', ['description', 'client_field_description'], {
        ...everyone,
        hint: 'client_hint_description',
      }),
      field('choice', ['client_type', 'client_type'], {
        ...flow,
        hint: 'client_hint_client_type',
        options: [
          { value: 'confidential', label: 'client_type_confidential' },
          { value: 'public', label: 'client_type_public' },
        ],
      }),
      field('tick', ['enable_auth_code_flow', 'client_flow_authorization_code'], {
        ...flow,
        hint: 'client_hint_authorization_code',
      }),
      field('tick', ['enable_device_flow', 'client_flow_device'], { ...flow, hint: 'client_hint_device' }),
      field('tick', ['enable_client_credentials_flow', 'client_flow_client_credentials'], {
        wire: null,
        hint: 'client_hint_client_credentials',
      }),
      field('tick', ['enable_backchannel_flow', 'client_flow_backchannel'], {
        wire: null,
        hint: 'client_hint_backchannel',
      }),
      field('choice', ['refresh_tokens', 'client_field_refresh_tokens'], {
        ...flow,
        options: [
          { value: 'on', label: 'client_refresh_on' },
          { value: 'off', label: 'client_refresh_off' },
        ],
      }),
      field('lines', ['redirect_uris', 'client_field_redirect_uris'], {
        ...everyone,
        hint: 'client_hint_redirect_uris',
      }),
      field('words', ['scopes', 'client_field_scopes'], {
        ...everyone,
        wire: 'scope',
        hint: 'client_hint_scopes',
      }),
    ],
  },
  {
    id: 'pages',
    title: 'client_section_pages',
    fields: [
      field('line', ['client_uri', 'client_field_client_uri'], everyone),
      field('line', ['logo_uri', 'client_field_logo_uri'], everyone),
      field('line', ['policy_uri', 'client_field_policy_uri'], everyone),
      field('line', ['tos_uri', 'client_field_tos_uri'], everyone),
      field('lines', ['contacts', 'client_field_contacts'], everyone),
      field('line', ['software_id', 'client_field_software_id']),
      field('line', ['software_version', 'client_field_software_version']),
      field('line', ['initiate_login_uri', 'client_field_initiate_login_uri'], {
        hint: 'client_hint_initiate_login_uri',
      }),
    ],
  },
  {
    id: 'access',
    title: 'client_section_access',
    fields: [
      field('lines', ['allowed_groups', 'client_field_allowed_groups'], {
        hint: 'client_hint_allowed_groups',
      }),
      field('tick', ['skip_consent', 'client_field_skip_consent'], { hint: 'client_hint_skip_consent' }),
      field('lines', ['resources', 'client_field_resources'], { hint: 'client_hint_resources' }),
      field('lines', ['authorization_details_types', 'client_field_details_types'], {
        hint: 'client_hint_details_types',
      }),
      field('lines', ['own_resources', 'client_field_own_resources'], { hint: 'client_hint_own_resources' }),
    ],
  },
  {
    id: 'authentication',
    title: 'client_section_authentication',
    fields: [
      field('choice', ['token_endpoint_auth_method', 'client_field_auth_method'], {
        wire: 'token_endpoint_auth_method',
        options: [
          { value: 'client_secret_basic', label: 'client_method_basic' },
          { value: 'client_secret_post', label: 'client_method_post' },
          { value: 'client_secret_jwt', label: 'client_method_secret_jwt' },
          { value: 'private_key_jwt', label: 'client_method_keys' },
          { value: 'tls_client_auth', label: 'client_method_authority' },
          { value: 'self_signed_tls_client_auth', label: 'client_method_certificate' },
          { value: 'attest_jwt_client_auth', label: 'client_method_attestation' },
          { value: 'attest_jwt_client_auth_dpop', label: 'client_method_attestation_dpop' },
        ],
      }),
      field('line', ['token_endpoint_auth_signing_alg', 'client_field_auth_alg']),
      field('line', ['jwks_uri', 'client_field_jwks_uri']),
      field('json', ['jwks', 'client_field_jwks']),
      field('line', ['tls_client_auth_subject_dn', 'client_field_tls_dn'], { hint: 'client_hint_tls_dn' }),
      field('line', ['tls_client_auth_san_dns', 'client_field_tls_dns']),
      field('line', ['tls_client_auth_san_uri', 'client_field_tls_uri']),
      field('line', ['tls_client_auth_san_ip', 'client_field_tls_ip']),
      field('line', ['tls_client_auth_san_email', 'client_field_tls_email']),
    ],
  },
  {
    id: 'tokens',
    title: 'client_section_tokens',
    fields: [
      field('choice', ['token_profile', 'client_field_token_profile'], {
        options: [
          { value: 'standard', label: 'client_profile_standard' },
          { value: 'short', label: 'client_profile_short' },
          { value: 'long', label: 'client_profile_long' },
        ],
      }),
      field('choice', ['access_token_format', 'client_field_access_token_format'], {
        options: [
          { value: 'jwt', label: 'client_format_jwt' },
          { value: 'opaque', label: 'client_format_opaque' },
        ],
      }),
      field('choice', ['refresh_rotation', 'client_field_refresh_rotation'], {
        options: [
          { value: 'rotating', label: 'client_rotation_rotating' },
          { value: 'fixed', label: 'client_rotation_fixed' },
        ],
      }),
      field('line', ['id_token_signed_response_alg', 'client_field_id_token_alg']),
      field('line', ['userinfo_signed_response_alg', 'client_field_userinfo_alg']),
      field('line', ['authorization_signed_response_alg', 'client_field_authorization_alg']),
      field('line', ['introspection_signed_response_alg', 'client_field_introspection_alg']),
      field('tick', ['claims_in_id_token', 'client_field_claims_in_id_token']),
      field('tick', ['extra_claims', 'client_field_extra_claims']),
      field('choice', ['subject_type', 'client_field_subject_type'], {
        hint: 'client_hint_subject_type',
        options: [
          { value: 'public', label: 'client_subject_public' },
          { value: 'pairwise', label: 'client_subject_pairwise' },
        ],
      }),
      field('line', ['sector_identifier_uri', 'client_field_sector_identifier_uri'], {
        hint: 'client_hint_sector_identifier_uri',
      }),
    ],
  },
  {
    id: 'encryption',
    title: 'client_section_encryption',
    fields: [
      field('line', ['id_token_encrypted_response_alg', 'client_field_id_token_key'], {
        hint: 'client_hint_encrypted_key',
      }),
      field('line', ['id_token_encrypted_response_enc', 'client_field_id_token_content'], {
        hint: 'client_hint_encrypted_content',
      }),
      field('line', ['userinfo_encrypted_response_alg', 'client_field_userinfo_key']),
      field('line', ['userinfo_encrypted_response_enc', 'client_field_userinfo_content']),
      field('line', ['authorization_encrypted_response_alg', 'client_field_authorization_key']),
      field('line', ['authorization_encrypted_response_enc', 'client_field_authorization_content']),
      field('line', ['introspection_encrypted_response_alg', 'client_field_introspection_key']),
      field('line', ['introspection_encrypted_response_enc', 'client_field_introspection_content']),
    ],
  },
  {
    id: 'sign_out',
    title: 'client_section_sign_out',
    fields: [
      field('lines', ['post_logout_redirect_uris', 'client_field_post_logout_redirect_uris']),
      field('line', ['backchannel_logout_uri', 'client_field_backchannel_logout_uri']),
      field('tick', ['backchannel_logout_session_required', 'client_field_backchannel_logout_session']),
      field('line', ['frontchannel_logout_uri', 'client_field_frontchannel_logout_uri']),
      field('tick', ['frontchannel_logout_session_required', 'client_field_frontchannel_logout_session']),
    ],
  },
  {
    id: 'security',
    title: 'client_section_security',
    fields: [
      field('choice', ['security_profile', 'client_field_profile'], {
        wire: 'profile',
        hint: 'client_hint_profile',
        options: [
          { value: 'default', label: 'client_as_the_server' },
          { value: 'oauth21', label: 'client_profile_oauth21' },
          { value: 'mcp', label: 'client_profile_mcp' },
          { value: 'oidc-certification', label: 'client_profile_certification' },
          { value: 'fapi2-security', label: 'client_profile_fapi_security' },
          { value: 'fapi2-message-signing', label: 'client_profile_fapi_signing' },
        ],
      }),
      field('choice', ['require_pkce', 'client_field_require_pkce'], {
        options: [
          { value: 'default', label: 'client_as_the_server' },
          { value: 'always', label: 'client_pkce_always' },
          { value: 'exempt', label: 'client_pkce_exempt' },
        ],
      }),
      field('choice', ['application_type', 'client_field_application_type'], {
        options: [
          { value: 'automatic', label: 'client_application_automatic' },
          { value: 'web', label: 'client_application_web' },
          { value: 'native', label: 'client_application_native' },
        ],
      }),
      field('number', ['default_max_age', 'client_field_default_max_age'], {
        hint: 'client_hint_default_max_age',
      }),
      field('lines', ['default_acr_values', 'client_field_default_acr_values'], {
        hint: 'client_hint_default_acr_values',
      }),
      field('tick', ['require_auth_time', 'client_field_require_auth_time']),
      field(
        'tick',
        ['require_pushed_authorization_requests', 'client_field_require_pushed_authorization_requests'],
        { hint: 'client_hint_require_pushed_authorization_requests' },
      ),
      field('tick', ['tls_client_certificate_bound_access_tokens', 'client_field_certificate_bound'], {
        hint: 'client_hint_certificate_bound',
      }),
      field('tick', ['dpop_bound_access_tokens', 'client_field_dpop_bound'], {
        hint: 'client_hint_dpop_bound',
      }),
      field('choice', ['require_dpop_nonce', 'client_field_dpop_nonce'], {
        hint: 'client_hint_dpop_nonce',
        options: [
          { value: 'default', label: 'client_as_the_server' },
          { value: 'always', label: 'client_nonce_always' },
          { value: 'never', label: 'client_nonce_never' },
        ],
      }),
      field('tick', ['require_signed_request_object', 'client_field_require_signed_request_object'], {
        hint: 'client_hint_require_signed_request_object',
      }),
      field('line', ['request_object_signing_alg', 'client_field_request_object_alg']),
      field('tick', ['require_encrypted_request_object', 'client_field_require_encrypted_request_object'], {
        hint: 'client_hint_require_encrypted_request_object',
      }),
      field('line', ['request_object_encryption_alg', 'client_field_request_object_key']),
      field('line', ['request_object_encryption_enc', 'client_field_request_object_content']),
      field('lines', ['request_uris', 'client_field_request_uris'], { hint: 'client_hint_request_uris' }),
      field('lines', ['response_modes', 'client_field_response_modes'], {
        hint: 'client_hint_response_modes',
      }),
      field('choice', ['backchannel_token_delivery_mode', 'client_field_backchannel_delivery'], {
        options: [
          { value: 'default', label: 'client_delivery_poll' },
          { value: 'ping', label: 'client_delivery_ping' },
        ],
      }),
      field('line', ['backchannel_client_notification_endpoint', 'client_field_backchannel_endpoint'], {
        hint: 'client_hint_backchannel_endpoint',
      }),
      field('line', ['backchannel_authentication_request_signing_alg', 'client_field_backchannel_alg'], {
        hint: 'client_hint_backchannel_alg',
      }),
      field('choice', ['device_authorization_auth', 'client_field_device_authorization_auth'], {
        options: [
          { value: 'required', label: 'client_device_auth_required' },
          { value: 'optional', label: 'client_device_auth_optional' },
        ],
      }),
    ],
  },
  {
    id: 'claims',
    title: 'client_section_claims',
    fields: [
      field('line', ['project', 'client_field_project'], { ...everyone, hint: 'client_hint_project' }),
      field('line', ['service_account', 'client_field_service_account'], everyone),
    ],
  },
] as const satisfies readonly ClientSection[];

/** What is entered or stored, by the name of the field; a tick that is set is `1`, what is not there is absent. */
export type ClientValues = Readonly<Record<string, string>>;

/** The sections with what somebody may say of a client. */
export const sectionsFor = (audience: ClientField['audience']): readonly ClientSection[] =>
  clientSections
    .map((section: ClientSection) => ({
      ...section,
      fields: section.fields.filter((one) => audience === 'administrators' || one.audience === 'everyone'),
    }))
    .filter(({ fields }) => fields.length > 0);
