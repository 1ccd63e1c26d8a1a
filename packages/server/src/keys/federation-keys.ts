/** The keys that sign what this server says as an entity of its federations (OpenID Federation §11, federation-vci-authlete.md FED-3). */

import type { FederationKeys } from '@grantor/engine';
import type { Epoch } from '@grantor/protocol';
import { createHeldKeys } from './held-keys.ts';
import { createKeyChest, type KeyChestOptions, type Rotation } from './key-chest.ts';
import { type ServerKey, standingOf } from './server-key.ts';
import { signAsymmetrically } from './sign.ts';

const alg = 'ES256';

/** Seconds for which a statement may be good after its key signs no more (federation-vci-authlete.md FED-2). */
const longestStatement = 24 * 3600;

export type FederationKeyRing = FederationKeys & {
  /** Publishes the successor of the key, which takes its place a day later (OpenID Federation §11). */
  rotate(now: Epoch): Promise<Rotation>;
  /** Rotates what is due and learns what other machines changed; meant to run every ten seconds. */
  refresh(now: Epoch): Promise<void>;
};

/** `rotationInterval`: in seconds; 0: never by itself. Keys of before are kept, so that old statements can be checked. */
export async function openFederationKeys(
  options: Pick<KeyChestOptions, 'database' | 'sealer' | 'onChange'> & { readonly rotationInterval: number },
  now: Epoch,
): Promise<FederationKeyRing> {
  const chest = createKeyChest({
    ...options,
    ...{ set: 'federation', past: 'kept', longestToken: longestStatement },
    rule: { algorithms: [alg], interval: options.rotationInterval, pinned: null },
  });
  const held = createHeldKeys(chest.reload);
  held.hold(await chest.upkeep(now));
  const standing = (key: ServerKey, at: Epoch) => standingOf(key, at, longestStatement);
  return {
    sign: (statement) => signAsymmetrically(held, { ...statement, alg }),
    published: (at) =>
      [...held.all()]
        .filter((key) => ['next', 'active', 'retiring'].includes(standing(key, at)))
        .map(({ publicJwk }) => publicJwk),
    historical: (at) =>
      [...held.all()]
        .filter((key) => ['retired', 'gone'].includes(standing(key, at)))
        .map(({ publicJwk, createdAt, retiresAt, removedAt }) => ({
          jwk: publicJwk,
          issuedAt: createdAt,
          expiredAt: Math.min(...[retiresAt, removedAt, at].filter((time) => time !== null)),
          revokedAt: removedAt,
        })),
    async rotate(at) {
      const rotation = await chest.rotate(alg, at);
      held.hold(await chest.reload());
      return rotation;
    },
    async refresh(at) {
      held.hold(await chest.upkeep(at));
    },
  };
}
