/** Every member of client metadata that is kept, one row each (clients.md §2). */

import { parseRegisteredKeySet, scopeMember } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import { type Member, member, type Reader, unacceptable, type ValuesOf } from './member.ts';
import {
  algorithm,
  calledUrl,
  distinguishedName,
  flag,
  framedUrl,
  hostName,
  httpsUrl,
  ipAddress,
  keysUrl,
  linkUrl,
  listOf,
  logoUrl,
  mailAddress,
  name,
  oneOf,
  postLogoutUri,
  redirectUri,
  requestObjectUri,
  responseModes,
  scope,
  secondsOf,
  string,
  text,
} from './values.ts';

const keySet: Reader<Client['jwks']> = (value, at) => {
  const read = parseRegisteredKeySet(value);
  if (read.kind === 'refused') throw unacceptable(at, `keys_${read.fault}`);
  return { keys: read.keys };
};

export const subjectTypes = ['public', 'pairwise'] as const;

const subjectTypeOf: Reader<Client['subjectType']> = (value, at, rules) =>
  oneOf(subjectTypes)(value, at, rules) ?? 'public';

const nothing = { absent: null } as const;
const empty = { absent: [] } as const;
const off = { absent: false } as const;
/** Answered even when it is empty: some clients break without it (clients.md §2). */
const always = { echo: (value: unknown) => value as object } as const;

export const members = {
  redirectUris: member('redirect_uris', listOf(redirectUri), { ...empty, ...always }),
  authMethod: member<string | null>('token_endpoint_auth_method', string, nothing),
  grantTypes: member<readonly string[] | null>('grant_types', listOf(string), nothing),
  responseTypes: member<readonly string[] | null>('response_types', listOf(string), {
    ...nothing,
    ...always,
  }),
  applicationType: member(
    'application_type',
    oneOf(['native', 'web']), // OpenID Connect Registration §2
    nothing,
  ),

  clientName: member('client_name', name, nothing),
  clientUri: member('client_uri', linkUrl, nothing),
  logoUri: member('logo_uri', logoUrl, nothing),
  tosUri: member('tos_uri', linkUrl, nothing),
  policyUri: member('policy_uri', linkUrl, nothing),
  contacts: member('contacts', listOf(text), empty),
  softwareId: member('software_id', text, nothing),
  softwareVersion: member('software_version', text, nothing),

  scopes: member('scope', scope, {
    ...empty,
    echo: scopeMember,
  }),
  defaultMaxAge: member('default_max_age', secondsOf, nothing),
  requireAuthTime: member('require_auth_time', flag, off),
  requirePushedRequests: member('require_pushed_authorization_requests', flag, off),
  requireSignedRequestObject: member('require_signed_request_object', flag, off),
  requireEncryptedRequestObject: member('require_encrypted_request_object', flag, off),
  requestObjectAlg: member('request_object_signing_alg', algorithm, nothing),
  requestObjectEncryptionAlg: member('request_object_encryption_alg', algorithm, nothing),
  requestObjectEncryptionEnc: member('request_object_encryption_enc', algorithm, nothing),
  requestUris: member('request_uris', listOf(requestObjectUri), empty),
  tlsSubjectDn: member('tls_client_auth_subject_dn', distinguishedName, nothing), // RFC 8705 §2.1.2
  tlsSanDns: member('tls_client_auth_san_dns', hostName, nothing),
  tlsSanUri: member('tls_client_auth_san_uri', text, nothing),
  tlsSanIp: member('tls_client_auth_san_ip', ipAddress, nothing),
  tlsSanEmail: member('tls_client_auth_san_email', mailAddress, nothing),
  certificateBoundAccessTokens: member('tls_client_certificate_bound_access_tokens', flag, off), // RFC 8705 §3.4
  dpopBoundAccessTokens: member('dpop_bound_access_tokens', flag, off), // RFC 9449 §5.2
  defaultAcrValues: member('default_acr_values', listOf(text), empty),

  authorizationDetailsTypes: member<readonly string[] | null>(
    'authorization_details_types',
    listOf(text),
    nothing,
  ), // RFC 9396 §10

  jwks: member('jwks', keySet, nothing),
  jwksUri: member('jwks_uri', keysUrl, nothing),
  authSigningAlg: member('token_endpoint_auth_signing_alg', algorithm, nothing),
  idTokenAlg: member('id_token_signed_response_alg', algorithm, nothing),
  userinfoAlg: member('userinfo_signed_response_alg', algorithm, nothing),
  authorizationAlg: member('authorization_signed_response_alg', algorithm, nothing),
  introspectionAlg: member('introspection_signed_response_alg', algorithm, nothing),
  idTokenEncryptionAlg: member('id_token_encrypted_response_alg', algorithm, nothing),
  idTokenEncryptionEnc: member('id_token_encrypted_response_enc', algorithm, nothing),
  userinfoEncryptionAlg: member('userinfo_encrypted_response_alg', algorithm, nothing),
  userinfoEncryptionEnc: member('userinfo_encrypted_response_enc', algorithm, nothing),
  authorizationEncryptionAlg: member('authorization_encrypted_response_alg', algorithm, nothing),
  authorizationEncryptionEnc: member('authorization_encrypted_response_enc', algorithm, nothing),
  introspectionEncryptionAlg: member('introspection_encrypted_response_alg', algorithm, nothing),
  introspectionEncryptionEnc: member('introspection_encrypted_response_enc', algorithm, nothing),
  responseModes: member('response_modes', responseModes, nothing),

  subjectType: member('subject_type', subjectTypeOf, { absent: 'public' }),
  sectorIdentifierUri: member('sector_identifier_uri', keysUrl, nothing),

  postLogoutRedirectUris: member('post_logout_redirect_uris', listOf(postLogoutUri), empty),
  backchannelLogoutUri: member('backchannel_logout_uri', calledUrl, nothing),
  backchannelLogoutSessionRequired: member('backchannel_logout_session_required', flag, off),
  frontchannelLogoutUri: member('frontchannel_logout_uri', framedUrl, nothing),
  frontchannelLogoutSessionRequired: member('frontchannel_logout_session_required', flag, off),
  backchannelDelivery: member(
    'backchannel_token_delivery_mode',
    oneOf(['poll', 'ping']), // advanced.md CIB-1
    nothing,
  ),
  backchannelNotificationEndpoint: member(
    'backchannel_client_notification_endpoint',
    keysUrl, // CIBA §4: over https
    nothing,
  ),
  backchannelRequestAlg: member('backchannel_authentication_request_signing_alg', algorithm, nothing),
  initiateLoginUri: member('initiate_login_uri', httpsUrl, nothing),
} as const;

type Row = readonly [name: keyof typeof members, member: Member<unknown>];

export const rows = Object.entries<Member<unknown>>(members) as unknown as readonly Row[];

/** Rows of `members` that may be repeated per language, as `client_name#de` (RFC 7591 §2.2). */
export const translated = [
  members.clientName,
  members.clientUri,
  members.logoUri,
  members.tosUri,
  members.policyUri,
];

/** Every row's value as it was sent, absent ones as each row says. */
export type GivenMetadata = ValuesOf<typeof members>;

/** The same, decided: what a client of this server is registered with. */
export type ClientMetadata = Omit<GivenMetadata, keyof DecidedMetadata> & DecidedMetadata;

export type DecidedMetadata = Pick<Client, 'authMethod' | 'grantTypes' | 'responseTypes' | 'translations'> & {
  readonly applicationType: NonNullable<Client['applicationType']>;
};
