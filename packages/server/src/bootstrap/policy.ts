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
import {
  checkResource,
  clientId,
  isScopeValue,
  OAuthError,
  type PublicJwk,
  parseKeySet,
} from '@grantor/protocol';
import { z } from 'zod';
import { asymmetricAlgorithms } from '../keys/algorithm.ts';
import { entryReader, string, text } from './entry.ts';
import { type Finding, place } from './problems.ts';

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

const listOf = <Item extends z.ZodType>(item: Item) => z.array(item, { error: 'must be a list' }).max(200);

const seconds = z
  .int({ error: 'must be a number of seconds' })
  .positive('must be a number of seconds')
  .max(31_536_000, 'is at most a year, in seconds');

const name = text(64).refine(
  (value) => /^[A-Za-z0-9._-]+$/.test(value),
  'has letters, digits, ".", "_" and "-"',
);

const resource = text(2048).refine(isResource, 'must be an absolute URI without a fragment');

function isResource(value: string): boolean {
  try {
    checkResource(value);
    return true;
  } catch (error) {
    if (error instanceof OAuthError) return false;
    throw error;
  }
}

/** About a session with a client of ours, which comes of no other issuer's word. */
const ofSignIn: readonly string[] = ['openid', 'offline_access'];

const scope = string
  .refine(isScopeValue, 'is not a scope (RFC 6749 §3.3)')
  .refine((value) => !ofSignIn.includes(value), 'is only for those who sign in here');

const httpsAddress = text(2048).refine((value) => {
  const url = URL.parse(value);
  return (url?.protocol === 'https:' || url?.protocol === 'http:') && url.username === '' && url.hash === '';
}, 'must be an address');

const claimRule = z
  .strictObject({ claim: text(128), equals: text(1024).optional(), prefix: text(1024).optional() })
  .refine(
    ({ equals, prefix }) => (equals === undefined) !== (prefix === undefined),
    'needs either equals or prefix',
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
      context.addIssue({ code: 'custom', message: 'must be a set of public keys (RFC 7517 §5)' });
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
    text(253).refine((value) => /^[a-z0-9.-]+$/.test(value), 'must be a domain in lower case'),
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
  const found = (member: string, message: string): Finding => ({ at: place([...path, member]), message });
  const isAddress = /^https?:\/\//.test(issuer);
  return [
    ...(jwks !== undefined && jwks_uri !== undefined ? [found('jwks', 'excludes jwks_uri')] : []),
    ...(keys.kind === 'discovery' && !isAddress
      ? [found('jwks_uri', 'is missing, and the issuer is no address where its keys could be found')]
      : []),
    ...(kind === 'workload' && clients?.length !== 1
      ? [found('clients', 'must name the one client that a workload is')]
      : []),
    ...(kind === 'workload' && claimRules.length === 0
      ? [found('claim_rules', 'must say which workload it is: an issuer may speak for many')]
      : []),
    ...(kind === 'assertion' && (clients ?? []).length === 0
      ? [found('clients', 'must name who may come with the assertions, which name nobody')]
      : []),
  ];
}

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
const idJagProblems = ({
  idJag,
  subject,
  mode,
  audiences,
  lifetime,
}: ExchangeRule): readonly [string, string][] =>
  idJag === null
    ? []
    : [
        ...(subject === 'id_token' ? [] : [pair('subject_token', 'must be id_token beside id_jag')]),
        ...(mode === 'impersonation' ? [] : [pair('mode', 'must be impersonation beside id_jag')]),
        ...(audiences.length === 1 ? [] : [pair('audiences', 'must be the one issuer that id_jag is for')]),
        ...((lifetime ?? 0) <= idJagLifetime
          ? []
          : [pair('lifetime', `is at most ${idJagLifetime} beside id_jag`)]),
      ];

const pair = (member: string, message: string): [string, string] => [member, message];

function ruleProblems(rule: ExchangeRule, path: readonly PropertyKey[]): readonly Finding[] {
  const { subject, subjectIssuer, mayAct } = rule;
  const found = (member: string, message: string): Finding => ({ at: place([...path, member]), message });
  const isForeign = subject === 'jwt';
  return [
    ...(isForeign && subjectIssuer === null ? [found('subject_issuer', 'is missing beside jwt')] : []),
    ...(!isForeign && subjectIssuer !== null
      ? [found('subject_issuer', `means nothing to ${subject}: those are ours`)]
      : []),
    ...(!isForeign && mayAct === 'needed'
      ? [found('may_act', `means nothing to ${subject}: ours name nobody who may act`)]
      : []),
    ...idJagProblems(rule).map(([member, message]) => found(member, message)),
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
