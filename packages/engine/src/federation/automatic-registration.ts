/** Clients that come with a request, unknown until then (OpenID Federation §12.1, federation-vci-authlete.md FED-13). */

import { clientId, readJsonObject } from '@grantor/protocol';
import { type Arrival, FederationRefused, type Meeting } from '../clients/client-directory.ts';
import { isEntityIdentifier } from './entity-identifier.ts';
import type { EntityStatement, Reading } from './entity-statement.ts';
import { federationClient } from './federation-client.ts';
import { FederationError } from './federation-error.ts';
import { readChain } from './posted-chain.ts';
import type { Brought, FederationWorld, Resolver } from './resolver.ts';

/**
 * The client of this name as its federations have it, with what registers it, to be kept once it has proved itself;
 * null: it is no entity. Throws FederationRefused.
 */
export async function meetEntity(
  world: FederationWorld,
  resolver: Resolver,
  { id, object, source }: Meeting,
): Promise<Arrival | null> {
  if (!isEntityIdentifier(id)) return null;
  try {
    const resolved = await resolver.resolve(id, broughtIn(object, world), source);
    const { client, fact } = await federationClient(world, { resolved, registration: 'automatic', source });
    return { client, facts: [fact] };
  } catch (error) {
    if (!(error instanceof FederationError)) throw error;
    if (error.code === 'not_found') return null;
    throw new FederationRefused(clientId(id), error);
  }
}

/** The chain in the header of the request object, if there is one (OpenID Federation §12.1.1.1). */
function broughtIn(object: string | undefined, { ports, policy }: FederationWorld): Brought {
  const header = readJsonObject(object?.split('.', 1)[0] ?? '');
  const chain = header?.['trust_chain'];
  if (chain === undefined) return { kind: 'nothing' };
  const now = Math.floor(ports.clock.now() / 1000);
  const reading: Reading = { now, policy, algorithms: ports.clientKeys.algorithms };
  const statements: readonly EntityStatement[] = readChain(chain, reading);
  return { kind: 'chain', statements };
}
