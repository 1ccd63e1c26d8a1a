/** Owns the fields in which trusted issuers, exchange rules and credentials are declared (product.md §12.3). */
import type { PlainKey } from '../text/catalogue.ts';
import type { RecordKind } from './policies.ts';

/** How the value of a member is written in one field. */
export type FieldForm =
  | 'text'
  | 'number'
  /** Between spaces. */
  | 'words'
  /** One in each line. */
  | 'lines'
  /** A claim with its value, or the beginning of one, in each line. */
  | 'rules'
  | 'json';

export type PolicyField = {
  /** The member that it says, and its name in the form; of an object in it after a dot. */
  readonly member: string;
  readonly as: FieldForm;
  readonly label: PlainKey;
  readonly hint?: PlainKey;
  /** A list that may not be empty. */
  readonly needed?: true;
  /** What there is to choose from; the first where nothing is said. */
  readonly options?: readonly (readonly [value: string, label: PlainKey | null])[];
};

const id: PolicyField = { member: 'id', as: 'text', label: 'declare_id', hint: 'declare_id_hint' };

/** Of a record, in the order in which they are asked. */
export const policyFields: Readonly<Record<RecordKind, readonly PolicyField[]>> = {
  trusted_issuer: [
    id,
    {
      ...{ member: 'kind', as: 'text', label: 'declare_kind' },
      options: [
        ['id-jag', 'policy_about_id_jag'],
        ['assertion', 'policy_about_assertion'],
        ['workload', 'policy_about_workload'],
      ],
    },
    {
      ...{ member: 'issuer', as: 'text', label: 'policy_who_trusted_issuer' },
      hint: 'declare_issuer_hint',
    },
    {
      ...{ member: 'jwks_uri', as: 'text', label: 'declare_keys_address' },
      hint: 'declare_keys_address_hint',
    },
    { member: 'jwks', as: 'json', label: 'declare_keys', hint: 'declare_keys_hint' },
    { member: 'algorithms', as: 'words', label: 'declare_algorithms', hint: 'declare_algorithms_hint' },
    { member: 'clients', as: 'lines', label: 'declare_apps', hint: 'declare_apps_hint' },
    { member: 'scopes', as: 'words', label: 'resource_scopes', hint: 'declare_scopes_hint' },
    { member: 'resources', as: 'lines', label: 'resources_title', hint: 'declare_resources_hint' },
    { member: 'claim_rules', as: 'rules', label: 'declare_rules', hint: 'declare_rules_hint' },
    { member: 'maximal_lifetime', as: 'number', label: 'declare_longest', hint: 'declare_longest_hint' },
    { member: 'email_domains', as: 'words', label: 'declare_domains', hint: 'declare_domains_hint' },
    {
      ...{ member: 'unknown_subjects', as: 'text', label: 'declare_unknown' },
      options: [
        ['refused', 'declare_unknown_refused'],
        ['created', 'declare_unknown_created'],
      ],
    },
  ],
  exchange_rule: [
    id,
    { member: 'client', as: 'text', label: 'policy_who_exchange_rule', hint: 'declare_app_hint' },
    {
      ...{ member: 'subject_token', as: 'text', label: 'declare_token' },
      options: [
        ['access_token', 'declare_token_access'],
        ['id_token', 'declare_token_id'],
        ['jwt', 'declare_token_jwt'],
      ],
    },
    {
      ...{ member: 'subject_issuer', as: 'text', label: 'declare_token_issuer' },
      hint: 'declare_token_issuer_hint',
    },
    {
      ...{ member: 'mode', as: 'text', label: 'declare_mode' },
      options: [
        ['impersonation', 'policy_about_impersonation'],
        ['delegation', 'policy_about_delegation'],
      ],
    },
    {
      ...{ member: 'audiences', as: 'lines', label: 'declare_audiences', needed: true },
      hint: 'declare_audiences_hint',
    },
    {
      ...{ member: 'scopes', as: 'words', label: 'declare_exchange_scopes', needed: true },
      hint: 'declare_exchange_scopes_hint',
    },
    {
      ...{ member: 'may_act', as: 'text', label: 'declare_may_act' },
      options: [
        ['', 'declare_may_act_not_needed'],
        ['needed', 'declare_may_act_needed'],
      ],
    },
    { member: 'lifetime', as: 'number', label: 'declare_life', hint: 'declare_life_hint' },
    { member: 'id_jag.client_id', as: 'text', label: 'declare_elsewhere', hint: 'declare_elsewhere_hint' },
    {
      ...{ member: 'id_jag.resources', as: 'lines', label: 'declare_elsewhere_resources' },
      hint: 'declare_resources_hint',
    },
  ],
  credential_configuration: [
    id,
    { member: 'name', as: 'text', label: 'declare_name' },
    { member: 'description', as: 'text', label: 'client_field_description' },
    { member: 'scope', as: 'text', label: 'credential_scope', hint: 'declare_scope_hint' },
    { member: 'lifetime', as: 'number', label: 'declare_valid', hint: 'declare_valid_hint' },
    {
      ...{ member: 'approval', as: 'text', label: 'declare_approval' },
      options: [
        ['not_needed', 'declare_approval_not_needed'],
        ['needed', 'declare_approval_needed'],
      ],
    },
    {
      ...{ member: 'binding', as: 'text', label: 'declare_binding' },
      options: [
        ['jwk', 'declare_binding_jwk'],
        ['none', 'declare_binding_none'],
      ],
    },
    {
      ...{ member: 'signing_alg', as: 'text', label: 'declare_signing' },
      options: [
        ['ES256', null],
        ['EdDSA', null],
      ],
    },
    { member: 'proof_algs', as: 'words', label: 'declare_proofs', hint: 'declare_proofs_hint' },
    { member: 'batch_size', as: 'number', label: 'declare_batch', hint: 'declare_batch_hint' },
    { member: 'vct', as: 'text', label: 'declare_vct', hint: 'declare_vct_hint' },
    { member: 'background_color', as: 'text', label: 'declare_colour', hint: 'declare_colour_hint' },
  ],
};

/** What one claim of a credential is asked: `claims[0].path` and so on. */
export const claimMembers = ['path', 'user_claim', 'constant', 'label', 'sd'] as const;

/** Stands for a claim that has its value from the declaration alone. */
export const fixedValue = 'constant';

/** The most claims that a form can hold. */
export const mostClaims = 100;

/** What is in the fields of a form, by their names. */
export type PolicyEntered = Readonly<Record<string, string>>;
