import type { Resource } from '../model/resource.ts';
import type { ScopeRequest } from '../requests/outcome.ts';
import { resourcesInForce } from '../tokens/scope-hierarchy.ts';

export type ScopeContext = {
  readonly resources: readonly string[];
  readonly registered: readonly Resource[];
};

/** A scope in the words of the resources it is asked for. */
export function describeScope(
  name: string,
  { resources, registered }: ScopeContext,
  approval: 'new' | 'known',
): ScopeRequest {
  const sentences = resourcesInForce(resources, registered).flatMap(({ scopes }) =>
    (scopes ?? []).flatMap((scope) => (scope.name === name ? (scope.description ?? []) : [])),
  );
  return {
    name,
    description: sentences.length === 0 ? null : [...new Set(sentences)].join(' · '),
    known: approval === 'known',
  };
}
