/** Which client may use which grant type (RFC 6749 §5.2). */

import { OAuthError } from '@grantor/protocol';
import type { AuthMethodName, Client } from '../model/client.ts';
import type { Policy } from '../ports/policy.ts';
import { allowsGrantType, profileOf } from '../profiles/security-profile.ts';
import type { Grant } from './grant.ts';

export type GrantUse = {
  readonly client: Client;
  /** How it proved itself; a client that only named itself is taken at its registered method. */
  readonly method: AuthMethodName;
  readonly policy: Policy;
};

/** It is registered for it, proves itself as the grant asks, and is held to no profile that refuses it (advanced.md SW-23). */
export const mayUseGrant = (
  { client, method, policy }: GrantUse,
  { name, isOpenTo }: Pick<Grant, 'name' | 'isOpenTo'>,
): boolean =>
  client.grantTypes.includes(name) && isOpenTo(method) && allowsGrantType(profileOf(client, policy), name);

/** Throws `unauthorized_client` (RFC 6749 §5.2). */
export function checkGrantAllowed(use: GrantUse, grant: Grant): void {
  if (!mayUseGrant(use, grant)) {
    throw new OAuthError('unauthorized_client', 'The client may not use this grant type.');
  }
}
