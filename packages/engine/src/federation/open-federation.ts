/** This server as an entity of its federations, over one resolver. */

import type { Reply } from '@grantor/protocol';
import type { Arrival, Meeting } from '../clients/client-directory.ts';
import type { RegistrationRequest } from '../requests/request.ts';
import { meetEntity } from './automatic-registration.ts';
import { registerExplicitly } from './explicit-registration.ts';
import { createOwnStatements, type OwnStatements } from './own-statements.ts';
import { createResolver, type FederationWorld } from './resolver.ts';

export type Federation = FederationEndpoints & {
  /** OpenID Federation §12.1 */
  meet(meeting: Meeting): Promise<Arrival | null>;
};

export type FederationEndpoints = OwnStatements & {
  /** OpenID Federation §12.2 */
  registerEntity(request: RegistrationRequest): Promise<Reply>;
};

export function openFederation(world: FederationWorld, discovery: () => Promise<Reply>): Federation {
  const resolver = createResolver(world);
  return {
    ...createOwnStatements(world, discovery),
    meet: (meeting) => meetEntity(world, resolver, meeting),
    registerEntity: (request) => registerExplicitly(world, resolver, request),
  };
}
