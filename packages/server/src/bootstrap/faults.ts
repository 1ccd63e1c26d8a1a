/**
 * What can be wrong with a declaration beyond what registration knows: each fault by its code, with the sentence of the
 * bootstrap file and the API, after the member it is about. Pages have words of their own (product.md N-1).
 */

import type { FaultValues, MetadataFault } from '@grantor/engine';
import type { z } from 'zod';
import type { SchemaFault } from '../store/json-schema.ts';

/** `{…}`: a place for a value, as each use of the code gives it. */
export const settingFaults = {
  missing: 'is missing',
  unknown_member: 'is not a known member',
  not_text: 'must be a string',
  not_flag: 'must be true or false',
  not_list: 'must be a list',
  not_one_of: 'must be one of {allowed}',
  empty: 'must not be empty',
  too_long: 'has at most {most} characters',
  too_many: 'has at most {most} entries',
  control_character: 'must not contain control characters',
  not_seconds: 'must be a number of seconds',
  not_whole_number: 'must be a whole number',
  too_low: 'is at least {lowest}',
  too_high: 'is at most {most}',
  not_plain_value: 'must be text, a number, true or false',
  not_colour: 'must be a colour such as #12107c',
  not_address: 'must be an address',
  not_json: 'is no JSON',
  not_resource: 'must be an absolute URI without a fragment',
  not_a_scope: 'is not a scope (RFC 6749 §3.3)',
  not_language_tag: 'names something that is no language tag (BCP 47)',
  declared_twice: 'is declared twice',
  taken: 'is registered already',
  scope_unknown: 'names a scope that the resource does not declare',
  scope_restricted: 'names a restricted scope, but is not restricted itself',
  scope_circle: 'imply each other in a circle: {name}',
  scope_built_in: 'is a scope of the server itself',
  scope_of_resource: 'is a scope of the resource {name}',
  scope_of_credential: 'is the scope of the credential {name}',
  scope_free_standing: 'is a scope that belongs to no resource',
  scope_not_free_standing: 'names {name}, which is no scope that belongs to no resource',
  scope_included_openly: 'is implied by {name}, which is not restricted',
  label_stray: 'names {name}, which has no name above',
  label_unknown: 'is no value that the schema lets in',
  excludes: 'excludes {name}',
  id_stays: 'stays {name}',
  variable_unset: 'names the variable {name}, which is not set',

  client_id_characters: 'must be visible ASCII characters without spaces',
  group_characters: 'must be a-z 0-9 . _ -',
  no_group: 'must name a group; without it everybody may use the client',
  project_characters: 'must be A-Z a-z 0-9 _ . -',
  account_characters: 'must be A-Z a-z 0-9 _ . @ -',
  name_characters: 'has letters, digits and {allowed}',
  domain_characters: 'must be a domain in lower case',

  scope_of_sign_in: 'is only for those who sign in here',
  scope_of_openid: 'is a scope of its own already',
  equals_or_prefix: 'needs either equals or prefix',
  keys_unfindable: 'is missing, and the issuer is no address where its keys could be found',
  workload_client: 'must name the one client that a workload is',
  workload_rules: 'must say which workload it is: an issuer may speak for many',
  assertion_clients: 'must name who may come with the assertions, which name nobody',
  subject_issuer_needed: 'is missing beside jwt',
  foreign_tokens_only: 'means nothing to {name}, a token of ours',
  id_jag_wants: 'must be {allowed} beside id_jag',
  id_jag_one_issuer: 'must be the one issuer that id_jag is for',

  claim_name: 'is no name of a claim',
  claim_reserved: 'names what the credential says of itself',
  claim_inside: 'lies in another claim',

  secret_needed:
    'is needed for {method} (openssl rand -hex 32); a public client has token_endpoint_auth_method none',
  secret_short: 'has at least 32 bytes for client_secret_jwt',
  secret_contradicts: 'contradicts token_endpoint_auth_method {method}',
  pkce_public: 'cannot be false for a public client',
  fixed_public: 'fixed needs a client that authenticates',
  device_auth_misfit: 'optional needs a client that authenticates and has the device grant',
  logout_uri_needed: 'needs {member}',
  scopes_of_apps: 'may name {allowed}',
  grants_of_apps: 'are for administrators to give',
  not_for_self_registered: 'is not for clients that registered themselves, and neither is grantor:*',
  profile_auth_method: 'must be {allowed} for its profile',
  profile_pkce: 'cannot be false for its profile',
  profile_weak: 'is too weak for its profile',
  profile_grant_types:
    'has a way to tokens that its profile does not allow, such as device codes or token exchange',
  profile_response_types: 'can be code only for its profile',
  profile_response_modes: 'can be {allowed} only for its profile',
  profile_request_uris: 'are not fetched under its profile: requests are pushed',
  profile_redirects: 'must be https, or loopback, for its profile',
} as const;

export type SettingFault = keyof typeof settingFaults;

export type Fault = {
  readonly code: SettingFault | MetadataFault | SchemaFault;
  readonly values: FaultValues;
};

/** The sentence of the code, with the values in their places. */
export const settingSentence = (code: SettingFault, values: FaultValues = {}): string =>
  settingFaults[code].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));

/** What a refinement says, and how it is found again in the issue it makes. */
export const saying = (code: SettingFault, values: FaultValues = {}) => ({
  error: settingSentence(code, values),
  params: { fault: code, values },
});

/** The fault that an issue is, as a part of its finding; nothing where it has its sentence only. */
export function faultOf(issue: z.core.$ZodIssue): { readonly fault?: Fault } {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && issue.message === settingFaults.missing
        ? fault('missing')
        : fault(
            issue.message === settingFaults.not_whole_number ? 'not_whole_number' : byType[issue.expected],
          );
    case 'invalid_value':
      return fault('not_one_of', { allowed: issue.values.join(', ') });
    case 'too_small':
      if (issue.message === settingFaults.not_seconds) return fault('not_seconds');
      if (issue.origin in tooBig) return fault('empty'); // zod measures a list given for a text, too
      return fault('too_low', { lowest: Number(issue.minimum) });
    case 'too_big':
      return fault(tooBig[issue.origin] ?? 'too_high', { most: Number(issue.maximum) });
    case 'custom':
      return fault(issue.params?.['fault'], issue.params?.['values']);
    default:
      return {};
  }
}

const fault = (code: Fault['code'] | undefined, values: FaultValues = {}): { readonly fault?: Fault } =>
  code === undefined ? {} : { fault: { code, values } };

const byType: Readonly<Record<string, Fault['code']>> = {
  string: 'not_text',
  boolean: 'not_flag',
  array: 'not_list',
  record: 'not_an_object',
  object: 'not_an_object',
  int: 'not_seconds',
  number: 'not_seconds',
};

const tooBig: Readonly<Record<string, SettingFault>> = { string: 'too_long', array: 'too_many' };
