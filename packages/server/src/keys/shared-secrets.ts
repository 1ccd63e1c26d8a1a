/** Secrets of clients that are kept to be read again, and what was signed by them (advanced.md CAU-6). */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ClientSecret, SharedSecrets } from '@grantor/engine';
import type { Hash } from '@grantor/protocol';
import type { Sealer } from './key-table.ts';

/** Under which a secret is sealed. */
export const clientSecretLabel = (hash: Hash): string => `client_secret:${hash}`;

/** The secret as it is kept to be read again, by this server alone. */
export const withSealed = (
  secret: ClientSecret,
  value: string,
  sealer: Pick<Sealer, 'seal'>,
): ClientSecret => ({ ...secret, sealed: sealer.seal(value, clientSecretLabel(secret.hash)) });

/** Nothing is kept opened: what verifies a thousand assertions holds one secret at a time. */
export const createSharedSecrets = (sealer: Pick<Sealer, 'open'>): SharedSecrets => ({
  signed({ signingInput, signature }, { hash, sealed }) {
    if (sealed === undefined) return false;
    const value = sealer.open(sealed, clientSecretLabel(hash));
    // Core §10.1: the octets of the UTF-8 text are the key
    const expected = createHmac('sha256', Buffer.from(value)).update(signingInput).digest();
    return signature.length === expected.length && timingSafeEqual(expected, signature);
  },
});
