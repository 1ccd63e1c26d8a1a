/** Owns the server's keys: which exist, which sign, which still verify, which open what is encrypted for it. Never reads a claim. */

import type { KeyObject } from 'node:crypto';
import type { KeyRing } from '@grantor/engine';
import { type Epoch, type Secret, signatureAlgorithms } from '@grantor/protocol';
import { type AsymmetricAlgorithm, asymmetricAlgorithms } from './algorithm.ts';
import { createDecrypt, ownDecryption } from './decrypt.ts';
import { createHeldKeys, type HeldKeys } from './held-keys.ts';
import { createHmacKeys } from './hmac.ts';
import { decryptionAlgorithms, type KeyAlgorithm } from './key-algorithm.ts';
import {
  createKeyChest,
  type KeyChange,
  type KeyChest,
  type KeyChestOptions,
  type Removal,
  type Rotation,
  UnusableKey,
} from './key-chest.ts';
import { createKeySet } from './key-set.ts';
import { openPairwiseSubjects } from './pairwise-key.ts';
import {
  importPrivateKey,
  type KeyLife,
  type KeyMaterial,
  type KeyStanding,
  keyMaterial,
  standingOf,
} from './server-key.ts';
import { chooseAlgorithm, createSign, type SigningRules } from './sign.ts';
import { createVerify, type VerifiedTokens } from './verify.ts';

export { type KeyChange, type KeyEvent, type Removal, type Rotation, UnusableKey } from './key-chest.ts';

export type KeyRingOptions = Pick<KeyChestOptions, 'database' | 'sealer' | 'onChange'> & {
  readonly accessTokenAlgorithm: AsymmetricAlgorithm | 'HS256';
  readonly idTokenAlgorithm: AsymmetricAlgorithm;
  /** `JWT_SECRET` first, then the previous ones; used only where access tokens are HS256. */
  readonly hmacSecrets: readonly Secret[];
  /** `JWT_PRIVATE_KEY_*`: signs access tokens, or ID tokens where those are HS256. */
  readonly importedKey: { readonly pem: Secret; readonly kid: string | null } | null;
  /** In seconds; 0: by hand. */
  readonly rotationInterval: number;
  /** The longest lifetime of any token, in seconds. */
  readonly longestToken: number;
  /** Outcomes that are kept; absent: none are. */
  readonly verified?: VerifiedTokens | undefined;
};

export type KeySummary = KeyLife & { readonly standing: KeyStanding };

export type ServerKeyRing = KeyRing & {
  /** Rotates what is due and learns what other machines changed; meant to run every ten seconds. */
  refresh(now: Epoch): Promise<void>;
  /** Publishes a successor, which signs a day later; nothing if one is on its way, or the operator's key signs. */
  rotate(alg: KeyAlgorithm, now: Epoch, byHand?: KeyChange): Promise<Rotation>;
  /** Emergency: the key leaves the key set and verifies nothing from now on (security.md K-2). */
  remove(kid: string, now: Epoch, byHand?: KeyChange): Promise<Removal>;
  /** Every key, in the order in which they sign. */
  list(now: Epoch): readonly KeySummary[];
};

/** Opens the ring: creates the first keys or brings in the operator's. Rejects if a key cannot be opened. */
export async function createKeyRing(options: KeyRingOptions, now: Epoch): Promise<ServerKeyRing> {
  const rules = signingRules(options);
  const imported = readImportedKey(options);
  const chest = createKeyChest({
    ...options,
    set: 'protocol',
    rule: {
      algorithms: [...rules.kept, ...decryptionAlgorithms],
      interval: options.rotationInterval,
      pinned: imported === null ? null : imported.alg,
    },
  });
  if (imported !== null) await chest.adopt(imported, now);
  const held = createHeldKeys(chest.reload);
  held.hold(await chest.upkeep(now));
  const pairwiseSubject = await openPairwiseSubjects(options, now);
  const { longestToken, verified } = options;
  return ringOf({ rules, chest, held, pairwiseSubject, longestToken, verified });
}

