/** Credential configurations as they are declared, here and by programs (federation-vci-authlete.md VCI-1). */

import {
  type CredentialClaim,
  type CredentialConfiguration,
  credentialAlgorithms,
  type DetailWords,
  openIdScopes,
  personClaims,
  reservedMembers,
} from '@grantor/engine';
import { isScopeValue, signatureAlgorithms } from '@grantor/protocol';
import { z } from 'zod';
import { entryReader, string, text } from './entry.ts';
import { type Fault, type SettingFault, saying, settingSentence } from './faults.ts';
import { type Finding, findingAt, place } from './problems.ts';
import { sentences } from './resource.ts';

const most = { claims: 100, depth: 4, batch: 50 };

/** In seconds: a day, since times are cut to the day, and a year. */
const lifetimes = { least: 86_400, most: 31_536_000, usual: 31_536_000 };

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

const wholeNumber = (least: number, greatest: number) =>
  z
    .int({ error: settingSentence('not_whole_number') })
    .min(least, settingSentence('too_low', { lowest: least }))
    .max(greatest, settingSentence('too_high', { most: greatest }));

const claimName = text(128).refine(
  (name) => !['__proto__', 'constructor', 'prototype', '_sd', '...'].includes(name),
  saying('claim_name'),
);

const constantText = text(1024);

const isConstant = (value: unknown): boolean =>
  typeof value === 'boolean' || Number.isFinite(value) || constantText.safeParse(value).success;

const claimShape = z.strictObject(
  {
    path: z
      .array(claimName, { error: 'must be a list of names' })
      .min(1, 'must not be empty')
      .max(most.depth),
    user_claim: text(128).optional(),
    constant: z.custom<string | number | boolean>(isConstant, saying('not_plain_value')).optional(),
    sd: oneOf(['always', 'never']).optional(),
    label: text(200).optional(),
    labels: sentences.optional(),
  },
  { error: 'must be an object with path, user_claim or constant, sd, label and labels' },
);

const shape = z.object({
  id: text(64).refine(
    (value) => /^[A-Za-z0-9_-]+$/.test(value),
    saying('name_characters', { allowed: '_ -' }),
  ),
  vct: text(2048).optional(),
  scope: string
    .refine(isScopeValue, saying('not_a_scope'))
    .refine((value) => !openIdScopes.includes(value), saying('scope_of_openid'))
    .optional(),
  name: text(200),
  names: sentences.optional(),
  description: text(512).optional(),
  background_color: text(7)
    .refine((value) => /^#[0-9A-Fa-f]{6}$/.test(value), saying('not_colour'))
    .optional(),
  claims: z
    .array(claimShape, { error: 'must be a list' })
    .min(1, 'must not be empty')
    .max(most.claims, `has at most ${most.claims} entries`),
  lifetime: wholeNumber(lifetimes.least, lifetimes.most).optional(),
  signing_alg: oneOf(credentialAlgorithms).optional(),
  binding: oneOf(['jwk', 'none']).optional(),
  proof_algs: z
    .array(oneOf(algorithmNames()), { error: 'must be a list' })
    .min(1, 'must not be empty')
    .optional(),
  batch_size: wholeNumber(1, most.batch).optional(),
  approval: oneOf(['needed', 'not_needed']).optional(),
});

function algorithmNames() {
  return Object.keys(signatureAlgorithms) as [string, ...string[]];
}

type Declared = z.output<typeof shape>;

const readShape = entryReader(shape);

const worded = (words: string, texts: DetailWords['texts']): DetailWords => ({
  text: words,
  ...(texts === undefined || Object.keys(texts).length === 0 ? {} : { texts }),
});

/** One element of `credential_configurations`, with every problem it has. */
export function readCredentialConfiguration(value: unknown, path: readonly PropertyKey[]) {
  const { declared, problems } = readShape(value, path);
  if (declared === null) return { configuration: null, problems };
  const configuration: CredentialConfiguration = {
    id: declared.id,
    vct: declared.vct ?? null,
    scope: declared.scope ?? null,
    name: worded(declared.name, declared.names),
    description: declared.description ?? null,
    backgroundColor: declared.background_color ?? null,
    claims: declared.claims.map(claimOf),
    lifetime: declared.lifetime ?? lifetimes.usual,
    algorithm: declared.signing_alg ?? 'ES256',
    binding: declared.binding ?? 'jwk',
    proofAlgorithms: [...new Set(declared.proof_algs ?? ['ES256', 'EdDSA'])],
    batchSize: declared.batch_size ?? 1,
    approval: declared.approval ?? 'not_needed',
  };
  return { configuration, problems: [...problems, ...contradictions(declared, path)] };
}

const claimOf = ({
  path,
  user_claim,
  constant,
  sd,
  label,
  labels,
}: Declared['claims'][number]): CredentialClaim => ({
  path,
  source:
    constant === undefined
      ? { kind: 'user', claim: user_claim ?? path.at(-1) ?? '' }
      : { kind: 'constant', value: constant },
  disclosure: sd === 'never' ? 'always' : 'selective',
  label: label === undefined ? null : worded(label, labels),
});

/** What no single member shows. */
function contradictions({ claims }: Declared, path: readonly PropertyKey[]): readonly Finding[] {
  return claims.flatMap(({ path: names, user_claim, constant }, index): readonly Finding[] => {
    const found = (member: string, code: SettingFault, values?: Fault['values']): Finding =>
      findingAt(place([...path, 'claims', index, member]), code, values);
    const [root = ''] = names;
    const isBelow = (other: readonly string[]) =>
      other !== names && other.length <= names.length && other.every((name, at) => name === names[at]);
    const stored = user_claim ?? names.at(-1) ?? '';
    return [
      ...(reservedMembers.includes(root) ? [found('path', 'claim_reserved')] : []),
      ...(claims.some((claim) => isBelow(claim.path)) ? [found('path', 'claim_inside')] : []),
      ...(user_claim !== undefined && constant !== undefined
        ? [found('constant', 'excludes', { name: 'user_claim' })]
        : []),
      ...(constant === undefined && !personClaims.includes(stored)
        ? [found('user_claim', 'not_one_of', { allowed: personClaims.join(', ') })]
        : []),
    ];
  });
}

/** The members that describe it in the bootstrap file. */
export const credentialMembers = (configuration: CredentialConfiguration) => ({
  id: configuration.id,
  ...(configuration.vct === null ? {} : { vct: configuration.vct }),
  ...(configuration.scope === null ? {} : { scope: configuration.scope }),
  name: configuration.name.text,
  ...(configuration.name.texts === undefined ? {} : { names: { ...configuration.name.texts } }),
  ...(configuration.description === null ? {} : { description: configuration.description }),
  ...(configuration.backgroundColor === null ? {} : { background_color: configuration.backgroundColor }),
  claims: configuration.claims.map(claimMembers),
  lifetime: configuration.lifetime,
  signing_alg: configuration.algorithm,
  binding: configuration.binding,
  proof_algs: [...configuration.proofAlgorithms],
  batch_size: configuration.batchSize,
  approval: configuration.approval,
});

const claimMembers = ({ path, source, disclosure, label }: CredentialClaim) => ({
  path: [...path],
  ...(source.kind === 'user' ? { user_claim: source.claim } : { constant: source.value }),
  sd: disclosure === 'selective' ? ('always' as const) : ('never' as const),
  ...(label === null ? {} : { label: label.text }),
  ...(label?.texts === undefined ? {} : { labels: { ...label.texts } }),
});
