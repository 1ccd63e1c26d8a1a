import { instant, secondOf } from '@grantor/protocol';
import { resolveSecrets } from '../config/secret-files.ts';
import { serverKeys } from '../config/secrets.ts';
import { asymmetricAlgorithms } from '../keys/algorithm.ts';
import { openAudit } from '../start/audit.ts';
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
    const keys = await openKeyRing(
      { configuration, database, secrets: serverKeys(values), audit, failed },
      at,
    );
    const used = asymmetricAlgorithms.filter((alg) => keys.list(at).some((key) => key.alg === alg));
    for (const alg of used) await keys.rotate(alg, at);
    await audit.flush();
    console.log(`New keys are published for ${used.join(', ')}; they sign in 24 hours.`);
  });
}
