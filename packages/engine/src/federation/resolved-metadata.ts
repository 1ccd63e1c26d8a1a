/** What the metadata of an entity comes to under everybody above it (OpenID Federation §6.1.4). Pure. */

import { FederationError } from './federation-error.ts';
import { applyPolicy, mergePolicies, own, type TypeMetadata } from './metadata-policy.ts';
import { PolicyError } from './policy-operators.ts';
import type { TrustChain } from './trust-chain.ts';

/**
 * The metadata of the subject in one of its types; null: it has none, or may have none. Throws FederationError where
 * the policies contradict each other or the metadata breaks them (federation-vci-authlete.md FED-8, FED-9).
 */
export function resolvedMetadata(
  { leaf, superiors }: Pick<TrustChain, 'leaf' | 'superiors'>,
  entityType: string,
): TypeMetadata | null {
  const [immediate] = superiors;
  const given = own(leaf.metadata, entityType);
  if (given === undefined) return null;
  if (superiors.some(({ constraints }) => constraints?.allowsType(entityType) === false)) return null;
  const overridden = { ...given, ...own(immediate?.metadata ?? {}, entityType) };
  try {
    const stated = superiors.map(({ claims, criticalOperators }) => ({
      policy: claims['metadata_policy'],
      critical: criticalOperators,
    }));
    const policy = mergePolicies(stated.reverse());
    return applyPolicy(overridden, own(policy, entityType) ?? {});
  } catch (error) {
    if (error instanceof PolicyError) throw new FederationError('invalid_trust_chain', error.message);
    throw error;
  }
}
