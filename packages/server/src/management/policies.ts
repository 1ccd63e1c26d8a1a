/** Trusted issuers and exchange rules (product.md §12.3 /admin/policies): the operations of `administration/policies.ts`. */

import { assertionKinds, exchangeModes, exchangeSubjects } from '@grantor/engine';
import { z } from 'zod';
import {
  createPolicy,
  deletePolicy,
  editPolicy,
  type PolicyOutcome,
  policyVersion,
} from '../administration/policies.ts';
import { issuerMembers, readExchangeRule, readTrustedIssuer, ruleMembers } from '../bootstrap/policy.ts';
import type { Finding } from '../bootstrap/problems.ts';
import { conflict, noSuch, stale } from '../http/problem.ts';
import type { Site } from '../site/site.ts';
import { type Policies, type PolicyKind, readPolicies, readPolicy } from '../store/policies.ts';
import { refusedAs } from './declared.ts';
import { operation } from './operation.ts';
import { afterOf, listOf, page, pageOf } from './shapes.ts';

const texts = z.array(z.string());
const keySet = z.looseObject({ keys: z.array(z.looseObject({})) });
const claimRule = z.strictObject({
  claim: z.string(),
  equals: z.string().optional(),
  prefix: z.string().optional(),
});

const issuerMeanings = {
  issuer: z.string().describe('Compared to `iss` octet by octet.'),
  kind: z.enum(assertionKinds),
};

const issuerOptions = {
  jwks: keySet.describe('Its public keys (RFC 7517 §5).'),
  jwks_uri: z.string().describe('Where its keys are; absent beside absent `jwks`: where its metadata says.'),
  algorithms: texts.describe('Absent: any that the server takes.'),
  clients: texts.describe(
    'Absent: whichever client an ID-JAG names. A workload is the one client named here.',
  ),
  scopes: texts.describe('Absent: whatever the client may have.'),
  resources: texts.describe('Absent: whatever the client may ask for.'),
  claim_rules: z.array(claimRule).describe('All of them have to be met.'),
  maximal_lifetime: z.int().describe('Seconds that an assertion may have left.'),
  email_domains: texts.describe('Domains for whose addresses its word counts.'),
  unknown_subjects: z.enum(['refused', 'created']),
};

const ruleMeanings = {
  client: z.string(),
  subject_token: z.enum(exchangeSubjects),
  mode: z.enum(exchangeModes),
  audiences: texts.describe('Resources that the result may be for.'),
  scopes: texts.describe('The most that the result may have.'),
};

const ruleOptions = {
  subject_issuer: z.string().describe('Whose `jwt` it is.'),
  may_act: z.enum(['needed', 'not_needed']),
  id_jag: z
    .strictObject({ client_id: z.string(), resources: texts.optional() })
    .describe('It gives ID-JAGs alone: for this client of the one issuer in `audiences`.'),
  lifetime: z.int().describe('Seconds the result lives, at most.'),
};

type Optional<Shape extends z.ZodRawShape> = { [Member in keyof Shape]: z.ZodOptional<Shape[Member]> };

const optional = <Shape extends z.ZodRawShape>(shape: Shape): Optional<Shape> =>
  Object.fromEntries(
    Object.entries(shape).map(([member, type]) => [member, (type as z.ZodType).optional()]),
  ) as unknown as Optional<Shape>;

type Clearable<Shape extends z.ZodRawShape> = {
  [Member in keyof Shape]: z.ZodOptional<z.ZodNullable<Shape[Member]>>;
};

const clearable = <Shape extends z.ZodRawShape>(shape: Shape): Clearable<Shape> =>
  Object.fromEntries(
    Object.entries(shape).map(([member, type]) => [member, (type as z.ZodType).nullable().optional()]),
  ) as unknown as Clearable<Shape>;

const id = z.string().describe('Chosen by whoever makes the record: letters, digits, ".", "_" and "-".');

