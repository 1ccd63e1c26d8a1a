import type { Resource } from '@grantor/engine';
import { checkResource, isScopeValue, OAuthError } from '@grantor/protocol';
import { z } from 'zod';
import { entryReader, string, text } from './entry.ts';
import { type Finding, place } from './problems.ts';

const scopeName = string.refine(isScopeValue, 'is not a scope (RFC 6749 §3.3)');

const scopeShape = z.union(
  [
    scopeName,
    z.strictObject({
      name: scopeName,
      description: text(512).optional(),
      default: z.boolean({ error: 'must be true or false' }).optional(),
    }),
  ],
  { error: 'must be a scope, or an object with name, description and default' },
);

const resourceShape = z.object({
  // RFC 8707 §2
  resource: text(2048).refine(isResource, 'must be an absolute URI without a fragment'),
  name: text(200).optional(),
  scopes: z.array(scopeShape, { error: 'must be a list' }).optional(),
});

function isResource(value: string): boolean {
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
  const scopes =
    declared.scopes?.map((scope) =>
      typeof scope === 'string'
        ? { name: scope, description: null, isDefault: false }
        : { name: scope.name, description: scope.description ?? null, isDefault: scope.default ?? false },
    ) ?? null;
  const resource: Resource = { uri: declared.resource, name: declared.name ?? null, scopes };
  return { resource, problems: [...problems, ...repeatedScopes(resource, path)] };
}

function repeatedScopes(resource: Resource, path: readonly PropertyKey[]): readonly Finding[] {
  const names = resource.scopes?.map(({ name }) => name) ?? [];
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{ at: place([...path, 'scopes', index]), message: 'is declared twice' }],
  );
}
