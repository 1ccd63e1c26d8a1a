/** What administrators lay down, in every state: full, empty, asking, refused. */

import { epoch } from '@grantor/protocol';
import {
  type ConsoleFrame,
  type Frame,
  type Html,
  type PoliciesModel,
  type PolicyFormModel,
  policiesPage,
  policyFields,
  policyFormPage,
  policyQuestionPage,
} from '../../src/pages/index.ts';
import { asAdministrator, type ConsoleExample, consoleExample, now, plainView } from './console-fixtures.ts';
import { detailsExamples, detailsRows, poisonedDetails } from './details-fixtures.ts';

const example = (name: string, render: (frame: ConsoleFrame) => Html): ConsoleExample =>
  consoleExample(name, (frame) => render(asAdministrator(frame)));

const at = (id: string) => ({ path: `/admin/policies/trusted-issuers/${id}`, id });

const listed = (rows: PoliciesModel['details']['rows']): PoliciesModel['details'] => ({
  ...{ view: plainView, total: { count: rows.length, exact: true }, rows },
});

const full: PoliciesModel = {
  details: listed(detailsRows),
  trusted_issuer: [
    { ...at('corp.example'), about: 'id_jag', who: 'https://login.corp.example', scopes: ['notes:read'] },
    { ...at('build.example'), about: 'workload', who: `https://${'a'.repeat(60)}.example`, scopes: null },
    { ...at('partner.example'), about: 'assertion', who: 'https://partner.example', scopes: ['a', 'b'] },
  ],
  exchange_rule: [
    {
      ...{
        path: '/admin/policies/exchange-rules/gateway.example',
        id: 'gateway.example',
        about: 'delegation',
      },
      ...{ who: 'acme-gateway', scopes: ['notes:read', 'notes:write'] },
    },
    {
      ...{ path: '/admin/policies/exchange-rules/b.example', id: 'b.example', about: 'impersonation' },
      ...{ who: 'acme-tool', scopes: ['notes:read'] },
    },
    {
      ...{ path: '/admin/policies/exchange-rules/c.example', id: 'c.example', about: 'elsewhere' },
      ...{ who: 'acme-notes', scopes: ['chat:read'] },
    },
  ],
};

const form: PolicyFormModel = {
  ...{ kind: 'trusted_issuer', problems: [], state: 'fresh' },
  declaration: '{ }',
};

const inFields: PolicyFormModel = { ...form, entered: { issuer: 'https://', kind: 'id-jag' } };

const issuer = {
  ...{
    id: 'corp.example',
    issuer: 'https://login.corp.example',
    kind: 'workload',
    clients: 'acme-notes\nacme',
  },
  ...{ claim_rules: 'repository = acme/notes\nref ^= refs/heads/', scopes: 'notes:read notes:write' },
  ...{ maximal_lifetime: '300', unknown_subjects: 'created', email_domains: 'corp.example' },
};

const taken: Extract<PolicyFormModel['tried'], { kind: 'taken' }> = {
  ...{ kind: 'taken', subject: 'e-1042', expiresAt: epoch(1_767_225_900) },
  who: { kind: 'address', username: 'grace' },
};

