/** Which credentials an access token opens (OpenID4VCI §6.2, §8.2). */

import { OAuthError } from '@grantor/protocol';
import { MissingScope } from '../endpoints/answer.ts';
import { invalidToken } from '../endpoints/bearer.ts';
import type { Account } from '../model/account.ts';
import type { AgreedClaims } from '../model/claims-request.ts';
import { type CredentialConfiguration, configurationIdOf } from '../model/credential-configuration.ts';
import type { Family } from '../model/family.ts';
import type { Source } from '../ports/facts.ts';
import { charge } from '../requests/charge.ts';
import type { ActiveToken } from '../tokens/presented-token.ts';
import type { CredentialContext } from './credential-context.ts';
import type { CredentialName } from './credential-request.ts';

/** Whose token it is, and of which approval. */
export type Holder = {
  readonly found: ActiveToken;
  readonly account: Account;
  readonly familyId: Family['id'];
  /** What the person agreed to then. */
  readonly agreed: AgreedClaims;
};

/** A token for the credential issuer, in somebody's name. Throws `invalid_token`. */
export function holderOf({ policy }: CredentialContext, found: ActiveToken): Holder {
  const { token, standing } = found;
  // federation-vci-authlete.md VCI-7
  if (!token.audience.includes(policy.issuer)) throw invalidToken();
  const { account, family } = standing;
  if (account === null || family === null || token.familyId === null) throw invalidToken();
  return { found, account, familyId: token.familyId, agreed: family.claims };
}

/**
 * Each credential takes a place in a status list and is remembered as long as it lives, and each notice of one is written
 * down: a person has a budget of them. Throws `rate_limit_exceeded` (security.md L-8).
 */
export async function chargeHolder(
  { ports }: CredentialContext,
  { account }: Holder,
  source: Source,
): Promise<void> {
  await charge(ports, { limit: 'credential', source }, account.id);
}

/**
 * The configuration that is asked for, if the token opens it. By its id also where identifiers were told: wallets that
 * know of none get what they may have (federation-vci-authlete.md VCI-9). Throws `unknown_credential_identifier`,
 * `unknown_credential_configuration` or `insufficient_scope`.
 */
export function entitledTo(
  { token }: ActiveToken,
  name: CredentialName,
  configurations: readonly CredentialConfiguration[],
): CredentialConfiguration {
  const told = token.details.map(configurationIdOf).filter((id) => id !== null);
  if (name.kind === 'identifier') {
    const found = configurations.find(({ id }) => id === name.identifier && told.includes(id));
    if (found !== undefined) return found;
    throw new OAuthError('unknown_credential_identifier', 'The token was not given for this credential.');
  }
  const found = configurations.find(({ id }) => id === name.id);
  if (found === undefined)
    throw new OAuthError('unknown_credential_configuration', 'There is no such credential.');
  if (!opens(token, found)) throw new MissingScope(found.scope ?? '');
  return found;
}

/** Whether the token still opens the credential, however it was asked for. */
export const opens = (
  { scope, details }: ActiveToken['token'],
  configuration: CredentialConfiguration,
): boolean =>
  details.some((detail) => configurationIdOf(detail) === configuration.id) ||
  (configuration.scope !== null && scope.includes(configuration.scope));
