/** What is left of a request when a person left details of it out: pure (advanced.md RAR-3). */

import { matchResource } from '@grantor/protocol';
import { type AuthorizationDetail, locationsOf } from '../model/authorization-details.ts';
import { type Resource, resourcesNamed } from '../model/resource.ts';
import type { Policy } from '../ports/policy.ts';
import { apisAmong } from './audience.ts';
import { resourcesOfScope } from './scope-decision.ts';

type Asking = {
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  readonly details: readonly AuthorizationDetail[];
  readonly apis: readonly Resource[];
  readonly registered: readonly Resource[];
};

/**
 * The request without the details at these places of its list. A resource that nothing else was for goes with them, so that no
 * token is good there; where none is left, tokens are for userinfo alone, since the page named no other place.
 */
export function withoutDetails<Request extends Asking>(
  request: Request,
  dropped: readonly number[],
  policy: Pick<Policy, 'issuer'>,
): Request {
  const details = request.details.filter((_, index) => !dropped.includes(index));
  const lost = request.details.filter((_, index) => dropped.includes(index));
  const kept = request.resources.filter(
    (uri) => !isMeantBy(lost, uri, request) || isUsed(uri, { ...request, details }),
  );
  const resources = kept.length === 0 && request.resources.length > 0 ? [policy.issuer] : kept;
  return {
    ...request,
    details,
    resources,
    apis: resourcesNamed(apisAmong(resources, policy), request.registered),
  };
}

const isMeantBy = (
  details: readonly AuthorizationDetail[],
  uri: string,
  { resources }: Pick<Asking, 'resources'>,
): boolean => details.flatMap(locationsOf).some((location) => matchResource(location, resources) === uri);

/** Whether a scope or a detail is for the resource: one without a location is for each of them. */
function isUsed(uri: string, { scope, resources, details, registered }: Asking): boolean {
  const places = resources.map(
    (each) => registered.find((known) => known.uri === each) ?? { uri: each, scopes: null },
  );
  return (
    isMeantBy(details, uri, { resources }) ||
    details.some((detail) => locationsOf(detail).length === 0) ||
    scope.some((name) => resourcesOfScope(name, places).some((place) => place.uri === uri))
  );
}
