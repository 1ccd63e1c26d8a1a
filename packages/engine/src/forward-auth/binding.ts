/** Whether the sender has the key that a token is bound to (RFC 9449 §7.1, RFC 7800 §3). */

import {
  epoch,
  hash,
  OAuthError,
  proofTolerance,
  type SignatureAlgorithmName,
  secondOf,
  signatureAlgorithms,
  verifyDpopProof,
} from '@grantor/protocol';
import type { Context } from '../requests/context.ts';
import type { PresentedToken } from '../tokens/presented-token.ts';
import { type Credentials, unfit } from './credentials.ts';
import type { VerifyRequest } from './request.ts';

export const proofAlgorithms = Object.keys(signatureAlgorithms) as readonly SignatureAlgorithmName[];

export type Bound = { readonly credentials: Credentials; readonly token: PresentedToken };

/**
 * Throws `invalid_token` for a bound token without the scheme of its binding and the other way round, and
 * `invalid_dpop_proof` for a proof that is missing, wrong or was used before. A proof is the one thing that
 * is written down here: it counts once, whichever process sees it (security.md R-7).
 */
export async function checkBinding(
  { ports }: Context,
  request: VerifyRequest,
  { credentials, token }: Bound,
): Promise<void> {
  const { confirmation } = token;
  if (credentials.scheme === 'bearer') {
    if (confirmation !== null) throw unfit('bound to a key');
    return;
  }
  const { jkt, ...others } = confirmation ?? {};
  if (typeof jkt !== 'string' || Object.keys(others).length > 0) throw unfit('not bound by DPoP alone');
  const at = ports.clock.now();
  const { method, url } = request.original ?? { method: null, url: null };
  if (request.dpop === undefined || method === null || url === null) throw unproved('there is none');
  const verdict = verifyDpopProof(request.dpop, {
    method,
    urls: [url.href],
    algorithms: proofAlgorithms,
    accessToken: credentials.token,
    now: secondOf(at),
  });
  if (verdict.kind === 'refused') throw unproved(verdict.fault);
  const { proof } = verdict;
  if (proof.jkt !== jkt) throw unproved('it is of another key');
  const seen = { hash: hash(proof.replayKey), until: epoch(proof.issuedAt + proofTolerance + 1) };
  const kept = await ports.store.commit({
    facts: [{ kind: 'proof_seen', proof: seen }],
    at,
    source: request.source,
  });
  if (!kept.ok) throw unproved('it was used before');
}

const unproved = (detail: string): OAuthError =>
  new OAuthError('invalid_dpop_proof', 'A fresh DPoP proof for this request and token is required', {
    detail,
  });
