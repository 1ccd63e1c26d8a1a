/** Rate limits: charged on entry, given back when the request turns out honest (operations.md Q-3). */

import { type ErrorCode, OAuthError } from '@grantor/protocol';
import type { Claimant } from '../client-auth/authenticate.ts';
import type { Source } from '../ports/facts.ts';
import type { LimitName, Ports } from '../ports/ports.ts';
import { charge, RateLimited } from '../requests/charge.ts';

export type Toll = {
  /** Whose budget a failure counts against; until then, that of all unknown clients together. */
  name(clientId: string | null): void;
  /** Throws `rate_limit_exceeded`. */
  pay(): Promise<void>;
};

/** Whoever can publish has any number of ids: all of them are one to the limit, as unknown ones are. */
export const payerOf = ({ client }: Claimant): string | null =>
  client === null || client.source === 'document' || client.source === 'federation' ? null : client.id;

/** Answers of an honest device poller (RFC 8628 §3.5), and of who cannot know the nonce (RFC 9449 §8). */
export const honestSteps: readonly ErrorCode[] = [
  'use_dpop_nonce',
  'use_attestation_challenge',
  'authorization_pending',
  'slow_down',
  'access_denied',
  'expired_token',
];

/**
 * Runs the work of an endpoint whose failures are charged. Work that has not paid when it fails pays then,
 * so that malformed requests count as well (security.md L-4).
 */
export async function withToll<Result>(
  ports: Ports,
  { limit, source }: { readonly limit: LimitName; readonly source: Source },
  work: (toll: Toll) => Promise<Result>,
): Promise<Result> {
  let payer: string | null = null;
  let refund: (() => void) | null = null;
  const toll: Toll = {
    name: (clientId) => {
      payer = clientId;
    },
    pay: async () => {
      refund = await charge(ports, { limit, source }, payer);
    },
  };
  try {
    const result = await work(toll);
    giveBack(refund);
    return result;
  } catch (error) {
    if (isFree(error)) giveBack(refund);
    else if (refund === null && !(error instanceof RateLimited)) await toll.pay();
    throw error;
  }
}

/** A step on an honest way, and a failure of ours, cost nothing (operations.md §6). */
const isFree = (error: unknown): boolean =>
  !(error instanceof OAuthError) || honestSteps.includes(error.code);

const giveBack = (refund: (() => void) | null): void => refund?.();
