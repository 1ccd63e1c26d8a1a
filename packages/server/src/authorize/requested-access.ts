/** What is asked for, put where it belongs: each scope with the resource it is for, in that resource's words. */

import {
  type AskedClaim,
  type AskedResource,
  openIdScopes,
  type Resource,
  type ScopeRequest,
} from '@grantor/engine';
import type { RequestedAccess, RequestedResource, RequestedScope } from '../pages/index.ts';

export type Asked = {
  readonly scopes: readonly ScopeRequest[];
  readonly resources: readonly AskedResource[];
  readonly claims: readonly AskedClaim[];
};

/** Every scope and claim once at least; one that several resources offer stands with each. */
export function requestedAccess({ scopes, resources, claims }: Asked): RequestedAccess {
  const named = resources.map(({ resource }) => resource);
  return {
    scopes: scopes
      .filter(({ name }) => placesOf(name, named).length === 0)
      .map(({ name, description, known }) => inWords({ name, known }, description)),
    claims: claims.map(requestedClaim),
    resources: resources.map(({ resource, learns }): RequestedResource => {
      const { uri, name } = resource;
      return {
        identifier: uri,
        ...(name === null ? {} : { name }),
        scopes: scopes
          .filter((scope) => placesOf(scope.name, named).includes(resource))
          .map((scope) => inWords(scope, ownWords(scope, resource))),
        learns: learns.map(requestedClaim),
      };
    }),
  };
}

/**
 * The resources a scope is for: those that list it, else those that take any name. What is about the person
 * belongs to none (clients.md §9).
 */
function placesOf(scope: string, resources: readonly Resource[]): readonly Resource[] {
  if (openIdScopes.includes(scope)) return [];
  const listing = resources.filter(({ scopes }) => scopes?.some(({ name }) => name === scope));
  return listing.length > 0 ? listing : resources.filter(({ scopes }) => scopes === null);
}

const ownWords = ({ name }: ScopeRequest, { scopes }: Resource): string | null =>
  scopes?.find((scope) => scope.name === name)?.description ?? null;

const inWords = (
  { name, known }: Pick<ScopeRequest, 'name' | 'known'>,
  description: string | null,
): RequestedScope => ({
  name,
  status: known ? 'granted' : 'new',
  ...(description === null ? {} : { description }),
});

const requestedClaim = ({ name, known }: AskedClaim) =>
  ({ name, status: known ? 'granted' : 'new' }) as const;
