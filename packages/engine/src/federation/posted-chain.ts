/** What a client sends of its own chain (OpenID Federation §12.2.1). */

import { type EntityStatement, longestStatement, type Reading, readStatement } from './entity-statement.ts';
import { FederationError } from './federation-error.ts';
import { mostSuperiors } from './trust-chain.ts';

/** The statements, the client's own first. Throws FederationError. */
export function readChain(value: unknown, reading: Reading): readonly EntityStatement[] {
  // With the client's own statement and the anchor's
  const isChain = Array.isArray(value) && value.length > 0 && value.length <= mostSuperiors + 2;
  if (!isChain || !value.every((member) => typeof member === 'string'))
    throw new FederationError('invalid_request', 'no list of statements');
  const texts: readonly string[] = value;
  if (texts.reduce((sum, { length }) => sum + length, 0) > longestStatement)
    throw new FederationError('invalid_trust_chain', 'it is too long');
  return texts.map((text) => readStatement(text, reading));
}
