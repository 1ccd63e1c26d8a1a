import type { Client } from '../model/client.ts';
import type { Consent } from '../model/consent.ts';
import type { Resource } from '../model/resource.ts';
import { isRestricted } from '../tokens/scope-decision.ts';
import { isAllowed, type PlacedScopes } from './consent-coverage.ts';
import { canBeImitated } from './next-step.ts';

/**
 * The scopes that the client would be given without a page, asked for by themselves and at no resource, whichever of its
 * redirect URIs it names: for whoever decides without the request (protocol.md IN-3, federation-vci-authlete.md ATL-12).
 */
export function scopesGivenSilently(
  consent: Consent | null,
  client: Client,
  registered: readonly Resource[],
): readonly string[] {
  if (consent === null || client.consent === 'ask' || client.redirectUris.length === 0) return [];
  const requests = client.redirectUris.map(
    (redirectUri): PlacedScopes => ({
      ...{ client, registered, channel: { redirectUri, mode: 'query' } },
      ...{ resources: [], apis: [] },
    }),
  );
  if (requests.some(canBeImitated)) return [];
  return consent.scope.filter(
    (scope) =>
      !isRestricted(scope, registered) && requests.every((request) => isAllowed(consent, scope, request)),
  );
}
