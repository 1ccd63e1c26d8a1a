/**
 * What can be wrong with what is said of a client: each fault by its code, with the sentence that programs are told,
 * after the member it is about. Pages have words of their own for the codes (product.md N-1).
 */

import type { RedirectUriFault } from '@grantor/protocol';

export type FaultValues = Readonly<Record<string, string | number>>;

/** `{…}`: a place for a value, as each use of the code gives it. */
export const metadataFaults = {
  not_text: 'must be a string.',
  not_flag: 'must be true or false.',
  not_seconds: 'must be a whole number of seconds.',
  not_list: 'must be a list.',
  not_one_of: 'must be one of {allowed}.',
  not_an_object: 'must be a JSON object.',
  too_long: 'has at most {most} characters.',
  too_many: 'has at most {most} entries.',
  too_large: 'has at most {most} bytes beside what is ignored.',
  not_storable: 'has a character that cannot be kept.',
  control_character: 'has a control character.',
  unseen_characters: 'has characters that nobody sees.',
  not_distinguished_name: 'must be a name as in RFC 4514.',
  not_host_name: 'must be a host name.',
  not_ip_address: 'must be an IP address.',
  not_mail_address: 'must be a mail address.',

  not_web_url: 'must be an https URL, or http on a loopback host.',
  not_https: 'must be an https URL.',
  odd_host: 'has a host with characters that no host name has.',
  own_address: 'The address is one of this server itself.',
  called_malformed: 'must be a URL without user information and fragment.',
  called_not_https:
    'must be an https URL; this server calls http only on hosts that OUTBOUND_ALLOWED_HOSTS names.',
  called_inner_address:
    'is on this machine or in an inner network, where this server calls only hosts that OUTBOUND_ALLOWED_HOSTS names.',
  called_own_host: 'is on the host of this server, which never calls itself.',

  unserved: 'is not served here.',
  unserved_for_client: 'is not served here for such a client.',
  unserved_algorithm: 'is no algorithm this server offers here.',
  unserved_response_mode: 'has a mode that is not served here.',
  no_grant_type: 'has no grant type that is served here.',
  no_response_type: 'has no response type that is served here.',
  response_types_misfit: 'do not fit the grant types.',
  not_scopes: 'is not a list of scopes.',
  scopes_too_long: 'has at most 4096 characters and 100 values.',

  redirects_needed: 'are needed for the authorization code grant.',
  jwks_twice: 'excludes jwks_uri.',
  keys_needed: 'needs jwks or jwks_uri.',
  encryption_key_needed: 'needs a key for encryption of its kind in jwks, or at jwks_uri now.',
  encryption_alg_needed: 'needs the algorithm of the key beside it.',
  certificate_needed: 'needs a key with x5c, the certificate that the client shows.',
  certificate_subject_needed: 'or one of {others} is needed, and one alone.',
  frontchannel_elsewhere: 'must have the scheme, host and port of one of the redirect URIs.',
  sector_needed: 'is needed for pairwise subjects where the redirect URIs do not have one host in common.',
  sector_incomplete: 'leads to a list without every redirect URI of the client.',
  sector_unavailable: 'does not lead to a JSON list that can be fetched now.',
  names_stay: 'stays as it was registered, and so does the sector.',
  other_client: 'must name this client.',
  no_user_code: 'must be false: people have no code of their own here.',
  notification_needed: 'is needed for ping.',
  secret_chosen: 'cannot be chosen by the client.',

  // security.md K-5
  keys_not_a_key_set: 'must be an object with a list of keys.',
  keys_empty: 'must hold a key of a known type.',
  keys_symmetric: 'must hold asymmetric keys only.',
  keys_private: 'must hold public keys only.',
  keys_weak: 'has an RSA key of less than 2048 bits.',
  keys_oversized:
    'has an RSA key of more than 8192 bits, or with an exponent of more than 64, of more than 17 over 4096 bits.',
  keys_incomplete: 'has a key that is incomplete.',
  keys_too_many: 'has at most 20 keys.',
  keys_repeated_kid: 'has two keys with the same kid.',
  keys_unstorable: 'has a kid, alg or use that is no text, or cannot be kept.',

  redirect_too_long: 'A redirect URI has at most 2048 characters.',
  redirect_relative: 'A redirect URI is absolute.',
  redirect_scheme: 'The scheme of the redirect URI is not allowed.',
  redirect_fragment: 'A redirect URI has no fragment.',
  redirect_wildcard: 'A redirect URI has no wildcard.',
  redirect_character: 'The redirect URI has a character that is not allowed in a URI.',
  redirect_user_information: 'A redirect URI has no user information.',
  redirect_malformed: 'The redirect URI is malformed.',
  redirect_without_host: 'A redirect URI with https names a host.',
  redirect_odd_host: 'The host of a redirect URI has a character no host has.',
  redirect_http: 'A redirect URI with http is on a loopback host.',
} as const satisfies Readonly<Record<string, string>> &
  Readonly<Record<`redirect_${RedirectUriFault}`, string>>;

export type MetadataFault = keyof typeof metadataFaults;

/** The sentence of the code, with the values in their places. */
export const faultSentence = (fault: MetadataFault, values: FaultValues): string =>
  metadataFaults[fault].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
