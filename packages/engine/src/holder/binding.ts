/** Whether the sender of a token holds what the token is bound to (RFC 9449 §7.1, RFC 8705 §3, RFC 7800 §3). */

import type { ClientCertificate } from '../model/certificate.ts';
import type { Confirmation } from '../model/confirmation.ts';
import type { Context } from '../requests/context.ts';
import {
  checkNonce,
  firstUse,
  type KeptProof,
  type ProofRequest,
  payForRow,
  unproved,
  usedBefore,
  verifyProof,
} from './proof.ts';

/** `client`: whose token it is; its proofs are held to its profile. */
export type Presented = KeptProof & {
  readonly scheme: 'bearer' | 'dpop';
  readonly confirmation: Confirmation | null;
  /** null: nobody we believe has said what was asked for. */
  readonly proof: ProofRequest | null;
  /** null: none was shown. */
  readonly certificate: ClientCertificate | null;
};

export type Binding =
  /** `nonce`: to be sent along; null: none is due. */
  | { readonly kind: 'held'; readonly nonce: string | null }
  /** The token may not be used so. `detail` is for the log. */
  | { readonly kind: 'unfit'; readonly detail: string };

/**
 * Throws `invalid_dpop_proof` for a proof that is missing, wrong or was used before, and `use_dpop_nonce`. A proof is
 * the one thing that is written down here: it counts once, whichever process sees it (security.md R-7).
 */
export async function checkBinding(context: Context, presented: Presented): Promise<Binding> {
  const { scheme, confirmation } = presented;
  // RFC 9449 §7.2: a bound token comes as DPoP, another never does
  if (scheme === 'bearer') return checkBearer(presented);
  if (confirmation === null || !('jkt' in confirmation)) return unfit('it is not bound to a key');
  const { proof: request, client } = presented;
  if (request === null) throw unproved('nobody says what was asked for');
  const proof = verifyProof(context, request, client);
  if (proof.jkt !== confirmation.jkt) throw unproved('it is of another key');
  const nonce = checkNonce(context, proof, { client, now: request.now });
  await payForRow(context.ports, presented);
  const facts = [firstUse(context, proof)];
  const kept = await context.ports.store.commit({ facts, at: request.now, source: presented.source });
  if (!kept.ok) throw usedBefore();
  return { kind: 'held', nonce };
}

function checkBearer({ confirmation, certificate }: Presented): Binding {
  const held = { kind: 'held', nonce: null } as const;
  if (confirmation === null) return held;
  if ('jkt' in confirmation) return unfit('it is bound to a key, and came as Bearer');
  // RFC 8705 §3
  if (certificate === null) return unfit('it is bound to a certificate, and none was shown');
  const isSame = certificate.thumbprint === confirmation['x5t#S256'];
  return isSame ? held : unfit('it is bound to another certificate');
}

const unfit = (detail: string): Binding => ({ kind: 'unfit', detail });
