/** What issuing credentials needs of the world, beside what the authorization server needs. */

import type { Epoch } from '@grantor/protocol';
import type { CredentialAlgorithm } from '../model/credential-configuration.ts';

export type CredentialSigning = {
  readonly alg: CredentialAlgorithm;
  readonly typ: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly now: Epoch;
};

/** Keys that sign credentials and nothing else; those of the protocol never do (federation-vci-authlete.md §2). */
export interface CredentialSigner {
  /** The claims as a compact JWS by the key that is active. */
  sign(request: CredentialSigning): Promise<string>;
  /** The public set (SD-JWT VC §5), serialised once per change, with its entity tag. */
  jwks(now: Epoch): { readonly body: string; readonly etag: string };
}

/** Nonces for proofs of keys (OpenID4VCI §7): each another, and none remembered before it is used. */
export interface CredentialNonces {
  issue(now: Epoch): string;
  /** Until when it is good, if it is one of ours and good now; null: it is not. */
  accepts(nonce: string, now: Epoch): Epoch | null;
}
