import { OAuthError } from '@grantor/protocol';
import { isSameConfirmation, type RefreshBinding } from '../model/confirmation.ts';
import type { GrantRequest } from './grant.ts';
import { invalidGrant } from './refusal.ts';

/**
 * A code or refresh token is good for the holder of its key or certificate alone (RFC 9449 §5, §10, RFC 8705 §4), or for one
 * installation of its client. Throws `invalid_dpop_proof` where
 * nothing was proved, `invalid_grant` where it was another key.
 */
export function checkBound(
  to: RefreshBinding,
  { confirmation: proved, instance }: Pick<GrantRequest, 'confirmation' | 'instance'>,
): void {
  if ('instance' in to) {
    if (instance !== to.instance) throw invalidGrant('bound to another installation of the client');
    return;
  }
  if ('x5t#S256' in to) {
    // advanced.md MTL-7
    if (proved === null || !isSameConfirmation(to, proved))
      throw invalidGrant('bound to another certificate');
    return;
  }
  if (proved === null) {
    // advanced.md DPO-7
    throw new OAuthError(
      'invalid_dpop_proof',
      'The grant is bound to a key: a DPoP proof of it is required.',
    );
  }
  if (!isSameConfirmation(to, proved)) throw invalidGrant('bound to another key');
}
