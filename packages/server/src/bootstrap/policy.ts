/** Trusted issuers and exchange rules as they are declared, here and by programs (advanced.md JWB-1, TEX-2). */

import {
  assertionKinds,
  type ClaimRule,
  type ExchangeRule,
  exchangeModes,
  exchangeSubjects,
  type IdJagRule,
  idJagLifetime,
  type TrustedIssuer,
  usualAssertionLifetime,
} from '@grantor/engine';
import { clientId, isScopeValue, type PublicJwk, parseKeySet } from '@grantor/protocol';
import { z } from 'zod';
import { asymmetricAlgorithms } from '../keys/algorithm.ts';
import { entryReader, string, text } from './entry.ts';
import { type Fault, type SettingFault, saying, settingSentence } from './faults.ts';
import { type Finding, findingAt, place } from './problems.ts';
import { isResource } from './resource.ts';

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

const mostEntries = 200;

const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item, { error: 'must be a list' })
    .max(mostEntries, settingSentence('too_many', { most: mostEntries }));

const year = 31_536_000;

const seconds = z
  .int({ error: settingSentence('not_seconds') })
  .positive(settingSentence('not_seconds'))
  .max(year, settingSentence('too_high', { most: year }));

const name = text(64).refine(
  (value) => /^[A-Za-z0-9._-]+$/.test(value),
  saying('name_characters', { allowed: '. _ -' }),
);

const resource = text(2048).refine(isResource, saying('not_resource'));

/** About a session with a client of ours, which comes of no other issuer's word. */
const ofSignIn: readonly string[] = ['openid', 'offline_access'];

const scope = string
  .refine(isScopeValue, saying('not_a_scope'))
  .refine((value) => !ofSignIn.includes(value), saying('scope_of_sign_in'));

const httpsAddress = text(2048).refine((value) => {
  const url = URL.parse(value);
  return (url?.protocol === 'https:' || url?.protocol === 'http:') && url.username === '' && url.hash === '';
}, saying('not_address'));

const claimRule = z
  .strictObject({ claim: text(128), equals: text(1024).optional(), prefix: text(1024).optional() })
  .refine(
    ({ equals, prefix }) => (equals === undefined) !== (prefix === undefined),
    saying('equals_or_prefix'),
  );

const issuerShape = z.object({
  id: name,
  issuer: text(2048),
  kind: oneOf(assertionKinds),
  jwks: z
    .unknown()
    .transform((value, context) => {
      const set = parseKeySet(value);
      if (set.kind === 'keys' && set.keys.length > 0) return set.keys;
      const fault: Fault['code'] = `keys_${set.kind === 'refused' ? set.fault : 'empty'}`;
      context.addIssue({
        ...{ code: 'custom', message: 'must be a set of public keys (RFC 7517 §5)', params: { fault } },
      });
      return z.NEVER;
    })
    .optional(),
  jwks_uri: httpsAddress.optional(),
  algorithms: listOf(oneOf(asymmetricAlgorithms)).optional(),
  clients: listOf(text(2048)).optional(),
  scopes: listOf(scope).optional(),
  resources: listOf(resource).optional(),
  claim_rules: listOf(claimRule).optional(),
  maximal_lifetime: seconds.optional(),
  email_domains: listOf(
    text(253).refine((value) => /^[a-z0-9.-]+$/.test(value), saying('domain_characters')),
  ).optional(),
  unknown_subjects: oneOf(['refused', 'created']).optional(),
});

const ruleShape = z.object({
  id: name,
  client: text(2048),
  subject_token: oneOf(exchangeSubjects),
  subject_issuer: text(2048).optional(),
  mode: oneOf(exchangeModes),
  audiences: listOf(resource).min(1, 'must not be empty'),
  scopes: listOf(scope).min(1, 'must not be empty'),
  may_act: oneOf(['needed', 'not_needed']).optional(),
  id_jag: z.strictObject({ client_id: text(2048), resources: listOf(resource).optional() }).optional(),
  lifetime: seconds.optional(),
});

const readIssuerShape = entryReader(issuerShape);
const readRuleShape = entryReader(ruleShape);

/** One element of `trusted_issuers`, with every problem it has. */
export function readTrustedIssuer(value: unknown, path: readonly PropertyKey[]) {
  const { declared, problems } = readIssuerShape(value, path);
  if (declared === null) return { issuer: null, problems };
  const issuer: TrustedIssuer = {
    id: declared.id,
    issuer: declared.issuer,
    kind: declared.kind,
    keys: keysOf(declared),
    algorithms: [...new Set(declared.algorithms)],
    clients: declared.clients?.map(clientId) ?? null,
    scopes: declared.scopes ?? null,
    resources: declared.resources ?? null,
    claimRules: (declared.claim_rules ?? []) as readonly ClaimRule[],
    maximalLifetime: declared.maximal_lifetime ?? usualAssertionLifetime,
    subjects: {
      emailDomains: [...new Set(declared.email_domains)],
      unknown: declared.unknown_subjects ?? 'refused',
    },
  };
  return { issuer, problems: [...problems, ...issuerProblems(issuer, declared, path)] };
}

type DeclaredIssuer = z.output<typeof issuerShape>;

function keysOf({ jwks, jwks_uri }: DeclaredIssuer): TrustedIssuer['keys'] {
  if (jwks !== undefined) return { kind: 'inline', keys: jwks as readonly PublicJwk[] };
  return jwks_uri === undefined ? { kind: 'discovery' } : { kind: 'jwks_uri', uri: jwks_uri };
}

