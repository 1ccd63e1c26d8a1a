/** What is asked for, put where it belongs: each scope with the resource it is for, in that resource's words. */

import {
  type AskedClaim,
  type AskedDetail,
  type AskedResource,
  type InclusiveWords,
  type Resource,
  resourcesOfScope,
  type ScopeRequest,
  scopeWordsAt,
} from '@grantor/engine';
import type {
  DescribedScope,
  RequestedAccess,
  RequestedDetail,
  RequestedResource,
  RequestedScope,
} from '../pages/index.ts';

export type Asked = {
  readonly scopes: readonly ScopeRequest[];
  readonly resources: readonly AskedResource[];
  readonly claims: readonly AskedClaim[];
  readonly details: readonly AskedDetail[];
};

/**
 * Every scope and claim once at least; one that several resources offer stands with each, and what a credential says by
 * itself as well. `choice`: whether
 * details can be left out here.
 */
export function requestedAccess(
  { scopes, resources, claims, details }: Asked,
  choice: 'one_by_one' | 'none' = 'none',
): RequestedAccess {
  const named = resources.map(({ resource }) => resource);
  return {
    scopes: scopes.flatMap((scope) => {
      const isApart = resourcesOfScope(scope.name, named).length === 0;
      const words = isApart ? scope : scope.credential;
      return words === undefined ? [] : [inWords(scope, words)];
    }),
    claims: claims.map(requestedClaim),
    details: details.map((detail, index) => requestedDetail(detail, choice === 'none' ? null : index)),
    resources: resources.map(({ resource, learns }): RequestedResource => {
      const { uri, name } = resource;
      return {
        identifier: uri,
        ...(name === null ? {} : { name }),
        scopes: scopes
          .filter((scope) => resourcesOfScope(scope.name, named).includes(resource))
          .map((scope) => inWords(scope, ownWords(scope, resource))),
        learns: learns.map(requestedClaim),
      };
    }),
  };
}

const ownWords = ({ name, ofNoResource }: ScopeRequest, resource: Resource): InclusiveWords =>
  scopeWordsAt(resource, name) ?? ofNoResource ?? { description: null };

const inWords = (
  { name, known }: Pick<ScopeRequest, 'name' | 'known'>,
  { description, descriptions, effect, includes = [] }: InclusiveWords,
): RequestedScope => ({
  name,
  status: known ? 'granted' : 'new',
  ...(description === null ? {} : { description }),
  ...(descriptions === undefined ? {} : { descriptions }),
  ...(effect === undefined ? {} : { effect }),
  ...(includes.length === 0 ? {} : { includes: includes.map(described) }),
});

const described = (scope: NonNullable<InclusiveWords['includes']>[number]): DescribedScope => ({
  name: scope.name,
  ...(scope.description === null ? {} : { description: scope.description }),
  ...(scope.descriptions === undefined ? {} : { descriptions: scope.descriptions }),
});

const requestedDetail = (
  { type, title, rows, known }: AskedDetail,
  place: number | null,
): RequestedDetail => ({ type, title, rows, status: known ? 'granted' : 'new', place });

const requestedClaim = ({ name, known }: AskedClaim) =>
  ({ name, status: known ? 'granted' : 'new' }) as const;
