/** What is asked of every JWT that a client signs, an assertion or a request object (RFC 7523 §3, RFC 9101 §6). */

import { type CompactJws, OAuthError } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import { profileOf } from '../profiles/security-profile.ts';
import type { ProofContext } from './method.ts';

/** Seconds until keys that could not be fetched may be there. */
const keysRetryAfter = 30;

/** `types`: in lower case, null for a header without one; `alg`: what the client registered, null for any. */
export type ExpectedForm = {
  readonly types: readonly (string | null)[];
  readonly client: Client;
  readonly alg: string | null;
  /** Whether it may show certificates of its key, which say nothing here; absent: not. */
  readonly chain?: 'passed_over';
};

type FormContext = Pick<ProofContext, 'policy'> & { readonly keys: Pick<ProofContext['keys'], 'algorithms'> };

/** Whether the header says what it may. Nothing is verified yet. */
export function hasForm(
  { header, furtherHeader }: CompactJws,
  expected: ExpectedForm,
  { keys, policy }: FormContext,
): boolean {
  // RFC 8725 §3.1: the key comes from the client's set, never from the token, and no extension is understood
  const refused = ['crit', 'b64', 'jwk', 'jku', 'x5u', ...(expected.chain === undefined ? ['x5c'] : [])];
  if (furtherHeader.some((name) => refused.includes(name))) return false;
  if (!expected.types.includes(header.typ?.toLowerCase() ?? null)) return false;
  const { clientAlgorithms } = profileOf(expected.client, policy);
  if (clientAlgorithms?.includes(header.alg) === false) return false; // advanced.md SW-7
  return keys.algorithms.includes(header.alg) && (expected.alg ?? header.alg) === header.alg;
}

type Time = Pick<ProofContext, 'now' | 'policy'>;

/** Whether a time that may be left out, such as `nbf`, has come, within the tolerance for clocks. */
export const isPast = (time: unknown, { now, policy }: Time): boolean =>
  time === undefined || (typeof time === 'number' && time <= now + policy.clockSkew);

/** Whether a time that has to be there, such as `exp`, is still to come, within the tolerance for clocks. */
export const isAhead = (time: unknown, { now, policy }: Time): time is number =>
  typeof time === 'number' && time + policy.clockSkew > now;

/**
 * Whether one of the client's keys signed. Throws `temporarily_unavailable` where they cannot be had now: a client
 * keeps its state meanwhile (clients.md §5).
 */
export async function isSigned(
  jws: CompactJws,
  client: Client,
  { keys, source }: Pick<ProofContext, 'keys' | 'source'>,
): Promise<boolean> {
  const signed = await keys.verify(jws, client, source);
  if (signed === 'unavailable') throw keysUnavailable();
  return signed === 'verified';
}

/** Its keys are at an address that does not answer now. */
export const keysUnavailable = (): OAuthError =>
  new OAuthError('temporarily_unavailable', 'The keys of the client cannot be fetched.', {
    retryAfter: keysRetryAfter,
  });