const issuerShape = z
  .strictObject({ id, ...issuerMeanings, ...optional(issuerOptions) })
  .meta({ id: 'TrustedIssuer' });

const ruleShape = z
  .strictObject({ id, ...ruleMeanings, ...optional(ruleOptions) })
  .meta({ id: 'ExchangeRule' });

type Members = Readonly<Record<string, unknown>>;

const withoutNull = (members: Members): Members =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value != null));

/** By the rules of the bootstrap file. Throws 422 with all that is wrong. */
function described<Read>(read: Read | null, problems: readonly Finding[]): Read {
  if (read !== null && problems.length === 0) return read;
  throw refusedAs(problems);
}

function issuerOf(members: Members): Policies['trusted_issuer'] {
  const { issuer, problems } = readTrustedIssuer(withoutNull(members), []);
  return described(issuer, problems);
}

function ruleOf(members: Members): Policies['exchange_rule'] {
  const { rule, problems } = readExchangeRule(withoutNull(members), []);
  return described(rule, problems);
}

async function policyAt<Kind extends PolicyKind>(
  { site, ids: [at = ''] }: { readonly site: Site; readonly ids: readonly string[] },
  kind: Kind,
): Promise<Policies[Kind]> {
  const found = await readPolicy(site.database.kysely, kind, at);
  if (found === null) throw noSuch();
  return found;
}

function assertDone(outcome: PolicyOutcome): void {
  if (outcome === 'gone') throw noSuch();
  if (outcome === 'stale') throw stale();
  if (outcome === 'taken') throw conflict('policy_taken', 'A record has this id.');
}

const issuerAnswer = (issuer: Policies['trusted_issuer']) => ({
  body: issuerMembers(issuer) as z.input<typeof issuerShape>,
  version: policyVersion(issuer),
});

const ruleAnswer = (rule: Policies['exchange_rule']) => ({
  body: ruleMembers(rule) as z.input<typeof ruleShape>,
  version: policyVersion(rule),
});

const oneIssuer = '/trusted-issuers/{issuer_id}';
const oneRule = '/exchange-rules/{rule_id}';
const tag = 'policies';
const absentStays = 'What is absent stays; null takes a member away.';

const issuerOperations = [
  operation({
    ...{ name: 'listTrustedIssuers', method: 'GET', path: '/trusted-issuers', tag, success: 'value' },
    summary: 'Trusted issuers by id',
    query: z.strictObject(page),
    answer: listOf(issuerShape),
    async run({ site, query: { limit, cursor } }) {
      const behind = { limit: limit + 1, after: afterOf(cursor) };
      const rows = await readPolicies(site.database, 'trusted_issuer', behind);
      return { body: pageOf(rows, limit, { item: (row) => issuerAnswer(row).body, key: (row) => row.id }) };
    },
  }),
  operation({
    ...{ name: 'createTrustedIssuer', method: 'POST', path: '/trusted-issuers', tag },
    ...{ success: 'made', problems: ['conflict'] },
    summary: 'Lets the word of an issuer count',
    body: z.strictObject({ id, ...issuerMeanings, ...clearable(issuerOptions) }),
    answer: issuerShape,
    async run({ site, actor, body }) {
      const policy = issuerOf(body);
      assertDone(await createPolicy(site.policies, actor, { kind: 'trusted_issuer', policy }));
      return { ...issuerAnswer(policy), location: `/trusted-issuers/${policy.id}` };
    },
  }),
  operation({
    ...{ name: 'getTrustedIssuer', method: 'GET', path: oneIssuer, tag },
    ...{ success: 'value', problems: ['missing'] },
    summary: 'One trusted issuer',
    answer: issuerShape,
    run: async (call) => issuerAnswer(await policyAt(call, 'trusted_issuer')),
  }),
  operation({
    ...{ name: 'updateTrustedIssuer', method: 'PATCH', path: oneIssuer, tag },
    ...{ success: 'value', problems: ['missing', 'stale'] },
    versioned: true,
    summary: 'Changes what is named of a trusted issuer',
    body: z.strictObject({ ...optional(issuerMeanings), ...clearable(issuerOptions) }).describe(absentStays),
    answer: issuerShape,
    async run(call) {
      const stored = await policyAt(call, 'trusted_issuer');
      const policy = issuerOf({ ...issuerMembers(stored), ...call.body });
      const seen = call.seen ?? policyVersion(stored);
      assertDone(await editPolicy(call.site.policies, call.actor, { kind: 'trusted_issuer', policy, seen }));
      return issuerAnswer(policy);
    },
  }),
  operation({
    ...{ name: 'deleteTrustedIssuer', method: 'DELETE', path: oneIssuer, tag },
    ...{ success: 'nothing', problems: ['missing'] },
    summary: 'Its word counts no more; tokens that came of it live on until they end',
    async run({ site, actor, ids: [at = ''] }) {
      assertDone(await deletePolicy(site.policies, actor, { kind: 'trusted_issuer', id: at }));
    },
  }),
];

