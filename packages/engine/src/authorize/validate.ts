import { secondOf } from '@grantor/protocol';
import { readRegistry } from '../tokens/registry.ts';
import type { Attempt } from './attempt.ts';
import { check, type ValidRequest } from './checks.ts';
import { verifyHintFor } from './id-token-hint.ts';
import type { LocatedRequest } from './locate.ts';
import { findTakenOffer } from './taken-offer.ts';

/** Every rule of an authorization request whose redirect URI is trusted, by what is stored now (protocol.md AZ-1). */
export async function validate(
  { ports, policy, at }: Pick<Attempt, 'ports' | 'policy' | 'at'>,
  located: LocatedRequest,
): Promise<ValidRequest> {
  located.params.check(['id_token_hint', 'issuer_state']);
  const world = { keys: ports.keys, issuer: policy.issuer, now: secondOf(at) };
  const hint = await verifyHintFor(located.client.id, located.params.get('id_token_hint'), world);
  const offer = await findTakenOffer({ ports, policy, at }, located);
  const { registered, detailsTypes } = await readRegistry(ports);
  return check(located, { policy, resources: registered, detailsTypes, hint, offer });
}
