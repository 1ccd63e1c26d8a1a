import type { Consent } from '../model/consent.ts';
import type { Resource } from '../model/resource.ts';
import type { ScopeRequest } from '../request.ts';
import { holds, resourcesInForce } from '../tokens/scope-hierarchy.ts';

export type ScopeContext = {
  readonly resources: readonly string[];
  readonly registered: readonly Resource[];
};

/** A scope in the words of the resources it is asked for, and whether an earlier approval covers it. */
export function describeScope(name: string, context: ScopeContext, consent: Consent | null): ScopeRequest {
  const inForce = resourcesInForce(context.resources, context.registered);
  const sentences = inForce.flatMap(({ scopes }) =>
    (scopes ?? []).flatMap((scope) => (scope.name === name ? (scope.description ?? []) : [])),
  );
  return {
    name,
    description: sentences.length === 0 ? null : [...new Set(sentences)].join(' · '),
    known: isAllowed(consent, name, context),
  };
}

/** Whether an earlier approval holds for the scope, by its name or by a broader one (clients.md §9). */
export const isAllowed = (consent: Consent | null, scope: string, context: ScopeContext): boolean =>
  consent !== null && holds(consent.scope, scope, resourcesInForce(context.resources, context.registered));
