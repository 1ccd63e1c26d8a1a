/** All that a person allowed one client, by consent and by whatever lives of it, in the words of the consent page. */

import {
  type Consent,
  describeScope,
  type Resource,
  readClaimEntries,
  resourcesNamed,
  scopeOfClaim,
} from '@grantor/engine';
import { requestedAccess } from '../authorize/requested-access.ts';
import type { RequestedAccess } from '../pages/index.ts';
import type { ApprovedDevice, OwnFamily } from '../store/authorizations.ts';

export type Sources = {
  readonly consent: Consent | null;
  readonly families: readonly OwnFamily[];
  readonly devices: readonly ApprovedDevice[];
};

/** The union of what each source holds; a claim that a scope of the list holds anyway is not said twice. */
export function allowedAccess(
  { consent, families, devices }: Sources,
  registered: readonly Resource[],
): RequestedAccess {
  const sources = [...(consent === null ? [] : [consent]), ...families, ...devices];
  const scopes = distinct(sources.flatMap(({ scope }) => scope));
  const uris = distinct(sources.flatMap(({ resources }) => resources));
  const entries = readClaimEntries(consent?.claims ?? []);
  const agreed = [...families, ...devices].map(({ claims }) => claims);
  const names = [
    ...entries.names,
    ...agreed.flatMap(({ userinfo, idToken }) => [...Object.keys(userinfo), ...Object.keys(idToken)]),
  ];
  return requestedAccess({
    scopes: scopes.map((name) => describeScope(name, { resources: [], registered }, 'known')),
    claims: distinct(names)
      .filter((name) => isTold(name, scopes))
      .map((name) => ({ name, known: true })),
    resources: resourcesNamed(uris, registered).map((resource) => ({
      resource,
      learns: distinct([
        ...(entries.toResources.get(resource.uri) ?? []),
        ...agreed.flatMap(({ toResources }) => toResources?.[resource.uri] ?? []),
      ]).map((name) => ({ name, known: true })),
    })),
  });
}

/** A claim that somebody can be told, and is not by a scope anyway. */
function isTold(name: string, scopes: readonly string[]): boolean {
  const scope = scopeOfClaim(name);
  return scope !== null && !scopes.includes(scope);
}

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)];
