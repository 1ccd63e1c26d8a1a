import { type Epoch, type Hash, sha256 } from '@grantor/protocol';

/** A signed statement that counts once (security.md R-7). */
export type OneTimeProof = {
  readonly use:
    | 'client_assertion'
    | 'client_attestation'
    | 'grant_assertion'
    | 'backchannel_request'
    | 'authorization_request'
    | 'federation_registration'
    | 'credential_nonce';
  /** Whose `jti` it is: different parties may choose the same. */
  readonly by: string;
  readonly jti: string;
};

/** What is remembered of it, until it would be refused anyway. */
export type SeenProof = { readonly hash: Hash; readonly until: Epoch };

export const hashOfProof = ({ use, by, jti }: OneTimeProof): Hash => sha256(JSON.stringify([use, by, jti]));