/** What no single member shows: whatever would trust more than somebody said. */
function issuerProblems(
  { kind, clients, claimRules, keys, issuer }: TrustedIssuer,
  { jwks, jwks_uri }: DeclaredIssuer,
  path: readonly PropertyKey[],
): readonly Finding[] {
  const found = finder(path);
  const isAddress = /^https?:\/\//.test(issuer);
  return [
    ...(jwks !== undefined && jwks_uri !== undefined
      ? [found('jwks', 'excludes', { name: 'jwks_uri' })]
      : []),
    ...(keys.kind === 'discovery' && !isAddress ? [found('jwks_uri', 'keys_unfindable')] : []),
    ...(kind === 'workload' && clients?.length !== 1 ? [found('clients', 'workload_client')] : []),
    ...(kind === 'workload' && claimRules.length === 0 ? [found('claim_rules', 'workload_rules')] : []),
    ...(kind === 'assertion' && (clients ?? []).length === 0 ? [found('clients', 'assertion_clients')] : []),
  ];
}

type Found = (member: string, code: SettingFault, values?: Fault['values']) => Finding;

const finder =
  (path: readonly PropertyKey[]): Found =>
  (member, code, values) =>
    findingAt(place([...path, member]), code, values);

/** One element of `exchange_rules`, with every problem it has. */
export function readExchangeRule(value: unknown, path: readonly PropertyKey[]) {
  const { declared, problems } = readRuleShape(value, path);
  if (declared === null) return { rule: null, problems };
  const rule: ExchangeRule = {
    id: declared.id,
    client: clientId(declared.client),
    subject: declared.subject_token,
    subjectIssuer: declared.subject_issuer ?? null,
    mode: declared.mode,
    idJag: idJagOf(declared),
    audiences: [...new Set(declared.audiences)],
    scopes: [...new Set(declared.scopes)],
    mayAct: declared.may_act ?? 'not_needed',
    lifetime: declared.lifetime ?? null,
  };
  return { rule, problems: [...problems, ...ruleProblems(rule, path)] };
}

const idJagOf = ({ id_jag }: z.output<typeof ruleShape>): ExchangeRule['idJag'] =>
  id_jag === undefined ? null : { clientId: id_jag.client_id, resources: [...new Set(id_jag.resources)] };

/** advanced.md TEX-9 */
const idJagProblems = (
  { idJag, subject, mode, audiences, lifetime }: ExchangeRule,
  found: Found,
): readonly Finding[] =>
  idJag === null
    ? []
    : [
        ...(subject === 'id_token' ? [] : [found('subject_token', 'id_jag_wants', { allowed: 'id_token' })]),
        ...(mode === 'impersonation' ? [] : [found('mode', 'id_jag_wants', { allowed: 'impersonation' })]),
        ...(audiences.length === 1 ? [] : [found('audiences', 'id_jag_one_issuer')]),
        ...((lifetime ?? 0) <= idJagLifetime ? [] : [found('lifetime', 'too_high', { most: idJagLifetime })]),
      ];

function ruleProblems(rule: ExchangeRule, path: readonly PropertyKey[]): readonly Finding[] {
  const { subject, subjectIssuer, mayAct } = rule;
  const found = finder(path);
  const isForeign = subject === 'jwt';
  const ours = { name: subject };
  return [
    ...(isForeign && subjectIssuer === null ? [found('subject_issuer', 'subject_issuer_needed')] : []),
    ...(!isForeign && subjectIssuer !== null ? [found('subject_issuer', 'foreign_tokens_only', ours)] : []),
    ...(!isForeign && mayAct === 'needed' ? [found('may_act', 'foreign_tokens_only', ours)] : []),
    ...idJagProblems(rule, found),
  ];
}

/** The members that declare it. */
export const issuerMembers = (issuer: TrustedIssuer) => ({
  id: issuer.id,
  issuer: issuer.issuer,
  kind: issuer.kind,
  ...(issuer.keys.kind === 'inline' ? { jwks: { keys: [...issuer.keys.keys] } } : {}),
  ...(issuer.keys.kind === 'jwks_uri' ? { jwks_uri: issuer.keys.uri } : {}),
  ...(issuer.algorithms.length === 0 ? {} : { algorithms: [...issuer.algorithms] }),
  ...(issuer.clients === null ? {} : { clients: [...issuer.clients] }),
  ...(issuer.scopes === null ? {} : { scopes: [...issuer.scopes] }),
  ...(issuer.resources === null ? {} : { resources: [...issuer.resources] }),
  ...(issuer.claimRules.length === 0 ? {} : { claim_rules: [...issuer.claimRules] }),
  maximal_lifetime: issuer.maximalLifetime,
  ...(issuer.subjects.emailDomains.length === 0 ? {} : { email_domains: [...issuer.subjects.emailDomains] }),
  unknown_subjects: issuer.subjects.unknown,
});

const idJagMembers = ({ clientId: client_id, resources }: IdJagRule) => ({
  client_id,
  ...(resources.length === 0 ? {} : { resources: [...resources] }),
});

/** The members that declare it. */
export const ruleMembers = (rule: ExchangeRule) => ({
  id: rule.id,
  client: rule.client,
  subject_token: rule.subject,
  ...(rule.subjectIssuer === null ? {} : { subject_issuer: rule.subjectIssuer }),
  mode: rule.mode,
  ...(rule.idJag === null ? {} : { id_jag: idJagMembers(rule.idJag) }),
  audiences: [...rule.audiences],
  scopes: [...rule.scopes],
  ...(rule.mayAct === 'needed' ? { may_act: rule.mayAct } : {}),
  ...(rule.lifetime === null ? {} : { lifetime: rule.lifetime }),
});
