import { readFile } from 'node:fs/promises';
import { type Epoch, Secret } from '@grantor/protocol';
import { keyEvent } from '../administration/keys.ts';
import type { ServerKeys } from '../config/secrets.ts';
import type { Configuration } from '../config/types.ts';
import type { Database } from '../database/database.ts';
import {
  createKeyRing,
  type KeyEvent,
  readImportedKey,
  type ServerKeyRing,
  UnusableKey,
} from '../keys/key-ring.ts';
import type { VerifiedTokens } from '../keys/verify.ts';
import type { AuditLog } from '../telemetry/audit-log.ts';
import type { AuditEvent } from '../telemetry/audit-row.ts';

type KeyWorld = {
  readonly configuration: Configuration;
  readonly database: Database;
  readonly secrets: ServerKeys;
  readonly audit: AuditLog;
  readonly failed: (cause: unknown) => void;
  readonly verified?: VerifiedTokens | undefined;
};

/** The key ring as the configuration wants it; the first start generates the keys. */
export async function openKeyRing(world: KeyWorld, now: Epoch): Promise<ServerKeyRing> {
  const { configuration, database, secrets, audit, failed } = world;
  const { keys } = configuration;
  let told: Promise<void> = Promise.resolve();
  const tell = (event: Omit<AuditEvent, 'actor'>): void => {
    told = told.then(() => audit.record({ actor: {}, ...event }, null)).catch(failed);
  };
  const made: KeyEvent[] = [];
  let onChange = (event: KeyEvent): void => void made.push(event);
  const ring = await createKeyRing(
    {
      database,
      sealer: secrets,
      accessTokenAlgorithm: keys.accessTokenAlgorithm,
      idTokenAlgorithm: keys.idTokenAlgorithm,
      hmacSecrets: [secrets.hs256.current, ...secrets.hs256.previous],
      importedKey: await importedKey(configuration),
      rotationInterval: keys.rotationInterval,
      longestToken: longestAccessToken(configuration),
      verified: world.verified,
      onChange: (event) => onChange(event),
    },
    now,
  );
  onChange = (event) => tell(keyEvent(event));
  made.map(keyEvent).forEach(tell);
  await told; // what the start made is in the log once it has started
  return ring;
}

/** In seconds. */
export const longestAccessToken = ({ tokens, profiles }: Configuration): number =>
  Math.max(tokens.accessExpirationMax, tokens.accessExpiration, profiles.longAccess);

/** Throws UnusableKey if the operator's key cannot be read or does not fit. */
export async function checkImportedKey(configuration: Configuration): Promise<void> {
  const { accessTokenAlgorithm, idTokenAlgorithm } = configuration.keys;
  readImportedKey({ accessTokenAlgorithm, idTokenAlgorithm, importedKey: await importedKey(configuration) });
}

async function importedKey({ keys }: Configuration): Promise<{ pem: Secret; kid: string | null } | null> {
  if (keys.privateKeyPem !== null) return { pem: keys.privateKeyPem, kid: keys.keyId };
  if (keys.privateKeyFile === null) return null;
  const file = keys.privateKeyFile;
  const pem = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UnusableKey(`JWT_PRIVATE_KEY_PATH ${file} cannot be read`, { cause });
  });
  return { pem: Secret.of(pem), kid: keys.keyId };
}
