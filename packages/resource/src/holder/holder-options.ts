/** How the holder of a token has to prove itself, once parsed. */

import type { Epoch, SignatureAlgorithmName } from '@grantor/protocol';
import type { Ports } from '../ports/ports.ts';

/** Which proofs were seen already; may be shared by several processes. */
export type ReplayStore = {
  /**
   * Whether the key is new; of any number of parallel calls with one key exactly one is told so. May be forgotten
   * after `until`, and not before. `holder` is the thumbprint of the client's key, `key` is different for different
   * holders: a store that has not room for everything lets it run out for the holder who took it, and for nobody
   * else. Throws when it cannot tell, which refuses the request with 503.
   */
  remember(key: string, until: Epoch, holder: string): boolean | Promise<boolean>;
};

export type DpopOptions = {
  readonly mode: 'accepted' | 'required';
  readonly algorithms: readonly SignatureAlgorithmName[];
  /** The secret of the nonces, shared by all processes of the service; null: no nonce is asked for. */
  readonly nonceSecret: Uint8Array | null;
  /** Null: the guard's own bounded memory. */
  readonly replay: ReplayStore | null;
};

export type CertificateOptions = {
  readonly mode: 'accepted' | 'required';
  /** The header of a proxy that has the client's certificate (lower case), or null: only the connection's counts. */
  readonly header: string | null;
  /** Whether the peer is a proxy whose header counts (security.md P-2). */
  isTrustedProxy(peer: string): boolean;
};

export type HolderOptions = {
  /** Null: DPoP-bound tokens are refused. */
  readonly dpop: DpopOptions | null;
  /** Null: certificate-bound tokens are refused. */
  readonly certificate: CertificateOptions | null;
  readonly ports: Pick<Ports, 'clock'>;
};
