/** DPoP proofs sent to this server, and the nonces in them (RFC 9449 §4.3, §8, §9). */

import {
  after,
  type DpopProof,
  type Epoch,
  hash,
  type Instant,
  OAuthError,
  type SignatureAlgorithmName,
  secondOf,
  signatureAlgorithms,
  verifyDpopProof,
} from '@grantor/protocol';
import { type Client, isSelfRegistered } from '../model/client.ts';
import type { Fact, Source } from '../ports/facts.ts';
import type { Policy } from '../ports/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { allowedBy, profileOf, serverProfile } from '../profiles/security-profile.ts';
import { charge } from '../requests/charge.ts';
import type { Context } from '../requests/context.ts';
import { ownUrls } from '../requests/own-urls.ts';
import type { BackChannelRequest } from '../requests/request.ts';

/** All of them asymmetric (advanced.md DPO-11). */
const known = Object.keys(signatureAlgorithms) as readonly SignatureAlgorithmName[];

/** Of the proofs that any client may come with: what metadata and challenges name (advanced.md SW-7). */
export const proofAlgorithms = (policy: Pick<Policy, 'profile'>): readonly SignatureAlgorithmName[] =>
  allowedBy(serverProfile(policy).clientAlgorithms, known);

/** Where a proof came, and what it has to be for. */
export type ProofRequest = {
  /** As the `DPoP` headers came. */
  readonly values: readonly string[];
  readonly method: string;
  readonly urls: readonly string[];
  /** null: it comes with none. */
  readonly accessToken: string | null;
  readonly now: Instant;
};

/** What is sent to an endpoint of this server: the path that was called, alias or not (advanced.md DPO-2). */
export const proofRequest = (
  { policy }: Pick<Context, 'policy'>,
  { dpop, called, source }: Pick<BackChannelRequest, 'dpop' | 'called' | 'source'>,
  rest: Pick<ProofRequest, 'accessToken' | 'now'>,
): ProofRequest => ({
  values: dpop,
  method: called?.method ?? source.method,
  urls: called === undefined ? ownUrls(policy, source.path) : [called.url],
  ...rest,
});

/**
 * The one proof of the request. Throws `invalid_dpop_proof`. It counts once it is spent: `firstUse` is to be committed with
 * what it authorises (advanced.md DPO-4).
 */
export function verifyProof(
  { policy }: Pick<Context, 'policy'>,
  request: ProofRequest,
  client: Client,
): DpopProof {
  const [text, ...more] = request.values;
  if (text === undefined) throw unproved('there is none');
  if (more.length > 0) throw unproved('there is more than one'); // RFC 9449 §4.3
  const verdict = verifyDpopProof(text, {
    method: request.method,
    urls: request.urls,
    algorithms: allowedBy(profileOf(client, policy).clientAlgorithms, known), // advanced.md SW-7
    accessToken: request.accessToken,
    age: { most: policy.dpop.proofMaxAge, skew: policy.clockSkew },
    now: secondOf(request.now),
  });
  if (verdict.kind === 'refused') throw unproved(verdict.fault);
  return verdict.proof;
}

/** Until when the proof could be taken by a server whose clock is behind (advanced.md DPO-4). */
export const proofEnd = (
  { issuedAt }: Pick<DpopProof, 'issuedAt'>,
  { dpop, clockSkew }: Pick<Policy, 'dpop' | 'clockSkew'>,
): Epoch => after(issuedAt, dpop.proofMaxAge + clockSkew + 1);

export const firstUse = ({ policy }: Context, proof: DpopProof): Fact => ({
  kind: 'dpop_proof_seen',
  proof: { hash: hash(proof.replayKey), until: proofEnd(proof, policy) },
});

export type KeptProof = {
  readonly client: Client;
  readonly source: Source;
  /** Whose budget it is where a guarded service is asked for, often and from any address; null: that of the address. */
  readonly payer: string | null;
};

/**
 * To be paid before a proof is kept for nothing else: it is a row that anybody can have stored who registers a client.
 * Throws `rate_limit_exceeded` (security.md L-8).
 */
export async function payForRow(ports: Ports, { client, source, payer }: KeptProof): Promise<void> {
  if (isSelfRegistered(client))
    await charge(ports, { limit: payer === null ? 'default' : 'proof', source }, payer);
}

/** Whatever is wrong with a proof, its sender reads one sentence. `detail` is for the log. */
export const unproved = (detail: string): OAuthError =>
  new OAuthError('invalid_dpop_proof', 'A fresh DPoP proof for this request is required.', { detail });

export const usedBefore = (): OAuthError => unproved('it was used before');

/** The proof has to carry this nonce (RFC 9449 §8). */
export class NonceNeeded extends OAuthError {
  readonly nonce: string;

  constructor(nonce: string) {
    super('use_dpop_nonce', 'The DPoP proof has to carry the nonce of the DPoP-Nonce header.');
    this.nonce = nonce;
  }
}

type NonceSource = { readonly secrets: Pick<Ports['secrets'], 'dpopNonces'> };

/**
 * Throws `use_dpop_nonce` where proofs of the client have to carry a nonce and this one has none of ours, or an old one.
 * The nonce to send along with the answer; null: the client has the newest.
 */
export function checkNonce(
  { ports, policy }: { readonly ports: NonceSource; readonly policy: Policy },
  proof: DpopProof,
  { client, now }: { readonly client: Client; readonly now: Instant },
): string | null {
  if (!(client.dpopNonceRequired ?? policy.dpop.nonceRequired)) return null;
  const { dpopNonces } = ports.secrets;
  const newest = dpopNonces.issue(secondOf(now));
  if (proof.nonce === null || !dpopNonces.accepts(proof.nonce, secondOf(now))) throw new NonceNeeded(newest);
  return proof.nonce === newest ? null : newest; // RFC 9449 §8.2
}
