/** What the maker of an application says of one installation of it (Client Attestation §4, §7.1, §7.4). */

import {
  type CompactJws,
  isJsonObject,
  OAuthError,
  parseCompactJws,
  readJsonObject,
} from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import { hasForm, isAhead, isPast, isSigned } from './client-jwt.ts';
import type { ProofContext } from './method.ts';

const statementType = 'oauth-client-attestation+jwt';

/** The proof has to carry this challenge (Client Attestation §6.1). */
export class ChallengeNeeded extends OAuthError {
  readonly challenge: string;

  constructor(challenge: string) {
    super('use_attestation_challenge', 'The proof has to carry a challenge of this server.');
    this.challenge = challenge;
  }
}

/** The client that the statement names; null: none. Nothing is verified yet. */
export const attestedClient = (statement: string): string | null => {
  const sub = readJsonObject(statement.split('.', 2)[1] ?? '')?.['sub'];
  return typeof sub === 'string' && sub !== '' ? sub : null;
};

/**
 * The key in the statement, once one of the client's keys has signed it; null: it is nobody's. Throws
 * `use_fresh_attestation` where it was good before (Client Attestation §7.4).
 */
export async function attestedKey(
  text: string | null,
  client: Client,
  context: ProofContext,
): Promise<unknown | null> {
  const statement: CompactJws | null = parseCompactJws(text ?? '');
  const form = { types: [statementType], client, alg: client.authSigningAlg, chain: 'passed_over' } as const;
  if (statement === null || !hasForm(statement, form, context)) return null;
  const { sub, exp, iat, nbf, cnf } = readJsonObject(statement.payload) ?? {};
  if (sub !== client.id || typeof exp !== 'number' || typeof iat !== 'number' || !isJsonObject(cnf))
    return null;
  if (!isPast(iat, context) || !isPast(nbf, context)) return null;
  if (!(await isSigned(statement, client, context))) return null;
  if (!isAhead(exp, context)) throw new OAuthError('use_fresh_attestation', 'The attestation has expired.');
  return cnf['jwk'] ?? null;
}
