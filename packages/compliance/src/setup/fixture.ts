import type { FixtureIssuer, FixtureRule } from './trust.ts';

// What a target is told of beforehand, in the form of Grantor's BOOTSTRAP_FILE.

export interface FixtureUser {
  readonly username: string;
  readonly password: string;
  readonly email: string;
  readonly email_verified: boolean;
  readonly role: 'user' | 'admin';
  readonly sub: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

export type AuthMethod =
  | 'none'
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'client_secret_jwt'
  | 'private_key_jwt'
  | 'tls_client_auth'
  | 'self_signed_tls_client_auth';

export interface FixtureClient {
  readonly client_id: string;
  readonly client_name: string;
  readonly client_secret?: string;
  readonly token_endpoint_auth_method: AuthMethod;
  readonly redirect_uris: readonly string[];
  readonly grant_types: readonly string[];
  readonly response_types: readonly string[];
  readonly scope: string;
  readonly application_type: 'web' | 'native';
  readonly post_logout_redirect_uris?: readonly string[];
  readonly default_max_age?: number;
  readonly require_pkce?: boolean;
  readonly skip_consent?: boolean;
  readonly access_token_format?: 'jwt' | 'opaque';
  readonly claims_in_id_token?: boolean;
  readonly subject_type?: 'public' | 'pairwise';
  readonly require_pushed_authorization_requests?: boolean;
  readonly dpop_bound_access_tokens?: boolean;
  readonly require_dpop_nonce?: boolean;
  /** What the client is held to, beside what the target holds everybody to. */
  readonly profile?: 'fapi2-security' | 'oauth21';
  readonly tls_client_certificate_bound_access_tokens?: boolean;
  readonly tls_client_auth_subject_dn?: string;
  readonly jwks?: { readonly keys: readonly object[] };
  readonly authorization_details_types?: readonly string[];
  readonly allowed_groups?: readonly string[];
  readonly backchannel_token_delivery_mode?: 'poll' | 'ping';
  readonly backchannel_client_notification_endpoint?: string;
  readonly device_authorization_auth?: 'required' | 'optional';
}

export interface FixtureScope {
  readonly name: string;
  readonly default?: boolean;
}

export interface FixtureResource {
  readonly resource: string;
  /** Absent: any scope. */
  readonly scopes?: readonly FixtureScope[];
  readonly access_token_typ?: 'at+jwt' | 'JWT';
}

/** A type of authorization details (RFC 9396 §2). */
export interface FixtureDetailsType {
  readonly type: string;
  readonly title: string;
  readonly labels?: readonly { readonly path: string; readonly label: string }[];
  /** Absent: any resource may be named. */
  readonly locations?: readonly string[];
  readonly schema: object;
}

export interface Fixtures {
  readonly detail_types: readonly FixtureDetailsType[];
  readonly users: readonly FixtureUser[];
  readonly clients: readonly FixtureClient[];
  readonly resources: readonly FixtureResource[];
  /** Those that belong to no resource; absent: there are none. */
  readonly scopes?: readonly FixtureScope[];
  readonly trusted_issuers: readonly FixtureIssuer[];
  readonly exchange_rules: readonly FixtureRule[];
  /** In the form of Grantor's BOOTSTRAP_FILE; absent: none are issued. */
  readonly credential_configurations?: readonly object[];
}