type RingParts = {
  readonly rules: SigningRules;
  readonly chest: KeyChest;
  readonly held: HeldKeys;
  readonly pairwiseSubject: KeyRing['pairwiseSubject'];
  readonly longestToken: number;
  readonly verified: VerifiedTokens | undefined;
};

function ringOf({ rules, chest, held, pairwiseSubject, longestToken, verified }: RingParts): ServerKeyRing {
  const keySet = createKeySet(longestToken);
  return {
    sign: createSign(rules, held),
    pairwiseSubject,
    verify: createVerify({ held, hmac: rules.hmac, longestToken, verified }),
    decryption: ownDecryption,
    decrypt: createDecrypt(held, longestToken),
    algorithmFor: (use, alg) => chooseAlgorithm(rules, use, alg),
    algorithms: (use) =>
      use === 'access_token' && rules.hmac !== null ? ['HS256', ...rules.kept] : rules.kept,
    jwks: async (now) => keySet(held.all(), now),
    async refresh(now) {
      held.hold(await chest.upkeep(now));
    },
    async rotate(alg, now, byHand) {
      const rotation = await chest.rotate(alg, now, byHand);
      held.hold(await chest.reload());
      return rotation;
    },
    async remove(kid, now, byHand) {
      const outcome = await chest.remove(kid, now, byHand);
      held.hold(await chest.reload());
      return outcome;
    },
    list: (now) =>
      [...held.all()]
        .sort((a, b) => a.activatesAt - b.activatesAt)
        .map(({ privateKey, publicKey, publicJwk, ...life }) => ({
          ...life,
          standing: standingOf(life, now, longestToken),
        })),
  };
}

type ChosenAlgorithms = Pick<KeyRingOptions, 'accessTokenAlgorithm' | 'idTokenAlgorithm'>;

/**
 * The algorithms of the keys that a ring keeps: all there are, so that clients may ask for any (advanced.md SW-7),
 * the server's own first.
 */
export function keptAlgorithms(chosen: ChosenAlgorithms): readonly AsymmetricAlgorithm[] {
  const { accessTokenAlgorithm: accessToken, idTokenAlgorithm: idToken } = chosen;
  const asymmetric = accessToken === 'HS256' ? [] : [accessToken];
  return [...new Set([idToken, ...asymmetric, ...asymmetricAlgorithms])];
}

function signingRules(options: KeyRingOptions): SigningRules {
  const { accessTokenAlgorithm: accessToken, idTokenAlgorithm: idToken } = options;
  return {
    accessToken,
    idToken,
    kept: keptAlgorithms(options),
    hmac: accessToken === 'HS256' ? createHmacKeys(options.hmacSecrets) : null,
  };
}

/** The operator's key, ready to sign. Throws UnusableKey. */
export function readImportedKey(
  options: Pick<KeyRingOptions, 'importedKey' | 'accessTokenAlgorithm' | 'idTokenAlgorithm'>,
): KeyMaterial | null {
  if (options.importedKey === null) return null;
  const { accessTokenAlgorithm, idTokenAlgorithm, importedKey } = options;
  const alg = accessTokenAlgorithm === 'HS256' ? idTokenAlgorithm : accessTokenAlgorithm;
  const key = readPem(importedKey.pem);
  // security.md K-1
  if (!signatureAlgorithms[alg].accepts(key))
    throw new UnusableKey(`the private key in JWT_PRIVATE_KEY_PEM or _PATH does not fit ${alg}`);
  return keyMaterial(key, alg, importedKey.kid ?? undefined);
}

function readPem(pem: Secret): KeyObject {
  try {
    return importPrivateKey(pem.reveal());
  } catch {
    // The library's words are about its own insides.
    throw new UnusableKey('JWT_PRIVATE_KEY_PEM or _PATH holds no unencrypted private key in PEM');
  }
}
