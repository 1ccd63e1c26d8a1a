import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { type Epoch, jwkThumbprint } from '@grantor/protocol';
import { type KeyAlgorithm, useOf } from './key-algorithm.ts';

/** When a key signs, in seconds since 1970. `retiresAt`: its successor takes over; null: none is known yet. */
export type KeyLife = {
  readonly kid: string;
  readonly alg: KeyAlgorithm;
  readonly createdAt: number;
  readonly activatesAt: number;
  readonly retiresAt: number | null;
  readonly removedAt: number | null;
};

export type ServerKey = KeyLife & {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** With `use`, `alg` and `kid` (protocol.md JW-1). */
  readonly publicJwk: Readonly<Record<string, unknown>>;
};

/**
 * `next`: published, signs later. `active`: signs. `retiring`: published while a token it signed may live.
 * `retired`: verifies id_token_hint only. `gone`: removed at once, or past all of it (protocol.md JW-2).
 */
export const keyStandings = ['next', 'active', 'retiring', 'retired', 'gone'] as const;
export type KeyStanding = (typeof keyStandings)[number];

/** How long a retired key still verifies hints, in seconds (protocol.md JW-2). */
const hintPeriod = 30 * 24 * 3600;

/** Where a key stands at `now`; `longestToken` is the longest lifetime of a token, in seconds. */
export function standingOf(key: KeyLife, now: Epoch, longestToken: number): KeyStanding {
  if (key.removedAt !== null) return 'gone';
  if (now < key.activatesAt) return 'next';
  if (key.retiresAt === null || now < key.retiresAt) return 'active';
  const lastTokenExpires = key.retiresAt + longestToken;
  if (now < lastTokenExpires) return 'retiring';
  return now < lastTokenExpires + hintPeriod ? 'retired' : 'gone';
}

/** The key that signs `alg` at `now`: of several the one activated last. */
export function signerOf<Key extends KeyLife>(
  keys: Iterable<Key>,
  alg: KeyAlgorithm,
  now: Epoch,
): Key | null {
  let signer: Key | null = null;
  for (const key of keys) {
    if (key.alg !== alg || standingOf(key, now, 0) !== 'active') continue;
    if (signer === null || key.activatesAt > signer.activatesAt) signer = key;
  }
  return signer;
}

/**
 * The same; where none is active yet, the first that will be: a clock that is behind that of the machine which made the
 * first keys, or was looked at before they were there, must neither wait for them nor make others (security.md R-11).
 */
export function signerOrFirst<Key extends KeyLife>(
  keys: Iterable<Key>,
  alg: KeyAlgorithm,
  now: Epoch,
): Key | null {
  const all = [...keys];
  const signer = signerOf(all, alg, now);
  if (signer !== null) return signer;
  const coming = all.filter((key) => key.alg === alg && standingOf(key, now, 0) === 'next');
  return coming.sort((one, other) => one.activatesAt - other.activatesAt)[0] ?? null;
}

/** Key material with its thumbprint as `kid`, or the `kid` the operator gave (RFC 7638 §3). */
export type KeyMaterial = Pick<ServerKey, 'kid' | 'alg' | 'privateKey' | 'publicKey' | 'publicJwk'>;

export function keyMaterial(privateKey: KeyObject, alg: KeyAlgorithm, kid?: string): KeyMaterial {
  const publicKey = createPublicKey(privateKey);
  const members = publicKey.export({ format: 'jwk' });
  const named = kid ?? jwkThumbprint({ ...members });
  if (named === null) throw new Error('the key is of an unknown type');
  return {
    kid: named,
    alg,
    privateKey,
    publicKey,
    publicJwk: { ...members, use: useOf(alg), alg, kid: named },
  };
}

/** The private key as PKCS #8 in PEM, to be sealed at once. */
export const exportPrivateKey = (key: KeyObject): string =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString();

export const importPrivateKey = (pem: string): KeyObject => createPrivateKey(pem);
