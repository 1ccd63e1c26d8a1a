/**
 * What is left of what was granted, once a client, a resource or a person has lost rights since: pure. It is
 * never more than was granted, and never more than would be granted today (protocol.md IN-6, security.md T-4).
 */

import { matchResource } from '@grantor/protocol';
import type { Account } from '../model/account.ts';
import type { AuthorizationDetail } from '../model/authorization-details.ts';
import type { AgreedClaims } from '../model/claims-request.ts';
import { type Client, mayUse } from '../model/client.ts';
import type { Policy } from '../ports/policy.ts';
import { defaultAudience, resourcesLeft } from './audience.ts';
import { detailsLeft } from './authorization-details.ts';
import type { Registry } from './registry.ts';
import { limitScope, mayHold, openIdScopes, withinRights } from './scope-decision.ts';

export type Rights = {
  readonly scope: readonly string[];
  /** Empty: none in particular. */
  readonly resources: readonly string[];
  readonly details: readonly AuthorizationDetail[];
};

/** With what else was agreed to, where it is known. */
export type Granted = Rights & { readonly claims?: Pick<AgreedClaims, 'beside' | 'placed'> | undefined };

export type Holder = {
  readonly client: Client;
  /** null: the client acts for itself. */
  readonly account: Pick<Account, 'role' | 'claims'> | null;
};

export type RightsWorld = Registry & { readonly policy: Policy };

/** null: nothing is left of the resources, or of scope and details together, or the person may not use the client any more. */
export function rightsLeft(
  granted: Granted,
  { client, account }: Holder,
  { policy, registered, detailsTypes: types }: RightsWorld,
): Rights | null {
  if (account !== null && !mayUse(client, account)) return null;
  const resources = resourcesLeft(granted.resources, { client, policy, resources: registered });
  // Without its last resource a token would be good somewhere else
  if (resources.length === 0 && granted.resources.length > 0) return null;
  const world = { client, resources, allResources: registered, policy };
  const beside = granted.claims?.beside?.filter((name) => mayHold(name, { ...world, resources: [] })) ?? [];
  const stays = defaultAudience(policy).every((uri) => resources.includes(uri)) ? beside : [];
  const limited = limitScope(granted.scope, world).filter(
    (name) => mayHold(name, world) && wasShownAt(name, resources, granted.claims?.placed),
  );
  const held = granted.scope.filter((name) => stays.includes(name) || limited.includes(name));
  const scope = withinRights(held, account, registered);
  const grantKind = account === null ? 'client' : 'user';
  const details = detailsLeft(granted.details, { client, types, grantKind });
  const isNothing = scope.length + details.length === 0;
  return isNothing && granted.scope.length + granted.details.length > 0
    ? null
    : { scope, resources, details };
}

/** Whether one of the resources is where the scope was shown: that another takes it, too, gives nothing there. */
const wasShownAt = (name: string, resources: readonly string[], placed: AgreedClaims['placed']): boolean =>
  placed === undefined ||
  openIdScopes.includes(name) ||
  placed.some(
    ({ scope, resource }) =>
      scope.includes(name) && resource.some((uri) => matchResource(uri, resources) !== null),
  );

/** What of a scope counts at these of several resources: each name where it was shown (protocol.md IN-3). */
export const scopeShownAt = (
  scope: readonly string[],
  resources: readonly string[],
  { claims, policy }: Pick<Granted, 'claims'> & Pick<RightsWorld, 'policy'>,
): readonly string[] => {
  const isOfNone = defaultAudience(policy).some((uri) => resources.includes(uri));
  return scope.filter(
    (name) =>
      wasShownAt(name, resources, claims?.placed) || (isOfNone && claims?.beside?.includes(name) === true),
  );
};
