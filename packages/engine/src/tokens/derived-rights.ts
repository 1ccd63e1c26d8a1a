/** What tokens may be that come of another issuer's word, or of another token: pure (advanced.md JWB-4, TEX-5). */

import { OAuthError } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import type { Resource } from '../model/resource.ts';
import type { Policy } from '../ports/policy.ts';
import { decideResources, narrowResources } from './audience.ts';
import { type Holder, type Rights, rightsLeft } from './rights.ts';
import { decideScope, invalidScope } from './scope-decision.ts';

export type DerivedWorld = {
  readonly client: Client;
  readonly policy: Policy;
  readonly registered: readonly Resource[];
};

/**
 * What is asked for, in its configured spelling, of what may be: where nothing is named it is the one that may be, and
 * where there is more than one to choose from, nothing. Throws `invalid_target`.
 */
export function derivedTargets(
  requested: readonly string[],
  allowed: readonly string[] | null,
  { client, policy, registered }: DerivedWorld,
): readonly string[] {
  const within = allowed === null ? requested : narrowResources(requested, allowed);
  if (allowed !== null && requested.length === 0 && allowed.length !== 1) {
    throw new OAuthError('invalid_target', 'The request has to name the resource that the token is for.');
  }
  return decideResources({ requested: within, client, policy, resources: registered });
}

/** About a session with a client of ours, which there is none of. */
const ofSignIn: readonly string[] = ['openid', 'offline_access'];

export type DerivedScope = {
  /** Each a bound; null: it says nothing. */
  readonly bounds: readonly (readonly string[] | null)[];
  readonly resources: readonly string[];
  readonly account: Holder['account'];
};

/**
 * The part that all bounds have in common, as far as client and person may have it for these resources. Throws
 * `invalid_scope` when nothing is left, and when they may not have the resources.
 */
export function derivedRights({ bounds, resources, account }: DerivedScope, world: DerivedWorld): Rights {
  const { client, policy, registered } = world;
  const given = bounds.filter((bound) => bound !== null);
  const [first, ...others] = given;
  const asked =
    first === undefined
      ? decideScope({
          ...{ requested: [], client, resources, allResources: registered, policy },
          grantKind: 'user',
        })
      : first.filter((scope) => others.every((bound) => bound.includes(scope)));
  const scope = [...new Set(asked)].filter((name) => !ofSignIn.includes(name));
  if (scope.length === 0) throw invalidScope();
  // No detail is ever handed on: nobody was shown whom it goes to (security.md X-7)
  const left = rightsLeft(
    { scope, resources, details: [] },
    { client, account },
    { policy, registered, detailsTypes: [] },
  );
  if (left === null) throw invalidScope();
  return left;
}
