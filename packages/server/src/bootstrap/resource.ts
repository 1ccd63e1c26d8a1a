import {
  identityClaims,
  implicationsOf,
  type Resource,
  type ResourceScope,
  scopeEffects,
} from '@grantor/engine';
import { checkResource, findScopeCycle, isScopeValue, OAuthError } from '@grantor/protocol';
import { z } from 'zod';
import { entryReader, string, text } from './entry.ts';
import { saying, settingSentence } from './faults.ts';
import { type Finding, findingAt, place } from './problems.ts';

/** RFC 6749 §3.3 */
export const scopeName = string.refine(isScopeValue, saying('not_a_scope'));
const mostLanguages = 30;
const isLanguageTag = (tag: string): boolean => /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/.test(tag);

const yesOrNo = z.boolean({ error: 'must be true or false' });

/** By language (BCP 47). */
export const sentences = z
  .record(z.string(), text(512), { error: 'must be an object of sentences by language' })
  .refine((given) => Object.keys(given).every(isLanguageTag), saying('not_language_tag'))
  .refine((given) => Object.keys(given).length <= mostLanguages, saying('too_many', { most: mostLanguages }));

/** A scope with its members. */
export const describedScope = z.strictObject({
  name: scopeName,
  description: text(512).optional(),
  descriptions: sentences.optional(),
  effect: z.enum(scopeEffects, { error: `must be one of ${scopeEffects.join(', ')}` }).optional(),
  default: yesOrNo.optional(),
  restricted: yesOrNo.optional(),
  implies: z.array(scopeName, { error: 'must be a list' }).optional(),
});

const eitherForm =
  'must be a scope, or an object with name, description, descriptions, effect, default, restricted and implies';

/** Each form is told what is wrong with it, member by member. */
const scopeShape = z.unknown().transform((value, context): z.output<typeof describedScope> | string => {
  const isText = typeof value === 'string';
  if (!isText && (typeof value !== 'object' || value === null || Array.isArray(value))) {
    context.addIssue({ code: 'custom', message: eitherForm });
    return z.NEVER;
  }
  const read = (isText ? scopeName : describedScope).safeParse(value);
  if (read.success) return read.data;
  for (const issue of read.error.issues)
    context.addIssue({ ...issue, input: value } as Parameters<typeof context.addIssue>[0]);
  return z.NEVER;
});

const resourceShape = z.object({
  // RFC 8707 §2
  resource: text(2048).refine(isResource, saying('not_resource')),
  name: text(200).optional(),
  scopes: z.array(scopeShape, { error: 'must be a list' }).optional(),
  access_token_format: z.enum(['jwt', 'opaque'], { error: 'must be one of jwt, opaque' }).optional(),
  access_token_typ: z.enum(['at+jwt', 'JWT'], { error: 'must be one of at+jwt, JWT' }).optional(),
  access_token_lifetime: z
    .int({ error: settingSentence('not_seconds') })
    .positive(settingSentence('not_seconds'))
    .optional(),
  identity_claims: z
    .array(z.enum(identityClaims, { error: `must be one of ${identityClaims.join(', ')}` }), {
      error: 'must be a list',
    })
    .optional(),
});

export function isResource(value: string): boolean {
  try {
    checkResource(value);
    return true;
  } catch (error) {
    if (error instanceof OAuthError) return false;
    throw error;
  }
}

const readShape = entryReader(resourceShape);

/** One element of `resources`, with every problem it has. */
export function readResource(value: unknown, path: readonly PropertyKey[]) {
  const { declared, problems } = readShape(value, path);
  if (declared === null) return { resource: null, problems };
  const resource: Resource = {
    uri: declared.resource,
    name: declared.name ?? null,
    scopes: declared.scopes?.map(scopeOf) ?? null,
    accessTokenFormat: declared.access_token_format ?? null,
    accessTokenTyp: declared.access_token_typ ?? 'at+jwt',
    accessTokenLifetime: declared.access_token_lifetime ?? null,
    identityClaims: [...new Set(declared.identity_claims)],
  };
  const contradictions: readonly Finding[] =
    declared.access_token_typ !== undefined && resource.accessTokenFormat === 'opaque'
      ? [{ at: place([...path, 'access_token_typ']), message: 'means nothing to access_token_format opaque' }]
      : [];
  return { resource, problems: [...problems, ...contradictions, ...scopeProblems(resource, path)] };
}

export function scopeOf(declared: z.output<typeof scopeShape>): ResourceScope {
  const scope: z.output<typeof describedScope> = typeof declared === 'string' ? { name: declared } : declared;
  return {
    name: scope.name,
    description: scope.description ?? null,
    ...(scope.descriptions === undefined ? {} : { descriptions: scope.descriptions }),
    ...(scope.effect === undefined ? {} : { effect: scope.effect }),
    isDefault: scope.default ?? false,
    isRestricted: scope.restricted ?? false,
    implies: [...new Set(scope.implies)],
  };
}

/** What no single scope shows: names that stand twice, and a hierarchy that cannot be followed (clients.md §9). */
function scopeProblems(resource: Resource, path: readonly PropertyKey[]): readonly Finding[] {
  const scopes = resource.scopes ?? [];
  const named = (name: string) => scopes.find((scope) => scope.name === name);
  const problems = scopes.flatMap((scope, index): Finding[] => {
    const at = (member?: string) =>
      place([...path, 'scopes', index, ...(member === undefined ? [] : [member])]);
    const implied = scope.implies.map(named);
    return [
      ...(named(scope.name) === scope ? [] : [findingAt(at(), 'declared_twice')]),
      ...(implied.includes(undefined) ? [findingAt(at('implies'), 'scope_unknown')] : []),
      // protocol.md SC-4: nobody gets a restricted scope by asking for another one
      ...(!scope.isRestricted && implied.some((narrower) => narrower?.isRestricted)
        ? [findingAt(at('implies'), 'scope_restricted')]
        : []),
    ];
  });
  const cyclic = findScopeCycle(implicationsOf(resource));
  if (cyclic === null) return problems;
  return [...problems, findingAt(place([...path, 'scopes']), 'scope_circle', { name: cyclic })];
}