const ruleOperations = [
  operation({
    ...{ name: 'listExchangeRules', method: 'GET', path: '/exchange-rules', tag, success: 'value' },
    summary: 'Exchange rules by id',
    query: z.strictObject(page),
    answer: listOf(ruleShape),
    async run({ site, query: { limit, cursor } }) {
      const behind = { limit: limit + 1, after: afterOf(cursor) };
      const rows = await readPolicies(site.database, 'exchange_rule', behind);
      return { body: pageOf(rows, limit, { item: (row) => ruleAnswer(row).body, key: (row) => row.id }) };
    },
  }),
  operation({
    ...{ name: 'createExchangeRule', method: 'POST', path: '/exchange-rules', tag },
    ...{ success: 'made', problems: ['conflict'] },
    summary: 'Lets a client exchange tokens',
    body: z.strictObject({ id, ...ruleMeanings, ...clearable(ruleOptions) }),
    answer: ruleShape,
    async run({ site, actor, body }) {
      const policy = ruleOf(body);
      assertDone(await createPolicy(site.policies, actor, { kind: 'exchange_rule', policy }));
      return { ...ruleAnswer(policy), location: `/exchange-rules/${policy.id}` };
    },
  }),
  operation({
    ...{ name: 'getExchangeRule', method: 'GET', path: oneRule, tag },
    ...{ success: 'value', problems: ['missing'] },
    summary: 'One exchange rule',
    answer: ruleShape,
    run: async (call) => ruleAnswer(await policyAt(call, 'exchange_rule')),
  }),
  operation({
    ...{ name: 'updateExchangeRule', method: 'PATCH', path: oneRule, tag },
    ...{ success: 'value', problems: ['missing', 'stale'] },
    versioned: true,
    summary: 'Changes what is named of an exchange rule',
    body: z.strictObject({ ...optional(ruleMeanings), ...clearable(ruleOptions) }).describe(absentStays),
    answer: ruleShape,
    async run(call) {
      const stored = await policyAt(call, 'exchange_rule');
      const policy = ruleOf({ ...ruleMembers(stored), ...call.body });
      const seen = call.seen ?? policyVersion(stored);
      assertDone(await editPolicy(call.site.policies, call.actor, { kind: 'exchange_rule', policy, seen }));
      return ruleAnswer(policy);
    },
  }),
  operation({
    ...{ name: 'deleteExchangeRule', method: 'DELETE', path: oneRule, tag },
    ...{ success: 'nothing', problems: ['missing'] },
    summary: 'Nothing is exchanged by it any more; tokens that came of it live on until they end',
    async run({ site, actor, ids: [at = ''] }) {
      assertDone(await deletePolicy(site.policies, actor, { kind: 'exchange_rule', id: at }));
    },
  }),
];

export const policyOperations = [...issuerOperations, ...ruleOperations];
