import type { Consent } from '../model/consent.ts';
import type { Resource } from '../model/resource.ts';
import type { ScopeRequest } from '../request.ts';

/** A scope in the words its resource gives it, and whether an earlier approval covers it. */
export const describeScope = (
  name: string,
  resources: readonly Resource[],
  consent: Consent | null,
): ScopeRequest => ({
  name,
  description:
    resources.flatMap((resource) => resource.scopes ?? []).find((scope) => scope.name === name)
      ?.description ?? null,
  known: consent?.scope.includes(name) ?? false,
});
