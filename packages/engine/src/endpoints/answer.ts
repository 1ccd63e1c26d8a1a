/** The one place where what went wrong becomes a reply (RFC 6749 §5.2, RFC 6750 §3, protocol.md G-9). */

import {
  basicChallenge,
  bearerChallenge,
  type ErrorCode,
  errorReply,
  OAuthError,
  type Reply,
} from '@grantor/protocol';
import { ChallengeNeeded } from '../client-auth/attested-key.ts';
import { NonceNeeded } from '../holder/proof.ts';
import type { Source } from '../ports/facts.ts';
import { failureOf } from '../ports/failure.ts';
import type { Ports } from '../ports/ports.ts';
import { limitHeaders } from '../requests/charge.ts';

export type Asked = {
  readonly endpoint: string;
  readonly source: Source;
  /** The reply to a failure, where it is not that of an endpoint of our own. */
  readonly refuse?: (failure: OAuthError) => Reply;
};

/** Runs the endpoint; every failure becomes its error reply, and every request is counted once. */
export async function answer(
  { observer }: Ports,
  { endpoint, source, refuse = ownRefusal }: Asked,
  work: () => Promise<Reply>,
): Promise<Reply> {
  try {
    const reply = await work();
    observer.observe({ kind: 'request_answered', endpoint, result: 'ok' });
    return reply;
  } catch (cause) {
    const failure = failureOf(cause);
    if (failure !== cause) observer.observe({ kind: 'failed', endpoint, cause, source });
    observer.observe({ kind: 'request_answered', endpoint, result: failure.code });
    return refuse(failure);
  }
}

const ownRefusal = (failure: OAuthError): Reply =>
  errorReply(failure, { ...challengeFor(failure), ...limitHeaders(failure), ...nonceIn(failure) });

/** The reply with the nonce of the next proof (RFC 9449 §8.2); null: none is due. */
export const withNonce = (reply: Reply, nonce: string | null): Reply =>
  nonce === null ? reply : { ...reply, headers: { ...reply.headers, 'dpop-nonce': nonce } };

/** RFC 9449 §8, Client Attestation §6.1 */
export function nonceIn(failure: OAuthError): Record<string, string> {
  if (failure instanceof NonceNeeded) return { 'dpop-nonce': failure.nonce };
  return failure instanceof ChallengeNeeded ? { [challengeHeader]: failure.challenge } : {};
}

const challengeHeader = 'oauth-client-attestation-challenge';

/** The access token is good, but not for this: `scope` is what it lacks (RFC 6750 §3.1). */
export class MissingScope extends OAuthError {
  readonly scope: string;

  constructor(scope: string) {
    super('insufficient_scope', `The access token lacks the ${scope} scope.`);
    this.scope = scope;
  }
}

const challenges: Partial<Record<ErrorCode, (error: OAuthError) => string>> = {
  invalid_client: basicChallenge, // protocol.md CA-4
  missing_token: () => bearerChallenge({}), // RFC 6750 §3.1: no error code when no token was sent
  invalid_token: ({ code, description }) => bearerChallenge({ error: code, description }),
  // RFC 9470 §3
  insufficient_user_authentication: ({ code, description }) => bearerChallenge({ error: code, description }),
  insufficient_scope: (failure) =>
    bearerChallenge({
      ...{ error: failure.code, description: failure.description },
      ...(failure instanceof MissingScope ? { scope: failure.scope } : {}),
    }),
};

export function challengeFor(error: OAuthError): Record<string, string> {
  const challenge = challenges[error.code]?.(error);
  return challenge === undefined ? {} : { 'www-authenticate': challenge };
}
