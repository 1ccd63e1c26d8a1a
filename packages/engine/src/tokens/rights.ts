/**
 * What is left of what was granted, once a client, a resource or a person has lost rights since: pure. It is
 * never more than was granted, and never more than would be granted today (protocol.md IN-6, security.md T-4).
 */

import type { Account } from '../model/account.ts';
import { type Client, mayUse } from '../model/client.ts';
import type { Resource } from '../model/resource.ts';
import type { Policy } from '../ports/policy.ts';
import { resourcesLeft } from './audience.ts';
import { limitScope, mayHold, withinRights } from './scope-decision.ts';

export type Rights = {
  readonly scope: readonly string[];
  /** Empty: none in particular. */
  readonly resources: readonly string[];
};

export type Holder = {
  readonly client: Client;
  /** null: the client acts for itself. */
  readonly account: Pick<Account, 'role' | 'claims'> | null;
};

export type RightsWorld = {
  readonly policy: Policy;
  /** Every registered resource. */
  readonly registered: readonly Resource[];
};

/** null: nothing is left of the resources, or of the scope, or the person may not use the client any more. */
export function rightsLeft(
  granted: Rights,
  { client, account }: Holder,
  { policy, registered }: RightsWorld,
): Rights | null {
  if (account !== null && !mayUse(client, account)) return null;
  const resources = resourcesLeft(granted.resources, { client, policy, resources: registered });
  // Without its last resource a token would be good somewhere else
  if (resources.length === 0 && granted.resources.length > 0) return null;
  const world = { client, resources, allResources: registered, policy };
  const held = limitScope(granted.scope, world).filter((scope) => mayHold(scope, world));
  const scope = withinRights(held, account, registered);
  return scope.length === 0 && granted.scope.length > 0 ? null : { scope, resources };
}
