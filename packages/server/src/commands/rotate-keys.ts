import { credentialAlgorithms } from '@grantor/engine';
import { instant, secondOf } from '@grantor/protocol';
import { resolveSecrets } from '../config/secret-files.ts';
import { serverKeys } from '../config/secrets.ts';
import { keyAlgorithms } from '../keys/key-algorithm.ts';
import type { Rotation } from '../keys/key-ring.ts';
import { openAudit } from '../start/audit.ts';
import { credentialKeys } from '../start/credentials.ts';
import { federationKeys } from '../start/federation.ts';
import { openKeyRing } from '../start/signing-keys.ts';
import type { World } from '../start/start.ts';
import { checkSecrets, withStorage } from '../start/storage.ts';

/** Publishes a successor of every key in use; running servers learn of it within seconds (protocol.md JW-2). */
export async function rotateKeys(world: World): Promise<void> {
  const { configuration, log } = world;
  await withStorage(world, async (database) => {
    const values = await resolveSecrets(configuration);
    await checkSecrets(database, values);
    const audit = openAudit(world, database);
    const failed = (failure: unknown) => log.error('audit', { failure });
    const at = secondOf(instant(Date.now()));
    const parts = { configuration, database, secrets: serverKeys(values), audit, failed };
    const keys = await openKeyRing(parts, at);
    const used = keyAlgorithms.filter((alg) => keys.list(at).some((key) => key.alg === alg));
    for (const alg of used) console.log(`${alg}: ${sentenceOf(await keys.rotate(alg, at))}`);
    if (configuration.keys.accessTokenAlgorithm === 'HS256') console.log(`HS256: ${secretSigns}`);
    // Sets of their own, where there is what they sign
    if (configuration.federation.enabled) {
      const own = await federationKeys(parts, at);
      console.log(`federation: ${sentenceOf(await own.rotate(at))}`);
    }
    if (configuration.credentials.enabled) {
      const own = await credentialKeys(parts, at);
      for (const alg of credentialAlgorithms)
        console.log(`credentials ${alg}: ${sentenceOf(await own.rotate(alg, at))}`);
    }
    await audit.flush();
  });
}

const secretSigns = 'JWT_SECRET signs; set a new one, and the old one as JWT_SECRET_PREVIOUS.';

function sentenceOf(rotation: Rotation): string {
  if (rotation.kind === 'pinned')
    return 'nothing was done: the key of JWT_PRIVATE_KEY_PATH or _PEM signs; bring a new one there.';
  const moment = `${new Date(rotation.signsFrom * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return rotation.kind === 'published'
    ? `a new key is published, and takes its place from ${moment} on.`
    : `nothing was done: the next key is published already, and takes its place from ${moment} on.`;
}
