/** What the sender of a request to the token endpoint holds, so that its tokens are bound to that (RFC 9449 §5, RFC 8705 §3). */

import { type Instant, OAuthError } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import type { Confirmation } from '../model/confirmation.ts';
import type { Fact } from '../ports/facts.ts';
import { profileOf } from '../profiles/security-profile.ts';
import type { Context } from '../requests/context.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import { checkNonce, firstUse, proofRequest, unproved, verifyProof } from './proof.ts';

/** The parts of a request that can show it. */
export type Evidence = Pick<BackChannelRequest, 'dpop' | 'called' | 'certificate' | 'source'>;

export type Holding = {
  /** null: nothing was shown, and the tokens are bearer tokens. */
  readonly confirmation: Confirmation | null;
  /** Guarded facts that make what was shown count once, first in the commit of what it authorises. */
  readonly spends: readonly Fact[];
  /** To be sent along; null: none is due. */
  readonly nonce: string | null;
};

const holdingNothing: Holding = { confirmation: null, spends: [], nonce: null };

type Asking = { readonly client: Client; readonly now: Instant };

/**
 * What tokens are to be bound to. Throws `invalid_dpop_proof` for a proof that is wrong, or missing where the client is
 * to have bound tokens only (advanced.md DPO-8), `use_dpop_nonce`, and `invalid_request` for a certificate that is missing.
 */
export function findHolding(context: Context, evidence: Evidence, asking: Asking): Holding {
  if (evidence.dpop.length === 0 && asking.client.dpopBoundAccessTokens) {
    throw unproved('there is none, and the client has bound tokens only');
  }
  if (evidence.dpop.length > 0) return findShown(context, evidence, asking); // advanced.md MTL-5
  const confirmation = boundCertificate(context, evidence, asking.client);
  return confirmation === null ? holdingNothing : { ...holdingNothing, confirmation };
}

/** Throws `invalid_request` where none was shown and the tokens have to be bound (advanced.md MTL-5, SW-6). */
function boundCertificate(
  { policy }: Context,
  { certificate }: Evidence,
  client: Client,
): Confirmation | null {
  const needsAny = profileOf(client, policy).boundTokens === 'all';
  if (!client.certificateBoundAccessTokens && !needsAny) return null;
  if (certificate !== null) return { 'x5t#S256': certificate.thumbprint }; // RFC 8705 §3.1
  const shown = needsAny ? 'a DPoP proof or its certificate' : 'its certificate';
  throw new OAuthError('invalid_request', `The client has to show ${shown}: its tokens are bound.`);
}

/** The same where nothing has to be shown yet, as with a pushed request (RFC 9449 §10.1). */
export function findShown(context: Context, evidence: Evidence, asking: Asking): Holding {
  if (evidence.dpop.length === 0) return holdingNothing;
  const request = proofRequest(context, evidence, { accessToken: null, now: asking.now });
  const proof = verifyProof(context, request, asking.client);
  const nonce = checkNonce(context, proof, asking);
  return { confirmation: { jkt: proof.jkt }, spends: [firstUse(context, proof)], nonce };
}
