import { randomBytes } from 'node:crypto';
import type { TokenUse } from '@grantor/engine';
import { type Epoch, epoch, Secret } from '@grantor/protocol';
import type { KeyEvent } from '../../src/keys/key-chest.ts';
import { createKeyRing, type KeyRingOptions, type ServerKeyRing } from '../../src/keys/key-ring.ts';
import { createStoreFile, createTestSealer } from './store.ts';

export const start = epoch(1_800_000_000);
export const hour = 3600;
export const day = 24 * hour;

/** Rings on one database file, each with a connection of its own: replicas of one server. */
export async function createReplicas() {
  const file = await createStoreFile();
  const sealer = createTestSealer();
  const hmacSecrets = [Secret.of(randomBytes(32).toString('base64'))];
  const events: KeyEvent[] = [];
  return {
    ...file,
    events,
    hmacSecrets,
    async ring(settings: Partial<KeyRingOptions> = {}, now: Epoch = start): Promise<ServerKeyRing> {
      const database = settings.database ?? (await file.open());
      return createKeyRing(
        {
          database,
          sealer,
          hmacSecrets,
          accessTokenAlgorithm: 'ES256',
          idTokenAlgorithm: 'RS256',
          importedKey: null,
          rotationInterval: 90 * day,
          longestToken: day,
          onChange: (event) => events.push(event),
          ...settings,
        },
        now,
      );
    },
  };
}

export const signAt = (ring: ServerKeyRing, now: Epoch, use: TokenUse = 'access_token'): Promise<string> =>
  ring.sign({ use, alg: null, typ: 'at+jwt', claims: { sub: 'alice', iat: now }, now });

export const headerOf = (jwt: string): { alg: string; kid?: string; typ?: string } =>
  JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString());

export const publishedKids = async (ring: ServerKeyRing, now: Epoch): Promise<readonly string[]> =>
  JSON.parse((await ring.jwks(now)).body).keys.map((key: { kid: string }) => key.kid);