export const policyExamples: readonly ConsoleExample[] = [
  example('admin-policies', (f) => policiesPage(full, f)),
  example('admin-policies-empty', (f) =>
    policiesPage({ details: listed([]), trusted_issuer: [], exchange_rule: [] }, f),
  ),
  example('admin-policy-new', (f) => policyFormPage({ ...inFields, kind: 'exchange_rule' }, f)),
  example('admin-policy-new-issuer', (f) => policyFormPage(inFields, f)),
  example('admin-policy-fields', (f) =>
    policyFormPage({ ...inFields, record: at('corp.example'), version: 'v', entered: issuer }, f),
  ),
  example('admin-policy-fields-refused', (f) =>
    policyFormPage(
      {
        ...{ ...inFields, state: 'refused', entered: issuer },
        faults: {
          '': { code: 'unknown_member', member: 'surprise' },
          issuer: { code: 'missing' },
          clients: { code: 'too_long', line: 2, values: { most: 2048 } },
          claim_rules: { code: 'equals_or_prefix', line: 1 },
        },
      },
      f,
    ),
  ),
  example('admin-policy-text', (f) => policyFormPage({ ...form, kind: 'exchange_rule', fits: 'fields' }, f)),
  example('admin-policy-refused', (f) =>
    policyFormPage(
      {
        ...form,
        state: 'refused',
        problems: [
          { code: 'not_one_of', member: 'kind', line: 4, values: { allowed: 'assertion, id-jag, workload' } },
          { code: 'missing', member: 'issuer', line: 1 },
          { code: 'not_json', line: 2 },
        ],
      },
      f,
    ),
  ),
  example('admin-policy-taken', (f) => policyFormPage({ ...form, state: 'taken' }, f)),
  example('admin-policy-conflict', (f) =>
    policyFormPage(
      { ...form, record: at('corp.example'), state: 'conflict', version: 'v', stored: '{ "id": "corp" }' },
      f,
    ),
  ),
  example('admin-policy-tried', (f) =>
    policyFormPage({ ...form, record: at('corp.example'), version: 'v', tried: taken }, f),
  ),
  example('admin-policy-tried-wrong', (f) =>
    policyFormPage(
      { ...form, record: at('corp.example'), version: 'v', tried: { kind: 'refused', fault: 'signature' } },
      f,
    ),
  ),
  example('admin-policy-ask', (f) =>
    policyQuestionPage({ kind: 'trusted_issuer', ...at('corp.example'), typed: { state: 'untyped' } }, f),
  ),
  ...detailsExamples,
];

const faults = [
  ...['no_jwt', 'untrusted', 'claim_rules', 'several_records', 'header', 'subject', 'audience', 'endless'],
  ...['expired', 'too_long', 'not_yet', 'issued', 'number', 'keys', 'other_record'],
] as const;

/** Whatever else can come of an assertion that is tried: the same page, in other words. */
export const triedExamples: readonly ConsoleExample[] = [
  ...faults.map((fault) => ({ kind: 'refused', fault }) as PolicyFormModel['tried']),
  ...(['new', 'ended'] as const).map((kind) => ({ ...taken, who: { kind } }) as PolicyFormModel['tried']),
].map((tried, index) =>
  example(`admin-policy-tried-${index}`, (f) =>
    policyFormPage(
      { ...form, record: at('corp.example'), version: 'v', ...(tried === undefined ? {} : { tried }) },
      f,
    ),
  ),
);

const fieldNames = (kind: PolicyFormModel['kind']): readonly string[] => [
  ...policyFields[kind].map(({ member }) => member),
  ...['path', 'user_claim', 'constant', 'label', 'sd'].map((member) => `claims[0].${member}`),
];

/** The same with the payload wherever outside text stands. */
export function poisonedPolicies(payload: string, frame: Frame): readonly Html[] {
  const evil: ConsoleFrame = { ...frame, now };
  const record = { path: `/admin/policies/trusted-issuers/${payload}`, id: payload };
  const row = { ...record, who: payload, scopes: [payload] };
  return [
    policiesPage(
      {
        details: {
          ...listed([{ path: record.path, type: payload, title: payload }]),
          view: { ...plainView, search: payload },
        },
        trusted_issuer: [{ ...row, about: 'assertion' }],
        exchange_rule: [{ ...row, about: 'delegation' }],
      },
      evil,
    ),
    policyFormPage(
      {
        ...{
          ...form,
          record,
          declaration: payload,
          problems: [
            { code: 'other', rule: payload },
            { code: 'excludes', member: payload, values: { name: payload } },
          ],
        },
        ...{ state: 'refused', stored: payload, version: payload },
        tried: { ...taken, subject: payload, who: { kind: 'linked', username: payload } },
      },
      evil,
    ),
    ...(['trusted_issuer', 'exchange_rule', 'credential_configuration'] as const).map((kind) =>
      policyFormPage(
        {
          ...{ ...form, kind, record, state: 'refused', version: payload },
          entered: Object.fromEntries(fieldNames(kind).map((name) => [name, payload])),
          faults: Object.fromEntries(
            ['', ...fieldNames(kind)].map((name) => [name, { code: 'other', rule: payload } as const]),
          ),
        },
        evil,
      ),
    ),
    policyQuestionPage(
      { kind: 'trusted_issuer', ...record, typed: { state: 'mistyped', entered: payload } },
      evil,
    ),
    ...poisonedDetails(payload, frame),
  ];
}
