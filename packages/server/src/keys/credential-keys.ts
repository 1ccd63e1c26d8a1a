/** The keys that sign credentials and what belongs to them: a set of its own (federation-vci-authlete.md §2). */

import { type CredentialAlgorithm, type CredentialSigner, credentialAlgorithms } from '@grantor/engine';
import type { Epoch } from '@grantor/protocol';
import { createHeldKeys } from './held-keys.ts';
import { createKeyChest, type KeyChestOptions, type Rotation } from './key-chest.ts';
import { createKeySet } from './key-set.ts';
import { signAsymmetrically } from './sign.ts';

export type CredentialKeyOptions = Pick<KeyChestOptions, 'database' | 'sealer' | 'onChange'> & {
  /** In seconds; 0: by hand. */
  readonly rotationInterval: number;
  /** The longest life of a credential, in seconds: so long its key stays published. */
  readonly longestCredential: number;
};

export type CredentialKeys = CredentialSigner & {
  /** Publishes the successor of the key of this algorithm, which takes its place a day later. */
  rotate(alg: CredentialAlgorithm, now: Epoch): Promise<Rotation>;
  /** Rotates what is due and learns what other machines changed; meant to run every ten seconds. */
  refresh(now: Epoch): Promise<void>;
};

/** Opens the set, and creates its first keys. Rejects if a key cannot be opened. */
export async function openCredentialKeys(
  { rotationInterval, longestCredential, ...options }: CredentialKeyOptions,
  now: Epoch,
): Promise<CredentialKeys> {
  const chest = createKeyChest({
    ...options,
    set: 'credential',
    longestToken: longestCredential,
    rule: { algorithms: credentialAlgorithms, interval: rotationInterval, pinned: null },
  });
  const held = createHeldKeys(chest.reload);
  held.hold(await chest.upkeep(now));
  const keySet = createKeySet(longestCredential);
  return {
    sign: (request) => signAsymmetrically(held, request),
    jwks: (at) => keySet(held.all(), at),
    async rotate(alg, at) {
      const rotation = await chest.rotate(alg, at);
      held.hold(await chest.reload());
      return rotation;
    },
    async refresh(at) {
      held.hold(await chest.upkeep(at));
    },
  };
}
